import type Database from 'better-sqlite3';
import { CuadreError } from '../../../../schemas/errors.ts';
import { connectionTo } from '../database.ts';
import { copyTables, putAside, type FormerTables } from './copied-tables.ts';
import { convertDatesUnderWay } from './dates-under-way.ts';
import { convertRuns } from './former-runs.ts';
import { keepFormer } from './kept-copy.ts';
import { assertWhole } from './whole.ts';

/**
 * Stores of the versions whose tables began with other migrations than today's: the first edition, 0.1.0, and those
 * that followed it until a run's discrepancies were recorded as what differs from the run before. They are converted
 * where they stand, once, when a command first opens them.
 */

/** The sha256 of each of their migrations, in order: a store has applied the first of them, and those up to its own. */
const FORMER_MIGRATIONS = [
  '821b8c610946532c88b416d08025cd32825f85741207b15873b2b79b40aada83',
  '054fde4e9c82543332e201902b361656f1422cd7ecd0f326646741ef7bd8419b',
  'b3d3514c785cc04b8e881127a1f625419ebd53b3842961838847d8f6744324a2',
  '5d053fc27c9788086a4b9f8ab338dcff46ce644a03b6e17d5e9bf9969d6f7813',
  '3abe1a0962a1a4dc44ed01723b7f916abe860f1664111d0885efd01e9cbe30d1',
  'db5f3d93fc73f4bf67b38c63f21d67c623ede17dfe89413dcc61ffddb0189f6a',
  'a3ffaa3ae2e789d2b9b08e948ac3b11f73f595ab2aa60f3b8154a0a33dc8300a',
  'c8973eb606b2d7aa1240ad14d1721d8af435001d8a4388ea742e1dacfe5afe13',
  '81262294efd53ce2a5f381f597625204f6aec3a099abcbfcdfae3eb69eaade88',
  'f3ab2b606ab558714c4cab5563ed8376e56863a31c27f185f764925da24c271e',
  '48824272b9eb8aa6ee99f73a28831c5b9a10073fe7404c4ba3556a4e6e18c978',
  '9a91a17f5ad4570bb4fecc39d8a3401a14bb879fe242b0cf8ed17ad44f2e090f',
] as const;

/** Whether the migrations that a store has applied are those of a former version. */
export function isFormer(applied: readonly string[]): boolean {
  return applied[0] === FORMER_MIGRATIONS[0];
}

/**
 * Converts a former store within the write transaction that the caller has begun, with foreign keys off: whatever
 * stops it, up to a power cut, leaves the store as it was. Before the first change a copy of it is on disk beside it.
 * Every table is carried over and compared with what it was, row by row; runs keep their generations, discrepancies
 * their ids, events their chain. What is derived is made: the order of runs, spans, names.
 *
 * Throws `integrity_broken` where a part of the store is not what it was, `store_not_converted` where it holds what has
 * no place in the tables of today, `store_newer_than_program` where a later former version wrote it, and
 * `run_held_elsewhere` while another process works on one of its dates.
 *
 * @param makeTables makes the empty tables of today
 * @returns where the copy stands
 */
export function convertFormer(
  raw: Database.Database,
  applied: readonly string[],
  nowMs: number,
  makeTables: () => void,
): string {
  assertKnown(applied);
  assertWhole(raw, nowMs);
  const copy = keepFormer(raw.name);
  const former = putAside(raw);
  makeTables();
  copyTables(raw, former);
  const connection = connectionTo(raw);
  convertRuns(connection, former);
  convertDatesUnderWay(connection, former);
  takeAway(raw, former);
  return copy;
}

function assertKnown(applied: readonly string[]): void {
  applied.forEach((hash, index) => {
    if (FORMER_MIGRATIONS[index] === hash) return;
    throw new CuadreError(
      'store_not_converted',
      `this program does not know migration ${String(index)} of this store`,
      {
        migration: index,
        hash,
      },
    );
  });
}

function takeAway(raw: Database.Database, former: FormerTables): void {
  for (const { aside } of former.values()) raw.exec(`DROP TABLE "${aside}"`);
}
