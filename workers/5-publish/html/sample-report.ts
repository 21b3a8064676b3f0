import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import { LANGUAGES } from '../../../schemas/config/config.ts';
import { addDays } from '../../../schemas/values/dates.ts';
import { DISCREPANCY_KINDS } from '../../../schemas/kinds/kinds.ts';
import { minor, type Minor } from '../../../schemas/values/money.ts';
import { FATES } from '../../../schemas/lines/records.ts';
import { fateTableOf } from '../../../schemas/outcome/fates.ts';
import type { Discrepancy, LegConservation, RunOutcome, Tally } from '../../../schemas/outcome/run.ts';
import {
  DAY,
  day,
  exampleDiscrepancy,
  exampleDue,
  exampleFate,
  exampleLine,
  examplePayout,
  exampleSource,
  exampleStore,
  pesos,
} from '../testing.ts';
import { dueDateOf, type DueDate } from '../trend.ts';
import type { ReportInput } from './measure.ts';

/** A made-up day for the tests of the pages: a row of every kind, and something in every section. */

const STORES = ['BOG01', 'BOG02', null] as const;

export function sampleRows(): Discrepancy[] {
  return DISCREPANCY_KINDS.map((kind, index) =>
    exampleDiscrepancy(kind, {
      merchantReference: `BOG0${String((index % 2) + 1)}-20260701-${String(index).padStart(6, '0')}`,
      providerId: `T${String(index)}`,
      provider: 'dlocal',
      store: STORES[index % STORES.length] ?? null,
      orderAmount: pesos('120000.00'),
      settlementGross: minor(11_900_000 + index),
      settlementNet: pesos('115000.00'),
      bankAmount: index % 3 === 0 ? pesos('114000.00') : null,
      difference: minor(-100_000 - index),
      moneyAtRisk: minor(100_000 + index * 1000),
      direction: index % 2 === 0 ? 'owed_to_us' : 'owed_by_us',
      dueOn: day('2026-07-03'),
      arrivedOn: kind === 'late_arrival' ? day('2026-07-06') : null,
      businessDaysLate: kind === 'late_arrival' ? 1 : null,
      lines: [
        exampleLine({ line: index + 2 }),
        exampleLine({ leg: 'bank', source: 'bank', file: 'bbbbbbbbbbbb', line: 3 }),
      ],
    }),
  );
}

/** Many rows of one kind, for the limits of a page. */
export function manyRows(count: number, fields: (index: number) => Partial<Discrepancy> = () => ({})): Discrepancy[] {
  return Array.from({ length: count }, (_, index) =>
    exampleDiscrepancy('missing_in_bank', {
      id: `dsc_${String(index).padStart(32, '0')}`,
      merchantReference: `BOG01-20260701-${String(index).padStart(6, '0')}`,
      providerId: `T${String(index)}`,
      provider: 'dlocal',
      store: `S${String(index % 90)}`,
      settlementGross: minor(100_000 + index),
      moneyAtRisk: minor(100_000 + index),
      direction: 'owed_to_us',
      settledOn: DAY,
      dueOn: day('2026-07-03'),
      lines: [exampleLine({ line: index + 2, row: index })],
      ...fields(index),
    }),
  );
}

/** A fortnight before the day: nothing at weekends, one date short, one that nobody can judge, two currencies. */
export function sampleDates(): DueDate[] {
  return Array.from({ length: 14 }, (_, index) => {
    const date = addDays(DAY, index - 14);
    if (index % 7 >= 5) return { date, dues: [] };
    const due = minor(30_000_000 + index * 1_000_000);
    const arrived = index === 3 ? minor(21_000_000) : index === 8 ? minor(0) : due;
    const unjudged = index === 8 ? due : minor(0);
    const dollars = exampleDue({ dueOn: date, currency: 'USD', due: minor(5000), arrived: minor(5000) });
    return dueDateOf(date, [exampleDue({ dueOn: date, due, arrived, unjudged }), ...(index < 3 ? [dollars] : [])]);
  });
}

function tally(lines: number, amount: Minor): Tally {
  return { lines, amount };
}

function conservation(leg: LegConservation['leg'], currency: string): LegConservation {
  const none = tally(0, minor(0));
  const fates = Object.fromEntries(FATES.map((fate, index) => [fate, tally(index, minor(index * 1_234_567))]));
  return {
    leg,
    currency,
    entered: { new: none, carried: none, brought_back: none },
    fates: fates as LegConservation['fates'],
    outOfScope: {},
  };
}

export function sampleOutcome(discrepancies: readonly Discrepancy[] = sampleRows()): RunOutcome {
  return {
    run: { date: DAY, generation: 2 },
    fates: fateTableOf([
      exampleFate({ leg: 'order', source: 'erp', bankLeg: 'none', amount: pesos('180000.00') }),
      exampleFate({ row: 1, bankLeg: 'awaiting', fate: 'awaiting', arrivedOn: null }),
      exampleFate({ row: 2, bankLeg: 'broken', fate: 'broken', dueOn: day('2026-06-30'), arrivedOn: null }),
    ]),
    discrepancies,
    payouts: [
      examplePayout(),
      examplePayout({ payoutId: 'P2', net: pesos('-5000.00'), bankAmount: null, arrivedOn: null, fate: 'awaiting' }),
    ],
    stores: [
      exampleStore('BOG01', { name: 'Chapinero', awaiting: pesos('200.00'), broken: pesos('100.00') }),
      exampleStore('BOG02', { listed: false }),
      exampleStore('unassigned', { orders: 0, net: pesos('-30.00') }),
    ],
    dues: [
      exampleDue({ dueOn: day('2026-06-30'), rest: pesos('96400.00') }),
      exampleDue({
        due: pesos('250000.00'),
        arrived: pesos('240000.00'),
        surplus: pesos('500.00'),
        unjudged: pesos('10000.00'),
      }),
    ],
    moved: [],
    conservation: [
      conservation('order', 'COP'),
      conservation('order', 'USD'),
      conservation('settlement', 'COP'),
      conservation('bank', 'COP'),
    ],
  };
}

export function sampleInput(fields: Partial<ReportInput> = {}): ReportInput {
  return {
    tenant: 'yoga-andes',
    languages: LANGUAGES,
    outcome: sampleOutcome(),
    sources: [
      exampleSource('dlocal'),
      exampleSource('erp', { leg: 'order', footing: null }),
      exampleSource('bank', { leg: 'bank', state: 'missing', sha256: null }),
    ],
    asOf: DAY,
    calendar: colombianCalendar(),
    inputHash: 'a'.repeat(64),
    configHash: 'c'.repeat(64),
    fileName: (line) => (line.source === 'dlocal' ? 'dlocal_20260701.csv' : null),
    paidGross: new Set(),
    diff: null,
    former: new Map(),
    datesBefore: sampleDates(),
    ...fields,
  };
}
