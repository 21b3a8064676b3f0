import { parsePlainDate } from '../../../../schemas/values/dates.ts';
import type { PlainDate } from '../../../../schemas/values/dates.ts';
import type { StatedPeriod } from '../../../../schemas/lines/files.ts';
import type { Line, Reject } from '../../../../schemas/lines/records.ts';
import { negateAmount, readAmount } from '../../amounts.ts';
import { NO_FOOTING, printedSum } from '../../footing.ts';
import type { FileFacts, Footed, FootingCheck, PrintedSum } from '../../footing.ts';
import { REVERSAL } from '../../interpret.ts';
import { beginningOf, Refused } from '../../refused.ts';
import { dateNotCovered, footStatements, STATEMENT_COLUMNS } from '../../statements.ts';
import type { StatedBalance, StatementTotals } from '../../statements.ts';
import { allAt, at, children, textAt } from '../../readers/xml-tree.ts';
import type { XmlNode } from '../../readers/xml-tree.ts';
import {
  BOOKED,
  dateText,
  ENTRY_NAMES,
  entryProfile,
  entryTexts,
  entryUse,
  signedAmount,
  STATEMENT,
} from './camt-entries.ts';
import { reversalSign, reversalWords, turned, turning } from './camt-reversals.ts';
import type { ReversalSign } from './camt-reversals.ts';
import type { BuiltInFeed } from '../feed.ts';

/**
 * The bank statement of ISO 20022, camt.053.001.02 and later: one or more statements, each with balances and entries.
 * Amounts are unsigned beside CRDT or DBIT; only booked entries move the balance. Shapes measured on public files.
 */
const profile = entryProfile('Document/BkToCstmrStmt/Stmt/Ntry');

export const CAMT_053: BuiltInFeed = {
  leg: 'bank',
  version: 3,
  about: {
    versions: 'ISO 20022 camt.053.001.02 and later',
    footing: 'opening balance + booked entries = closing balance of every statement and page, exact',
    testedOn: 'shape of public files; invented files in `fixtures/files/`',
  },
  profile,
  derives: STATEMENT_COLUMNS,
  names: ENTRY_NAMES,
  recordTexts: entryTexts,
  refiner: () => entryUse,
  footing: () => entryFooting(finish),
  otherDate,
};

/** The booked entries of one statement, by currency: an account has one, and a file that mixes them says so. */
export interface StatementEntries {
  entries: number;
  readonly sums: Map<string, PrintedSum>;
  /** Those among them that take an earlier entry back. */
  readonly reversed: PrintedSum;
  /** What tells two statements apart. */
  readonly seen: string[];
}

/** What the rows of a file gave, by statement. */
export interface EntryTotals {
  /** The statement of every row, -1 for one of which nothing can be read. */
  readonly statementOf: readonly number[];
  /** The rows that take an earlier entry back. */
  readonly reversals: ReadonlySet<number>;
  readonly of: (statement: number) => StatementEntries;
  readonly unreadable: number;
}

/** Follows the rows of a message: the sums of its booked entries by statement. */
export function entryFooting(finishWith: (facts: FileFacts, totals: EntryTotals) => Footed): FootingCheck {
  const statementOf: number[] = [];
  const reversals = new Set<number>();
  const statements = new Map<number, StatementEntries>();
  const of = (statement: number): StatementEntries => {
    const known = statements.get(statement) ?? {
      entries: 0,
      sums: new Map<string, PrintedSum>(),
      reversed: printedSum(profile.amounts),
      seen: [],
    };
    statements.set(statement, known);
    return known;
  };
  let unreadable = 0;
  return {
    row(texts) {
      const statement = Number(texts[STATEMENT]);
      statementOf.push(statement);
      if (texts[BOOKED] !== 'BOOK') return;
      const entries = of(statement);
      entries.entries += 1;
      const currency = texts['currency'] ?? '';
      const sum = entries.sums.get(currency) ?? printedSum(profile.amounts);
      entries.sums.set(currency, sum);
      const amount = signedAmount(texts);
      if (amount === null) sum.miss();
      else sum.addAmount(amount);
      if (texts[REVERSAL] !== '') reversals.add(statementOf.length - 1);
      if (texts[REVERSAL] !== '' && amount !== null) entries.reversed.addAmount(amount);
      if (entries.seen.length < 100)
        entries.seen.push(`${texts['booked_on'] ?? ''}|${texts['amount'] ?? ''}|${texts['bank_id'] ?? ''}`);
    },
    unreadable() {
      statementOf.push(-1);
      unreadable += 1;
    },
    finish: (facts) => finishWith(facts, { statementOf, reversals, of, unreadable }),
  };
}

/** The rows with the account of their statement, which stands outside them. */
export function withAccounts(
  facts: FileFacts,
  statementOf: readonly number[],
  accounts: readonly (string | null)[],
): (Line | Reject)[] {
  return facts.rows.map((row, index): Line | Reject =>
    'code' in row || row.leg !== 'bank' ? row : { ...row, account: accounts[statementOf[index] ?? -1] ?? null },
  );
}

/** The statements of a document; refused where it is another message. */
export function statementsOf(document: XmlNode | null, message: string, element: string): readonly XmlNode[] {
  const found = allAt(document ?? '', 'Document', message, element);
  if (found.length > 0) return found;
  const body = at(document ?? '', 'Document');
  const other =
    typeof body === 'object' ? Object.keys(body).find((name) => /^[A-Z]/.test(name) && name !== message) : undefined;
  const instead = other === undefined ? '' : `; it holds ${other}, which is another message`;
  throw new Refused('broken_format', `the document holds no ${message}/${element}${instead}`, { line: 1 });
}

export function accountOf(statement: XmlNode): string | null {
  return textAt(statement, 'Acct', 'Id', 'IBAN') || textAt(statement, 'Acct', 'Id', 'Othr', 'Id') || null;
}

function finish(facts: FileFacts, totals: EntryTotals): Footed {
  const statements = statementsOf(facts.document, 'BkToCstmrStmt', 'Stmt');
  const read = statements.map((statement, index) =>
    totalsOf(statement, totals.of(index), lineOf(index, facts, totals), totals.unreadable),
  );
  const footed = footStatements(
    'camt',
    read.map((each) => each.totals),
    totals.unreadable,
  );
  refuseMissingPage(statements);
  const isTurned = (row: number): boolean =>
    totals.reversals.has(row) && read[totals.statementOf[row] ?? -1]?.sign === 'original';
  const rows = turned(withAccounts(facts, totals.statementOf, statements.map(accountOf)), isTurned);
  const { balances } = footed;
  const reported = read.some((each) => each.sign === 'original')
    ? '; its reversals have the sign of what they take back, as the balances prove'
    : '';
  const footing = {
    ...footed.footing,
    detail: `${footed.footing.detail}${reported}`,
    periods: statedPeriods(statements),
  };
  return { ...NO_FOOTING, footing, balances, provesEmpty: footing.state === 'proved', rows };
}

/** The last page of an account in the file must not say that another follows. */
function refuseMissingPage(statements: readonly XmlNode[]): void {
  const last = new Map(statements.map((statement) => [accountOf(statement) ?? '', statement]));
  for (const [account, statement] of last) {
    if (textAt(statement, 'StmtPgntn', 'LastPgInd') !== 'false') continue;
    const page = beginningOf(textAt(statement, 'StmtPgntn', 'PgNb'), 10);
    throw new Refused(
      'truncated',
      `page ${page} of the statement of ${account} is not its last, and the next is missing`,
    );
  }
}

/** Opening and closing balance of a statement and the sum of what it booked, in the currency of its balances. */
function totalsOf(
  statement: XmlNode,
  entries: StatementEntries,
  line: number | null,
  unreadable: number,
): { readonly totals: StatementTotals; readonly sign: ReversalSign } {
  const account = accountOf(statement) ?? '';
  const id = `statement ${beginningOf(textAt(statement, 'Id'), 40)}`;
  const opening = openingOf(statement);
  const closing = opening === null ? null : closingOf(statement);
  const currency = closing?.currency ?? opening?.currency ?? '';
  const other = [...entries.sums.keys()].find(
    (one) => opening !== null && closing !== null && one !== opening.currency && one !== '',
  );
  if (other !== undefined)
    throw new Refused(
      'does_not_foot',
      `${id} of ${account}: its balances are in ${currency}, and an entry is in ${other}`,
    );
  const sum = printedSum(profile.amounts);
  for (const part of entries.sums.values()) {
    sum.addAmount(part.total());
    for (let missed = 0; missed < part.missed; missed += 1) sum.miss();
  }
  const sign = reversalSign(opening, closing, sum, entries.reversed, unreadable);
  if (sign === 'original') sum.addAmount(turning(entries.reversed));
  const name = sign === 'unknown' ? `${id} ${reversalWords(entries.reversed)}` : id;
  const fingerprint = fingerprintOf(statement, entries);
  return { totals: { account, name, line, opening, closing, sum, entries: entries.entries, fingerprint }, sign };
}

/** The line of the first entry of a statement; null where it has none. */
export function lineOf(statement: number, { rows }: FileFacts, { statementOf }: EntryTotals): number | null {
  return rows[statementOf.indexOf(statement)]?.line ?? null;
}

/** Equal for two copies of one statement or notification. */
export function fingerprintOf(statement: XmlNode, entries: StatementEntries): string {
  const page = textAt(statement, 'StmtPgntn', 'PgNb') || textAt(statement, 'NtfctnPgntn', 'PgNb');
  return [textAt(statement, 'Id'), page, entries.entries, ...entries.seen].join('|');
}

/** OPBD, or the closing balance of the day before (PRCD), or what an earlier page closed with (the first ITBD). */
function openingOf(statement: XmlNode): StatedBalance | null {
  const interim = balancesOf(statement, 'ITBD');
  const closes = balancesOf(statement, 'CLBD').length > 0;
  const first =
    balancesOf(statement, 'OPBD')[0] ??
    balancesOf(statement, 'PRCD')[0] ??
    (closes || interim.length > 1 ? interim[0] : undefined);
  return first ?? null;
}

/** CLBD, or the interim balance that a page closes with (the last ITBD that it did not open with). */
function closingOf(statement: XmlNode): StatedBalance | null {
  const closing = balancesOf(statement, 'CLBD').at(-1);
  if (closing !== undefined) return closing;
  const interim = balancesOf(statement, 'ITBD');
  const opens = balancesOf(statement, 'OPBD').length + balancesOf(statement, 'PRCD').length > 0;
  return (opens ? interim.at(-1) : interim.length > 1 ? interim.at(-1) : undefined) ?? null;
}

function balancesOf(statement: XmlNode, code: string): StatedBalance[] {
  return children(statement, 'Bal')
    .filter((balance) => textAt(balance, 'Tp', 'CdOrPrtry', 'Cd') === code)
    .map((balance) => {
      const amount = readAmount(textAt(balance, 'Amt'), profile.amounts);
      const direction = textAt(balance, 'CdtDbtInd');
      if (amount === null || (direction !== 'CRDT' && direction !== 'DBIT'))
        throw new Refused('does_not_foot', `the ${code} balance is no amount with a direction`);
      return {
        amount: direction === 'DBIT' ? negateAmount(amount) : amount,
        currency: textAt(balance, 'Amt', '@Ccy'),
        on: parsePlainDate(dateText(at(balance, 'Dt'))),
      };
    });
}

/** A statement covers the date by its period, or closes on it. */
function otherDate(date: PlainDate, { document }: FileFacts): string | null {
  const spans = allAt(document ?? '', 'Document', 'BkToCstmrStmt', 'Stmt').map((statement) => ({
    ...periodOf(statement),
    closing: balancesOf(statement, 'CLBD').at(-1)?.on ?? '',
  }));
  return dateNotCovered(date, spans);
}

/** The period that a statement or a notification states, '' where it states none. */
export function periodOf(statement: XmlNode): { readonly from: string; readonly to: string } {
  const period = at(statement, 'FrToDt');
  return {
    from: textAt(period, 'FrDt') || textAt(period, 'FrDtTm').slice(0, 10),
    to: textAt(period, 'ToDt') || textAt(period, 'ToDtTm').slice(0, 10),
  };
}

/**
 * The days that statements or notifications state to tell wholly: a period given in times leaves out the days that it
 * cuts.
 */
export function statedPeriods(statements: readonly XmlNode[]): StatedPeriod[] {
  return statements.flatMap((statement) => {
    const period = at(statement, 'FrToDt');
    const from = parsePlainDate(textAt(period, 'FrDt') || wholeDay(textAt(period, 'FrDtTm'), /T00:00/));
    const to = parsePlainDate(textAt(period, 'ToDt') || wholeDay(textAt(period, 'ToDtTm'), /T(23:59|24:00)/));
    return from === null || to === null ? [] : [{ account: accountOf(statement) ?? '', from, to }];
  });
}

function wholeDay(moment: string, atItsEdge: RegExp): string {
  return atItsEdge.test(moment) ? moment.slice(0, 10) : '';
}
