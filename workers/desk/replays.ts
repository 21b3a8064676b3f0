import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { DIFF_CHANGES } from '../../schemas/outcome/generation-diff.ts';
import { DISCREPANCY_KINDS } from '../../schemas/kinds/kinds.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';

/**
 * Dates that are run again from the desk: what would change first, then, by a person and with a reason, the change. The
 * work is another process's, the command's own: a large date takes minutes, and would hold up every page here. One at a
 * time, and beside other processes the leases of the dates decide, as for every run.
 */

export interface ReplayWish {
  readonly date: PlainDate;
  /** Say what would change, and change nothing. */
  readonly isDry: boolean;
  /** Look for the files at their sources again. */
  readonly refetch: boolean;
  /** Run the later dates too that this makes stale. */
  readonly cascade: boolean;
  /** Kept with the generation; null of a dry run. */
  readonly reason: string | null;
}

const IDENTITY = z.object({ sha256: z.string().nullable() }).nullable();

/** What the desk reads of the document of `cuadre replay --json`; programs read the rest. */
export const REPLAY_DOCUMENT = z.object({
  generation: z.number(),
  changed: z.boolean(),
  actions_opened: z.number(),
  diff: z
    .object({
      former_generation: z.number(),
      inputs: z.object({
        files: z.array(z.object({ source: z.string(), before: IDENTITY, after: IDENTITY })),
        parent: z.boolean(),
        configuration: z.boolean(),
        rules: z.boolean(),
        decisions: z.boolean(),
      }),
      totals: z.array(
        z.object({
          change: z.enum(DIFF_CHANGES),
          currency: z.string(),
          references: z.number(),
          before: z.string(),
          after: z.string(),
        }),
      ),
      discrepancies: z.array(
        z.object({
          kind: z.enum(DISCREPANCY_KINDS),
          change: z.enum(['opened', 'closed', 'changed']),
          merchant_reference: z.string().nullable(),
          payout_id: z.string().nullable(),
          provider: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
  rerun: z.array(z.object({ date: z.string(), generation: z.number(), changed: z.boolean() })),
  stale: z.array(z.string()),
});
export type ReplayDocument = z.infer<typeof REPLAY_DOCUMENT>;

export type ReplayAnswer =
  | { readonly isDone: true; readonly document: ReplayDocument }
  /** `holder`: who holds the date, where that is why. */
  | { readonly isDone: false; readonly code: string; readonly message: string; readonly holder: string | null };

/** Runs a date again, elsewhere. Never throws: what goes wrong is an answer. */
export type RunReplay = (wish: ReplayWish, stop: AbortSignal) => Promise<ReplayAnswer>;

/** Who asks, as far as it matters here. */
interface Asker {
  readonly id: string;
  readonly name: string;
}

export interface UnderWayReplay {
  readonly wish: ReplayWish;
  readonly by: Asker;
  readonly sinceMs: number;
}

export interface FinishedReplay extends UnderWayReplay {
  readonly answer: ReplayAnswer;
  /** Lets its asker have done what it told, once; null where it told of nothing to do. */
  readonly ticket: string | null;
  readonly atMs: number;
}

export interface Replays {
  /** The one that is under way; null: none. */
  readonly underWay: () => UnderWayReplay | null;
  /** The last one of a date that somebody asked for. */
  readonly last: (date: PlainDate, by: Asker) => FinishedReplay | null;
  /** Begins one, and waits a little for its end. False, and nothing is begun: another one is under way. */
  readonly begin: (wish: ReplayWish, by: Asker) => Promise<boolean>;
  /**
   * The dry run of a ticket, which is used up by it; null where it is not the last of its date and asker, or too old.
   */
  readonly take: (date: PlainDate, by: Asker, ticket: string) => FinishedReplay | null;
  /** Ends what is under way. A run that is ended leaves nothing half-written, and its date can be run again at once. */
  readonly stop: () => Promise<void>;
}

/** Most dates are done by then; who asked for a larger one sees that it is under way. */
const WAITS_MS = 5_000;
/** What would have changed half an hour ago is no ground to change it. */
const TICKET_MS = 30 * 60_000;
const KEPT_MAX = 200;

/** In the memory of this process. */
export function keepReplays(run: RunReplay, { nowMs }: Pick<Clock, 'nowMs'>): Replays {
  const stopping = new AbortController();
  const kept = new Map<string, FinishedReplay>();
  let current: (UnderWayReplay & { readonly end: Promise<void> }) | null = null;
  const keyOf = (date: PlainDate, by: Asker): string => `${date} ${by.id}`;
  const finish = (one: UnderWayReplay, answer: ReplayAnswer): void => {
    const key = keyOf(one.wish.date, one.by);
    kept.delete(key);
    const isGround = one.wish.isDry && answer.isDone && answer.document.changed;
    const ticket = isGround ? randomBytes(16).toString('hex') : null;
    kept.set(key, { ...one, answer, ticket, atMs: nowMs() });
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    current = null;
  };
  return {
    underWay: () => current,
    last: (date, by) => kept.get(keyOf(date, by)) ?? null,
    begin: async (wish, by) => {
      if (current !== null || stopping.signal.aborted) return false;
      const one = { wish, by, sinceMs: nowMs() };
      const end = run(wish, stopping.signal).then((answer) => {
        finish(one, answer);
      });
      current = { ...one, end };
      const waits = new AbortController();
      await Promise.race([
        end,
        sleep(WAITS_MS, undefined, { signal: waits.signal, ref: false }).catch(() => undefined),
      ]);
      waits.abort();
      return true;
    },
    take: (date, by, ticket) => {
      const found = kept.get(keyOf(date, by));
      if (found?.ticket !== ticket || nowMs() - found.atMs > TICKET_MS) return null;
      kept.set(keyOf(date, by), { ...found, ticket: null });
      return found;
    },
    stop: async () => {
      stopping.abort();
      await current?.end;
    },
  };
}
