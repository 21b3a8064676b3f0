import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { ZERO } from '../../schemas/values/money.ts';
import { addressKey, type BankLine, type OutOfScopeReason, type SettlementLine } from '../../schemas/lines/records.ts';
import type { BankItem, BankMatch, MatchedCredit } from './bank/types.ts';
import { payoutNamer, payoutsNamedBy } from './bank/by-payout-id.ts';
import { bankContent } from './bank-ids.ts';
import { bankScoper, type BankScope } from './bank-scope.ts';
import { cutReader, knownReferences, type CutReader } from './cut-references.ts';
import type { DueDates } from './due-dates.ts';
import { isBank, type WorkingSet, type Held, type HeldBank, type HeldReject } from './working-set.ts';
import { keyOfRow, stoodApart, type OpenReceivable } from './receivables.ts';
import { type TakeBack } from './take-backs.ts';
import type { OpenAgain, Settled } from './settled.ts';

/** What the bank shows, line by line. */
export interface Movements {
  readonly items: Map<number, BankItem>;
  readonly bankScopes: Map<number, BankScope>;
  readonly matchedCredits: MatchedCredit[];
  readonly outOfScope: Map<number, OutOfScopeReason>;
}

/** Tells what every bank line in the working set is: open, a credit of an earlier match, or none of ours and why. */
export function bankMovements(
  workingSet: WorkingSet,
  settled: Settled,
  receivables: readonly OpenReceivable[],
  isOpen: (held: Held) => boolean,
  { reopened, undone, taken }: OpenAgain,
  done: readonly BankMatch[],
): Movements {
  const known = new Set(receivables.flatMap((one) => one.receivable.references));
  // A payment that could not be read is one that the bank should show all the same.
  const standsForPayment = ({ reject }: HeldReject): boolean =>
    settled.sources.get(reject.source)?.settles === 'per_transaction';
  const isKnown = (reference: string): boolean =>
    known.has(reference) || (settled.rejectedReferences.get(reference) ?? []).some(standsForPayment);
  const scoper = bankScoper(workingSet.config, settled.compare, isKnown);
  const outOfScope = new Map(settled.outOfScope);
  const bankScopes = new Map<number, BankScope>();
  const items = new Map<number, BankItem>();
  const matchedCredits: MatchedCredit[] = [];
  const pairOf = (held: HeldBank): string | null => {
    const match = held.former?.bankMatch ?? null;
    if (match === null || undone.has(match)) return null;
    return reopened.has(match) || (held.former?.bankPass === 'differing' && stoodApart(held.former.fate))
      ? match
      : null;
  };
  const passedOver = new Set(done.flatMap((one) => one.bankItems));
  const handItems = new Set(settled.byHand.groups.flatMap((one) => [...one.items]));
  const isByHand = ({ line }: HeldBank): boolean => handItems.size > 0 && handItems.has(addressKey(line));
  const mirrors = mirroredCredits(settled, scoper, outOfScope, isByHand);
  const named = payoutNamer(receivables.map((one) => one.receivable));
  const takenBack = takenBackMatches(workingSet, taken);
  const cut = cutReferences(workingSet, settled, receivables, scoper);
  const itemOf = movementReader(workingSet, settled, receivables, cut);
  /**
   * What carries no provider's name: a debit that mirrors a credit, a credit that is the payout which it names, one of
   * a pair.
   */
  const oursAllTheSame = (held: HeldBank, own: BankScope): BankScope => {
    if (isByHand(held)) return { ...own, reason: null };
    if (own.reason === null || own.reason === 'gmf') return own;
    if (pairOf(held) !== null || mirrors(held.line, own)) return { ...own, reason: null };
    if (own.reason === 'not_ours' && cut(held.line, own).length > 0) return { ...own, reason: null };
    const source = settled.sources.get(named({ ...own, looksLike: null, ...amountOf(held) }) ?? '');
    return source === undefined ? own : { ...own, reason: null, looksLike: source };
  };
  for (const held of settled.bank.current) {
    const own = scoper(held.line);
    const scope = oursAllTheSame(held, own);
    bankScopes.set(held.ix, scope);
    if (outOfScope.has(held.ix) || passedOver.has(addressKey(held.line))) continue;
    const earlierMatch = held.former?.bankMatch ?? null;
    // Of a closed match nothing open in the working set need name the reference any more: it stays what it was.
    const stands = earlierMatch !== null && held.former?.bankLeg === 'agrees' && !isOpen(held);
    if (scope.reason !== null && !stands)
      outOfScope.set(held.ix, held.former?.reason === 'before_history' ? 'before_history' : scope.reason);
    else if (isOpen(held) || wasNotOurs(held)) items.set(held.ix, itemOf(held, scope, pairOf(held)));
    else if (earlierMatch !== null && held.line.amount > 0)
      matchedCredits.push({
        item: itemOf(held, scope, null),
        bankMatch: earlierMatch,
        takenBack: takenBack.has(earlierMatch),
      });
  }
  return { items, bankScopes, matchedCredits, outOfScope };
}

/** Matches whose payout the provider says it took back although its credit stands. */
function takenBackMatches(workingSet: WorkingSet, taken: readonly TakeBack[]): ReadonlySet<string> {
  const payouts = new Set(taken.map((one) => one.payout));
  return new Set(
    workingSet.payouts.flatMap((row) =>
      payouts.has(keyOfRow(row)) && row.givenBack === ZERO && row.bankMatch !== null ? [row.bankMatch] : [],
    ),
  );
}

/** Makes the movements of the bank; what a debit may mirror also by the payouts that its text and the debit's name. */
function movementReader(
  workingSet: WorkingSet,
  { bank, due }: Settled,
  receivables: readonly OpenReceivable[],
  cut: CutReader,
): (held: HeldBank, scope: BankScope, priorPair: string | null) => BankItem {
  const debited = new Set(bank.current.flatMap(({ line }) => (line.amount < 0 ? [Math.abs(line.amount)] : [])));
  const namedBy = payoutsNamedBy(
    debited.size === 0 ? [] : [...receivables.map((one) => one.receivable), ...workingSet.payouts],
  );
  return (held, scope, priorPair) => {
    const item = bankItem(held, scope, due, priorPair, cut(held.line, scope));
    if (!debited.has(Math.abs(item.amount))) return item;
    const payouts = namedBy(item).map(({ payoutId }) => `payout ${normaliseKey(payoutId ?? '')}`);
    return payouts.length === 0 ? item : { ...item, telling: [...item.telling, ...new Set(payouts)] };
  };
}

/**
 * What bank lines carry of the references of lines that the bank should show one by one: of what is open, and of what
 * is new, whether or not it was closed before the passes. Made when the first line is asked for.
 */
function cutReferences(
  workingSet: WorkingSet,
  settled: Settled,
  receivables: readonly OpenReceivable[],
  scoper: (line: HeldBank['line']) => BankScope,
): CutReader {
  const make = (): CutReader => {
    const open = receivables.flatMap((one) => one.receivable.references);
    const fresh = workingSet.lines.flatMap(({ line, entered }) =>
      entered === 'new' && line.leg === 'settlement' && isPaidAlone(line, settled)
        ? [settled.compare(line.merchantReference)]
        : [],
    );
    const isAlone = (source: string): boolean => settled.sources.get(source)?.settles === 'per_transaction';
    const plain = Array.from(workingSet.plain.references(isAlone), settled.compare);
    if (open.length + fresh.length + plain.length === 0) return () => [];
    const known = knownReferences([...open, ...fresh, ...plain]);
    const lines = (): BankLine[] => [
      ...workingSet.lines.filter(isBank).map((held) => held.line),
      ...workingSet.plain.credits(),
      ...workingSet.seen.movements(),
      ...workingSet.besides,
    ];
    return cutReader(lines, scoper, known, settled.compare, workingSet.besidesPaid);
  };
  let reader: CutReader | null = null;
  return (line, scope) => {
    reader ??= make();
    return reader(line, scope);
  };
}

function isPaidAlone(line: SettlementLine, { sources }: Settled): boolean {
  return line.status === 'approved' && sources.get(line.source)?.settles === 'per_transaction';
}

/**
 * Tells a debit that takes back a credit of ours although its text names nobody: the opposite amount in the same
 * account, under the same id or reference: its own, or that of a line in the working set which both descriptions name.
 * Of a credit that people matched the text is enough: it names nobody either.
 */
function mirroredCredits(
  settled: Settled,
  scoper: (line: HeldBank['line']) => BankScope,
  outOfScope: ReadonlyMap<number, OutOfScopeReason>,
  isByHand: (held: HeldBank) => boolean,
): (debit: HeldBank['line'], scope: BankScope) => boolean {
  if (!settled.bank.current.some((held) => held.line.amount < 0)) return () => false;
  const known = new Set(settled.settlement.current.map((held) => settled.compare(held.line.merchantReference)));
  const wasByHand = (held: HeldBank): boolean => held.former?.bankPass === 'by_hand' || isByHand(held);
  const keysOf = (line: HeldBank['line'], scope: BankScope, isTold: boolean): string[] => {
    const { written, endToEndId, bankId, references, text } = scope;
    return [
      written === null ? '' : settled.compare(written),
      endToEndId ?? '',
      bankId === null ? '' : `id ${bankId}`,
      ...references.filter((reference) => known.has(reference)),
      isTold && text !== '' ? `text ${text}` : '',
    ]
      .filter((key) => key !== '')
      .map((key) => JSON.stringify([normaliseKey(line.account ?? ''), line.currency, Math.abs(line.amount), key]));
  };
  const credits = new Set(
    settled.bank.current.flatMap((held) => {
      if (held.line.amount <= 0 || outOfScope.has(held.ix)) return [];
      const scope = scoper(held.line);
      // A match that people ended makes no credit ours.
      const stands = held.former?.bankLeg === 'agrees' && !settled.byHand.parted.has(held.former.bankMatch ?? '');
      return scope.reason === null || stands || isByHand(held) ? keysOf(held.line, scope, wasByHand(held)) : [];
    }),
  );
  return (debit, scope) => debit.amount < 0 && keysOf(debit, scope, true).some((key) => credits.has(key));
}

function amountOf({ line }: HeldBank): Pick<BankItem, 'amount' | 'currency'> {
  return { amount: line.amount, currency: line.currency };
}

/** A closed line that looked like nobody's until a reference in the working set named it. */
function wasNotOurs(held: HeldBank): boolean {
  return held.former?.fate === 'out_of_scope';
}

function bankItem(
  held: HeldBank,
  scope: BankScope,
  due: DueDates,
  priorPair: string | null,
  cutForms: readonly string[],
): BankItem {
  const { line } = held;
  return {
    id: addressKey(line),
    content: bankContent(line),
    amount: line.amount,
    currency: line.currency,
    account: normaliseKey(line.account ?? ''),
    bookedOn: line.bookedOn,
    dueOn: due.bankLine(line.bookedOn, scope.looksLike),
    looksLike: scope.looksLike?.id ?? null,
    references: scope.references,
    telling: scope.telling,
    cutForms,
    endToEndId: scope.endToEndId,
    bankId: scope.bankId,
    text: scope.text,
    reversal: line.reversal,
    priorPair,
  };
}
