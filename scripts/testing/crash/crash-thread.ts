import { existsSync, writeFileSync } from 'node:fs';
import { serveStages } from '../../../workers/stage-thread.ts';

/**
 * The thread of a worker whose process meets its end at a named step: `CRASH_AT` names it (a prefix will do), `CRASH_BY` the
 * signal, `CRASH_MARK` a file that is written just before, so that it happens once. The program itself has no such switch.
 */
const at = process.env['CRASH_AT'] ?? '';
const mark = process.env['CRASH_MARK'] ?? '';

serveStages((step) => {
  if (at === '' || !step.startsWith(at) || existsSync(mark)) return;
  writeFileSync(mark, step);
  process.kill(process.pid, process.env['CRASH_BY'] === 'SIGSTOP' ? 'SIGSTOP' : 'SIGKILL');
  // The signal is on its way; nothing more of this step is to happen before it is there.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
});
