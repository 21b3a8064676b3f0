import type { Finding } from '../../schemas/outcome/run.ts';
import { amountFact, listFact, numberFact } from '../../schemas/outcome/facts.ts';
import { given, inBrackets, printable } from './format.ts';
import { Phrases } from './phrases.ts';

// The parts of sentences that several kinds share, in Chinese.

const shared = new Phrases('zh', {
  between: '，',
  within: (text) => ` ${text} `,
  quoted: (text) => `“${text}”`,
  of: (amount) => `，金额 ${amount}，`,
  legs: { order: '订单', provider: '支付服务商', net: '净额', bank: '银行', difference: '差额' },
  refunds: { provider: '支付服务商退款', erp: 'ERP 退款', chargedBack: '拒付扣回', paid: '付款' },
  ofDay: (date) => ` ${date} `,
  bookedOn: (date) => `（记账日期 ${date}）`,
  daysDiffer: (account, day, one, other) =>
    `账户 ${account} 的两份对账单余额均相符，但对${day}的流水记录不同：${one}与${other}；以较新的一份为准`,
  withoutRoom: (name, amount, day, other) =>
    `文件${name}中有一笔流水${amount}${day}，同一账户的对账单${other}中没有，且其余额不含该笔也相符；该笔不计入`,
  netsChanged: (nets) => `净额由原值变为现值：${nets}`,
  netStays: (net) => `净额仍为 ${net}`,
  netChanged: (former, newer) => `净额原为 ${former}，现为 ${newer}`,
  netDelta: (delta) => `，相差 ${delta}`,
  unreadableRow: (line, why, column, text) => `第 ${line} 行${why}${column && `，列 ${column}`}${text && `“${text}”`}`,
  unreadable: (rows, all, first, amounts) => `，共 ${all} 行中有 ${rows} 行，前几行为：${first.join('；')}${amounts}`,
  readableAmounts: (amounts) => `；其中可读出的金额（仅供参考，不计入任何合计）：${amounts}`,
  line: (number) => `第 ${number} 行`,
  byte: (number) => `第 ${number} 字节`,
  dash: '，',
  readerSays: '读取程序的说明：',
  formerStands: '此前已读取的文件继续有效',
  column: '列',
  declare: (what) => `如需读取，请声明 ${what}`,
  fields: {
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
  },
  thenOther: (field, former, newer) => `${field}先为 ${former}，后为 ${newer}`,
});

const brackets = (text: string): string => inBrackets('zh', text);

const at = (f: Finding): string => given(f.provider, (provider) => `${printable(provider)} 的`);
const reference = (f: Finding): string => given(f.merchantReference, (text) => `（参考号 ${printable(text)}）`);
const named = (f: Finding, noun: string): string =>
  `${at(f)}${noun}${given(f.providerId, (id) => ` ${printable(id)} `)}${reference(f)}`;
const provider = (f: Finding): string => (f.provider === null ? '支付服务商' : ` ${printable(f.provider)} `);

/** What should be or came at the bank: a payout, else a single transaction. */
function receivable(f: Finding): string {
  if (f.payoutId !== null) return `${at(f)}打款 ${printable(f.payoutId)} `;
  return named(f, (f.settlementGross ?? f.moneyAtRisk) < 0 ? '退款' : '交易');
}

/** What differs from one credit: a payout or transaction, or every payout of a run. */
function compared(f: Finding): string {
  const others = listFact(f, 'otherPayouts');
  if (f.payoutId === null || others.length === 0) return receivable(f);
  return `${at(f)}打款 ${shared.list([f.payoutId, ...others].map(printable))} 合计`;
}

/** The bank line that is compared, or how many there are together. */
function bankLines(f: Finding): string {
  const several = numberFact(f, 'bankItems');
  if (several === null) return `${given(f.arrivedOn, (day) => `在 ${day} `)}的入账`;
  return `${given(f.arrivedOn, (day) => `截至 ${day} `)}的 ${shared.count(several)} 笔入账合计`;
}

/** What a credit that nothing of its provider pays was compared with. */
function fitsNothing(f: Finding): string {
  const lines = numberFact(f, 'waitingLines');
  const sum = given(amountFact(f, 'waitingMinor'), (amount) => `，合计 ${shared.money(f, amount)}`);
  if (lines === null) return '没有与之相符的打款或明细';
  return `没有与之相符的打款；其 ${shared.count(lines)} 条明细尚未列入任何打款${sum}`;
}

export const zh = Object.assign(shared, {
  brackets,
  at,
  reference,
  named,
  provider,
  receivable,
  compared,
  bankLines,
  fitsNothing,
});
