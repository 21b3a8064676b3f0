import type { SourceConfig } from '../../schemas/config.ts';
import { lineFileId, type FileProblem, type NormalisedFile, type SourceFile } from '../../schemas/files.ts';
import type { Context } from '../context.ts';
import { profileHash, readFile } from './read-file.ts';

/**
 * Stage 2: reads an archived file into canonical lines and keeps them, or says why the file is refused. A file that was
 * read before with the same profile is not read again: its lines are a function of its bytes and its profile.
 *
 * @param known what an earlier run of the same date made of its files
 */
export async function normalise(
  source: SourceConfig,
  file: SourceFile,
  context: Context,
  known: readonly SourceFile[],
): Promise<SourceFile> {
  if (file.state !== 'in' || file.sha256 === null) return file;
  const filePayout = isOnePayout(source);
  const hash = profileHash(source.profile, context.config.referenceExtract, filePayout);
  const before = known.find((one) => one.source === file.source && one.sha256 === file.sha256 && one.profileHash === hash);
  if (before && (before.state === 'rejected' || context.lines.has(lineFileId({ ...file, profileHash: hash }))))
    return { ...before, name: file.name };
  const result = await readFile(context.archive.path(file.sha256), {
    source: source.id,
    leg: source.leg,
    date: file.date,
    cohort: file.date,
    profile: source.profile,
    fileName: file.name ?? '',
    sha256: file.sha256,
    empty: source.expected.empty,
    filePayout,
  });
  const read: SourceFile = { ...file, profileHash: hash };
  if (!result.ok) return { ...read, state: 'rejected', problem: result.problem };
  const counted = withCounts(read, result.file);
  const copied = sameBytesAsAnotherDate(counted, context);
  if (copied !== null) return { ...counted, state: 'rejected', problem: copied };
  context.lines.write(lineFileId(read), result.file.rows);
  return counted;
}

/** A provider file that names no payout and is paid as one gets a payout id of its own: `<source id> <date>`. */
export function isOnePayout(source: SourceConfig): boolean {
  if (source.leg !== 'settlement' || source.settles !== 'per_payout') return false;
  return 'inline' in source.profile && !('payout_id' in source.profile.inline.columns) && !('payout_id' in source.profile.inline.constants);
}

function withCounts(file: SourceFile, read: NormalisedFile): SourceFile {
  const rejects = read.rows.filter((row) => 'code' in row).length;
  return { ...file, lines: read.rows.length - rejects, rejects, footing: read.footing, balances: read.balances, columns: read.columns };
}

/**
 * Yesterday's file under today's name is a file of another date. A bank may send the same statement again (a weekend
 * download), and files without rows are alike.
 */
function sameBytesAsAnotherDate(file: SourceFile, context: Context): FileProblem | null {
  if (file.leg === 'bank' || file.sha256 === null || file.lines === 0) return null;
  const [earlier] = context.store.datesWithBytes(file.source, file.sha256, file.date).filter((date) => date < file.date);
  if (earlier === undefined) return null;
  return { code: 'another_date', detail: `the file has the same bytes as the one of ${earlier}`, line: null, byte: null };
}
