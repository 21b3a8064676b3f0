import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { contextOf, runDate, type Filing, type Row, type SourceId } from '../../../scripts/testing/properties/chain.ts';
import { movement, order, payment } from '../../../scripts/testing/properties/rows.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { openStore } from '../../adapters/sqlite/sqlite.ts';

/** What the bank booked, under the beginning of a reference and nobody's name, a day before the provider reports it. */

const START = '2026-07-01' as PlainDate;
const NEXT = addDays(START, 1);
const SALES = ['BOG01-20260701-000001', 'BOG01-20260701-000002'];

let folder = '';
let context: Context;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-named-before-'));
  context = contextOf(
    {},
    { store: openStore({ path: join(folder, 'cuadre.db'), linesDirectory: join(folder, 'lines') }) },
  );
});
afterEach(() => {
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The passes of the payments, and the reasons of the bank lines, once the provider's file of the next day is read. */
async function outline(written: string, settledOn: PlainDate): Promise<string[]> {
  const filings: Filing[] = [];
  const file = (date: PlainDate, source: SourceId, ...rows: Row[]): unknown =>
    filings.push({ date, source, version: 0, rows });
  file(START, 'erp', ...SALES.map((reference, at) => order(reference, 100_00 * (at + 1), START, { method: 'BOTON' })));
  file(
    START,
    'bank',
    ...SALES.map((_, at) =>
      movement(`M${String(at)}`, 100_00 * (at + 1), START, 'TRANSFERENCIA', { reference: written }),
    ),
  );
  file(
    NEXT,
    'gate',
    ...SALES.map((reference, at) =>
      payment('gate', `P${String(at)}`, reference, 100_00 * (at + 1), START, { settledOn }),
    ),
  );
  await runDate({ goLive: START, last: NEXT, filings }, START, context);
  const { fates } = (await runDate({ goLive: START, last: NEXT, filings }, NEXT, context)).outcome;
  return [...fates]
    .filter((fate) => fate.leg !== 'order')
    .map((fate) => `${fate.leg} ${fate.bankPass ?? fate.reason ?? fate.fate}`)
    .sort();
}

it.each([
  ['BOG01-20260701-0', START, ['bank cut_set', 'bank cut_set', 'settlement cut_set', 'settlement cut_set']],
  // Nothing that was booked before a line was settled pays it.
  ['BOG01-20260701-0', NEXT, ['settlement awaiting', 'settlement awaiting']],
  ['BOG01-2', START, ['settlement awaiting', 'settlement awaiting']],
])('a credit under %s of a payment settled on %s', async (written, settledOn, expected) => {
  expect(await outline(written, settledOn)).toEqual(expected);
});
