import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Generated data stays under the system's temporary folder, for the next run of the bench. */
export const CACHE = join(tmpdir(), 'cuadre-bench');
/** A file that has just been written is looked at twice by a run; these are long there. */
const WRITTEN = new Date('2026-01-01T00:00:00Z');

/** Generated data: where it stands, and what its generator said of it. */
export interface Made<T> {
  readonly folder: string;
  readonly told: T;
}

/**
 * The folder that `generate` fills, filled once: kept under `name` and a hash of the generators' own text, so that a
 * generator that changes makes its data anew.
 */
export function cached<T>(name: string, generate: (folder: string) => T): Made<T> {
  const folder = join(CACHE, `${name}-${generatorsHash()}`);
  const told = join(folder, 'told.json');
  if (!existsSync(told)) {
    const unfinished = `${folder}.unfinished`;
    for (const path of [folder, unfinished]) rmSync(path, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(join(unfinished, 'told.json'), JSON.stringify(generate(unfinished) ?? null));
    makeOld(unfinished);
    renameSync(unfinished, folder);
  }
  return { folder, told: JSON.parse(readFileSync(told, 'utf8')) as T };
}

/** Gives every file under a folder a time long ago. */
export function makeOld(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    utimesSync(join(entry.parentPath, entry.name), WRITTEN, WRITTEN);
}

function generatorsHash(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const hash = createHash('sha256');
  for (const name of readdirSync(here).sort()) hash.update(readFileSync(join(here, name)));
  return hash.digest('hex').slice(0, 10);
}
