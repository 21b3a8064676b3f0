import { laterOf, type PlainDate } from '../../../schemas/values/dates.ts';
import { foldReference } from '../../../schemas/lines/line-keys.ts';
import { absolute, add, negate, sum, ZERO, type Minor } from '../../../schemas/values/money.ts';
import { speaksOfInOtherCurrency } from '../../3-match/bank/by-payout-id.ts';
import { compareItems } from '../../3-match/bank/group.ts';
import { isBank, type HeldBank } from '../../3-match/working-set.ts';
import { isInNoPayout, type OpenReceivable } from '../../3-match/receivables.ts';
import { isWithdrawnByBalance } from '../../3-match/settled-days.ts';
import { givesBack } from '../../3-match/take-backs.ts';
import type { Case } from '../case.ts';
import { named, type DraftFields, type DraftOf } from '../draft.ts';
import {
  type BankParties,
  itemsOf,
  lacksRejectedRow,
  receivableFields,
  receivableKey,
  receivablesOf,
  settledSums,
} from './bank-matches.ts';
import { certain } from '../../../schemas/errors.ts';
import { creditsOfDenied } from './conflicts.ts';
import { repeatedCredits } from './repeated-credits.ts';
import { bankFields, standsRejected } from './fields.ts';

type OpenBankKind =
  | 'missing_in_bank'
  | 'negative_payout'
  | 'unidentified_bank_credit'
  | 'unexplained_bank_debit'
  | 'ambiguous_match'
  | 'duplicate_bank_credit';

/**
 * What found no counterpart: missing_in_bank, negative_payout, unidentified credits, unexplained debits, ambiguities,
 * duplicates of the bank.
 */
export function openBankFindings(c: Case, parties: BankParties): DraftOf<OpenBankKind>[] {
  const receivables = receivablesOf(c.match.openReceivables, parties);
  const items = itemsOf(c.match.openItems, parties);
  const denied = creditsOfDenied(c);
  const openCredits = lastOpenCredits(c);
  const waiting = waitingSums(receivables);
  return [
    ...receivables.flatMap((open) => openReceivable(open, c, openCredits)),
    ...items.flatMap((held) => (denied.has(held.ix) ? [] : openItem(held, c, waiting))),
    ...ambiguities(c, parties),
    ...repeatedCredits(
      c,
      items.filter((held) => !denied.has(held.ix)),
    ),
  ];
}

function openReceivable(
  open: OpenReceivable,
  c: Case,
  openCredits: ReadonlyMap<string, PlainDate>,
): DraftOf<'missing_in_bank' | 'negative_payout'>[] {
  const { receivable } = open;
  // What was denied line by line is no payout any more.
  if (receivable.payoutId !== null && receivable.amount <= 0)
    return open.members.length === 0 ? [] : [negativePayout(open, c)];
  // What it takes off, a payout or a day will take off: nobody owes it to us.
  const unnamed = isInNoPayout(open);
  const left = receivable.isMoved === true;
  // What gives a payout back is asked for as that payout: of itself, or of what waits to be withdrawn again.
  const [takenBack] = unnamed ? open.paysAgain : [];
  if ((unnamed || left) && (receivable.amount <= 0 || (givesBack(open) && takenBack === undefined))) return [];
  // An unreadable row stands for one transfer; a payout of which nothing came is missing whatever its file could not
  // say.
  const standsForIt = receivable.payoutId === null && lacksRejectedRow(open, c);
  if (receivable.dueOn >= c.workingSet.date || standsForIt || waitsInOtherCurrency(open, c)) return [];
  // What the provider took back has waited for its days of grace already.
  const dueOn =
    unnamed || receivable.payoutId === null ? receivable.dueOn : c.match.due.bank(open.source, receivable.settledOn);
  const lastCredit = openCredits.get(accountOf(receivable.source, receivable.currency));
  const mayBePaid = lastCredit !== undefined && lastCredit >= receivable.settledOn;
  const graceOver =
    c.workingSet.calendar.addBusinessDays(dueOn, c.workingSet.config.matching.graceBusinessDays) < c.workingSet.date;
  return [
    {
      ...receivableFields(open, c),
      ...(takenBack === undefined
        ? {}
        : { ...receivableFields(takenBack, c), dueOn: receivable.dueOn, settlementNet: receivable.amount }),
      kind: 'missing_in_bank',
      key: receivableKey(takenBack ?? open),
      severity: graceOver ? 'high' : 'medium',
      lines: open.members.map((held) => named(held.line, true)),
      difference: negate(receivable.amount),
      moneyAtRisk: absolute(receivable.amount),
      direction: receivable.amount < 0 ? 'owed_by_us' : 'owed_to_us',
      facts: {
        beforeHistory: receivable.settledOn < c.workingSet.goLive,
        refund: receivable.isRefund,
        ...(unnamed && takenBack === undefined ? { inNoPayout: true } : {}),
        ...(takenBack === undefined ? {} : { takenBack: true }),
        ...(unnamed && mayBePaid ? { askFirst: true } : {}),
        ...(left ? { leftDay: true } : {}),
      },
    },
  ];
}

/** The last credit of each account at a provider of which nobody knows what it pays, by `accountOf`. */
function lastOpenCredits(c: Case): ReadonlyMap<string, PlainDate> {
  const last = new Map<string, PlainDate>();
  for (const item of c.match.items.values()) {
    if (item.looksLike === null || item.amount <= 0 || !c.match.openItems.has(item.id)) continue;
    const account = accountOf(item.looksLike, item.currency);
    last.set(account, laterOf(last.get(account) ?? item.bookedOn, item.bookedOn));
  }
  return last;
}

/** What waits in an account at a provider to be withdrawn. */
interface Waiting {
  readonly count: number;
  readonly sum: Minor;
}

/** By account, the open lines of those that are withdrawn by their balance: a credit may be a part of them. */
function waitingSums(receivables: readonly OpenReceivable[]): ReadonlyMap<string, Waiting> {
  const sums = new Map<string, Waiting>();
  for (const { source, receivable } of receivables) {
    if (!isWithdrawnByBalance(source) || receivable.payoutId !== null) continue;
    const account = accountOf(receivable.source, receivable.currency);
    const before = sums.get(account) ?? { count: 0, sum: ZERO };
    sums.set(account, { count: before.count + 1, sum: add(before.sum, receivable.amount) });
  }
  return sums;
}

function accountOf(source: string, currency: string): string {
  return JSON.stringify([source, currency]);
}

/** The bank has it under the same reference in another currency: that is the finding. */
function waitsInOtherCurrency(open: OpenReceivable, c: Case): boolean {
  return otherCurrencyItems(open, c).length > 0;
}

/** Open bank lines that name the same reference, or payout, in another currency; in date order. */
export function otherCurrencyItems(open: OpenReceivable, c: Case): HeldBank[] {
  if (c.currencies.size < 2) return [];
  return [...c.match.items]
    .filter(([, item]) => c.match.openItems.has(item.id) && speaksOfInOtherCurrency(item, open.receivable))
    .sort(([, a], [, b]) => compareItems(a, b))
    .flatMap(([ix]) => {
      const held = c.workingSet.lines[ix];
      return held && isBank(held) ? [held] : [];
    });
}

/** settled and bank in different currencies, by reference. */
export function bankCurrencyFindings(c: Case): DraftOf<'currency_mismatch'>[] {
  return c.match.receivables.flatMap((open) => {
    if (!c.match.openReceivables.has(open.receivable.id)) return [];
    const items = otherCurrencyItems(open, c);
    const [first] = items;
    if (!first) return [];
    return [
      {
        ...receivableFields(open, c),
        kind: 'currency_mismatch' as const,
        key: [certain(open.receivable.references[0] ?? open.receivable.payoutId, 'what a receivable is called')],
        lines: [
          ...open.members.map((member) => named(member.line, true)),
          ...items.map((held) => named(held.line, true)),
        ],
        bankAmount: first.line.amount,
        moneyAtRisk: absolute(open.receivable.amount),
        direction: 'unknown' as const,
        facts: { expectedCurrency: open.receivable.currency, foundCurrency: first.line.currency },
      },
    ];
  });
}

function negativePayout(open: OpenReceivable, c: Case): DraftOf<'negative_payout'> {
  const { receivable } = open;
  const carriedUntil = c.workingSet.calendar.addBusinessDays(
    receivable.settledOn,
    c.workingSet.config.matching.carryBusinessDays,
  );
  return {
    ...receivableFields(open, c),
    kind: 'negative_payout',
    key: receivableKey(open),
    class: carriedUntil < c.workingSet.date ? 'action' : 'notice',
    lines: open.members.map((held) => named(held.line, false)),
    difference: receivable.amount,
    moneyAtRisk: absolute(receivable.amount),
    direction: receivable.amount === 0 ? 'none' : 'owed_by_us',
    dueOn: carriedUntil,
  };
}

function openItem(
  held: HeldBank,
  c: Case,
  waiting: ReadonlyMap<string, Waiting>,
): DraftOf<'unidentified_bank_credit' | 'unexplained_bank_debit'>[] {
  const item = c.match.items.get(held.ix);
  if (!item || item.dueOn >= c.workingSet.date || standsRejected(held, c)) return [];
  const inOtherCurrency =
    c.currencies.size > 1 &&
    c.match.receivables.some(
      (open) =>
        c.match.openReceivables.has(open.receivable.id) &&
        otherCurrencyItems(open, c).some((other) => other.ix === held.ix),
    );
  if (inOtherCurrency) return [];
  const credit = held.line.amount > 0;
  const lines = credit ? waiting.get(accountOf(item.looksLike ?? '', item.currency)) : undefined;
  const common = {
    ...bankFields(held, c),
    key: c.bankKey(held.line),
    lines: [named(held.line, true)],
    difference: held.line.amount,
    moneyAtRisk: absolute(held.line.amount),
  };
  const beforeHistory = earlierDataCouldExplain(held, c);
  if (!credit)
    return [{ ...common, kind: 'unexplained_bank_debit', direction: 'owed_to_us', facts: { beforeHistory } }];
  const waits = lines === undefined ? {} : { waitingLines: lines.count, waitingMinor: lines.sum };
  return [{ ...common, kind: 'unidentified_bank_credit', direction: 'unknown', facts: { beforeHistory, ...waits } }];
}

/** A credit booked so soon after the go-live that a payout of before it may be what it pays. */
function earlierDataCouldExplain(held: HeldBank, c: Case): boolean {
  const source = c.match.bankScopes.get(held.ix)?.looksLike;
  return (
    held.line.bookedOn <= c.workingSet.calendar.addBusinessDays(c.workingSet.goLive, source?.lateAfterBusinessDays ?? 0)
  );
}

function ambiguities(c: Case, parties: BankParties): DraftOf<'ambiguous_match'>[] {
  return c.match.ambiguities.flatMap((group) => {
    if (!group.pastDue) return [];
    const opens = receivablesOf(group.receivables, parties);
    const items = itemsOf(group.bankItems, parties);
    // By what each member is, not by where it stands: a file that comes again leaves the row the same.
    const [lowest] = [...opens.map(receivableKey), ...items.map((held) => c.bankKey(held.line))]
      .map((key) => key.join('|'))
      .sort();
    const [first] = opens;
    if (lowest === undefined) return [];
    const cut = cutFormOf(opens, items, c);
    return [
      {
        ...(first
          ? {
              provider: first.receivable.source,
              currency: first.receivable.currency,
              payoutId: first.receivable.payoutId,
              settledOn: first.receivable.settledOn,
              dueOn: first.receivable.dueOn,
            }
          : {}),
        ...(first?.receivable.payoutId === null
          ? { merchantReference: first.members[0] ? c.printed(first.members[0].line) || null : null }
          : {}),
        ...legsOfGroup(opens, items, cut !== null),
        kind: 'ambiguous_match' as const,
        key: [lowest],
        lines: [
          ...opens.flatMap((open) => open.members.map((held) => named(held.line, true))),
          ...items.map((held) => named(held.line, true)),
        ],
        moneyAtRisk: group.moneyAtRisk,
        direction: 'unknown' as const,
        facts: {
          receivables: group.receivables.length,
          bankItems: group.bankItems.length,
          payouts: opens.flatMap((open) => open.receivable.payoutId ?? []),
          ...(cut === null ? {} : { cutForm: cut }),
        },
      },
    ];
  });
}

/**
 * What the provider and the bank say of a group as a whole: its risk is their difference. A side of which nothing is in
 * it says nothing.
 */
function legsOfGroup(
  opens: readonly OpenReceivable[],
  items: readonly HeldBank[],
  isCut: boolean,
): Pick<DraftFields, 'settlementGross' | 'settlementNet' | 'bankAmount'> {
  const bankAmount = items.length === 0 ? null : sum(items.map((held) => held.line.amount));
  if (isCut) return { settlementNet: sum(opens.map((open) => open.receivable.amount)), bankAmount };
  if (opens.length === 0) return { bankAmount };
  return { ...settledSums(opens), bankAmount };
}

/** The beginning that every reference of a group has, where the bank cut them to it; as the first line writes it. */
function cutFormOf(opens: readonly OpenReceivable[], items: readonly HeldBank[], c: Case): string | null {
  const [first] = opens;
  if (first === undefined || opens.some((open) => open.receivable.payoutId !== null)) return null;
  const begins = (form: string): boolean =>
    opens.every(({ receivable }) => receivable.references.some((one) => one !== form && one.startsWith(form)));
  const [own = [], ...others] = items.map((held) => (c.match.items.get(held.ix)?.cutForms ?? []).filter(begins));
  const form = own.find((one) => others.every((forms) => forms.includes(one)));
  if (form === undefined) return null;
  const written = first.members[0] ? c.printed(first.members[0].line).slice(0, form.length) : '';
  return foldReference(written) === form ? written : form;
}
