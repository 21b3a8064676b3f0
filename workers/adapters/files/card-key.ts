import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type { Archive } from '../../../schemas/ports/archive.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { onDisk, placeOnce, withTemporaryFolder, writeDurably } from './disk.ts';

/** Beside the numbers that it is for: who may read the archive has those anyway, and nobody else has the key. */
export const CARD_KEY = 'card-key';
const KEY_BYTES = 32;

/** The key of an archive: random, made once, and kept with the evidence. */
export function openCardKey(directory: string): Pick<AtOnce<Archive>, 'cardKey' | 'makeCardKey'> {
  const path = join(directory, CARD_KEY);
  const read = (): Buffer | null => {
    if (!existsSync(path)) return null;
    const key = onDisk(path, () => readFileSync(path));
    if (key.length === KEY_BYTES) return key;
    throw new CuadreError('integrity_broken', `${path} is damaged; restore it from a backup of the archive`, { path });
  };
  return {
    cardKey: read,
    makeCardKey: () => {
      const known = read();
      if (known !== null) return known;
      withTemporaryFolder(directory, 'key', (folder) => {
        const made = join(folder, CARD_KEY);
        writeDurably(made, (fd) => {
          writeSync(fd, randomBytes(KEY_BYTES));
        });
        placeOnce(made, path);
      });
      const placed = read();
      if (placed === null) throw new CuadreError('disk_failed', `${path} was made and is gone`, { path });
      return placed;
    },
  };
}
