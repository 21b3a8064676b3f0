import { CuadreError, type ErrorCode, type ErrorContext } from '../../schemas/errors.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { Task, TaskResults } from './tasks.ts';

/** What a worker process and its threads say to each other: plain data. */

export interface ThreadData {
  /** cuadre.yaml as it stood when the process started. */
  readonly configText: string;
  readonly baseDirectory: string;
  /** Where it stands; absent: nobody asks the thread for a backup. */
  readonly configFile?: string;
  readonly programVersion: string;
}

/** How a task ended: an error of ours keeps its code on its way between threads. */
export type Done = { readonly result: TaskResults[Task['kind']] } | { readonly failure: Failure };

export interface LogLine {
  readonly level: keyof Log;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

interface Failure {
  /** Null: no CuadreError, a defect. */
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly context: ErrorContext;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof CuadreError) return { code: error.code, message: error.message, context: error.context };
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error), context: {} };
}

/** The error again, on the other side. */
export function errorOf({ code, message, context }: Failure): Error {
  return code === null ? new Error(message) : new CuadreError(code, message, context);
}
