import type { Log } from '../../schemas/ports/log.ts';
import type { Context } from '../pipeline/context.ts';

/** What a consumer beside the stages is handed. */
export interface ConsumerWorld {
  readonly context: Context;
  readonly log: Log;
}

/** Starts a consumer; what it returns ends it when the process stops, before queues and connections are closed. */
export type Consumer = (world: ConsumerWorld) => () => Promise<void>;
