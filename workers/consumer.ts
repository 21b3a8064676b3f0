import type { Redis } from 'ioredis';
import type { AlertLedger } from '../schemas/alerts.ts';
import type { QueueConfig } from '../schemas/config.ts';
import type { Log } from '../schemas/ports.ts';
import type { Context } from './context.ts';

/** What a further consumer inside the worker process is handed: one of a queue makes its own BullMQ worker over the connection. */
export interface ConsumerWorld {
  readonly context: Context;
  readonly alerts: AlertLedger;
  readonly queue: QueueConfig;
  readonly connection: Redis;
  readonly log: Log;
}

/** Starts a consumer; what it returns ends it when the process stops, before queues and connections are closed. */
export type Consumer = (world: ConsumerWorld) => () => Promise<void>;
