import { describe, expect, it } from 'vitest';
import {
  contextOf,
  placed,
  runAll,
  runDate,
  type Filing,
  type Row,
  type SourceId,
  type World,
} from '../../../scripts/testing/properties/chain.ts';
import {
  countSeen,
  lookedAt,
  rolling,
  withoutLooks,
  type Windows,
} from '../../../scripts/testing/properties/rolling-world.ts';
import { movement, order, payment } from '../../../scripts/testing/properties/rows.ts';
import { changesOf, nameOfChange, type Change } from '../../../scripts/testing/disturbed.ts';
import { certain } from '../../../schemas/errors.ts';
import type { Line } from '../../../schemas/lines/records.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';

/** What was told before is told in bulk, and whatever a column of it says otherwise is looked at. */

const START = '2026-07-01' as PlainDate;
const on = (days: number): PlainDate => addDays(START, days);
const EACH_TELLS: Windows = { erp: 5, gate: 5, bank: 5 };

const sale = (reference: string, sold: number, pesos: number): readonly (readonly [SourceId, PlainDate, Row])[] => [
  [
    'erp',
    on(sold),
    order(reference, pesos * 100, on(sold), {
      orderId: `O-${reference}`,
      store: reference.slice(0, 5),
      method: 'BOTON',
    }),
  ],
  ['gate', on(sold), payment('gate', `P-${reference}`, reference, pesos * 100, on(sold))],
  [
    'bank',
    on(sold + 1),
    movement(`B-${reference}`, pesos * 100, on(sold + 1), `GATE PAY ${reference}`, { reference, account: '001' }),
  ],
];

const SALES = [...sale('BOG01-1000', 0, 100), ...sale('MED01-1001', 0, 200), ...sale('BOG01-2000', 1, 300)];

/** Files of the last five dates each, over five dates. */
function world(): World {
  const filings: Filing[] = [];
  for (const [source, date, row] of SALES) {
    const at = filings.findIndex((one) => one.source === source && one.date === date);
    const own = filings[at] ?? { source, date, version: 1, rows: [] };
    filings.splice(at < 0 ? filings.length : at, at < 0 ? 0 : 1, { ...own, rows: [...own.rows, row] });
  }
  return rolling({ goLive: START, last: on(4), filings }, EACH_TELLS);
}

/** The world with the first row of a source said otherwise from a date on, and up to another. */
function disturbed(source: SourceId, { column, value }: Change, from: number, to: number): World {
  const own = world();
  return {
    ...own,
    filings: own.filings.map((filing) =>
      filing.source !== source || filing.date < on(from) || filing.date > on(to)
        ? filing
        : { ...filing, rows: filing.rows.map((row, at): Row => (at === 0 ? { ...row, [column]: value } : row)) },
    ),
  };
}

async function differs(one: World): Promise<boolean> {
  const chain = await runAll(one);
  const kept = lookedAt(chain);
  const other = await runAll(one, contextOf(one.rules), { looksAtSeen: true });
  return JSON.stringify(withoutLooks(other, kept)) !== JSON.stringify(withoutLooks(chain, kept));
}

const firstRows = (source: SourceId): readonly Line[] => {
  const filing = certain(
    world().filings.findLast((one) => one.source === source),
    'a file',
  );
  return placed(filing).flatMap((row) => ('code' in row ? [] : [row]));
};

describe('rows that were told before', () => {
  it('are told in bulk, and nothing is brought back for them', async () => {
    const chain = await runAll(world());
    expect(countSeen(chain)).toEqual({ order: 2 + 3 * 3, settlement: 2 + 3 * 3, bank: 2 + 3 + 3 });
    expect(
      lookedAt(chain)
        .map((one) => one.size)
        .at(-1),
    ).toBe(0);
    expect(await differs(world())).toBe(false);
    // Without them, all that tells the same sales is brought back with every file.
    const other = await runAll(world(), contextOf(), { looksAtSeen: true });
    expect(
      lookedAt(other)
        .map((one) => one.size)
        .at(-1),
    ).toBeGreaterThan(20);
  });

  it.each(['erp', 'gate', 'bank'] as const)(
    'of %s are looked at where any column says something else, for one date or from it on',
    { timeout: 240_000 },
    async (source) => {
      const lines = firstRows(source);
      const changes = changesOf(lines, [0], () => 1);
      expect(changes.length).toBeGreaterThan(12);
      const differing: string[] = [];
      for (const change of changes)
        for (const to of [2, 4])
          if (await differs(disturbed(source, change, 2, to)))
            differing.push(`${nameOfChange(change, lines)} up to ${String(to)}`);
      expect(differing).toEqual([]);
    },
  );

  it('are looked at where the configuration is another than that of the date before', async () => {
    const context = contextOf();
    for (const days of [0, 1, 2]) await runDate(world(), on(days), context);
    const later = await runDate(world(), on(3), { ...context, configHash: 'another' });
    expect(countSeen([later])).toEqual({ order: 0, settlement: 0, bank: 0 });
    const next = await runDate(world(), on(4), { ...context, configHash: 'another' });
    expect(countSeen([next])).toEqual({ order: 3, settlement: 3, bank: 3 });
  });

  it('are looked at where a row stands twice in the file, or in the one before', async () => {
    const own = world();
    const twice = (days: number): World => ({
      ...own,
      filings: own.filings.map((filing) =>
        filing.date === on(days) ? { ...filing, rows: [...filing.rows, ...filing.rows.slice(0, 1)] } : filing,
      ),
    });
    for (const days of [2, 3, 4]) expect(await differs(twice(days))).toBe(false);
    const chain = await runAll(twice(3));
    expect(countSeen(chain.slice(3, 4))).toEqual({ order: 2, settlement: 2, bank: 0 });
  });
});
