import { cpSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';

/** Stores that former versions wrote, as they left them: see the README beside them. */
const STORES = fileURLToPath(new URL('../../workers/adapters/sqlite/former/stores', import.meta.url));
export const FORMER_STORES = ['0.1.0', 'decided'] as const;
export type FormerStore = (typeof FORMER_STORES)[number];

const OF_OLD = new Date('2020-01-01T00:00:00Z');

/** Lays out the chain in a folder that is there: configuration, input, and what the former version left. */
export function layOutFormer(store: FormerStore, folder: string): void {
  layOutChain(folder);
  const packed = brotliDecompressSync(readFileSync(join(STORES, store, 'files.json.br'))).toString('utf8');
  for (const [path, bytes] of Object.entries(JSON.parse(packed) as Readonly<Record<string, string>>)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes, 'latin1');
  }
  makeFormerDatabase(store, join(folder, 'data/cuadre.db'));
}

/** The same chain without a store. */
export function layOutChain(folder: string): void {
  cpSync(join(STORES, 'cuadre.yaml'), join(folder, 'cuadre.yaml'));
  cpSync(join(STORES, 'input'), join(folder, 'input'), { recursive: true });
  // A file that was just written is looked at twice, two seconds apart.
  for (const name of readdirSync(join(folder, 'input'))) utimesSync(join(folder, 'input', name), OF_OLD, OF_OLD);
}

/** The database alone. */
export function makeFormerDatabase(store: FormerStore, path: string): void {
  const raw = new Database(path);
  raw.pragma('journal_mode = WAL');
  raw.exec(readFileSync(join(STORES, store, 'store.sql'), 'utf8'));
  raw.close();
}
