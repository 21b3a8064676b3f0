import { CuadreError } from '../../schemas/errors.ts';
import type { Store } from '../../schemas/ports/store.ts';

/**
 * What is told of an error: one that nobody expects may come of rows that somebody changed or that are damaged, and
 * then `integrity_broken` says which; else it is the error itself.
 */
export async function blamedOnRecord(error: unknown, { chain }: Pick<Store, 'chain'>): Promise<unknown> {
  if (error instanceof CuadreError) return error;
  try {
    await chain.assertRecorded();
    return error;
  } catch (broken) {
    return broken instanceof CuadreError && broken.code === 'integrity_broken' ? broken : error;
  }
}
