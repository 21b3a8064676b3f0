import { cpSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openContext } from '../../workers/pipeline/open.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { loadConfig } from '../cli/config-file.ts';
import { sha256 } from '../../schemas/values/hash.ts';
import { compareText } from '../../schemas/lines/records.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Opens the shop of a folder in this process, days after its last date. Close its store when done. */
export async function openShop(folder: string, nowMs = Date.UTC(2025, 2, 10, 12)): Promise<Context> {
  const { config, configHash } = await loadConfig(join(folder, 'cuadre.yaml'));
  return openContext({ config, configHash, programVersion: 'test', clock: { nowMs: () => nowMs }, log });
}

/** Puts a copy of a recorded shop into an empty folder. */
export function copyShop(recorded: string, folder: string): void {
  cpSync(recorded, folder, { recursive: true });
}

/** The hash of every file under some folders, by path: what was written shows. */
export function hashesOf(...folders: readonly string[]): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) hashes.set(path, 'folder');
      else if (entry.isSymbolicLink()) hashes.set(path, readlinkSync(path));
      else hashes.set(path, sha256(readFileSync(path)));
    }
  }
  return new Map([...hashes].sort(([a], [b]) => compareText(a, b)));
}
