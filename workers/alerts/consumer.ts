import type { Consumer } from '../service/consumer.ts';
import { runWithin } from '../service/runner.ts';

/** People are told within seconds of a commit; a turn with nothing new is a few reads. */
const TURN_MS = 10_000;

/**
 * Tells people of runs for as long as the process lives. It follows the store and not the discrepancy queue: a message
 * that is taken from that queue is gone for whoever else consumes it, and the store knows what was told already. A
 * thread does it: a digest reads a whole outcome, and the main thread renews locks.
 */
export const alertsConsumer: Consumer = ({ context, runner, log }) => {
  if (context.config.notify.length === 0) return () => Promise.resolve();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    try {
      await runWithin(
        runner,
        { kind: 'alerts' },
        { minutes: context.config.limits.stageMinutes, what: 'telling people' },
      );
    } catch (error) {
      log.warn({ part: 'alerts', reason: String(error) }, 'a turn of the alerts failed; it is done again');
    }
    if (!isStopped) timer = setTimeout(begin, TURN_MS);
  };
  let current: Promise<void> = Promise.resolve();
  const begin = (): void => {
    current = turn();
  };
  begin();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    return current;
  };
};
