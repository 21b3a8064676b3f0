import { writeSync } from 'node:fs';
import { EXIT } from './exit.ts';

/**
 * Commands of which what they print is all there is: where it is lost they have failed. What every other one did stands
 * whether or not it could be told.
 */
const LOOKING = new Set(['config', 'source', 'preview', 'status', 'trace', 'stores', 'verify', 'list', 'show']);

/**
 * Lets a command do its work to the end where nobody reads it any more (`cuadre status | head -1`) or the disk of its
 * log is full. What was lost on stdout is said once on stderr, and a command that only looks then ends with 1.
 *
 * @param args the arguments of the command line
 */
export function outliveStreams(args: readonly string[]): void {
  process.stderr.on('error', () => undefined);
  let isSaid = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || isSaid) return;
    isSaid = true;
    if (args.some((name) => LOOKING.has(name))) process.exitCode = EXIT.failed;
    sayOnStderr(
      `cuadre: ${error.code ?? error.message}: what is printed could not be written; what was done stands. ` +
        'Make room, then ask again: "cuadre status".\n',
    );
  });
}

function sayOnStderr(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // It stands on the same full disk.
  }
}
