import { minor, negate, sum, type Minor } from '../../../schemas/values/money.ts';
import {
  addBank,
  addLine,
  addOrder,
  makeOrder,
  makePayment,
  makeRefund,
  payoutNet,
  plant,
  withCharge,
} from './rows.ts';
import { creditPayout, differing, freshAmounts, ownPayout } from './payouts.ts';
import { AGIL, FARO, MAREA, payoutIdOf, PUENTE, QUIET_PROVIDERS, type Provider } from './sources.ts';
import {
  businessDay,
  freshAmount,
  midweekDay,
  pastDue,
  type BankRow,
  type SettlementRow,
  type World,
} from './world.ts';

/**
 * The payouts of the three small aggregators. A payout and a credit that differ are paired when nothing else of the
 * provider is open in the window of five business days, so each fault has such a window to itself: they start on
 * business days 1 and 7, the clean payouts on 0, 4 and 10.
 */
const CLEAN_ON = [0, 4, 10] as const;
const SLOT_A = 1;
const SLOT_B = 7;

/** Clean payouts; those of business day 4 carry the fee faults, which are no matter of the bank's. */
export function quietPayouts(world: World, faults: boolean): void {
  for (const provider of QUIET_PROVIDERS.filter((one) => world.providers.includes(one))) {
    for (const index of CLEAN_ON) {
      const date = businessDay(world, index);
      const lines = ownPayout(world, provider, date, freshAmounts(world, 3), '');
      if (faults && index === 4) misCharge(world, provider, lines);
      creditPayout(
        world,
        provider,
        world.settlements.filter((line) => line.source === provider.id && line.date === date),
        1,
        true,
      );
    }
  }
}

/** The first line of the payout is charged too much: MAREA's VAT, FARO's fee. */
function misCharge(world: World, provider: Provider, lines: readonly SettlementRow[]): void {
  const [line] = lines;
  if (line === undefined || provider === PUENTE) return;
  const excess = provider === MAREA ? minor(5_000) : minor(10_000);
  world.settlements[world.settlements.indexOf(line)] = withCharge(line, provider === MAREA ? 'tax' : 'fee', excess);
  plant(world, {
    kind: 'fee_mismatch',
    key: { payoutId: line.payoutId },
    firstDate: line.date,
    moneyAtRisk: excess,
    because: 'one line against the tariff; one row for the payout and component, at once',
  });
}

export function payoutFaults(world: World): void {
  missingPayout(world);
  latePayout(world);
  explainedDifference(world);
  unexplainedDifference(world);
  unidentifiedCredit(world);
  negativePayout(world);
  paidCopy(world);
  unreadableRowOfPayout(world);
}

function missingPayout(world: World): void {
  const date = midweekDay(world, SLOT_A);
  const lines = ownPayout(world, AGIL, date, freshAmounts(world, 3), '-M');
  const due = world.calendar.addBusinessDays(date, 2);
  plant(world, {
    kind: 'missing_in_bank',
    key: { payoutId: payoutIdOf(AGIL, date, '-M') },
    firstDate: pastDue(due),
    moneyAtRisk: payoutNet(lines),
    because: 'the payout never arrives; due T+2, open the day after',
  });
}

function latePayout(world: World): void {
  const date = midweekDay(world, SLOT_A + 2);
  const lines = ownPayout(world, AGIL, date, freshAmounts(world, 2), '-L');
  creditPayout(world, AGIL, lines, 4, false);
  const key = { payoutId: payoutIdOf(AGIL, date, '-L') };
  const arrived = world.calendar.addBusinessDays(date, 4);
  const firstDate = pastDue(world.calendar.addBusinessDays(date, 2));
  plant(world, {
    kind: 'missing_in_bank',
    key,
    firstDate,
    closedDate: arrived,
    moneyAtRisk: payoutNet(lines),
    because: 'past due until it arrives on T+4',
  });
  plant(world, { kind: 'late_arrival', key, firstDate: arrived, noted: true, because: 'arrived on T+4, due T+2' });
}

/** The credit lacks exactly one line. */
function explainedDifference(world: World): void {
  const lines = ownPayout(world, FARO, businessDay(world, SLOT_A), freshAmounts(world, 4), '-X');
  plantDifference(
    world,
    FARO,
    lines,
    negate(lines[2]?.net ?? minor(0)),
    'one line alone sums to the difference; the only open pair of the window, so at once',
  );
}

function unexplainedDifference(world: World): void {
  const lines = ownPayout(world, MAREA, businessDay(world, SLOT_A), freshAmounts(world, 4), '-U');
  plantDifference(
    world,
    MAREA,
    lines,
    minor(-123_456),
    'nothing sums to the difference; the only open pair of the window, so at once',
  );
}

function plantDifference(
  world: World,
  provider: Provider,
  lines: readonly SettlementRow[],
  by: Minor,
  because: string,
): void {
  const [first] = lines;
  if (first === undefined) return;
  const booked = world.calendar.addBusinessDays(first.date, 1);
  addBank(world, booked, differing(lines, by), `PAGO DE ${provider.bankText}`);
  plant(world, {
    kind: 'payout_mismatch',
    key: { payoutId: first.payoutId },
    firstDate: booked,
    moneyAtRisk: negate(by),
    because,
  });
}

/** Money of FARO for which it reports no payout. */
function unidentifiedCredit(world: World): void {
  const booked = businessDay(world, SLOT_B);
  const row = addBank(world, booked, freshAmount(world, 900_001, 950_000), `PAGO DE ${FARO.bankText}`);
  plantUnidentified(world, row);
}

export function plantUnidentified(world: World, row: BankRow): void {
  plant(world, {
    kind: 'unidentified_bank_credit',
    key: {},
    evidenceOf: row,
    firstDate: pastDue(world.calendar.addBusinessDays(row.date, 3)),
    moneyAtRisk: row.amount,
    because: 'no payout takes it; booked date + 3 business days of grace, open the day after',
  });
}

/** A refund of an earlier sale outweighs the day's payment; the next payout's credit comes that much smaller. */
function negativePayout(world: World): void {
  const [soldOn, date, next] = [businessDay(world, 5), businessDay(world, SLOT_B), businessDay(world, SLOT_B + 1)];
  if (!world.dates.includes(date)) return;
  const order = addOrder(world, makeOrder(world, soldOn, PUENTE.method, { amount: freshAmount(world, 700_000) }));
  const payment = addLine(world, makePayment(world, PUENTE, order, soldOn, payoutIdOf(PUENTE, soldOn)));
  creditPayout(world, PUENTE, [payment], 1, true);

  const refunded = order.amount;
  addOrder(world, { ...order, date, status: 'refunded', refunded, refundedAt: `${date} 18:00:00` });
  const negative = ownPayout(world, PUENTE, date, [freshAmount(world, 20_000, 100_000)], '-N');
  negative.push(addLine(world, makeRefund(world, PUENTE, payment, refunded, date, payoutIdOf(PUENTE, date, '-N'))));
  plant(world, {
    kind: 'negative_payout',
    key: { payoutId: payoutIdOf(PUENTE, date, '-N') },
    firstDate: date,
    noted: true,
    because: 'a payout below zero expects no credit and joins the next one',
  });

  const positive = ownPayout(world, PUENTE, next, [freshAmount(world, 800_000), freshAmount(world, 800_000)], '');
  if (positive.length === 0) return;
  const together = sum([payoutNet(negative), payoutNet(positive)]);
  addBank(world, world.calendar.addBusinessDays(next, 1), together, `PAGO DE ${PUENTE.bankText}`);
}

/** PUENTE prints a line twice and pays it twice: the copy counts, and somebody must give the money back. */
function paidCopy(world: World): void {
  const lines = ownPayout(world, PUENTE, businessDay(world, SLOT_A), freshAmounts(world, 3), '-C');
  const [printed] = lines;
  if (printed === undefined) return;
  addLine(world, { ...printed, copy: true });
  addBank(
    world,
    world.calendar.addBusinessDays(printed.date, 1),
    sum([payoutNet(lines), printed.net ?? minor(0)]),
    `PAGO DE ${PUENTE.bankText}`,
  );
  plant(world, {
    kind: 'duplicate_settlement_line',
    class: 'action',
    key: { reference: printed.reference },
    firstDate: printed.date,
    because: 'a notice when the file comes, an action when the credit is exact only with the copy',
  });
}

/** One row of the payout cannot be read; the credit holds its money all the same. */
function unreadableRowOfPayout(world: World): void {
  const lines = ownPayout(world, MAREA, businessDay(world, SLOT_B), freshAmounts(world, 3), '-R');
  const [, row] = lines;
  if (row === undefined) return;
  const unreadable: SettlementRow = { ...row, grossText: 'ilegible' };
  world.settlements[world.settlements.indexOf(row)] = unreadable;
  creditPayout(world, MAREA, lines, 1, false);
  plant(world, {
    kind: 'row_rejected',
    key: { reference: row.reference },
    evidenceOf: unreadable,
    firstDate: row.date,
    because: 'the row stands for its line: its order and its credit are broken by it and raise nothing else',
  });
}
