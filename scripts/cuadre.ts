#!/usr/bin/env node
import { createProgram, runProgram, tolerateClosedPipe } from './cli/program.ts';
import * as config from './commands/config.ts';
import * as init from './commands/init.ts';
import * as run from './commands/run.ts';

/** The command line. Each command is a file in commands/ that registers itself; they stand in the order of the help. */
const COMMANDS = [init, config, run];

tolerateClosedPipe(process.stdout);
const program = createProgram();
for (const command of COMMANDS) command.register(program);
await runProgram(program, process.argv.slice(2));
