import type { SettlementSource } from '../../schemas/config/config.ts';
import { laterOf, type PlainDate } from '../../schemas/values/dates.ts';
import { add, minor, negate, subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { addressKey, type Fate, type SettlementLine } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import type { Receivable, ReceivableMember } from './bank/types.ts';
import type { DueDates } from './due-dates.ts';
import { type HeldSettlement } from './working-set.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** The sums of a payout, as its row prints them. */
export interface PayoutSums {
  readonly lines: number;
  readonly gross: Minor;
  readonly refunds: Minor;
  readonly fees: Minor;
  readonly taxes: Minor;
  readonly adjustments: Minor;
  readonly net: Minor;
}

/** A payout, a provider's day or a single line that the bank should show, with everything known of it. */
export interface OpenReceivable {
  readonly receivable: Receivable;
  readonly source: SettlementSource;
  /** Its lines in the working set; closed lines of a standing pair are only in the sums. */
  readonly members: readonly HeldSettlement[];
  readonly sums: PayoutSums;
  readonly cohorts: readonly PlainDate[];
  /** What the provider took back of it; the sums are without it. */
  readonly givenBack: Minor;
  /** Payouts that the provider took back and pays again with this one. */
  readonly paysAgain: readonly OpenReceivable[];
  /** The row of the run before, of a payout that is older than this run. */
  readonly former: PayoutRow | null;
}

/** What a line is paid out in. */
export function settledCurrencyOf(line: SettlementLine): string {
  return line.settledCurrency ?? line.currency;
}

export function settledGrossOf(line: SettlementLine): Minor {
  return line.settledGross ?? line.gross;
}

export function feeOf(line: SettlementLine): Minor {
  return line.settledFee ?? line.fee ?? ZERO;
}

export function taxOf(line: SettlementLine): Minor {
  return add(line.tax ?? ZERO, line.otherDeductions ?? ZERO);
}

/** The net that the provider states; where the file states none, gross less what it says it deducts. */
export function settledNetOf(line: SettlementLine): Minor {
  return (
    line.settledNet ??
    (line.settledCurrency === null ? line.net : null) ??
    subtract(settledGrossOf(line), add(feeOf(line), taxOf(line)))
  );
}

/** What the bank should show of a line, by the column that its source compares. */
export function comparedAmount(line: SettlementLine, source: SettlementSource): Minor {
  return source.compares === 'net' ? settledNetOf(line) : settledGrossOf(line);
}

/** One spelling of a payout, for keys; `keyOfRow` says it of a row. */
export function payoutKey(source: string, payoutId: string, currency: string): string {
  return `${source}|${payoutId}|${currency}`;
}

/** The sums of some lines, signed as money moves: refunds negative, fees and taxes positive when deducted. */
export function payoutSums(lines: readonly SettlementLine[]): PayoutSums {
  const of = (types: readonly SettlementLine['type'][]): SettlementLine[] =>
    lines.filter((line) => types.includes(line.type));
  return {
    lines: lines.length,
    gross: sum(of(['payment']).map(settledGrossOf)),
    refunds: sum(of(['refund', 'refund_reversal', 'chargeback', 'chargeback_reversal']).map(settledGrossOf)),
    fees: sum([
      ...lines.filter((line) => line.type !== 'fee').map(feeOf),
      ...of(['fee']).map((line) => negate(settledNetOf(line))),
    ]),
    taxes: sum([
      ...lines.filter((line) => line.type !== 'tax' && line.type !== 'fee').map(taxOf),
      ...of(['tax']).map((line) => negate(settledNetOf(line))),
    ]),
    adjustments: sum(of(['adjustment', 'reserve', 'payout']).map(settledNetOf)),
    net: sum(lines.map(settledNetOf)),
  };
}

function combine(a: PayoutSums, b: PayoutSums, sign: 1 | -1): PayoutSums {
  const part = (key: keyof PayoutSums): Minor => minor(a[key] + sign * b[key]);
  return {
    lines: a.lines + sign * b.lines,
    gross: part('gross'),
    refunds: part('refunds'),
    fees: part('fees'),
    taxes: part('taxes'),
    adjustments: part('adjustments'),
    net: part('net'),
  };
}

/** The key of a payout's row. */
export function keyOfRow(row: Pick<PayoutRow, 'source' | 'payoutId' | 'currency'>): string {
  return payoutKey(row.source, row.payoutId, row.currency);
}

/** The same of a payout in whichever currency: rows and discrepancies name it so. */
export function payoutName(source: string | null, payoutId: string | null): string {
  return `${source ?? ''}|${payoutId ?? ''}`;
}

/** The sums of a payout less what the provider took back of it. */
function lessGivenBack<T extends Pick<PayoutSums, 'adjustments' | 'net'>>(sums: T, givenBack: Minor): T {
  return { ...sums, adjustments: subtract(sums.adjustments, givenBack), net: subtract(sums.net, givenBack) };
}

/** What the bank should show of a payout with these sums. */
export function expectedOf(sums: PayoutSums, source: SettlementSource): Minor {
  return source.compares === 'net' ? sums.net : sum([sums.gross, sums.refunds, sums.adjustments]);
}

/** What a settlement line says, wherever it stands. */
export function settlementContent(line: SettlementLine): string {
  const fields = [
    line.source,
    line.providerId,
    line.type,
    line.gross,
    line.currency,
    line.net,
    line.paidAt,
    line.description,
  ];
  return fields.map((field) => String(field ?? '')).join('|');
}

/** One receivable a line, of a source that pays per transaction. Fees and taxes are no movement of their own there. */
export function lineReceivable(
  held: HeldSettlement,
  source: SettlementSource,
  reference: string,
  due: DueDates,
): OpenReceivable {
  const { line } = held;
  const amount = comparedAmount(line, source);
  const settledOn = due.days.settledOn(line);
  const id = addressKey(line);
  return {
    receivable: {
      content: settlementContent(line),
      id,
      source: source.id,
      currency: settledCurrencyOf(line),
      payoutId: null,
      references: [reference],
      amount,
      settledOn,
      dueOn: due.bank(source, settledOn),
      isRefund: amount < 0,
      members: [{ id, amount }],
      priorPair: priorPairOf([held]),
    },
    source,
    members: [held],
    sums: payoutSums([line]),
    cohorts: [line.date],
    givenBack: ZERO,
    paysAgain: [],
    former: null,
  };
}

/**
 * A line of a provider that names payouts, and that none names yet: no credit is compared with it, for nobody knows
 * what else would come with it. It waits for a payout until `inNoPayout`.
 */
export function unnamedReceivable(held: HeldSettlement, source: SettlementSource, due: DueDates): OpenReceivable {
  const open = lineReceivable(held, source, '', due);
  const dueOn = due.inNoPayout(source, open.receivable.settledOn);
  return { ...open, receivable: { ...open.receivable, references: [], dueOn, priorPair: null } };
}

/** Whether it is a line that no payout names yet. */
export function isInNoPayout({ source, receivable }: OpenReceivable): boolean {
  return source.settles === 'per_payout' && receivable.payoutId === null;
}

/**
 * One receivable a payout or day that is open: it has a line that is new or that the run before left awaiting or
 * broken, or its row was left so. Closed lines of an older payout are in its former row only; the sums are that row's,
 * less the lines it counted that are in the working set, plus the lines in the working set that count now.
 *
 * @param members what counts now, by payout
 * @param counted lines in the working set that the former row counted and that may count no more (superseded versions)
 * @param givenBack what lines in the working set take back of payouts, by `payoutKey`
 */
export function payoutReceivables(
  members: readonly HeldSettlement[],
  counted: readonly HeldSettlement[],
  formerRows: readonly PayoutRow[],
  sourceOf: (id: string) => SettlementSource | undefined,
  due: DueDates,
  givenBack: ReadonlyMap<string, Minor> = new Map(),
): OpenReceivable[] {
  const keyOf = (held: HeldSettlement): string => {
    const source = sourceOf(held.line.source);
    return source ? payoutKey(source.id, due.days.payoutId(held.line) ?? '', settledCurrencyOf(held.line)) : '';
  };
  const now = groupBy(members, keyOf);
  const before = groupBy(counted, keyOf);
  const former = new Map(formerRows.map((row) => [keyOfRow(row), row]));
  const keys = new Set([
    ...now.keys(),
    ...[...former].filter(([, row]) => row.fate === 'awaiting' || row.fate === 'broken').map(([key]) => key),
  ]);
  const receivables: OpenReceivable[] = [];
  for (const key of [...keys].sort()) {
    const row = former.get(key) ?? null;
    const first = now.get(key)?.[0]?.line;
    const source = sourceOf(row?.source ?? first?.source ?? '');
    const payoutId = row?.payoutId ?? (first ? due.days.payoutId(first) : null);
    const currency = row?.currency ?? (first ? settledCurrencyOf(first) : null);
    if (!source || payoutId === null || currency === null) continue;
    const parts = {
      now: now.get(key) ?? [],
      before: before.get(key) ?? [],
      givenBack: givenBack.get(key) ?? row?.givenBack ?? ZERO,
    };
    receivables.push(payoutReceivable(source, payoutId, currency, parts, row, due));
  }
  return receivables;
}

/** What makes a payout up, beside its former row. */
interface PayoutParts {
  readonly now: readonly HeldSettlement[];
  readonly before: readonly HeldSettlement[];
  readonly givenBack: Minor;
}

function payoutReceivable(
  source: SettlementSource,
  payoutId: string,
  currency: string,
  { now: members, before, givenBack }: PayoutParts,
  former: PayoutRow | null,
  due: DueDates,
): OpenReceivable {
  const own = payoutSums(members.map((held) => held.line));
  const counted = payoutSums(before.map((held) => held.line));
  const whole = former ? combine(combine(lessGivenBack(former, negate(former.givenBack)), counted, -1), own, 1) : own;
  const sums = lessGivenBack(whole, givenBack);
  const settledOn = members
    .map((held) => due.days.settledOn(held.line))
    .reduce<PlainDate | null>((last, date) => (last === null ? date : laterOf(last, date)), former?.settledOn ?? null);
  const cohorts = [...new Set([...(former?.cohorts ?? []), ...members.map((held) => held.line.date)])].sort();
  const settled = settledOn ?? cohorts[0];
  if (settled === undefined) throw new RangeError(`payout ${payoutId} has neither a line nor a row`);
  return {
    receivable: {
      content: payoutKey(source.id, payoutId, currency),
      id: payoutKey(source.id, payoutId, currency),
      source: source.id,
      currency,
      payoutId,
      references: [],
      amount: expectedOf(sums, source),
      settledOn: settled,
      dueOn: due.bank(source, settled),
      isRefund: false,
      members: members.map((held) => ({ id: addressKey(held.line), amount: comparedAmount(held.line, source) })),
      ...(source.settles === 'per_day' ? { moments: byMoment(members, source) } : {}),
      priorPair: former?.pass === 'differing' && stoodApart(former.fate) ? former.bankMatch : null,
    },
    source,
    members,
    sums,
    cohorts,
    givenBack,
    paysAgain: [],
    former,
  };
}

/** The lines of a day by the moment of their payment; those that state none stand at the end, together. */
function byMoment(members: readonly HeldSettlement[], source: SettlementSource): ReceivableMember[][] {
  const moments = groupBy(members, ({ line }) => line.paidAt ?? Number.POSITIVE_INFINITY);
  return [...moments]
    .sort(([a], [b]) => a - b)
    .map(([, ofMoment]) =>
      ofMoment.map(({ line }) => ({ id: addressKey(line), amount: comparedAmount(line, source) })),
    );
}

/** A day without the lines that its credit was without, and each of these by itself. */
export function cutDay(open: OpenReceivable, left: readonly string[], due: DueDates): OpenReceivable[] {
  const gone = new Set(left);
  const moved = open.members.filter(({ line }) => gone.has(addressKey(line)));
  const kept = open.members.filter(({ line }) => !gone.has(addressKey(line)));
  const sums = combine(open.sums, payoutSums(moved.map((held) => held.line)), -1);
  const { moments: _, ...day } = open.receivable;
  const members = day.members.filter(({ id }) => !gone.has(id));
  const rest = {
    ...open,
    members: kept,
    sums,
    receivable: { ...day, amount: expectedOf(sums, open.source), members, priorPair: null },
  };
  return [rest, ...moved.map((held) => movedReceivable(held, open.source, due))];
}

/** A line that left its day: no reference names it, and it is paid with a neighbouring day or not at all. */
export function movedReceivable(held: HeldSettlement, source: SettlementSource, due: DueDates): OpenReceivable {
  const open = lineReceivable(held, source, '', due);
  return { ...open, receivable: { ...open.receivable, references: [], isMoved: true, priorPair: null } };
}

function priorPairOf(members: readonly HeldSettlement[]): string | null {
  return (
    members.find((held) => held.former?.bankPass === 'differing' && stoodApart(held.former.fate))?.former?.bankMatch ??
    null
  );
}

/** What stood in a differing pair stands in it again, also where a person closed it in between. */
export function stoodApart(fate: Fate): boolean {
  return fate === 'broken' || fate === 'decided';
}
