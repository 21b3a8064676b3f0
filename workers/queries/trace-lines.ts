import { inTurn } from '../../schemas/in-turn.ts';
import { lineFileId, sha12, type SourceFile } from '../../schemas/lines/files.ts';
import { normaliseKey, type LineKey } from '../../schemas/lines/line-keys.ts';
import { addressKey, type Line, type LineAddress, type Reject } from '../../schemas/lines/records.ts';
import type { PayoutRow, RunKey } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { filesWith } from '../../schemas/ports/line-files.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { append } from '../../schemas/values/groups.ts';
import { referenceComparer } from '../3-match/references.ts';

/** Where a trace finds lines: by key, by place and by payout, never by reading a file from end to end. */

export type Reading = Pick<Context, 'store' | 'archive' | 'lines' | 'config'>;

/** A payout has as many lines as a day has sales; its row says how many. */
export const PAYOUT_LINES_MAX = 50;

export interface FoundLine {
  readonly row: Line | Reject;
  readonly file: SourceFile;
}

/** What a trace looks through. */
export interface Known {
  readonly context: Reading;
  /** The newest run of each date, ascending. */
  readonly runs: readonly RunKey[];
  readonly last: PlainDate;
  /** The files that they read, by date and source. */
  readonly files: readonly SourceFile[];
}

/** Null where nothing was ever run. */
export async function everythingKnown(context: Reading): Promise<Known | null> {
  const runs = await context.store.runs.newestOfEach();
  const last = runs.at(-1)?.date;
  return last === undefined ? null : { context, runs, last, files: await everyFile(runs, context) };
}

export async function everyFile(runs: readonly RunKey[], { store }: Reading): Promise<SourceFile[]> {
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return [];
  return (await store.history.filesBetween(first.date, last.date)).filter(
    (file) => file.state === 'in' && file.lines + file.rejects > 0,
  );
}

export function keysOf(reference: string, { config }: Reading): LineKey[] {
  const written = normaliseKey(reference);
  const compared = referenceComparer(config)(reference);
  const references = [...new Set([written, compared])].filter((value) => value !== '');
  return [
    ...references.map((value): LineKey => ({ kind: 'reference', value })),
    ...(['provider_id', 'refund_of', 'cus', 'bank_id', 'order_id'] as const).map((kind): LineKey => ({
      kind,
      value: written,
    })),
  ];
}

/**
 * The lines with any of the keys, and those that the lines found name in turn: a payment's refunds carry its reference
 * or its id.
 */
export async function linesWith(keys: readonly LineKey[], { files, context: { lines } }: Known): Promise<FoundLine[]> {
  return (
    await inTurn(await filesWith(files, keys, lines), async ({ file, rows }) =>
      (await lines.read(lineFileId(file), rows)).map((row) => ({ row, file })),
    )
  ).flat();
}

export async function payoutsNamed(
  ids: readonly string[],
  { context: { store, config }, last }: Known,
): Promise<PayoutRow[]> {
  const wanted = [...new Set(ids)].filter((id) => id !== '');
  if (wanted.length === 0) return [];
  return (
    await inTurn(
      config.sources.filter((source) => source.leg === 'settlement'),
      (source) => store.history.findPayouts(source.id, wanted, last),
    )
  ).flat();
}

export async function linesOfPayouts(payouts: readonly PayoutRow[], known: Known): Promise<FoundLine[]> {
  return (
    await inTurn(payouts, async ({ source, payoutId, cohorts }) => {
      const own = known.files.filter((file) => file.source === source && cohorts.includes(file.date));
      return (await linesInPayout(payoutId, own, known, (named) => named === payoutId)).slice(0, PAYOUT_LINES_MAX);
    })
  ).flat();
}

/**
 * The lines of a payout that no payout row tells of: its source is paid line by line, or its id was typed in other
 * letters. Looks through every report: only where nothing else is known.
 */
export async function linesNamingPayout(text: string, known: Known): Promise<FoundLine[]> {
  const id = normaliseKey(text);
  if (id === '') return [];
  const reports = known.files.filter((file) => file.leg === 'settlement');
  return (await linesInPayout(text, reports, known, (named) => normaliseKey(named) === id)).slice(0, PAYOUT_LINES_MAX);
}

/** The rows of reports whose payout id is the one that is meant, in whatever letters they write it. */
async function linesInPayout(
  payoutId: string,
  files: readonly SourceFile[],
  { context: { lines } }: Known,
  isMeant: (payoutId: string) => boolean,
): Promise<FoundLine[]> {
  const found: FoundLine[] = [];
  for (const file of files) {
    const id = lineFileId(file);
    const rows = await lines.ofPayout(id, payoutId);
    for (let at = 0; at < rows.length && found.length < PAYOUT_LINES_MAX; at += PAYOUT_LINES_MAX)
      for (const row of await lines.read(id, rows.slice(at, at + PAYOUT_LINES_MAX)))
        if (row.leg === 'settlement' && row.payoutId !== null && isMeant(row.payoutId)) found.push({ row, file });
  }
  return found;
}

/** The lines that a discrepancy names, where the reference is the id of one. */
export async function linesOfDiscrepancy(id: string, known: Known): Promise<FoundLine[]> {
  if (!id.startsWith('dsc_')) return [];
  const { store } = known.context;
  const named = (await store.history.formerStates([id], addDays(known.last, 1))).get(id)?.last.lines ?? [];
  return linesAt(named, known);
}

/** The lines at some addresses, in their order; none of a file that no newest run reads. */
export async function linesAt(
  addresses: readonly LineAddress[],
  { files, context: { lines } }: Known,
): Promise<FoundLine[]> {
  const byPlace = new Map(files.map((file) => [placeOf(file.date, file.source, sha12(file)), file]));
  const rowsOfFile = new Map<SourceFile, number[]>();
  for (const address of addresses) {
    const file = byPlace.get(placeOf(address.date, address.source, address.file));
    if (file !== undefined) append(rowsOfFile, file, address.row);
  }
  const found = new Map<string, FoundLine>();
  for (const [file, rows] of rowsOfFile)
    for (const row of await lines.read(lineFileId(file), rows)) found.set(addressKey(row), { row, file });
  return addresses.flatMap((address) => found.get(addressKey(address)) ?? []);
}

function placeOf(date: PlainDate, source: string, file: string | null): string {
  return `${date}/${source}/${file ?? ''}`;
}
