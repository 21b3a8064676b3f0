import { add, minor, negate, subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import type { HeldSettlement } from './working-set.ts';
import type { GoneTwice, OrderVerdict, SaleFacts } from './sale.ts';
import { certain } from '../../schemas/errors.ts';

/** Each reversal takes back one chargeback of the same amount; what is left stands. */
export function unreversed(chargebacks: readonly HeldSettlement[]): readonly HeldSettlement[] {
  if (chargebacks.length === 0) return chargebacks;
  const reversals = chargebacks
    .filter((held) => held.line.type === 'chargeback_reversal')
    .map((held) => Math.abs(held.line.gross));
  return chargebacks.filter((held) => {
    if (held.line.type !== 'chargeback') return false;
    const taken = reversals.indexOf(Math.abs(held.line.gross));
    if (taken < 0) return true;
    reversals.splice(taken, 1);
    return false;
  });
}

/**
 * What the chargebacks of a sale hold back, in hundredths, less their reversals: never negative. Those of another
 * currency than the sale's are told by their rows alone.
 */
export function disputedAmount(chargebacks: readonly HeldSettlement[], currency: string | null): Minor {
  if (chargebacks.length === 0) return ZERO;
  const own = chargebacks.filter((held) => currency === null || held.line.currency === currency);
  return minor(Math.max(0, negate(sum(own.map((held) => held.line.gross)))));
}

/**
 * What is left of each payment once the standing chargebacks are taken off: of the payment that a chargeback names,
 * else of one of just its amount, else of the first that has something left.
 */
export function notChargedBack(
  payments: readonly HeldSettlement[],
  priorDiscrepancies: readonly HeldSettlement[],
): readonly Minor[] {
  const left: Minor[] = payments.map((held) => held.line.gross);
  for (const { line } of priorDiscrepancies) {
    let taken = Math.abs(line.gross);
    const rank = (index: number): number => (isOf(line, payments[index]?.line) ? 0 : left[index] === taken ? 1 : 2);
    const inTurn = payments.map((_, index) => index).sort((a, b) => rank(a) - rank(b) || a - b);
    for (const index of inTurn) {
      const rest = certain(left[index], 'what is left of a payment');
      const part = Math.min(taken, Math.max(0, rest));
      left[index] = minor(rest - part);
      taken -= part;
    }
  }
  return left.filter((amount) => amount > 0);
}

/** Whether a refund or chargeback names a payment: by the id that it is of, or by bearing that id itself. */
export function isOf(back: HeldSettlement['line'], payment: HeldSettlement['line'] | undefined): boolean {
  if (payment === undefined || payment.providerId === '' || back.source !== payment.source) return false;
  const id = normaliseKey(payment.providerId);
  return normaliseKey(back.refundOf ?? '') === id || normaliseKey(back.providerId) === id;
}

/**
 * What refunds and standing chargebacks take beyond the payments of a sale, or, where they name one payment, beyond
 * that one while the sale lacks as much. Null where nothing went back twice: one chargeback alone never does.
 */
export function goneTwiceOf(sale: SaleFacts): GoneTwice | null {
  const refunds = sale.refunds.filter((held) => held.line.type === 'refund');
  if (sale.payments.length === 0 || (refunds.length === 0 && sale.openChargebacks.length < 2)) return null;
  const priorDiscrepancies = subtract(sale.paid, sale.collected);
  const ofSale = subtract(add(sale.refunded, priorDiscrepancies), sale.paid);
  const kept = subtract(sale.collected, sale.refunded);
  const lost = subtract(subtract(sale.amountDue, sale.erpRefunded ?? sale.refunded), kept);
  const excess = minor(
    Math.max(ofSale, priorDiscrepancies > 0 && sale.orders.length > 0 ? Math.min(ofOnePayment(sale), lost) : 0),
  );
  if (excess <= 0) return null;
  const chargebacks: HeldSettlement[] = [];
  for (const held of sale.openChargebacks.toReversed()) {
    if (negate(sum(chargebacks.map((one) => one.line.gross))) >= excess) break;
    chargebacks.push(held);
  }
  return { excess, chargebacks };
}

/** By how much single payments are exceeded by what names them. */
function ofOnePayment({ payments, refunds, openChargebacks }: SaleFacts): Minor {
  const over = payments.map(({ line }) => {
    const back = [...refunds, ...openChargebacks]
      .filter((held) => isOf(held.line, line))
      .map((held) => held.line.gross);
    return minor(Math.max(0, negate(sum(back)) - line.gross));
  });
  return sum(over);
}

/**
 * What each standing chargeback puts at risk of the money, without its fee: at most itself, and together at most what
 * the sale lacks. The newest are looked at first, for what was paid again after a chargeback made that one good.
 */
export function atRiskOf(verdict: OrderVerdict): ReadonlyMap<number, Minor> {
  const risk = new Map<number, Minor>();
  const { orders, payments, openChargebacks } = verdict;
  // Without an order or a payment nobody knows what is due: all of it may be lost.
  const isKnown = orders.length > 0 && payments.length > 0;
  const currency = orders[0]?.line.currency;
  let lacking = Math.max(0, subtract(verdict.amountDue, verdict.collected));
  for (const { ix, line } of openChargebacks.toReversed()) {
    const taken = Math.max(0, negate(line.gross));
    const part = isKnown && line.currency === currency ? Math.min(taken, lacking) : Math.abs(line.gross);
    if (isKnown && line.currency === currency) lacking -= part;
    risk.set(ix, minor(part));
  }
  return risk;
}
