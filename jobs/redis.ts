import { Redis } from 'ioredis';
import { CuadreError } from '../schemas/errors.ts';
import { policyIn } from './message-queue.ts';
import type { Log } from '../schemas/ports/log.ts';

/**
 * The two ways to speak to Redis. Who adds a job must hear at once that Redis is not there; who waits for jobs waits
 * until it is. Both know that a replica which was promoted under them answers READONLY until they connect anew.
 */

/** What one command of a producer may take: then it is told that Redis is not there. */
const COMMAND_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Between two attempts to connect, at most. */
const RECONNECT_MS_MAX = 2_000;

const shared = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  retryStrategy: (times: number) => Math.min(100 * times, RECONNECT_MS_MAX),
  // 2: connect anew and send the command again. A script that meets it says so in the middle of its message before
  // Redis 7.
  reconnectOnError: (error: Error): 2 | false => (error.message.includes('READONLY') ? 2 : false),
};

/**
 * For adding jobs and asking: without an offline queue `add` fails at once where it would otherwise hang until Redis is
 * back.
 */
export function producerConnection(url: string, log: Log): Redis {
  return logged(
    new Redis(url, {
      ...shared,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: COMMAND_TIMEOUT_MS,
    }),
    url,
    log,
  );
}

/**
 * For BullMQ workers, which block on Redis and must outlive its absence: a bounded number of retries would end them.
 */
export function workerConnection(url: string, log: Log): Redis {
  return logged(new Redis(url, { ...shared, maxRetriesPerRequest: null }), url, log);
}

/** Says once that Redis went away and once that it is back: the client tries many times a minute. */
function logged(connection: Redis, url: string, log: Log): Redis {
  let isAway = false;
  connection.on('error', (error: Error & { code?: string }) => {
    if (isAway) return;
    isAway = true;
    log.warn({ redis: withoutPassword(url), code: error.code ?? error.name }, 'Redis is not reachable; waiting for it');
  });
  connection.on('ready', () => {
    if (isAway) log.info({ redis: withoutPassword(url) }, 'Redis is reachable again');
    isAway = false;
  });
  return connection;
}

/** A URL as it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}

export function isReady(connection: Redis): boolean {
  return connection.status === 'ready';
}

/** Resolves once Redis answers, false where the signal comes first. */
export async function waitUntilReady(connection: Redis, signal: AbortSignal): Promise<boolean> {
  if (isReady(connection)) return true;
  if (signal.aborted) return false;
  return new Promise((resolve) => {
    const settle = (ready: boolean) => (): void => {
      connection.off('ready', onReady);
      signal.removeEventListener('abort', onAbort);
      resolve(ready);
    };
    const onReady = settle(true);
    const onAbort = settle(false);
    connection.on('ready', onReady);
    signal.addEventListener('abort', onAbort);
  });
}

/**
 * Throws `queue_evicts` where Redis may throw keys away when its memory is full: jobs and messages would be lost
 * without a word, and BullMQ itself only warns. A server that does not tell its policy is taken at its word of nothing.
 */
export async function assertKeepsKeys(connection: Redis): Promise<void> {
  const policy = policyIn(await connection.info('memory')) ?? 'unknown';
  if (policy === 'noeviction') return;
  throw new CuadreError(
    'queue_evicts',
    `Redis has maxmemory-policy ${policy}: when its memory is full it drops jobs without a word`,
    {
      policy,
      accepted: ['noeviction'],
    },
  );
}

/** Closes a connection whatever its state. */
export async function closeConnection(connection: Redis): Promise<void> {
  if (!isReady(connection)) {
    connection.disconnect();
    return;
  }
  try {
    await connection.quit();
  } catch {
    connection.disconnect();
  }
}
