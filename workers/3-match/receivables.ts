import type { SettlementSource } from '../../schemas/config/config.ts';
import { laterOf, type PlainDate } from '../../schemas/values/dates.ts';
import { negate, ZERO, type Minor } from '../../schemas/values/money.ts';
import { addressKey, compareAddress, type Fate, type SettlementLine } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import type { Receivable, ReceivableMember } from './bank/types.ts';
import { combine, expectedOf, lessGivenBack, NO_SUMS, payoutSums, type PayoutSums } from './payout-sums.ts';
import type { PlainMembers, PlainPart } from './plain/plain-members.ts';
import { comparedAmount, settledCurrencyOf } from './settled-money.ts';
import type { DueDates } from './due-dates.ts';
import { type HeldSettlement } from './working-set.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** A payout, a provider's day or a single line that the bank should show, with everything known of it. */
export interface OpenReceivable {
  readonly receivable: Receivable;
  readonly source: SettlementSource;
  /** Its lines that went through the passes; closed lines of a standing pair are only in the sums. */
  readonly members: readonly HeldSettlement[];
  /** Its lines that are plain; undefined where it has none. */
  readonly plain?: PlainMembers;
  readonly sums: PayoutSums;
  readonly cohorts: readonly PlainDate[];
  /** What the provider took back of it; the sums are without it. */
  readonly givenBack: Minor;
  /** Payouts that the provider took back and pays again with this one. */
  readonly paysAgain: readonly OpenReceivable[];
  /** The row of the run before, of a payout that is older than this run. */
  readonly former: PayoutRow | null;
}

/** Every line of a receivable, plain or not, in address order. */
export function everyMember({ members, plain }: OpenReceivable): readonly HeldSettlement[] {
  return plain === undefined ? members : [...members, ...plain.lines()].sort((a, b) => compareAddress(a.line, b.line));
}

/** One spelling of a payout, for keys; `keyOfRow` says it of a row. */
export function payoutKey(source: string, payoutId: string, currency: string): string {
  return `${source}|${payoutId}|${currency}`;
}

/** The key of a payout's row. */
export function keyOfRow(row: Pick<PayoutRow, 'source' | 'payoutId' | 'currency'>): string {
  return payoutKey(row.source, row.payoutId, row.currency);
}

/** The same of a payout in whichever currency: rows and discrepancies name it so. */
export function payoutName(source: string | null, payoutId: string | null): string {
  return `${source ?? ''}|${payoutId ?? ''}`;
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
 * @param plain lines of payouts that are closed or left waiting in bulk, by `payoutKey`
 */
export function payoutReceivables(
  members: readonly HeldSettlement[],
  counted: readonly HeldSettlement[],
  formerRows: readonly PayoutRow[],
  sourceOf: (id: string) => SettlementSource | undefined,
  due: DueDates,
  givenBack: ReadonlyMap<string, Minor> = new Map(),
  plain: ReadonlyMap<string, PlainPart> = new Map(),
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
    ...plain.keys(),
    ...[...former].filter(([, row]) => row.fate === 'awaiting' || row.fate === 'broken').map(([key]) => key),
  ]);
  const receivables: OpenReceivable[] = [];
  for (const key of [...keys].sort()) {
    const row = former.get(key) ?? null;
    const first = now.get(key)?.[0]?.line;
    const own = plain.get(key);
    const source = sourceOf(row?.source ?? first?.source ?? own?.source.id ?? '');
    const payoutId = row?.payoutId ?? (first ? due.days.payoutId(first) : null) ?? own?.payoutId ?? null;
    const currency = row?.currency ?? (first ? settledCurrencyOf(first) : null) ?? own?.currency ?? null;
    if (!source || payoutId === null || currency === null) continue;
    const parts = {
      now: now.get(key) ?? [],
      before: before.get(key) ?? [],
      plain: own,
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
  readonly plain: PlainPart | undefined;
  readonly givenBack: Minor;
}

function payoutReceivable(
  source: SettlementSource,
  payoutId: string,
  currency: string,
  { now: members, before, plain, givenBack }: PayoutParts,
  former: PayoutRow | null,
  due: DueDates,
): OpenReceivable {
  const own = combine(payoutSums(members.map((held) => held.line)), plain?.sums ?? NO_SUMS, 1);
  const counted = payoutSums(before.map((held) => held.line));
  const whole = former ? combine(combine(lessGivenBack(former, negate(former.givenBack)), counted, -1), own, 1) : own;
  const sums = lessGivenBack(whole, givenBack);
  const settledOn = [
    ...members.map((held) => due.days.settledOn(held.line)),
    ...(plain ? [plain.settledOn] : []),
  ].reduce<PlainDate | null>((last, date) => (last === null ? date : laterOf(last, date)), former?.settledOn ?? null);
  const dates = [...(former?.cohorts ?? []), ...members.map((held) => held.line.date), ...(plain?.cohorts ?? [])];
  const cohorts = [...new Set(dates)].sort();
  const settled = settledOn ?? cohorts[0];
  if (settled === undefined) throw new RangeError(`payout ${payoutId} has neither a line nor a row`);
  // Made where a difference is to be explained, and not before: a payout may have thousands.
  let lines: readonly ReceivableMember[] | null = null;
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
      get members() {
        lines ??= amountsOf([...members, ...(plain?.members.lines() ?? [])], source);
        return lines;
      },
      ...(source.settles === 'per_day' ? { moments: byMoment(members, source) } : {}),
      priorPair: former?.pass === 'differing' && stoodApart(former.fate) ? former.bankMatch : null,
    },
    source,
    members,
    ...(plain === undefined ? {} : { plain: plain.members }),
    sums,
    cohorts,
    givenBack,
    paysAgain: [],
    former,
  };
}

/** The lines as the search for an explanation compares them. */
function amountsOf(held: readonly HeldSettlement[], source: SettlementSource): ReceivableMember[] {
  return held.map(({ line }) => ({ id: addressKey(line), amount: comparedAmount(line, source) }));
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
