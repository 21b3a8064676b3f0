import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../scripts/cli/config-file.ts';
import { BULK_DATE, writeBulk } from '../../../scripts/bench/data/same-day.ts';
import { parsePlainDate } from '../../../schemas/values/dates.ts';
import { decidedText, withoutPlainSales, withPlainSales } from '../../../scripts/testing/kit.ts';
import { openContext } from '../../pipeline/open.ts';
import { runDates, settledGoLive } from '../../pipeline/run-dates.ts';
import { NO_DECISIONS } from '../decisions.ts';
import { gather } from '../../pipeline/gather/gather.ts';
import type { WorkingSet } from '../working-set.ts';
import { COMPARISONS } from './screens.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const TRANSACTIONS = 600;

/** A date of sales that agree, with about one in a hundred each missing, wrong, doubled or late among them. */
async function workingSetOfBulk(
  seed: number,
  change: (yaml: string, folder: string) => string = (yaml) => yaml,
): Promise<WorkingSet> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-agree-'));
  folders.push(folder);
  writeBulk(folder, TRANSACTIONS, seed);
  const config = join(folder, 'cuadre.yaml');
  writeFileSync(config, change(readFileSync(config, 'utf8'), folder));
  const loaded = await loadConfig(config);
  const context = openContext({
    ...loaded,
    programVersion: 'test',
    clock: { nowMs: () => Date.UTC(2026, 11, 1) },
    log: SILENT,
  });
  const date = parsePlainDate(BULK_DATE);
  if (date === null) throw new RangeError(BULK_DATE);
  const [result] = await runDates(context, { date });
  if (result === undefined) throw new RangeError(`${date} was not run`);
  const workingSet = await gather(
    date,
    await settledGoLive(context),
    await context.store.outcomes.files(result.run),
    null,
    NO_DECISIONS,
    context,
  );
  context.store.close();
  return workingSet;
}

/** One date, for those who change nothing of it. */
const bulk = workingSetOfBulk(6);

/** A provider that charges 2 %, and a peso more on one line in forty. */
function withTariff(yaml: string, folder: string): string {
  const name = readdirSync(join(folder, 'inbox')).find((file) => file.startsWith('gateway')) ?? '';
  const path = join(folder, 'inbox', name);
  const [header = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const charged = rows.map((row, index) => {
    const gross = Number((row.split(',')[3] ?? '').replace('.', ''));
    const fee = String(Math.floor(gross / 50) + (index % 40 === 0 ? 100 : 0)).padStart(3, '0');
    return `${row},${fee.slice(0, -2)}.${fee.slice(-2)}`;
  });
  writeFileSync(path, [`${header},fee`, ...charged, ''].join('\n'));
  return yaml
    .replace('    methods: [PSE]', '    methods: [PSE]\n    tariff: [{ method: PSE, from: 2026-01-01, percent: 2 }]')
    .replace('        cus: cus', '        cus: cus\n        fee: fee');
}

describe('closing plain sales in bulk', () => {
  const withoutIds = (yaml: string): string => yaml.replace(/^ *bank_id: bank_id\n/m, '');
  it.each([
    [1, 'ids of the bank', undefined],
    [2, 'ids of the bank', undefined],
    [3, 'movements without an id', withoutIds],
    [4, 'movements without an id', withoutIds],
    [5, 'a tariff', withTariff],
  ] as const)('changes nothing of what a run decides, byte for byte (seed %i, %s)', async (seed, _name, change) => {
    const workingSet = await workingSetOfBulk(seed, change);
    // Otherwise the comparison would hold for want of anything to compare.
    expect(workingSet.plain.length * 3).toBeGreaterThan(TRANSACTIONS);
    const every = withoutPlainSales(workingSet);
    expect(every.lines).toHaveLength(workingSet.lines.length + workingSet.plain.length * 3);
    const inBulk = decidedText(workingSet);
    expect(inBulk).toBe(decidedText(every));
    if (change === withTariff) expect(inBulk).toContain('fee_mismatch');
  });

  it('leaves to the passes what has anything to tell: each disturbance of one leg takes exactly its sale out', async () => {
    const { plain, ...rest } = await workingSetOfBulk(4);
    const every = withoutPlainSales({ plain, ...rest });
    const index = every.lines.findIndex(({ line }) => line.leg === 'bank' && plain.find(line) !== undefined);
    const held = every.lines[index];
    if (held?.line.leg !== 'bank') throw new RangeError('no credit is plain');
    const off = { ...held, line: { ...held.line, amount: (held.line.amount + 1) as typeof held.line.amount } };
    const disturbed: WorkingSet = { ...every, lines: every.lines.with(index, off) };
    const inBulk = withPlainSales(disturbed);
    expect(inBulk.plain.length).toBe(plain.length - 1);
    expect(decidedText(inBulk)).toBe(decidedText(disturbed));
  });

  it.each(COMPARISONS)('leaves every sale to the passes where %s has no screen', async (name) => {
    const every = withoutPlainSales(await bulk);
    expect(withPlainSales(every).plain.length).toBeGreaterThan(TRANSACTIONS / 2);
    const inBulk = withPlainSales(every, { without: [name] });
    expect(inBulk.plain.length).toBe(0);
    expect(decidedText(inBulk)).toBe(decidedText(every));
  });
});
