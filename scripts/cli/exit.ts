import type { CuadreError } from '../../schemas/errors.ts';

/** What a command's exit code says to cron and to scripts. */
export const EXIT = {
  /** Clean, or only older open items. */
  clean: 0,
  /** Failed; nothing is half-written. */
  failed: 1,
  /** Usage or configuration. */
  usage: 2,
  /** Finished, and this run opened or reopened an action. */
  action: 3,
  /** Finished, and a source of a date just run is missing or rejected. */
  incomplete: 4,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The order in which one code speaks for several dates. */
const PRECEDENCE: readonly ExitCode[] = [EXIT.usage, EXIT.failed, EXIT.incomplete, EXIT.action, EXIT.clean];

/** One exit code for several dates: the first of 2, 1, 4, 3, 0 that occurred; clean for none. */
export function exitOf(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.clean;
}

export function exitOfError(error: CuadreError): ExitCode {
  return error.code === 'configuration_invalid' || error.code === 'usage_invalid' ? EXIT.usage : EXIT.failed;
}
