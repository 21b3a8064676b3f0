import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { parseConfig, configHash } from '../../schemas/config/parse-config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Log } from '../../schemas/ports/log.ts';
import { openContext } from '../pipeline/open.ts';
import { doTask } from './tasks.ts';
import { failureOf, type Answer, type Request, type ThreadData } from './thread-messages.ts';

/**
 * Entry point of a thread that does stages: a write lock that waits, or a million lines, would hold up the event loop
 * on which BullMQ renews the locks of its jobs. It has a database connection of its own, and reads the configuration
 * itself, because secrets do not travel in messages.
 */

/** Set by the tests of crashes alone: see scripts/testing/crash/. */
export type StepHook = (step: string) => void;

export function serveStages(onStep?: StepHook): void {
  const port = parentPort;
  if (port === null) throw new CuadreError('usage_invalid', 'this module runs as a worker thread only');
  const answer = (message: Answer): void => {
    port.postMessage(message);
  };
  const data = workerData as ThreadData;
  const parsed = parseConfig(data.configText, { baseDirectory: data.baseDirectory, env: process.env });
  if (!parsed.ok) throw new CuadreError('configuration_invalid', 'the configuration was changed and has problems now');
  const context = openContext({
    config: parsed.config,
    configHash: configHash(parsed.config),
    programVersion: data.programVersion,
    clock: { nowMs: () => Date.now(), wait: (ms) => sleep(ms) },
    log: logTo(answer),
    ...(onStep === undefined ? {} : { onStep }),
  });
  let current = new AbortController();
  port.on('message', (request: Request) => {
    if (request === 'abort') {
      current.abort();
      return;
    }
    current = new AbortController();
    doTask(request, context, current.signal).then(
      (result) => {
        answer({ kind: 'done', result });
      },
      (error: unknown) => {
        answer({ kind: 'failed', failure: failureOf(error) });
      },
    );
  });
}

/** The process writes the log: one writer, whole lines. */
function logTo(answer: (message: Answer) => void): Log {
  const at =
    (level: keyof Log): Log['info'] =>
    (fields, message) => {
      answer({ kind: 'log', level, fields, message });
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
