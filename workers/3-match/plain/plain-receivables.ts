import type { LineAddress } from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { SettlementSource } from '../../../schemas/config/config.ts';
import type { DueDates } from '../due-dates.ts';
import type { HeldSettlement } from '../held.ts';
import { addedPayment, NO_SUMS } from '../payout-sums.ts';
import { lineReceivable, payoutKey, type OpenReceivable } from '../receivables.ts';
import { settledCurrencyOf } from '../settled-money.ts';
import { type PlainMembers, type PlainPart } from './plain-members.ts';
import { NO_PLACE } from './plain-sale.ts';
import { SaleViewer, type PlainSales } from './plain-sales.ts';

/** A payment that is paid by itself, with where it stands. */
export interface PlainAlone {
  readonly address: LineAddress;
  readonly open: OpenReceivable;
}

/** What the bank owes for plain payments that no credit pays one by one. */
export interface PlainReceivables {
  /** Those of sources that pay one by one, in address order. */
  readonly alone: readonly PlainAlone[];
  /** Payouts with plain lines, by `payoutKey`. */
  readonly payouts: ReadonlyMap<string, PlainPart>;
}

/** A payout's plain lines while they are added up. */
interface Adding {
  readonly source: SettlementSource;
  readonly payoutId: string;
  readonly currency: string;
  readonly numbers: number[];
  sums: PlainPart['sums'];
  settledOn: PlainDate;
  readonly cohorts: Set<PlainDate>;
}

/**
 * Brings plain payments that wait before the match with the bank: a payout as one sum, whose lines stay closed, and
 * each payment that is paid by itself. Of lines that are carried the sums stand in the row of their payout.
 */
export function plainReceivables(
  plain: PlainSales,
  due: DueDates,
  compare: (reference: string) => string,
): PlainReceivables {
  const alone: PlainAlone[] = [];
  const payouts = new Map<string, Adding>();
  const viewer = new SaleViewer(plain.tables, plain.facts);
  for (let number = 0; number < plain.length; number += 1) {
    const { payment, credit, source, former } = plain.view(viewer, number);
    if (credit !== null) continue;
    const payoutId = due.days.payoutId(payment);
    if (payoutId === null) {
      const held: HeldSettlement = { ix: NO_PLACE, line: payment, entered: 'new', former };
      const open = lineReceivable(held, source, compare(payment.merchantReference), due);
      const { date, file, row } = payment;
      // The line in view moves on.
      alone.push({
        address: { date, source: source.id, file, row },
        open: asPlain(open, membersOf(plain, [number])),
      });
      continue;
    }
    const currency = settledCurrencyOf(payment);
    const settledOn = due.days.settledOn(payment);
    const key = payoutKey(source.id, payoutId, currency);
    const adding: Adding = payouts.get(key) ?? {
      source,
      payoutId,
      currency,
      numbers: [],
      sums: NO_SUMS,
      settledOn,
      cohorts: new Set(),
    };
    payouts.set(key, adding);
    adding.numbers.push(number);
    if (former === null) adding.sums = addedPayment(adding.sums, payment);
    if (settledOn > adding.settledOn) adding.settledOn = settledOn;
    adding.cohorts.add(payment.date);
  }
  return {
    alone,
    payouts: new Map([...payouts].map(([key, one]) => [key, partOf(plain, one)])),
  };
}

/** Written out: made by spreading, each of a day's payments would have a hidden class of its own. */
function asPlain(open: OpenReceivable, plain: PlainMembers): OpenReceivable {
  return {
    receivable: open.receivable,
    source: open.source,
    members: [],
    plain,
    sums: open.sums,
    cohorts: open.cohorts,
    givenBack: open.givenBack,
    paysAgain: open.paysAgain,
    former: open.former,
  };
}

function partOf(plain: PlainSales, { cohorts, numbers, ...one }: Adding): PlainPart {
  return { ...one, cohorts: [...cohorts], members: membersOf(plain, numbers) };
}

function membersOf(plain: PlainSales, numbers: readonly number[]): PlainMembers {
  return { numbers, lines: () => numbers.map((number) => plain.sale(number).payment) };
}
