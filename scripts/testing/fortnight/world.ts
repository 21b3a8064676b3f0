import { addDays, dateRange, weekday, type BusinessCalendar, type PlainDate } from '../../../schemas/values/dates.ts';
import type { DiscrepancyClass } from '../../../schemas/kinds/kind.ts';
import type { DiscrepancyKind } from '../../../schemas/kinds/kinds.ts';
import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import { minor, type Minor } from '../../../schemas/values/money.ts';
import type { OrderStatus, SettlementStatus, SettlementType } from '../../../schemas/lines/records.ts';
import { seededRandom, type Random } from './random.ts';
import { PROVIDERS, type Provider } from './sources.ts';

/** What a finding is recognised by in discrepancies.csv; every field given must agree. */
export interface FindingKey {
  readonly reference?: string;
  readonly payoutId?: string;
  readonly providerId?: string;
  /** `sha12:line` of the file and line that the finding must name. */
  readonly evidence?: string;
}

/** A finding that the rule book demands, with the dates on which it must open and close. */
export interface PlantedFinding {
  readonly kind: DiscrepancyKind;
  readonly class: DiscrepancyClass;
  readonly key: FindingKey;
  /** The first run that must show it. */
  readonly firstDate: PlainDate;
  /** The run that must close it; null where nothing closes it. */
  readonly closedDate: PlainDate | null;
  readonly endState: 'open' | 'auto_resolved' | 'noted';
  /** A notice that becomes an action: the run from which on every report shows it again. */
  readonly risenDate?: PlainDate;
  /** Hundredths; null where the rule book leaves it open. */
  readonly moneyAtRisk: Minor | null;
  /** The rule in a few words. */
  readonly because: string;
}

/** One row of the orders file of `date`. `amountText` replaces the amount where the cell must be unreadable. */
export interface OrderRow {
  readonly date: PlainDate;
  readonly reference: string;
  readonly orderId: string;
  readonly store: string;
  readonly method: string;
  readonly amount: Minor;
  readonly amountText?: string;
  readonly currency: string;
  readonly status: OrderStatus;
  /** Local wall clock, `yyyy-MM-dd HH:mm:ss`. */
  readonly createdAt: string;
  readonly paidAt: string;
  readonly invoice: string;
  readonly refunded: Minor | null;
  readonly refundedAt: string;
}

/** One row of a provider's file of `date`. */
export interface SettlementRow {
  readonly source: string;
  readonly date: PlainDate;
  readonly reference: string;
  readonly providerId: string;
  readonly type: SettlementType;
  readonly status: SettlementStatus;
  readonly method: string;
  readonly gross: Minor;
  readonly grossText?: string;
  readonly fee: Minor | null;
  readonly tax: Minor | null;
  readonly net: Minor | null;
  readonly currency: string;
  readonly paidAt: string;
  readonly settledOn: PlainDate | null;
  readonly payoutId: string;
  readonly cus: string;
  readonly environment: 'live' | 'test';
  readonly refundOf: string;
  readonly description: string;
  /** The provider printed an earlier row of this file again; it paid it once. */
  readonly copy: boolean;
}

/** One movement of the bank account, booked on `date`, which is its statement's date too. */
export interface BankRow {
  readonly date: PlainDate;
  readonly amount: Minor;
  readonly amountText?: string;
  readonly description: string;
  readonly bankId: string;
  readonly reference: string;
  readonly endToEndId: string;
}

export type Row = OrderRow | SettlementRow | BankRow;

/** A finding while the files are not yet written: its evidence is a row. */
export interface Draft extends Omit<PlantedFinding, 'endState' | 'class' | 'closedDate' | 'moneyAtRisk'> {
  readonly class?: DiscrepancyClass;
  readonly closedDate?: PlainDate;
  readonly moneyAtRisk?: Minor;
  readonly evidenceOf?: Row;
  /** Born closed. */
  readonly noted?: boolean;
}

/** Everything that the fortnight will be written from. Rows of dates past the end are let go. */
export interface World {
  readonly random: Random;
  readonly calendar: BusinessCalendar;
  readonly dates: readonly PlainDate[];
  /** The providers that the chain collects through. */
  readonly providers: readonly Provider[];
  readonly orders: OrderRow[];
  readonly settlements: SettlementRow[];
  readonly bank: BankRow[];
  readonly drafts: Draft[];
  /** Dates on which a source's file will be missing or refused: nothing may depend on them. */
  readonly blocked: Map<string, PlainDate[]>;
  readonly used: Set<number>;
  sequence: number;
}

export function newWorld(
  seed: number,
  goLive: PlainDate,
  dates: number,
  providers: readonly Provider[] = PROVIDERS,
): World {
  return {
    random: seededRandom(seed),
    calendar: colombianCalendar(),
    dates: dateRange(goLive, addDays(goLive, dates - 1)),
    providers,
    orders: [],
    settlements: [],
    bank: [],
    drafts: [],
    blocked: new Map(),
    used: new Set(),
    sequence: 0,
  };
}

export function lastDate(world: World): PlainDate {
  return world.dates.at(-1) as PlainDate;
}

/** The n-th business day of the fortnight, counted from 0. It may lie past its end. */
export function businessDay(world: World, index: number): PlainDate {
  const before = addDays(world.dates[0] as PlainDate, -1);
  return world.calendar.addBusinessDays(before, index + 1);
}

/**
 * The first Tuesday, Wednesday or Thursday that is a business day, from business day `index` on: a payout of its own
 * settled then stands in no way of the Friday to Sunday payouts that come in one credit.
 */
export function midweekDay(world: World, index: number): PlainDate {
  const date = businessDay(world, index);
  const day = weekday(date);
  return day >= 2 && day <= 4 ? date : midweekDay(world, index + 1);
}

/** The first run for which something due on `due` is past due: the due day itself still waits. */
export function pastDue(due: PlainDate): PlainDate {
  return addDays(due, 1);
}

/** An amount in whole pesos that no other line of the fortnight has, so that no two sums agree by accident. */
export function freshAmount(world: World, lowPesos = 20_000, highPesos = 900_000): Minor {
  for (;;) {
    const pesos = world.random.int(lowPesos, highPesos);
    if (world.used.has(pesos)) continue;
    world.used.add(pesos);
    return minor(pesos * 100);
  }
}

/** A number that no other row has, as text of the given width. */
export function serial(world: World, width: number): string {
  world.sequence += 1;
  return String(world.sequence).padStart(width, '0');
}

export function isBlocked(world: World, source: string, date: PlainDate): boolean {
  return world.blocked.get(source)?.includes(date) === true;
}
