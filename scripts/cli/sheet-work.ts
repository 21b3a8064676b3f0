import { CuadreError } from '../../schemas/errors.ts';
import type { WorkChange } from '../../schemas/outcome/work.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { DeskAct } from '../../schemas/ports/queue.ts';
import type { WorkAct } from '../../schemas/ports/work.ts';
import { parsePlainDate } from '../../schemas/values/dates.ts';
import type { SheetWork } from './sheet-read.ts';
import { onTerminal } from './terminal.ts';
import { keptText } from './typed.ts';
import { WORK_REFUSED } from './working.ts';

/** What a workbook says of rows beside decisions. */

/** A row that says something, and what would come of it. */
export interface JudgedWork {
  readonly row: SheetWork;
  readonly act: WorkAct | null;
  /** Why it is not right; null where it is. */
  readonly refusal: string | null;
}

/** What takes something away again. */
const NONE = 'none';

/** Checks every row against the queue as it stands; nothing is saved. */
export async function judgeWork(
  rows: readonly SheetWork[],
  by: string,
  desk: DeskAct,
  context: Context,
): Promise<JudgedWork[]> {
  const read: JudgedWork[] = [];
  for (const row of rows) read.push(await actOfRow(row, by, context));
  const acts = read.flatMap(({ act }) => (act === null ? [] : [act]));
  const verdicts = await context.store.work.take(acts, { atMs: context.clock.nowMs(), desk, check: true });
  return read.map((one): JudgedWork => {
    const code = verdicts.find(({ act }) => act === one.act)?.code ?? null;
    return code === null || code === 'ready' || code === 'applied' ? one : { ...one, refusal: WORK_REFUSED[code][1] };
  });
}

async function actOfRow(row: SheetWork, by: string, { config, store }: Context): Promise<JudgedWork> {
  const { id, seq, said } = row;
  const wrong = (refusal: string): JudgedWork => ({ row, act: null, refusal });
  const { assign_to: to, follow_up: day, new_claim_number: claim, comment } = said;
  const person = to === undefined || to === NONE ? null : await store.people.find(to.toLowerCase());
  if (to !== undefined && to !== NONE && person === null) return wrong(`"${onTerminal(to)}" is nobody of the record`);
  const followUp = day === undefined || day === NONE ? null : parsePlainDate(day);
  if (day !== undefined && day !== NONE && followUp === null)
    return wrong(`"${onTerminal(day)}" is no date: write it as 2026-07-31`);
  if (seq === null) return wrong('has no number in the column seq: export the queue again');
  const where = `row ${String(row.number)}`;
  const kept = (text: string, what: string): string => keptText(text, `the ${what} of ${where}`, config);
  const change: WorkChange = {
    ...(to === undefined ? {} : { assignee: person?.id ?? null }),
    ...(day === undefined ? {} : { followUp: followUp }),
    ...(claim === undefined ? {} : { claimNumber: claim === NONE ? null : kept(claim, 'claim number') }),
    ...(comment === undefined ? {} : { comment: kept(comment, 'comment') }),
  };
  return { row, act: { discrepancyId: id, seq, by: row.by === '' ? by : row.by, change }, refusal: null };
}

/**
 * Saves what the rows say, all of it or nothing. Throws `decision_refused` where the queue moved since it was checked.
 *
 * @param decided how many decisions of the workbook were applied before
 */
export async function applyWork(
  judged: readonly JudgedWork[],
  decided: number,
  desk: DeskAct,
  { store, clock }: Context,
): Promise<number> {
  const acts = judged.flatMap(({ act }) => (act === null ? [] : [act]));
  if (acts.length === 0) return 0;
  const verdicts = await store.work.take(acts, { atMs: clock.nowMs(), desk });
  const refused = verdicts.filter(({ code }) => code !== 'applied' && code !== 'ready');
  if (refused.length === 0) return acts.length;
  const before =
    decided === 0 ? 'nothing was saved' : `the decisions (${String(decided)}) stand, the rest was not saved`;
  throw new CuadreError('decision_refused', `the queue moved while the workbook was looked at: ${before}`, {
    refused: refused.map(({ act }) => act.discrepancyId),
  });
}

export function workLines(judged: readonly JudgedWork[]): string[] {
  return judged.map(({ row, refusal }) => {
    const said = Object.entries(row.said).map(([name, value]) => `${name} ${onTerminal(value)}`);
    return `  row ${String(row.number)}  ${said.join(', ')}${refusal === null ? '' : `\n    NOT RIGHT: ${refusal}`}`;
  });
}

export function workRows(judged: readonly JudgedWork[]): unknown[] {
  return judged.map(({ row, refusal }) => ({ row: row.number, id: row.id, said: row.said, refusal }));
}
