import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { SourceConfig } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { FileProblem, NormalisedFile, ReadResult } from '../../schemas/lines/files.ts';
import { add, formatMajor, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareText, type Line, type Reject } from '../../schemas/lines/records.ts';
import { EN_WORDS } from '../../workers/wording/en-words.ts';
import { wordFor } from '../../workers/wording/kind-wording.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { countOf } from '../cli/config-file.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { table } from '../cli/output.ts';
import { recordDocument, recordFields } from '../cli/records.ts';
import { digestFile, localBytes } from '../../workers/adapters/files/disk.ts';

interface PreviewOptions {
  readonly source: string;
  readonly lines: string;
}

const LINES_DEFAULT = '5';
const REJECTS_MAX = 20;
/** The date of a file whose name states none; it is shown nowhere. */
const NO_DATE = '1970-01-01';

/** `cuadre preview`: reads one file as a run would, and writes nothing. */
export function register(program: Command): void {
  program
    .command('preview')
    .argument('<file>', 'the file to read')
    .requiredOption('--source <id>', 'the source whose profile reads it')
    .option('--lines <n>', 'how many lines to show', LINES_DEFAULT)
    .description(
      'read a file as a run would: its first lines as canonical records, totals, footing, rejects; writes nothing',
    )
    .addHelpText(
      'after',
      examples([['cuadre preview inbox/dlocal_20260701.csv --source dlocal', 'its first five lines and its totals']]),
    )
    .action(action(preview));
}

async function preview(cli: Cli, options: PreviewOptions, [path = '']: readonly string[]): Promise<ExitCode> {
  const shown = shownOf(options.lines);
  const { config } = await cli.loadConfig();
  const source = sourceOf(config.sources, options.source);
  const sha256 = hashOf(path);
  const [
    { readFile },
    { cardNumbersOf },
    { keptRecords },
    { mostlyUnreadable },
    { isOnePayout },
    { matchFileName },
    { withoutCardNumbers },
  ] = await Promise.all([
    import('../../workers/2-normalise/read-file.ts'),
    import('../../workers/2-normalise/card-numbers.ts'),
    import('../../workers/2-normalise/kept-rows.ts'),
    import('../../workers/2-normalise/readable.ts'),
    import('../../workers/2-normalise/stage.ts'),
    import('../../schemas/config/file-pattern.ts'),
    import('../../schemas/values/card-numbers.ts'),
  ]);
  const cards = cardNumbersOf(config);
  const name = withoutCardNumbers(basename(path), cards.own);
  const named = matchFileName(source.from.file, basename(path));
  const result = await readPacked(path, source, named, (inner) =>
    readFile(localBytes(inner), {
      source: source.id,
      leg: source.leg,
      date: named,
      cohort: named ?? (NO_DATE as PlainDate),
      zone: config.timezone,
      profile: source.profile,
      fileName: name,
      sha256,
      empty: source.expected.empty,
      filePayout: isOnePayout(source),
      cards,
    }),
  );
  const about = { file: name, source: source.id, leg: source.leg, date: named, sha256 };
  if (!result.ok) {
    cli.print({ ...about, ok: false, problem: result.problem }, () => refusedText(name, result.problem));
    return EXIT.failed;
  }
  const { file } = result;
  const lines = file.rows.filter((row): row is Line => !('code' in row));
  const rejects = file.rows.filter((row): row is Reject => 'code' in row);
  const totals = totalsOf(lines);
  const unreadable = mostlyUnreadable(keptRecords(file.rows));
  const footing = footingOf(file, rejects.length);
  const undated = (text: string): string =>
    named === null ? text.replace(new RegExp(`(^|\\s)${NO_DATE}`), '$1<date>') : text;
  cli.print(
    {
      ...about,
      ok: true,
      lines: lines.length,
      records: lines.slice(0, shown).map((line) => mapTexts(recordDocument(line), undated)),
      totals: totals.map(totalJson),
      footing,
      refusal: unreadable,
      rejects: rejects.map(recordDocument),
      columns: file.columns,
    },
    () => previewText(name, named, source, { lines, rejects, totals, shown, footing, unreadable, undated }),
  );
  // Nothing was read: a profile that is not the file's.
  return unreadable !== null || (lines.length === 0 && rejects.length > 0) ? EXIT.failed : EXIT.clean;
}

function shownOf(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new CuadreError('usage_invalid', `--lines is "${text}"; it is a count`, { option: 'lines', value: text });
}

function sourceOf(sources: readonly SourceConfig[], id: string): SourceConfig {
  const source = sources.find((one) => one.id === id);
  if (source !== undefined) return source;
  const ids = sources.map((one) => one.id);
  const sentence = `there is no source "${id}"; the configuration has ${ids.join(', ')}`;
  throw new CuadreError('usage_invalid', sentence, { accepted: ids });
}

/** Reads a file, or the file inside it where the source's files are packed; the date says which of several is meant. */
async function readPacked(
  path: string,
  { from: { unpack } }: SourceConfig,
  named: PlainDate | null,
  read: (path: string) => Promise<ReadResult>,
): Promise<ReadResult> {
  if (unpack === undefined) return read(path);
  const { unpackFile } = await import('../../workers/1-download/unpack.ts');
  const folder = await mkdtemp(join(tmpdir(), 'cuadre-preview-'));
  try {
    const unpacked = await unpackFile(localBytes(path), unpack, named ?? (NO_DATE as PlainDate), folder, {
      name: path,
    });
    return unpacked.ok ? await read(unpacked.path) : unpacked;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file's sha256. Throws `usage_invalid` where there is no such file. */
function hashOf(path: string): string {
  const digest = digestFile(path);
  if (digest === null) throw new CuadreError('usage_invalid', `${path}: there is no such file`, { file: path });
  return digest.sha256;
}

/** What the file's totals prove: only of rows that were read. */
function footingOf({ footing }: NormalisedFile, rejects: number): NormalisedFile['footing'] {
  if (footing.state !== 'proved' || rejects === 0) return footing;
  return {
    state: 'open',
    detail: `${footing.detail}; what is printed agrees, and ${countOf(rejects, 'row')} of it could not be read`,
  };
}

function mapTexts<T>(
  record: Readonly<Record<string, T>>,
  change: (text: string) => string,
): Readonly<Record<string, T | string>> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, typeof value === 'string' ? change(value) : value]),
  );
}

interface Total {
  readonly what: string;
  readonly currency: string;
  readonly lines: number;
  readonly amount: Minor;
  readonly net: Minor | null;
  /** What the provider pays out in another currency than the customer's, by that currency. */
  readonly settled: ReadonlyMap<string, Minor>;
}

/** Lines and money by type (of a bank line: credit or debit), status and currency. */
function totalsOf(lines: readonly Line[]): Total[] {
  const totals = new Map<string, Total>();
  for (const line of lines) {
    const what = line.skip ?? nameOf(line);
    const key = `${what}|${line.currency}`;
    const total = totals.get(key) ?? {
      what,
      currency: line.currency,
      lines: 0,
      amount: ZERO,
      net: line.leg === 'settlement' ? ZERO : null,
      settled: new Map<string, Minor>(),
    };
    const net = line.leg === 'settlement' && total.net !== null ? add(total.net, line.net ?? ZERO) : total.net;
    const amount = add(total.amount, line.leg === 'settlement' ? line.gross : line.amount);
    totals.set(key, { ...total, lines: total.lines + 1, amount, net, settled: withSettled(total.settled, line) });
  }
  return [...totals.values()].sort((a, b) => compareText(a.what, b.what) || compareText(a.currency, b.currency));
}

function withSettled(settled: ReadonlyMap<string, Minor>, line: Line): ReadonlyMap<string, Minor> {
  if (line.leg !== 'settlement' || line.settledCurrency === null || line.settledCurrency === line.currency)
    return settled;
  const { settledCurrency, settledNet } = line;
  return new Map(settled).set(settledCurrency, add(settled.get(settledCurrency) ?? ZERO, settledNet ?? ZERO));
}

function settledText({ settled }: Total): string {
  return [...settled]
    .sort(([a], [b]) => compareText(a, b))
    .map(([currency, amount]) => `${currency} ${formatMajor(amount)}`)
    .join(', ');
}

function nameOf(line: Line): string {
  switch (line.leg) {
    case 'settlement':
      return `${line.type} ${line.status}`;
    case 'order':
      return line.status;
    case 'bank':
      return line.amount < 0 ? 'debit' : 'credit';
  }
}

function totalJson(total: Total): Readonly<Record<string, unknown>> {
  const { what, currency, lines, amount, net, settled } = total;
  const paid = Object.fromEntries([...settled].map(([code, money]) => [code, formatMajor(money)]));
  return {
    settled: paid,
    what,
    currency,
    lines,
    amount: formatMajor(amount),
    net: net === null ? null : formatMajor(net),
  };
}

function refusedText(name: string, problem: FileProblem): string {
  const place = [
    problem.line === null ? '' : `line ${String(problem.line)}`,
    problem.byte === null ? '' : `byte ${String(problem.byte)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
  return `${name} would be refused: ${problem.code}${place === '' ? '' : ` (${place})`}: ${problem.detail}`;
}

interface Read {
  readonly lines: readonly Line[];
  readonly rejects: readonly Reject[];
  readonly totals: readonly Total[];
  readonly shown: number;
  readonly footing: NormalisedFile['footing'];
  /** Why a run would refuse the file for its rows; null where it would not. */
  readonly unreadable: FileProblem | null;
  readonly undated: (text: string) => string;
}

function previewText(name: string, named: PlainDate | null, source: SourceConfig, read: Read): string {
  const { footing } = read;
  const isSettled = read.totals.some((total) => total.settled.size > 0);
  const date = named === null ? `no date: the name is not like ${source.from.file}` : `of ${named}`;
  const totals = read.totals.map((total) => [
    total.what,
    total.currency,
    String(total.lines),
    formatMajor(total.amount),
    total.net === null ? '' : formatMajor(total.net),
    ...(isSettled ? [settledText(total)] : []),
  ]);
  const sections = [
    `${name}: ${source.leg}, source ${source.id}, ${date}; ${countOf(read.lines.length, 'line')}, ${countOf(read.rejects.length, 'unreadable row')}`,
    ...read.lines.slice(0, read.shown).map((line) => read.undated(recordText(line))),
    table(['what', 'currency', 'lines', 'amount', 'net', ...(isSettled ? ['settled'] : [])], totals, {
      right: [2, 3, 4],
    }),
    `footing: ${footing.state}${footing.detail === '' ? '' : `, ${footing.detail}`}`,
    zeroMovements(read.lines),
    read.rejects.slice(0, REJECTS_MAX).map(rejectText).join('\n'),
    read.rejects.length > REJECTS_MAX ? `and ${String(read.rejects.length - REJECTS_MAX)} more unreadable rows` : '',
    read.unreadable === null ? '' : refusedText(name, read.unreadable),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** A record as `field value` lines, what the file does not say left out. */
function recordText(line: Line): string {
  const fields = recordFields(line);
  const widest = Math.max(...fields.map(([name]) => name.length));
  return [`line ${String(line.line)}`, ...fields.map(([name, value]) => `  ${name.padEnd(widest)}  ${value}`)].join(
    '\n',
  );
}

/** A movement of nothing is read, and said: it may be a column that the profile took for another. */
function zeroMovements(lines: readonly Line[]): string {
  const zero = lines.filter((line) => line.leg === 'bank' && line.amount === 0 && line.skip === null);
  if (zero.length === 0) return '';
  const shown = zero.slice(0, REJECTS_MAX).map((line) => String(line.line));
  return `${countOf(zero.length, 'movement')} of 0.00: line ${shown.join(', ')}${zero.length > shown.length ? ', and more' : ''}`;
}

function rejectText(reject: Reject): string {
  const field = reject.field === '' ? '' : ` in ${reject.field}`;
  const column =
    reject.column === null ? '' : ` (column ${reject.column}${reject.text === null ? '' : `: "${reject.text}"`})`;
  const hint =
    reject.hint === null
      ? ''
      : `; ${reject.hint.startsWith('amounts: ') ? `declare ${reject.hint}` : wordFor(EN_WORDS.rejectHints, reject.hint)}`;
  return `line ${String(reject.line)} unreadable: ${reject.code}${field}${column}${hint}: ${reject.raw.slice(0, 120)}`;
}
