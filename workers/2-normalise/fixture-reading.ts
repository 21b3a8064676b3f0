import { localBytes } from '../adapters/files/disk.ts';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { FileProblem, NormalisedFile, ReadResult } from '../../schemas/lines/files.ts';
import type { BuiltInProfileName, CsvProfile, Profile } from '../../schemas/lines/profile.ts';
import type { BankLine, Leg, Line, OrderLine, Reject, SettlementLine } from '../../schemas/lines/records.ts';
import { BUILT_INS } from './formats/index.ts';
import { PLAIN_CSV } from './formats/inline.ts';
import { readFile } from './read-file.ts';
import type { ReadRequest } from './read-file.ts';

/** What the tests of the readers share: fixtures, and reading bytes that no fixture has. */

const FIXTURES = new URL('../../fixtures/files/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'cuadre-read-'));
let written = 0;

export function fixture(name: string): Buffer {
  return readFileSync(new URL(name, FIXTURES));
}

export interface ReadingOptions {
  readonly date?: string | null;
  readonly empty?: 'refused' | 'allowed';
  readonly leg?: Leg;
  readonly source?: string;
  readonly filePayout?: boolean;
  readonly reportedDays?: number;
}

/** How a file of a built-in or a declared profile is asked for. */
export function requestOf(profile: BuiltInProfileName | Profile, options: ReadingOptions = {}): ReadRequest {
  const declared: Profile = typeof profile === 'string' ? { builtIn: profile } : profile;
  const date = options.date ?? null;
  return {
    source: options.source ?? 'source',
    leg: options.leg ?? ('builtIn' in declared ? BUILT_INS[declared.builtIn].leg : 'settlement'),
    date: date as PlainDate | null,
    cohort: (date ?? '2026-07-01') as PlainDate,
    zone: 'America/Bogota',
    profile: declared,
    fileName: 'file',
    sha256: 'abcdef0123456789'.repeat(4),
    empty: options.empty ?? 'refused',
    ...(options.reportedDays === undefined ? {} : { reportedDays: options.reportedDays }),
    ...(options.filePayout === undefined ? {} : { filePayout: options.filePayout }),
  };
}

/** Reads bytes with a built-in or a declared profile. */
export async function read(
  bytes: Buffer | string,
  profile: BuiltInProfileName | Profile,
  options: ReadingOptions = {},
): Promise<ReadResult> {
  written += 1;
  const path = join(folder, `file-${String(written)}`);
  writeFileSync(path, bytes);
  return readFile(localBytes(path), requestOf(profile, options));
}

export function accepted(result: ReadResult): NormalisedFile {
  if (!result.ok) throw new Error(`refused: ${result.problem.code}: ${result.problem.detail}`);
  return result.file;
}

export function refused(result: ReadResult): FileProblem {
  if (result.ok)
    throw new Error(`accepted with ${String(result.file.rows.length)} rows: ${result.file.footing.detail}`);
  return result.problem;
}

export function linesOf(file: Pick<NormalisedFile, 'rows'>): Line[] {
  return file.rows.filter((row): row is Line => !('code' in row));
}

export function rejectsOf(file: NormalisedFile): Reject[] {
  return file.rows.filter((row): row is Reject => 'code' in row);
}

export function settlements(file: NormalisedFile): SettlementLine[] {
  return linesOf(file).filter((line) => line.leg === 'settlement');
}

export function orders(file: NormalisedFile): OrderLine[] {
  return linesOf(file).filter((line) => line.leg === 'order');
}

export function movements(file: NormalisedFile): BankLine[] {
  return linesOf(file).filter((line) => line.leg === 'bank');
}

/** A declared settlement feed of ordinary shape, to vary. */
export const PLAIN: CsvProfile = {
  ...PLAIN_CSV,
  dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: 'America/Bogota' },
  columns: {
    merchant_reference: 'ref',
    provider_id: 'id',
    status: 'status',
    gross: 'gross',
    currency: 'currency',
    paid_at: 'paid',
  },
};

export const PLAIN_HEADER = 'ref,id,status,gross,currency,paid';

/** A file of the plain feed, one row per text. */
export function plainFile(...rows: readonly string[]): string {
  return [PLAIN_HEADER, ...rows, ''].join('\n');
}

export const PLAIN_ROW = 'BOG01-1,T1,approved,1000.00,COP,2026-06-30 10:00:00';
