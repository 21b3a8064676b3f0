import { describe, expect, it } from 'vitest';
import { payout } from '../../scripts/testing/records.ts';
import { colombianCalendar } from '../../schemas/values/calendar.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { minor } from '../../schemas/values/money.ts';
import { measureProviders } from './providers.ts';

const calendar = colombianCalendar([]);
const AS_OF = '2026-07-17' as PlainDate;
const D = (text: string): PlainDate => text as PlainDate;

/** Settled on Tuesday 7 July and due two business days later; `null`: it is not there. */
const paid = (id: string, arrivedOn: string | null, change: Parameters<typeof payout>[1] = {}) =>
  payout(id, {
    source: 'gate',
    currency: 'COP',
    settledOn: D('2026-07-07'),
    dueOn: D('2026-07-09'),
    arrivedOn: arrivedOn === null ? null : D(arrivedOn),
    ...change,
  });

const measure = (rows: Parameters<typeof measureProviders>[0]) =>
  measureProviders(rows, ({ settledOn }) => settledOn.slice(0, 7), AS_OF, calendar);

describe('how a provider pays', () => {
  it('is told by business days, what was late and what it kept', () => {
    const rows = [
      ...Array.from({ length: 18 }, (_, n) => paid(`P-${String(n)}`, '2026-07-09')),
      paid('late', '2026-07-14'),
      paid('missing', null),
      paid('not due', null, { dueOn: D('2026-07-20') }),
      paid('of nothing', null, { net: minor(-5) }),
      paid('written off', null, { fate: 'decided' }),
    ];
    expect(measure(rows)).toEqual([
      {
        source: 'gate',
        currency: 'COP',
        month: '2026-07',
        payouts: 23,
        gross: 2_300,
        cost: 46,
        onTime: 18,
        // Monday the 13th is no business day.
        median: 2,
        p95: 4,
        late: 2,
      },
    ]);
  });

  it('is a row of each provider, currency and month, the newest month first', () => {
    const rows = [
      paid('a', '2026-07-09'),
      paid('b', null, { currency: 'USD' }),
      paid('c', '2026-06-04', { settledOn: D('2026-06-02'), dueOn: D('2026-06-04') }),
      paid('d', '2026-07-09', { source: 'daily' }),
    ];
    expect(measure(rows).map(({ source, currency, month, median }) => [source, currency, month, median])).toEqual([
      ['daily', 'COP', '2026-07', 2],
      ['gate', 'COP', '2026-07', 2],
      ['gate', 'COP', '2026-06', 2],
      ['gate', 'USD', '2026-07', null],
    ]);
  });
});
