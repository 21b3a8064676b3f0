import { describe, expect, it } from 'vitest';
import { addDays, dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import { addressKey, type BankLine, type Line, type SettlementLine } from '../../schemas/lines/records.ts';
import type { DueRow, FateRow, PayoutRow, RunOutcome } from '../../schemas/outcome/run.ts';
import {
  broughtBack,
  calendar,
  carried,
  configOf,
  credit,
  day,
  fileOf,
  payment,
  pesos,
  settlementSource,
  wompi,
  type InWorkingSet,
  decide,
} from '../../scripts/testing/kit.ts';
import { measureDay, type DayInCurrency } from '../5-publish/headline.ts';
import type { WorkingSet } from '../3-match/working-set.ts';

/**
 * Chains of several dates, each run with what the one before left open, as the stages do. Sales of every calendar day
 * from Monday 22 June 2026; Monday 29 June is a holiday, so money of Thursday 25 June, due on the second business day,
 * is due on Tuesday 30 June.
 */

const FIRST = day('2026-06-22');
const LAST = day('2026-07-10');

type Run = RunOutcome & { readonly workingSet: WorkingSet };

/** The lines that an earlier run closed and a test brings back by hand. */
type Back = (
  date: PlainDate,
  closed: ReadonlyMap<string, { readonly line: Line; readonly fate: FateRow }>,
) => InWorkingSet[];

interface Chain {
  readonly lines: readonly Line[];
  readonly source?: ReturnType<typeof settlementSource>;
  readonly missing?: readonly PlainDate[];
  readonly back?: Back;
}

/** Runs every date of the chain; the answer of each, in the only currency there is. */
function play({
  lines,
  source = wompi,
  missing = [],
  back = () => [],
}: Chain): Map<PlainDate, DayInCurrency & { readonly rows: readonly DueRow[] }> {
  const config = configOf({
    goLive: FIRST,
    sources: [...configOf().sources.filter((one) => one.id !== source.id), source],
  });
  const answers = new Map<PlainDate, DayInCurrency & { readonly rows: readonly DueRow[] }>();
  const ledger = new Map<string, DueRow>();
  const payouts = new Map<string, PayoutRow>();
  const closed = new Map<string, { readonly line: Line; readonly fate: FateRow }>();
  let left: InWorkingSet[] = [];
  let priorDiscrepancies: Run['discrepancies'] = [];
  for (const date of dateRange(FIRST, LAST)) {
    const own = lines.filter((line) => line.date === date);
    const files = dateRange(FIRST, date).flatMap((one) => [
      fileOf(source.id, one),
      missing.includes(one) ? fileOf('bank', one, { state: 'missing', sha256: null }) : fileOf('bank', one),
    ]);
    const inWorkingSet = [...own, ...left, ...back(date, closed)];
    const formerPayouts = [...payouts.values()];
    const run = decide({
      date,
      config,
      files,
      lines: inWorkingSet,
      priorDiscrepancies,
      payouts: formerPayouts,
      dues: { rows: [...ledger.values()], payouts: formerPayouts },
    });
    for (const row of run.dues) ledger.set(`${row.dueOn} ${row.currency}`, row);
    for (const row of run.payouts) payouts.set(row.payoutId, row);
    left = leftOf(run, closed);
    priorDiscrepancies = run.discrepancies;
    const { days } = measureDay({
      settlementDate: date,
      fates: run.fates,
      discrepancies: [],
      dues: run.dues,
      sources: [],
    });
    const answer = days.find((one) => one.currency === 'COP');
    if (answer !== undefined) answers.set(date, { ...answer, rows: run.dues });
  }
  return answers;
}

function leftOf(run: Run, closed: Map<string, { readonly line: Line; readonly fate: FateRow }>): InWorkingSet[] {
  const fates = new Map([...run.fates].map((fate) => [addressKey(fate), fate]));
  return run.workingSet.lines.flatMap(({ line }) => {
    const fate = fates.get(addressKey(line));
    if (fate === undefined) return [];
    if (fate.fate === 'awaiting' || fate.fate === 'broken') return [carried(line, fate)];
    closed.set(addressKey(line), { line, fate });
    return [];
  });
}

const SALES = dateRange(FIRST, addDays(FIRST, 11));
const amountOf = (date: PlainDate): Minor => pesos(1000 * Number(date.slice(8)));
/** A payment without an order would wait for one; what is measured here is the bank. */
const sale = (date: PlainDate, change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({
    source: 'wompi',
    date,
    merchantReference: `BOG01-${date}`,
    gross: amountOf(date),
    net: amountOf(date),
    payoutId: `W ${date}`,
    ...change,
  });
const paid = (on: PlainDate, amount: Minor, text: string): BankLine =>
  credit({ date: on, bookedOn: on, amount, reference: null, description: `WOMPI ${text}` });

function figures(answers: Map<PlainDate, DayInCurrency>, date: PlainDate): string {
  const one = answers.get(date);
  if (one === undefined) return 'nothing';
  return [one.due, one.arrived, one.overdue, one.unjudged].map(formatMajor).join(' ');
}

/** What fell due on each date by the calendar alone: the second business day after the sale. */
function expectedDue(date: PlainDate): Minor {
  const own = SALES.filter((one) => calendar.addBusinessDays(one, 2) === date).map(amountOf);
  return pesos(own.reduce((all, one) => all + one / 100, 0));
}

describe.each([
  ['a day before its report', (date: PlainDate) => (date === FIRST ? date : addDays(date, -1))],
  ['on the day itself', (date: PlainDate) => date],
  ['on the next day, holidays or not', (date: PlainDate) => addDays(date, 1)],
  ['on the second business day', (date: PlainDate) => calendar.addBusinessDays(date, 2)],
])('a provider that pays %s', (_name, paidOn) => {
  it('has all that fell due at the bank, on every date, whichever day it came', () => {
    const lines = SALES.flatMap((date) => [sale(date), paid(paidOn(date), amountOf(date), `W ${date}`)]);
    const answers = play({ lines });
    for (const date of dateRange(FIRST, LAST)) {
      const due = formatMajor(expectedDue(date));
      const found = answers.get(date);
      expect(`${date} ${found === undefined ? '0.00 0.00 0.00 0.00' : figures(answers, date)}`).toBe(
        `${date} ${due} ${due} 0.00 0.00`,
      );
    }
  });
});

describe('a provider that pays the week on Friday', () => {
  const weekly = settlementSource('wompi', { methods: ['PSE'], lateAfterBusinessDays: 5 });
  const friday = day('2026-07-03');
  const week = dateRange(FIRST, day('2026-06-26')).map((date) => sale(date, { payoutId: 'W26' }));
  const total = pesos(22_000 + 23_000 + 24_000 + 25_000 + 26_000);

  it('has its money due five business days after the last sale, and there when it came', () => {
    // Five business days after Friday 26 June, over the holiday of the 29th: Monday 6 July.
    const answers = play({ source: weekly, lines: [...week, paid(friday, total, 'W26')] });
    expect(figures(answers, day('2026-07-06'))).toBe('120000.00 120000.00 0.00 0.00');
    expect(answers.get(friday)?.credited).toBe(total);
    expect(figures(answers, day('2026-07-03'))).toBe('0.00 0.00 0.00 0.00');
  });

  it('is overdue on the day after, and no more once it came', () => {
    const answers = play({ source: weekly, lines: [...week, paid(day('2026-07-09'), total, 'W26')] });
    expect(figures(answers, day('2026-07-06'))).toBe('120000.00 0.00 0.00 0.00');
    expect(figures(answers, day('2026-07-07'))).toBe('0.00 0.00 120000.00 0.00');
    expect(figures(answers, day('2026-07-09'))).toBe('0.00 0.00 0.00 0.00');
  });
});

describe('a credit that pays in part', () => {
  const due = day('2026-06-24');

  it.each([
    ['one centavo short', pesos(22_000, -1), '22000.00 21999.99 0.00 0.00', pesos(0)],
    ['short by half', pesos(11_000), '22000.00 11000.00 0.00 0.00', pesos(0)],
    ['exact', pesos(22_000), '22000.00 22000.00 0.00 0.00', pesos(0)],
    ['one centavo over', pesos(22_000, 1), '22000.00 22000.00 0.00 0.00', pesos(0, 1)],
  ])('counts with its amount, at most what is due: %s', (_name, amount, outline, surplus) => {
    const answers = play({ lines: [sale(FIRST), paid(addDays(FIRST, 1), amount, `W ${FIRST}`)] });
    expect(figures(answers, due)).toBe(outline);
    expect(answers.get(due)?.surplus).toBe(surplus);
  });

  it('leaves its rest overdue until the rest comes', () => {
    const answers = play({
      lines: [
        sale(FIRST),
        paid(addDays(FIRST, 1), pesos(15_000), `W ${FIRST}`),
        paid(day('2026-07-01'), pesos(7_000), `W ${FIRST}`),
      ],
    });
    expect(figures(answers, due)).toBe('22000.00 15000.00 0.00 0.00');
    expect(figures(answers, addDays(due, 1))).toBe('0.00 0.00 7000.00 0.00');
    expect(figures(answers, day('2026-07-01'))).toBe('0.00 0.00 0.00 0.00');
  });
});

describe('money that nobody can judge', () => {
  it('is told as such while the file of the bank is missing, and is overdue once the longer wait is over', () => {
    const due = day('2026-06-24');
    const answers = play({ lines: [sale(FIRST)], missing: [day('2026-06-23')] });
    expect(figures(answers, due)).toBe('22000.00 0.00 0.00 22000.00');
    expect(figures(answers, addDays(due, 1))).toBe('0.00 0.00 0.00 22000.00');
    // Three business days more, over the holiday: Tuesday 30 June still waits.
    expect(figures(answers, day('2026-06-30'))).toBe('0.00 0.00 0.00 22000.00');
    expect(figures(answers, day('2026-07-01'))).toBe('0.00 0.00 22000.00 0.00');
  });
});

describe('payouts and credits that cannot be told apart', () => {
  it('count the smaller of their sums once, from the earliest due date on', () => {
    const first = sale(FIRST, { net: pesos(20_000), gross: pesos(20_000), payoutId: 'A' });
    const second = sale(addDays(FIRST, 1), { net: pesos(20_000), gross: pesos(20_000), payoutId: 'B' });
    const answers = play({ lines: [first, second, paid(addDays(FIRST, 1), pesos(20_000), 'PAGO')] });
    expect(figures(answers, day('2026-06-24'))).toBe('20000.00 20000.00 0.00 0.00');
    expect(figures(answers, day('2026-06-25'))).toBe('20000.00 0.00 0.00 0.00');
  });
});

describe('what is no money of ours at the bank', () => {
  it('counts no payout of zero or less', () => {
    const zero = sale(FIRST, { net: pesos(0), gross: pesos(0), payoutId: 'Z' });
    const taken = sale(FIRST, {
      net: pesos(-5_000),
      gross: pesos(-5_000),
      payoutId: 'N',
      type: 'refund',
      providerId: 'R',
    });
    expect(figures(play({ lines: [zero, taken] }), day('2026-06-24'))).toBe('nothing');
  });
});

describe('a wallet from which sums are withdrawn', () => {
  const wallet = { ...wompi, profile: { builtIn: 'mercadopago-release' } } as const;
  const [first, second] = [FIRST, day('2026-06-23')];
  const lines = [sale(first, { payoutId: null }), sale(second, { payoutId: null })];
  const friday = day('2026-06-26');
  const withdrawn = paid(friday, pesos(45_000), 'RETIRO');

  it('has its money due on the day that it was withdrawn', () => {
    const answers = play({ source: wallet, lines: [...lines, withdrawn] });
    expect(figures(answers, friday)).toBe('45000.00 45000.00 0.00 0.00');
    expect([...answers].filter(([date]) => date !== friday).map(([date]) => figures(answers, date))).not.toContain(
      '45000.00 45000.00 0.00 0.00',
    );
  });

  it('has it due once, also where the credit is taken back', () => {
    const debit = credit({
      date: day('2026-06-30'),
      bookedOn: day('2026-06-30'),
      amount: pesos(-45_000),
      reference: null,
      description: 'WOMPI RETIRO',
    });
    const back: Back = (date, closed) =>
      date === day('2026-06-30') ? [...closed.values()].map(({ line, fate }) => broughtBack(line, fate)) : [];
    const answers = play({ source: wallet, lines: [...lines, withdrawn, debit], back });
    const outline = new Map(
      [...answers.values()].flatMap(({ rows }) => rows.map((row) => [row.dueOn, formatMajor(row.due)] as const)),
    );
    expect(outline.get(friday)).toBe('0.00');
    expect([...outline.values()].filter((due) => due !== '0.00')).toHaveLength(2);
  });
});

describe('a provider that pays every sale by itself', () => {
  const gateSale = (date: PlainDate): SettlementLine =>
    payment({ date, merchantReference: `BOG01-${date}`, gross: amountOf(date), settledOn: date });
  const gateCredit = (date: PlainDate, on: PlainDate): BankLine =>
    credit({ date: on, bookedOn: on, amount: amountOf(date), reference: `BOG01-${date}` });
  const source = settlementSource('gate', { settles: 'per_transaction', compares: 'gross', methods: ['PSE'] });

  it('has its sales due by line, early money on the due date', () => {
    const answers = play({ source, lines: [gateSale(FIRST), gateCredit(FIRST, FIRST)] });
    expect(figures(answers, day('2026-06-24'))).toBe('22000.00 22000.00 0.00 0.00');
  });

  it('is counted once where a later file brings a closed line back', () => {
    const back: Back = (date, closed) => {
      if (date !== day('2026-06-23')) return [];
      return [...closed.values()].map(({ line, fate }) => broughtBack(line, fate));
    };
    const answers = play({ source, lines: [gateSale(FIRST), gateCredit(FIRST, FIRST)], back });
    expect(figures(answers, day('2026-06-24'))).toBe('22000.00 22000.00 0.00 0.00');
  });
});
