import { createRequire } from 'node:module';
import type { pino as Pino } from 'pino';
import { CuadreError } from '../../schemas/errors.ts';
import type { Log } from '../../schemas/ports/log.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

/**
 * One JSON line per outcome, to stderr and at once: a worker thread or a buffer would lose the last lines of a process
 * that ends. `LOG_LEVEL` decides; without it commands say `warn`, workers `info`. Throws `usage_invalid` on another
 * level.
 */
export function openLog(
  byDefault: LogLevel = 'warn',
  env: Readonly<Record<string, string | undefined>> = process.env,
): Log {
  const wanted = env['LOG_LEVEL'] ?? '';
  const level = wanted === '' ? byDefault : LEVELS.find((name) => name === wanted);
  if (level === undefined) {
    throw new CuadreError('usage_invalid', `LOG_LEVEL is "${wanted}"; it may be ${LEVELS.join(', ')}`, {
      accepted: LEVELS,
    });
  }
  return lazily(level);
}

/** What is kept of lines that a full disk does not take; those after it are lost. */
const KEPT_LENGTH_MAX = 1 << 20;

/** pino is loaded with the first line that is told: a command that only looks has none, and starts without it. */
function lazily(level: LogLevel): Log {
  let opened: Log | null = null;
  const log = (): Log => {
    if (opened !== null) return opened;
    const { pino } = requireHere('pino') as { readonly pino: typeof Pino };
    const stream = pino.destination({ dest: 2, sync: true, maxLength: KEPT_LENGTH_MAX });
    // What cannot be written now is kept and written once there is room again; no work ends for it.
    stream.on('error', () => undefined);
    opened = pino({ level, base: null }, stream);
    return opened;
  };
  const told = LEVELS.slice(LEVELS.indexOf(level));
  return {
    info: (fields, message) => {
      if (told.includes('info')) log().info(fields, message);
    },
    warn: (fields, message) => {
      if (told.includes('warn')) log().warn(fields, message);
    },
    error: (fields, message) => {
      if (told.includes('error')) log().error(fields, message);
    },
  };
}

const requireHere = createRequire(import.meta.url);
