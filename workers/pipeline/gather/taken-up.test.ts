import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { DecisionEvent } from '../../../schemas/outcome/decision.ts';
import { addDays } from '../../../schemas/values/dates.ts';
import {
  contextOf,
  runDate,
  type Filing,
  type Ran,
  type Row,
  type SourceId,
} from '../../../scripts/testing/properties/chain.ts';
import { movement, order, payment } from '../../../scripts/testing/properties/rows.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { openStore } from '../../adapters/sqlite/sqlite.ts';

/**
 * What people closed with the bank, and files that speak of it later: one payout of two sales over some days of July.
 */

const START = '2026-07-01' as PlainDate;
const day = (n: number): PlainDate => addDays(START, n - 1);
const TEXT = 'AGREGA SAS';

let folder = '';
let context: Context;
let filings: Filing[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-taken-up-'));
  context = contextOf(
    {},
    { store: openStore({ path: join(folder, 'cuadre.db'), linesDirectory: join(folder, 'lines') }) },
  );
  filings = [];
});
afterEach(() => {
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = (n: number, source: SourceId, ...rows: Row[]): void => {
  filings.push({ date: day(n), source, version: 0, rows });
};
const sale = (n: number, reference: string): Row => order(reference, 100_00, day(n), { method: 'PSE' });
const paid = (n: number, reference: string, payoutId = 'PO-1'): Row =>
  payment('agg', `P-${reference}`, reference, 100_00, day(n), { payoutId, settledOn: day(n) });
const credit = (n: number, id: string, amount: number, text = TEXT): Row => movement(id, amount, day(n), text);

let ranUpTo = 0;
beforeEach(() => {
  ranUpTo = 0;
});
/** Runs the dates up to the n-th; the last of them. */
async function run(n: number): Promise<Ran> {
  let last: Ran | null = null;
  for (ranUpTo += 1; ranUpTo <= n; ranUpTo += 1)
    last = await runDate({ goLive: START, last: day(n), filings }, day(ranUpTo), context);
  ranUpTo = n;
  if (last === null) throw new RangeError('nothing was run');
  return last;
}
async function decide(kind: string, event: DecisionEvent, payoutId?: string): Promise<void> {
  const entry = (await context.store.queue.entries()).find(
    ({ discrepancy }) => discrepancy.kind === kind && (payoutId === undefined || discrepancy.payoutId === payoutId),
  );
  const [verdict] = await context.store.queue.decide(
    [{ discrepancyId: entry?.discrepancy.id ?? '', event, by: 'ana', note: 'why', seq: null }],
    {
      atMs: 1,
      partial: false,
    },
  );
  expect(verdict?.code).toBe('applied');
}
const queue = async (): Promise<string[]> =>
  (await context.store.queue.entries()).map(({ discrepancy }) => `${discrepancy.kind} ${discrepancy.state}`).sort();
const fates = ({ outcome }: Ran): string[] =>
  [...outcome.fates].map((fate) => `${fate.leg} ${fate.entered} ${fate.former ?? '-'} ${fate.fate}`).sort();
const payouts = ({ outcome }: Ran): string[] => outcome.payouts.map((row) => `${row.payoutId} ${row.fate}`);

/** PO-1 of two sales, settled on the 1st and not paid; written off after the run of the 6th and read on the 7th. */
async function writtenOff(): Promise<Ran> {
  file(1, 'erp', sale(1, 'BOG01-1'), sale(1, 'BOG01-2'));
  file(1, 'agg', paid(1, 'BOG01-1'), paid(1, 'BOG01-2'));
  await run(6);
  expect(await queue()).toEqual(['missing_in_bank open']);
  await decide('missing_in_bank', 'written_off');
  return run(7);
}

describe('a payout that was written off', () => {
  it("is decided with its lines, and then in nobody's hands", async () => {
    const read = await writtenOff();
    expect([payouts(read), fates(read)]).toEqual([
      ['PO-1 decided'],
      ['settlement carried broken decided', 'settlement carried broken decided'],
    ]);
    expect(fates(await run(12))).toEqual([]);
    expect(await queue()).toEqual(['missing_in_bank written_off']);
  });

  it.each([
    ['is exactly it', credit(8, 'B-1', 200_00)],
    ['names it', credit(8, 'B-1', 200_00, `${TEXT} PO-1`)],
  ])('is paid by a credit that %s', async (_what, row) => {
    await writtenOff();
    file(8, 'bank', row);
    const paidLate = await run(8);
    expect(payouts(paidLate)).toEqual(['PO-1 matched']);
    expect(fates(paidLate)).toEqual([
      'bank new - matched',
      'order brought_back matched matched',
      'order brought_back matched matched',
      'settlement brought_back decided matched',
      'settlement brought_back decided matched',
    ]);
    expect(await queue()).toEqual(['late_arrival noted', 'missing_in_bank written_off']);
  });

  it('is short by what the credit that names it lacks', async () => {
    await writtenOff();
    file(8, 'bank', credit(8, 'B-1', 150_00, `${TEXT} PO-1`));
    expect(payouts(await run(8))).toEqual(['PO-1 broken']);
    expect(await queue()).toEqual(['missing_in_bank written_off', 'payout_mismatch open']);
  });

  it('is left alone by a credit of another amount', async () => {
    await writtenOff();
    file(8, 'bank', credit(8, 'B-1', 199_99));
    expect(fates(await run(8))).toEqual(['bank new - awaiting']);
  });

  it('is paid beside another of its provider by its own credit', async () => {
    file(1, 'erp', sale(1, 'BOG01-1'), sale(1, 'BOG01-2'));
    file(1, 'agg', paid(1, 'BOG01-1', 'PO-1'), paid(1, 'BOG01-2', 'PO-2'));
    await run(6);
    await decide('missing_in_bank', 'written_off', 'PO-1');
    await decide('missing_in_bank', 'written_off', 'PO-2');
    await run(7);
    file(8, 'bank', credit(8, 'B-1', 100_00, `${TEXT} PO-1`), credit(8, 'B-2', 100_00, `${TEXT} PO-2`));
    expect(payouts(await run(8))).toEqual(['PO-1 matched', 'PO-2 matched']);
  });

  it('is paid by its own credit beside the day of another provider by its', async () => {
    file(1, 'erp', sale(1, 'BOG01-1'), order('BOG01-2', 70_00, day(1), { method: 'NEQUI' }));
    file(1, 'agg', paid(1, 'BOG01-1'));
    file(1, 'day', payment('day', 'P-2', 'BOG01-2', 70_00, day(1), { settledOn: day(1) }));
    await run(6);
    expect(await queue()).toEqual(['missing_in_bank open', 'missing_in_bank open']);
    await decide('missing_in_bank', 'written_off', 'PO-1');
    await decide('missing_in_bank', 'written_off', `day ${day(1)}`);
    await run(7);
    file(8, 'bank', credit(8, 'B-1', 100_00), credit(8, 'B-2', 70_00, 'DIARIO'));
    expect(payouts(await run(8)).sort()).toEqual(['PO-1 matched', `day ${day(1)} matched`]);
  });

  it('is open again, whole, when another line joins it', async () => {
    await writtenOff();
    file(8, 'erp', sale(8, 'BOG01-3'));
    file(8, 'agg', paid(8, 'BOG01-3'));
    const joined = await run(8);
    expect(payouts(joined)).toEqual(['PO-1 awaiting']);
    expect(fates(joined).filter((fate) => fate.startsWith('settlement'))).toEqual([
      'settlement brought_back decided awaiting',
      'settlement brought_back decided awaiting',
      'settlement new - awaiting',
    ]);
    await run(14);
    expect(await queue()).toEqual(['missing_in_bank open']);
  });

  it('is looked at with a credit of its amount that holds the words of its provider, whatever that pays', async () => {
    const { config } = context;
    const sources = config.sources.map((one) =>
      one.id === 'gate' && one.leg === 'settlement' ? { ...one, bankText: [`${TEXT} GATE`] } : one,
    );
    context = { ...context, config: { ...config, sources } };
    await writtenOff();
    file(8, 'erp', order('BOG01-9', 200_00, day(8), { method: 'BOTON' }));
    file(8, 'gate', payment('gate', 'G-9', 'BOG01-9', 200_00, day(8)));
    file(8, 'bank', credit(8, 'B-1', 200_00, `${TEXT} GATE BOG01-9`));
    const looked = await run(8);
    expect(payouts(looked)).toEqual(['PO-1 decided']);
    expect(fates(looked)).toEqual([
      'bank new - matched',
      'order brought_back matched matched',
      'order brought_back matched matched',
      'order new - matched',
      'settlement brought_back decided decided',
      'settlement brought_back decided decided',
      'settlement new - matched',
    ]);
  });

  it('is as it was when a person opens it again', async () => {
    await writtenOff();
    await run(8);
    await decide('missing_in_bank', 'reopened');
    const again = await run(9);
    expect(payouts(again)).toEqual(['PO-1 broken']);
    expect(fates(again).filter((fate) => fate.startsWith('settlement'))).toEqual([
      'settlement brought_back decided broken',
      'settlement brought_back decided broken',
    ]);
    expect(await queue()).toEqual(['missing_in_bank open']);
  });
});

it('a line of a payout that was written off goes on waiting for its order alone', async () => {
  file(1, 'erp', sale(1, 'BOG01-1'));
  file(1, 'agg', paid(1, 'BOG01-1'), paid(1, 'BOG01-2'));
  await run(6);
  await decide('missing_in_bank', 'written_off');
  await run(8);
  expect(await queue()).toEqual(['missing_in_bank written_off', 'missing_in_erp open']);
  file(9, 'erp', sale(1, 'BOG01-2'));
  const late = await run(9);
  expect(await queue()).toEqual(['missing_in_bank written_off', 'missing_in_erp auto_resolved']);
  expect(fates(late)).toEqual(['order new - matched', 'settlement carried broken decided']);
});

it('a credit that was resolved is taken by the payout that the provider reports late', async () => {
  file(1, 'bank', credit(1, 'B-1', 200_00));
  await run(8);
  expect(await queue()).toEqual(['unidentified_bank_credit open']);
  await decide('unidentified_bank_credit', 'resolved');
  expect(fates(await run(9))).toEqual(['bank carried broken decided']);
  file(10, 'erp', sale(1, 'BOG01-1'), sale(1, 'BOG01-2'));
  file(10, 'agg', paid(1, 'BOG01-1'), paid(1, 'BOG01-2'));
  const taken = await run(10);
  expect(payouts(taken)).toEqual(['PO-1 matched']);
  expect(fates(taken)).toContain('bank brought_back decided matched');
});

it('a debit that takes back the credit of a resolved difference undoes the pair', async () => {
  file(1, 'erp', sale(1, 'BOG01-1'), sale(1, 'BOG01-2'));
  file(1, 'agg', paid(1, 'BOG01-1'), paid(1, 'BOG01-2'));
  file(3, 'bank', credit(3, 'B-1', 150_00, `${TEXT} PO-1`));
  await run(6);
  expect(await queue()).toEqual(['payout_mismatch open']);
  await decide('payout_mismatch', 'resolved');
  expect(payouts(await run(7))).toEqual(['PO-1 decided']);
  file(8, 'bank', movement('B-2', -150_00, day(8), `${TEXT} PO-1`, { reversal: true }));
  const undone = await run(8);
  expect(payouts(undone)).toEqual(['PO-1 broken']);
  expect(await queue()).toEqual(['missing_in_bank open', 'payout_mismatch resolved']);
});
