import { lineFileId } from '../../../schemas/lines/files.ts';
import { addressKey, type Line, type Reject } from '../../../schemas/lines/records.ts';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { addDays } from '../../../schemas/values/dates.ts';

/** The books of one run, counted again from its line files: every line in one fate, and every sum of both sides. */

/** What is wrong with them, one sentence each; nothing where all is well. */
export async function booksProblems(run: RunRecord, context: Context): Promise<string[]> {
  const { store } = context;
  const fates = [...(await store.outcomes.fates(run))];
  const lines = await linesOf(run, context);
  const problems: string[] = [];
  const say = (what: string): void => {
    problems.push(`${run.date} generation ${run.generation}: ${what}`);
  };
  const places = new Set(fates.map(addressKey));
  if (places.size !== fates.length) say(`${fates.length - places.size} lines have two fates`);
  const fresh = new Set(fates.filter((fate) => fate.entered === 'new').map(addressKey));
  for (const key of lines.keys()) if (!fresh.has(key)) say(`the line ${key} has no fate`);
  for (const key of fresh) if (!lines.has(key)) say(`the fate of ${key} is of no line`);
  for (const fate of fates) {
    const line = lines.get(addressKey(fate));
    if (line !== undefined && moneyOf(line) !== fate.amount) say(`the fate of ${addressKey(fate)} has another amount`);
  }
  for (const what of await carriedProblems(run, fates, context)) say(what);
  for (const what of await sumProblems(run, fates, context)) say(what);
  return problems;
}

async function linesOf(run: RunRecord, { store, lines }: Context): Promise<Map<string, Line | Reject>> {
  const rows: (Line | Reject)[] = [];
  for (const file of await store.outcomes.files(run)) {
    if (file.state === 'in') rows.push(...(await lines.read(lineFileId(file))));
  }
  return new Map(rows.map((row) => [addressKey(row), row]));
}

function moneyOf(line: Line | Reject): number {
  if ('code' in line) return line.amount ?? 0;
  return line.leg === 'settlement' ? line.gross : line.amount;
}

/** What the date before left open is what this one carries in. */
async function carriedProblems(run: RunRecord, fates: readonly FateRow[], { store }: Context): Promise<string[]> {
  if (run.parentGeneration === null) return [];
  const parent = { date: addDays(run.date, -1), generation: run.parentGeneration };
  const open = new Set(
    (await store.outcomes.discrepancies(parent))
      .filter(({ kind, state }) => kind === 'row_rejected' && (state === 'open' || state === 'acknowledged'))
      .map(({ id }) => id),
  );
  const isCarried = (fate: FateRow): boolean =>
    fate.fate === 'awaiting' ||
    fate.fate === 'broken' ||
    fate.reason === 'pending' ||
    (fate.fate === 'rejected' && fate.discrepancyIds.some((id) => open.has(id)));
  const left = new Set([...(await store.outcomes.fates(parent))].filter(isCarried).map(addressKey));
  const came = new Set(fates.filter((fate) => fate.entered === 'carried').map(addressKey));
  return [
    ...[...left].filter((key) => !came.has(key)).map((key) => `${key} was left open the day before and is not carried`),
    ...[...came]
      .filter((key) => !left.has(key))
      .map((key) => `${key} is carried, and was not left open the day before`),
  ];
}

/** Per leg and currency: carried, new and brought back are what lies in the fates, in lines and in money. */
async function sumProblems(run: RunRecord, fates: readonly FateRow[], { store }: Context): Promise<string[]> {
  const { conservation } = await store.outcomes.figures(run);
  const stated = new Map<string, string>();
  for (const one of conservation) {
    for (const part of [one.entered, one.fates]) {
      for (const [name, { lines, amount }] of Object.entries(part))
        if (lines > 0) stated.set(`${one.leg} ${one.currency} ${name}`, `${lines} lines of ${amount}`);
    }
  }
  const counted = new Map<string, { lines: number; amount: number }>();
  for (const fate of fates) {
    for (const name of [fate.entered, fate.fate]) {
      const key = `${fate.leg} ${fate.currency} ${name}`;
      const { lines, amount } = counted.get(key) ?? { lines: 0, amount: 0 };
      counted.set(key, { lines: lines + 1, amount: amount + fate.amount });
    }
  }
  const problems = [...counted]
    .map(([key, { lines, amount }]) => ({ key, found: `${lines} lines of ${amount}` }))
    .filter(({ key, found }) => stated.get(key) !== found)
    .map(({ key, found }) => `${key}: ${found}, and the run says ${stated.get(key) ?? 'none'}`);
  const invented = [...stated.keys()]
    .filter((key) => !counted.has(key))
    .map((key) => `${key} is stated and is not there`);
  return [...problems, ...invented];
}
