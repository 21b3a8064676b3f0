import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { certain } from '../../schemas/errors.ts';

/** Flips a bit in the middle of a file, as another file: what shares its bytes keeps them. */
export function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = certain(bytes[middle], `a byte of ${path}`) ^ 1;
  rmSync(path);
  writeFileSync(path, bytes);
}
