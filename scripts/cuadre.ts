#!/usr/bin/env node
import { outliveStreams } from './cli/streams.ts';
import { runCommandLine } from './command-line.ts';

const args = process.argv.slice(2);
outliveStreams(args);
await runCommandLine(args);
