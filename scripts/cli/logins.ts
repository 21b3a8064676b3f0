import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Config } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';

/** Who types: a token in the environment, or what `cuadre login` left in this user's own folder. */

/** A token of a program, or of a terminal without a home. */
const VARIABLE = 'CUADRE_TOKEN';

const loginsSchema = z.record(z.string(), z.string());

/** Only this user may read it: it has what proves them. */
function loginsFile(): string {
  const folder = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  return join(folder, 'cuadre', 'logins.json');
}

/** Tokens by the database that they are of. */
function readLogins(): Record<string, string> {
  const file = loginsFile();
  if (!existsSync(file)) return {};
  try {
    return loginsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new CuadreError('usage_invalid', `${file} cannot be read: remove it and sign in again`, {}, { cause: error });
  }
}

function writeLogins(logins: Readonly<Record<string, string>>): void {
  const file = loginsFile();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const written = `${file}.${String(process.pid)}`;
  writeFileSync(written, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 });
  renameSync(written, file);
}

/** The token that was kept for a store; null: none was. */
export function keptLogin({ storage }: Config): string | null {
  return readLogins()[storage.path] ?? null;
}

export function keepLogin({ storage }: Config, token: string): string {
  writeLogins({ ...readLogins(), [storage.path]: token });
  return loginsFile();
}

export function forgetLogin({ storage }: Config): void {
  const { [storage.path]: _forgotten, ...others } = readLogins();
  if (Object.keys(others).length > 0) writeLogins(others);
  else rmSync(loginsFile(), { force: true });
}

/**
 * Who types; null: nobody is proved. A token in the environment that stands no more throws `sign_in_refused`; a login
 * that ran out is as if there were none.
 */
export async function whoTypes(context: Context): Promise<Proved | null> {
  const given = (process.env[VARIABLE] ?? '').trim();
  const kept = given === '' ? keptLogin(context.config) : given;
  if (kept === null) return null;
  const { proveToken } = await import('../../workers/people/tokens.ts');
  try {
    return await proveToken(kept, context);
  } catch (error) {
    if (given === '' && error instanceof CuadreError && error.code === 'sign_in_refused') return null;
    throw error;
  }
}
