import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { CuadreError } from '../../schemas/errors.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { CONFIG_TEMPLATE } from './init-template.ts';

/** `cuadre init`: a commented configuration to start from. */
export function register(program: Command): void {
  program
    .command('init')
    .description('write a commented cuadre.yaml to start from; an existing file is never overwritten')
    .addHelpText(
      'after',
      examples([
        ['cuadre init', 'write cuadre.yaml here'],
        ['cuadre init --config /etc/cuadre/shop.yaml', 'write it elsewhere'],
      ]),
    )
    .action(action(init));
}

function init(cli: Cli): ExitCode {
  const file = resolve(cli.configPath);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, CONFIG_TEMPLATE, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'EEXIST')
      throw new CuadreError(
        'usage_invalid',
        `${file} is there already and is not overwritten; name another file with --config`,
        {},
        { cause: error },
      );
    throw new CuadreError('disk_failed', `${file} cannot be written (${code})`, { file }, { cause: error });
  }
  cli.print({ file }, () => `${file} is written. Put your sources into it, then run "cuadre config check".`);
  return EXIT.clean;
}
