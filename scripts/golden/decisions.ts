import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { DECISION_EVENTS } from '../../schemas/outcome/decision.ts';
import { parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import { DISCREPANCY_KINDS } from '../../schemas/kinds/kinds.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { subjectOf } from '../cli/describe.ts';

/** What people decide in a golden case, after the run of a date. */
export interface CaseDecision {
  readonly after: PlainDate;
  readonly kind: (typeof DISCREPANCY_KINDS)[number];
  /** The reference, transaction or payout. */
  readonly about: string;
  readonly decision: (typeof DECISION_EVENTS)[number];
  readonly by: string;
  readonly note: string;
}

const ROW = z.strictObject({
  after: z.string().transform((text, context) => {
    const date = parsePlainDate(text);
    if (date !== null) return date;
    context.addIssue(`${text} is no date`);
    return z.NEVER;
  }),
  kind: z.enum(DISCREPANCY_KINDS),
  about: z.string(),
  decision: z.enum(DECISION_EVENTS),
  by: z.string(),
  note: z.string(),
});

/** The rows of `decisions.csv` of a case, in their order; none where there is no such file. */
export function readDecisions(folder: string): CaseDecision[] {
  const file = join(folder, 'decisions.csv');
  if (!existsSync(file)) return [];
  const rows: unknown[] = parse(readFileSync(file, 'utf8'), { columns: true, skip_empty_lines: true });
  return rows.map((row) => ROW.parse(row));
}

/** Takes the decisions; throws where one names nothing of the queue, several, or cannot be taken. */
export async function takeDecisions(decisions: readonly CaseDecision[], store: Store, atMs: number): Promise<void> {
  const queue = await store.queue.entries();
  const taken = decisions.map(({ kind, about, decision, by, note }) => {
    const meant = queue.filter(
      ({ discrepancy: one }) =>
        one.kind === kind && [one.merchantReference, one.providerId, one.payoutId, subjectOf(one)].includes(about),
    );
    const [only, ...others] = meant;
    if (only === undefined || others.length > 0)
      throw new Error(`${kind} ${about} means ${String(meant.length)} discrepancies`);
    return { discrepancyId: only.discrepancy.id, event: decision, by, note, seq: null };
  });
  for (const { code, decision } of await store.queue.decide(taken, { atMs, partial: false }))
    if (code !== 'applied') throw new Error(`${decision.event} of ${decision.discrepancyId}: ${code}`);
}
