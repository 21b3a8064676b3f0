import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../schemas/ports/log.ts';
import type { QueueMark } from '../schemas/ports/outbox.ts';
import type { PlainDate } from '../schemas/values/dates.ts';
import type { Store } from '../schemas/ports/store.ts';
import type { Queues } from './queues.ts';

/** Messages that are handed over at once. */
const BATCH = 500;

export interface Outbox {
  readonly store: Pick<Store, 'outbox'>;
  readonly queues: Pick<Queues, 'publish' | 'backlog' | 'messages'>;
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
    // Where Redis lost its mark meanwhile, the next look at it notices.
    const mark = await store.outbox.mark();
    if (mark !== null) await queues.messages.raiseMark(mark);
    sent += some.length;
  }
}

/** What a look at the messages in Redis found. */
interface Looked {
  /** Messages that Redis lost, and that wait to be sent again. */
  readonly lost: number;
}

/**
 * Makes the function that notes which messages consumers completed, and that notices where Redis was wiped or restored
 * to an older state: then everything that was sent and that nobody completed waits to be sent again, under the same
 * ids. What was completed and waits once more in a restored Redis is taken out of it. A consumer's end of the last
 * seconds may not be noted yet: at least once. Throws `queue_unreachable`.
 *
 * @param othersTellMs how long another process may take to tell Redis what it has counted
 */
export function messageKeeper(
  { store: { outbox }, queues: { messages } }: Outbox,
  othersTellMs: number = OTHERS_TELL_MS,
): () => Promise<Looked> {
  /** Up to where ends are noted; ends of one millisecond are asked for again. */
  let notedMs = 0;
  const noteEnds = async (): Promise<void> => {
    for (let skip = 0; ;) {
      const ends = await messages.completedSince(notedMs, { skip, limit: BATCH });
      if (ends.length > 0) await outbox.completed(ends.map(({ eventId }) => eventId));
      const lastMs = ends.at(-1)?.atMs ?? notedMs;
      skip = lastMs === notedMs ? skip + ends.length : ends.filter(({ atMs }) => atMs === lastMs).length;
      notedMs = lastMs;
      if (ends.length < BATCH) return;
    }
  };
  const begin = async (former: QueueMark | null): Promise<number> => {
    const epoch = randomUUID();
    // Before the first mark nobody knows what was completed: what an earlier version sent stays sent.
    const lost = await outbox.beginEpoch(former?.epoch ?? null, epoch, { again: former !== null });
    if (lost === null) return 0;
    await messages.setMark({ epoch, count: 0 });
    for (const some of batches(await messages.waitingIds())) await messages.withdraw(await outbox.completedOf(some));
    notedMs = 0;
    return lost;
  };
  return async () => {
    const mark = await outbox.mark();
    if (mark === null) return { lost: await begin(null) };
    // Before the ends are noted: an older state tells of fewer.
    if (await isBehind(mark, messages, othersTellMs)) return { lost: await begin(mark) };
    await noteEnds();
    const noted = await outbox.mark();
    if (noted !== null) await messages.raiseMark(noted);
    return { lost: 0 };
  };
}

/** Another process may have counted on and not told Redis yet. */
const OTHERS_TELL_MS = 1_000;

async function isBehind(
  mark: QueueMark,
  messages: Outbox['queues']['messages'],
  othersTellMs: number,
): Promise<boolean> {
  const isLess = (there: QueueMark | null): boolean =>
    there === null || there.epoch !== mark.epoch || there.count < mark.count;
  if (!isLess(await messages.mark())) return false;
  await sleep(othersTellMs);
  return isLess(await messages.mark());
}

/**
 * Sends every message of runs of a date and later ones again, whatever became of it: what waits for a consumer or is
 * worked at goes on as it is. Returns how many there are. Throws `queue_unreachable`.
 */
export async function sendAgain(
  since: PlainDate,
  { store: { outbox }, queues: { messages } }: Outbox,
): Promise<number> {
  // First asked of Redis: without it nothing is to change.
  await messages.mark();
  const eventIds = await outbox.sendAgain(since);
  for (const some of batches(eventIds)) await messages.withdraw(some);
  return eventIds.length;
}

function batches(texts: readonly string[]): (readonly string[])[] {
  return Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, index) =>
    texts.slice(index * BATCH, (index + 1) * BATCH),
  );
}

/**
 * Looks after what was sent, drains, says what Redis lost, and says once when the limit is reached and once when it is
 * over.
 */
export function tellingDrain(outbox: Outbox, log: Log): () => Promise<Drained> {
  let wasFull = false;
  const look = messageKeeper(outbox);
  return async () => {
    const { lost } = await look();
    if (lost > 0)
      log.warn(
        { queue: 'discrepancies', messages: lost },
        'Redis was wiped or restored to an older state: what no consumer had completed is sent again, under the same ids',
      );
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
