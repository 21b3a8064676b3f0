import { describe, expect, it } from 'vitest';
import { BytePieces } from './byte-pieces.ts';

const PIECE_BYTES = 1 << 18;

/** The pieces that claims one after the other come to: of which claim each byte is, and how many follow each other. */
function pieces(...claims: readonly (readonly [bytes: number, least?: number])[]): string[] {
  const given: Uint8Array[] = [];
  const bytes = new BytePieces((piece) => {
    given.push(piece);
  });
  for (const [index, [size, least]] of claims.entries()) {
    const at = bytes.claim(size, least);
    bytes.piece.fill(index + 1, at, at + size);
  }
  return [...given, bytes.rest()].map((piece) =>
    claims
      .flatMap(([size], index) => {
        const [first, last] = [piece.indexOf(index + 1), piece.lastIndexOf(index + 1)];
        return first < 0 ? [] : [`${String(index + 1)}: ${String(last - first + 1)} of ${String(size)}`];
      })
      .join(', '),
  );
}

describe('a file in pieces', () => {
  it('has what was claimed together in one piece, and in a larger one where it is larger', () => {
    expect(pieces([PIECE_BYTES - 1], [2], [PIECE_BYTES + 5], [1])).toEqual([
      `1: ${String(PIECE_BYTES - 1)} of ${String(PIECE_BYTES - 1)}`,
      '2: 2 of 2',
      `3: ${String(PIECE_BYTES + 5)} of ${String(PIECE_BYTES + 5)}`,
      '4: 1 of 1',
    ]);
    expect(pieces([7], [PIECE_BYTES - 9], [2])).toEqual([
      `1: 7 of 7, 2: ${String(PIECE_BYTES - 9)} of ${String(PIECE_BYTES - 9)}, 3: 2 of 2`,
    ]);
  });

  it('takes a piece with less room than it is told to leave for a full one', () => {
    expect(pieces([PIECE_BYTES - 12], [4, 12])).toHaveLength(1);
    expect(pieces([PIECE_BYTES - 11], [4, 12])).toHaveLength(2);
  });

  it('does not change a piece that was given', () => {
    const bytes = new BytePieces(() => undefined);
    expect(bytes.rest()).toHaveLength(0);
    bytes.text('aé');
    const before = bytes.rest();
    bytes.text('b');
    expect([before, bytes.rest()].map((piece) => Buffer.from(piece).toString())).toEqual(['aé', 'aéb']);
  });
});
