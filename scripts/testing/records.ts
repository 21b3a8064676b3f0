import { addDays } from '../../schemas/values/dates.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { discrepancyId } from '../../schemas/kinds/discrepancy.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { minor } from '../../schemas/values/money.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import type { Discrepancy, FateRow, PayoutRow, RunOutcome } from '../../schemas/outcome/run.ts';
import type { RunCommit } from '../../schemas/ports/runs.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { sha256 } from '../../schemas/values/hash.ts';
import { exampleDiscrepancy, exampleFate, examplePayout, exampleSource } from '../../workers/5-publish/testing.ts';

/** Small valid records for the tests of the store. */

export const DAY_1 = '2026-07-01' as PlainDate;
/** The n-th date, from 1. */
export const day = (n: number): PlainDate => addDays(DAY_1, n - 1);
export { sha256 as sha };

export function fate(date: PlainDate, row: number, change: Partial<FateRow> = {}): FateRow {
  return exampleFate({
    date,
    file: sha256(`dlocal ${date}`).slice(0, 12),
    row,
    line: row + 2,
    bankMatch: null,
    merchantReference: `BOG01-${String(row)}`,
    providerId: `D-${String(row)}`,
    payoutId: 'P-1',
    amount: minor(1_000_000),
    orderAmount: minor(1_000_000),
    settlementGross: minor(1_000_000),
    settlementFee: null,
    settlementTax: null,
    settlementNet: null,
    bankAmount: null,
    paidOn: date,
    settledOn: null,
    dueOn: null,
    arrivedOn: null,
    ...change,
  });
}

export function discrepancy(key: string, change: Partial<Discrepancy> = {}): Discrepancy {
  const kind = change.kind ?? 'amount_mismatch';
  return exampleDiscrepancy(kind, {
    id: discrepancyId('yoga-andes', kind, [key]),
    key: [key],
    provider: 'dlocal',
    merchantReference: key,
    method: 'PSE',
    store: 'BOG01',
    orderAmount: minor(100),
    settlementGross: minor(90),
    difference: minor(-10),
    moneyAtRisk: minor(10),
    direction: 'owed_to_us',
    paidOn: DAY_1,
    state: 'open',
    event: 'opened',
    ...change,
  });
}

export function payout(payoutId: string, change: Partial<PayoutRow> = {}): PayoutRow {
  return examplePayout({
    payoutId,
    lines: 1,
    gross: minor(100),
    fees: minor(2),
    taxes: minor(0),
    net: minor(98),
    bankAmount: null,
    difference: null,
    arrivedOn: null,
    pass: null,
    bankMatch: null,
    fate: 'awaiting',
    ...change,
  });
}

export function sourceFile(date: PlainDate, change: Partial<SourceFile> = {}): SourceFile {
  return exampleSource('dlocal', {
    date,
    name: `dlocal_${date}.csv`,
    sha256: sha256(`dlocal ${date}`),
    profileHash: null,
    size: 10,
    lines: 1,
    footing: { state: 'proved', detail: '' },
    columns: ['merchant_reference'],
    ...change,
  });
}

/** The commit of a run; the parent is the newest run of the date before, unless it is given. */
export async function runCommit(
  store: Pick<Store, 'runs'>,
  date: PlainDate,
  change: Partial<Omit<RunOutcome, 'run' | 'fates'>> & {
    fates?: readonly FateRow[];
    files?: readonly SourceFile[];
    movesQueue?: boolean;
    lastPairing?: number;
    parentGeneration?: number | null;
  } = {},
): Promise<RunCommit> {
  const { files = [], fates = [], movesQueue = true, lastPairing = 0, parentGeneration, ...outcome } = change;
  const generation = ((await store.runs.newest(date))?.generation ?? 0) + 1;
  const parent =
    parentGeneration === undefined
      ? ((await store.runs.newest(addDays(date, -1)))?.generation ?? null)
      : parentGeneration;
  return {
    run: {
      date,
      generation,
      state: 'committed',
      parentGeneration: parent,
      inputHash: 'in',
      outcomeHash: 'out',
      configHash: 'config',
      rulesVersion: '1',
      lastEvent: 0,
      reason: null,
      stale: false,
    },
    files,
    lastPairing,
    movesQueue,
    atMs: 0,
    outcome: {
      run: { date, generation },
      fates: fateTableOf(fates),
      discrepancies: [],
      payouts: [],
      stores: [],
      conservation: [],
      dues: [],
      moved: [],
      ...outcome,
    },
  };
}

export async function commitRunOf(
  store: Pick<Store, 'leases' | 'runs'>,
  date: PlainDate,
  change: Parameters<typeof runCommit>[2] = {},
): Promise<RunCommit> {
  const lease = await store.leases.take(date, 'test', 0);
  const record = await runCommit(store, date, change);
  await store.runs.commit(lease, record);
  await store.leases.release(lease);
  return record;
}
