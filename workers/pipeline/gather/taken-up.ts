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
import { addedPayment, combine, expectedOf, NO_SUMS, payoutSums, type PayoutSums } from '../../3-match/payout-sums.ts';
import type { PlainSales } from '../../3-match/plain/plain-sales.ts';
import { keyOfRow, payoutKey, payoutName } from '../../3-match/receivables.ts';
import type { SeenRows } from '../../3-match/seen-before/seen-rows.ts';
import { movementsSeen } from './seen-before.ts';
import { settledCurrencyOf } from '../../3-match/settled-money.ts';
import { settledDays } from '../../3-match/settled-days.ts';
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

/** Reads through the ports; `entering`, `plain` and `seen`: what the run has in hand so far. */
export async function takenUp(
  entering: readonly Entering[],
  plain: PlainSales,
  seen: SeenRows,
  priorDiscrepancies: readonly Discrepancy[],
  decisions: Decisions,
  before: PlainDate,
  context: Context,
  reader: LineReader,
): Promise<TakenUp> {
  const byHand = await matchedByHand(decisions, before, context);
  const decided = await decidedOf(before, byHand, context);
  const reopening = await reopenedOf(priorDiscrepancies, decisions, before, context);
  if (decided.length === 0 && reopening.length === 0) return NOTHING;
  const rowsOf = await payoutsOf(decided, before, context);
  // A credit that is told again is asked about with the others.
  const credits = [...entering, ...movementsSeen(seen, ({ amount }) => amount > 0)];
  const fresh = { payouts: newPayouts(entering, plain, context), creditsOf: newCredits(credits), rowsOf };
  const touched = decided.filter(
    ({ discrepancy }) => isOfMatch(discrepancy, byHand) || isTouched(discrepancy, fresh, context),
  );
  const reopenedIds = new Set(reopening.map((one) => one.id));
  const whole = [...touched, ...decided.filter(({ discrepancy }) => reopenedIds.has(discrepancy.id))];
  const addresses = new Map<string, LineAddress>();
  for (const one of reopening) for (const line of one.lines) if (line.broken) addresses.set(addressKey(line), line);
  for (const fate of await fatesOf(whole, context)) addresses.set(addressKey(fate), fate);
  for (const { row } of entering) addresses.delete(addressKey(row));
  const closed = [...addresses.values()].filter((address) => plain.placeOf(address) === undefined);
  const present = (await context.store.history.presentFates(closed, before)).filter(
    (fate): fate is FateRow => fate !== null,
  );
  const payouts = whole.flatMap(({ discrepancy }) => rowsOf(discrepancy)).filter((row) => row.fate === 'decided');
  return {
    lines: await reader.read(present, 'brought_back'),
    reopened: reopening.map((one): Discrepancy => ({ ...one, state: 'open', event: null })),
    payouts: new Set(payouts.map(keyOfRow)),
  };
}

/** What was closed lately, and, whenever that was, what people match by hand now. */
async function decidedOf(
  before: PlainDate,
  byHand: ReadonlySet<string>,
  { store, config }: Context,
): Promise<RecordedDiscrepancy[]> {
  const since = addDays(before, -config.matching.lookbackDays);
  return (await store.history.decided(before)).filter(
    ({ run, discrepancy }) => run.date >= since || isOfMatch(discrepancy, byHand),
  );
}

/** The discrepancies of the lines that this run is the first to know as matched with the bank by hand. */
async function matchedByHand(
  { byHand }: Decisions,
  before: PlainDate,
  { store }: Context,
): Promise<ReadonlySet<string>> {
  const matches = byHand.taken.filter(({ act, lines }) => act === 'match' && lines.some(({ leg }) => leg === 'bank'));
  const fates = await store.history.presentFates(
    matches.flatMap(({ lines }) => lines),
    before,
  );
  return new Set(fates.flatMap((fate) => fate?.discrepancyIds ?? []));
}

function isOfMatch(discrepancy: Discrepancy, byHand: ReadonlySet<string>): boolean {
  return byHand.has(discrepancy.id) && KINDS[discrepancy.kind].comparison === 'settlement_bank';
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

/** Tells the rows of the payout that a finding names; all are asked for at once. */
async function payoutsOf(
  recorded: readonly RecordedDiscrepancy[],
  before: PlainDate,
  { store }: Context,
): Promise<(discrepancy: Discrepancy) => readonly PayoutRow[]> {
  const ids = new Map<string, Set<string>>();
  for (const { discrepancy } of recorded) {
    const { provider, payoutId } = discrepancy;
    if (provider !== null && payoutId !== null)
      ids.set(provider, (ids.get(provider) ?? new Set<string>()).add(payoutId));
  }
  const found = await inTurn(ids, ([provider, own]) => store.history.findPayouts(provider, [...own], before));
  const rows = groupBy(found.flat(), (row) => payoutName(row.source, row.payoutId));
  return ({ provider, payoutId }) =>
    (provider === null || payoutId === null ? undefined : rows.get(payoutName(provider, payoutId))) ?? [];
}

/** What came in with the files of the date, as far as what people closed may be touched by it. */
interface Fresh {
  readonly payouts: readonly NewPayout[];
  readonly creditsOf: (source: SettlementSource) => readonly NewCredit[];
  /** The rows of the payout that a finding names. */
  readonly rowsOf: (discrepancy: Discrepancy) => readonly PayoutRow[];
}

/** A credit with its text as texts are compared. */
interface NewCredit {
  readonly line: BankLine;
  readonly text: string;
}

/** What new lines of a payout come to. */
interface NewPayout {
  readonly source: string;
  readonly payoutId: string;
  readonly currency: string;
  readonly sums: PayoutSums;
}

/** The payouts and days that new lines belong to, plain or not; of plain sales no record is made. */
function newPayouts(entering: readonly Entering[], plain: PlainSales, { config, calendar }: Context): NewPayout[] {
  const days = settledDays(config, calendar);
  const known = new Map<string, NewPayout>();
  const put = (line: SettlementLine): void => {
    const payoutId = days.payoutId(line);
    if (payoutId === null) return;
    const [source, currency] = [line.source, settledCurrencyOf(line)];
    const key = payoutKey(source, payoutId, currency);
    const { sums } = known.get(key) ?? { sums: NO_SUMS };
    const own = line.type === 'payment' ? addedPayment(sums, line) : combine(sums, payoutSums([line]), 1);
    known.set(key, { source, payoutId, currency, sums: own });
  };
  for (const { row, entered } of entering)
    if (entered === 'new' && !('code' in row) && row.leg === 'settlement' && row.status === 'approved') put(row);
  for (const { payment, former } of plain.each()) if (former === null) put(payment);
  return [...known.values()];
}

/** A new file speaks of it: a credit for its payout, another line of its payout, a payout for its credit. */
function isTouched(discrepancy: Discrepancy, { payouts, creditsOf, rowsOf }: Fresh, context: Context): boolean {
  if (!isDecided(discrepancy) || KINDS[discrepancy.kind].comparison !== 'settlement_bank') return false;
  const source = sourcesOfLeg(context.config, 'settlement').find((one) => one.id === discrepancy.provider);
  if (source === undefined || source.settles === 'per_transaction') return false;
  const own = payouts.filter((one) => one.source === source.id);
  if (discrepancy.kind === 'unidentified_bank_credit')
    return own.some(
      ({ currency, sums }) => currency === discrepancy.currency && expectedOf(sums, source) === discrepancy.bankAmount,
    );
  const rows = rowsOf(discrepancy).filter((row) => row.fate === 'decided');
  return rows.some(
    (row) =>
      own.some((one) => one.payoutId === row.payoutId && one.currency === row.currency) ||
      creditsOf(source).some((credit) => pays(credit, row, source)),
  );
}

/** Tells the new credits that look like a source's, each looked at once. A plain credit speaks of no payout. */
function newCredits(entering: readonly Entering[]): Fresh['creditsOf'] {
  const all = entering.flatMap(({ row, entered }): NewCredit[] =>
    entered === 'new' && !('code' in row) && row.leg === 'bank'
      ? [{ line: row, text: plainText(row.description) }]
      : [],
  );
  const known = new Map<string, readonly NewCredit[]>();
  return (source) => {
    const texts = source.bankText.map(plainText);
    const own = known.get(source.id) ?? all.filter((one) => texts.some((text) => holdsWords(one.text, text)));
    known.set(source.id, own);
    return own;
  };
}

/** It names the payout, or is exactly what it comes to, or what was wanting. */
function pays({ line: credit, text }: NewCredit, row: PayoutRow, source: SettlementSource): boolean {
  if (credit.currency !== row.currency) return false;
  if (holdsWords(text, plainText(row.payoutId))) return true;
  const expected = expectedOf(row, source);
  return (
    credit.amount === expected || (row.bankAmount !== null && credit.amount === subtract(expected, row.bankAmount))
  );
}

/** Closed lines whose other leg still waits: a person closed one comparison of them, not both. */
export async function waitingDecided(parent: RunKey, { store }: Context, reader: LineReader): Promise<Entering[]> {
  return reader.read(await store.history.decidedWaiting(parent), 'brought_back');
}
