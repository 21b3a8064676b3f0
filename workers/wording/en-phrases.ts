import type { Minor } from '../../schemas/values/money.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { EN_WORDS } from './en-words.ts';
import { amountFact, flagFact, listFact, numberFact, textFact } from '../../schemas/outcome/facts.ts';
import { formatAmount, formatCount, formatDecimal, formatList, given, inBrackets, printable } from './format.ts';
import { wordFor } from './kind-wording.ts';
import { readerCell, readerSentence } from './reader-words.ts';
import { comparedNet, fileNameOf, sizeOf } from './subject.ts';

// The parts of sentences that several kinds share, in English.

export const money = (f: Finding, amount: Minor): string => formatAmount('en', amount, f.currency);
export const count = (n: number): string => formatCount('en', n);
/** `1 line`, `2 lines`. */
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
export const list = (items: readonly string[]): string => formatList('en', items);
export const of = (f: Finding, amount: Minor | null): string =>
  given(sizeOf(amount), (size) => ` of ${money(f, size)}`);

export const at = (f: Finding): string => given(f.provider, (provider) => ` at ${printable(provider)}`);
export const ofProvider = (f: Finding): string => given(f.provider, (name) => ` of ${printable(name)}`);
export const order = (f: Finding): string => given(f.merchantReference, (reference) => ` ${printable(reference)}`);
export const reference = (f: Finding): string =>
  given(f.merchantReference, (text) => ` for reference ${printable(text)}`);
export const transaction = (f: Finding): string =>
  `${given(f.providerId, (id) => ` ${printable(id)}`)}${at(f)}${reference(f)}`;
export const file = (f: Finding): string => given(fileNameOf(f), (name) => ` ${name}`);
export const provider = (f: Finding): string => (f.provider === null ? 'the provider' : printable(f.provider));

/** Two statements that both foot and tell one day differently. */
export function daysDiffer(f: Finding): string {
  const day = given(textFact(f, 'bookedOn'), (text) => ` ${printable(text)}`);
  const sums = [amountFact(f, 'dayMinor'), amountFact(f, 'otherDayMinor')].map((sum) =>
    given(sum, (amount) => ` (${money(f, amount)})`),
  );
  const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
  return `Two statements of account ${printable(textFact(f, 'account') ?? '')} foot and tell the movements of${day} differently:${file(f)}${sums[0] ?? ''} and${other}${sums[1] ?? ''}; the newer one counts`;
}

/** A movement that another file tells and a statement that foots does not. */
export function withoutRoom(f: Finding): string {
  const day = given(textFact(f, 'bookedOn'), (text) => ` booked on ${printable(text)}`);
  const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
  return `The file${file(f)} has a movement${of(f, f.bankAmount)}${day} that the statement${other} of the same account has not, whose balances foot without it; it does not count`;
}

/** What should be or came at the bank: a payout, else a single transaction. */
export function receivable(f: Finding): string {
  if (f.payoutId !== null) return `Payout ${printable(f.payoutId)}${ofProvider(f)}`;
  return `${(f.settlementGross ?? f.moneyAtRisk) < 0 ? 'Refund' : 'Transaction'}${transaction(f)}`;
}

/** What differs from one credit: a payout or transaction, or every payout of a run. */
export function compared(f: Finding): string {
  const others = listFact(f, 'otherPayouts');
  const several = numberFact(f, 'bankItems');
  const lines = several === null ? 'bank line' : counted(several, 'bank line');
  const day = given(f.arrivedOn, (date) => (several === null ? ` of ${date}` : `, the last of ${date}`));
  if (f.payoutId === null || others.length === 0) return `${receivable(f)} differs from its ${lines}${day}`;
  return `Payouts ${list([f.payoutId, ...others].map(printable))}${ofProvider(f)} together differ from their ${lines}${day}`;
}

/** Every leg's value that is known, side by side. */
export function values(f: Finding): string {
  const parts = [
    given(f.orderAmount, (amount) => `order ${money(f, amount)}`),
    given(f.settlementGross, (amount) => `provider ${money(f, amount)}`),
    given(comparedNet(f), (amount) => `net ${money(f, amount)}`),
    given(f.bankAmount, (amount) => `bank ${money(f, amount)}`),
    given(f.difference, (amount) => `difference ${money(f, amount)}`),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What the ERP and the provider refunded, against the payment; the legs' values where the facts are not given. */
export function refunds(f: Finding): string {
  const parts = [
    given(amountFact(f, 'providerRefundedMinor'), (amount) => `the provider refunded ${money(f, amount)}`),
    given(amountFact(f, 'erpRefundedMinor'), (amount) => `the ERP ${money(f, amount)}`),
    given(amountFact(f, 'chargedBackMinor'), (amount) => `chargebacks took ${money(f, amount)}`),
    given(amountFact(f, 'paidMinor'), (amount) => `the payment was ${money(f, amount)}`),
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : values(f);
}

/** The net of both versions of a revised file. */
export function revisedNet(f: Finding): string {
  const several = listFact(f, 'netsChanged');
  const [former, newer, delta] = [
    amountFact(f, 'formerNetMinor'),
    amountFact(f, 'newerNetMinor'),
    amountFact(f, 'netDeltaMinor'),
  ];
  if (several.length > 0) return `; the net changed from what it was to what it is: ${list(several)}`;
  if (former === null || newer === null) return '';
  if (former === newer) return `; the net stays ${money(f, newer)}`;
  return `; the net was ${money(f, former)} and is ${money(f, newer)}${given(delta, (amount) => `, a difference of ${money(f, amount)}`)}`;
}

/** A file that is refused for its rows: how many, the first of them, and what could be read. */
function unreadableOf(f: Finding): string {
  const rows = numberFact(f, 'unreadableRows');
  const all = numberFact(f, 'unreadableOf');
  const first = listFact(f, 'unreadableFirst').map((one) => {
    const [line = '', code = '', column = '', text = ''] = one.split('\t');
    return `line ${line} ${wordFor(EN_WORDS.rejects, code)}${column === '' ? '' : ` in ${printable(column)}`}${text === '' ? '' : ` "${readerCell('en', text)}"`}`;
  });
  const amounts = listFact(f, 'unreadableAmounts');
  if (rows === null || all === null) return '';
  const told = amounts.length === 0 ? '' : `; readable all the same, and used nowhere: ${list(amounts)}`;
  return ` - ${count(rows)} of ${count(all)}, the first: ${first.join('; ')}${told}`;
}

/** Refusals whose words say all that the reader's sentence says. */
const TOLD_IN_WORDS = ['mostly_unreadable', 'wrong_signs'];

export function problemOf(f: Finding): string {
  const place = [
    given(numberFact(f, 'problemLine'), (line) => `line ${count(line)}`),
    given(numberFact(f, 'problemByte'), (byte) => `byte ${count(byte)}`),
  ].filter((part) => part !== '');
  const code = given(textFact(f, 'problemCode'), (text) => `: ${wordFor(EN_WORDS.refusals, text)}`);
  const isReported = TOLD_IN_WORDS.includes(textFact(f, 'problemCode') ?? '');
  const detail = given(textFact(f, 'problemDetail'), (text) =>
    isReported ? '' : ` - ${readerSentence('en', text) ?? printable(text).replace(/\.$/, '')}`,
  );
  return `${code}${inBrackets('en', place.join(', '))}${detail}${unreadableOf(f)}`;
}

/** A refused delivery takes nothing back of what was accepted before. */
export function standsOf(f: Finding): string {
  return flagFact(f, 'formerStands') ? ', and the file that was read before stays in force' : '';
}

/** What the file calls the column, its text, and why it is none or what to declare. */
export function cellOf(f: Finding): string {
  const column = given(textFact(f, 'rejectColumn'), (name) => `, column ${printable(name)}`);
  const text = given(textFact(f, 'rejectText'), (cell) => `: "${readerCell('en', cell)}"`);
  const hint = given(
    textFact(f, 'rejectHint'),
    (why) => `; ${/^amounts: /.test(why) ? `declare ${why} to read it` : wordFor(EN_WORDS.rejectHints, why)}`,
  );
  return `${column}${text}${hint}`;
}

export function conflictOf(f: Finding): string {
  const formers = listFact(f, 'formerValues');
  const newers = listFact(f, 'newerValues');
  const fields = listFact(f, 'conflictFields').map((field, index) => {
    const former = formers[index];
    const newer = newers[index];
    return former === undefined || newer === undefined
      ? field
      : `${field} ${formatDecimal('en', former)} then ${formatDecimal('en', newer)}`;
  });
  return fields.length > 0 ? list(fields) : values(f);
}

/** What a credit that nothing of its provider pays was compared with. */
export function fitsNothing(f: Finding): string {
  const lines = numberFact(f, 'waitingLines');
  const sum = given(amountFact(f, 'waitingMinor'), (amount) => `, ${money(f, amount)} in all`);
  if (lines === null) return 'no payout or line of it fits';
  return `no payout of it fits; ${counted(lines, 'line')} ${lines === 1 ? 'waits' : 'wait'} there in no payout${sum}`;
}
