import { colombianCalendar } from '../../schemas/values/calendar.ts';
import { dateRange, daysBetween, type PlainDate } from '../../schemas/values/dates.ts';
import { add, formatMajor, minor, negate, subtract, sum, type Minor } from '../../schemas/values/money.ts';
import {
  BANK_MOVEMENTS,
  BANK_OPENING_PESOS,
  DLOCAL_CREDITS,
  FIRST_DATE,
  LAST_DATE,
  STATEMENT_GAP,
  WORLDLINE_REVERSALS,
} from './events.ts';
import { netOf, payoutNet, transferId } from './dlocal.ts';
import { date as dateOf, pesos, type DemoOrder } from './read-orders.ts';
import { collected, paymentReference } from './worldline.ts';

const ACCOUNT = '03100204871';
const calendar = colombianCalendar();

interface Movement {
  readonly on: PlainDate;
  readonly amount: Minor;
  readonly text: string;
  readonly endToEndId: string | null;
}

/**
 * The account's statement of every date, weekends and holidays too; each opens with what the one before closed with.
 */
export function statements(orders: readonly DemoOrder[]): Map<PlainDate, string> {
  const movements = allMovements(orders);
  const files = new Map<PlainDate, string>();
  let balance = pesos(BANK_OPENING_PESOS);
  for (const date of dateRange(dateOf(FIRST_DATE), dateOf(LAST_DATE))) {
    if (date === STATEMENT_GAP.on) balance = add(balance, pesos(STATEMENT_GAP.amount));
    const today = movements.filter((movement) => movement.on === date);
    const closing = add(balance, sum(today.map((movement) => movement.amount)));
    files.set(date, statement(date, balance, closing, today));
    balance = closing;
  }
  return files;
}

function allMovements(orders: readonly DemoOrder[]): Movement[] {
  const others = BANK_MOVEMENTS.map((movement) => ({
    on: dateOf(movement.on),
    amount: pesos(movement.amount),
    text: movement.text,
    endToEndId: null,
  }));
  return [...dlocalCredits(orders), ...worldlineCredits(orders), ...worldlineDebits(orders), ...others];
}

/** dLocal names the transfer where a credit pays one payout, and no number where it pays several. */
function dlocalCredits(orders: readonly DemoOrder[]): Movement[] {
  return DLOCAL_CREDITS.map((credit) => {
    const paid = sum(credit.pays.map((day) => payoutNet(dateOf(day), orders)));
    const withheld = 'withheld' in credit ? orders.filter((order) => order.number === credit.withheld).map(netOf) : [];
    const [only, ...more] = credit.pays;
    const text =
      more.length === 0 ? `DLOCAL COLOMBIA TRF ${transferId(dateOf(only))}` : 'DLOCAL COLOMBIA PAGO ACUMULADO';
    return { on: dateOf(credit.on), amount: subtract(paid, sum(withheld)), text, endToEndId: null };
  });
}

/** Worldline passes each payment on by itself, on the next business day, under the shop's reference. */
function worldlineCredits(orders: readonly DemoOrder[]): Movement[] {
  return orders
    .filter((order) => order.provider === 'worldline' && order.what.bank !== 'never')
    .flatMap((order) => {
      const amount = order.what.credited === undefined ? collected(order) : pesos(Number(order.what.credited));
      const on = order.what.bank === undefined ? calendar.addBusinessDays(order.date, 1) : dateOf(order.what.bank);
      const credit: Movement = {
        on,
        amount,
        text: `PSE WORLDLINE ${order.reference}`,
        endToEndId: `WL${paymentReference(order)}`,
      };
      return order.what.credit === 'twice' ? [credit, credit] : [credit];
    });
}

function worldlineDebits(orders: readonly DemoOrder[]): Movement[] {
  return WORLDLINE_REVERSALS.flatMap((event) =>
    orders
      .filter((order) => order.number === event.order)
      .map((order) => ({
        on: dateOf(event.debitedOn),
        amount: negate(collected(order)),
        text: `${event.text} ${order.reference}`,
        endToEndId: null,
      })),
  );
}

function statement(date: PlainDate, opening: Minor, closing: Minor, movements: readonly Movement[]): string {
  const number = String(daysBetween(dateOf(FIRST_DATE), date) + 1);
  const compact = date.replaceAll('-', '');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">',
    '  <BkToCstmrStmt>',
    '    <GrpHdr>',
    `      <MsgId>EXTRACTO-${compact}</MsgId>`,
    `      <CreDtTm>${date}T23:59:00-05:00</CreDtTm>`,
    '    </GrpHdr>',
    '    <Stmt>',
    `      <Id>${ACCOUNT}-${compact}</Id>`,
    `      <ElctrncSeqNb>${number}</ElctrncSeqNb>`,
    `      <CreDtTm>${date}T23:59:00-05:00</CreDtTm>`,
    '      <FrToDt>',
    `        <FrDtTm>${date}T00:00:00-05:00</FrDtTm>`,
    `        <ToDtTm>${date}T23:59:59-05:00</ToDtTm>`,
    '      </FrToDt>',
    `      <Acct><Id><Othr><Id>${ACCOUNT}</Id></Othr></Id><Ccy>COP</Ccy><Ownr><Nm>YOGA ANDES SAS</Nm></Ownr></Acct>`,
    ...balanceElement('OPBD', opening, date),
    ...balanceElement('CLBD', closing, date),
    ...movements.flatMap((movement, index) => entry(movement, `${compact}${String(index + 1).padStart(4, '0')}`)),
    '    </Stmt>',
    '  </BkToCstmrStmt>',
    '</Document>',
    '',
  ].join('\n');
}

function balanceElement(code: 'OPBD' | 'CLBD', amount: Minor, date: PlainDate): string[] {
  return [
    '      <Bal>',
    `        <Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>`,
    ...signedAmount(amount, '        '),
    `        <Dt><Dt>${date}</Dt></Dt>`,
    '      </Bal>',
  ];
}

function entry(movement: Movement, bankId: string): string[] {
  return [
    '      <Ntry>',
    ...signedAmount(movement.amount, '        '),
    '        <Sts><Cd>BOOK</Cd></Sts>',
    `        <BookgDt><Dt>${movement.on}</Dt></BookgDt>`,
    `        <ValDt><Dt>${movement.on}</Dt></ValDt>`,
    `        <AcctSvcrRef>${bankId}</AcctSvcrRef>`,
    '        <BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd>',
    '        <NtryDtls>',
    '          <TxDtls>',
    ...(movement.endToEndId === null
      ? []
      : [`            <Refs><EndToEndId>${movement.endToEndId}</EndToEndId></Refs>`]),
    ...signedAmount(movement.amount, '            '),
    `            <RmtInf><Ustrd>${movement.text}</Ustrd></RmtInf>`,
    '          </TxDtls>',
    '        </NtryDtls>',
    '      </Ntry>',
  ];
}

function signedAmount(amount: Minor, indent: string): string[] {
  const size = formatMajor(minor(Math.abs(amount)));
  return [`${indent}<Amt Ccy="COP">${size}</Amt>`, `${indent}<CdtDbtInd>${amount < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`];
}
