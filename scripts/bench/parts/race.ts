import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import { addDays } from '../../../schemas/values/dates.ts';
import { BULK_DATE } from '../data/same-day.ts';
import { measured, type Cost } from '../measure.ts';
import { answerOf, comparable } from '../ours.ts';
import type { Answer, Question } from '../peers/answer.ts';
import type { Programs, Workplace } from '../program.ts';

/** Who runs over the same files, and what each leaves behind. */
export const CONTESTANTS = {
  cuadre: 'Cuadre, whole run',
  duckdb2file: 'DuckDB, 2 threads, into a file',
  duckdb1file: 'DuckDB, 1 thread, into a file',
  duckdb2answer: 'DuckDB, 2 threads, answer only',
  duckdb1answer: 'DuckDB, 1 thread, answer only',
  plain: 'csv-parse and a Map, answer only',
} as const;
export type Contestant = keyof typeof CONTESTANTS;
export const CONTESTANT_NAMES = Object.keys(CONTESTANTS) as Contestant[];

/** How each peer is started; ours is a run of the program. */
const PEERS: Readonly<
  Record<Exclude<Contestant, 'cuadre'>, { peer: 'duckdb' | 'plain'; threads?: number; isKept?: true }>
> = {
  duckdb2file: { peer: 'duckdb', threads: 2, isKept: true },
  duckdb1file: { peer: 'duckdb', threads: 1, isKept: true },
  duckdb2answer: { peer: 'duckdb', threads: 2 },
  duckdb1answer: { peer: 'duckdb', threads: 1 },
  plain: { peer: 'plain' },
};

/** One run of one contestant over the files of an inbox, in a workplace that nothing was left in. */
export interface Ran {
  readonly cost: Cost;
  readonly answer: Answer;
}

/** Where a race is run. */
export interface Course {
  readonly inbox: string;
  readonly place: Workplace;
  readonly programs: Programs;
}

/** Starts everything anew: whoever runs finds no database and no store. `rows`: for the proof, each discrepancy. */
export async function runContestant(
  who: Contestant,
  { inbox, place, programs, rows = false }: Course & { rows?: boolean },
): Promise<Ran> {
  if (who === 'cuadre') {
    place.clear();
    const cost = await place.run(['run', '--date', BULK_DATE]);
    const answer = answerOf(place, BULK_DATE);
    return { cost, answer: rows ? answer : { kinds: answer.kinds, legs: answer.legs } };
  }
  const { peer, threads, isKept = false } = PEERS[who];
  const database = join(place.folder, 'duckdb.db');
  for (const ending of ['', '.wal']) rmSync(`${database}${ending}`, { force: true });
  const question: Question = {
    inbox,
    date: BULK_DATE,
    dueOn: dueDates(),
    rows,
    ...(threads !== undefined && { threads }),
    ...(isKept && { database }),
  };
  const cost = await measured({ module: programs[peer], args: [JSON.stringify(question)] });
  if (cost.code !== 0) throw new Error(`${who} ended with ${String(cost.code)}: ${cost.stderr.slice(-2000)}`);
  return { cost, answer: JSON.parse(cost.stdout) as Answer };
}

/** Two business days after each day of the fortnight before the date. */
function dueDates(): Record<string, string> {
  const calendar = colombianCalendar();
  const days = Array.from({ length: 15 }, (_, before) => addDays(BULK_DATE, -before));
  return Object.fromEntries(days.map((day) => [day, calendar.addBusinessDays(day, 2)]));
}

/** Throws where two of them say anything different of the same files. Returns how many discrepancies there are. */
export function assertAlike(answers: ReadonlyMap<Contestant, Answer>): number {
  const [[firstName, first] = [], ...others] = answers;
  if (first === undefined) throw new RangeError('nobody ran');
  for (const [name, answer] of others) {
    if (comparable(answer) === comparable(first)) continue;
    const [mine, theirs] = [first, answer].map((one) => JSON.stringify({ kinds: one.kinds, legs: one.legs }));
    throw new Error(`${String(firstName)} and ${name} differ: no time of theirs means anything\n${mine}\n${theirs}`);
  }
  return Object.values(first.kinds).reduce((sum, { count }) => sum + count, 0);
}
