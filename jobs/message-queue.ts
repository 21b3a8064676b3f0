import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueueMark } from '../schemas/ports/outbox.ts';

/** What became of messages that were handed to Redis, and whether Redis still has them. */
export interface MessageQueue {
  /**
   * Messages that consumers completed, from a moment on, in the order of their ends: at most so many, from after the
   * first `skip` of them.
   */
  readonly completedSince: (
    sinceMs: number,
    page: { readonly skip: number; readonly limit: number },
  ) => Promise<readonly { readonly eventId: string; readonly atMs: number }[]>;
  /** Event ids of the messages that wait to be taken. */
  readonly waitingIds: () => Promise<string[]>;
  /** Takes messages out, whatever became of them, but for those that a consumer works at. */
  readonly withdraw: (eventIds: readonly string[]) => Promise<void>;
  readonly mark: () => Promise<QueueMark | null>;
  /** Raises the count of the mark; false, and nothing is done, where Redis has no mark or that of another epoch. */
  readonly raiseMark: (mark: QueueMark) => Promise<boolean>;
  readonly setMark: (mark: QueueMark) => Promise<void>;
  /** The `maxmemory-policy`; null where the server does not tell it. */
  readonly evictionPolicy: () => Promise<string | null>;
}

/** In one step, because a mark that was wiped meanwhile must stay away until somebody has noticed. */
const RAISE = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
if tonumber(redis.call('HGET', KEYS[1], 'count')) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], 'count', ARGV[2]) end
return 1`;

export function messageQueue(
  connection: Redis,
  queue: Queue,
  reach: <T>(work: () => Promise<T>) => Promise<T>,
): MessageQueue {
  const key = queue.toKey('cuadre-mark');
  return {
    completedSince: (sinceMs, { skip, limit }) =>
      reach(async () => {
        const found = await connection.zrange(
          queue.toKey('completed'),
          sinceMs,
          '+inf',
          'BYSCORE',
          'LIMIT',
          skip,
          limit,
          'WITHSCORES',
        );
        return pairsOf(found);
      }),
    waitingIds: () => reach(async () => (await queue.getWaiting()).flatMap(({ id }) => id ?? [])),
    withdraw: (eventIds) =>
      reach(async () => {
        await Promise.all(eventIds.map((id) => queue.remove(id)));
      }),
    mark: () =>
      reach(async () => {
        const { epoch, count } = await connection.hgetall(key);
        return epoch === undefined ? null : { epoch, count: Number(count) };
      }),
    raiseMark: ({ epoch, count }) =>
      reach(async () => (await connection.eval(RAISE, 1, key, epoch, String(count))) === 1),
    setMark: ({ epoch, count }) =>
      reach(async () => {
        await connection.hset(key, { epoch, count: String(count) });
      }),
    evictionPolicy: () => reach(async () => policyIn(await connection.info('memory'))),
  };
}

export function policyIn(info: string): string | null {
  return /maxmemory_policy:(\S+)/.exec(info)?.[1] ?? null;
}

/** A client of RESP 3 hands out pairs, one of RESP 2 a flat list. */
function pairsOf(found: readonly unknown[]): { readonly eventId: string; readonly atMs: number }[] {
  const flat = found.flat();
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    eventId: String(flat[2 * index]),
    atMs: Number(flat[2 * index + 1]),
  }));
}
