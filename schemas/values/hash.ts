import { createHash } from 'node:crypto';
import { compareText } from '../lines/records.ts';

/** sha256 of a text or of bytes, also in pieces that follow each other, in lower-case hex. */
export function sha256(content: string | Uint8Array | readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of isWhole(content) ? [content] : content) hash.update(part);
  return hash.digest('hex');
}

function isWhole(content: string | Uint8Array | readonly Uint8Array[]): content is string | Uint8Array {
  return typeof content === 'string' || content instanceof Uint8Array;
}

/** JSON without spaces and with the keys of every object in code unit order: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compareText(a, b)))
      : part,
  );
}
