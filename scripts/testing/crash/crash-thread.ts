import { appendFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { doingTasks } from '../../../workers/service/stage-thread.ts';
import { stoodStillMark } from './stand-still.ts';

/**
 * The thread of a worker whose process meets its end at a named step: `CRASH_AT` names it (a prefix will do),
 * `CRASH_BY` the signal, `CRASH_MARK` a file that is written just before, so that it happens once. `HANG` is no signal:
 * the thread alone stands still, as a match of a million lines does. With `SIGSTOP` it waits for who stops the process
 * (stand-still.ts). `CRASH_AFTER` is how often the step is passed before, by whichever process. The program itself has
 * no such switch.
 */
const at = process.env['CRASH_AT'] ?? '';
const mark = process.env['CRASH_MARK'] ?? '';
const by = process.env['CRASH_BY'];
const after = Number(process.env['CRASH_AFTER'] ?? '0');
const stillness = new Int32Array(new SharedArrayBuffer(4));

export default doingTasks((step) => {
  if (at === '' || !step.startsWith(at) || existsSync(mark) || passes() < after) return;
  writeFileSync(mark, step);
  if (by === 'HANG') Atomics.wait(stillness, 0, 0);
  if (by === 'SIGSTOP') {
    while (!existsSync(stoodStillMark(mark))) Atomics.wait(stillness, 0, 0, 10);
    return;
  }
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; nothing more of this step is to happen before it is there.
  Atomics.wait(stillness, 0, 0, 1_000);
});

/**
 * How often the step was passed before, by all processes that have the mark in common: each pass is a byte in a file.
 */
function passes(): number {
  if (after === 0) return 0;
  const file = `${mark}.passes`;
  const before = existsSync(file) ? statSync(file).size : 0;
  appendFileSync(file, '.');
  return before;
}
