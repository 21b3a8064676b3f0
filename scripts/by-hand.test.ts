import { describe, expect, it } from 'vitest';
import type { Context } from '../schemas/ports/context.ts';
import type { PlainDate } from '../schemas/values/dates.ts';
import { replayDate as replayOf } from '../workers/pipeline/replay.ts';
import { handShops, type Days, type HandShop } from './testing/hand-shop.ts';

/** What people match, unmatch and leave out by hand, through real runs over real files. */

const replayDate = (context: Context, date: PlainDate) =>
  replayOf(context, { date, asOf: null, refetch: true, cascade: true, reason: null });

const opened = handShops();

describe('a payment matched with an order by hand', () => {
  /** The provider wrote another reference than the shop. */
  const DAYS: Days = {
    '2025-03-03': {
      orders: ['A1-1,50000.00,COP,paid,@,A1', 'A1-2,70000.00,COP,paid,@,A1'],
      psp: ['TYPO-9,P-1,50000.00,COP,@', 'A1-2,P-2,70000.00,COP,@'],
      bank: ['#,50000.00,COP,TYPO-9,ABONO PSE,B-1', '#,70000.00,COP,A1-2,ABONO PSE,B-2'],
    },
  };

  it('closes both rows in the next run, and says so', async () => {
    const { run, decide, open, fate } = await opened(DAYS);
    await run('2025-03-06');
    expect(await open('2025-03-06')).toEqual(['missing_in_erp TYPO-9', 'missing_in_settlement A1-1']);
    const { code, pairing } = await decide('match', ['orders_2025-03-03.csv:2', 'psp_2025-03-03.csv:2']);
    expect([code, pairing?.orderDifference, pairing?.bankDifference]).toEqual(['taken', 0, null]);
    await run('2025-03-07');
    expect(await open('2025-03-07')).toEqual([]);
    for (const text of ['orders_2025-03-03.csv:2', 'psp_2025-03-03.csv:2'])
      expect(await fate('2025-03-07', text)).toMatchObject({ fate: 'matched', orderPass: 'by_hand' });
  });

  it('is in the run of the same date when that is run again', async () => {
    const { run, decide, open } = await opened(DAYS);
    await run('2025-03-06');
    await decide('match', ['orders_2025-03-03.csv:2', 'psp_2025-03-03.csv:2']);
    await run('2025-03-06');
    expect(await open('2025-03-06')).toEqual([]);
  });

  it('is undone by a decision of its own, and the rows are there again', async () => {
    const { run, decide, undo, open } = await opened(DAYS);
    await run('2025-03-06');
    await decide('match', ['orders_2025-03-03.csv:2', 'psp_2025-03-03.csv:2']);
    await run('2025-03-06');
    expect((await undo(1)).code).toBe('taken');
    expect((await undo(1)).code).toBe('undone');
    await run('2025-03-07');
    expect(await open('2025-03-07')).toEqual(['missing_in_erp TYPO-9', 'missing_in_settlement A1-1']);
  });

  it('is refused of a line that stands in another decision', async () => {
    const { run, decide } = await opened(DAYS);
    await run('2025-03-06');
    await decide('match', ['orders_2025-03-03.csv:2', 'psp_2025-03-03.csv:2']);
    const again = await decide('match', ['orders_2025-03-03.csv:3', 'psp_2025-03-03.csv:2']);
    expect([again.code, again.standing?.number]).toEqual(['taken_before', 1]);
  });
});

describe('a payout matched with a credit by hand', () => {
  const DAYS: Days = {
    '2025-03-03': {
      orders: ['A1-1,100000.00,COP,paid,@,A1'],
      gate: ['A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,@'],
    },
    '2025-03-05': { bank: ['#,97000.00,COP,,TRASLADO VARIO 8871,B-9', '#,5000.00,COP,,CONSIGNACION,B-10'] },
  };

  it('takes a credit that names nobody', async () => {
    const { run, decide, open, fate } = await opened(DAYS);
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual(['missing_in_bank PO-1']);
    const { pairing } = await decide('match', ['gate_2025-03-03.csv:2', 'bank_2025-03-05.csv:2']);
    expect(pairing?.bankDifference).toBe(0);
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual([]);
    for (const text of ['gate_2025-03-03.csv:2', 'bank_2025-03-05.csv:2'])
      expect(await fate('2025-03-10', text)).toMatchObject({ fate: 'matched', bankPass: 'by_hand' });
    expect(await fate('2025-03-10', 'bank_2025-03-05.csv:3')).toMatchObject({ fate: 'out_of_scope' });
  });

  it('lets a difference pass that somebody saw, and tells it', async () => {
    const { run, decide, open, context } = await opened({
      ...DAYS,
      '2025-03-05': { bank: ['#,96500.00,COP,,TRASLADO VARIO 8871,B-9'] },
    });
    await run('2025-03-10');
    const { pairing } = await decide('match', ['gate_2025-03-03.csv:2', 'bank_2025-03-05.csv:2']);
    expect(pairing?.bankDifference).toBe(-50_000);
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual([]);
    const [run10] = (await context.store.runs.newestOfEach()).slice(-1);
    const { conservation } = await context.store.outcomes.figures(
      run10 ?? { date: '2025-03-10' as never, generation: 1 },
    );
    expect(conservation.find(({ leg }) => leg === 'bank')?.tolerated).toEqual({
      comparisons: 1,
      difference: -50_000,
      absolute: 50_000,
    });
  });

  it('parts a match that a pass made', async () => {
    const { run, decide, open, fate } = await opened({
      '2025-03-03': {
        orders: ['A1-1,100000.00,COP,paid,@,A1'],
        gate: ['A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,@'],
      },
      '2025-03-04': { bank: ['#,97000.00,COP,,PAGO GATEWAY,B-8', '#,97000.00,COP,,TRASLADO,B-9'] },
    });
    await run('2025-03-06');
    expect(await fate('2025-03-06', 'bank_2025-03-04.csv:2')).toMatchObject({ fate: 'matched', bankPass: 'amount' });
    await decide('match', ['gate_2025-03-03.csv:2', 'bank_2025-03-04.csv:3']);
    await run('2025-03-10');
    expect(await fate('2025-03-10', 'bank_2025-03-04.csv:3')).toMatchObject({ fate: 'matched', bankPass: 'by_hand' });
    expect(await open('2025-03-10')).toEqual(['unidentified_bank_credit']);
  });
});

describe('a line that is left alone or out', () => {
  const DAYS: Days = {
    '2025-03-03': {
      orders: ['A1-1,100000.00,COP,paid,@,A1'],
      gate: ['A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,@'],
    },
    '2025-03-04': { bank: ['#,97000.00,COP,,PAGO GATEWAY,B-8', '#,1000.00,COP,,PAGO GATEWAY,B-9'] },
  };

  it('unmatch takes a credit from its payout until it is undone', async () => {
    const { run, decide, undo, open } = await opened({
      ...DAYS,
      '2025-03-04': { bank: ['#,97000.00,COP,,PAGO GATEWAY,B-8'] },
    });
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual([]);
    await decide('unmatch', ['bank_2025-03-04.csv:2']);
    await run('2025-03-11');
    expect(await open('2025-03-11')).toEqual(['missing_in_bank PO-1', 'unidentified_bank_credit']);
    await undo(1);
    await run('2025-03-11');
    expect(await open('2025-03-11')).toEqual([]);
  });

  it('unmatch takes a payment from its order', async () => {
    const { run, decide, open } = await opened(DAYS);
    await run('2025-03-10');
    await decide('unmatch', ['gate_2025-03-03.csv:2']);
    await run('2025-03-11');
    expect((await open('2025-03-11')).filter((row) => !row.startsWith('unidentified'))).toEqual([
      'missing_in_erp A1-1',
      'missing_in_settlement A1-1',
    ]);
  });

  it('exclude leaves a movement out, with its reason, until it is undone', async () => {
    const { run, decide, undo, open, fate } = await opened(DAYS);
    await run('2025-03-10');
    await decide('exclude', ['bank_2025-03-04.csv:3']);
    await run('2025-03-11');
    expect(await open('2025-03-11')).toEqual([]);
    expect(await fate('2025-03-11', 'bank_2025-03-04.csv:3')).toMatchObject({
      fate: 'out_of_scope',
      reason: 'excluded',
    });
    await undo(1);
    await run('2025-03-11');
    expect(await open('2025-03-11')).toEqual(['unidentified_bank_credit']);
  });
});

describe('an order that is left out', () => {
  it('counts among the sales of its date no more when that is run again, and later never changes them', async () => {
    const { run, decide, undo, context } = await opened({
      '2025-03-03': { orders: ['A1-1,50000.00,COP,paid,@,A1', 'A1-2,30000.00,COP,paid,@,A1'] },
    });
    const soldOn = async (date: string): Promise<number | undefined> => {
      const newest = await context.store.runs.newest(date as PlainDate);
      const stores = newest === null ? [] : await context.store.outcomes.stores(newest);
      return stores.find(({ store }) => store === 'A1')?.orders;
    };
    await run('2025-03-03');
    expect(await soldOn('2025-03-03')).toBe(2);
    await decide('exclude', ['orders_2025-03-03.csv:3']);
    await run('2025-03-03');
    expect(await soldOn('2025-03-03')).toBe(1);
    await undo(1);
    await run('2025-03-03');
    expect(await soldOn('2025-03-03')).toBe(2);
    await decide('exclude', ['orders_2025-03-03.csv:2']);
    await run('2025-03-05');
    expect(await soldOn('2025-03-03')).toBe(2);
  });
});

describe('a decision by hand over other files', () => {
  const DAYS: Days = {
    '2025-03-03': {
      orders: ['A1-1,100000.00,COP,paid,@,A1'],
      gate: ['A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,@'],
    },
    '2025-03-05': { bank: ['#,97000.00,COP,,TRASLADO VARIO 8871,B-9'] },
  };
  const matched = async (): Promise<HandShop> => {
    const shop = await opened(DAYS);
    await shop.run('2025-03-10');
    await shop.decide('match', ['gate_2025-03-03.csv:2', 'bank_2025-03-05.csv:2']);
    await shop.run('2025-03-10');
    return shop;
  };

  it('holds where the row comes again in another delivery of its file', async () => {
    const { put, open, fate, context } = await matched();
    put('2025-03-05', 'bank', ['#,1000.00,COP,,COMISION,B-7', '#,97000.00,COP,,TRASLADO VARIO 8871,B-9']);
    await replayDate(context, '2025-03-05' as PlainDate);
    expect(await open('2025-03-10')).toEqual(['source_revised']);
    expect(await fate('2025-03-10', 'bank_2025-03-05.csv:3')).toMatchObject({ bankPass: 'by_hand' });
  });

  it('is void where the row says something else, and tells it until it is undone', async () => {
    const { put, open, found, undo, run, context } = await matched();
    put('2025-03-05', 'bank', ['#,96000.00,COP,,TRASLADO VARIO 8871,B-9']);
    await replayDate(context, '2025-03-05' as PlainDate);
    expect(await open('2025-03-10')).toEqual(['manual_match_void A1-1', 'missing_in_bank PO-1', 'source_revised']);
    expect((await found('2025-03-10', 'manual_match_void')).facts).toMatchObject({ decision: 1, why: 'gone' });
    await undo(1);
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual(['missing_in_bank PO-1', 'source_revised']);
  });

  it('is no part of an older date that is run again', async () => {
    const { context, fate } = await matched();
    const before = await context.store.runs.newest('2025-03-07' as PlainDate);
    await replayDate(context, '2025-03-07' as PlainDate);
    const after = await context.store.runs.newest('2025-03-07' as PlainDate);
    expect(after).toEqual(before);
    expect(await context.store.pairings.readBy(after ?? { date: '2025-03-07' as PlainDate, generation: 1 })).toBe(0);
    expect(await fate('2025-03-10', 'bank_2025-03-05.csv:2')).toMatchObject({ bankPass: 'by_hand' });
  });

  it('waits where the sums are others than those that were let pass', async () => {
    const { put, open, found, context } = await matched();
    put('2025-03-04', 'gate', ['A1-2,G-2,PO-1,20000.00,0.00,20000.00,COP,@']);
    await replayDate(context, '2025-03-04' as PlainDate);
    expect(await open('2025-03-10')).toContain('manual_match_void A1-1');
    expect((await found('2025-03-10', 'manual_match_void')).facts).toMatchObject({ why: 'differs' });
  });
});

describe('a chain with decisions by hand', () => {
  it('parts an ambiguous group, over an unmatch, and comes to the same when an older date is run again', async () => {
    const { run, decide, open, fate, context, decidedOtherwise } = await opened({
      '2025-03-03': {
        orders: ['A1-1,100000.00,COP,paid,@,A1', 'A1-2,100000.00,COP,paid,@,A1'],
        gate: ['A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,@', 'A1-2,G-2,PO-2,100000.00,3000.00,97000.00,COP,@'],
      },
      '2025-03-05': { bank: ['#,97000.00,COP,,GATEWAY,B-9'] },
    });
    await run('2025-03-07');
    expect(await open('2025-03-07')).toEqual(['ambiguous_match PO-1']);
    await decide('unmatch', ['bank_2025-03-05.csv:2']);
    expect((await decide('match', ['gate_2025-03-03.csv:3', 'bank_2025-03-05.csv:2'])).code).toBe('taken');
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual(['missing_in_bank PO-1']);
    expect(await fate('2025-03-10', 'gate_2025-03-03.csv:3')).toMatchObject({ fate: 'matched', bankPass: 'by_hand' });
    expect(await decidedOtherwise()).toEqual([]);
    await replayDate(context, '2025-03-04' as PlainDate);
    expect(await open('2025-03-10')).toEqual(['missing_in_bank PO-1']);
  });

  it('keeps a sale whole of which a line waits on, date by date', async () => {
    const { run, decide, open, decidedOtherwise } = await opened({
      '2025-03-03': {
        orders: ['A1-1,100000.00,COP,paid,@,A1'],
        gate: ['A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,@'],
      },
      '2025-03-05': { bank: ['#,97000.00,COP,,X,B-9'] },
      '2025-03-10': {
        orders: ['A1-3,10000.00,COP,paid,@,A1'],
        gate: ['A1-3,G-3,PO-1,10000.00,0.00,10000.00,COP,@'],
      },
    });
    await run('2025-03-06');
    await decide('match', ['gate_2025-03-03.csv:2', 'bank_2025-03-05.csv:2']);
    for (const date of ['2025-03-07', '2025-03-10', '2025-03-12']) await run(date);
    expect(await open('2025-03-12')).toEqual(['manual_match_void A1-1', 'payout_mismatch PO-1']);
    expect(await decidedOtherwise()).toEqual([]);
  });

  it('has what was left out back as it was, on both sides', async () => {
    const { run, decide, undo, open, decidedOtherwise } = await opened({
      '2025-03-03': {
        orders: ['A1-1,50000.00,COP,paid,@,A1', 'A1-2,30000.00,COP,paid,@,A1'],
        psp: ['A1-1,P-1,50000.00,COP,@', 'ZZ,P-2,7000.00,COP,@'],
        bank: ['#,50000.00,COP,A1-1,PSE,B-1'],
      },
    });
    await run('2025-03-06');
    const before = await open('2025-03-06');
    for (const text of ['orders_2025-03-03.csv:3', 'psp_2025-03-03.csv:3', 'bank_2025-03-03.csv:2'])
      await decide('exclude', [text]);
    await run('2025-03-07');
    expect(await open('2025-03-07')).toEqual(['missing_in_bank A1-1']);
    for (const number of [1, 2, 3]) await undo(number);
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual(before);
    expect(await decidedOtherwise()).toEqual([]);
  });
});
