import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../testing/redis.ts';
import type { Bench } from '../bench-types.ts';
import { cached } from '../data/cache.ts';
import { BULK_DATE, writeBulk } from '../data/same-day.ts';
import { median } from '../measure.ts';
import { Workplace } from '../program.ts';
import type { StageTimes } from '../stages-entry.ts';

/** A date of many discrepancies: its reports written, its messages handed to Redis. */
export interface PublishFigures {
  readonly payments: number;
  readonly messages: number;
  /** Milliseconds by stage; `deliver` is the outbox. */
  readonly stagesMs: Readonly<Record<string, number>>;
  readonly peakMiB: number;
}

/** Of a hundred payments five of each fault; four of them are discrepancies on their first date. */
const PERCENT_EACH = 5;
const PAYMENTS = 250_000;
const SEED = 2;

/** 50,000 discrepancies in one date. */
export async function measurePublishing({ programs, say, runs: wanted }: Bench): Promise<PublishFigures> {
  say(`50,000 discrepancies of ${PAYMENTS} payments: making the files`);
  const { folder } = cached(`publish-${PAYMENTS}`, (into) => writeBulk(into, PAYMENTS, SEED, PERCENT_EACH));
  const work = mkdtempSync(join(tmpdir(), 'cuadre-bench-publish-'));
  const redis = await startRedis();
  try {
    const yaml = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
    const place = new Workplace(programs, work, yaml, join(folder, 'inbox'));
    const runs: StageTimes[] = [];
    for (let run = 1; run <= (wanted ?? 1); run += 1) {
      place.clear();
      const { stages } = await place.stages(BULK_DATE, [redis.url, `bench-${run}`]);
      say(`  ${JSON.stringify(stages)}`);
      runs.push(stages);
    }
    const [first] = runs;
    if (first === undefined) throw new RangeError('nothing ran');
    const stagesMs = Object.fromEntries(
      Object.keys(first.ms).map((stage) => [stage, median(runs.map((run) => run.ms[stage] ?? 0))]),
    );
    const peakMiB = median(runs.map((run) => Math.max(...Object.values(run.peakMiB))));
    return { payments: PAYMENTS, messages: first.sent, stagesMs, peakMiB };
  } finally {
    await redis.stop();
    rmSync(work, { recursive: true, force: true });
  }
}
