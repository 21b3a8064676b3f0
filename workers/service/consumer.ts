import type { Log } from '../../schemas/ports/log.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Runner } from './runner.ts';

/** What a consumer beside the stages is handed. */
export interface ConsumerWorld {
  readonly context: Context;
  readonly runner: Pick<Runner, 'run'>;
  readonly log: Log;
}

/** Starts a consumer; what it returns ends it when the process stops, before queues and connections are closed. */
export type Consumer = (world: ConsumerWorld) => () => Promise<void>;
