import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { messageOf } from '../../schemas/errors.ts';
import { REPLAY_DOCUMENT, type ReplayAnswer, type ReplayWish, type RunReplay } from '../../workers/desk/replays.ts';

/** `cuadre replay` in a process of its own, for who must not stand still meanwhile. */

/** A document names every reference that changed; more is read in diff.json. */
const DOCUMENT_BYTES_MAX = 128 * 1024 * 1024;

const FAILURE = z.object({
  error: z.object({ code: z.string(), message: z.string(), context: z.object({ holder: z.string().optional() }) }),
});

/** Runs dates of a configuration again, by the command of this very program. */
export function replaysBy(configFile: string): RunReplay {
  return (wish, stop) => {
    const { isDry, refetch, cascade, reason } = wish;
    const options = [
      ...(isDry ? ['--dry-run'] : []),
      ...(refetch ? ['--refetch'] : []),
      ...(cascade ? ['--cascade'] : []),
      // In one word: a reason that begins like an option is none.
      ...(reason === null ? [] : [`--reason=${reason}`]),
    ];
    return answered(['replay', '--config', configFile, '--json', '--date', wish.date, ...options], stop, wish);
  };
}

/** The program as it runs here: from the bundle, or from the sources as tests do. */
function ownProgram(): readonly string[] {
  return import.meta.url.endsWith('.ts')
    ? ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('../cuadre.ts', import.meta.url))]
    : [fileURLToPath(new URL('./cuadre.js', import.meta.url))];
}

function answered(options: readonly string[], stop: AbortSignal, { date }: ReplayWish): Promise<ReplayAnswer> {
  return new Promise((resolve) => {
    const failed = (message: string): void => {
      resolve({ isDone: false, code: 'unexpected', message, holder: null });
    };
    const child = spawn(process.execPath, [...ownProgram(), ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
      signal: stop,
    });
    const pieces: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= DOCUMENT_BYTES_MAX) pieces.push(piece);
    });
    child.on('error', (error) => {
      failed(messageOf(error));
    });
    child.on('close', () => {
      if (size > DOCUMENT_BYTES_MAX) failed(`what ${date} changes is too much to show: cuadre replay tells it`);
      else resolve(answerOf(Buffer.concat(pieces).toString('utf8')));
    });
  });
}

/** What the command printed, as far as it is what it prints. */
function answerOf(text: string): ReplayAnswer {
  const document = jsonOf(text);
  const done = REPLAY_DOCUMENT.safeParse(document);
  if (done.success) return { isDone: true, document: done.data };
  const refused = FAILURE.safeParse(document);
  if (!refused.success)
    return { isDone: false, code: 'unexpected', message: 'the process ended without an answer', holder: null };
  const { code, message, context } = refused.data.error;
  return { isDone: false, code, message, holder: context.holder ?? null };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
