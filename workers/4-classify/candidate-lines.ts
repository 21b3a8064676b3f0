import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import type { Absence as KindAbsence } from '../../schemas/kinds/kind.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import {
  addressKey,
  type BankLine,
  type Leg,
  type Line,
  type OutOfScopeReason,
  type SettlementLine,
} from '../../schemas/lines/records.ts';
import type { Minor } from '../../schemas/values/money.ts';
import type { Finding, NamedLine } from '../../schemas/outcome/run.ts';
import { bankScoper } from '../3-match/bank-scope.ts';
import type { Case } from './case.ts';
import { named } from './draft.ts';
import { formerPosition, type BankPositions } from './legs.ts';
import type { Search, Sighting } from './questions.ts';

// The lines that may be what a finding misses, and what is asked of one: its keys, its day, whose money it is.

/**
 * A line of the books that may be what a finding misses. What is paired with its counterpart is accounted for, and is
 * none; a credit that the bank took back paid nothing, and is one.
 */
export interface Candidate {
  readonly line: Line;
  readonly place: NamedLine;
  /** What it can be found by, compared as the match compares it. */
  readonly keys: readonly string[];
  readonly reason: OutOfScopeReason | null;
  /** The provider that a bank line looks like, or the source of a settlement line. */
  readonly provider: string | null;
  /**
   * A payment that an order under another reference was paid with: no other money, but what a reference says of it is
   * told.
   */
  readonly isAnothers?: true;
}

/** A finding that says that something is not there, and what it would be found by. */
export interface Absence {
  readonly finding: Finding;
  readonly of: KindAbsence;
  /** Compared keys: the reference, the provider's id, the CUS, the payout's id. */
  readonly keys: ReadonlySet<string>;
  /** References that the order had before and another carries now. */
  readonly formerKeys: ReadonlySet<string>;
  readonly amount: Minor | null;
  readonly sign: 1 | -1 | 0;
}

/** The candidates, and the bank movements that are paired: a second telling of one of these is no other money. */
export interface Books {
  readonly candidates: Candidate[];
  readonly paired: Set<string>;
}

/** What tells a movement of the bank from others, whichever file tells it. */
export function movementOf(line: BankLine): string {
  return [line.account ?? '', line.bookedOn, line.currency, line.amount].join('|');
}

/** The day on which a movement was booked, or a sale paid. */
export function dayOf(line: Line, c: Case): string {
  return line.leg === 'bank' ? line.bookedOn : (c.paidOn(line) ?? line.date);
}

/** Whether a source collects the method of a finding, as far as both say one. */
export function collects(source: string | null, finding: Finding, c: Case): boolean {
  const methods = source === null ? null : (c.sources.get(source)?.methods ?? null);
  return (
    methods === null ||
    finding.method === null ||
    methods.some((one) => normaliseKey(one) === normaliseKey(finding.method ?? ''))
  );
}

/** The keys under which the lines of a leg are found. */
export function keyKinds(leg: Leg): readonly Search['key']['kind'][] {
  switch (leg) {
    case 'bank':
      return ['reference'];
    case 'settlement':
      return ['reference', 'provider_id', 'cus'];
    case 'order':
      return ['reference', 'order_id', 'cus', 'provider_id'];
  }
}

/** The keys of an order or a settlement line, as they are compared. */
export function keysOf(line: Exclude<Line, BankLine>, { match: { compare } }: Case): readonly string[] {
  const others = line.leg === 'order' ? [line.cus, line.providerId] : [line.providerId, line.cus];
  const references = line.leg === 'order' ? [line.merchantReference, line.orderId ?? ''] : [line.merchantReference];
  return [...references.map(compare), ...others.map((text) => normaliseKey(text ?? ''))].filter((key) => key !== '');
}

/**
 * Of the lines in the working set; those of plain sales, which agree on all legs, could be no answer. `asked`: the keys
 * that anybody looks for.
 */
export function takeLinesOfSet(
  legs: ReadonlySet<Leg>,
  asked: ReadonlySet<string>,
  c: Case,
  bank: BankPositions,
  { candidates, paired }: Books,
): void {
  const inSale = new Set(
    c.match.verdicts.flatMap((one) =>
      isPaired(one.payment) ? [...one.orders, ...one.payments, ...one.refunds].map((held) => held.ix) : [],
    ),
  );
  const priorDiscrepancies = pairedBefore(c);
  for (const held of c.workingSet.lines) {
    const { line, ix } = held;
    if (!legs.has(line.leg)) continue;
    const reason = c.match.outOfScope.get(ix) ?? null;
    const scope = c.match.bankScopes.get(ix);
    if (line.leg === 'bank') {
      // A closed credit that was brought back pays what it paid.
      const { pass } = bank.lines.get(ix) ?? formerPosition(held);
      if (reason === null && pass !== null && pass !== 'debit') paired.add(movementOf(line));
      else
        candidates.push({
          line,
          place: named(line, false),
          keys: scope?.references ?? [],
          reason,
          provider: scope?.looksLike?.id ?? null,
        });
      continue;
    }
    const isMatched =
      reason === null &&
      (c.match.compared.has(ix)
        ? inSale.has(ix)
        : held.former?.orderLeg === 'agrees' || priorDiscrepancies.has(addressKey(line)));
    if (!isMatched)
      candidates.push({
        line,
        place: named(line, false),
        keys: keysOf(line, c),
        reason,
        provider: line.leg === 'settlement' ? line.source : null,
      });
    else if (isPayment(line) && asked.has(c.match.compare(line.merchantReference))) candidates.push(anothers(line, c));
  }
  if (legs.has('settlement')) takePlainPayments(asked, c, candidates);
}

/** Payments of plain sales, which agree with their orders: told where a row has their reference. */
function takePlainPayments(asked: ReadonlySet<string>, c: Case, candidates: Candidate[]): void {
  if (asked.size === 0) return;
  const { plain } = c.workingSet;
  const referenceAt = plain.tables.column('settlement', 'merchantReference');
  for (const line of plain.payments((place) => asked.has(c.match.compare(referenceAt(place)))))
    candidates.push(anothers(line, c));
}

function isPayment(line: Line): line is SettlementLine {
  return line.leg === 'settlement' && line.type === 'payment' && line.status === 'approved';
}

/**
 * A payment that is paired, for rows of its own reference: a number that two orders have had says too little to claim
 * by.
 */
function anothers(line: SettlementLine, c: Case): Candidate {
  const keys = [c.match.compare(line.merchantReference)];
  return { line, place: named(line, false), keys, reason: null, provider: line.source, isAnothers: true };
}

/** Lines of what stands from an earlier run, and was paired in it. */
function pairedBefore(c: Case): ReadonlySet<string> {
  return new Set(
    c.workingSet.priorDiscrepancies
      .filter((one) => KINDS[one.kind].isPaired)
      .flatMap((one) => one.lines.map(addressKey)),
  );
}

function isPaired(payment: Case['match']['verdicts'][number]['payment']): boolean {
  return (
    payment !== 'missing_in_settlement' &&
    payment !== 'missing_in_erp' &&
    payment !== 'awaiting' &&
    payment !== 'status_conflict'
  );
}

/** The closed lines of earlier dates that were found. */
export function takeClosedLines(found: readonly Sighting[], c: Case, { candidates, paired }: Books): void {
  const held = new Set(c.workingSet.lines.map((one) => addressKey(one.line)));
  const scopeOf = bankScoper(c.workingSet.config, c.match.compare, () => false);
  for (const { line, fate } of found) {
    if (held.has(addressKey(line)) || c.workingSet.plain.placeOf(line) !== undefined) continue;
    const { reason } = fate;
    const place = named(line, false);
    if (line.leg === 'bank') {
      const scope = scopeOf(line);
      if (reason === null && fate.bankLeg === 'agrees' && fate.bankPass !== 'debit') paired.add(movementOf(line));
      else candidates.push({ line, place, keys: scope.references, reason, provider: scope.looksLike?.id ?? null });
    } else if (reason !== null || fate.orderLeg !== 'agrees') {
      candidates.push({
        line,
        place,
        keys: keysOf(line, c),
        reason,
        provider: line.leg === 'settlement' ? line.source : null,
      });
    } else if (isPayment(line)) candidates.push(anothers(line, c));
  }
}

/** What plain credits paid is paired too: looked through only for movements that were told again. */
export function takePlainCredits(c: Case, { candidates, paired }: Books): void {
  const again = candidates.flatMap(({ line, reason }) =>
    line.leg === 'bank' && isToldAgain(reason) ? [line.amount] : [],
  );
  if (again.length === 0) return;
  const amounts = new Set<number>(again);
  for (const credit of c.workingSet.plain.credits((amount) => amounts.has(amount))) paired.add(movementOf(credit));
}

function isToldAgain(reason: OutOfScopeReason | null): boolean {
  return reason === 'already_seen' || reason === 'superseded';
}

/**
 * A row that a file tells again says nothing that the first did not. A statement that overlaps another tells its
 * movements again: where the first is paired, the second is no other money.
 */
export function isReportedTwice({ line, reason }: Candidate, paired: ReadonlySet<string>): boolean {
  if (line.leg !== 'bank') return reason === 'already_seen';
  return isToldAgain(reason) && paired.has(movementOf(line));
}
