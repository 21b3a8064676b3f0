import { addDays } from '../../schemas/values/dates.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { discrepancyId } from '../../schemas/kinds/discrepancy.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { minor } from '../../schemas/values/money.ts';
import { type Discrepancy, type FateRow, type PayoutRow, type RunOutcome, UNSAID } from '../../schemas/outcome/run.ts';
import type { RunCommit } from '../../schemas/ports/runs.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { sha256 } from '../../schemas/values/hash.ts';

/** Small valid records for the tests of the store. */

export const DAY_1 = '2026-07-01' as PlainDate;
/** The n-th date, from 1. */
export const day = (n: number): PlainDate => addDays(DAY_1, n - 1);
export { sha256 as sha };

export function fate(date: PlainDate, row: number, change: Partial<FateRow> = {}): FateRow {
  return {
    date,
    source: 'dlocal',
    file: sha256(`dlocal ${date}`).slice(0, 12),
    row,
    leg: 'settlement',
    line: row + 2,
    entered: 'new',
    former: null,
    fate: 'matched',
    reason: null,
    rejectCode: null,
    orderLeg: 'agrees',
    bankLeg: 'agrees',
    orderPass: 'merchant_reference',
    bankPass: 'payout_id',
    bankMatch: null,
    merchantReference: `BOG01-${String(row)}`,
    providerId: `D-${String(row)}`,
    payoutId: 'P-1',
    provider: 'dlocal',
    method: 'PSE',
    store: 'BOG01',
    currency: 'COP',
    amount: minor(1_000_000),
    sold: null,
    cancelled: null,
    leftDay: null,
    cancelledIn: null,
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
    discrepancyIds: [],
    ...change,
  };
}

export function discrepancy(key: string, change: Partial<Discrepancy> = {}): Discrepancy {
  const kind = change.kind ?? 'amount_mismatch';
  const { severity, owner } = KINDS[kind];
  return {
    id: discrepancyId('yoga-andes', kind, [key]),
    kind,
    key: [key],
    class: KINDS[kind].class,
    severity,
    owner,
    firstSeen: DAY_1,
    ...UNSAID,
    provider: 'dlocal',
    merchantReference: key,
    method: 'PSE',
    store: 'BOG01',
    currency: 'COP',
    orderAmount: minor(100),
    settlementGross: minor(90),
    difference: minor(-10),
    moneyAtRisk: minor(10),
    direction: 'owed_to_us',
    paidOn: DAY_1,
    lines: [],
    state: 'open',
    event: 'opened',
    note: '',
    ...change,
  };
}

export function payout(payoutId: string, change: Partial<PayoutRow> = {}): PayoutRow {
  return {
    source: 'dlocal',
    account: null,
    payoutId,
    currency: 'COP',
    settledOn: DAY_1,
    lines: 1,
    gross: minor(100),
    refunds: minor(0),
    fees: minor(2),
    taxes: minor(0),
    adjustments: minor(0),
    net: minor(98),
    givenBack: minor(0),
    cohorts: [DAY_1],
    bankAmount: null,
    difference: null,
    dueOn: day(3),
    arrivedOn: null,
    pass: null,
    bankMatch: null,
    fate: 'awaiting',
    discrepancyIds: [],
    ...change,
  };
}

export function sourceFile(date: PlainDate, change: Partial<SourceFile> = {}): SourceFile {
  return {
    date,
    source: 'dlocal',
    leg: 'settlement',
    state: 'in',
    name: `dlocal_${date}.csv`,
    sha256: sha256(`dlocal ${date}`),
    profileHash: null,
    size: 10,
    lines: 1,
    rejects: 0,
    problem: null,
    footing: { state: 'proved', detail: '' },
    balances: [],
    columns: ['merchant_reference'],
    revisions: [],
    refused: null,
    ...change,
  };
}

/** The commit of a run; the parent is the newest run of the date before, unless it is given. */
export async function runCommit(
  store: Pick<Store, 'runs'>,
  date: PlainDate,
  change: Partial<Omit<RunOutcome, 'run'>> & {
    files?: readonly SourceFile[];
    movesQueue?: boolean;
    parentGeneration?: number | null;
  } = {},
): Promise<RunCommit> {
  const { files = [], movesQueue = true, parentGeneration, ...outcome } = change;
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
    movesQueue,
    atMs: 0,
    outcome: {
      run: { date, generation },
      fates: [],
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
