import { certain } from '../../../schemas/errors.ts';
import type { Bits } from './bits.ts';

/** The longest code of a stream. */
export const BITS_MAX = 15;

/** A prefix code (Huffman), as a deflate stream holds it (RFC 1951, 3.2.2): by symbol. */
export interface Code {
  /** In bits; 0 of a symbol that does not come. */
  readonly lengths: Uint8Array;
  /** In the order in which its bits are written, the first lowest. */
  readonly codes: Uint16Array;
}

/**
 * The code of symbols that come so often, none longer than `bitsMax`. Two symbols at least have a code, whether they
 * come or not: some readers take no other.
 */
export function codeOf(counts: Uint32Array, bitsMax: number): Code {
  const lengths = new Uint8Array(counts.length);
  const symbols = [...counts.keys()].filter((symbol) => counts[symbol] !== 0);
  for (let symbol = 0; symbols.length < 2; symbol += 1) if (counts[symbol] === 0) symbols.push(symbol);
  let weights = symbols.map((symbol) => Math.max(1, counts[symbol] ?? 0));
  let depths = depthsOf(weights);
  for (; Math.max(...depths) > bitsMax; depths = depthsOf(weights)) weights = weights.map(halved);
  for (const [index, symbol] of symbols.entries()) lengths[symbol] = certain(depths[index], 'a depth');
  return { lengths, codes: codesOf(lengths) };
}

/** Never nothing. The rare ones come closer to the others, and the tree becomes flatter. */
function halved(weight: number): number {
  return (weight + 1) >>> 1;
}

/** How deep each weight lies in the tree in which the lightest two are joined again and again. */
function depthsOf(weights: readonly number[]): number[] {
  const leaves = [...weights.keys()].sort((a, b) => weightAt(weights, a) - weightAt(weights, b) || a - b);
  // Of leaves and joints, in the order in which they are made: that is the order of their weight.
  const joints: number[] = [];
  const parents = new Map<number, number>();
  const jointId = (joint: number): number => weights.length + joint;
  let [leaf, joint] = [0, 0];
  const lightest = (): number => {
    const next = leaves[leaf];
    if (next !== undefined && (joint >= joints.length || weightAt(weights, next) <= weightAt(joints, joint))) {
      leaf += 1;
      return next;
    }
    joint += 1;
    return jointId(joint - 1);
  };
  const weightOf = (node: number): number =>
    node < weights.length ? weightAt(weights, node) : weightAt(joints, node - weights.length);
  while (joints.length < weights.length - 1) {
    const [one, other] = [lightest(), lightest()];
    for (const child of [one, other]) parents.set(child, jointId(joints.length));
    joints.push(weightOf(one) + weightOf(other));
  }
  const depths = new Map<number, number>([[jointId(joints.length - 1), 0]]);
  const depthOf = (node: number): number => certain(depths.get(certain(parents.get(node), 'a joint')), 'a depth') + 1;
  for (let index = joints.length - 2; index >= 0; index -= 1) depths.set(jointId(index), depthOf(jointId(index)));
  return weights.map((_, index) => depthOf(index));
}

function weightAt(weights: readonly number[], index: number): number {
  return certain(weights[index], 'a weight');
}

/** The codes that follow from their lengths: shorter ones first, those of one length by symbol. */
function codesOf(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= Math.max(...lengths); bits += 1) {
    for (const [symbol, length] of lengths.entries()) {
      if (length !== bits) continue;
      codes[symbol] = reversed(code, bits);
      code += 1;
    }
    code <<= 1;
  }
  return codes;
}

function reversed(code: number, bits: number): number {
  let turned = 0;
  for (let bit = 0; bit < bits; bit += 1) turned |= ((code >>> bit) & 1) << (bits - 1 - bit);
  return turned;
}

/** In which order a stream names the lengths of the code in which the lengths of the others stand (RFC 1951, 3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const;
/** The longest code for lengths. */
const LENGTH_BITS_MAX = 7;
/** Says that what follows is packed under codes of its own. */
const OWN_CODES = 2;
/** So many lengths are always named. */
const [BYTES_MIN, DISTANCES_MIN, ORDER_MIN] = [257, 1, 4];

/** The codes of a block, before what is written in them: of bytes and lengths, and of distances. */
export function writeCodes(bits: Bits, bytes: Code, distances: Code): void {
  const [byteLengths, distanceLengths] = [named(bytes, BYTES_MIN), named(distances, DISTANCES_MIN)];
  const runs = runsOf([...byteLengths, ...distanceLengths]);
  const counts = new Uint32Array(ORDER.length);
  for (const { symbol } of runs) counts[symbol] = (counts[symbol] ?? 0) + 1;
  const code = codeOf(counts, LENGTH_BITS_MAX);
  const lengths = ORDER.map((symbol) => code.lengths[symbol] ?? 0);
  const last = Math.max(ORDER_MIN, lengths.findLastIndex((length) => length !== 0) + 1);
  bits.put(OWN_CODES, 2);
  bits.put(byteLengths.length - BYTES_MIN, 5);
  bits.put(distanceLengths.length - DISTANCES_MIN, 5);
  bits.put(last - ORDER_MIN, 4);
  for (const length of lengths.slice(0, last)) bits.put(length, 3);
  for (const { symbol, rest, restBits } of runs) {
    bits.put(certain(code.codes[symbol], 'a code'), certain(code.lengths[symbol], 'a length'));
    bits.put(rest, restBits);
  }
}

/** The lengths up to the last symbol that comes. */
function named({ lengths }: Code, least: number): Uint8Array {
  return lengths.subarray(0, Math.max(least, lengths.findLastIndex((length) => length !== 0) + 1));
}

interface Run {
  readonly symbol: number;
  readonly rest: number;
  readonly restBits: number;
}

/** Lengths, where some that follow each other are the same as one: 3 to 6 as before, 3 to 10 or 11 to 138 times 0. */
function runsOf(lengths: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < lengths.length;) {
    const length = certain(lengths[at], 'a length');
    let same = 1;
    while (lengths[at + same] === length) same += 1;
    const isAgain = length === 0 || (at > 0 && lengths[at - 1] === length);
    const run = isAgain ? runOf(length, same) : null;
    runs.push(run ?? { symbol: length, rest: 0, restBits: 0 });
    at += run === null ? 1 : Math.min(same, length !== 0 ? 6 : 138);
  }
  return runs;
}

function runOf(length: number, same: number): Run | null {
  if (same < 3) return null;
  if (length !== 0) return { symbol: 16, rest: Math.min(same, 6) - 3, restBits: 2 };
  if (same < 11) return { symbol: 17, rest: same - 3, restBits: 3 };
  return { symbol: 18, rest: Math.min(same, 138) - 11, restBits: 7 };
}
