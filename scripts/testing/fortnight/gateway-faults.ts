import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { add, minor, negate } from '../../../schemas/values/money.ts';
import { creditByReference } from './clean.ts';
import { plantUnidentified } from './lanes.ts';
import { addBank, addLine, addOrder, makeOrder, makePayment, plant } from './rows.ts';
import { PASARELA } from './sources.ts';
import { businessDay, freshAmount, pastDue, serial, type SettlementRow, type World } from './world.ts';

/** What can be wrong with a gateway whose every payment has its own bank line, under its own reference. */
export function gatewayFaults(world: World, unreadableBankRow: boolean): void {
  missingLine(world, businessDay(world, 2));
  lateLine(world, businessDay(world, 3));
  differingLine(world, businessDay(world, 4));
  for (const end of ['same_bank_id', 'same_end_to_end_id'] as const) creditedTwice(world, businessDay(world, 5), end);
  reportedTwice(world, businessDay(world, 6));
  sandboxLine(world, businessDay(world, 6));
  unreadableLine(world, businessDay(world, 7));
  if (unreadableBankRow) unreadableCredit(world, businessDay(world, 7));
  creditOfNobody(world, businessDay(world, 5));
  debitOfNobody(world, businessDay(world, 6));
}

/** A sale through the gateway that both the order and the line tell alike; its credit is the caller's. */
function gatewayLine(world: World, date: PlainDate, options: Partial<SettlementRow> = {}): SettlementRow {
  const order = addOrder(world, makeOrder(world, date, PASARELA.method));
  return addLine(world, makePayment(world, PASARELA, order, date, '', options));
}

function missingLine(world: World, date: PlainDate): void {
  const line = gatewayLine(world, date);
  plant(world, {
    kind: 'missing_in_bank',
    key: { reference: line.reference },
    firstDate: pastDue(world.calendar.addBusinessDays(date, 2)),
    moneyAtRisk: line.gross,
    because: 'no credit; due T+2, open the day after',
  });
}

function lateLine(world: World, date: PlainDate): void {
  const line = gatewayLine(world, date);
  const key = { reference: line.reference };
  const arrived = creditByReference(world, PASARELA, line, 4).date;
  plant(world, {
    kind: 'missing_in_bank',
    key,
    firstDate: pastDue(world.calendar.addBusinessDays(date, 2)),
    closedDate: arrived,
    moneyAtRisk: line.gross,
    because: 'past due until it arrives on T+4',
  });
  plant(world, { kind: 'late_arrival', key, firstDate: arrived, noted: true, because: 'arrived on T+4, due T+2' });
}

function differingLine(world: World, date: PlainDate): void {
  const line = gatewayLine(world, date);
  const credit = creditByReference(world, PASARELA, line, 1, add(line.gross, minor(-512_300)));
  plant(world, {
    kind: 'payout_mismatch',
    key: { reference: line.reference },
    firstDate: credit.date,
    moneyAtRisk: minor(512_300),
    because: 'one line against one credit left under one reference: when the credit is booked',
  });
}

/**
 * The bank's own id again in one file, or one end-to-end reference under two ids: the second pays nothing by its due
 * date.
 */
function creditedTwice(world: World, date: PlainDate, how: 'same_bank_id' | 'same_end_to_end_id'): void {
  const line = gatewayLine(world, date);
  const booked = world.calendar.addBusinessDays(date, 1);
  const bankId = `BK${serial(world, 9)}`;
  const endToEndId = how === 'same_end_to_end_id' ? `E2E${serial(world, 9)}` : '';
  const text = `ABONO ${PASARELA.bankText} ${line.reference}`;
  addBank(world, booked, line.gross, text, { bankId, endToEndId });
  const again = how === 'same_bank_id' ? bankId : `BK${serial(world, 9)}`;
  addBank(world, booked, line.gross, text, { bankId: again, endToEndId });
  plant(world, {
    kind: 'duplicate_bank_credit',
    key: { reference: line.reference },
    firstDate: pastDue(world.calendar.addBusinessDays(booked, 3)),
    moneyAtRisk: line.gross,
    because: 'it may pay another line for 3 business days; the excess is at risk',
  });
}

/** The same transaction the next day with another traceability code. Order and credit agree with it all the same. */
function reportedTwice(world: World, date: PlainDate): void {
  const line = gatewayLine(world, date);
  creditByReference(world, PASARELA, line, 1);
  const again = addDays(date, 1);
  addLine(world, { ...line, date: again, cus: `01${serial(world, 9)}` });
  plant(world, {
    kind: 'conflicting_settlement_line',
    key: { reference: line.reference },
    firstDate: again,
    because: 'seen again with another fact that was not empty: on the date of the second file',
  });
}

function sandboxLine(world: World, date: PlainDate): void {
  if (!world.dates.includes(date)) return;
  const line = addLine(
    world,
    makePayment(world, PASARELA, makeOrder(world, date, PASARELA.method), date, '', { environment: 'test' }),
  );
  const key = { reference: line.reference };
  plant(world, {
    kind: 'test_transaction',
    key,
    firstDate: date,
    because: 'a sandbox line in a live source; out of scope for every other rule',
  });
}

/** The gateway's row cannot be read, the bank pays it under its reference. */
function unreadableLine(world: World, date: PlainDate): void {
  const line = gatewayLine(world, date, { grossText: '12,3x4' });
  creditByReference(world, PASARELA, line, 1);
  plant(world, {
    kind: 'row_rejected',
    key: { reference: line.reference },
    evidenceOf: line,
    firstDate: date,
    because: 'stands for its line: its order and its credit raise nothing else',
  });
}

/** The bank's row cannot be read; its reference can, so the payment misses no credit. */
function unreadableCredit(world: World, date: PlainDate): void {
  const line = gatewayLine(world, date);
  const booked = world.calendar.addBusinessDays(date, 1);
  const row = addBank(world, booked, line.gross, `ABONO ${PASARELA.bankText}`, {
    reference: line.reference,
    amountText: '1.2.3',
  });
  plant(world, {
    kind: 'row_rejected',
    key: { reference: line.reference },
    evidenceOf: row,
    firstDate: booked,
    because: 'stands for its line: the payment it pays raises nothing else',
  });
}

function creditOfNobody(world: World, date: PlainDate): void {
  plantUnidentified(world, addBank(world, date, freshAmount(world, 900_001, 950_000), `ABONO ${PASARELA.bankText}`));
}

function debitOfNobody(world: World, date: PlainDate): void {
  const amount = negate(freshAmount(world, 900_001, 950_000));
  const row = addBank(world, date, amount, `AJUSTE DEBITO ${PASARELA.bankText}`);
  plant(world, {
    kind: 'unexplained_bank_debit',
    key: {},
    evidenceOf: row,
    firstDate: pastDue(world.calendar.addBusinessDays(date, 3)),
    moneyAtRisk: negate(amount),
    because: 'undoes no match and pays no negative payout; booked date + 3 business days, open the day after',
  });
}
