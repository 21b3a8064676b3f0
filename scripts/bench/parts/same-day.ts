import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench-types.ts';
import { cached } from '../data/cache.ts';
import { BULK_DATE, writeBulk, type BulkCounts } from '../data/same-day.ts';
import { medians, type Cost, type Costs } from '../measure.ts';
import type { Answer } from '../peers/answer.ts';
import { bytesUnder, Workplace, type StoredBytes } from '../program.ts';
import { assertAlike, CONTESTANT_NAMES, CONTESTANTS, runContestant, type Contestant, type Course } from './race.ts';

/** One date of so many payments, by everybody. */
export interface SameDayFigures {
  readonly payments: number;
  readonly lines: number;
  readonly inputBytes: number;
  readonly discrepancies: number;
  readonly costs: Readonly<Record<Contestant, Costs>>;
  /** After the first run. */
  readonly stored: StoredBytes;
  /** `trace` of one reference in the date. */
  readonly trace: Costs;
  /** The date again from the archive, under a changed configuration: another generation. */
  readonly replay: Costs;
}

const SEED = 1;
/** Above it a run takes minutes: one is enough where nobody asks for more. */
const LARGE_PAYMENTS = 500_000;

/** Proves that all say the same of the date, then runs them in turn, and ours once more in its other commands. */
export async function raceSameDay(payments: number, bench: Bench): Promise<SameDayFigures> {
  const runs = bench.runs ?? (payments > LARGE_PAYMENTS ? 1 : 3);
  bench.say(`same day, ${payments} payments: making the files`);
  const { folder, told } = cached(`same-day-${payments}`, (into) => writeBulk(into, payments, SEED));
  const inbox = join(folder, 'inbox');
  const yaml = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
  const place = new Workplace(bench.programs, mkdtempSync(join(tmpdir(), 'cuadre-bench-same-day-')), yaml, inbox);
  const course: Race = { inbox, place, programs: bench.programs, bench, yaml };
  try {
    const proof = await inTurn(1, true, course);
    const discrepancies = assertAlike(proof.answers);
    bench.say(`  all say the same: ${discrepancies} discrepancies`);
    const { costs } = await inTurn(runs, false, course);
    const after = await otherCommands(runs, course);
    return {
      payments,
      lines: linesOf(told),
      inputBytes: bytesUnder(inbox),
      discrepancies,
      costs: Object.fromEntries([...costs].map(([who, ran]) => [who, medians(ran)])) as Record<Contestant, Costs>,
      ...after,
    };
  } finally {
    rmSync(place.folder, { recursive: true, force: true });
  }
}

interface Race extends Course {
  readonly bench: Bench;
  readonly yaml: string;
}

async function inTurn(
  runs: number,
  rows: boolean,
  { bench, ...course }: Race,
): Promise<{ costs: Map<Contestant, Cost[]>; answers: Map<Contestant, Answer> }> {
  const costs = new Map<Contestant, Cost[]>();
  const answers = new Map<Contestant, Answer>();
  // Ours last: its store is looked at afterwards.
  const order = [...CONTESTANT_NAMES].reverse();
  for (let run = 1; run <= runs; run += 1)
    for (const who of order) {
      const { cost, answer } = await runContestant(who, { ...course, rows });
      costs.set(who, [...(costs.get(who) ?? []), cost]);
      answers.set(who, answer);
      bench.say(`  ${rows ? 'proof' : `run ${run}`}: ${CONTESTANTS[who]}: ${cost.wallMs} ms, ${cost.peakMiB} MiB`);
    }
  return { costs, answers };
}

async function otherCommands(
  runs: number,
  { place, bench, yaml }: Race,
): Promise<Pick<SameDayFigures, 'stored' | 'trace' | 'replay'>> {
  const reference = place.report(BULK_DATE, 'matches.csv').split('\n')[1]?.split(',')[0] ?? '';
  const timed = async (args: readonly string[], before: (run: number) => void): Promise<Costs> => {
    const costs: Cost[] = [];
    for (let run = 1; run <= runs; run += 1) {
      before(run);
      costs.push(await place.run(args));
    }
    bench.say(`  ${args.join(' ')}: ${medians(costs).wallMs} ms`);
    return medians(costs);
  };
  const stored = place.bytes();
  const trace = await timed(['trace', reference], () => undefined);
  // Under equal inputs a replay records nothing: each has a centavo more of materiality.
  const replay = await timed(['replay', '--date', BULK_DATE], (run) => {
    place.reconfigure(`${yaml}materiality: { low: '5000.0${run}', high: '1000000.00' }\n`);
  });
  return { stored, trace, replay };
}

function linesOf({ transactions, missingInBank, missingInErp, duplicate }: BulkCounts): number {
  return 3 * transactions - missingInErp - missingInBank + 2 * duplicate;
}
