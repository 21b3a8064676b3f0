import { CuadreError } from '../../schemas/errors.ts';
import type { Log } from '../../schemas/ports/log.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

/**
 * One JSON line per outcome, to stderr and at once: a worker thread or a buffer would lose the last lines of a process
 * that ends. `LOG_LEVEL` decides; without it commands say `warn`, workers `info`. Throws `usage_invalid` on another
 * level.
 */
export async function openLog(
  byDefault: LogLevel = 'warn',
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Log> {
  const wanted = env['LOG_LEVEL'] ?? '';
  const level = wanted === '' ? byDefault : LEVELS.find((name) => name === wanted);
  if (level === undefined) {
    throw new CuadreError('usage_invalid', `LOG_LEVEL is "${wanted}"; it may be ${LEVELS.join(', ')}`, {
      accepted: LEVELS,
    });
  }
  const { pino } = await import('pino');
  const log: Log = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
  return log;
}
