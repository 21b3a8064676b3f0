import type { Command } from 'commander';
import { loadConfig, type LoadedConfig } from './config-file.ts';
import { printResult } from './output.ts';
import type { ExitCode } from './exit.ts';

/** What every command is handed. */
export interface Cli {
  /** As given with `--config`. */
  readonly configPath: string;
  readonly json: boolean;
  /** Reads and checks the configuration; throws `configuration_invalid` with every problem. */
  readonly loadConfig: () => Promise<LoadedConfig>;
  /** One result on stdout: the document with `--json`, or what makes it; the text otherwise. */
  readonly print: (document: unknown, text: () => string) => void;
}

/** A command's work: its arguments as commander parsed them, its options, and its exit code in return. */
export type Handler<Options> = (cli: Cli, options: Options, args: readonly string[]) => Promise<ExitCode> | ExitCode;

interface GlobalOptions {
  readonly config: string;
  readonly json?: true;
}

/**
 * Makes a handler commander's action, and its result the exit code of the process. A handler imports heavy modules
 * dynamically, so that `cuadre --help` loads none of them. What it throws is reported by `cuadre.ts`.
 */
export function action<Options extends object>(
  handler: Handler<Options>,
): (this: Command, ...parsed: unknown[]) => Promise<void> {
  return async function (this: Command): Promise<void> {
    const all = this.optsWithGlobals<Options & GlobalOptions>();
    const json = all.json === true;
    const cli: Cli = {
      configPath: all.config,
      json,
      loadConfig: () => loadConfig(all.config),
      print: (document, text) => {
        printResult(json, document, text);
      },
    };
    process.exitCode = await handler(cli, all, this.args);
  };
}

/** The examples at the end of a command's help: `[command line, what it does]`. */
export function examples(lines: readonly (readonly [string, string])[]): string {
  const widest = Math.max(...lines.map(([line]) => line.length));
  return ['', 'Examples:', ...lines.map(([line, does]) => `  ${line.padEnd(widest)}  ${does}`)].join('\n');
}
