import { sourcesOfLeg } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import type { BankLine, OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import { contentOf, type PairingFacts } from '../../schemas/outcome/pairing.ts';
import type { NewPairing } from '../../schemas/ports/pairings.ts';
import { absolute, parseMajor, subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { amountDueOf } from '../3-match/amount-due.ts';
import { looksForOrder } from '../3-match/order-groups.ts';
import { expectedOf } from '../3-match/payout-sums.ts';
import { comparedAmount, settledCurrencyOf } from '../3-match/settled-money.ts';
import { settledDays } from '../3-match/settled-days.ts';
import { runOf } from './queue-rows.ts';
import type { NamedInFile } from './named-lines.ts';

/** What a decision by hand on some lines would say, before anybody takes it. */

export type HandAct = 'match' | 'unmatch' | 'exclude';

/** A decision that can be taken, without who and why. */
export type Drafted = PairingFacts & Pick<NewPairing, 'letsPass' | 'stores'>;

/**
 * Drafts a decision on lines. Throws `usage_invalid` where lines of such legs cannot be decided upon so, or their
 * currencies differ.
 */
export async function draftByHand(act: HandAct, named: readonly NamedInFile[], context: Context): Promise<Drafted> {
  const lines = named.map(({ line }) => {
    const { date, source, file, row, leg, line: number } = line;
    return { date, source, file, row, leg, line: number, content: contentOf(line) };
  });
  if (lines.length === 0) throw new CuadreError('usage_invalid', 'no line is named');
  await assertCounting(named, context);
  const sides = sidesOf(named);
  const base = { act, undoes: null, lines, orderDifference: null, bankDifference: null, stores: storesOf(sides) };
  switch (act) {
    case 'match':
      return { ...base, ...(await differencesOf(sides, context)) };
    case 'unmatch':
      if (sides.orders.length > 0)
        throw new CuadreError('usage_invalid', 'an order is unmatched by its payment: name the payment');
      return { ...base, letsPass: [] };
    case 'exclude':
      return { ...base, letsPass: excluded(sides, context) };
  }
}

/** A row that an earlier one told, or that a newer one replaced, is decided upon where it counts. */
async function assertCounting(named: readonly NamedInFile[], context: Context): Promise<void> {
  const run = await runOf(null, context);
  const fates = await context.store.history.presentFates(
    named.map(({ line }) => line),
    run.date,
  );
  for (const fate of fates) {
    if (fate?.reason === 'already_seen')
      throw new CuadreError(
        'usage_invalid',
        `line ${String(fate.line)} of ${fate.source} was told before: name the first`,
      );
    if (fate?.reason === 'superseded')
      throw new CuadreError(
        'usage_invalid',
        `line ${String(fate.line)} of ${fate.source} was replaced: name the newest`,
      );
  }
}

interface Sides {
  readonly orders: readonly OrderLine[];
  readonly payments: readonly SettlementLine[];
  readonly movements: readonly BankLine[];
}

function sidesOf(named: readonly NamedInFile[]): Sides {
  const lines = named.map(({ line }) => line);
  return {
    orders: lines.filter((line) => line.leg === 'order'),
    payments: lines.filter((line) => line.leg === 'settlement'),
    movements: lines.filter((line) => line.leg === 'bank'),
  };
}

function storesOf({ orders, payments }: Sides): (string | null)[] {
  return [...orders, ...payments].map((line) => line.store);
}

type Differences = Pick<Drafted, 'orderDifference' | 'bankDifference' | 'letsPass'>;

async function differencesOf(sides: Sides, context: Context): Promise<Differences> {
  const { orders, payments, movements } = sides;
  if (payments.length === 0 || orders.length + movements.length === 0)
    throw new CuadreError(
      'usage_invalid',
      'a match is of payments with their orders, with movements of the bank, or with both: name lines of both sides',
    );
  if (payments.some(({ status }) => status !== 'approved'))
    throw new CuadreError(
      'usage_invalid',
      'a payment that its provider does not call approved is matched with nothing',
    );
  if (orders.length > 0 && !payments.every(looksForOrder))
    throw new CuadreError('usage_invalid', 'fees and other charges of a provider are of no order');
  const ofOrders = orders.length === 0 ? null : orderSide(orders, payments);
  const ofBank = movements.length === 0 ? null : await bankSide(payments, movements, context);
  const { orderTolerance, bankTolerance } = context.config.matching;
  return {
    orderDifference: ofOrders?.difference ?? null,
    bankDifference: ofBank?.difference ?? null,
    letsPass: [
      ...(ofOrders === null ? [] : beyond(ofOrders, orderTolerance)),
      ...(ofBank === null ? [] : beyond(ofBank, bankTolerance)),
    ],
  };
}

interface Difference {
  readonly currency: string;
  readonly difference: Minor;
}

function beyond({ currency, difference }: Difference, tolerance: Minor): { currency: string; amount: Minor }[] {
  const amount = absolute(difference);
  return amount <= tolerance ? [] : [{ currency, amount }];
}

/** What went back is compared with what the shop gave back: it is no part of what was paid. */
function orderSide(orders: readonly OrderLine[], lines: readonly SettlementLine[]): Difference | null {
  const currency = oneCurrency([...orders, ...lines].map((line) => line.currency));
  const payments = lines.filter(({ type }) => type === 'payment');
  if (payments.length === 0) return null;
  const paid = sum(payments.map(({ gross }) => gross));
  return { currency, difference: subtract(paid, sum(orders.map(amountDueOf))) };
}

/** A payment in a payout stands for its whole payout: the bank pays no part of it. */
async function bankSide(
  payments: readonly SettlementLine[],
  movements: readonly BankLine[],
  context: Context,
): Promise<Difference> {
  const currency = oneCurrency([...payments.map(settledCurrencyOf), ...movements.map((line) => line.currency)]);
  const run = await runOf(null, context);
  const days = settledDays(context.config, context.calendar);
  const sources = new Map(sourcesOfLeg(context.config, 'settlement').map((source) => [source.id, source]));
  const expected = new Map<string, Minor>();
  await inTurn(payments, async (line) => {
    const source = sources.get(line.source);
    if (source === undefined)
      throw new CuadreError('usage_invalid', `the configuration has no source ${line.source} any more`);
    const payoutId = days.payoutId(line);
    if (payoutId === null) {
      expected.set(`${line.date}|${line.source}|${String(line.row)}`, comparedAmount(line, source));
      return;
    }
    const rows = await context.store.history.findPayouts(line.source, [payoutId], run.date);
    const row = rows.find((one) => one.currency === currency);
    if (row === undefined)
      throw new CuadreError(
        'usage_invalid',
        `no run knows payout ${payoutId} of ${line.source} yet: run its date first`,
      );
    expected.set(`${line.source}|${payoutId}`, expectedOf(row, source));
  });
  const booked = sum(movements.map(({ amount }) => amount));
  return { currency, difference: subtract(booked, sum([...expected.values()])) };
}

function oneCurrency(currencies: readonly string[]): string {
  const [first = '', ...others] = [...new Set(currencies)];
  if (others.length > 0)
    throw new CuadreError(
      'usage_invalid',
      `lines in ${[first, ...others].join(' and ')} are not matched with each other`,
    );
  return first;
}

/** What is left out: a payment in a payout is part of its sum, and stays. */
function excluded({ orders, payments, movements }: Sides, { config, calendar }: Context): NewPairing['letsPass'] {
  const days = settledDays(config, calendar);
  if (payments.some((line) => days.payoutId(line) !== null))
    throw new CuadreError(
      'usage_invalid',
      'a payment in a payout is part of what the bank pays and cannot be left out: write off its own row instead',
    );
  const sums = new Map<string, Minor>();
  const put = (currency: string, amount: Minor): void => {
    sums.set(currency, sum([sums.get(currency) ?? ZERO, absolute(amount)]));
  };
  for (const line of orders) put(line.currency, line.amount);
  for (const line of payments) put(line.currency, line.gross);
  for (const line of movements) put(line.currency, line.amount);
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}

/** The end of a former decision, as it is taken. */
export function draftUndo(number: number): Drafted {
  return {
    act: 'undo',
    undoes: number,
    lines: [],
    orderDifference: null,
    bankDifference: null,
    letsPass: [],
    stores: [],
  };
}

/**
 * Whether who takes a decision has said in figures what it lets pass: nothing is to be said within the tolerance, and
 * of what is beyond it the amount, with any sign, of the one currency that it is in.
 *
 * @param said as it was typed, such as `500`, `500.5` or `-1234.56`; '' where nothing was
 */
export function isSaid({ act, letsPass }: Drafted, said: string): boolean {
  const [first, ...others] = letsPass;
  if (act !== 'match' || first === undefined) return true;
  const typed = typedAmount(said);
  return others.length === 0 && typed !== null && absolute(typed) === first.amount;
}

function typedAmount(text: string): Minor | null {
  const [, whole, decimals = ''] = /^([+-]?\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  return whole === undefined ? null : parseMajor(`${whole.replace('+', '')}.${decimals.padEnd(2, '0')}`);
}
