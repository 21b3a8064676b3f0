import { and, asc, eq, gt, gte, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { SQL, SQLWrapper } from 'drizzle-orm';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { isOpenState } from '../../../schemas/kinds/discrepancy.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import {
  discrepancyOf,
  type Discrepancy,
  type Finding,
  type FormerState,
  type RecordedDiscrepancy,
  type RunKey,
  type Standing,
  type WrittenDiscrepancy,
} from '../../../schemas/outcome/run.ts';
import { discrepancyNames, discrepancySpans, findings } from '../../../schemas/tables/discrepancies.ts';
import { runs } from '../../../schemas/tables/tables.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { reading } from './database.ts';
import type { Connection } from './database.ts';
import { lastRunNumber } from './discrepancy-writes.ts';
import { isClosedByPerson } from './queue-moves.ts';
import { isNewest, ofRun } from './reads.ts';
import { placesAround } from './span-tree.ts';

/** What runs hold of discrepancies, read back from the spans that `discrepancy-writes.ts` records. */

type Span = typeof discrepancySpans.$inferSelect;

/** A document as it was stored, beside the hash that the chain has of it; null only where somebody took it away. */
export interface StoredDocument {
  readonly document: string | null;
  readonly hash: string | null;
}

/** What a query reads of a finding. */
export const DOCUMENT = { document: findings.document, hash: findings.hash };

interface HeldRow extends StoredDocument {
  readonly span: Span;
}

/** See `Outcomes.discrepancies`. */
export function readDiscrepancies(connection: Connection, run: RunKey): Discrepancy[] {
  return readHeld(connection, run, ({ finding, standing }) => discrepancyOf(finding, standing));
}

/** See `Outcomes.writtenDiscrepancies`. */
export function readWritten(connection: Connection, run: RunKey): WrittenDiscrepancy[] {
  return readHeld(connection, run, ({ finding, standing }) => Object.assign(finding, standing));
}

/** What a run holds, as `make` makes it. A row that is gone is told, and never left out. */
function readHeld<T>(connection: Connection, run: RunKey, make: (held: Held) => T): T[] {
  return reading(connection, () => {
    const { number, discrepancies } = runs;
    const recorded = connection.db.select({ number, discrepancies }).from(runs).where(ofRun(runs, run)).get();
    if (recorded === undefined) return [];
    const rows = rowsAt(connection, recorded.number);
    if (rows.length === recorded.discrepancies) return rows.map((row) => make(heldAt(row, recorded.number)));
    throw new CuadreError(
      'integrity_broken',
      `${run.date} has ${String(rows.length)} discrepancies and had ${String(recorded.discrepancies)}`,
      { date: run.date, generation: run.generation },
    );
  });
}

/** Every row whose span a run is in, in its order. */
export function rowsAt(connection: Connection, run: number): HeldRow[] {
  const { node, first, last } = discrepancySpans;
  const withDocument = (end: SQL) =>
    connection.db
      .select({ span: discrepancySpans, ...DOCUMENT })
      .from(discrepancySpans)
      .leftJoin(findings, eq(findings.number, discrepancySpans.finding))
      .where(and(eq(node, sql.placeholder('node')), end))
      .prepare();
  const by = {
    first: withDocument(lte(first, sql.placeholder('run'))),
    last: withDocument(gte(last, sql.placeholder('run'))),
  };
  return placesAround(run, lastRunNumber(connection))
    .flatMap((place) => by[place.end].all({ node: place.node, run }))
    .sort((a, b) => a.span.stretch - b.span.stretch || compareText(a.span.id, b.span.id));
}

/** A row as a run holds it. */
interface Held {
  readonly finding: Finding;
  readonly standing: Standing;
}

function heldAt({ span: { id, state, event, note, first }, ...stored }: HeldRow, run: number): Held {
  return { finding: provedFinding(stored, id), standing: { state, event: run === first ? event : null, note } };
}

function discrepancyAt(row: HeldRow, run: number): Discrepancy {
  const { finding, standing } = heldAt(row, run);
  return discrepancyOf(finding, standing);
}

/** Throws `integrity_broken` where there is no document any more, or it is not the one that was recorded. */
export function provedFinding({ document, hash }: StoredDocument, id: string): Finding {
  const finding = findingIn(document, id);
  if (document !== null && sha256(document) === hash) return finding;
  throw new CuadreError('integrity_broken', `the finding of ${id} is not what was recorded`, { id });
}

/** Throws `integrity_broken` where there is no document any more, or not a whole one. */
export function findingIn(document: string | null, id: string): Finding {
  try {
    if (document !== null) return JSON.parse(document) as Finding;
  } catch (cause) {
    throw new CuadreError('integrity_broken', `the finding of ${id} is damaged`, { id }, { cause });
  }
  throw new CuadreError('integrity_broken', `the finding of ${id} is gone`, { id });
}

/** The run with the number is one of those that hold the row. */
export function isHeldBy(run: SQLWrapper): SQL | undefined {
  const { first, last } = discrepancySpans;
  return and(lte(first, run), or(isNull(last), gte(last, run)));
}

/** See `Outcomes.discrepancy`. */
export function readDiscrepancy(connection: Connection, run: RunKey, id: string): Discrepancy | null {
  return discrepancyReader(connection)(run, id);
}

/** `readDiscrepancy`, prepared once for many. */
export function discrepancyReader({ db }: Connection): (run: RunKey, id: string) => Discrepancy | null {
  const one = db
    .select({ span: discrepancySpans, ...DOCUMENT, run: runs.number })
    .from(runs)
    .innerJoin(discrepancySpans, and(eq(discrepancySpans.id, sql.placeholder('id')), isHeldBy(runs.number)))
    .leftJoin(findings, eq(findings.number, discrepancySpans.finding))
    .where(and(eq(runs.date, sql.placeholder('date')), eq(runs.generation, sql.placeholder('generation'))))
    .orderBy(asc(discrepancySpans.stretch))
    .limit(1)
    .prepare();
  return ({ date, generation }, id) => {
    const row = one.get({ date, generation, id });
    return row === undefined ? null : discrepancyAt(row, row.run);
  };
}

/** Tells of an id whether it is a row_rejected that stands at the close of a run: its row is carried. */
export function openRejects({ db }: Connection, run: RunKey): (id: string) => boolean {
  const held = db
    .select({ state: discrepancySpans.state, ...DOCUMENT })
    .from(runs)
    .innerJoin(discrepancySpans, and(eq(discrepancySpans.id, sql.placeholder('id')), isHeldBy(runs.number)))
    .leftJoin(findings, eq(findings.number, discrepancySpans.finding))
    .where(ofRun(runs, run))
    .prepare();
  const known = new Map<string, boolean>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const isOpen = held
      .all({ id })
      .some(({ state, ...stored }) => isOpenState(state) && provedFinding(stored, id).kind === 'row_rejected');
    known.set(id, isOpen);
    return isOpen;
  };
}

/** The newest run of each date, in the order in which they were committed. */
interface NewestRun extends RunKey {
  readonly number: number;
}

function newestRuns({ db }: Connection, before: PlainDate | null): NewestRun[] {
  const { date, generation, number } = runs;
  const wanted = and(isNewest(runs), before === null ? undefined : lt(date, before));
  return db
    .select({ date, generation, number })
    .from(runs)
    .where(wanted)
    .all()
    .sort((a, b) => a.number - b.number);
}

/** A row as one of the newest runs holds it. */
interface HeldByRun {
  readonly span: Span;
  readonly run: NewestRun;
}

/** Prepared once, for many ids: how the newest runs of dates hold a discrepancy. Of one moment: within `reading`. */
function historyOf(connection: Connection, before: PlainDate | null) {
  const ofId = connection.db
    .select()
    .from(discrepancySpans)
    .where(eq(discrepancySpans.id, sql.placeholder('id')))
    .orderBy(asc(discrepancySpans.first), asc(discrepancySpans.stretch))
    .prepare();
  const document = connection.db
    .select(DOCUMENT)
    .from(findings)
    .where(eq(findings.number, sql.placeholder('number')))
    .prepare();
  // Most ids that are asked for were never seen: they need no run.
  let newest: readonly NewestRun[] | null = null;
  const heldBy = (span: Span): HeldByRun[] => {
    newest ??= newestRuns(connection, before);
    const held: HeldByRun[] = [];
    for (let at = placeOf(newest, span.first); at < newest.length; at += 1) {
      const run = newest[at];
      if (run === undefined || (span.last !== null && run.number > span.last)) break;
      held.push({ span, run });
    }
    return held;
  };
  return {
    /** As every newest run holds it, in no order. */
    held: (id: string): HeldByRun[] => ofId.all({ id }).flatMap(heldBy),
    read: ({ span, run }: HeldByRun): RecordedDiscrepancy => ({
      discrepancy: discrepancyAt(
        { span, ...(document.get({ number: span.finding }) ?? { document: null, hash: null }) },
        run.number,
      ),
      run: { date: run.date, generation: run.generation },
    }),
  };
}

/** The place of the first run whose number is not below this one. */
function placeOf(newest: readonly NewestRun[], number: number): number {
  let [from, to] = [0, newest.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((newest[middle]?.number ?? 0) < number) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The oldest and the newest date that hold it; of several rows of one date the first. */
function endsOf(held: readonly HeldByRun[]): { readonly first: HeldByRun; readonly last: HeldByRun } | null {
  let [first, last] = [held[0], held[0]];
  for (const one of held) {
    if (first === undefined || one.run.date < first.run.date) first = one;
    if (last === undefined || one.run.date > last.run.date) last = one;
  }
  return first === undefined || last === undefined ? null : { first, last };
}

/** How the newest runs of the dates before one last left a discrepancy, for many ids. Within one transaction. */
export function lastStateReader(
  connection: Connection,
  before: PlainDate,
): (id: string) => Pick<Discrepancy, 'state' | 'note'> | null {
  const { held } = historyOf(connection, before);
  return (id) => endsOf(held(id))?.last.span ?? null;
}

/** See `History.formerStates`. */
export function readFormerStates(
  connection: Connection,
  ids: readonly string[],
  before: PlainDate,
): Map<string, FormerState> {
  return reading(connection, () => {
    const { held, read } = historyOf(connection, before);
    return new Map(
      ids.flatMap((id) => {
        const ends = endsOf(held(id));
        if (ends === null) return [];
        return [[id, { firstSeen: ends.first.run.date, last: read(ends.last).discrepancy }] as const];
      }),
    );
  });
}

/** `isClosedByPerson`, in the words of the index `discrepancy_spans_decided`: SQLite takes it for no other spelling. */
const IS_DECIDED = sql`${discrepancySpans.state} in ('resolved', 'written_off')`;

/** See `History.decided`. */
export function readDecided(connection: Connection, upTo: PlainDate): RecordedDiscrepancy[] {
  return reading(connection, () => {
    const ids = connection.db
      .selectDistinct({ id: discrepancySpans.id })
      .from(discrepancySpans)
      .where(and(gt(discrepancySpans.id, ''), IS_DECIDED))
      .orderBy(asc(discrepancySpans.id))
      .all();
    const { held, read } = historyOf(connection, addDays(upTo, 1));
    return ids.flatMap(({ id }) => {
      const last = endsOf(held(id))?.last;
      return last === undefined || !isClosedByPerson(last.span.state) ? [] : [read(last)];
    });
  });
}

/** See `History.named`. */
export function readNamed(connection: Connection, names: readonly string[]): RecordedDiscrepancy[] {
  return reading(connection, () => {
    const { name, discrepancyId } = discrepancyNames;
    const ofName = connection.db
      .select({ id: discrepancyId })
      .from(discrepancyNames)
      .where(eq(name, sql.placeholder('name')))
      .prepare();
    const ids = new Set(names.flatMap((one) => ofName.all({ name: one }).map(({ id }) => id)));
    const { held, read } = historyOf(connection, null);
    return [...ids].flatMap(held).sort(byDateAndPlace).map(read);
  });
}

function byDateAndPlace(a: HeldByRun, b: HeldByRun): number {
  return compareText(a.run.date, b.run.date) || a.span.stretch - b.span.stretch || compareText(a.span.id, b.span.id);
}
