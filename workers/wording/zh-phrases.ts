import type { Minor } from '../../schemas/values/money.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { amountFact, flagFact, listFact, numberFact, textFact } from '../../schemas/outcome/facts.ts';
import { formatAmount, formatCount, formatDecimal, formatList, given, inBrackets, printable } from './format.ts';
import { wordFor } from './kind-wording.ts';
import { readerCell, readerSentence } from './reader-words.ts';
import { comparedNet, fileNameOf, sizeOf } from './subject.ts';
import { ZH_WORDS } from './zh-words.ts';

// The parts of sentences that several kinds share, in Chinese.

export const money = (f: Finding, amount: Minor): string => formatAmount('zh', amount, f.currency);
export const count = (n: number): string => formatCount('zh', n);
export const list = (items: readonly string[]): string => formatList('zh', items);
export const brackets = (text: string): string => inBrackets('zh', text);
export const of = (f: Finding, amount: Minor | null): string =>
  given(sizeOf(amount), (size) => `，金额 ${money(f, size)}，`);

export const at = (f: Finding): string => given(f.provider, (provider) => `${printable(provider)} 的`);
export const order = (f: Finding): string => given(f.merchantReference, (reference) => ` ${printable(reference)} `);
export const reference = (f: Finding): string => given(f.merchantReference, (text) => `（参考号 ${printable(text)}）`);
export const named = (f: Finding, noun: string): string =>
  `${at(f)}${noun}${given(f.providerId, (id) => ` ${printable(id)} `)}${reference(f)}`;
export const file = (f: Finding): string => given(fileNameOf(f), (name) => ` ${name} `);
export const provider = (f: Finding): string => (f.provider === null ? '支付服务商' : ` ${printable(f.provider)} `);

/** Two statements that both foot and tell one day differently. */
export function daysDiffer(f: Finding): string {
  const day = given(textFact(f, 'bookedOn'), (text) => ` ${printable(text)} `);
  const sums = [amountFact(f, 'dayMinor'), amountFact(f, 'otherDayMinor')].map((sum) =>
    given(sum, (amount) => `（${money(f, amount)}）`),
  );
  const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
  return `账户 ${printable(textFact(f, 'account') ?? '')} 的两份对账单余额均相符，但对${day}的流水记录不同：${file(f)}${sums[0] ?? ''}与${other}${sums[1] ?? ''}；以较新的一份为准`;
}

/** A movement that another file tells and a statement that foots does not. */
export function withoutRoom(f: Finding): string {
  const day = given(textFact(f, 'bookedOn'), (text) => `（记账日期 ${printable(text)}）`);
  const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)} `);
  return `文件${file(f)}中有一笔流水${of(f, f.bankAmount)}${day}，同一账户的对账单${other}中没有，且其余额不含该笔也相符；该笔不计入`;
}

/** What should be or came at the bank: a payout, else a single transaction. */
export function receivable(f: Finding): string {
  if (f.payoutId !== null) return `${at(f)}打款 ${printable(f.payoutId)} `;
  return named(f, (f.settlementGross ?? f.moneyAtRisk) < 0 ? '退款' : '交易');
}

/** What differs from one credit: a payout or transaction, or every payout of a run. */
export function compared(f: Finding): string {
  const others = listFact(f, 'otherPayouts');
  if (f.payoutId === null || others.length === 0) return receivable(f);
  return `${at(f)}打款 ${list([f.payoutId, ...others].map(printable))} 合计`;
}

/** The bank line that is compared, or how many there are together. */
export function bankLines(f: Finding): string {
  const several = numberFact(f, 'bankItems');
  if (several === null) return `${given(f.arrivedOn, (day) => `在 ${day} `)}的入账`;
  return `${given(f.arrivedOn, (day) => `截至 ${day} `)}的 ${count(several)} 笔入账合计`;
}

/** Every leg's value that is known, side by side. */
export function values(f: Finding): string {
  const parts = [
    given(f.orderAmount, (amount) => `订单 ${money(f, amount)}`),
    given(f.settlementGross, (amount) => `支付服务商 ${money(f, amount)}`),
    given(comparedNet(f), (amount) => `净额 ${money(f, amount)}`),
    given(f.bankAmount, (amount) => `银行 ${money(f, amount)}`),
    given(f.difference, (amount) => `差额 ${money(f, amount)}`),
  ];
  return parts.filter((part) => part !== '').join('，');
}

/** What the ERP and the provider refunded, against the payment; the legs' values where the facts are not given. */
export function refunds(f: Finding): string {
  const parts = [
    given(amountFact(f, 'providerRefundedMinor'), (amount) => `支付服务商退款 ${money(f, amount)}`),
    given(amountFact(f, 'erpRefundedMinor'), (amount) => `ERP 退款 ${money(f, amount)}`),
    given(amountFact(f, 'chargedBackMinor'), (amount) => `拒付扣回 ${money(f, amount)}`),
    given(amountFact(f, 'paidMinor'), (amount) => `付款 ${money(f, amount)}`),
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join('，') : values(f);
}

/** The net of both versions of a revised file. */
export function revisedNet(f: Finding): string {
  const several = listFact(f, 'netsChanged');
  const [former, newer, delta] = [
    amountFact(f, 'formerNetMinor'),
    amountFact(f, 'newerNetMinor'),
    amountFact(f, 'netDeltaMinor'),
  ];
  if (several.length > 0) return `；净额由原值变为现值：${list(several)}`;
  if (former === null || newer === null) return '';
  if (former === newer) return `；净额仍为 ${money(f, newer)}`;
  return `；净额原为 ${money(f, former)}，现为 ${money(f, newer)}${given(delta, (amount) => `，相差 ${money(f, amount)}`)}`;
}

/** A file that is refused for its rows: how many, the first of them, and what could be read. */
function unreadableOf(f: Finding): string {
  const rows = numberFact(f, 'unreadableRows');
  const all = numberFact(f, 'unreadableOf');
  const first = listFact(f, 'unreadableFirst').map((one) => {
    const [line = '', code = '', column = '', text = ''] = one.split('\t');
    return `第 ${line} 行${wordFor(ZH_WORDS.rejects, code)}${column === '' ? '' : `，列 ${printable(column)}`}${text === '' ? '' : `“${readerCell('zh', text)}”`}`;
  });
  const amounts = listFact(f, 'unreadableAmounts');
  if (rows === null || all === null) return '';
  const told = amounts.length === 0 ? '' : `；其中可读出的金额（仅供参考，不计入任何合计）：${list(amounts)}`;
  return `，共 ${count(all)} 行中有 ${count(rows)} 行，前几行为：${first.join('；')}${told}`;
}

/** Refusals whose words say all that the reader's sentence says. */
const TOLD_IN_WORDS = ['mostly_unreadable', 'wrong_signs'];

export function problemOf(f: Finding): string {
  const place = [
    given(numberFact(f, 'problemLine'), (line) => `第 ${count(line)} 行`),
    given(numberFact(f, 'problemByte'), (byte) => `第 ${count(byte)} 字节`),
  ].filter((part) => part !== '');
  const code = given(textFact(f, 'problemCode'), (text) => `：${wordFor(ZH_WORDS.refusals, text)}`);
  const isReported = TOLD_IN_WORDS.includes(textFact(f, 'problemCode') ?? '');
  const detail = given(textFact(f, 'problemDetail'), (text) =>
    isReported ? '' : `，${readerSentence('zh', text) ?? `读取程序的说明：${printable(text).replace(/\.$/, '')}`}`,
  );
  return `${code}${brackets(place.join('，'))}${detail}${unreadableOf(f)}`;
}

/** A refused delivery takes nothing back of what was accepted before. */
export function standsOf(f: Finding): string {
  return flagFact(f, 'formerStands') ? '，此前已读取的文件继续有效' : '';
}

/** What the file calls the column, its text, and why it is none or what to declare. */
export function cellOf(f: Finding): string {
  const column = given(textFact(f, 'rejectColumn'), (name) => `，列 ${printable(name)}`);
  const text = given(textFact(f, 'rejectText'), (cell) => `：“${readerCell('zh', cell)}”`);
  const hint = given(
    textFact(f, 'rejectHint'),
    (why) => `；${/^amounts: /.test(why) ? `如需读取，请声明 ${why}` : wordFor(ZH_WORDS.rejectHints, why)}`,
  );
  return `${column}${text}${hint}`;
}

/** The columns in which two versions of a line can differ, in words; another one by its own name. */
const FIELDS: Readonly<Record<string, string>> = {
  gross: '总额',
  net: '净额',
  fee: '手续费',
  tax: '税费',
  status: '状态',
  currency: '币种',
  merchant_reference: '参考号',
  payout_id: '打款',
  settled_on: '结算日期',
  paid_at: '付款时间',
};

export function conflictOf(f: Finding): string {
  const formers = listFact(f, 'formerValues');
  const newers = listFact(f, 'newerValues');
  const fields = listFact(f, 'conflictFields').map((field, index) => {
    const [former, newer, name] = [formers[index], newers[index], wordFor(FIELDS, field)];
    return former === undefined || newer === undefined
      ? name
      : `${name}先为 ${formatDecimal('zh', former)}，后为 ${formatDecimal('zh', newer)}`;
  });
  return fields.length > 0 ? list(fields) : values(f);
}

/** What a credit that nothing of its provider pays was compared with. */
export function fitsNothing(f: Finding): string {
  const lines = numberFact(f, 'waitingLines');
  const sum = given(amountFact(f, 'waitingMinor'), (amount) => `，合计 ${money(f, amount)}`);
  if (lines === null) return '没有与之相符的打款或明细';
  return `没有与之相符的打款；其 ${count(lines)} 条明细尚未列入任何打款${sum}`;
}
