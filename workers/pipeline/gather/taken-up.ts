import { type SettlementSource, sourcesOfLeg } from '../../../schemas/config/config.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import { type BankLine, type LineAddress, type SettlementLine, addressKey } from '../../../schemas/lines/records.ts';
import { fatesWhere } from '../../../schemas/outcome/fates.ts';
import type { Discrepancy, FateRow, PayoutRow, RecordedDiscrepancy, RunKey } from '../../../schemas/outcome/run.ts';
import { type PlainDate, addDays } from '../../../schemas/values/dates.ts';
import { subtract } from '../../../schemas/values/money.ts';
import { plainText } from '../../3-match/bank-scope.ts';
import { type Decisions, isDecided, isUnresolved, lastOfEach, reopens } from '../../3-match/decisions.ts';
import { KINDS } from '../../../schemas/kinds/kinds.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import type { Entering, LineReader } from './line-reader.ts';
import { expectedOf, payoutSums } from '../../3-match/payout-sums.ts';
import { keyOfRow } from '../../3-match/receivables.ts';
import { settledCurrencyOf } from '../../3-match/settled-money.ts';
import { type SettledDays, settledDays } from '../../3-match/settled-days.ts';
import { holdsWords } from '../../3-match/words.ts';
import { groupBy } from '../../../schemas/values/groups.ts';

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

/** Reads through the ports; `inHand` gives what the run has in the working set so far, plain sales with it. */
export async function takenUp(
  inHand: () => readonly Entering[],
  priorDiscrepancies: readonly Discrepancy[],
  decisions: Decisions,
  before: PlainDate,
  context: Context,
  reader: LineReader,
): Promise<TakenUp> {
  const decided = await recentlyDecided(before, context);
  const reopening = await reopenedOf(priorDiscrepancies, decisions, before, context);
  if (decided.length === 0 && reopening.length === 0) return NOTHING;
  const entering = inHand();
  const byFiles: RecordedDiscrepancy[] = [];
  for (const one of decided) if (await isTouched(one.discrepancy, entering, before, context)) byFiles.push(one);
  const reopenedIds = new Set(reopening.map((one) => one.id));
  const whole = [...byFiles, ...decided.filter(({ discrepancy }) => reopenedIds.has(discrepancy.id))];
  const addresses = new Map<string, LineAddress>();
  for (const one of reopening) for (const line of one.lines) if (line.broken) addresses.set(addressKey(line), line);
  for (const fate of await fatesOf(whole, context)) addresses.set(addressKey(fate), fate);
  for (const { row } of entering) addresses.delete(addressKey(row));
  const present = (await context.store.history.presentFates([...addresses.values()], before)).filter(
    (fate): fate is FateRow => fate !== null,
  );
  const payouts = (await inTurn(whole, ({ discrepancy }) => rowsOfPayout(discrepancy, before, context)))
    .flat()
    .filter((row) => row.fate === 'decided');
  return {
    lines: await reader.read(present, 'brought_back'),
    reopened: reopening.map((one): Discrepancy => ({ ...one, state: 'open', event: null })),
    payouts: new Set(payouts.map(keyOfRow)),
  };
}

async function recentlyDecided(before: PlainDate, { store, config }: Context): Promise<RecordedDiscrepancy[]> {
  const since = addDays(before, -config.matching.lookbackDays);
  return (await store.history.decided(before)).filter(({ run }) => run.date >= since);
}

/** What stood closed and a decision of this run puts back on the list. */
async function reopenedOf(
  priorDiscrepancies: readonly Discrepancy[],
  decisions: Decisions,
  before: PlainDate,
  { store }: Context,
): Promise<Discrepancy[]> {
  const open = new Set(priorDiscrepancies.filter(isUnresolved).map((one) => one.id));
  const ids = [...lastOfEach(decisions).values()]
    .filter((one) => reopens(one) && !open.has(one.discrepancyId))
    .map((one) => one.discrepancyId);
  const former = await store.history.formerStates(ids, addDays(before, 1));
  return ids.flatMap((id) => former.get(id)?.last ?? []);
}

/**
 * Every line that the run which holds the discrepancy had in the working set for it: a stored discrepancy names only so
 * many.
 */
async function fatesOf(recorded: readonly RecordedDiscrepancy[], { store }: Context): Promise<FateRow[]> {
  const byRun = groupBy(recorded, ({ run }) => `${run.date}.${String(run.generation)}`);
  return (
    await inTurn(byRun.values(), async (ofRun) => {
      const ids = new Set(ofRun.map(({ discrepancy }) => discrepancy.id));
      const run: RunKey | undefined = ofRun[0]?.run;
      if (run === undefined) return [];
      const fates = await store.outcomes.fates(run);
      const idsAt = fates.column('discrepancyIds');
      return [...fatesWhere(fates, (place) => idsAt(place).some((id) => ids.has(id)))];
    })
  ).flat();
}

async function rowsOfPayout(
  { provider, payoutId }: Discrepancy,
  before: PlainDate,
  { store }: Context,
): Promise<PayoutRow[]> {
  return provider === null || payoutId === null ? [] : await store.history.findPayouts(provider, [payoutId], before);
}

/** A new file speaks of it: a credit for its payout, another line of its payout, a payout for its credit. */
async function isTouched(
  discrepancy: Discrepancy,
  entering: readonly Entering[],
  before: PlainDate,
  context: Context,
): Promise<boolean> {
  if (!isDecided(discrepancy) || KINDS[discrepancy.kind].comparison !== 'settlement_bank') return false;
  const source = sourcesOfLeg(context.config, 'settlement').find((one) => one.id === discrepancy.provider);
  const days = settledDays(context.config, context.calendar);
  if (source === undefined || source.settles === 'per_transaction') return false;
  if (discrepancy.kind === 'unidentified_bank_credit')
    return paidPayouts(entering, source, days).has(
      `${discrepancy.currency ?? ''} ${String(discrepancy.bankAmount ?? '')}`,
    );
  const rows = (await rowsOfPayout(discrepancy, before, context)).filter((row) => row.fate === 'decided');
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
export async function waitingDecided(parent: RunKey, { store }: Context, reader: LineReader): Promise<Entering[]> {
  return reader.read(await store.history.decidedWaiting(parent), 'brought_back');
}
