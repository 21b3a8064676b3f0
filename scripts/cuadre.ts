#!/usr/bin/env node
import { tolerateClosedPipe } from './cli/program.ts';
import { runCommandLine } from './command-line.ts';

tolerateClosedPipe(process.stdout);
await runCommandLine(process.argv.slice(2));
