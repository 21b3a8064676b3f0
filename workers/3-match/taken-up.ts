import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import { subtract } from '../../schemas/values/money.ts';
import { sourcesOfLeg, type SettlementSource } from '../../schemas/config/config.ts';
import { addressKey, type BankLine, type LineAddress, type SettlementLine } from '../../schemas/lines/records.ts';
import type { RecordedDiscrepancy } from '../../schemas/ports/store.ts';
import type { Discrepancy, FateRow, PayoutRow, RunKey } from '../../schemas/outcome/run.ts';
import type { Context } from '../pipeline/context.ts';
import { plainText } from './bank-scope.ts';
import { isDecided, isUnresolved, lastOfEach, reopens, type Decisions } from './decisions.ts';
import type { Entering, LineReader } from './line-reader.ts';
import { expectedOf, payoutSums, settledCurrencyOf, keyOfRow } from './receivables.ts';
import { holdsWords } from './words.ts';
import { settledDays, type SettledDays } from './settled-days.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/**
 * What people closed and a run takes up again. A decision ends the work on an item, not its life: money that comes for
 * a payout that was written off pays it, a payout that comes for a credit that was resolved takes it, and who reopens
 * an item gets it back as it was.
 */
export interface TakenUp {
  /** Closed lines of what is taken up. */
  readonly lines: readonly Entering[];
  /** What people opened again, as open. */
  readonly reopened: readonly Discrepancy[];
  /** Payouts that are open again although a person closed them, by `payoutKey`. */
  readonly payouts: ReadonlySet<string>;
}

const NOTHING: TakenUp = { lines: [], reopened: [], payouts: new Set() };

/** Reads through the ports; `entering` is what the run has in the working set so far. */
export function takenUp(
  entering: readonly Entering[],
  priorDiscrepancies: readonly Discrepancy[],
  decisions: Decisions,
  before: PlainDate,
  context: Context,
  reader: LineReader,
): TakenUp {
  const decided = recentlyDecided(before, context);
  const reopening = reopenedOf(priorDiscrepancies, decisions, before, context);
  if (decided.length === 0 && reopening.length === 0) return NOTHING;
  const byFiles = decided.filter(({ discrepancy }) => isTouched(discrepancy, entering, before, context));
  const reopenedIds = new Set(reopening.map((one) => one.id));
  const whole = [...byFiles, ...decided.filter(({ discrepancy }) => reopenedIds.has(discrepancy.id))];
  const addresses = new Map<string, LineAddress>();
  for (const one of reopening) for (const line of one.lines) if (line.broken) addresses.set(addressKey(line), line);
  for (const fate of fatesOf(whole, context)) addresses.set(addressKey(fate), fate);
  for (const { row } of entering) addresses.delete(addressKey(row));
  const present = context.store
    .presentFates([...addresses.values()], before)
    .filter((fate): fate is FateRow => fate !== null);
  const payouts = whole
    .flatMap(({ discrepancy }) => rowsOfPayout(discrepancy, before, context))
    .filter((row) => row.fate === 'decided');
  return {
    lines: reader.read(present, 'brought_back'),
    reopened: reopening.map((one): Discrepancy => ({ ...one, state: 'open', event: null })),
    payouts: new Set(payouts.map(keyOfRow)),
  };
}

function recentlyDecided(before: PlainDate, { store, config }: Context): RecordedDiscrepancy[] {
  const since = addDays(before, -config.matching.lookbackDays);
  return store.decided(before).filter(({ run }) => run.date >= since);
}

/** What stood closed and a decision of this run puts back on the list. */
function reopenedOf(
  priorDiscrepancies: readonly Discrepancy[],
  decisions: Decisions,
  before: PlainDate,
  { store }: Context,
): Discrepancy[] {
  const open = new Set(priorDiscrepancies.filter(isUnresolved).map((one) => one.id));
  return [...lastOfEach(decisions).values()].filter(reopens).flatMap(({ discrepancyId }) => {
    if (open.has(discrepancyId)) return [];
    return store.lastState(discrepancyId, addDays(before, 1)) ?? [];
  });
}

/**
 * Every line that the run which holds the discrepancy had in the working set for it: a stored discrepancy names only so
 * many.
 */
function fatesOf(recorded: readonly RecordedDiscrepancy[], { store }: Context): FateRow[] {
  const byRun = groupBy(recorded, ({ run }) => `${run.date}.${String(run.generation)}`);
  return [...byRun.values()].flatMap((ofRun) => {
    const ids = new Set(ofRun.map(({ discrepancy }) => discrepancy.id));
    const run: RunKey | undefined = ofRun[0]?.run;
    return run === undefined ? [] : store.fates(run).filter((fate) => fate.discrepancyIds.some((id) => ids.has(id)));
  });
}

function rowsOfPayout({ provider, payoutId }: Discrepancy, before: PlainDate, { store }: Context): PayoutRow[] {
  return provider === null || payoutId === null ? [] : store.findPayouts(provider, [payoutId], before);
}

/** A new file speaks of it: a credit for its payout, another line of its payout, a payout for its credit. */
function isTouched(
  discrepancy: Discrepancy,
  entering: readonly Entering[],
  before: PlainDate,
  context: Context,
): boolean {
  if (!isDecided(discrepancy) || KINDS[discrepancy.kind].comparison !== 'settlement_bank') return false;
  const source = sourcesOfLeg(context.config, 'settlement').find((one) => one.id === discrepancy.provider);
  const days = settledDays(context.config, context.calendar);
  if (source === undefined || source.settles === 'per_transaction') return false;
  if (discrepancy.kind === 'unidentified_bank_credit')
    return paidPayouts(entering, source, days).has(
      `${discrepancy.currency ?? ''} ${String(discrepancy.bankAmount ?? '')}`,
    );
  const rows = rowsOfPayout(discrepancy, before, context).filter((row) => row.fate === 'decided');
  return rows.some(
    (row) =>
      joins(row, entering, source, days) || newCredits(entering, source).some((credit) => pays(credit, row, source)),
  );
}

/** What the payouts that new lines belong to come to, as `currency amount`. */
function paidPayouts(entering: readonly Entering[], source: SettlementSource, days: SettledDays): Set<string> {
  const groups = groupBy(
    newLines(entering, source).filter((line) => days.payoutId(line) !== null),
    (line) => `${days.payoutId(line) ?? ''} ${settledCurrencyOf(line)}`,
  );
  return new Set(
    [...groups.values()].map((lines) => {
      const [line] = lines;
      return `${line === undefined ? '' : settledCurrencyOf(line)} ${String(expectedOf(payoutSums(lines), source))}`;
    }),
  );
}

function newLines(entering: readonly Entering[], source: SettlementSource): SettlementLine[] {
  return entering.flatMap(({ row, entered }) =>
    entered === 'new' &&
    !('code' in row) &&
    row.leg === 'settlement' &&
    row.source === source.id &&
    row.status === 'approved'
      ? [row]
      : [],
  );
}

function newCredits(entering: readonly Entering[], source: SettlementSource): BankLine[] {
  const texts = source.bankText.map(plainText);
  return entering.flatMap(({ row, entered }) =>
    entered === 'new' &&
    !('code' in row) &&
    row.leg === 'bank' &&
    texts.some((text) => holdsWords(plainText(row.description), text))
      ? [row]
      : [],
  );
}

function joins(row: PayoutRow, entering: readonly Entering[], source: SettlementSource, days: SettledDays): boolean {
  return newLines(entering, source).some(
    (line) => days.payoutId(line) === row.payoutId && settledCurrencyOf(line) === row.currency,
  );
}

/** It names the payout, or is exactly what it comes to, or what was wanting. */
function pays(credit: BankLine, row: PayoutRow, source: SettlementSource): boolean {
  if (credit.currency !== row.currency) return false;
  if (holdsWords(plainText(credit.description), plainText(row.payoutId))) return true;
  const expected = expectedOf(row, source);
  return (
    credit.amount === expected || (row.bankAmount !== null && credit.amount === subtract(expected, row.bankAmount))
  );
}

/** Closed lines whose other leg still waits: a person closed one comparison of them, not both. */
export function waitingDecided(parent: RunKey, { store }: Context, reader: LineReader): Entering[] {
  return reader.read(store.decidedWaiting(parent), 'brought_back');
}
