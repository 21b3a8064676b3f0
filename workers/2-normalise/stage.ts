import type { SourceConfig } from '../../schemas/config/config.ts';
import {
  lineFileId,
  type FileProblem,
  type FileRevision,
  type ReadResult,
  type SourceFile,
} from '../../schemas/lines/files.ts';
import type { Line, Reject } from '../../schemas/lines/records.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { LinesBegun } from '../../schemas/ports/line-files.ts';
import { sha256 } from '../../schemas/values/hash.ts';
import { cardNumbersOf, KeyNeeded } from './card-numbers.ts';
import type { KeptFile, ReadRequest } from './read-file.ts';
import { mostlyUnreadable } from './readable.ts';
import { compareVersions } from './revision.ts';

/**
 * Stage 2: reads an archived file into canonical lines and keeps them, or says why the file is refused; and where the
 * file replaced another version, what changed. A file that was read before with the same profile is not read again: its
 * lines are a function of its bytes and its profile.
 *
 * @param known what the newest run of the same date made of its files
 */
export async function normalise(
  source: SourceConfig,
  file: SourceFile,
  context: Context,
  known: readonly SourceFile[],
): Promise<SourceFile> {
  const { sha256 } = file;
  if (file.state !== 'in' || sha256 === null) return file;
  const read = await linesOf(source, { ...file, sha256 }, context, known);
  const used = await orFormer(source, read, context, known);
  return { ...used, revisions: await revisionsOf(source, used, context, known) };
}

/**
 * What a source has of a date where what came now cannot be opened: the file that the last run with one used, with the
 * delivery that is refused; the delivery itself where there is none.
 */
export async function formerOf(file: SourceFile, context: Context): Promise<SourceFile> {
  const former = file.state === 'rejected' ? await lastAccepted(file, context) : null;
  if (former === null || file.problem === null || file.sha256 === null || former.sha256 === file.sha256) return file;
  // What retention dropped cannot be read again.
  if (!(await context.archive.has(former.sha256))) return file;
  const { name, sha256, size, profileHash, problem } = file;
  return { ...former, profileHash: null, revisions: [], refused: { name, sha256, size, profileHash, problem } };
}

/** A delivery that is refused takes nothing back: the file that was accepted before stays in force, and says so. */
async function orFormer(
  source: SourceConfig,
  file: SourceFile,
  context: Context,
  known: readonly SourceFile[],
): Promise<SourceFile> {
  const former = await formerOf(file, context);
  if (former === file || former.sha256 === null) return file;
  const read = await linesOf(source, { ...former, sha256: former.sha256 }, context, known);
  return read.state === 'in' ? read : file;
}

/**
 * The file as its date may use it once every date before it is recorded: refused where it is a copy of one of theirs.
 * `normalise` says so as early as it can; where workers read files ahead of the dates before them, it is known only
 * now.
 *
 * @param mayStand whether a copy is none by mistake
 */
export async function refuseCopy(
  source: SourceConfig,
  file: SourceFile,
  context: Context,
  known: readonly SourceFile[],
  mayStand: (file: SourceFile) => Promise<boolean>,
): Promise<SourceFile> {
  const problemOf = async (one: SourceFile): Promise<FileProblem | null> =>
    one.state === 'in' && !(await mayStand(one)) ? await sameBytesAsAnotherDate(one, context) : null;
  const problem = await problemOf(file);
  if (problem === null) return file;
  const revisions = known.find((one) => one.source === file.source)?.revisions ?? [];
  const refused: SourceFile = { ...file, state: 'rejected', problem, revisions, refused: null };
  const former = await orFormer(source, refused, context, known);
  return (await problemOf(former)) === null ? { ...former, revisions } : refused;
}

/** The readers of all formats: a date without a file does not wait until they are loaded. */
function reading() {
  return import('./read-file.ts');
}

/**
 * Reads with the key of the archive. It is made for the first file that needs it, and recorded before anything that was
 * read with it is. Throws `integrity_broken` where it is needed and is not the recorded one.
 */
async function withCardKey<Read>(
  { archive, store: { sources } }: Context,
  read: (key: Buffer | null) => Promise<Read>,
): Promise<Read> {
  const recorded = await sources.cardKeyHash();
  const keep = async (key: Buffer): Promise<Buffer> => {
    if (recorded === null) await sources.recordCardKey(sha256(key));
    return key;
  };
  const known = await archive.cardKey(recorded);
  try {
    return await read(known === null ? null : await keep(known));
  } catch (error) {
    if (!(error instanceof KeyNeeded)) throw error;
    return read(await keep(await archive.makeCardKey(recorded)));
  }
}

/** A file with its bytes in the archive. */
type Archived = SourceFile & { readonly sha256: string };

async function linesOf(
  source: SourceConfig,
  file: Archived,
  context: Context,
  known: readonly SourceFile[],
): Promise<SourceFile> {
  const { profileHash, readInto } = await reading();
  const cards = cardNumbersOf(context.config);
  const hash = profileHash(source.profile, context.config.referenceExtract, isOnePayout(source), cards);
  const before = known.find(
    (one) => one.source === file.source && one.sha256 === file.sha256 && one.profileHash === hash,
  );
  // Whether it is a file of another date is a matter of that date, which may have another file by now; whether it may
  // be empty, of the configuration.
  const isRefused = before?.state === 'rejected' && before.problem?.code !== 'another_date';
  const isEmpty =
    before?.problem?.code === 'empty_file' || (before?.state === 'in' && before.lines + before.rejects === 0);
  if (
    before &&
    !isEmpty &&
    (isRefused || (before.state === 'in' && (await context.lines.has(lineFileId({ ...file, profileHash: hash })))))
  )
    return { ...before, name: file.name, refused: file.refused };
  const read: SourceFile = { ...file, profileHash: hash };
  const begin = (): LinesBegun => context.lines.begin(lineFileId(read));
  let begun = begin();
  const result = await withCardKey(context, async (key) =>
    readInto(
      await context.archive.open(file.sha256),
      { ...requestOf(source, file, context), cards: { ...cards, key } },
      () => (begun = begin()),
    ),
  );
  if (!result.ok) return { ...read, state: 'rejected', problem: result.problem };
  const counted = withCounts(read, result.file);
  const unreadable = mostlyUnreadable(result.file.kept);
  if (unreadable !== null) return { ...counted, state: 'rejected', problem: unreadable };
  // Whether a copy of an order file is one by mistake is told by the other files of its date.
  const copied = source.leg === 'order' ? null : await sameBytesAsAnotherDate(counted, context);
  if (copied !== null) return { ...counted, state: 'rejected', problem: copied };
  await begun.write();
  return counted;
}

async function readArchived(source: SourceConfig, file: Archived, context: Context): Promise<ReadResult> {
  const { readFile } = await reading();
  const cards = cardNumbersOf(context.config);
  return withCardKey(context, async (key) =>
    readFile(await context.archive.open(file.sha256), {
      ...requestOf(source, file, context),
      cards: { ...cards, key },
    }),
  );
}

function requestOf(source: SourceConfig, file: Archived, context: Context): ReadRequest {
  return {
    source: source.id,
    leg: source.leg,
    date: file.date,
    cohort: file.date,
    zone: context.config.timezone,
    profile: source.profile,
    fileName: file.name ?? '',
    sha256: file.sha256,
    empty: source.expected.empty,
    filePayout: isOnePayout(source),
    reportedDays: source.leg === 'order' ? (source.rolling ?? undefined) : undefined,
  };
}

/** The revisions told so far, and one more where an accepted file replaces the one that was accepted last. */
async function revisionsOf(
  source: SourceConfig,
  file: SourceFile,
  context: Context,
  known: readonly SourceFile[],
): Promise<readonly FileRevision[]> {
  const reported = known.find((one) => one.source === file.source)?.revisions ?? [];
  const former = await lastAccepted(file, context);
  if (former === null || file.state !== 'in' || file.sha256 === null || former.sha256 === file.sha256) return reported;
  const changes = compareVersions(
    await formerRows(source, former, file, context),
    await context.lines.read(lineFileId(file)),
  );
  return [...reported, { formerSha256: former.sha256, sha256: file.sha256, ...changes }];
}

/** The version of the file that the last run with one used. */
async function lastAccepted(file: SourceFile, { store }: Context): Promise<Archived | null> {
  for (const run of (await store.runs.generations(file.date)).reverse()) {
    const before = (await store.outcomes.files(run)).find((one) => one.source === file.source);
    if (before?.state === 'in' && before.sha256 !== null) return { ...before, sha256: before.sha256 };
  }
  return null;
}

/**
 * The rows of the version before as the profile in force reads them, so that a new profile is no change of the file;
 * else as they were read.
 */
async function formerRows(
  source: SourceConfig,
  former: Archived,
  file: SourceFile,
  context: Context,
): Promise<readonly (Line | Reject)[]> {
  const underProfile = lineFileId({ ...former, profileHash: file.profileHash });
  if (await context.lines.has(underProfile)) return context.lines.read(underProfile);
  const result = await readArchived(source, former, context);
  return result.ok ? result.file.rows : await context.lines.read(lineFileId(former));
}

/** A provider file that names no payout and is paid as one gets a payout id of its own: `<source id> <date>`. */
export function isOnePayout(source: SourceConfig): boolean {
  if (source.leg !== 'settlement' || source.settles !== 'per_payout') return false;
  return (
    'inline' in source.profile &&
    !('payout_id' in source.profile.inline.columns) &&
    !('payout_id' in source.profile.inline.constants)
  );
}

function withCounts(file: SourceFile, { kept, footing, balances, columns }: KeptFile): SourceFile {
  const { counts, bookedTo } = kept;
  const { lines, rejects } = counts;
  return {
    ...file,
    lines,
    rejects,
    footing: bookedTo === null ? footing : { ...footing, bookedTo },
    balances,
    columns,
  };
}

/**
 * Yesterday's file under today's name is a file of another date. A bank may send the same statement again (a weekend
 * download), and files without rows are alike.
 */
async function sameBytesAsAnotherDate(file: SourceFile, context: Context): Promise<FileProblem | null> {
  if (file.leg === 'bank' || file.sha256 === null || file.lines === 0) return null;
  const [earlier] = (await context.store.sources.datesWithBytes(file.source, file.sha256, file.date)).filter(
    (date) => date < file.date,
  );
  if (earlier === undefined) return null;
  return {
    code: 'another_date',
    detail: `the file has the same bytes as the one of ${earlier}`,
    line: null,
    byte: null,
  };
}
