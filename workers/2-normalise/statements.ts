import type { PlainDate } from '../../schemas/values/dates.ts';
import type { Footing, StatementBalance } from '../../schemas/lines/files.ts';
import { roundColumn, ZERO } from '../../schemas/values/money.ts';
import type { Minor } from '../../schemas/values/money.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { formatExact, sameAmount, sumExact, toExact } from './amounts.ts';
import type { Amount } from './amounts.ts';
import { compared } from './footing.ts';
import type { PrintedSum, StatementSpan } from './footing.ts';
import { Refused } from './refused.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** The canonical columns that the movements of a statement fill. */
export const STATEMENT_COLUMNS = [
  'booked_on',
  'amount',
  'currency',
  'bank_id',
  'value_on',
  'reference',
  'end_to_end_id',
  'description',
  'account',
  'direction',
] as const;

/** A balance as a statement states it: negative where the account owes. */
export interface StatedBalance {
  readonly amount: Amount;
  readonly currency: string;
  readonly on: PlainDate | null;
}

/** One statement, or one page of one, of one account. */
export interface StatementTotals {
  readonly account: string;
  /** As messages name it: `statement 19321/1`. */
  readonly name: string;
  /** Where it begins, or null where only the record's line is known. */
  readonly line: number | null;
  readonly opening: StatedBalance | null;
  readonly closing: StatedBalance | null;
  /** The booked entries, signed. */
  readonly sum: PrintedSum;
  readonly entries: number;
  /** Equal for two copies of one statement. */
  readonly fingerprint: string;
}

export interface FootedStatements {
  readonly footing: Footing;
  readonly balances: readonly StatementBalance[];
}

/**
 * Opening balance + booked entries = closing balance, exactly and in one currency, for every statement that states
 * both; the statements of one account hang together, and none stands twice. Throws `Refused` (`does_not_foot`,
 * `broken_format`) where the file contradicts itself.
 *
 * @param unreadable entries whose amount nobody could read: with one, sums prove nothing and the footing is open
 */
export function footStatements(
  format: string,
  statements: readonly StatementTotals[],
  unreadable: number,
): FootedStatements {
  refuseCopies(statements);
  const read = statements.map((statement) => foot(statement, unreadable));
  const states = read.map((each) => each.state);
  const state = states.includes('open') ? 'open' : states.includes('none') || states.length === 0 ? 'none' : 'proved';
  return {
    footing: { state, detail: `${format} balances: ${summary(read.map((each) => each.detail))}` },
    balances: chains(statements.filter((statement) => statement.opening !== null && statement.closing !== null)),
  };
}

/** A month of daily statements need not all be spelled out. */
function summary(details: readonly string[]): string {
  const shown = details.slice(0, 5).join('; ');
  return details.length > 5 ? `${shown}; and ${String(details.length - 5)} statements more` : shown;
}

function foot(
  statement: StatementTotals,
  unreadable: number,
): { readonly state: Footing['state']; readonly detail: string } {
  const { account, opening, closing, sum, line } = statement;
  const where = line === null ? {} : { line };
  if (opening === null || closing === null) {
    const stated =
      closing === null
        ? 'no opening and closing balance'
        : `closing ${formatExact(closing.amount)} and no opening balance`;
    return { state: sum.missed + unreadable > 0 ? 'open' : 'none', detail: `${account}: ${stated}` };
  }
  const expected = sumExact([opening.amount, sum.total()]);
  const detail = `${account}: ${compared('closing', closing.amount, expected)}, opening ${formatExact(opening.amount)} ${opening.currency}`;
  if (opening.currency !== closing.currency) {
    throw new Refused(
      'does_not_foot',
      `${statement.name}: ${detail}; the closing balance is in ${closing.currency}`,
      where,
    );
  }
  const missed = sum.missed + unreadable;
  if (missed > 0) return { state: 'open', detail: `${detail}; ${String(missed)} unreadable entries` };
  if (!sameAmount(expected, closing.amount)) throw new Refused('does_not_foot', `${statement.name}: ${detail}`, where);
  return { state: 'proved', detail };
}

/** A statement with entries that stands twice (two files glued together) would count its money twice. */
export function refuseCopies(
  statements: readonly Pick<StatementTotals, 'account' | 'name' | 'line' | 'entries' | 'fingerprint'>[],
): void {
  const seen = new Set<string>();
  for (const statement of statements) {
    if (statement.entries === 0) continue;
    const key = `${statement.account}|${statement.fingerprint}`;
    if (seen.has(key)) {
      const where = statement.line === null ? {} : { line: statement.line };
      throw new Refused('broken_format', `${statement.name} of ${statement.account} stands twice in the file`, where);
    }
    seen.add(key);
  }
}

/**
 * The pages and days of each account put together: one opening and one closing balance per account and currency, or one
 * for each part where statements are missing between them. Statements that overlap and do not follow each other are
 * refused.
 */
function chains(statements: readonly StatementTotals[]): StatementBalance[] {
  const groups = groupBy(statements, ({ account, opening }) => `${account}|${opening?.currency ?? ''}`);
  return [...groups.values()].flatMap((group) => {
    const byDay = [...group].sort((a, b) => compareText(a.closing?.on ?? '', b.closing?.on ?? ''));
    const orders = [group, byDay, [...group].reverse()];
    const chained = orders.find((order) => brokenAt(order) === null);
    const parts = chained === undefined ? partsOf(byDay) : [chained];
    if (parts === null) throw unchained(group);
    return parts.map(balanceOf);
  });
}

/**
 * Statements in date order, apart where one does not open with what the one before closed with; null where two of those
 * share days.
 */
function partsOf(byDay: readonly StatementTotals[]): StatementTotals[][] | null {
  const parts: StatementTotals[][] = [];
  for (const statement of byDay) {
    const before = parts.at(-1)?.at(-1);
    if (before === undefined) parts.push([statement]);
    else if (brokenAt([before, statement]) === null) parts.at(-1)?.push(statement);
    else if (isLater(statement, before)) parts.push([statement]);
    else return null;
  }
  return parts;
}

/** Whether a statement opens on the day that another closed on, or after it, and tells a later day than it. */
function isLater(statement: StatementTotals, before: StatementTotals): boolean {
  const [opens, closes, closed] = [
    statement.opening?.on ?? null,
    statement.closing?.on ?? null,
    before.closing?.on ?? null,
  ];
  return opens !== null && closes !== null && closed !== null && opens >= closed && closes > closed;
}

function balanceOf(part: readonly StatementTotals[]): StatementBalance {
  const [first, last] = [part[0]?.opening, part.at(-1)?.closing];
  return {
    account: part[0]?.account ?? '',
    currency: first?.currency ?? '',
    opening: hundredths(first?.amount),
    closing: hundredths(last?.amount),
    openingOn: first?.on ?? null,
    closingOn: last?.on ?? null,
  };
}

/** The first statement that does not open where the one before it closed, or null. */
function brokenAt(order: readonly StatementTotals[]): number | null {
  const index = order.findIndex((statement, at) => {
    const before = order[at - 1]?.closing;
    return (
      before !== undefined &&
      before !== null &&
      statement.opening !== null &&
      !sameAmount(before.amount, statement.opening.amount)
    );
  });
  return index < 0 ? null : index;
}

function unchained(group: readonly StatementTotals[]): Refused {
  const at = brokenAt(group) ?? 1;
  const [before, statement] = [group[at - 1], group[at]];
  const where = statement?.line === null || statement === undefined ? {} : { line: statement.line };
  return new Refused(
    'does_not_foot',
    `${statement?.name ?? ''} of ${statement?.account ?? ''} opens with ${formatExact(statement?.opening?.amount ?? ZERO)}, ` +
      `${before?.name ?? ''} before it closes with ${formatExact(before?.closing?.amount ?? ZERO)}: statements are missing between them`,
    where,
  );
}

function hundredths(amount: Amount | undefined): Minor {
  return amount === undefined ? ZERO : (roundColumn([toExact(amount)])[0] ?? ZERO);
}

/**
 * What is wrong with asking for a date that no statement covers or closes on; null where one does, or where none says.
 */
export function dateNotCovered(date: PlainDate, spans: readonly StatementSpan[]): string | null {
  const stated = spans.filter((span) => span.from !== '' || span.closing !== '');
  if (stated.length === 0) return null;
  if (stated.some(({ from, to, closing }) => closing === date || (from !== '' && from <= date && date <= to)))
    return null;
  const words = stated
    .slice(0, 5)
    .map(({ from, to, closing }) =>
      from === '' ? `closes on ${closing}` : `covers ${from} to ${to}, closes on ${closing || 'no date'}`,
    );
  return `the statement ${words.join(', ')}, and ${date} is asked for`;
}
