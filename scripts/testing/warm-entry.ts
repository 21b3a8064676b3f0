import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { runCommandLine } from '../command-line.ts';
import { ANSWERS_FD, REQUESTS_FD, type WarmAnswer, type WarmRequest } from './warm.ts';

/** The process of warm.ts: one request a line, one command a request, until nobody asks any more. */

/** Longer than anything a command of a test waits for after its last word. */
const LEFT_BEHIND_MS = 10_000;

const requests = createInterface({ input: new Socket({ fd: REQUESTS_FD, readable: true, writable: false }) });
const idle = process.getActiveResourcesInfo().length;

/**
 * A process ends when nothing is left to do, and so does a command here. Resolves with what it left behind; with
 * nothing at best.
 */
async function settled(): Promise<readonly string[]> {
  for (const end = Date.now() + LEFT_BEHIND_MS; Date.now() < end;) {
    await new Promise((resolve) => setImmediate(resolve));
    const active = process.getActiveResourcesInfo();
    if (active.length <= idle) return [];
  }
  return process.getActiveResourcesInfo();
}

async function answer({ args, cwd, env }: WarmRequest): Promise<WarmAnswer> {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
  await runCommandLine(args);
  const leftBehind = await settled();
  return { code: takeExitCode(), leftBehind };
}

/** The exit code that a command left; the next one starts without. */
function takeExitCode(): number {
  const { exitCode } = process;
  process.exitCode = undefined;
  return Number(exitCode ?? 0);
}

for await (const line of requests) {
  writeSync(ANSWERS_FD, `${JSON.stringify(await answer(JSON.parse(line) as WarmRequest))}\n`);
}
