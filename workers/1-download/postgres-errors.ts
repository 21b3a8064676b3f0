import { CuadreError, type ErrorContext } from '../../schemas/errors.ts';
import { networkError } from './https-answers.ts';

/** What a PostgreSQL error means, by its SQLSTATE (PostgreSQL manual, appendix A). Never by its words. */

/** Classes after which another attempt may succeed: connection, resources, conflict, lock, operator, system. */
const PASSING_CLASSES = new Set(['08', '40', '53', '55', '57', '58', 'XX']);
/** The protocol is violated where the query has more parameters than it is given. */
const PROTOCOL_VIOLATION = '08P01';
/** The query's own mistakes: a message of this class names columns and tables, and no value of a row. */
const QUERY_CLASS = '42';
const INSUFFICIENT_PRIVILEGE = '42501';

export function postgresError(error: unknown, context: ErrorContext): CuadreError {
  if (error instanceof CuadreError)
    return new CuadreError(error.code, error.message, { ...context, ...error.context }, { cause: error });
  const sqlState = stateOf(error);
  if (sqlState === null) return networkError(error, { ...context, host: context['database'] ?? '' });
  const facts = { ...context, sqlState };
  const says = `${String(context['source'])}: ${String(context['database'])} answers ${sqlState}`;
  if (sqlState.startsWith('28') || sqlState === INSUFFICIENT_PRIVILEGE) {
    return new CuadreError('source_refused', `${says}: this user may not read it`, facts, { cause: error });
  }
  if (PASSING_CLASSES.has(sqlState.slice(0, 2)) && sqlState !== PROTOCOL_VIOLATION) {
    return new CuadreError('source_unreachable', says, facts, { cause: error });
  }
  const detail = sqlState.startsWith(QUERY_CLASS) && error instanceof Error ? `: ${error.message}` : '';
  return new CuadreError('source_unusable', `${says}${detail}`, facts, { cause: error });
}

function stateOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return null;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}
