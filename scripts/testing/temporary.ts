import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where Linux keeps files in memory: the same calls and the same files, but no disk that a hundred stores wait for at
 * each commit.
 */
const MEMORY = '/dev/shm';
/** Far more than the tests write at once; a container often has 64 MB there, and then the disk it is. */
const FREE_BYTES_MIN = 4 * 2 ** 30;

/** Of the whole test run: temporary folders stand in memory where there is room for them. */
export default function setup(): (() => void) | undefined {
  if (!hasRoom()) return undefined;
  const folder = mkdtempSync(join(MEMORY, 'cuadre-tests-'));
  // A database server of the tests runs as another user, and must come through to its own folder.
  chmodSync(folder, 0o711);
  // Processes that run tests are started after this, and inherit it.
  process.env['TMPDIR'] = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}

function hasRoom(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= FREE_BYTES_MIN;
  } catch {
    return false;
  }
}
