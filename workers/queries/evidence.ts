import { ownNumbersOf } from '../../schemas/config/own-numbers.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { sha12, type SourceFile } from '../../schemas/lines/files.ts';
import { lineFileId } from '../../schemas/lines/files.ts';
import type { PrunedFile } from '../../schemas/ports/retention.ts';
import type { Discrepancy, NamedLine } from '../../schemas/outcome/run.ts';
import type { Line, Reject } from '../../schemas/lines/records.ts';
import { isCardNumber, maskedNumber, withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { headerOf } from './filed-cells.ts';

/** A line that a discrepancy names, as it stands in the file that the source sent. */
export interface Evidence {
  readonly named: NamedLine;
  readonly fileName: string;
  /** The canonical record; null where the run that named it is gone. */
  readonly record: Line | Reject | null;
  /** The line of the file as text; null where the file is no text, or not in the archive. */
  readonly raw: string | null;
  /** The line that heads its columns, of a file of separated values that has one. */
  readonly header: string | null;
  /** Where retention dropped the file; null where it did not. */
  readonly pruned: PrunedFile | null;
}

/** A discrepancy of a whole payout can name hundreds of lines. */
export const EVIDENCE_LINES_MAX = 20;
/** One line of a file can be the whole file (XML without line ends). */
const RAW_LENGTH_MAX = 400;

/**
 * The first lines that a discrepancy names, those that it breaks before the others, with their raw text from the
 * archive.
 */
export async function evidenceOf(
  discrepancy: Pick<Discrepancy, 'lines'>,
  { store, lines, archive, config }: Context,
  lengthMax = RAW_LENGTH_MAX,
): Promise<Evidence[]> {
  const texts = new Map<string, readonly string[] | null>();
  const textOf = async (file: SourceFile): Promise<readonly string[] | null> => {
    const { sha256 } = file;
    if (sha256 === null || !(await archive.has(sha256))) return null;
    const known = texts.get(sha256);
    if (known !== undefined) return known;
    const bytes = await archive.open(sha256);
    const text = linesOfText(await bytes.read(0, bytes.size));
    texts.set(sha256, text);
    return text;
  };
  const sorted = [
    ...discrepancy.lines.filter((line) => line.broken),
    ...discrepancy.lines.filter((line) => !line.broken),
  ];
  return await inTurn(sorted.slice(0, EVIDENCE_LINES_MAX), async (named): Promise<Evidence> => {
    const file = (await store.history.filesBetween(named.date, named.date)).find(
      (one) => one.source === named.source && sha12(one) === named.file,
    );
    if (file === undefined)
      return { named, fileName: named.source, record: null, raw: null, header: null, pruned: null };
    const [record = null] = await lines.read(lineFileId(file), [named.row]);
    const text = await textOf(file);
    const raw = rawRecord(text, named.line - 1, ownNumbersOf(config), record, lengthMax);
    return {
      named,
      fileName: file.name ?? named.source,
      record,
      raw,
      header: headerOf(text, named.line - 1),
      pruned: await prunedFile(file, { store, archive }),
    };
  });
}

/** The record of a file that retention dropped; null where the file is there, or was lost. */
export async function prunedFile(
  { sha256 }: SourceFile,
  { store, archive }: Pick<Context, 'store' | 'archive'>,
): Promise<PrunedFile | null> {
  return sha256 === null || (await archive.has(sha256)) ? null : ((await store.retention.pruned(sha256))[0] ?? null);
}

export function prunedJson(file: PrunedFile | null): unknown {
  return file === null ? null : { at: new Date(file.atMs).toISOString(), by: file.by };
}

/**
 * The line, its card numbers masked; of an element of XML, which stands on many, the lines from where it opens, as far
 * as they fit.
 */
export function rawRecord(
  text: readonly string[] | null,
  from: number,
  own: readonly string[],
  record: Line | Reject | null,
  lengthMax = RAW_LENGTH_MAX,
): string | null {
  const first = text?.[from];
  if (text === null || first === undefined) return null;
  const lines = first.trimStart().startsWith('<')
    ? text.slice(from, from + XML_LINES_MAX).map((line) => line.trim())
    : [first];
  const masked = withoutCardNumbers(lines.join(' ').trim(), own);
  return withoutNumbersOf(record, masked).slice(0, lengthMax);
}

/**
 * In a record of fixed widths other digits stand before and behind a number: the mask in its row says that it has one.
 */
function withoutNumbersOf(record: Line | Reject | null, text: string): string {
  const masks = new Set(JSON.stringify(record).match(/\d{6}\*{3,9}\d{4}/g));
  let other = text;
  for (const mask of masks)
    other = other.replaceAll(new RegExp(mask.replace(/\*/g, '\\d'), 'g'), (digits) =>
      isCardNumber(digits) ? maskedNumber(digits) : digits,
    );
  return other;
}

const XML_LINES_MAX = 12;

const UTF_16_MARK = [0xff, 0xfe] as const;

/**
 * The lines of a text file; null for a file that is no text. What is not UTF-8 is read as Windows-1252, which reads
 * everything.
 */
export function linesOfText(bytes: Buffer): readonly string[] | null {
  if (bytes[0] === UTF_16_MARK[0] && bytes[1] === UTF_16_MARK[1]) return split(bytes.subarray(2).toString('utf16le'));
  if (bytes.includes(0)) return null;
  try {
    return split(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return split(new TextDecoder('windows-1252').decode(bytes));
  }
}

function split(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}
