import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobName } from '../../jobs/contracts.ts';
import type { Queues } from '../../jobs/queues.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { dayNumber } from '../../schemas/values/dates.ts';
import type { StageEnd } from './run-stage.ts';
import type { Store } from '../../schemas/ports/store.ts';

export interface Metrics {
  readonly stageEnded: (job: JobName, end: StageEnd) => void;
  /** Everything, in the text format of Prometheus. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

export interface Measured {
  readonly queues: Pick<Queues, 'depths'>;
  readonly store: Pick<Store, 'outbox' | 'progress'>;
}

const SECONDS_PER_DAY = 86_400;
/** Seconds: from a date of a small shop to one of a million lines. */
const STAGE_BUCKETS = [0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900];

/**
 * The figures of one worker process; those of queues, dates and outbox are of all. They are asked for when they are
 * read.
 */
export function createMetrics({ queues, store: { outbox, progress } }: Measured): Metrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'cuadre_queue_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      this.reset();
      // Without Redis there is no figure, and no reason to hide the others.
      const depths = await queues.depths().catch(() => ({}));
      for (const [queue, states] of Object.entries(depths)) {
        for (const [state, jobs] of Object.entries(states)) this.set({ queue, state }, jobs);
      }
    },
  });
  new Gauge({
    name: 'cuadre_outbox_backlog',
    help: 'Events that wait in the store for the discrepancy queue',
    registers,
    async collect() {
      this.set(await outbox.size());
    },
  });
  new Gauge({
    name: 'cuadre_dates_under_way',
    help: 'Settlement dates that are begun and not published',
    registers,
    async collect() {
      this.set((await progress.underWay()).length);
    },
  });
  new Gauge({
    name: 'cuadre_oldest_due_date_seconds',
    help: 'Midnight UTC of the oldest settlement date that is due and not published, as a Unix time; 0 where there is none',
    registers,
    async collect() {
      this.set(secondsOf((await progress.underWay())[0]?.date));
    },
  });
  const stages = new Histogram({
    name: 'cuadre_stage_seconds',
    help: 'How long stages took, by job and outcome',
    labelNames: ['job', 'outcome'],
    buckets: STAGE_BUCKETS,
    registers,
  });
  const lines = new Counter({
    name: 'cuadre_lines_total',
    help: 'Lines that stages have read',
    labelNames: ['job'],
    registers,
  });
  const findings = new Counter({
    name: 'cuadre_findings_total',
    help: 'Discrepancies that runs opened, changed, closed or noted, by kind',
    labelNames: ['kind'],
    registers,
  });
  const stageEnded: Metrics['stageEnded'] = (job, { outcome, ms, report }) => {
    stages.observe({ job, outcome }, ms / 1000);
    if (report === null) return;
    lines.inc({ job }, report.lines);
    for (const [kind, count] of Object.entries(report.findings)) findings.inc({ kind }, count);
  };
  return { stageEnded, text: () => registry.metrics(), contentType: registry.contentType };
}

function secondsOf(date: PlainDate | undefined): number {
  return date === undefined ? 0 : dayNumber(date) * SECONDS_PER_DAY;
}
