import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { workerData } from 'piscina';
import { parseConfig, configHash } from '../../schemas/config/parse-config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Log } from '../../schemas/ports/log.ts';
import { blamedOnRecord } from '../pipeline/blamed-on-record.ts';
import { openContext } from '../pipeline/open.ts';
import { doTask, type Task } from './tasks.ts';
import { failureOf, type Done, type LogLine, type ThreadData } from './thread-messages.ts';

/** Set by the tests of crashes alone: see scripts/testing/crash/. */
export type StepHook = (step: string) => void;

/**
 * What a thread does with a task: a write lock that waits, or a million lines, would hold up the event loop on which
 * BullMQ renews the locks of its jobs. The thread has a database connection of its own, and reads the configuration
 * itself, because secrets do not travel in messages.
 */
export function doingTasks(onStep?: StepHook): (task: Task) => Promise<Done> {
  let context: Context | null = null;
  return async (task) => {
    try {
      context ??= openInThread(onStep);
      return { result: await doTask(task, context) };
    } catch (error) {
      return { failure: failureOf(context === null ? error : await blamedOnRecord(error, context.store)) };
    }
  };
}

export default doingTasks();

function openInThread(onStep?: StepHook): Context {
  const data = workerData as ThreadData;
  const parsed = parseConfig(data.configText, { baseDirectory: data.baseDirectory, env: process.env });
  if (!parsed.ok) throw new CuadreError('configuration_invalid', 'the configuration was changed and has problems now');
  return openContext({
    config: parsed.config,
    configHash: configHash(parsed.config),
    programVersion: data.programVersion,
    ...(data.configFile === undefined ? {} : { configFile: data.configFile }),
    clock: { nowMs: () => Date.now(), wait: (ms) => sleep(ms) },
    log: { info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
    ...(onStep === undefined ? {} : { onStep }),
  });
}

/** The process writes the log: one writer, whole lines. */
function logAt(level: keyof Log): Log['info'] {
  return (fields, message) => {
    parentPort?.postMessage({ level, fields, message } satisfies LogLine);
  };
}
