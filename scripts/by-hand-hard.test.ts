import { describe, expect, it } from 'vitest';
import { handShops, type Days } from './testing/hand-shop.ts';

/** Mornings on which what people decided by hand meets other decisions, refunds, debits and rows that are closed. */

const opened = handShops();

describe('a sale that people put together', () => {
  it('takes along what speaks of either order', async () => {
    const { run, decide, open, fate, decidedOtherwise } = await opened({
      '2025-03-03': {
        orders: ['A1-1,50000.00,COP,paid,@,A1', 'A1-2,70000.00,COP,paid,@,A1'],
        acq: ['ZZ,P-1,sale,120000.00,COP,@,'],
        bank: ['#,120000.00,COP,ZZ,PSE,B-1'],
      },
      '2025-03-07': { acq: ['A1-2,R-1,refund,-10000.00,COP,@,'], bank: ['#,-10000.00,COP,A1-2,PSE,B-2'] },
    });
    await run('2025-03-06');
    await decide('match', ['orders_2025-03-03.csv:2', 'orders_2025-03-03.csv:3', 'acq_2025-03-03.csv:2']);
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual([]);
    expect(await fate('2025-03-10', 'acq_2025-03-07.csv:2')).toMatchObject({ fate: 'matched', orderPass: 'by_hand' });
    expect(await decidedOtherwise()).toEqual([]);
  });

  it('keeps the difference that was let pass where the payment is charged back', async () => {
    const { run, decide, open } = await opened({
      '2025-03-03': {
        orders: ['A1-1,100000.00,COP,paid,@,A1'],
        acq: ['Z-1,P-1,sale,99000.00,COP,@,'],
        bank: ['#,99000.00,COP,Z-1,PSE,B-1'],
      },
      '2025-03-07': { acq: ['Z-1,C-1,dispute,-99000.00,COP,@,P-1'], bank: ['#,-99000.00,COP,Z-1,PSE,B-2'] },
    });
    await run('2025-03-06');
    await decide('match', ['orders_2025-03-03.csv:2', 'acq_2025-03-03.csv:2']);
    await run('2025-03-07');
    expect(await open('2025-03-07')).toEqual(['chargeback A1-1']);
  });

  it('asks for no difference of a refund alone, and takes no fee', async () => {
    const { run, decide, open } = await opened({
      '2025-03-03': {
        orders: ['A1-1,50000.00,COP,refunded,@,A1'],
        acq: ['A1-1,P-1,sale,50000.00,COP,@,', 'Z-9,R-1,refund,-50000.00,COP,@,', 'Q,F-1,fee,-100.00,COP,@,'],
        bank: ['#,50000.00,COP,A1-1,PSE,B-1', '#,-50000.00,COP,Z-9,PSE,B-2'],
      },
    });
    await run('2025-03-06');
    expect(await open('2025-03-06')).toEqual(['refund_without_payment Z-9']);
    const { pairing } = await decide('match', ['orders_2025-03-03.csv:2', 'acq_2025-03-03.csv:3']);
    expect(pairing?.orderDifference).toBeNull();
    await run('2025-03-06');
    expect(await open('2025-03-06')).toEqual([]);
    await expect(decide('match', ['orders_2025-03-03.csv:2', 'acq_2025-03-03.csv:4'])).rejects.toThrow('of no order');
  });

  it('says nothing of another payment under the same reference', async () => {
    const { run, decide, found } = await opened({
      '2025-03-03': {
        orders: ['A1-1,50.00,USD,paid,@,A1'],
        psp: ['Z,P-1,50.00,USD,@', 'Z,P-2,50.00,COP,@'],
        bank: ['#,50.00,USD,Z,PSE,B-1', '#,50.00,COP,,VARIO,B-2'],
      },
    });
    await run('2025-03-06');
    await decide('match', ['orders_2025-03-03.csv:2', 'psp_2025-03-03.csv:2']);
    await run('2025-03-07');
    await decide('match', ['psp_2025-03-03.csv:3', 'bank_2025-03-03.csv:3']);
    await run('2025-03-10');
    expect(await found('2025-03-10', 'missing_in_erp')).toMatchObject({ merchantReference: 'Z', store: null });
  });
});

describe('a match with the bank by hand', () => {
  const DAYS: Days = {
    '2025-03-03': {
      orders: ['A1-1,100000.00,COP,paid,@,A1', 'A1-2,20000.00,COP,paid,@,A1'],
      gate: ['A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,@', 'A1-2,G-2,PO-1,20000.00,0.00,20000.00,COP,@'],
    },
    '2025-03-05': { bank: ['#,117000.00,COP,,TRASLADO,B-9', '#,20000.00,COP,,OTRO,B-10'] },
  };
  const PAID = ['gate_2025-03-03.csv:2', 'bank_2025-03-05.csv:2'];

  it('is void where another one has its payout already', async () => {
    const { run, decide, open, found, undo } = await opened(DAYS);
    await run('2025-03-10');
    await decide('match', PAID);
    await decide('match', ['gate_2025-03-03.csv:3', 'bank_2025-03-05.csv:3']);
    await run('2025-03-11');
    expect(await open('2025-03-11')).toEqual(['manual_match_void A1-2', 'unidentified_bank_credit']);
    expect((await found('2025-03-11', 'manual_match_void')).facts).toMatchObject({ decision: 2, why: 'taken' });
    await undo(2);
    await run('2025-03-12');
    expect(await open('2025-03-12')).toEqual([]);
  });

  it('takes a payout that was written off, and gives it back open', async () => {
    const { run, decide, undo, open, found, fate, context, decidedOtherwise } = await opened(DAYS);
    await run('2025-03-10');
    const { id: discrepancyId } = await found('2025-03-10', 'missing_in_bank');
    const writtenOff = { discrepancyId, event: 'written_off' as const, by: 'Ana Ruiz', note: 'lost', seq: null };
    await context.store.queue.decide([writtenOff], { atMs: context.clock.nowMs(), partial: false });
    await run('2025-03-11');
    await decide('match', PAID);
    await run('2025-03-12');
    expect(await open('2025-03-12')).toEqual([]);
    for (const text of [...PAID, 'gate_2025-03-03.csv:3'])
      expect(await fate('2025-03-12', text)).toMatchObject({ fate: 'matched', bankPass: 'by_hand' });
    await undo(1);
    await run('2025-03-13');
    expect(await open('2025-03-13')).toEqual(['missing_in_bank PO-1']);
    expect(await decidedOtherwise()).toEqual([]);
  });

  it('is ended by a debit that takes the credit back by its text, and leaves nothing of it when it is undone', async () => {
    const { run, decide, undo, open, fate, decidedOtherwise } = await opened({
      ...DAYS,
      '2025-03-07': { bank: ['#,-117000.00,COP,,TRASLADO,B-11'] },
    });
    await run('2025-03-06');
    await decide('match', PAID);
    await run('2025-03-06');
    expect(await open('2025-03-06')).toEqual([]);
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual(['missing_in_bank PO-1']);
    expect(await fate('2025-03-10', 'bank_2025-03-07.csv:2')).toMatchObject({ fate: 'matched', bankPass: 'debit' });
    await undo(1);
    await run('2025-03-11');
    expect(await open('2025-03-11')).toEqual(['missing_in_bank PO-1']);
    expect(await fate('2025-03-11', 'bank_2025-03-07.csv:2')).toMatchObject({ reason: 'not_ours' });
    expect(await decidedOtherwise()).toEqual([]);
  });

  it('leaves to an unmatch what it does not take', async () => {
    const { run, decide, open, fate } = await opened({
      ...DAYS,
      '2025-03-05': { bank: ['#,117000.00,COP,,PAGO GATEWAY,B-9'] },
      '2025-03-10': { gate: ['A1-4,G-4,PO-1,5.00,0.00,5.00,COP,@'] },
    });
    await run('2025-03-06');
    await decide('unmatch', ['bank_2025-03-05.csv:2']);
    await decide('match', PAID);
    await run('2025-03-06');
    expect(await fate('2025-03-06', 'bank_2025-03-05.csv:2')).toMatchObject({ bankPass: 'by_hand' });
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual(['manual_match_void A1-1']);
    expect(await fate('2025-03-10', 'bank_2025-03-05.csv:2')).toMatchObject({ bankPass: null, bankMatch: null });
  });

  it('names rows that count: none that an earlier one told', async () => {
    const again = 'A1-1,G-1,PO-1,100000.00,3000.00,97000.00,COP,2025-03-03 10:00';
    const { run, decide } = await opened({ ...DAYS, '2025-03-06': { gate: [again, again.replace('G-1', 'G-7')] } });
    await run('2025-03-06');
    await expect(decide('match', ['gate_2025-03-06.csv:2', 'bank_2025-03-05.csv:2'])).rejects.toThrow('told before');
  });
});

describe('a payment that is left out', () => {
  it('leaves no credit matched with nothing, and is paid again when it comes back', async () => {
    const { run, decide, undo, open, fate, decidedOtherwise } = await opened({
      '2025-03-03': {
        orders: ['A1-1,50000.00,COP,paid,@,A1'],
        psp: ['A1-1,P-1,50000.00,COP,@'],
        bank: ['#,50000.00,COP,A1-1,PSE,B-1'],
      },
    });
    await run('2025-03-06');
    await decide('exclude', ['psp_2025-03-03.csv:2']);
    await run('2025-03-07');
    expect(await open('2025-03-07')).toEqual(['missing_in_settlement A1-1']);
    expect(await fate('2025-03-07', 'bank_2025-03-03.csv:2')).toMatchObject({ bankMatch: null, reason: 'not_ours' });
    await undo(1);
    await run('2025-03-10');
    expect(await open('2025-03-10')).toEqual([]);
    for (const text of ['psp_2025-03-03.csv:2', 'bank_2025-03-03.csv:2'])
      expect(await fate('2025-03-10', text)).toMatchObject({ fate: 'matched', bankPass: 'reference' });
    expect(await decidedOtherwise()).toEqual([]);
  });
});
