import { CuadreError } from '../../../schemas/errors.ts';
import type { QueueMessage } from '../../../schemas/ports/outbox.ts';
import type { QueueMark } from '../../../schemas/ports/outbox.ts';
import { drainOutbox, messageKeeper } from '../../../jobs/discrepancies.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import type { MessageQueue } from '../../../jobs/message-queue.ts';
import type { Message, Queues } from '../../../jobs/queues.ts';

/** The discrepancy queue without Redis: what BullMQ promises, with all that can happen to it. */

/** What becomes of the next messages that are handed over. */
export type QueueTrouble = 'refused' | 'taken, and the answer is lost' | 'half is taken, then the connection is lost';

export class MemoryQueue {
  trouble: QueueTrouble | null = null;
  #waiting: Message[] = [];
  /** Ids that wait or were done: a message under one of them is no new message. */
  #known = new Set<string>();
  /** What the consumer said it has done, in that order; the place of one stands for its moment. */
  #completed: string[] = [];
  #mark: QueueMark | null = null;
  readonly consumer = new Consumer();

  readonly #messages: MessageQueue = {
    completedSince: (sinceMs, { skip, limit }) =>
      Promise.resolve(
        this.#completed
          .map((eventId, index) => ({ eventId, atMs: index + 1 }))
          .filter(({ atMs }) => atMs >= sinceMs)
          .slice(skip, skip + limit),
      ),
    waitingIds: () => Promise.resolve(this.#waiting.map(({ eventId }) => eventId)),
    withdraw: (eventIds) => {
      const gone = new Set(eventIds);
      this.#waiting = this.#waiting.filter(({ eventId }) => !gone.has(eventId));
      this.#completed = this.#completed.filter((eventId) => !gone.has(eventId));
      for (const eventId of gone) this.#known.delete(eventId);
      return Promise.resolve();
    },
    mark: () => Promise.resolve(this.#mark),
    raiseMark: ({ epoch, count }) => {
      if (this.#mark?.epoch !== epoch) return Promise.resolve(false);
      this.#mark = { epoch, count: Math.max(this.#mark.count, count) };
      return Promise.resolve(true);
    },
    setMark: (mark) => {
      this.#mark = mark;
      return Promise.resolve();
    },
    evictionPolicy: () => Promise.resolve('noeviction'),
  };

  readonly port: Pick<Queues, 'publish' | 'backlog' | 'messages'> = {
    publish: (messages) => {
      const { trouble } = this;
      this.trouble = null;
      if (trouble === 'refused') return Promise.reject(unreachable());
      const taken = trouble === null || trouble.startsWith('taken') ? messages : messages.slice(0, messages.length / 2);
      for (const message of taken) {
        if (this.#known.has(message.eventId)) continue;
        this.#known.add(message.eventId);
        this.#waiting.push(message);
      }
      return trouble === null ? Promise.resolve() : Promise.reject(unreachable());
    },
    backlog: () => Promise.resolve(this.#waiting.length),
    messages: this.#messages,
  };

  /** What a worker does at each sweep: looks after what was sent, and hands over what was not. */
  async drain(store: Store, backlogMax: number): Promise<void> {
    const outbox = { store, queues: this.port, backlogMax };
    await messageKeeper(outbox, 0)();
    await drainOutbox(outbox);
  }

  /** The consumer takes messages; where it dies before it says so, it gets the last one again. */
  consume(count: number, lastTwice: boolean): void {
    const taken = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    for (const message of taken) this.consumer.take(message);
    this.#completed.push(...taken.map(({ eventId }) => eventId));
    const last = taken.at(-1);
    if (lastTwice && last !== undefined) this.consumer.take(last);
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Redis comes back empty. */
  wipe(): void {
    this.#waiting = [];
    this.#known = new Set();
    this.#completed = [];
    this.#mark = null;
  }
}

function unreachable(): CuadreError {
  return new CuadreError('queue_unreachable', 'Redis cannot be reached', { reason: 'made by the simulation' });
}

/** A program that reads the queue: it knows each event once, and counts. */
export class Consumer {
  readonly #events = new Map<string, string>();
  readonly #seqs = new Map<string, Set<number>>();
  readonly problems: string[] = [];
  deliveries = 0;

  take({ eventId, data }: Message): void {
    this.deliveries += 1;
    const message = data as QueueMessage;
    const text = JSON.stringify(message);
    const known = this.#events.get(eventId);
    if (known !== undefined && known !== text) this.problems.push(`${eventId} says another thing the second time`);
    if (message.eventId !== eventId) this.problems.push(`${eventId} carries ${message.eventId}`);
    this.#events.set(eventId, text);
    const seqs = this.#seqs.get(message.discrepancyId) ?? new Set();
    this.#seqs.set(message.discrepancyId, seqs.add(message.seq));
  }

  /** What it was never told, of the events of the record; and what it was told that is none. */
  differences(recorded: readonly { readonly eventId: string }[]): string[] {
    const ids = new Set(recorded.map(({ eventId }) => eventId));
    const gaps = [...this.#seqs].filter(([, seqs]) => [...seqs].some((seq) => seq > 1 && !seqs.has(seq - 1)));
    return [
      ...this.problems,
      ...[...ids].filter((id) => !this.#events.has(id)).map((id) => `${id} was never told`),
      ...[...this.#events.keys()].filter((id) => !ids.has(id)).map((id) => `${id} was told and is on no record`),
      ...gaps.map(([id]) => `the numbers of ${id} have a gap`),
    ];
  }
}
