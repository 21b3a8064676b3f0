import type { Log } from '../schemas/ports/log.ts';
import type { Store } from '../schemas/ports/store.ts';
import type { Queues } from './queues.ts';

/** Messages that are handed over at once. */
const BATCH = 500;

export interface Outbox {
  readonly store: Pick<Store, 'outbox'>;
  readonly queues: Pick<Queues, 'publish' | 'backlog'>;
  /** How many messages may wait in Redis for somebody to take them. */
  readonly backlogMax: number;
}

export interface Drained {
  readonly sent: number;
  /** True where messages stay in the store because nobody takes those that are in Redis. */
  readonly isFull: boolean;
}

/**
 * Hands the events of the outbox to the discrepancy queue, in their order, and marks them sent. A process that is
 * killed between the two sends them again under the same ids: at least once. Stops where too many wait in Redis: a
 * queue that nobody consumes must not fill it. Throws `queue_unreachable`.
 */
export async function drainOutbox({ store, queues, backlogMax }: Outbox): Promise<Drained> {
  for (let sent = 0; ;) {
    const rows = await store.outbox.next(BATCH);
    if (rows.length === 0) return { sent, isFull: false };
    const room = backlogMax - (await queues.backlog());
    if (room <= 0) return { sent, isFull: true };
    const some = rows.slice(0, room);
    await queues.publish(some.map(({ eventId, payload }) => ({ eventId, data: JSON.parse(payload) as unknown })));
    await store.outbox.sent(some.map((row) => row.seq));
    sent += some.length;
  }
}

/** Drains, and says once when the limit is reached and once when it is over. */
export function tellingDrain(outbox: Outbox, log: Log): () => Promise<Drained> {
  let wasFull = false;
  return async () => {
    const drained = await drainOutbox(outbox);
    if (drained.isFull && !wasFull) {
      log.warn(
        { queue: 'discrepancies', backlogMax: outbox.backlogMax },
        'nobody takes the messages of the discrepancy queue; further ones stay in the store until somebody does',
      );
    }
    if (!drained.isFull && wasFull) log.info({ queue: 'discrepancies' }, 'the discrepancy queue takes messages again');
    wasFull = drained.isFull;
    return drained;
  };
}
