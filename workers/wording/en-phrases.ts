import type { Finding } from '../../schemas/outcome/run.ts';
import { amountFact, listFact, numberFact } from '../../schemas/outcome/facts.ts';
import { given, printable } from './format.ts';
import { Phrases } from './phrases.ts';

// The parts of sentences that several kinds share, in English.

const shared = new Phrases('en', {
  between: ', ',
  within: (text) => ` ${text}`,
  quoted: (text) => `"${text}"`,
  of: (amount) => ` of ${amount}`,
  legs: { order: 'order', provider: 'provider', net: 'net', bank: 'bank', difference: 'difference' },
  refunds: {
    provider: 'the provider refunded',
    erp: 'the ERP',
    chargedBack: 'chargebacks took',
    paid: 'the payment was',
  },
  ofDay: (date) => ` ${date}`,
  bookedOn: (date) => ` booked on ${date}`,
  daysDiffer: (account, day, one, other) =>
    `Two statements of account ${account} foot and tell the movements of${day} differently:${one} and${other}; the newer one counts`,
  withoutRoom: (name, amount, day, other) =>
    `The file${name} has a movement${amount}${day} that the statement${other} of the same account has not, whose balances foot without it; it does not count`,
  netsChanged: (nets) => `the net changed from what it was to what it is: ${nets}`,
  netStays: (net) => `the net stays ${net}`,
  netChanged: (former, newer) => `the net was ${former} and is ${newer}`,
  netDelta: (delta) => `, a difference of ${delta}`,
  unreadableRow: (line, why, column, text) => `line ${line} ${why}${column && ` in ${column}`}${text && ` "${text}"`}`,
  unreadable: (rows, all, first, amounts) => ` - ${rows} of ${all}, the first: ${first.join('; ')}${amounts}`,
  readableAmounts: (amounts) => `; readable all the same, and used nowhere: ${amounts}`,
  line: (number) => `line ${number}`,
  byte: (number) => `byte ${number}`,
  dash: ' - ',
  readerSays: '',
  formerStands: 'and the file that was read before stays in force',
  column: 'column',
  declare: (what) => `declare ${what} to read it`,
  fields: {},
  thenOther: (field, former, newer) => `${field} ${former} then ${newer}`,
});

/** `1 line`, `2 lines`. */
const counted = (n: number, noun: string): string => `${shared.count(n)} ${noun}${n === 1 ? '' : 's'}`;

const at = (f: Finding): string => given(f.provider, (provider) => ` at ${printable(provider)}`);
const ofProvider = (f: Finding): string => given(f.provider, (name) => ` of ${printable(name)}`);
const reference = (f: Finding): string => given(f.merchantReference, (text) => ` for reference ${printable(text)}`);
const transaction = (f: Finding): string =>
  `${given(f.providerId, (id) => ` ${printable(id)}`)}${at(f)}${reference(f)}`;
const provider = (f: Finding): string => (f.provider === null ? 'the provider' : printable(f.provider));

/** What should be or came at the bank: a payout, else a single transaction. */
function receivable(f: Finding): string {
  if (f.payoutId !== null) return `Payout ${printable(f.payoutId)}${ofProvider(f)}`;
  return `${(f.settlementGross ?? f.moneyAtRisk) < 0 ? 'Refund' : 'Transaction'}${transaction(f)}`;
}

/** What differs from one credit: a payout or transaction, or every payout of a run. */
function compared(f: Finding): string {
  const others = listFact(f, 'otherPayouts');
  const several = numberFact(f, 'bankItems');
  const lines = several === null ? 'bank line' : counted(several, 'bank line');
  const day = given(f.arrivedOn, (date) => (several === null ? ` of ${date}` : `, the last of ${date}`));
  if (f.payoutId === null || others.length === 0) return `${receivable(f)} differs from its ${lines}${day}`;
  return `Payouts ${shared.list([f.payoutId, ...others].map(printable))}${ofProvider(f)} together differ from their ${lines}${day}`;
}

/** What a credit that nothing of its provider pays was compared with. */
function fitsNothing(f: Finding): string {
  const lines = numberFact(f, 'waitingLines');
  const sum = given(amountFact(f, 'waitingMinor'), (amount) => `, ${shared.money(f, amount)} in all`);
  if (lines === null) return 'no payout or line of it fits';
  return `no payout of it fits; ${counted(lines, 'line')} ${lines === 1 ? 'waits' : 'wait'} there in no payout${sum}`;
}

export const en = Object.assign(shared, {
  counted,
  at,
  ofProvider,
  reference,
  transaction,
  provider,
  receivable,
  compared,
  fitsNothing,
});
