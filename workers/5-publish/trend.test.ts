import { describe, expect, it } from 'vitest';
import { inTurn } from '../../schemas/in-turn.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { minor } from '../../schemas/values/money.ts';
import type { RunFigures } from '../../schemas/ports/outcomes.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { RunKey } from '../../schemas/outcome/run.ts';
import { trend } from './html/trend.ts';
import { dueDate, lineage, trendStart } from './lineage.ts';
import { DAY, day, exampleDue } from './testing.ts';
import { dueDateOf, TREND_DATES, trendsOf, type DueDate } from './trend.ts';

function recorded({ date, generation }: RunKey, parentGeneration: number | null): RunRecord {
  return {
    date,
    generation,
    parentGeneration,
    state: 'committed',
    inputHash: '',
    outcomeHash: '',
    configHash: '',
    rulesVersion: '',
    lastEvent: 0,
    reason: null,
    stale: false,
  };
}

type RecordOfRuns = Parameters<typeof lineage>[2] & Parameters<typeof dueDate>[1];

/** A record of runs that left `due` each on its own date, and something on another, which is not theirs to tell. */
function recordOf(runs: readonly (readonly [run: RunRecord, due: number])[]): RecordOfRuns {
  const find = (key: RunKey): readonly [RunRecord, number] | undefined =>
    runs.find(([run]) => run.date === key.date && run.generation === key.generation);
  const figures = (key: RunKey): RunFigures => {
    const due = minor(find(key)?.[1] ?? 0);
    const others = exampleDue({ dueOn: addDays(key.date, -1), due: minor(9), arrived: minor(9) });
    return { conservation: [], moved: [], dues: [others, exampleDue({ dueOn: key.date, due, arrived: due })] };
  };
  return {
    runs: { generations: (of) => Promise.resolve(runs.flatMap(([run]) => (run.date === of ? [run] : []))) },
    outcomes: { figures: (key) => Promise.resolve(figures(key)) },
  };
}

async function datesBefore(run: RunRecord, record: RecordOfRuns): Promise<DueDate[]> {
  return inTurn(await lineage(run, trendStart(run.date), record), (one) => dueDate(one, record));
}

const sums = (dates: readonly DueDate[]): readonly (readonly [string, number[]])[] =>
  dates.map(({ date, dues }) => [date, dues.map(({ due }) => due)]);

describe('the dates before a run', () => {
  it('are those that it goes on from, whatever newer generations say of them since', async () => {
    const [first, second] = [addDays(DAY, -2), addDays(DAY, -1)];
    const own = recorded({ date: DAY, generation: 1 }, 1);
    const asItWas = [
      [recorded({ date: first, generation: 1 }, null), 100],
      [recorded({ date: second, generation: 1 }, 1), 200],
      [own, 300],
    ] as const;
    const since = [
      [recorded({ date: first, generation: 2 }, null), 7],
      [recorded({ date: second, generation: 2 }, 2), 8],
      [recorded({ date: DAY, generation: 2 }, 2), 9],
    ] as const;
    const then = await datesBefore(own, recordOf(asItWas));
    expect(sums(then)).toEqual([
      [second, [200]],
      [first, [100]],
    ]);
    expect(await datesBefore(own, recordOf([...since, ...asItWas]))).toEqual(then);
    expect(sums(await datesBefore(since[2][0], recordOf([...since, ...asItWas])))).toEqual([
      [second, [8]],
      [first, [7]],
    ]);
  });

  it('are a month of them with its own, and none of the first date', async () => {
    const runs = Array.from({ length: 40 }, (_, index) => {
      const key = { date: addDays(DAY, index - 39), generation: 1 };
      return [recorded(key, index === 0 ? null : 1), index] as const;
    });
    const [first, last] = [runs[0]?.[0], runs.at(-1)?.[0]];
    if (first === undefined || last === undefined) throw new Error('no run');
    const found = await datesBefore(last, recordOf(runs));
    expect([found.length, found[0]?.date, found.at(-1)?.date]).toEqual([
      TREND_DATES - 1,
      addDays(DAY, -1),
      addDays(DAY, 1 - TREND_DATES),
    ]);
    expect(await datesBefore(first, recordOf(runs))).toEqual([]);
  });

  it('do not leave a hole where the record has lost one', async () => {
    const own = recorded({ date: DAY, generation: 1 }, 4);
    await expect(datesBefore(own, recordOf([[own, 1]]))).rejects.toThrow('generation 4');
  });
});

const date = (index: number): PlainDate => addDays(DAY, index);

function due(index: number, own: { due: number; arrived: number; unjudged?: number; currency?: string }): DueDate {
  const { due: all, arrived, unjudged = 0, currency = 'COP' } = own;
  const row = { dueOn: date(index), currency, due: minor(all), arrived: minor(arrived), unjudged: minor(unjudged) };
  return dueDateOf(date(index), [exampleDue(row), exampleDue({ dueOn: date(index + 1), due: minor(1) })]);
}

describe('a trend', () => {
  it('parts what fell due into what arrived, what nobody could judge and what was missing, to the centavo', () => {
    const [one] = trendsOf([
      due(0, { due: 100, arrived: 100 }),
      due(1, { due: 100, arrived: 99 }),
      due(2, { due: 100, arrived: 40, unjudged: 60 }),
      due(3, { due: 100, arrived: 40, unjudged: 61 }),
    ]);
    expect(one?.points.map(({ arrived, unjudged, missing }) => [arrived, unjudged, missing])).toEqual([
      [100, 0, 0],
      [99, 0, 1],
      [40, 60, 0],
      [40, 60, 0],
    ]);
  });

  it('keeps its dates in order and a date without money as a gap, and has one line a currency that tells anything', () => {
    const dates = [
      due(2, { due: 1, arrived: 1 }),
      due(0, { due: 1, arrived: 0 }),
      { date: date(1), dues: [] },
      due(3, { due: 5, arrived: 5, currency: 'USD' }),
    ];
    const found = trendsOf(dates);
    expect(found.map(({ currency, points }) => [currency, points.map((point) => point.due)])).toEqual([
      ['COP', [1, 0, 1, 0]],
    ]);
    expect(found[0]?.points.map((point) => point.date)).toEqual([date(0), date(1), date(2), date(3)]);
  });

  it('is of the newest dates alone', () => {
    const dates = Array.from({ length: TREND_DATES + 5 }, (_, index) => due(index, { due: 1, arrived: 1 }));
    const [one] = trendsOf(dates);
    expect([one?.points.length, one?.points[0]?.date]).toEqual([TREND_DATES, date(5)]);
  });
});

describe('the drawing of a trend', () => {
  const heights = (markup: string, look: string): number[] =>
    [...markup.matchAll(new RegExp(`class="look-${look}" x="\\d+" y="\\d+" width="\\d+" height="(\\d+)"`, 'g'))].map(
      ([, height]) => Number(height),
    );
  /** The legend has a mark of each look. */
  const drawn = (markup: string, look: string): number[] => heights(markup, look).slice(1);

  it('is nothing where fewer than two dates tell anything', () => {
    expect(trend('en', []).markup).toBe('');
    expect(trend('en', [due(0, { due: 5, arrived: 5 }), { date: date(1), dues: [] }]).markup).toBe('');
  });

  it('shows what is missing however little it is, and nothing where nothing is', () => {
    const all = trend('en', [due(0, { due: 10_000_000, arrived: 9_999_999 }), due(1, { due: 10_000_000, arrived: 0 })]);
    expect(drawn(all.markup, 'lacking')).toEqual([3, 95]);
    const here = trend('en', [due(0, { due: 7, arrived: 7 }), due(1, { due: 7, arrived: 7 })]);
    expect(here.markup).not.toContain('look-lacking');
    expect(here.markup).toContain('Zero or empty in every row: Cannot be judged and Not there by the close.');
  });

  it('says no share where a file was missing, in the sentence or in the row', () => {
    const { markup } = trend('en', [due(0, { due: 100, arrived: 50, unjudged: 1 }), due(1, { due: 100, arrived: 50 })]);
    expect(markup).toContain('1 was there by the close of its date.');
    expect([...markup.matchAll(/(\d+\.\d\d) %/g)].map(([, share]) => share)).toEqual(['50.00']);
  });

  it('draws sums beyond what fractions hold in whole units, and stays in its frame', () => {
    const most = 2 ** 52;
    const { markup } = trend('zh', [due(0, { due: most, arrived: 1 }), due(1, { due: most / 2, arrived: most / 2 })]);
    expect(drawn(markup, 'lacking')).toEqual([94]);
    expect(drawn(markup, 'good')).toEqual([1, 47]);
    expect(markup).not.toMatch(/y="-|\.\d+" (width|height)/);
  });

  it('has a column a date where it falls in the month, weekends left empty', () => {
    const { markup } = trend('es', [
      due(0, { due: 1, arrived: 1 }),
      { date: day('2026-07-02'), dues: [] },
      due(2, { due: 1, arrived: 1 }),
    ]);
    expect([...markup.matchAll(/class="look-good" x="(\d+)"/g)].map(([, x]) => Number(x))).toEqual([1, 2, 122]);
  });
});
