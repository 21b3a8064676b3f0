import { eq } from 'drizzle-orm';
import { namesOf } from '../../../schemas/outcome/facts.ts';
import type { Discrepancy, Finding, Standing } from '../../../schemas/outcome/run.ts';
import { discrepancyNames, discrepancySpans, findings } from '../../../schemas/tables/discrepancies.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { insertRows, reading } from './database.ts';
import type { Connection } from './database.ts';
import { nodeOf, UNENDED } from './span-tree.ts';

/**
 * How the discrepancies of a run are recorded: as what differs from the run that was committed before it, whatever its
 * date. Of thousands that stand unchanged nothing is written, also where an older date is run again: the two runs then
 * differ by what happened between their dates.
 */

type SpanRow = typeof discrepancySpans.$inferInsert;

/** What recording the discrepancies of a run comes to. */
export interface Difference {
  /** The run before: after another commit the difference is another. 0 before the first. */
  readonly after: number;
  /** The rows that the run does not go on with. */
  readonly ended: readonly { readonly number: number; readonly first: number }[];
  readonly begun: readonly Omit<SpanRow, 'number' | 'first' | 'last' | 'node'>[];
  /** The documents that no run had. */
  readonly found: readonly (typeof findings.$inferInsert)[];
  /** What they are found by. */
  readonly names: readonly (typeof discrepancyNames.$inferInsert)[];
}

/** A discrepancy as a run holds it: how it stands, and its finding with the document that is kept of it. */
export interface HeldDiscrepancy extends Standing {
  readonly finding: Finding;
  /** Made when it is looked at: all of a large date take more memory than the findings. */
  readonly document: () => string;
}

/** Of one moment: reads all that stands, so it is made before the write lock is taken. */
export function differenceOf(connection: Connection, discrepancies: readonly Discrepancy[]): Difference {
  const held = discrepancies.map(heldOf);
  return reading(connection, () => differenceAt(connection, held));
}

function heldOf(one: Discrepancy): HeldDiscrepancy {
  const { state, event, note } = one;
  return { state, event, note, finding: one, document: () => documentOf(one) };
}

/** `differenceOf`, within a transaction. */
export function differenceAt(connection: Connection, discrepancies: readonly HeldDiscrepancy[]): Difference {
  const standing = readStanding(connection);
  const documents = documentsOf(connection);
  const names: Difference['names'][number][] = [];
  const stretches = stretchesOf(discrepancies);
  const begun = discrepancies.flatMap(({ finding, state, event, note, document: documentOfIt }, index) => {
    const { id } = finding;
    const stretch = stretches[index] ?? 0;
    const document = documentOfIt();
    const hash = sha256(document);
    const before = standing.get(keyOf(id, stretch));
    const isSame = before?.state === state && before.note === note && before.hash === hash;
    // What happens to a discrepancy in a run is told by that run alone.
    if (isSame && event === null) {
      standing.delete(keyOf(id, stretch));
      return [];
    }
    const { number, isNew } = documents.numberOf(hash, document);
    if (isNew) names.push(...namesOf(finding).map((name) => ({ name, discrepancyId: id })));
    return [{ id, stretch, state, event, note, finding: number }];
  });
  return { after: lastRunNumber(connection), ended: [...standing.values()], begun, found: documents.found(), names };
}

/** The finding alone, by what JSON leaves out: a copy without the three takes several times as long. */
function documentOf(one: Discrepancy): string {
  return JSON.stringify({ ...one, state: undefined, event: undefined, note: undefined });
}

/**
 * Which ascending stretch of ids each stands in: together with the id that is its place. An outcome is in id order, so
 * that what comes and goes moves none that stands.
 */
function stretchesOf(discrepancies: readonly HeldDiscrepancy[]): number[] {
  let [stretch, previous] = [0, ''];
  return discrepancies.map(({ finding: { id } }) => {
    if (compareText(previous, id) >= 0) stretch += 1;
    previous = id;
    return stretch;
  });
}

function keyOf(id: string, stretch: number): string {
  return `${id} ${String(stretch)}`;
}

/** The rows that the last run of all holds. */
function readStanding({ db }: Connection) {
  const { number, id, stretch, first, state, note } = discrepancySpans;
  const rows = db
    .select({ number, id, stretch, first, state, note, hash: findings.hash })
    .from(discrepancySpans)
    .leftJoin(findings, eq(findings.number, discrepancySpans.finding))
    .where(eq(discrepancySpans.node, UNENDED))
    .all();
  return new Map(rows.map((row) => [keyOf(row.id, row.stretch), row]));
}

/** Numbers the documents of a run: those that a run had before keep theirs, the others are gathered. */
function documentsOf({ raw }: Connection) {
  const known = raw.prepare<[string], number>('SELECT number FROM findings WHERE hash = ?').pluck();
  const last = raw.prepare<[], number | null>('SELECT max(number) FROM findings').pluck().get() ?? 0;
  const found = new Map<string, { readonly number: number; readonly hash: string; readonly document: string }>();
  return {
    found: (): Difference['found'] => [...found.values()],
    numberOf: (hash: string, document: string): { readonly number: number; readonly isNew: boolean } => {
      const number = known.get(hash) ?? found.get(hash)?.number;
      if (number !== undefined) return { number, isNew: false };
      const next = last + found.size + 1;
      found.set(hash, { number: next, hash, document });
      return { number: next, isNew: true };
    },
  };
}

/** The number of the run that was committed last; 0 before the first. */
export function lastRunNumber({ raw }: Connection): number {
  return raw.prepare<[], number | null>('SELECT max(number) FROM runs').pluck().get() ?? 0;
}

/**
 * Records what differs, as of the run with the number after that of the difference. Inside a write transaction in which
 * that run was recorded and nothing else was.
 */
export function writeDifference(connection: Connection, { after, ended, begun, found, names }: Difference): void {
  const end = connection.raw.prepare('UPDATE discrepancy_spans SET last = ?, node = ? WHERE number = ?');
  for (const { number, first } of ended) end.run(after, nodeOf(first, after), number);
  insertRows(connection, findings, found);
  const lastRow = connection.raw.prepare<[], number | null>('SELECT max(number) FROM discrepancy_spans').pluck();
  const next = (lastRow.get() ?? 0) + 1;
  const rows = begun.map((row, index): SpanRow => {
    return { ...row, number: next + index, first: after + 1, last: null, node: UNENDED };
  });
  insertRows(connection, discrepancySpans, rows);
  insertRows(connection, discrepancyNames, names, 'ignored');
}
