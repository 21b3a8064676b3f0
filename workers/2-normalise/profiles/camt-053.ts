import { parsePlainDate } from '../../../schemas/dates.ts';
import type { PlainDate } from '../../../schemas/dates.ts';
import type { StatementBalance } from '../../../schemas/files.ts';
import { roundColumn, ZERO } from '../../../schemas/money.ts';
import type { Minor } from '../../../schemas/money.ts';
import type { XmlProfile } from '../../../schemas/profile.ts';
import type { Line, Reject } from '../../../schemas/records.ts';
import { formatExact, negateAmount, readAmount, sameAmount, sumExact, toExact } from '../amounts.ts';
import type { Amount } from '../amounts.ts';
import type { Texts } from '../cells.ts';
import type { FileFacts, Footed, FootingCheck, PrintedSum } from '../footing.ts';
import { compared, NO_FOOTING, printedSum } from '../footing.ts';
import { REVERSAL } from '../interpret.ts';
import { momentReader } from '../moments.ts';
import { Refused } from '../refused.ts';
import { allAt, at, textAt, textOf } from '../xml-tree.ts';
import type { XmlNode } from '../xml-tree.ts';
import type { BuiltInFeed, RowUse } from './feed.ts';
import { UNMAPPED } from './inline.ts';

/**
 * The bank statement of ISO 20022, camt.053.001.02 and later: one or more statements, each with balances and entries.
 * Amounts are unsigned beside CRDT or DBIT; only booked entries move the balance. Shapes measured on public files.
 */
const profile: XmlProfile = {
  ...UNMAPPED,
  format: 'xml',
  record: 'Document/BkToCstmrStmt/Stmt/Ntry',
  dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
  columns: {},
  direction: { credit: ['CRDT'], debit: ['DBIT'] },
};

const STATEMENT = '#statement';
const BOOKED = '#booked';
const UTC_MOMENTS = momentReader({ format: "yyyy-MM-dd'T'HH:mm:ssXXX", zone: profile.dates.zone });

export const CAMT_053: BuiltInFeed = {
  leg: 'bank',
  version: 1,
  about: {
    versions: 'ISO 20022 camt.053.001.02 and later',
    footing: 'opening balance + booked entries = closing balance, exact',
    testedOn: 'shape of public files; invented files in `fixtures/files/`',
  },
  profile,
  derives: ['booked_on', 'amount', 'currency', 'bank_id', 'value_on', 'reference', 'end_to_end_id', 'description', 'account', 'direction'],
  recordTexts: entryTexts,
  // An entry that is not booked (pending, information) is no movement yet.
  refiner:
    () =>
    (texts): RowUse =>
      texts[BOOKED] === 'BOOK' ? 'line' : 'balance_row',
  footing: balanceFooting,
  otherDate,
};

/** The rows of an entry: itself, or its transactions where there are several and they sum to it. */
function entryTexts(entry: XmlNode, statement: number): readonly Texts[] {
  const whole = baseTexts(entry, statement);
  const details = allAt(entry, 'NtryDtls', 'TxDtls');
  const [first] = details;
  if (details.length < 2) return [{ ...whole, ...partyTexts(entry, details, first) }];
  const parts = details.map((detail) => amountOf(detail));
  const total = parts.every((part) => part !== null)
    ? sumExact(parts.map((part, index) => signedBy(part, details[index], whole['direction'] ?? '')))
    : null;
  const amount = readAmount(whole['amount'] ?? '', profile.amounts);
  if (total === null || amount === null || !sameAmount(total, amount)) return [{ ...whole, ...partyTexts(entry, details, undefined) }];
  return details.map((detail, index) => ({
    ...whole,
    ...partyTexts(entry, [detail], detail),
    amount: amountText(detail),
    direction: textAt(detail, 'CdtDbtInd') || (whole['direction'] ?? ''),
    bank_id: whole['bank_id'] === '' ? '' : `${whole['bank_id'] ?? ''}/${String(index + 1)}`,
  }));
}

function baseTexts(entry: XmlNode, statement: number): Texts {
  return {
    [STATEMENT]: String(statement),
    [BOOKED]: textAt(entry, 'Sts', 'Cd') || textAt(entry, 'Sts'),
    [REVERSAL]: /^(true|1)$/.test(textAt(entry, 'RvslInd')) ? 'true' : '',
    amount: textAt(entry, 'Amt'),
    currency: textAt(entry, 'Amt', '@Ccy'),
    direction: textAt(entry, 'CdtDbtInd') || 'CdtDbtInd missing',
    booked_on: dateText(at(entry, 'BookgDt')),
    value_on: dateText(at(entry, 'ValDt')),
    bank_id: textAt(entry, 'AcctSvcrRef') || textAt(entry, 'NtryRef'),
  };
}

/**
 * `Dt`, or the date of `DtTm`. A time with an offset is the bank's own local time and keeps its date; one in UTC is a
 * machine's, and becomes the date in Colombia.
 */
function dateText(node: XmlNode | undefined): string {
  const moment = textAt(node, 'DtTm');
  if (moment === '') return textAt(node, 'Dt');
  const whole = moment.replace(/\.\d+/, '');
  return /(Z|[+-]00:?00)$/.test(whole) ? (UTC_MOMENTS.day(whole) ?? moment) : whole.replace(/T\d\d:\d\d:\d\d([+-]\d\d:?\d\d)?$/, '');
}

function amountText(detail: XmlNode): string {
  return textAt(detail, 'Amt') || textAt(detail, 'AmtDtls', 'TxAmt', 'Amt');
}

function amountOf(detail: XmlNode): Amount | null {
  return readAmount(amountText(detail), profile.amounts);
}

/** Positive in the direction of the entry. */
function signedBy(amount: Amount, detail: XmlNode | undefined, direction: string): Amount {
  const own = textAt(detail, 'CdtDbtInd');
  return own !== '' && own !== direction ? negateAmount(amount) : amount;
}

/** Who and what for: names, remittance text and the bank's own words, each once, in this order. */
function partyTexts(entry: XmlNode, details: readonly XmlNode[], single: XmlNode | undefined): Texts {
  const names = ['UltmtDbtr', 'Dbtr', 'Cdtr', 'UltmtCdtr'].flatMap((party) =>
    details.flatMap((detail) => [...allAt(detail, 'RltdPties', party, 'Nm'), ...allAt(detail, 'RltdPties', party, 'Pty', 'Nm')]),
  );
  const words = [
    ...names,
    ...details.flatMap((detail) => allAt(detail, 'RmtInf', 'Ustrd')),
    ...details.flatMap((detail) => allAt(detail, 'AddtlTxInf')),
    ...allAt(entry, 'AddtlNtryInf'),
  ].map(textOf);
  const endToEnd = textAt(single, 'Refs', 'EndToEndId');
  return {
    description: [...new Set(words.filter((word) => word !== ''))].join(' ').replace(/\s+/g, ' '),
    end_to_end_id: endToEnd === 'NOTPROVIDED' ? '' : endToEnd,
    reference:
      allAt(single, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref')
        .map(textOf)
        .find((reference) => reference !== '') ?? '',
  };
}

function balanceFooting(): FootingCheck {
  const statementOf: number[] = [];
  const booked = new Map<number, PrintedSum>();
  const sumOf = (statement: number): PrintedSum => {
    const known = booked.get(statement) ?? printedSum(profile.amounts);
    booked.set(statement, known);
    return known;
  };
  let unreadable = 0;
  return {
    row(texts) {
      const statement = Number(texts[STATEMENT]);
      statementOf.push(statement);
      if (texts[BOOKED] !== 'BOOK') return;
      const amount = readAmount(texts['amount'] ?? '', profile.amounts);
      if (amount === null || !/^(CRDT|DBIT)$/.test(texts['direction'] ?? '')) sumOf(statement).miss();
      else sumOf(statement).addAmount(texts['direction'] === 'DBIT' ? negateAmount(amount) : amount);
    },
    unreadable() {
      statementOf.push(-1);
      unreadable += 1;
    },
    finish: (facts) => finish(facts, statementOf, sumOf, unreadable),
  };
}

function finish(facts: FileFacts, statementOf: readonly number[], sumOf: (statement: number) => PrintedSum, unreadable: number): Footed {
  const statements = allAt(facts.document ?? '', 'Document', 'BkToCstmrStmt', 'Stmt');
  if (statements.length === 0) throw new Refused('broken_format', 'the document holds no statement (BkToCstmrStmt/Stmt)');
  const read = statements.map((statement, index) => foot(statement, sumOf(index), unreadable));
  const accounts = statements.map(accountOf);
  const rows = facts.rows.map((row, index): Line | Reject =>
    'code' in row || row.leg !== 'bank' ? row : { ...row, account: accounts[statementOf[index] ?? -1] ?? null },
  );
  const states = read.map((each) => each.state);
  const state = states.includes('open') ? 'open' : states.includes('none') ? 'none' : 'proved';
  return {
    ...NO_FOOTING,
    footing: { state, detail: `camt balances: ${read.map((each) => each.detail).join('; ')}` },
    balances: read.flatMap((each) => (each.balance === null ? [] : [each.balance])),
    provesEmpty: state === 'proved',
    rows,
  };
}

/** Opening balance + booked entries = closing balance, in one currency, exactly. */
function foot(
  statement: XmlNode,
  sum: PrintedSum,
  unreadable: number,
): { state: 'proved' | 'none' | 'open'; detail: string; balance: StatementBalance | null } {
  const account = accountOf(statement) ?? '';
  const opening = balanceOf(statement, 'OPBD') ?? balanceOf(statement, 'PRCD');
  const closing = balanceOf(statement, 'CLBD');
  if (opening === null || closing === null) return { state: 'none', detail: `${account}: no opening and closing balance`, balance: null };
  const expected = sumExact([opening.amount, sum.total()]);
  const detail = `${account}: ${compared('closing', closing.amount, expected)}, opening ${formatExact(opening.amount)} ${opening.currency}`;
  const missed = sum.missed + unreadable;
  if (opening.currency !== closing.currency) throw new Refused('does_not_foot', `${detail}; the closing balance is in ${closing.currency}`);
  if (missed === 0 && !sameAmount(expected, closing.amount)) throw new Refused('does_not_foot', detail);
  const balance: StatementBalance = {
    account,
    currency: opening.currency,
    opening: hundredths(opening.amount),
    closing: hundredths(closing.amount),
    openingOn: opening.on,
    closingOn: closing.on,
  };
  return missed > 0
    ? { state: 'open', detail: `${detail}; ${String(missed)} unreadable entries`, balance }
    : { state: 'proved', detail, balance };
}

function balanceOf(statement: XmlNode, code: string): { amount: Amount; currency: string; on: PlainDate | null } | null {
  const balance = allAt(statement, 'Bal').find((each) => textAt(each, 'Tp', 'CdOrPrtry', 'Cd') === code);
  if (balance === undefined) return null;
  const amount = readAmount(textAt(balance, 'Amt'), profile.amounts);
  const direction = textAt(balance, 'CdtDbtInd');
  if (amount === null || (direction !== 'CRDT' && direction !== 'DBIT'))
    throw new Refused('does_not_foot', `the ${code} balance is no amount with a direction`);
  return {
    amount: direction === 'DBIT' ? negateAmount(amount) : amount,
    currency: textAt(balance, 'Amt', '@Ccy'),
    on: parsePlainDate(dateText(at(balance, 'Dt'))),
  };
}

function accountOf(statement: XmlNode): string | null {
  return textAt(statement, 'Acct', 'Id', 'IBAN') || textAt(statement, 'Acct', 'Id', 'Othr', 'Id') || null;
}

function hundredths(amount: Amount): Minor {
  return roundColumn([toExact(amount)])[0] ?? ZERO;
}

/** A statement covers the date by its period, or closes on it. */
function otherDate(date: PlainDate, { document }: FileFacts): string | null {
  const spans = allAt(document ?? '', 'Document', 'BkToCstmrStmt', 'Stmt').map((statement) => {
    const period = at(statement, 'FrToDt');
    const from = textAt(period, 'FrDt') || dayOf(textAt(period, 'FrDtTm'));
    const to = textAt(period, 'ToDt') || dayOf(textAt(period, 'ToDtTm'));
    return { from, to, closing: balanceOf(statement, 'CLBD')?.on ?? '' };
  });
  const stated = spans.filter((span) => span.from !== '' || span.closing !== '');
  if (stated.length === 0 || stated.some(({ from, to, closing }) => closing === date || (from !== '' && from <= date && date <= to)))
    return null;
  const words = stated.map(({ from, to, closing }) =>
    from === '' ? `closes on ${closing}` : `covers ${from} to ${to}, closes on ${closing || 'no date'}`,
  );
  return `the statement ${words.join(', ')}, and ${date} is asked for`;
}

function dayOf(moment: string): string {
  return moment.slice(0, 10);
}
