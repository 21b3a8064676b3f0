import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { SourceConfig } from '../../schemas/config.ts';
import type { PlainDate } from '../../schemas/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { FileProblem, NormalisedFile, ReadResult } from '../../schemas/files.ts';
import { add, formatMajor, ZERO, type Minor } from '../../schemas/money.ts';
import { compareText, type Line, type Reject } from '../../schemas/records.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { countOf } from '../cli/config-file.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { table } from '../cli/output.ts';
import { recordDocument, recordFields } from '../cli/records.ts';

interface PreviewOptions {
  readonly source: string;
  readonly lines: string;
}

const LINES_DEFAULT = '5';
const REJECTS_MAX = 20;

/** `cuadre preview`: reads one file as a run would, and writes nothing. */
export function register(program: Command): void {
  program
    .command('preview')
    .argument('<file>', 'the file to read')
    .requiredOption('--source <id>', 'the source whose profile reads it')
    .option('--lines <n>', 'how many lines to show', LINES_DEFAULT)
    .description('read a file as a run would: its first lines as canonical records, totals, footing, rejects; writes nothing')
    .addHelpText('after', examples([['cuadre preview inbox/dlocal_20260701.csv --source dlocal', 'its first five lines and its totals']]))
    .action(action(preview));
}

async function preview(cli: Cli, options: PreviewOptions, [path = '']: readonly string[]): Promise<ExitCode> {
  const shown = Number(options.lines);
  if (!Number.isSafeInteger(shown) || shown < 0) {
    throw new CuadreError('usage_invalid', `--lines is "${options.lines}"; it is a count`, { option: 'lines', value: options.lines });
  }
  const { config } = await cli.loadConfig();
  const source = config.sources.find((one) => one.id === options.source);
  if (source === undefined) {
    const ids = config.sources.map((one) => one.id);
    throw new CuadreError('usage_invalid', `there is no source "${options.source}"; the configuration has ${ids.join(', ')}`, {
      accepted: ids,
    });
  }
  const [sha256, { readFile }, { isOnePayout }, { matchFileName }] = await Promise.all([
    hashOf(path),
    import('../../workers/2-normalise/read-file.ts'),
    import('../../workers/2-normalise/stage.ts'),
    import('../../schemas/file-pattern.ts'),
  ]);
  const name = basename(path);
  const named = matchFileName(source.from.file, name);
  const result = await readPacked(path, source, named, (inner) =>
    readFile(inner, {
      source: source.id,
      leg: source.leg,
      date: named,
      cohort: named ?? ('1970-01-01' as PlainDate),
      zone: config.timezone,
      profile: source.profile,
      fileName: name,
      sha256,
      empty: source.expected.empty,
      filePayout: isOnePayout(source),
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
  cli.print(
    {
      ...about,
      ok: true,
      lines: lines.length,
      records: lines.slice(0, shown).map(recordDocument),
      totals: totals.map(totalJson),
      footing: file.footing,
      rejects: rejects.map(recordDocument),
      columns: file.columns,
    },
    () => previewText(name, named, source, file, { lines, rejects, totals, shown }),
  );
  return EXIT.clean;
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
    const unpacked = await unpackFile(path, unpack, named ?? ('1970-01-01' as PlainDate), folder);
    return unpacked.ok ? await read(unpacked.path) : unpacked;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file's sha256. Throws `usage_invalid` where there is no such file. */
async function hashOf(path: string): Promise<string> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new CuadreError('usage_invalid', `${path}: there is no such file`, { file: path });
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

interface Total {
  readonly what: string;
  readonly currency: string;
  readonly lines: number;
  readonly amount: Minor;
  readonly net: Minor | null;
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
    };
    const net = line.leg === 'settlement' && total.net !== null ? add(total.net, line.net ?? ZERO) : total.net;
    const amount = add(total.amount, line.leg === 'settlement' ? line.gross : line.amount);
    totals.set(key, { ...total, lines: total.lines + 1, amount, net });
  }
  return [...totals.values()].sort((a, b) => compareText(a.what, b.what) || compareText(a.currency, b.currency));
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

function totalJson({ what, currency, lines, amount, net }: Total): Readonly<Record<string, unknown>> {
  return { what, currency, lines, amount: formatMajor(amount), net: net === null ? null : formatMajor(net) };
}

function refusedText(name: string, problem: FileProblem): string {
  const place = [problem.line === null ? '' : `line ${String(problem.line)}`, problem.byte === null ? '' : `byte ${String(problem.byte)}`]
    .filter((part) => part !== '')
    .join(', ');
  return `${name} would be refused: ${problem.code}${place === '' ? '' : ` (${place})`}: ${problem.detail}`;
}

interface Read {
  readonly lines: readonly Line[];
  readonly rejects: readonly Reject[];
  readonly totals: readonly Total[];
  readonly shown: number;
}

function previewText(name: string, named: PlainDate | null, source: SourceConfig, file: NormalisedFile, read: Read): string {
  const date = named === null ? `no date: the name is not like ${source.from.file}` : `of ${named}`;
  const totals = read.totals.map((total) => [
    total.what,
    total.currency,
    String(total.lines),
    formatMajor(total.amount),
    total.net === null ? '' : formatMajor(total.net),
  ]);
  const sections = [
    `${name}: ${source.leg}, source ${source.id}, ${date}; ${countOf(read.lines.length, 'line')}, ${countOf(read.rejects.length, 'unreadable row')}`,
    ...read.lines.slice(0, read.shown).map(recordText),
    table(['what', 'currency', 'lines', 'amount', 'net'], totals, { right: [2, 3, 4] }),
    `footing: ${file.footing.state}${file.footing.detail === '' ? '' : `, ${file.footing.detail}`}`,
    read.rejects.slice(0, REJECTS_MAX).map(rejectText).join('\n'),
    read.rejects.length > REJECTS_MAX ? `and ${String(read.rejects.length - REJECTS_MAX)} more unreadable rows` : '',
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** A record as `field value` lines, what the file does not say left out. */
function recordText(line: Line): string {
  const fields = recordFields(line);
  const widest = Math.max(...fields.map(([name]) => name.length));
  return [`line ${String(line.line)}`, ...fields.map(([name, value]) => `  ${name.padEnd(widest)}  ${value}`)].join('\n');
}

function rejectText(reject: Reject): string {
  return `line ${String(reject.line)} unreadable: ${reject.code}${reject.field === '' ? '' : ` in ${reject.field}`}: ${reject.raw.slice(0, 120)}`;
}
