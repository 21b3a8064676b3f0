import { colombianCalendar } from '../../schemas/values/calendar.ts';
import {
  type BankSource,
  type Config,
  type OrderSource,
  type SettlementSource,
  type TariffEntry,
} from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { formatMajor, ZERO } from '../../schemas/values/money.ts';
import { addressKey, compareAddress, type Line, type Reject, deliveryKey } from '../../schemas/lines/records.ts';
import type { Discrepancy, Entered, FateRow, RunOutcome } from '../../schemas/outcome/run.ts';
import { NO_HAND_DECISIONS } from '../../workers/3-match/hand-decisions.ts';
import { NO_DECISIONS } from '../../workers/3-match/decisions.ts';
import { linesInOrder } from '../../workers/3-match/plain/in-address-order.ts';
import { noPlainSales } from '../../workers/3-match/plain/plain-sales.ts';
import { NO_SEEN_ROWS } from '../../workers/3-match/seen-before/seen-rows.ts';
import type { WorkingSet, Held } from '../../workers/3-match/working-set.ts';
import type { MatchResult } from '../../workers/3-match/match.ts';
import { matchInBulk } from '../../workers/3-match/match-in-bulk.ts';
import { classify } from '../../workers/4-classify/classify.ts';
import type { Search, Sighting } from '../../workers/4-classify/questions.ts';
import { D, day, pesos, sha, UNNUMBERED } from './kit-lines.ts';
import { withPlainSales } from './kit-plain.ts';

/**
 * Small makers of lines, hands and configurations for the tests of the rules. The world they draw: a chain at go-live
 * 2026-06-01; `gate` pays every sale by itself, gross; `wompi` pays one net lump a payout; `daily` one gross lump a
 * day.
 */

export * from './kit-lines.ts';
export * from './kit-plain.ts';

export const calendar = colombianCalendar();

const FROM = { directory: '/nowhere', file: 'x_{date:yyyyMMdd}.csv' };
const EXPECTED = { days: 'all', by: '04:00', empty: 'refused', from: null } as const;

export function settlementSource(id: string, change: Partial<SettlementSource> = {}): SettlementSource {
  return {
    id,
    leg: 'settlement',
    profile: { builtIn: 'wompi-disbursement' },
    from: FROM,
    expected: EXPECTED,
    settles: 'per_payout',
    compares: 'net',
    refunds: 'debited',
    lateAfterBusinessDays: 2,
    cutOff: null,
    methods: null,
    bankText: [id.toUpperCase()],
    tariff: [],
    knownAdjustments: [],
    chargebackEvidenceDays: null,
    ...change,
  };
}

export const gate = settlementSource('gate', { settles: 'per_transaction', compares: 'gross', methods: ['PSE'] });
export const wompi = settlementSource('wompi', { methods: ['PSE'] });
export const daily = settlementSource('daily', { settles: 'per_day', compares: 'gross', methods: ['CARD'] });
export const erp: OrderSource = {
  id: 'erp',
  leg: 'order',
  profile: { builtIn: 'shopify-orders' },
  from: FROM,
  expected: EXPECTED,
  rolling: null,
};
export const bank: BankSource = {
  id: 'bank',
  leg: 'bank',
  profile: { builtIn: 'camt.053' },
  from: FROM,
  expected: EXPECTED,
  referencePattern: null,
  account: null,
  noIds: [],
};

/** A price list entry of PSE: 2.35 % and 400 pesos, 19 % VAT on the fee, truncated. */
export function tariff(change: Partial<TariffEntry> = {}): TariffEntry {
  return {
    method: 'PSE',
    from: day('2026-01-01'),
    to: null,
    percent: '2.35',
    fixed: pesos(400),
    vatPercent: '19',
    withheldIncomePercent: null,
    withheldVatPercent: null,
    withheldIcaPercent: null,
    rounding: 'truncate',
    tolerance: ZERO,
    ...change,
  };
}

type ConfigChange = Partial<Omit<Config, 'matching'>> & { readonly matching?: Partial<Config['matching']> };

/** The defaults of the contract over the five sources above. */
export function configOf({ matching = {}, ...change }: ConfigChange = {}): Config {
  return {
    tenant: 'yoga-andes',
    timezone: 'America/Bogota',
    environment: 'live',
    goLive: day('2026-06-01'),
    calendar: { country: 'CO', closedDays: [] },
    storage: {
      path: '/nowhere/db',
      archive: '/nowhere/archive',
      lines: '/nowhere/lines',
      retentionYears: 10,
      umask: 0o077,
    },
    reports: { directory: '/nowhere/reports', languages: ['en', 'es'] },
    queue: null,
    backup: null,
    worker: { http: null },
    desk: {
      host: '127.0.0.1',
      port: 8080,
      url: null,
      oidc: null,
      work: { days: { reaction: { high: 1, medium: 3, low: 10 }, claimAnswer: 15 }, remindAt: '07:00', assign: [] },
    },
    limits: { stageMinutes: 30 },
    schedule: { cron: '30 5 * * *', recheckDays: 35 },
    notify: [],
    stores: { fromReference: '^(?<store>[A-Z]{3}\\d{2})-', list: null },
    referenceExtract: '^(?<ref>.+?)(-r\\d+)?$',
    keys: ['merchant_reference', 'cus', 'provider_id'],
    cardNumbers: 'mask',
    ownNumbers: [],
    sources: [gate, wompi, daily, erp, bank],
    matching: {
      orderTolerance: ZERO,
      bankTolerance: ZERO,
      reportedWithinBusinessDays: 2,
      orderGraceDays: 1,
      graceBusinessDays: 3,
      refundWithinBusinessDays: 15,
      carryBusinessDays: 10,
      duplicateLookbackDays: 30,
      lookbackDays: 400,
      stalePendingHours: 48,
      ...matching,
    },
    materiality: { low: pesos(5_000), high: pesos(1_000_000) },
    approval: null,
    ...change,
  };
}

/** What the run before left of a line, or what it was when it was closed. */
export function formerOf(line: Line, change: Partial<FateRow> = {}): FateRow {
  const settlement = line.leg === 'settlement' ? line : null;
  return {
    date: line.date,
    source: line.source,
    file: line.file,
    row: line.row,
    leg: line.leg,
    line: line.line,
    entered: 'new',
    former: null,
    fate: 'awaiting',
    reason: null,
    rejectCode: null,
    orderLeg: line.leg === 'bank' ? 'none' : 'agrees',
    bankLeg: line.leg === 'order' ? 'none' : 'awaiting',
    orderPass: line.leg === 'bank' ? null : 'merchant_reference',
    bankPass: null,
    bankMatch: null,
    merchantReference: line.leg === 'bank' ? '' : line.merchantReference,
    providerId: settlement?.providerId ?? '',
    payoutId: settlement?.payoutId ?? null,
    provider: settlement?.source ?? null,
    method: line.leg === 'bank' ? null : line.method,
    store: null,
    currency: line.currency,
    amount: line.leg === 'settlement' ? line.gross : line.amount,
    sold: null,
    cancelled: null,
    leftDay: null,
    cancelledIn: null,
    orderAmount: null,
    settlementGross: null,
    settlementFee: null,
    settlementTax: null,
    settlementNet: null,
    bankAmount: null,
    paidOn: null,
    settledOn: null,
    dueOn: null,
    arrivedOn: null,
    discrepancyIds: [],
    ...change,
  };
}

/** A line with how it came into the working set; a line by itself is new. */
export interface InWorkingSet {
  readonly line: Line;
  readonly entered: Entered;
  readonly former: Partial<FateRow> | null;
}

export const carried = (line: Line, former: Partial<FateRow> = {}): InWorkingSet => ({
  line,
  entered: 'carried',
  former,
});
export const broughtBack = (line: Line, former: Partial<FateRow> = {}): InWorkingSet => ({
  line,
  entered: 'brought_back',
  former,
});

function isInWorkingSet(one: Line | InWorkingSet): one is InWorkingSet {
  return 'entered' in one;
}

/** Holds lines as a working set does: rows counted up within each file, in address order. */
export function hold(lines: readonly (Line | InWorkingSet)[]): Held[] {
  const next = new Map<string, number>();
  const placed = lines.map((one): InWorkingSet => {
    const inWorkingSet = isInWorkingSet(one) ? one : { line: one, entered: 'new' as const, former: null };
    const { line } = inWorkingSet;
    const file = `${line.date}/${line.source}/${line.file}`;
    const row = line.row === UNNUMBERED ? (next.get(file) ?? 0) : line.row;
    next.set(file, row + 1);
    return { ...inWorkingSet, line: { ...line, row, line: row + 2 } };
  });
  return placed
    .sort((a, b) => compareAddress(a.line, b.line))
    .map(({ line, entered, former }, ix) => ({
      ix,
      line,
      entered,
      former: former === null ? null : formerOf(line, former),
    }));
}

/** Holds lines of one leg, for the functions that take one. */
export function holdAll<L extends Line>(...lines: readonly L[]): Held<L>[] {
  return hold(lines) as Held<L>[];
}

/** A file that is in, with every canonical column that the lines above fill. */
export function fileOf(source: string, date: PlainDate, change: Partial<SourceFile> = {}): SourceFile {
  const leg = source === 'erp' ? 'order' : source === 'bank' ? 'bank' : 'settlement';
  return {
    date,
    source,
    leg,
    state: 'in',
    name: `${source}_${date}.csv`,
    sha256: sha(`${leg} ${source} ${date}`),
    profileHash: 'profile',
    size: 1,
    lines: 10,
    rejects: 0,
    problem: null,
    footing: null,
    balances: [],
    columns: leg === 'order' ? ['merchant_reference', 'store', 'amount', 'refunded_amount', 'invoice_number'] : [],
    revisions: [],
    refused: null,
    ...change,
  };
}

export type WorkingSetChange = Partial<Omit<WorkingSet, 'lines' | 'rejects'>> & {
  readonly lines?: readonly (Line | InWorkingSet)[];
  readonly rejects?: readonly Reject[];
};

/** A working set of the date D; the files of its lines are in, unless `files` says otherwise. */
export function workingSetOf(change: WorkingSetChange = {}): WorkingSet {
  const { lines = [], rejects = [], ...rest } = change;
  const held = hold(lines);
  const files = new Map(held.map(({ line }) => [deliveryKey(line), fileOf(line.source, line.date)]));
  const config = change.config ?? configOf();
  return {
    date: D,
    goLive: config.goLive ?? D,
    config,
    calendar,
    rejects: rejects.map((one) => ({ reject: one, entered: 'new' as const, former: null })),
    files: [...files.values()],
    payouts: [],
    dues: { rows: [], payouts: rest.payouts ?? [] },
    plain: noPlainSales(),
    seen: NO_SEEN_ROWS,
    priorDiscrepancies: [],
    decided: [],
    decisions: NO_DECISIONS,
    byHand: NO_HAND_DECISIONS,
    reportedBefore: [],
    matchedBefore: [],
    besides: [],
    besidesPaid: new Set(),
    ...rest,
    lines: held,
  };
}

/** Everything that a run decides, as text: what the passes and the rules make of a working set. */
export function decidedText(workingSet: WorkingSet): string {
  const { workingSet: _, ...outcome } = decideInBulk(workingSet);
  return JSON.stringify({ ...outcome, fates: [...outcome.fates] });
}

/** What earlier runs know, for a decision that asks. */
export interface History {
  /** Discrepancies as the last run that held them left them. */
  readonly known: readonly Discrepancy[];
  readonly sightings: (searches: readonly Search[]) => readonly Sighting[];
}

export const NO_HISTORY: History = { known: [], sightings: () => [] };

/** Classifies, and answers what is asked from a history. */
export function classified(workingSet: WorkingSet, result: MatchResult, history: History = NO_HISTORY): RunOutcome {
  const deciding = classify({ date: workingSet.date, generation: 1 }, workingSet, result, []);
  let step = deciding.next();
  while (!step.done) {
    const { formerOf, sightings } = step.value;
    const former = history.known.filter((one) => formerOf.includes(one.id));
    step = deciding.next({
      former: new Map(former.map((one) => [one.id, { firstSeen: one.firstSeen, last: one }])),
      sightings: sightings.length === 0 ? [] : history.sightings(sightings),
    });
  }
  return step.value;
}

/** Matches and classifies a working set, as stages 3 and 4 do. */
export function decide(
  change: WorkingSetChange,
  history: History = NO_HISTORY,
): RunOutcome & { readonly workingSet: WorkingSet } {
  return decideInBulk(withPlainSales(workingSetOf(change)), history);
}

/** Decides a working set, plain sales in bulk; with the lines that the passes took in the end. */
export function decideInBulk(
  inHand: WorkingSet,
  history: History = NO_HISTORY,
): RunOutcome & { readonly workingSet: WorkingSet } {
  const { workingSet, result } = matchInBulk(inHand);
  return { ...classified(workingSet, result, history), workingSet };
}

/** What a run hands to the next date: open and pending lines, and what stands. */
export function leftBy(
  outcome: RunOutcome & { readonly workingSet: WorkingSet },
): Pick<WorkingSet, 'priorDiscrepancies' | 'payouts'> & { readonly lines: readonly InWorkingSet[] } {
  const fates = new Map([...outcome.fates].map((fate) => [addressKey(fate), fate]));
  const lines = Array.from(linesInOrder(outcome.workingSet)).flatMap(({ line }) => {
    const fate = fates.get(addressKey(line));
    const open = fate && (fate.fate === 'awaiting' || fate.fate === 'broken' || fate.reason === 'pending');
    return open ? [carried(line, fate)] : [];
  });
  return { lines, priorDiscrepancies: outcome.discrepancies, payouts: outcome.payouts };
}

type Told = Pick<Discrepancy, 'kind' | 'merchantReference' | 'payoutId' | 'moneyAtRisk' | 'direction' | 'lines'>;

/** A finding as a short text: `amount_mismatch BOG01-1 0.01 owed_to_us`. */
export function tell(one: Told): string {
  return `${one.kind} ${one.merchantReference ?? one.payoutId ?? '-'} ${formatMajor(one.moneyAtRisk)} ${one.direction}`;
}

/** The kinds of what an outcome opened or keeps open, without repeats, in table order of appearance. */
export function openKinds(outcome: Pick<RunOutcome, 'discrepancies'>): string[] {
  const priorDiscrepancies = outcome.discrepancies.filter(
    (one) => one.state === 'open' || one.state === 'acknowledged' || one.state === 'noted',
  );
  return [...new Set(priorDiscrepancies.map((one) => one.kind))].sort();
}

/** Fates by what a line is known by: `order BOG01-1: matched`, `settlement P-1: out_of_scope pending`. */
export function fatesOf(outcome: Pick<RunOutcome, 'fates'>): string[] {
  return [...outcome.fates]
    .map(
      (fate) =>
        `${fate.leg} ${fate.leg === 'order' ? fate.merchantReference : fate.providerId}: ${fate.fate}${fate.reason === null ? '' : ` ${fate.reason}`}`,
    )
    .sort();
}
