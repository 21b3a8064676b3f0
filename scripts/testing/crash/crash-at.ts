import { appendFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { stoodStillMark } from './stand-still.ts';

/**
 * What a process does at the step where it is to meet its end. `CRASH_AT` names the step (a prefix will do), `CRASH_BY`
 * the signal, `CRASH_MARK` a file that is written just before, so that it happens once. `HANG` is no signal: the thread
 * alone stands still, as a match of a million lines does. With `SIGSTOP` it waits for who stops the process
 * (stand-still.ts). `CRASH_AFTER` is how often the step is passed before, by whichever process. `CRASH_STEPS` is a file
 * that gets the name of every step that is passed. The program itself has no such switch.
 */
const at = process.env['CRASH_AT'] ?? '';
const mark = process.env['CRASH_MARK'] ?? '';
const by = process.env['CRASH_BY'];
const after = Number(process.env['CRASH_AFTER'] ?? '0');
const steps = process.env['CRASH_STEPS'];
const stillness = new Int32Array(new SharedArrayBuffer(4));

/** Told every step of a run, in the process or the thread that does it. */
export function crashAt(step: string): void {
  if (steps !== undefined) appendFileSync(steps, `${step}\n`);
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
}

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
