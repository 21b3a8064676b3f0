import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import * as z from 'zod';

/**
 * `npm run example-consumer`: an example of a program that reads the discrepancy queue. It prints each change of a
 * discrepancy once. A message can come twice and out of order, so a consumer does two things: it forgets nothing that
 * it has seen (`eventId`), and of one discrepancy it believes the highest `seq`.
 *
 * One message goes to one consumer of the queue. Programs that all need every message read it through one of them.
 *
 * REDIS_URL names the Redis of the workers, QUEUE_PREFIX their `queue.prefix`.
 */

const message = z.looseObject({
  eventId: z.string(),
  seq: z.int(),
  event: z.string(),
  discrepancyId: z.string(),
  kind: z.string(),
  settlementDate: z.string(),
  moneyAtRiskMinor: z.int(),
  currency: z.string().nullable(),
});

/** In memory, for an example: a real consumer writes both with what it does, in one transaction. */
const seen = new Set<string>();
const newest = new Map<string, number>();

const connection = new Redis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379', { maxRetriesPerRequest: null });
const worker = new Worker(
  'discrepancies',
  (job) => {
    const { eventId, seq, event, discrepancyId, kind, settlementDate, moneyAtRiskMinor, currency } = message.parse(
      job.data,
    );
    if (seen.has(eventId)) return Promise.resolve('seen before');
    seen.add(eventId);
    if (seq < (newest.get(discrepancyId) ?? 0)) return Promise.resolve('older than what is known');
    newest.set(discrepancyId, seq);
    process.stdout.write(
      `${settlementDate} ${event} ${kind} ${discrepancyId} #${seq}, at risk ${moneyAtRiskMinor} hundredths ${currency ?? ''}\n`,
    );
    return Promise.resolve('printed');
  },
  { connection, prefix: process.env['QUEUE_PREFIX'] ?? 'bull' },
);
worker.on('error', (error) => process.stderr.write(`${error.message}\n`));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void worker.close().then(() => {
      connection.disconnect();
    });
  });
}
