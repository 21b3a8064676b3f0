import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type { Archive } from '../../../schemas/ports/archive.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { onDisk, placeOnce, withTemporaryFolder, writeDurably } from './disk.ts';

/** Beside the numbers that it is for: who may read the archive has those anyway, and nobody else has the key. */
export const CARD_KEY = 'card-key';
const KEY_BYTES = 32;

/** The key of an archive: random, made once, and kept with the evidence. */
export function openCardKey(directory: string): Pick<AtOnce<Archive>, 'cardKey' | 'makeCardKey'> {
  const path = join(directory, CARD_KEY);
  const read = (recorded: string | null): Buffer | null => {
    if (!existsSync(path)) return null;
    const key = onDisk(path, () => readFileSync(path));
    if (recorded !== null) return sha256(key) === recorded ? key : null;
    if (key.length === KEY_BYTES) return key;
    throw new CuadreError('integrity_broken', `${path} is damaged; restore it from a backup of the archive`, { path });
  };
  return {
    cardKey: read,
    makeCardKey: (recorded) => {
      const known = read(recorded);
      if (known !== null) return known;
      if (recorded !== null) throw lost(path, recorded);
      withTemporaryFolder(directory, 'key', (folder) => {
        const made = join(folder, CARD_KEY);
        writeDurably(made, (fd) => {
          writeSync(fd, randomBytes(KEY_BYTES));
        });
        placeOnce(made, path);
      });
      const placed = read(null);
      if (placed === null) throw new CuadreError('disk_failed', `${path} was made and is gone`, { path });
      return placed;
    },
  };
}

function lost(path: string, expected: string): CuadreError {
  const what = existsSync(path) ? 'is not the one that this store was made with' : 'is gone';
  return new CuadreError(
    'integrity_broken',
    `the key that tells card numbers apart ${what}: with another one the same numbers would not be found again. Restore a backup into another folder ("cuadre restore --from FOLDER --into OTHER") and copy ${CARD_KEY} from its archive to ${path}`,
    { path, expected },
  );
}
