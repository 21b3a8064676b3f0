import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config, ConfigProblem } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';

/** A configuration file read and checked. */
export interface LoadedConfig {
  /** Absolute. */
  readonly file: string;
  readonly config: Config;
  readonly configHash: string;
  /** What still works and is better said otherwise. */
  readonly warnings: readonly string[];
}

export type CheckedConfig =
  | ({ readonly ok: true } & LoadedConfig)
  | { readonly ok: false; readonly file: string; readonly problems: readonly ConfigProblem[] };

/** Reads and checks a configuration. Throws `configuration_invalid` where there is no such file. */
export async function checkConfigFile(path: string): Promise<CheckedConfig> {
  const file = resolve(path);
  return checkText(readText(file), file);
}

async function checkText(text: string, file: string): Promise<CheckedConfig> {
  const { parseConfig, configHash } = await import('../../schemas/config/parse-config.ts');
  const parsed = parseConfig(text, { baseDirectory: dirname(file), env: process.env });
  return parsed.ok
    ? { ok: true, file, config: parsed.config, configHash: configHash(parsed.config), warnings: parsed.warnings }
    : { ok: false, file, problems: parsed.problems };
}

/**
 * The configuration that a command works by, and its umask the one of this process: whatever the command writes is for
 * the eyes that the configuration names. Throws `configuration_invalid` with every problem in its context.
 */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  return usable(await checkConfigFile(path), path);
}

/** The same of a text that is to stand at a path. */
export async function configOf(text: string, file: string): Promise<LoadedConfig> {
  return usable(await checkText(text, file), file);
}

function usable(checked: CheckedConfig, path: string): LoadedConfig {
  if (checked.ok) {
    process.umask(checked.config.storage.umask);
    for (const warning of checked.warnings) process.stderr.write(`${path}: ${warning}\n`);
    return checked;
  }
  throw new CuadreError('configuration_invalid', `${path} has ${countOf(checked.problems.length, 'problem')}`, {
    problems: checked.problems.map((problem) => problemText(path, problem)),
  });
}

/** `cuadre.yaml:12: sources[0].settles: unknown value "x" (accepted: a, b)` */
export function problemText(path: string, problem: ConfigProblem): string {
  const place = [path, problem.line].filter((part) => part !== null).join(':');
  const accepted = problem.accepted.length > 1 ? ` (accepted: ${problem.accepted.join(', ')})` : '';
  return `${place}: ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}${accepted}`;
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const why =
      code === 'ENOENT'
        ? 'there is no such file; "cuadre init" writes one to start from'
        : `it cannot be read (${code})`;
    throw new CuadreError('configuration_invalid', `${file}: ${why}`, {}, { cause: error });
  }
}
