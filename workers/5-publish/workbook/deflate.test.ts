import fc from 'fast-check';
import { inflateSync } from 'fflate';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scripts/testing/fortnight/random.ts';
import { Deflate } from './deflate.ts';
import { codeOf } from './huffman.ts';

function packed(pieces: readonly Uint8Array[]): Buffer {
  const deflate = new Deflate();
  for (const piece of pieces) deflate.push(piece);
  return Buffer.concat(deflate.end());
}

/** Two readers that share no code with each other or with the writer. */
function expectBack(pieces: readonly Uint8Array[]): Buffer {
  const stream = packed(pieces);
  const whole = Buffer.concat(pieces);
  expect(inflateRawSync(stream).equals(whole)).toBe(true);
  expect(Buffer.from(inflateSync(stream)).equals(whole)).toBe(true);
  return stream;
}

/** Bytes of a few values, which repeat a little from near and from afar. */
function someBytes(seed: number, length: number, values: number): Uint8Array {
  const random = seededRandom(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const back = random.int(1, 40_000);
    const isCopy = at >= back && random.int(0, 2) > 0;
    for (const end = Math.min(length, at + random.int(1, 300)); at < end; at += 1)
      bytes[at] = isCopy ? (bytes[at - back] ?? 0) : random.int(0, values - 1);
  }
  return bytes;
}

const text = (of: string): Uint8Array => Buffer.from(of, 'latin1');

describe('a deflate stream', () => {
  it('gives its bytes back, whatever they are and in whatever pieces they come', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc
        .tuple(fc.nat(), fc.constantFrom(3, 4, 1000, 70_000), fc.constantFrom(1, 2, 20, 256))
        .map((of) => someBytes(...of)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        expectBack(pieces);
      }),
      { seed: 20260701, numRuns: 200 },
    );
  });

  it.each([
    ['nothing', [], 20],
    ['one byte', ['a'], 20],
    ['bytes too few to be found again', ['abc', 'abc'], 25],
    ['one byte a hundred thousand times', ['a'.repeat(100_000)], 300],
    ['a piece larger than the window takes at once', ['abcdefgh'.repeat(50_000)], 2500],
    ['the same again in the next piece', ['0123456789'.repeat(20), '0123456789'.repeat(20)], 60],
  ])('is short where it can be: %s', (_name, pieces, most) => {
    expect(expectBack(pieces.map(text)).length).toBeLessThan(most);
  });

  it.each([32_767, 32_768, 32_769])('points back as far as it may and no further: %d bytes', (distance) => {
    const again = 'SOMETHING THAT COMES TWICE';
    const between = someBytes(1, distance - again.length, 256);
    const stream = expectBack([text(again), between, text(again)]);
    const without = packed([text(again), between]);
    expect(stream.length - without.length < again.length / 2).toBe(distance <= 32_768);
  });

  it('takes hardly more than its bytes where nothing repeats', () => {
    const random = seededRandom(3);
    const bytes = Uint8Array.from({ length: 300_000 }, () => random.int(0, 255));
    expect(expectBack([bytes]).length).toBeLessThan(300_000 * 1.01);
  });

  it('is the same for the same pieces', () => {
    const pieces = [someBytes(7, 400_000, 50), someBytes(8, 90_000, 4)];
    expect(packed(pieces).equals(packed(pieces))).toBe(true);
  });
});

describe('a prefix code', () => {
  const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(9), fc.nat(60_000)), { minLength: 2, maxLength: 286 });

  it('leaves no room, is never longer than it may be, and shorter for what comes more often', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(9, 15), (often, bitsMax) => {
        const { lengths, codes } = codeOf(Uint32Array.from(often), bitsMax);
        const used = [...lengths.keys()].filter((symbol) => lengths[symbol] !== 0);
        const room = used.reduce((sum, symbol) => sum + 2 ** (bitsMax - (lengths[symbol] ?? 0)), 0);
        expect(room).toBe(2 ** bitsMax);
        expect(new Set(used.map((symbol) => `${lengths[symbol] ?? 0} ${codes[symbol] ?? 0}`)).size).toBe(used.length);
        for (const symbol of often.keys()) if ((often[symbol] ?? 0) > 0) expect(used).toContain(symbol);
        const byCount = used.sort((a, b) => (often[b] ?? 0) - (often[a] ?? 0) || (lengths[a] ?? 0) - (lengths[b] ?? 0));
        const inOrder = byCount.map((symbol) => lengths[symbol] ?? 0);
        expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
      }),
      { seed: 20260701, numRuns: 300 },
    );
  });

  it('is flattened where each count is the sum of the two before it: its tree would be as deep as it has symbols', () => {
    const fibonacci = [1, 1];
    while (fibonacci.length < 24) fibonacci.push((fibonacci.at(-1) ?? 0) + (fibonacci.at(-2) ?? 0));
    const of = (bitsMax: number): number => Math.max(...codeOf(Uint32Array.from(fibonacci), bitsMax).lengths);
    expect(of(30)).toBe(23);
    expect(of(15)).toBeLessThanOrEqual(15);
  });

  it('has two symbols at least', () => {
    expect([...codeOf(Uint32Array.from([0, 0, 0]), 15).lengths]).toEqual([1, 1, 0]);
    expect([...codeOf(Uint32Array.from([0, 0, 5]), 15).lengths]).toEqual([1, 0, 1]);
  });
});
