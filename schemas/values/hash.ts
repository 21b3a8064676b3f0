import { createHash, hash } from 'node:crypto';
import { compareText } from '../lines/records.ts';

/** sha256 of a text or of bytes, also in pieces that follow each other, in lower-case hex. */
export function sha256(content: string | Uint8Array | readonly Uint8Array[]): string {
  // Of a short text it takes half as long as an object that takes it in parts.
  if (isWhole(content)) return hash('sha256', content, 'hex');
  const whole = createHash('sha256');
  for (const part of content) whole.update(part);
  return whole.digest('hex');
}

function isWhole(content: string | Uint8Array | readonly Uint8Array[]): content is string | Uint8Array {
  return typeof content === 'string' || content instanceof Uint8Array;
}

/**
 * Two independent 32-bit multiply-and-rotate hashes over the code units of a text. They need not withstand an enemy: a
 * collision costs a comparison. Key indexes hold them on disk: they never change.
 */
export function quickHash(text: string, seed = 0): [high: number, low: number] {
  let high = 0x9e3779b9 ^ seed;
  let low = 0x85ebca6b + seed;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    high ^= high >>> 15;
    low = Math.imul(low ^ unit, 0x1b873593);
    low = (low << 13) | (low >>> 19);
  }
  high = Math.imul(high ^ (low >>> 16), 0x85ebca6b);
  low = Math.imul(low ^ (high >>> 13), 0xc2b2ae35);
  return [(high ^ (high >>> 16)) >>> 0, (low ^ (low >>> 15)) >>> 0];
}

/** JSON without spaces and with the keys of every object in code unit order: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compareText(a, b)))
      : part,
  );
}
