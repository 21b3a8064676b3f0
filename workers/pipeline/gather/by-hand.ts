import { inTurn } from '../../../schemas/in-turn.ts';
import { lineFileId, sha12, type SourceFile } from '../../../schemas/lines/files.ts';
import {
  addressKey,
  compareAddress,
  type Line,
  type LineAddress,
  type Reject,
} from '../../../schemas/lines/records.ts';
import { contentOf, type PairedLine } from '../../../schemas/outcome/pairing.ts';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import { addAll } from '../../../schemas/values/groups.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { partsBank } from '../../3-match/by-hand.ts';
import type { HandDecisions, HandInPlay } from '../../3-match/hand-decisions.ts';
import type { DecidedByHand } from '../../3-match/decisions.ts';
import { broughtBackByKeys } from './bring-back.ts';
import type { Entering, LineReader } from './line-reader.ts';
import type { PlainInHand } from './plain-in-hand.ts';
import { wholeMatches } from './undone.ts';

/** What of a run is in hand while the lines of decisions by hand are brought together. */
export interface InHand {
  readonly date: PlainDate;
  readonly plain: PlainInHand;
  /** The files of the look-back before the date, and those of the date. */
  readonly earlierFiles: readonly SourceFile[];
  readonly files: readonly SourceFile[];
}

/**
 * Adds to what enters every line of the decisions by hand that the run has to do with: of those that it is the first to
 * read or to know as undone, and of those that have a line in hand already. A decision on lines of a later date waits.
 */
export async function takeByHand(
  entering: Entering[],
  { taken, standing, undone }: DecidedByHand,
  inHand: InHand,
  context: Context,
  reader: LineReader,
): Promise<HandDecisions> {
  const { date } = inHand;
  const files = [...inHand.files, ...inHand.earlierFiles];
  const waiting = [...standing, ...undone].filter(({ lines }) => lines.every((line) => line.date <= date));
  if (waiting.length === 0) return { standing: [], undone: [] };
  const fresh = new Set([...taken, ...undone].map(({ number }) => number));
  const found = new Map<number, HandInPlay>();
  for (;;) {
    const held = new Set(entering.map(({ row }) => addressKey(row)));
    const isInHand = (line: LineAddress): boolean => held.has(addressKey(line)) || inHand.plain.has(line);
    const next = waiting.filter((one) => !found.has(one.number) && (fresh.has(one.number) || one.lines.some(isInHand)));
    if (next.length === 0) break;
    for (const pairing of next) {
      const lines = await inTurn(pairing.lines, (line) => whereNow(line, files, context));
      found.set(pairing.number, { pairing, lines, isNew: fresh.has(pairing.number) });
    }
    await bringIn(entering, [...found.values()], held, inHand, context, reader);
  }
  const inPlay = [...found.values()].sort((a, b) => a.pairing.number - b.pairing.number);
  const ended = new Set(undone.map(({ number }) => number));
  const isUndone = ({ pairing }: HandInPlay): boolean => ended.has(pairing.number);
  return { standing: inPlay.filter((one) => !isUndone(one)), undone: inPlay.filter(isUndone) };
}

/**
 * Where a line stands now: where it stood, or in another delivery of its file, where exactly one row says the same.
 * Null where it is no more.
 */
async function whereNow(
  line: PairedLine,
  files: readonly SourceFile[],
  { lines, store }: Context,
): Promise<LineAddress | null> {
  const ofDate = [...files, ...(await store.history.filesBetween(line.date, line.date))];
  const file = ofDate.find((one) => one.date === line.date && one.source === line.source && one.state === 'in');
  const short = file === undefined ? null : sha12(file);
  if (file === undefined || short === null) return null;
  const { date, source } = line;
  const isSame = (row: Line | Reject): boolean =>
    !('code' in row) && row.leg === line.leg && contentOf(row) === line.content;
  const isThere = short === line.file && line.row < file.lines + file.rejects;
  const there = isThere ? (await lines.read(lineFileId(file), [line.row])).filter(isSame) : [];
  // Other bytes, or the same ones as another profile reads them.
  const same = there.length > 0 ? there : (await lines.read(lineFileId(file))).filter(isSame);
  const [only] = same;
  const found = same.find(({ row }) => row === line.row) ?? (same.length === 1 ? only : undefined);
  return found === undefined ? null : { date, source, file: short, row: found.row };
}

/** Brings in what of the decisions is not in hand yet, with the whole matches that its lines are in. */
async function bringIn(
  entering: Entering[],
  inPlay: readonly HandInPlay[],
  held: Set<string>,
  { date, plain, earlierFiles }: InHand,
  context: Context,
  reader: LineReader,
): Promise<void> {
  const before = addDays(date, -1);
  const wanted = new Map<string, LineAddress>();
  for (const { lines } of inPlay)
    for (const line of lines) if (line !== null && !held.has(addressKey(line))) wanted.set(addressKey(line), line);
  const opened = [...wanted.values()].sort(compareAddress).flatMap((address) => plain.open(address));
  addAll(entering, opened);
  for (const { row } of opened) held.add(addressKey(row));
  const closed = [...wanted].flatMap(([key, address]) => (held.has(key) ? [] : [address]));
  const own = await presentOf(closed, before, context);
  const broughtBack = await reader.read(own, 'brought_back');
  addAll(entering, broughtBack);
  for (const { row } of broughtBack) held.add(addressKey(row));
  const parted = await membersOfMatches(inPlay, before, context);
  const others = await reader.read(
    parted.filter((fate) => !held.has(addressKey(fate))),
    'brought_back',
  );
  addAll(entering, others);
  // What is carried anyway asks for its sale too, where a decision is new to it.
  const fresh = new Set(
    inPlay.flatMap(({ isNew, lines }) => (isNew ? lines.map((line) => line && addressKey(line)) : [])),
  );
  const carried = entering.filter(({ row, entered }) => entered !== 'brought_back' && fresh.has(addressKey(row)));
  // What waited in bulk is looked at as what is carried: with its sale where it is new, or a decision is new to it.
  const openedNew = opened.filter((one) => one.entered === 'new' && !carried.includes(one));
  const seeds = [...carried, ...openedNew, ...broughtBack, ...others];
  if (seeds.length > 0)
    addAll(entering, await broughtBackByKeys(entering, seeds, earlierFiles, before, plain, context, reader));
}

async function presentOf(addresses: readonly LineAddress[], before: PlainDate, { store }: Context): Promise<FateRow[]> {
  const fates = await store.history.presentFates(addresses, before);
  return fates.filter((fate): fate is FateRow => fate !== null);
}

/** All that is in one match of an earlier run with a line of a decision on the bank: the decision may part it. */
async function membersOfMatches(
  inPlay: readonly HandInPlay[],
  before: PlainDate,
  context: Context,
): Promise<FateRow[]> {
  const parting = inPlay.filter(({ isNew, pairing }) => isNew && partsBank(pairing));
  const addresses = parting.flatMap(({ lines }) => lines.flatMap((line) => line ?? []));
  const matches = new Map(
    (await presentOf(addresses, before, context)).flatMap(({ bankMatch, date }): [string, PlainDate][] =>
      bankMatch === null ? [] : [[bankMatch, date]],
    ),
  );
  return matches.size === 0 ? [] : wholeMatches(matches, before, context);
}
