import type { Command } from 'commander';
import { createProgram, runProgram } from './cli/program.ts';
import * as archive from './commands/archive.ts';
import * as backup from './commands/backup.ts';
import * as byHand from './commands/by-hand.ts';
import * as claims from './commands/claims.ts';
import * as config from './commands/config.ts';
import * as desk from './commands/desk.ts';
import * as discrepancies from './commands/discrepancies.ts';
import * as enqueue from './commands/enqueue.ts';
import * as init from './commands/init.ts';
import * as login from './commands/login.ts';
import * as people from './commands/people.ts';
import * as preview from './commands/preview.ts';
import * as replay from './commands/replay.ts';
import * as restore from './commands/restore.ts';
import * as run from './commands/run.ts';
import * as source from './commands/source.ts';
import * as status from './commands/status.ts';
import * as stores from './commands/stores.ts';
import * as trace from './commands/trace.ts';
import * as verify from './commands/verify.ts';
import * as worker from './commands/worker.ts';

/** Each command is a file in commands/ that registers itself; they stand in the order of the help. */
const COMMANDS = [
  init,
  config,
  source,
  preview,
  run,
  replay,
  worker,
  enqueue,
  desk,
  status,
  discrepancies,
  byHand,
  trace,
  stores,
  claims,
  verify,
  archive,
  backup,
  restore,
  people,
  login,
];

/** The whole command line, as the help tells it. */
export function commandLine(): Command {
  const program = createProgram();
  for (const command of COMMANDS) command.register(program);
  return program;
}

/**
 * Runs one command line (`['run', '--date', '2026-07-01']`) in the folder, with the environment and on the streams of
 * this process, and leaves its exit code in `process.exitCode`. Nothing of one command is kept for the next.
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  await runProgram(commandLine(), args);
}
