import { negateAmount, readAmount, sameAmount, sumExact } from '../../amounts.ts';
import type { Amount } from '../../amounts.ts';
import type { Texts } from '../../cells.ts';
import { REVERSAL } from '../../interpret.ts';
import { momentReader } from '../../moments.ts';
import type { XmlProfile } from '../../../../schemas/lines/profile.ts';
import { allAt, at, textAt, textOf } from '../../readers/xml-tree.ts';
import type { XmlNode } from '../../readers/xml-tree.ts';
import type { RowUse } from '../feed.ts';
import { UNMAPPED } from '../inline.ts';

/**
 * What the bank-to-customer messages of ISO 20022 have in common: entries, as statements (053) and notifications (054)
 * hold them.
 */

/** The notations of an entry. `record`: the path of the entries. */
export function entryProfile(record: string): XmlProfile {
  return {
    ...UNMAPPED,
    format: 'xml',
    record,
    dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
    columns: {},
    direction: { credit: ['CRDT'], debit: ['DBIT'] },
  };
}

/** The elements of an entry that they are made of. */
export const ENTRY_NAMES = {
  booked_on: 'BookgDt',
  amount: 'Amt',
  currency: 'Amt/@Ccy',
  value_on: 'ValDt',
  direction: 'CdtDbtInd',
} as const;

/**
 * Marks of a row beside its columns: which statement it stands in, its status, and whether it is the first of its
 * entry.
 */
export const STATEMENT = '#statement';
export const BOOKED = '#booked';
const AMOUNTS = UNMAPPED.amounts;
const UTC_MOMENTS = momentReader({ format: "yyyy-MM-dd'T'HH:mm:ssXXX", zone: 'America/Bogota' });

/** An entry that is not booked (pending, information) is no movement yet. */
export function entryUse(texts: Texts): RowUse {
  return texts[BOOKED] === 'BOOK' ? 'line' : 'balance_row';
}

/** The amount of a row as it moves the balance; null where it is none, or goes neither way. */
export function signedAmount(texts: Texts): Amount | null {
  const amount = readAmount(texts['amount'] ?? '', AMOUNTS);
  const direction = texts['direction'];
  if (amount === null || (direction !== 'CRDT' && direction !== 'DBIT')) return null;
  return direction === 'DBIT' ? negateAmount(amount) : amount;
}

/** The rows of an entry: itself, or its transactions where there are several and they sum to it. */
export function entryTexts(entry: XmlNode, statement: number): readonly Texts[] {
  const whole = baseTexts(entry, statement);
  const details = allAt(entry, 'NtryDtls', 'TxDtls');
  const [first] = details;
  if (details.length < 2) return [{ ...whole, ...partyTexts(entry, details, first) }];
  const parts = details.map((detail) => amountOf(detail, whole['currency'] ?? ''));
  const total = parts.every((part) => part !== null)
    ? sumExact(parts.map((part, index) => signedBy(part, details[index], whole['direction'] ?? '')))
    : null;
  const amount = readAmount(whole['amount'] ?? '', AMOUNTS);
  if (total === null || amount === null || !sameAmount(total, amount))
    return [{ ...whole, ...partyTexts(entry, details, undefined) }];
  return details.map((detail, index) => ({
    ...whole,
    ...partyTexts(entry, [detail], detail),
    amount: textOf(amountNode(detail, whole['currency'] ?? '')),
    direction: textAt(detail, 'CdtDbtInd') || (whole['direction'] ?? ''),
    bank_id: whole['bank_id'] === '' ? '' : `${whole['bank_id'] ?? ''}/${String(index + 1)}`,
  }));
}

/**
 * A text of an entry's only transaction. The bank's reference stands there at some banks; NtryRef is none: it counts
 * the entries of one statement, or names the customer's contract, and repeats from statement to statement.
 */
function ofOne(entry: XmlNode, ...path: readonly string[]): string {
  const details = allAt(entry, 'NtryDtls', 'TxDtls');
  return details.length === 1 ? textAt(details[0], ...path) : '';
}

function baseTexts(entry: XmlNode, statement: number): Texts {
  return {
    [STATEMENT]: String(statement),
    [BOOKED]: textAt(entry, 'Sts', 'Cd') || textAt(entry, 'Sts', 'Prtry') || textAt(entry, 'Sts'),
    [REVERSAL]: /^(true|1)$/.test(textAt(entry, 'RvslInd')) ? 'true' : '',
    amount: textAt(entry, 'Amt'),
    currency: textAt(entry, 'Amt', '@Ccy'),
    direction: textAt(entry, 'CdtDbtInd') || 'CdtDbtInd missing',
    booked_on: dateText(at(entry, 'BookgDt')),
    value_on: dateText(at(entry, 'ValDt')),
    bank_id: textAt(entry, 'AcctSvcrRef') || ofOne(entry, 'Refs', 'AcctSvcrRef'),
  };
}

/**
 * `Dt`, or the date of `DtTm`. A time with an offset is the bank's own local time and keeps its date; one in UTC is a
 * machine's, and becomes the date in Colombia.
 */
export function dateText(node: XmlNode | undefined): string {
  const moment = textAt(node, 'DtTm');
  if (moment === '') return textAt(node, 'Dt');
  const whole = moment.replace(/\.\d+/, '');
  return /(Z|[+-]00:?00)$/.test(whole)
    ? (UTC_MOMENTS.day(whole) ?? moment)
    : whole.replace(/T\d\d:\d\d:\d\d([+-]\d\d:?\d\d)?$/, '');
}

/**
 * The amount of a transaction as the entry counts it: the first that is in its currency; the customer's own may be in
 * another.
 */
function amountNode(detail: XmlNode, currency: string): XmlNode | undefined {
  const stated = [at(detail, 'Amt'), at(detail, 'AmtDtls', 'TxAmt', 'Amt'), at(detail, 'AmtDtls', 'CntrValAmt', 'Amt')];
  return stated.find((amount) => amount !== undefined && ['', currency].includes(textAt(amount, '@Ccy')));
}

/** The amount of a transaction in the currency of its entry; null where it states none. */
function amountOf(detail: XmlNode, currency: string): Amount | null {
  return readAmount(textOf(amountNode(detail, currency)), AMOUNTS);
}

/** Positive in the direction of the entry. */
function signedBy(amount: Amount, detail: XmlNode | undefined, direction: string): Amount {
  const own = textAt(detail, 'CdtDbtInd');
  return own !== '' && own !== direction ? negateAmount(amount) : amount;
}

/** What banks write where there is no id. */
const NO_ID = /^(NOT ?PROVIDED|NONREF)$/i;

/** The structured references of a creditor. */
function referencesOf(detail: XmlNode | undefined): readonly XmlNode[] {
  return allAt(detail, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref');
}

/** Who and what for: names, remittance text and the bank's own words, each once, in this order. */
function partyTexts(entry: XmlNode, details: readonly XmlNode[], single: XmlNode | undefined): Texts {
  const names = ['UltmtDbtr', 'Dbtr', 'Cdtr', 'UltmtCdtr'].flatMap((party) =>
    details.flatMap((detail) => [
      ...allAt(detail, 'RltdPties', party, 'Nm'),
      ...allAt(detail, 'RltdPties', party, 'Pty', 'Nm'),
    ]),
  );
  const words = [
    ...names,
    ...details.flatMap((detail) => allAt(detail, 'RmtInf', 'Ustrd')),
    ...details.flatMap((detail) => allAt(detail, 'AddtlTxInf')),
    ...allAt(entry, 'AddtlNtryInf'),
    // A batch that is one line has no id of its own, and those of its parts may be what somebody looks for.
    ...(single === undefined
      ? details.flatMap((detail) => [...allAt(detail, 'Refs', 'EndToEndId'), ...referencesOf(detail)])
      : []),
  ]
    .map(textOf)
    .filter((word) => !NO_ID.test(word));
  const endToEnd = textAt(single, 'Refs', 'EndToEndId');
  return {
    description: [...new Set(words.filter((word) => word !== ''))].join(' ').replace(/\s+/g, ' '),
    end_to_end_id: NO_ID.test(endToEnd) ? '' : endToEnd,
    reference:
      referencesOf(single)
        .map(textOf)
        .find((reference) => reference !== '') ?? '',
  };
}
