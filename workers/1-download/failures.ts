import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError, messageOf } from '../../schemas/errors.ts';

export interface SourceFailure {
  readonly source: string;
  readonly error: unknown;
}

/**
 * What several sources that failed for one date come to: the one error itself, or one that names them all, with the
 * code of the worst. A defect speaks before an error that trying again cannot help, and that before one that it can.
 */
export function oneError(date: PlainDate, failures: readonly SourceFailure[]): unknown {
  const [worst] = [...failures].sort((a, b) => rank(a.error) - rank(b.error));
  if (failures.length === 1 || !(worst?.error instanceof CuadreError)) return worst?.error;
  const failed = failures.map(({ source, error }) => `${source}: ${messageOf(error)}`);
  const message = `${String(failures.length)} sources failed for ${date}`;
  return new CuadreError(worst.error.code, message, { date, failed }, { cause: worst.error });
}

function rank(error: unknown): number {
  if (!(error instanceof CuadreError)) return 0;
  return error.permanent ? 1 : 2;
}
