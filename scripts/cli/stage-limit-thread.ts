import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { CuadreError } from '../../schemas/errors.ts';
import { errorDocument, errorText } from './errors.ts';
import type { BegunStage, StageLimitData } from './stage-limit.ts';

/**
 * The thread that ends a command whose stage stands still (stage-limit.ts). The main thread is asked to exit by the
 * inspector, which it hears in the middle of whatever it does; Node then adds a line about a debugger to the error.
 */
const { minutes, json } = workerData as StageLimitData;
const MS_PER_MINUTE = 60_000;
/** What the main thread may take to exit before the process is killed. */
const EXIT_MS = 5_000;
let timer: NodeJS.Timeout | undefined;

parentPort?.on('message', (begun: BegunStage) => {
  clearTimeout(timer);
  timer = setTimeout(end, minutes * MS_PER_MINUTE, begun);
});

function end({ date, stage }: BegunStage): void {
  const error = new CuadreError(
    'stage_too_long',
    `the stage ${stage} of ${date} took longer than limits.stageMinutes allows (${String(minutes)}); the run was ended, and later dates wait for this one`,
    { date, stage, minutes },
  );
  if (json) writeSync(1, `${JSON.stringify(errorDocument(error), null, 2)}\n`);
  else writeSync(2, errorText(error));
  const main = new Session();
  main.connectToMainThread();
  main.post('Runtime.evaluate', { expression: 'process.exit(1)' });
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), EXIT_MS);
}
