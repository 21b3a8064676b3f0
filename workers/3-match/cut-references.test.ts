import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BankLine, Line } from '../../schemas/lines/records.ts';
import {
  bank,
  carried,
  configOf,
  credit,
  day,
  decide,
  decidedText,
  erp,
  fatesOf,
  gate,
  order,
  payment,
  pesos,
  tell,
  withPlainSales,
  workingSetOf,
} from '../../scripts/testing/kit.ts';
import { bankScoper } from './bank-scope.ts';
import { cutReader, knownReferences } from './cut-references.ts';
import type { WorkingSet } from './working-set.ts';
import { match } from './match.ts';
import { referenceComparer } from './references.ts';

const config = configOf({ sources: [{ ...gate, bankText: ['GATE'] }, erp, bank] });
const REFERENCES = ['BOG01-20260701-000001', 'BOG01-20260701-000002', 'MED02-20260701-000001', 'BOG01-77'];

let row = 0;
const transfer = (change: Partial<BankLine>): BankLine => {
  row += 1;
  return credit({ reference: null, amount: pesos(50_000), description: 'PSE GATE', row, ...change });
};
const inText = (text: string, change: Partial<BankLine> = {}): BankLine =>
  transfer({ description: `PSE GATE ${text}`, ...change });

/** The cut forms of the first line, in a file with the others. */
function formsOf(first: BankLine, ...others: readonly BankLine[]): readonly string[] {
  const compare = referenceComparer(config);
  const scopeOf = bankScoper(config, compare, () => false);
  const reader = cutReader(() => [first, ...others], scopeOf, knownReferences(REFERENCES.map(compare)), compare);
  return reader(first, scopeOf(first));
}

describe('What is known', () => {
  const known = knownReferences(['bog01-20260701-000001', 'bog01-20260701']);
  test.each([
    ['bog01-20260701-0', true],
    ['bog01-20260701', true],
    ['bog01-20260701-000001', false],
    ['bog01-20260702', false],
    ['bog01-20', true],
    ['bog01-2', false],
    ['', false],
  ])('%s begins one: %s', (text, expected) => {
    expect(known.begins(text)).toBe(expected);
  });
});

describe('A cut reference', () => {
  test.each<[string, BankLine, BankLine[], string[]]>([
    ['in the description', inText('BOG01-20260701-0'), [], ['bog01-20260701-0']],
    ['in the column', transfer({ reference: 'BOG01-20260701-0' }), [], ['bog01-20260701-0']],
    ['in the end-to-end id', transfer({ endToEndId: 'BOG01-20260701-0' }), [], ['bog01-20260701-0']],
    ['beside others of its length', inText('BOG01-20260701-0'), [inText('MED02-20260701-0')], ['bog01-20260701-0']],
    ['beside one of another length', inText('BOG01-20260701-0'), [inText('MED02-20260701-000001')], []],
    ['beside one of another length that nobody knows', inText('BOG01-20260701-0'), [inText('X-20260630-99')], []],
    [
      'beside a shorter one that is the whole of a known one',
      inText('BOG01-20260701-0'),
      [inText('BOG01-77')],
      ['bog01-20260701-0'],
    ],
    [
      'beside a longer one that is the whole of a known one',
      inText('BOG01-20260701-0'),
      [inText('BOG01-20260701-000002')],
      [],
    ],
    [
      'beside a line of the provider without a reference',
      inText('BOG01-20260701-0'),
      [inText('COMISION')],
      ['bog01-20260701-0'],
    ],
    ['where the bank cut it at a dash', inText('BOG01-20260701-'), [], ['bog01-20260701-', 'bog01-20260701']],
    ['that is the whole', inText('BOG01-20260701-000001'), [], []],
    ['under eight characters', inText('BOG01-2'), [], []],
    ['beside the whole of it', inText('BOG01-20260701 BOG01-20260701-000009'), [], []],
    ['that no line has', inText('CAL05-20260701-0'), [], []],
    [
      'in the column, beside a shorter one that is the whole of a known one',
      transfer({ reference: 'BOG01-20260701-0' }),
      [transfer({ reference: 'BOG01-77' })],
      ['bog01-20260701-0'],
    ],
    [
      'in the column, beside a longer one that is the whole of a known one',
      transfer({ reference: 'BOG01-20260701-0' }),
      [transfer({ reference: 'BOG01-20260701-000002' })],
      [],
    ],
    [
      'in the column, beside one of another length',
      transfer({ reference: 'BOG01-20260701-0' }),
      [transfer({ reference: 'A-1' })],
      [],
    ],
  ])('%s', (_, first, others, expected) => {
    expect(formsOf(first, ...others)).toEqual(expected);
  });

  const nobodys = (reference: string): BankLine => transfer({ reference, description: 'TRANSFERENCIA' });
  test('of a line that looks like nobody’s is one only where its column holds none that is longer', () => {
    expect(formsOf(nobodys('BOG01-20260701-0'), nobodys('PAYROLL-7'))).toEqual(['bog01-20260701-0']);
    expect(formsOf(nobodys('BOG01-20260701-0'), nobodys('PAYROLL-2026-07-0007'))).toEqual([]);
    expect(formsOf(transfer({ description: 'TRANSFERENCIA BOG01-20260701-0' }))).toEqual([]);
  });

  test('is not what another file holds', () => {
    expect(formsOf(inText('BOG01-20260701-0'), { ...inText('MED02-20260701-000001'), file: 'another00000' })).toEqual([
      'bog01-20260701-0',
    ]);
  });
});

test('a date among the words is no beginning of a reference', () => {
  const compare = referenceComparer(config);
  const scopeOf = bankScoper(config, compare, () => false);
  const line = inText('20260701');
  expect(cutReader(() => [line], scopeOf, knownReferences(['20260701-000123']), compare)(line, scopeOf(line))).toEqual(
    [],
  );
});

describe('In a run', () => {
  const NEXT = day('2026-07-02');
  const sold = (number: number, amount: number): Line[] => {
    const merchantReference = `BOG01-20260701-00000${String(number)}`;
    return [
      order({ merchantReference, orderId: `O${String(number)}`, amount: pesos(amount) }),
      payment({ merchantReference, providerId: `P-${String(number)}`, gross: pesos(amount) }),
    ];
  };
  const booked = (reference: string, amount: number, change: Partial<BankLine> = {}): BankLine =>
    inText(reference, { amount: pesos(amount), bookedOn: NEXT, date: NEXT, ...change });
  const passes = (workingSet: WorkingSet): string[] => match(workingSet).matches.map((one) => one.pass);
  const sales = [...sold(1, 50_000), ...sold(2, 50_000), ...sold(3, 70_000)];
  const cut = [50_000, 70_000, 50_000].map((amount) => booked('BOG01-20260701-0', amount));

  test('a set is matched, and no row is opened', () => {
    const outcome = decide({ config, date: NEXT, lines: [...sales, ...cut] });
    expect(outcome.discrepancies).toEqual([]);
    expect([...outcome.fates].map((fate) => fate.fate)).toEqual(Array.from({ length: 9 }, () => 'matched'));
    expect([...outcome.fates].flatMap((fate) => fate.bankPass ?? [])).toEqual(
      Array.from({ length: 6 }, () => 'cut_set'),
    );
  });

  test('a part that came on a day before waits, and its file is asked again', () => {
    const [first, ...rest] = cut;
    if (first === undefined) throw new Error('no line');
    const waiting = carried(
      { ...first, date: day('2026-07-01'), bookedOn: day('2026-07-01') },
      { fate: 'awaiting', bankLeg: 'awaiting' },
    );
    const workingSet = workingSetOf({ config, date: NEXT, lines: [...sales, waiting, ...rest] });
    expect(passes(workingSet)).toEqual(['cut_set', 'cut_set', 'cut_set']);
    const { file } = workingSet.lines.find((held) => held.entered === 'carried')?.line ?? first;
    const longer = booked('MED02-20260701-000001', 50_000, { date: day('2026-07-01'), file });
    expect(passes({ ...workingSet, besides: [longer] })).toEqual([]);
    // What an earlier run matched by its reference was whole: shorter, it says nothing of a cut.
    const shorter = booked('BOG01-778', 50_000, { date: day('2026-07-01'), file });
    expect(passes({ ...workingSet, besides: [shorter] })).toEqual([]);
    expect(passes({ ...workingSet, besides: [shorter], besidesPaid: new Set([shorter]) })).toEqual([
      'cut_set',
      'cut_set',
      'cut_set',
    ]);
    expect(passes({ ...workingSet, besides: [longer], besidesPaid: new Set([longer]) })).toEqual([]);
  });

  test('equal sums of other amounts are one question without money at risk, on the day after the due day', () => {
    const lines = [
      ...sold(1, 50_000),
      ...sold(3, 70_000),
      booked('BOG01-20260701-0', 60_000),
      booked('BOG01-20260701-0', 60_000),
    ];
    const outline = (date: string): string[] => decide({ config, date: day(date), lines }).discrepancies.map(tell);
    expect(outline('2026-07-03')).toEqual([]);
    expect(outline('2026-07-04')).toEqual(['ambiguous_match BOG01-20260701-000001 0.00 unknown']);
    expect(outline('2026-07-15')).toEqual(['ambiguous_match BOG01-20260701-000001 0.00 unknown']);
    const outcome = decide({ config, date: day('2026-07-04'), lines });
    expect(fatesOf(outcome).filter((fate) => fate.includes('broken'))).toHaveLength(4);
    expect(outcome.discrepancies.map((one) => [one.settlementNet, one.bankAmount, one.facts['cutForm']])).toEqual([
      [pesos(120_000), pesos(120_000), 'BOG01-20260701-0'],
    ]);
  });

  test('what neither amounts nor sums settle is named on both rows and claimed from nobody', () => {
    const lines = [...sold(1, 50_000), booked('BOG01-20260701-0', 49_000)];
    const rows = decide({ config, date: day('2026-07-15'), lines }).discrepancies;
    expect(rows.map((one) => [one.kind, one.seenElsewhere.map((line) => line.leg), one.claimable]).sort()).toEqual([
      ['missing_in_bank', ['bank'], false],
      ['unidentified_bank_credit', ['settlement'], false],
    ]);
  });

  test('a line that looks like nobody’s is ours by the reference that it begins', () => {
    const nobodys = { ...booked('', 50_000), description: 'TRANSFERENCIA', reference: 'BOG01-20260701-0' };
    expect(passes(workingSetOf({ config, date: NEXT, lines: [...sold(1, 50_000), nobodys] }))).toEqual(['cut_set']);
  });

  test('closing first what agrees changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ number: fc.nat({ max: 5 }), amount: fc.constantFrom(50_000, 70_000) }), { maxLength: 6 }),
        fc.array(
          fc.record({
            text: fc.constantFrom(
              'BOG01-20260701-0',
              'BOG01-20260701-000001',
              'BOG01-20260701-000002',
              'BOG01-20260701-00000',
              'BOG01-2026',
            ),
            inColumn: fc.boolean(),
            named: fc.boolean(),
            amount: fc.constantFrom(50_000, 70_000, 20_000),
          }),
          { maxLength: 6 },
        ),
        fc.constantFrom('2026-07-02', '2026-07-04', '2026-07-10'),
        (owed, paid, date) => {
          const lines = [
            ...owed.flatMap(({ number, amount }) => sold(number, amount)),
            ...paid.map(({ text, inColumn, named, amount }) => ({
              ...booked(inColumn ? '' : text, amount, inColumn ? { reference: text } : {}),
              ...(named ? {} : { description: inColumn ? 'TRANSFERENCIA' : `TRANSFERENCIA ${text}` }),
            })),
          ];
          const workingSet = workingSetOf({
            config,
            date: day(date),
            lines: lines.map((line) => ({ ...line, date: day(date) })),
          });
          expect(decidedText(withPlainSales(workingSet))).toBe(decidedText(workingSet));
        },
      ),
      { numRuns: 300 },
    );
  });
});
