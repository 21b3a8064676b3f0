import { certain } from '../../schemas/errors.ts';
import { join } from 'node:path';
import type { LineFileId } from '../../schemas/lines/files.ts';
import { lineKeys, type LineKey } from '../../schemas/lines/line-keys.ts';
import type { Leg, Line, Reject } from '../../schemas/lines/records.ts';
import { stretchAround } from '../../schemas/lines/stretches.ts';
import type { LineStore } from '../../schemas/ports/line-files.ts';
import type { RegisteredFile } from '../../schemas/ports/outcomes.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { sha256 } from '../../schemas/values/hash.ts';
import { minor } from '../../schemas/values/money.ts';
import { sealOf } from '../../workers/adapters/files/block-hashes.ts';
import { isJoinedPath } from '../../workers/adapters/files/joined-keys.ts';
import { KEYS_SUFFIX, lineFileName, openLineStore } from '../../workers/adapters/files/line-files.ts';
import { place, plainOrder } from './line-rows.ts';

/** Line files of many dates on a disk, and the record that names them: for the tests of joined indexes. */

/** Begins a stretch of every length. */
export const START = stretchAround('2026-07-01' as PlainDate, 125).first;

/** So many dates after the start. */
export const day = (number: number): PlainDate => addDays(START, number);

/** The references that are compared, by how sources are read. */
export const EXTRACTS = {
  plain: (reference: string) => reference,
  tries: (reference: string) => reference.replace(/-r\d+$/, ''),
} as const;
export type Profile = keyof typeof EXTRACTS;

const LEG_OF: Readonly<Record<string, Leg>> = { erp: 'order', pos: 'order', bank: 'bank' };

/** A file of a date, and what it holds. */
export interface Delivered {
  readonly id: LineFileId;
  readonly rows: readonly (Line | Reject)[];
}

function bankLine(reference: string): Omit<Line & { leg: 'bank' }, 'date' | 'source' | 'file' | 'row'> {
  return {
    leg: 'bank',
    line: 2,
    skip: null,
    bookedOn: START,
    amount: minor(100),
    currency: 'COP',
    bankId: null,
    valueOn: null,
    reference,
    endToEndId: null,
    description: 'ABONO',
    account: null,
    balance: null,
    reversal: false,
  };
}

export interface LinesOnDisk {
  /** What the record names, by path. */
  readonly record: Map<string, RegisteredFile>;
  /**
   * Opens them anew.
   *
   * @param onJoined told before the record names a joined index: throws where the process ends there
   */
  open(profile: Profile, options?: { onJoined?: () => void; readsJoined?: boolean }): LineStore;
  /** Writes a file of orders (`erp`, `pos`) or of a `bank`, and registers it like a commit does. */
  deliver(
    store: LineStore,
    profile: Profile,
    date: PlainDate,
    source: string,
    references: readonly string[],
  ): Promise<Delivered>;
}

export function linesOnDisk(directory: string): LinesOnDisk {
  const record = new Map<string, RegisteredFile>();
  const named = (date: PlainDate): RegisteredFile[] => [...record.values()].filter((file) => file.date === date);
  return {
    record,
    open: (profile, { onJoined = () => undefined, readsJoined = true } = {}) =>
      openLineStore(directory, EXTRACTS[profile], {
        registered: (date) => Promise.resolve(named(date).filter(({ path }) => readsJoined || !isJoinedPath(path))),
        madeAgain: () => Promise.resolve(),
        keysJoined: (file, instead) => {
          onJoined();
          for (const path of instead) record.delete(path);
          record.set(file.path, file);
          return Promise.resolve();
        },
      }),
    deliver: async (store, profile, date, source, references) => {
      const leg = certain(LEG_OF[source], `the leg of ${source}`);
      const bytes = sha256(JSON.stringify([date, source, references]));
      const id: LineFileId = { date, source, leg, sha256: bytes, profileHash: sha256(profile) };
      const rows = place(id, references.map(leg === 'bank' ? bankLine : plainOrder));
      await store.write(id, rows);
      for (const path of [lineFileName(id), `${lineFileName(id)}${KEYS_SUFFIX}`]) {
        const seal = sealOf(join(directory, path));
        if (seal !== null) record.set(path, { path, date, ...seal });
      }
      return { id, rows };
    },
  };
}

export const idsOf = (files: readonly Delivered[]): LineFileId[] => files.map(({ id }) => id);

export const keysOf = (references: readonly string[]): LineKey[] =>
  references.map((value) => ({ kind: 'reference', value: value.toLowerCase() }));

/** The rows of a file that carry any of the keys, by a look at every row. */
export function linearSearch({ rows }: Delivered, profile: Profile, keys: readonly LineKey[]): number[] {
  const isAsked = (own: LineKey): boolean => keys.some(({ kind, value }) => kind === own.kind && value === own.value);
  return rows.filter((row) => lineKeys(row, EXTRACTS[profile]).some(isAsked)).map((row) => row.row);
}
