import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../scripts/cli/config-file.ts';
import { BULK_DATE, writeBulk } from '../../scripts/bench/data/same-day.ts';
import { parsePlainDate } from '../../schemas/values/dates.ts';
import { classified } from '../../scripts/testing/kit.ts';
import { openContext } from '../pipeline/open.ts';
import { runDates, settledGoLive } from '../pipeline/run-dates.ts';
import { NO_DECISIONS } from './decisions.ts';
import { gather } from '../pipeline/gather/gather.ts';
import type { WorkingSet } from './working-set.ts';
import { match } from './match.ts';

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

function decided(workingSet: WorkingSet, withAgreements: boolean): unknown {
  const result = match(workingSet, [], { withAgreements });
  return classified(workingSet, result);
}

describe('closing what agrees first', () => {
  const withoutIds = (yaml: string): string => yaml.replace(/^ *bank_id: bank_id\n/m, '');
  it.each([
    [1, 'ids of the bank', undefined],
    [2, 'ids of the bank', undefined],
    [3, 'movements without an id', withoutIds],
    [4, 'movements without an id', withoutIds],
    [5, 'a tariff', withTariff],
  ] as const)('changes nothing of what a run decides, byte for byte (seed %i, %s)', async (seed, _name, change) => {
    const workingSet = await workingSetOfBulk(seed, change);
    const closed = match(workingSet).agreed.filter((agreement) => agreement !== undefined).length;
    // Otherwise the comparison would hold for want of anything to compare.
    expect(closed).toBeGreaterThan(TRANSACTIONS);
    expect(JSON.stringify(decided(workingSet, true))).toBe(JSON.stringify(decided(workingSet, false)));
    if (change === withTariff) expect(JSON.stringify(decided(workingSet, true))).toContain('fee_mismatch');
  });

  it('leaves to the passes what has anything to tell: each disturbance of one leg takes exactly its sale out', async () => {
    const workingSet = await workingSetOfBulk(4);
    const agreed = match(workingSet).agreed;
    const index = workingSet.lines.findIndex((held) => held.line.leg === 'bank' && agreed[held.ix] !== undefined);
    const held = workingSet.lines[index];
    if (held === undefined || held.line.leg !== 'bank') throw new RangeError('no credit agrees');
    const off = { ...held, line: { ...held.line, amount: (held.line.amount + 1) as typeof held.line.amount } };
    const disturbed: WorkingSet = { ...workingSet, lines: workingSet.lines.with(index, off) };
    const left = match(disturbed).agreed.filter((agreement) => agreement !== undefined).length;
    expect(left).toBe(agreed.filter((agreement) => agreement !== undefined).length - 3);
    expect(JSON.stringify(decided(disturbed, true))).toBe(JSON.stringify(decided(disturbed, false)));
  });
});
