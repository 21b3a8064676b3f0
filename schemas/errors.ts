/**
 * The one error type of the program. A test asserts the code, never the wording.
 *
 * Bad data is never thrown: it is a value (a Reject, a refused source, a finding). What is thrown is
 * either broken code or configuration (permanent) or a broken world (transient: try again later).
 */

/** Codes after which trying again cannot help: the input, the configuration or the code must change. */
export const PERMANENT_CODES = [
  'configuration_invalid',
  'usage_invalid',
  'conservation_broken',
  'money_out_of_range',
  'record_invalid',
  'two_files_for_one_date',
  'file_claimed_twice',
  'run_unknown',
  'reference_unknown',
  'decision_refused',
  'person_unknown',
  'person_refused',
  'sign_in_refused',
  'right_missing',
  'integrity_broken',
  'file_pruned',
  'store_newer_than_program',
  'store_not_converted',
  'record_gone',
  'store_of_another',
  'backup_damaged',
  'backup_unknown',
  'restore_refused',
  'payload_invalid',
  'source_refused',
  'source_forbidden',
  'source_unusable',
  'queue_evicts',
  'stage_parked',
  'stage_too_long',
  'alert_refused',
] as const;

/** Codes of a broken world: a lock, a disk, a network. A later attempt may succeed. */
export const TRANSIENT_CODES = [
  'run_held_elsewhere',
  'lease_lost',
  'store_busy',
  'store_in_use',
  'disk_failed',
  'source_unreachable',
  'queue_unreachable',
  'alert_undelivered',
  'thread_not_started',
] as const;

export type ErrorCode = (typeof PERMANENT_CODES)[number] | (typeof TRANSIENT_CODES)[number];

export type ErrorContext = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** An error with a stable code and the facts a person needs to act on it. */
export class CuadreError extends Error {
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CuadreError';
    this.code = code;
    this.context = context;
  }

  /** True where trying again cannot help. */
  get permanent(): boolean {
    return (PERMANENT_CODES as readonly string[]).includes(this.code);
  }
}

/** What anything that was thrown says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A value that cannot be lacking: where it is, the code is broken, and no default may hide it. */
export function certain<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new RangeError(`${what} is lacking`);
  return value;
}
