import { inTurn } from '../../schemas/in-turn.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { OpenRow } from '../queries/open-row.ts';

/** The whole discrepancies of the rows that a page shows: the sentences are made of them. */
export interface Found {
  readonly of: (rows: readonly OpenRow[], run: RunKey) => Promise<Discrepancy[]>;
}

/** So many of those that were shown last are kept: fifty people look at much the same pages. */
const KEPT_MAX = 2_000;

export function keepFound({ store }: Pick<Context, 'store'>): Found {
  const kept = new Map<string, Discrepancy>();
  const read = async (row: OpenRow, run: RunKey): Promise<Discrepancy[]> => {
    const key = `${row.id} ${String(row.seq)} ${run.date} ${String(run.generation)}`;
    const known = kept.get(key);
    if (known !== undefined) return [known];
    const entry = await store.queue.find(row.id);
    if (entry === null) return [];
    const found = (await store.outcomes.discrepancy(run, row.id)) ?? entry.discrepancy;
    const { state, note } = entry.discrepancy;
    const whole = { ...found, state, note };
    kept.set(key, whole);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    return [whole];
  };
  return { of: async (rows, run) => (await inTurn(rows, (row) => read(row, run))).flat() };
}
