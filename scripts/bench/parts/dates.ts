import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench-types.ts';
import { cached } from '../data/cache.ts';
import { chainDate, writeChain, type ChainShape } from '../data/chain.ts';
import { writeRolling, type RollingShape } from '../data/rolling.ts';
import { median, type Cost } from '../measure.ts';
import { Workplace, type StoredBytes } from '../program.ts';

/** Dates in a row, each run by a command of its own over what the dates before it have left. */
export interface DatesFigures {
  readonly ordersPerDay: number;
  readonly dates: readonly Cost[];
  /** The first eleven dates after the fourth, and the last eleven: medians. */
  readonly early: Cost;
  readonly late: Cost;
  /** One more date, of which no source has a file. */
  readonly withoutFiles: Cost;
  readonly stored: StoredBytes;
}

const EARLY = { from: 4, to: 15 } as const;
const LATE_DATES = EARLY.to - EARLY.from;

/** A chain of dates with T+2, payouts and a holiday. */
export function measureChain(shape: ChainShape, bench: Bench): Promise<DatesFigures> {
  bench.say(`${shape.dates} dates of ${shape.ordersPerDay} orders: making the files`);
  const { folder } = cached(`chain-${shape.ordersPerDay}-${shape.dates}`, (into) => writeChain(into, shape));
  return measureDates(folder, shape, bench);
}

/** Dates whose every file has the last thirty days. */
export function measureRolling(shape: RollingShape, bench: Bench): Promise<DatesFigures> {
  const { ordersPerDay, dates, window } = shape;
  bench.say(`${dates} dates of ${ordersPerDay} orders, each file with ${window} days: making the files`);
  const { folder } = cached(`rolling-${ordersPerDay}-${dates}-${window}`, (into) => writeRolling(into, shape));
  return measureDates(folder, shape, bench);
}

async function measureDates(
  folder: string,
  { ordersPerDay, dates }: ChainShape,
  { programs, say }: Bench,
): Promise<DatesFigures> {
  const work = mkdtempSync(join(tmpdir(), 'cuadre-bench-dates-'));
  try {
    const yaml = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
    const place = new Workplace(programs, work, yaml, join(folder, 'inbox'));
    const costs: Cost[] = [];
    const runDate = async (index: number): Promise<Cost> => {
      const { wallMs, cpuMs, peakMiB, writtenBytes } = await place.run(['run', '--date', chainDate(index)]);
      say(`  ${chainDate(index)}: ${wallMs} ms, ${cpuMs} ms of processor, ${peakMiB} MiB`);
      return { wallMs, cpuMs, peakMiB, writtenBytes };
    };
    for (let index = 0; index < dates; index += 1) costs.push(await runDate(index));
    const stored = place.bytes();
    const withoutFiles = await runDate(dates);
    const early = middle(costs.slice(EARLY.from, EARLY.to));
    return { ordersPerDay, dates: costs, early, late: middle(costs.slice(-LATE_DATES)), withoutFiles, stored };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function middle(costs: readonly Cost[]): Cost {
  const of = (field: keyof Cost): number => median(costs.map((cost) => cost[field]));
  return { wallMs: of('wallMs'), cpuMs: of('cpuMs'), peakMiB: of('peakMiB'), writtenBytes: of('writtenBytes') };
}
