import { join } from 'node:path';
import type { SourceConfig } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { localBytes, withTemporaryFolderAsync } from '../adapters/files/disk.ts';
import { CuadreError, certain } from '../../schemas/errors.ts';
import { fileNameFor } from '../../schemas/config/file-pattern.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { ownNumbersOf } from '../../schemas/config/own-numbers.ts';
import { isRemote, placeOf, transportOf } from '../../schemas/config/from.ts';
import type { Exchange, RequestRecord } from '../../schemas/ports/requests.ts';
import type { Archive } from '../../schemas/ports/archive.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import { directoryTransport } from './directory.ts';
import type { Answer, Transport } from './source.ts';

/**
 * Stage 1: brings the file of one source and date into the archive, byte for byte, and says what became of it: in,
 * missing, rejected (what was fetched cannot be opened), or not expected. A transport that fails is no missing file: it
 * throws, and the date is not reconciled on a guess. Throws what `Transport.fetch` throws.
 */
export async function download(
  source: SourceConfig,
  date: PlainDate,
  context: Context,
  goLive: PlainDate,
): Promise<SourceFile> {
  const nothing = nothingOf(source, date);
  const fetched = await fetchFile(source, date, context);
  if (fetched !== null) return { ...nothing, ...fetched };
  return isExpected(source, date, context, goLive) ? nothing : { ...nothing, state: 'not_expected', name: null };
}

/**
 * The file of a source and date without a look at the source: the bytes that the newest generation used, from the
 * archive. Where it had none, a file is missing or not expected as if there were none now. Throws `integrity_broken`
 * where the archive has lost the bytes.
 *
 * @param known the files of the newest generation
 */
export async function fromArchive(
  source: SourceConfig,
  date: PlainDate,
  context: Context,
  goLive: PlainDate,
  known: readonly SourceFile[],
): Promise<SourceFile> {
  const nothing = nothingOf(source, date);
  const before = known.find((one) => one.source === source.id);
  if (before === undefined || before.sha256 === null) {
    return isExpected(source, date, context, goLive) ? nothing : { ...nothing, state: 'not_expected', name: null };
  }
  // What could not be opened then cannot be opened now: its profile never came to see it.
  if (before.state === 'rejected' && before.profileHash === null) return before;
  // A delivery that was refused may be read by another profile; one that could not be opened never is.
  const isReadAgain = before.refused !== null && before.refused.profileHash !== null;
  const { name, sha256, size } = isReadAgain ? before.refused : { ...before, sha256: before.sha256 };
  if (!(await context.archive.has(sha256))) {
    throw new CuadreError('integrity_broken', `the archive has lost the file of ${source.id} of ${date}`, {
      source: source.id,
      date,
      path: join(context.config.storage.archive, sha256),
    });
  }
  return { ...nothing, state: 'in', name, sha256, size, refused: isReadAgain ? null : before.refused };
}

/** The first date for which the source has a file; null where there is none, or where its transport cannot list. */
export async function earliestDate(source: SourceConfig, context: Pick<Context, 'clock'>): Promise<PlainDate | null> {
  return (await transportFor(source, context)).earliest();
}

/** Whether the date's file is due at all: from `expected.from` on, on business days where the source says so. */
export function isExpected(
  source: SourceConfig,
  date: PlainDate,
  context: Pick<Context, 'calendar'>,
  goLive: PlainDate,
): boolean {
  if (date < (source.expected.from ?? goLive)) return false;
  return source.expected.days === 'all' || context.calendar.isBusinessDay(date);
}

/** Two sources that take one file would count it twice: an error that names both. */
export function assertClaimedOnce(files: readonly SourceFile[], sources: readonly SourceConfig[]): void {
  const claims = new Map<string, string>();
  for (const file of files) {
    const source = sources.find((one) => one.id === file.source);
    if (file.state !== 'in' || file.name === null || !source) continue;
    // A query may be asked by two sources; a file belongs to one.
    const place = 'postgres' in source.from ? `${source.id}: ${placeOf(source.from)}` : placeOf(source.from);
    const path = join(place, file.name);
    const other = claims.get(path);
    if (other !== undefined) {
      throw new CuadreError('file_claimed_twice', `${other} and ${source.id} both take ${file.name} of ${file.date}`, {
        sources: [other, source.id],
        file: file.name,
      });
    }
    claims.set(path, source.id);
  }
}

type Fetched = Pick<SourceFile, 'state' | 'name' | 'sha256' | 'size' | 'problem'>;

/** Asks the source, archives what comes, and writes down what was asked. Null where there is no file. */
async function fetchFile(source: SourceConfig, date: PlainDate, context: Context): Promise<Fetched | null> {
  const { archive, config } = context;
  const transport = await transportFor(source, context);
  const own = ownNumbersOf(config);
  const note = async (exchange: Exchange, hashes: Partial<Hashes> = {}): Promise<void> => {
    await archive.appendRequest(recordOf(namedWithout(exchange, own), hashes, source, date, context));
  };
  const last = isRemote(source.from) ? await lastWithBytes(source, date, context) : null;
  return withTemporaryFolderAsync(config.storage.archive, 'fetch', async (folder) => {
    const answer: Answer = await transport.fetch({ date, folder, last, record: note });
    if (answer.state === 'absent') {
      if (answer.exchange !== null) await note(answer.exchange);
      return null;
    }
    const isNew = answer.state === 'found';
    const { sha256, size } = isNew
      ? await putFile(answer.path, archive)
      : { sha256: certain(last?.sha256, 'the former bytes'), size: certain(last?.size, 'their number') };
    // The same bytes can have been dropped with an older date: now they stand there again.
    await context.store.sources.cameBack(sha256, context.clock.nowMs());
    const name = isNew
      ? withoutCardNumbers(answer.name, own)
      : (last?.facts['name'] ?? fileNameFor(source.from.file, date).name);
    const opened = await openPacked(source, date, { sha256, size }, folder, context);
    const exchange = answer.exchange ?? exchangeOfFolder(source, name, { sha256, size }, await archive.requests(date));
    if (exchange !== null)
      await note(opened.entry === null ? exchange : withFact(exchange, 'entry', opened.entry), {
        sha256,
        fileSha256: opened.fileSha256,
      });
    return { ...opened.fetched, name };
  });
}

interface Hashes {
  /** Of the bytes as they were fetched, and of the bytes that are read. */
  readonly sha256: string;
  readonly fileSha256: string | null;
}

interface Opened {
  readonly fetched: Omit<Fetched, 'name'>;
  readonly fileSha256: string | null;
  readonly entry: string | null;
}

/**
 * What is read of the fetched bytes. What is packed is archived as it came and as it is read; a line's evidence is the
 * file inside, the record of the request leads from it to what was fetched.
 */
async function openPacked(
  source: SourceConfig,
  date: PlainDate,
  packed: { readonly sha256: string; readonly size: number },
  folder: string,
  { archive, store, clock }: Context,
): Promise<Opened> {
  const { unpack } = source.from;
  if (unpack === undefined)
    return { fetched: { state: 'in', ...packed, problem: null }, fileSha256: packed.sha256, entry: null };
  const { unpackFile } = await import('./unpack.ts');
  const unpacked = await unpackFile(await archive.open(packed.sha256), unpack, date, folder);
  if (!unpacked.ok)
    return { fetched: { state: 'rejected', ...packed, problem: unpacked.problem }, fileSha256: null, entry: null };
  const inner = await putFile(unpacked.path, archive);
  await store.sources.cameBack(inner.sha256, clock.nowMs());
  return { fetched: { state: 'in', ...inner, problem: null }, fileSha256: inner.sha256, entry: unpacked.entry };
}

/**
 * Archives a file. Who reads a stream hears of its errors; where the archive fails before it reads, nobody does, and an
 * error that nobody hears of would end the process.
 */
async function putFile(path: string, archive: Archive): ReturnType<Archive['put']> {
  const bytes = localBytes(path).stream();
  bytes.once('error', () => undefined);
  try {
    return await archive.put(bytes);
  } finally {
    bytes.destroy();
  }
}

/** A folder's file is its own record, unless what is read is not what stands there. */
function exchangeOfFolder(
  { id, from }: SourceConfig,
  name: string,
  { sha256, size }: { readonly sha256: string; readonly size: number },
  known: readonly RequestRecord[],
): Exchange | null {
  const last = known.findLast((record) => record.source === id);
  if (from.unpack === undefined || last?.sha256 === sha256) return null;
  return {
    target: join(placeOf(from), name),
    outcome: 'fetched',
    status: null,
    facts: { name },
    detail: '',
    size,
    ms: 0,
  };
}

/** The names of files in what was exchanged without the numbers of cards that stand in them. */
function namedWithout(exchange: Exchange, own: readonly string[]): Exchange {
  const facts = Object.entries(exchange.facts).map(([fact, value]): [string, string] => [
    fact,
    fact === 'name' || fact === 'entry' ? withoutCardNumbers(value, own) : value,
  ]);
  return { ...exchange, facts: Object.fromEntries(facts) };
}

function withFact(exchange: Exchange, name: string, value: string): Exchange {
  return { ...exchange, facts: { ...exchange.facts, [name]: value } };
}

async function lastWithBytes(
  source: SourceConfig,
  date: PlainDate,
  { archive }: Context,
): Promise<RequestRecord | null> {
  const place = transportOf(source.from);
  const records = (await archive.requests(date)).filter(
    (one) => one.source === source.id && one.transport === place && one.outcome === 'fetched',
  );
  const last = records.at(-1) ?? null;
  return last?.sha256 !== undefined && last.sha256 !== null && (await archive.has(last.sha256)) ? last : null;
}

function recordOf(
  exchange: Exchange,
  { sha256 = null, fileSha256 = null }: { readonly sha256?: string | null; readonly fileSha256?: string | null },
  source: SourceConfig,
  date: PlainDate,
  { clock }: Pick<Context, 'clock'>,
): RequestRecord {
  const at = new Date(clock.nowMs()).toISOString();
  return { ...exchange, date, source: source.id, transport: transportOf(source.from), at, sha256, fileSha256 };
}

/** Heavy clients are loaded by the sources that need them. */
async function transportFor(
  source: SourceConfig,
  { clock, log }: Pick<Context, 'clock'> & Partial<Pick<Context, 'log'>>,
): Promise<Transport> {
  const { from, id } = source;
  if ('directory' in from) return directoryTransport(id, from, { clock, ...(log === undefined ? {} : { log }) });
  if ('https' in from) return (await import('./https.ts')).httpsTransport(id, from, { clock });
  if ('sftp' in from) return (await import('./sftp.ts')).sftpTransport(id, from, { clock });
  return (await import('./postgres.ts')).postgresTransport(id, from, { clock });
}

function nothingOf(source: SourceConfig, date: PlainDate): SourceFile {
  return {
    date,
    source: source.id,
    leg: source.leg,
    state: 'missing',
    name: fileNameFor(source.from.file, date).name,
    sha256: null,
    profileHash: null,
    size: 0,
    lines: 0,
    rejects: 0,
    problem: null,
    footing: null,
    balances: [],
    columns: [],
    revisions: [],
    refused: null,
  };
}
