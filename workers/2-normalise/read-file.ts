import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { FileProblem, NormalisedFile, ReadResult } from '../../schemas/lines/files.ts';
import { CANONICAL_COLUMNS } from '../../schemas/lines/profile.ts';
import type { Encoding, InlineProfile, Profile } from '../../schemas/lines/profile.ts';
import type { Leg } from '../../schemas/lines/records.ts';
import type { Bytes } from '../../schemas/ports/archive.ts';
import { fineAmounts } from './amounts.ts';
import { CardMask, MASKED, withoutCards, type CardNumbers } from './card-numbers.ts';
import { CellReader } from './cells.ts';
import { readCsvFeed } from './readers/csv-feed.ts';
import type { FrameFacts } from './readers/csv-feed.ts';
import type { FeedReading } from './formats/feed.ts';
import { foreignFormat, type ForeignWords } from './foreign.ts';
import { noFooting } from './footing.ts';
import type { FileFacts, Footed } from './footing.ts';
import { TAX_PART_COLUMNS } from './interpret.ts';
import { keptAgain, recordKeeper, RowsKept, type RowKeeper } from './kept-rows.ts';
import { momentReader } from './moments.ts';
import { BUILT_INS } from './formats/index.ts';
import type { Feed } from './formats/feed.ts';
import { inlineFeed } from './formats/inline.ts';
import { Refused } from './refused.ts';
import { oldestDays, Rows, type DateSpan } from './rows.ts';
import { dateNotCovered } from './statements.ts';
import { readXlsxFeed } from './readers/xlsx-feed.ts';
import { readXmlFeed } from './readers/xml-feed.ts';
import { canonicalJson, sha256 } from '../../schemas/values/hash.ts';

/** Goes up with every change of the readers that could read a file differently. */
const READER_VERSION = 8;
/** Far above a day of any chain; its columns are kept in memory while it is read. */
const FILE_BYTES_MAX = 4 * 1024 ** 3;

/** Which file, and how to read it. */
export interface ReadRequest {
  readonly source: string;
  readonly leg: Leg;
  /** The settlement date that the file must be of; null (a preview) asks for no date. */
  readonly date: PlainDate | null;
  /** The settlement date that the rows carry. */
  readonly cohort: PlainDate;
  /**
   * The merchant's zone, in which dates are dates: a file in UTC whose sales are all of the evening is of the day
   * before.
   */
  readonly zone: string;
  readonly profile: Profile;
  /** For messages: names are data. */
  readonly fileName: string;
  readonly sha256: string;
  /** Whether a file without rows is a day without sales or a mistake. */
  readonly empty: 'refused' | 'allowed';
  /** A settlement file that names no payout is one itself: its payout id is `<source id> <D>`. */
  readonly filePayout?: boolean;
  /** How many days the file tells, where its source declares it: so old may all of its rows be. */
  readonly reportedDays?: number | undefined;
  /** Absent: masked, and two masks that are alike are not kept apart. */
  readonly cards?: CardNumbers;
}

/**
 * Reads one source file into canonical rows: each data row is a line or a reject, in the order of the file. Bad data is
 * a value: a row that cannot be read is a reject, a file that cannot be trusted is `{ ok: false, problem }` with the
 * byte or the line. The same bytes, request and version give the same result anywhere. Throws `configuration_invalid`
 * for a built-in of another leg and `disk_failed` where the file cannot be read.
 */
export async function readFile(bytes: Bytes, request: ReadRequest): Promise<ReadResult> {
  const read = await readInto(bytes, request, recordKeeper);
  if (!read.ok) return read;
  const { kept, ...file } = read.file;
  return { ok: true, file: { ...file, rows: kept.rows() } };
}

/** What a file says of itself, and its rows where they are kept. */
export type KeptFile = Omit<NormalisedFile, 'rows'> & { readonly kept: RowsKept };

/**
 * The same with the rows kept elsewhere: `begin` is asked for a keeper before the first row, and for another one where
 * all rows come again (in another encoding, or with what the end of the file says of them).
 */
export async function readInto(
  bytes: Bytes,
  request: ReadRequest,
  begin: () => RowKeeper,
): Promise<{ readonly ok: true; readonly file: KeptFile } | Extract<ReadResult, { readonly ok: false }>> {
  const feed = feedOf(request);
  let size = 0;
  try {
    size = bytes.size;
    if (size === 0) throw new Refused('empty_file', 'the file has no bytes');
    if (size > FILE_BYTES_MAX)
      throw new Refused('too_large', `${String(size)} bytes; the limit is ${String(FILE_BYTES_MAX)}`);
    const encodings = await encodingsOf(bytes, feed, request.profile);
    const file = await readInTurn(bytes, request, feed, encodings, () => new RowsKept(begin()));
    if (file.kept.count === 0 && file.footing.state !== 'proved') await refuseForeign(bytes, request.profile);
    return { ok: true, file };
  } catch (error) {
    if (error instanceof Refused)
      return { ok: false, problem: await named(placed(error.problem, size), size, bytes, request.profile) };
    if (error instanceof Error && 'syscall' in error) {
      throw new CuadreError(
        'disk_failed',
        `${request.fileName} cannot be read: ${error.message}`,
        { source: request.source },
        { cause: error },
      );
    }
    throw error;
  }
}

/** Codes of a file that is not what its profile reads. */
const NOT_OF_PROFILE: ReadonlySet<string> = new Set([
  'broken_format',
  'wrong_header',
  'truncated',
  'wrong_encoding',
  'doctype_refused',
  'empty_file',
]);

/** A file without a row that a reader takes for an empty day, and that is a file of something else. */
async function refuseForeign(bytes: Bytes, profile: Profile): Promise<void> {
  const found = await foreignOf(bytes, profile);
  if (found !== null)
    throw new Refused('broken_format', `no row of it is one of this profile; ${found.words}`, { line: 1 });
}

async function foreignOf(bytes: Bytes, profile: Profile): Promise<ForeignWords | null> {
  const { format } = 'inline' in profile ? profile.inline : BUILT_INS[profile.builtIn].profile;
  return foreignFormat(bytes, 'builtIn' in profile ? profile.builtIn : null, format === 'xlsx');
}

/** The problem with the name of what the file is instead, where that is known. */
async function named(problem: FileProblem, size: number, bytes: Bytes, profile: Profile): Promise<FileProblem> {
  const isAsked = size > 0 && NOT_OF_PROFILE.has(problem.code) && !problem.detail.includes('; this is ');
  const found = isAsked ? await foreignOf(bytes, profile) : null;
  if (found === null) return problem;
  // No encoding reads what is no text: where the first odd byte stands helps nobody.
  if (found.isBinary && problem.code === 'wrong_encoding')
    return { ...problem, code: 'broken_format', detail: `this is no text; ${found.words}` };
  return { ...problem, detail: `${problem.detail}; ${found.words}` };
}

/** What is missing from a file is missing at its end. */
function placed(problem: FileProblem, size: number): FileProblem {
  return problem.code === 'truncated' && problem.line === null && problem.byte === null
    ? { ...problem, byte: size }
    : problem;
}

/** sha256 (hex) over everything but the bytes that decides how a file is read: with it, a line file can be reused. */
export function profileHash(
  profile: Profile,
  referenceExtract: string | null,
  filePayout = false,
  { mode, own }: CardNumbers = MASKED,
): string {
  const declaration =
    'inline' in profile ? profile.inline : { ...profile, version: BUILT_INS[profile.builtIn].version };
  const cards = mode === 'mask' && own.length === 0 ? {} : { cards: { mode, own } };
  const identity = { declaration, referenceExtract, filePayout, reader: READER_VERSION, ...cards };
  return sha256(canonicalJson(identity));
}

function feedOf(request: ReadRequest): Feed {
  const { profile, leg } = request;
  if ('inline' in profile) return inlineFeed(leg, profile.inline);
  const feed = BUILT_INS[profile.builtIn];
  if (feed.leg === leg) return feed.configure?.(profile.options ?? {}) ?? feed;
  throw new CuadreError(
    'configuration_invalid',
    `${profile.builtIn} is a ${feed.leg} profile, and ${request.source} is a ${leg} source`,
    {
      source: request.source,
      profile: profile.builtIn,
    },
  );
}

/** The declared encoding; of XML, what its declaration says, where it says anything. */
async function encodingsOf(bytes: Bytes, feed: Feed, profile: Profile): Promise<readonly Encoding[]> {
  const declared =
    'builtIn' in profile && profile.options?.encoding !== undefined
      ? [profile.options.encoding]
      : (feed.encodings ?? [feed.profile.encoding]);
  if (feed.profile.format !== 'xml') return declared;
  const head = await bytes.read(0, 256);
  // A mark, or the zeros of two bytes a letter, say it before the document can.
  const wide =
    head[0] === 0xff || (head[0] === 0x3c && head[1] === 0)
      ? 'utf-16le'
      : head[0] === 0xfe || (head[0] === 0 && head[1] === 0x3c)
        ? 'utf-16be'
        : null;
  if (wide !== null) return [wide];
  const name = /^(?:\xef\xbb\xbf)?<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head.toString('latin1'))?.[1];
  if (name === undefined) return declared;
  const own = XML_ENCODINGS[name.toLowerCase()];
  if (own === undefined) throw new Refused('wrong_encoding', `the document declares the encoding ${name}`, { byte: 0 });
  return [own];
}

const XML_ENCODINGS: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
  'iso-8859-15': 'iso-8859-15',
  'windows-1250': 'windows-1250',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
};

async function readInTurn(
  bytes: Bytes,
  request: ReadRequest,
  feed: Feed,
  encodings: readonly Encoding[],
  begin: () => RowsKept,
): Promise<KeptFile> {
  const [encoding = 'utf-8', ...others] = encodings;
  try {
    return await readOnce(bytes, request, feed, encoding, begin);
  } catch (error) {
    if (error instanceof Refused && error.problem.code === 'wrong_encoding' && others.length > 0)
      return readInTurn(bytes, request, feed, others, begin);
    throw error;
  }
}

async function readOnce(
  bytes: Bytes,
  request: ReadRequest,
  feed: Feed,
  encoding: Encoding,
  begin: () => RowsKept,
): Promise<KeptFile> {
  const constants = constantsOf(request, feed);
  const profile = { ...feed.profile, constants };
  const carried = columnsOf(feed, constants);
  const moments = momentReader(profile.dates);
  const common = {
    leg: request.leg,
    source: request.source,
    cohort: request.cohort,
    file: request.sha256.slice(0, 12),
    undated: feed.undated ?? false,
    unreferenced: feed.unreferenced ?? false,
    reportedDays: request.reportedDays,
    settledOnGiven: 'settled_on' in constants,
    hasTax: carried.includes('tax'),
  };
  const fine = fineAmounts();
  const merchant = momentReader({ format: 'yyyy-MM-dd', zone: request.zone });
  const localDate: FileFacts['localDate'] = (moment) => merchant.localDate(moment);
  const cells = new CellReader(profile, moments, fine, feed.hundredthsOnly, feed.names);
  const cards = new CardMask(request.cards ?? MASKED, request.leg);
  const rows = new Rows(common, cells, localDate, fine, begin, cards);
  const reading: FeedReading = { bytes, encoding, feed, constants, rows, footing: feed.footing?.() ?? noFooting() };
  const { facts, kept, footed, absent } = await readRows(reading, profile, localDate);
  checkFees(cells, profile.deductions ?? 'positive');
  checkEmpty(request, kept, footed);
  checkDate(request, feed, facts, rows.span);
  // The sum of the parts is a tax too.
  const columns = columnsOf(
    feed,
    constants,
    TAX_PART_COLUMNS.some((part) => carried.includes(part)) ? ['tax'] : [],
  ).filter((column) => !absent.includes(column) || feed.derives?.includes(column) === true);
  return {
    leg: request.leg,
    kept: footed.rows === undefined ? kept : keptAgain(begin, cards.rows(footed.rows)),
    ...withoutCards(footed, cards),
    columns,
  };
}

interface RowsRead {
  readonly facts: FileFacts;
  readonly kept: RowsKept;
  readonly footed: Footed;
  /** Optional columns that the file does not have. */
  readonly absent: readonly string[];
}

async function readRows(
  reading: FeedReading,
  profile: Feed['profile'],
  localDate: FileFacts['localDate'],
): Promise<RowsRead> {
  const { rows, feed, footing } = reading;
  if (profile.format === 'own') {
    if (feed.own === undefined) throw new Error('a feed of an own format has a reader of its own');
    const { footed, spans } = await feed.own(reading);
    const kept = rows.finish();
    return { facts: factsOf({ ...NO_FRAME, spans, localDate }, kept), kept, footed, absent: [] };
  }
  const frame = await readFrame(reading, profile);
  const kept = rows.finish();
  const facts = factsOf({ ...frame, spans: [], localDate }, kept);
  return { facts, kept, footed: footing.finish(facts), absent: frame.absent };
}

/** The rows of a large file are made again where somebody asks for them, once. */
function factsOf(others: Omit<FileFacts, 'rows'>, kept: RowsKept): FileFacts {
  let rows: FileFacts['rows'] | null = null;
  return {
    ...others,
    get rows() {
      return (rows ??= kept.rows());
    },
  };
}

function readFrame(reading: FeedReading, profile: InlineProfile): Promise<FrameFacts> {
  switch (profile.format) {
    case 'csv':
      return readCsvFeed(reading, profile);
    case 'xml':
      return readXmlFeed(reading, profile);
    case 'xlsx':
      return readXlsxFeed(reading, profile);
  }
}

const NO_FRAME = { preamble: [], trailer: null, document: null } as const;

function constantsOf(request: ReadRequest, feed: Feed): Readonly<Record<string, string>> {
  const constants = {
    ...feed.profile.constants,
    ...feed.fileConstants?.({ source: request.source, date: request.cohort }),
  };
  const named =
    'payout_id' in constants || 'payout_id' in feed.profile.columns || (feed.derives ?? []).includes('payout_id');
  return request.filePayout === true && !named
    ? { ...constants, payout_id: `${request.source} ${request.cohort}` }
    : constants;
}

/** The canonical columns that the feed carries, in the order of the vocabulary. */
function columnsOf(feed: Feed, constants: Readonly<Record<string, string>>, summed: readonly string[] = []): string[] {
  const { required, optional } = CANONICAL_COLUMNS[feed.leg];
  const carried = new Set([
    ...Object.keys(feed.profile.columns),
    ...Object.keys(constants),
    ...(feed.derives ?? []),
    ...summed,
  ]);
  return [...required, ...optional].filter((column) => carried.has(column));
}

/** Fees that all have the other sign are no rebates: the declaration is wrong. */
const FEES_MIN = 3;

function checkFees({ fees }: CellReader, declared: 'positive' | 'negative'): void {
  if (fees.payments < FEES_MIN || fees.against < fees.payments) return;
  const other = declared === 'positive' ? 'negative' : 'positive';
  throw new Refused(
    'wrong_signs',
    `all ${String(fees.payments)} payments with a fee print it ${other}, and signs: { fee: ${declared} } is declared; declare signs: { fee: ${other} }`,
  );
}

function checkEmpty(request: ReadRequest, kept: RowsKept, footed: Footed): void {
  if (kept.count > 0 || footed.provesEmpty || request.empty === 'allowed') return;
  throw new Refused('empty_file', 'the file has no rows, and `expected.empty` of its source is `refused`');
}

/**
 * A file of another date is refused whole. Formats that name their date are held to it; of the others, a file whose
 * every row is after the date, or every row more than 10 days (or those that it tells) before it, is none of that date.
 */
function checkDate(request: ReadRequest, feed: Feed, facts: FileFacts, span: DateSpan): void {
  const { date } = request;
  if (date === null) return;
  const own = feed.otherDate?.(date, facts) ?? dateNotCovered(date, facts.spans);
  if (own !== null) throw new Refused('another_date', own);
  if (feed.otherDate !== undefined || facts.spans.length > 0 || span.dated === 0) return;
  if (span.after === span.dated)
    throw new Refused('another_date', `every dated row (${String(span.dated)}) is after ${date}`);
  if (span.before === span.dated)
    throw new Refused(
      'another_date',
      `every dated row (${String(span.dated)}) is more than ${String(oldestDays(request.reportedDays))} days before ${date}`,
    );
}
