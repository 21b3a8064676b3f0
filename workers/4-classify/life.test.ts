import { describe, expect, test } from 'vitest';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import type { DecisionEvent } from '../../schemas/outcome/decision.ts';
import { NO_DECISIONS } from '../3-match/decisions.ts';
import { decidedFactsHash } from '../../schemas/kinds/discrepancy-facts.ts';
import { minor } from '../../schemas/values/money.ts';
import type { DiscrepancyState } from '../../schemas/kinds/discrepancy.ts';
import {
  broughtBack,
  carried,
  credit,
  day,
  fileOf,
  type History,
  leftBy,
  lump,
  NO_HISTORY,
  order,
  payment,
  pesos,
  reject,
  type WorkingSetChange,
  decide,
} from '../../scripts/testing/kit.ts';

type Outcome = ReturnType<typeof decide>;

const on = (date: string, change: WorkingSetChange, history: History = NO_HISTORY): Outcome =>
  decide({ ...change, date: day(date) }, history);

/** The date after: what the run before left, and what is new. */
function after(before: Outcome, date: string, change: WorkingSetChange = {}, history: History = NO_HISTORY): Outcome {
  const left = leftBy(before);
  return on(
    date,
    {
      priorDiscrepancies: left.priorDiscrepancies,
      payouts: left.payouts,
      ...change,
      lines: [...left.lines, ...(change.lines ?? [])],
    },
    history,
  );
}

/** What a person made of the discrepancies of a run. */
function decided(before: Outcome, state: DiscrepancyState): Outcome {
  return {
    ...before,
    discrepancies: before.discrepancies.map((one) => ({ ...one, state, event: null, note: 'looked at' })),
  };
}

/** Discrepancies as `kind: state (event)`. */
function outline(outcome: Outcome): string[] {
  return outcome.discrepancies.map((one) => `${one.kind}: ${one.state} (${one.event ?? '-'})`);
}

const remembers = (...known: readonly Discrepancy[]): History => ({ ...NO_HISTORY, known });

const MISSING = { lines: [order({ date: day('2026-07-01') })] };

describe('The life of an action', () => {
  const waits = on('2026-07-01', MISSING);
  const opened = after(waits, '2026-07-06');
  const stands = after(opened, '2026-07-07');

  test('nothing is open while it waits; it opens when it is past due', () => {
    expect([outline(waits), outline(after(waits, '2026-07-03')), outline(opened)]).toEqual([
      [],
      [],
      ['missing_in_settlement: open (opened)'],
    ]);
    expect(opened.discrepancies[0]?.firstSeen).toBe('2026-07-06');
  });

  test('growing older is no fact: it stands without an event', () => {
    expect(outline(stands)).toEqual(['missing_in_settlement: open (-)']);
    expect(stands.discrepancies[0]?.firstSeen).toBe('2026-07-06');
  });

  test('it stands without being carried: only a fact closes it', () => {
    const alone = on('2026-07-08', { priorDiscrepancies: stands.discrepancies });
    expect(outline(alone)).toEqual(['missing_in_settlement: open (-)']);
  });

  test('the payment comes: closed by the facts', () => {
    const paid = after(stands, '2026-07-08', { lines: [payment({ date: day('2026-07-08') })] });
    expect(outline(paid)).toEqual(['missing_in_settlement: auto_resolved (auto_resolved)']);
  });

  test('a part of it comes: another row takes its place', () => {
    const part = after(stands, '2026-07-08', { lines: [payment({ date: day('2026-07-08'), gross: pesos(40_000) })] });
    expect(outline(part).sort()).toEqual([
      'amount_mismatch: open (opened)',
      'missing_in_settlement: auto_resolved (auto_resolved)',
    ]);
  });

  test('what was closed by the facts opens again when they break again', () => {
    const closed = opened.discrepancies.map((one): Discrepancy => ({ ...one, state: 'auto_resolved' }));
    const again = on('2026-07-09', { lines: [carried(order(), { orderLeg: 'awaiting' })] }, remembers(...closed));
    expect(outline(again)).toEqual(['missing_in_settlement: open (reopened)']);
    expect(again.discrepancies[0]?.firstSeen).toBe('2026-07-06');
  });
});

describe('What a person decided', () => {
  const opened = after(on('2026-07-01', MISSING), '2026-07-06');

  const table: [DiscrepancyState, string[]][] = [['acknowledged', ['missing_in_settlement: acknowledged (-)']]];
  test.each(table)('%s still stands, with its note', (state, expected) => {
    const next = after(decided(opened, state), '2026-07-07');
    expect(outline(next)).toEqual(expected);
    expect(next.discrepancies[0]?.note).toBe('looked at');
  });

  test.each(['resolved', 'written_off'] as const)('%s stays closed until its facts change', (state) => {
    const closed = decided(opened, state);
    const same = on(
      '2026-07-07',
      { lines: [broughtBack(order(), { fate: 'decided', orderLeg: 'broken' })] },
      remembers(...closed.discrepancies),
    );
    expect(outline(same)).toEqual([`missing_in_settlement: ${state} (-)`]);
    expect([...same.fates].map((fate) => fate.fate)).toEqual(['decided']);
    const other = on(
      '2026-07-07',
      { lines: [broughtBack(order({ amount: pesos(90_000) }), { fate: 'decided' })] },
      remembers(...closed.discrepancies),
    );
    expect(outline(other)).toEqual(['missing_in_settlement: open (reopened)']);
  });
});

describe('What a person closed and a run has in hand again', () => {
  const opened = after(on('2026-07-01', MISSING), '2026-07-06');
  const [one] = opened.discrepancies;
  const id = one?.id ?? '';
  const read = (
    event: DecisionEvent,
    factsHash = one === undefined ? '' : decidedFactsHash(one),
  ): WorkingSetChange => ({
    decisions: {
      ...NO_DECISIONS,
      lastEvent: 9,
      taken: [{ seq: 9, discrepancyId: id, event, note: 'looked at', factsHash }],
    },
  });

  test.each<[DecisionEvent, string, string]>([
    ['acknowledged', 'missing_in_settlement: acknowledged (acknowledged)', 'broken'],
    ['resolved', 'missing_in_settlement: resolved (resolved)', 'decided'],
    ['written_off', 'missing_in_settlement: written_off (written_off)', 'decided'],
  ])('%s is read by the run: %s, its line %s', (event, expected, fate) => {
    const run = after(opened, '2026-07-07', read(event));
    expect(outline(run)).toEqual([expected]);
    expect(run.discrepancies[0]?.note).toBe('looked at');
    expect([...run.fates].map((row) => row.fate)).toEqual([fate]);
  });

  test('a decision on other facts closes nothing', () => {
    const run = after(opened, '2026-07-07', read('resolved', 'other'));
    expect(outline(run)).toEqual(['missing_in_settlement: open (reopened)']);
    expect([...run.fates].map((row) => row.fate)).toEqual(['broken']);
  });

  test('what the facts close in the same run is the closing of the person, and breaks nothing', () => {
    const run = after(opened, '2026-07-08', { ...read('written_off'), lines: [payment({ date: day('2026-07-08') })] });
    expect(outline(run)).toEqual(['missing_in_settlement: written_off (written_off)']);
    expect([...run.fates].filter((row) => row.leg === 'order').map((row) => row.fate)).toEqual(['matched']);
  });

  test('a line that was in order in between broke again, with the same facts too', () => {
    const closed = opened.discrepancies.map((row): Discrepancy => ({ ...row, state: 'resolved' }));
    const back = (fate: 'matched' | 'decided', ids: readonly string[]): Outcome =>
      on(
        '2026-07-09',
        { lines: [broughtBack(order(), { fate, orderLeg: 'awaiting', discrepancyIds: ids })] },
        remembers(...closed),
      );
    expect(outline(back('decided', [id]))).toEqual(['missing_in_settlement: resolved (-)']);
    expect(outline(back('matched', []))).toEqual(['missing_in_settlement: open (reopened)']);
  });

  test('a payout that a person wrote off is decided, and its lines with it', () => {
    const waits = on('2026-07-01', { lines: [payment({ source: 'wompi', payoutId: 'W1' }), order()] });
    const late = after(waits, '2026-07-06');
    const [missing] = late.discrepancies;
    if (missing === undefined) throw new RangeError('nothing is missing');
    const taken = [
      {
        seq: 1,
        discrepancyId: missing.id,
        event: 'written_off' as const,
        note: 'x',
        factsHash: decidedFactsHash(missing),
      },
    ];
    // The grace of Wednesday the 8th ends in the same run: severity alone says nothing new.
    const run = after(late, '2026-07-09', { decisions: { ...NO_DECISIONS, lastEvent: 1, taken } });
    expect(outline(run)).toEqual(['missing_in_bank: written_off (written_off)']);
    expect(run.payouts.map((row) => row.fate)).toEqual(['decided']);
    expect([...run.fates].map((row) => `${row.leg} ${row.fate}`)).toEqual(['settlement decided']);
  });
});

describe('Facts that change', () => {
  const payout = { lines: [payment({ source: 'wompi', payoutId: 'W1' }), order()] };
  const waits = on('2026-07-01', payout);

  test('missing in bank is medium until its grace is over, then high: one changed event', () => {
    const late = after(after(waits, '2026-07-03'), '2026-07-06');
    const within = after(late, '2026-07-08');
    const over = after(within, '2026-07-09');
    const later = after(over, '2026-07-10');
    const severities = [late, within, over, later].map(
      (one) => `${one.discrepancies[0]?.severity ?? ''} ${outline(one).join()}`,
    );
    expect(severities).toEqual([
      'medium missing_in_bank: open (opened)',
      'medium missing_in_bank: open (-)',
      'high missing_in_bank: open (changed)',
      'high missing_in_bank: open (-)',
    ]);
  });

  test('the money comes: the row closes, and late_arrival says by how much', () => {
    const late = after(waits, '2026-07-06');
    const arrived = after(late, '2026-07-07', { lines: [lump(pesos(100_000), { date: day('2026-07-07') })] });
    expect(outline(arrived).sort()).toEqual([
      'late_arrival: noted (noted)',
      'missing_in_bank: auto_resolved (auto_resolved)',
    ]);
    expect(arrived.discrepancies.find((one) => one.kind === 'late_arrival')?.businessDaysLate).toBe(2);
  });
});

describe('The lines that a row names', () => {
  const sale = (id: string, amount: number): SettlementLine =>
    payment({
      source: 'wompi',
      payoutId: 'PAYOUT-1',
      providerId: id,
      merchantReference: `BOG01-${id}`,
      gross: pesos(amount),
      net: pesos(amount),
    });
  // The credit lacks the second sale: the first one is closed, and not in the working set on the next date.
  const lines = ['A', 'B'].map((id, at) => carried(sale(id, at === 0 ? 70_000 : 30_000), { orderLeg: 'agrees' }));
  const first = on('2026-07-02', {
    lines: [...lines, lump(pesos(70_000), { date: day('2026-07-02'), description: 'WOMPI PAYOUT-1' })],
  });
  const places = (outcome: Outcome): unknown =>
    outcome.discrepancies
      .filter((one) => one.kind === 'payout_mismatch')
      .map((one) => one.lines.map((line) => `${line.leg} ${String(line.row)}`));

  test('stand in one order, whether or not they are in hand', () => {
    const next = after(first, '2026-07-03');
    expect([...next.fates].filter((fate) => fate.leg === 'settlement')).toHaveLength(1);
    expect(places(first)).toEqual([['settlement 0', 'settlement 1', 'bank 0']]);
    expect(places(next)).toEqual(places(first));
  });
});

describe('A notice is noted once', () => {
  const pending = payment({ status: 'pending' });
  const first = on('2026-07-04', { lines: [carried(pending, { fate: 'out_of_scope', reason: 'pending' })] });

  test('and says nothing more while its facts stay', () => {
    expect(outline(first)).toEqual(['stale_pending: noted (noted)']);
    expect(outline(after(first, '2026-07-05', {}, remembers(...first.discrepancies)))).toEqual([]);
  });

  test('a negative payout is noted, stays silent, and becomes an action after ten business days', () => {
    const negative = payment({ source: 'wompi', type: 'refund', payoutId: 'W1', gross: pesos(-50_000) });
    const row = (outcome: Outcome): string =>
      outcome.discrepancies
        .filter((one) => one.kind === 'negative_payout')
        .map((one) => `${one.class} ${one.state} ${one.event ?? '-'}`)
        .join();
    const day1 = on('2026-07-01', { lines: [payment({ merchantReference: 'BOG01-1' }), negative] });
    const history = remembers(...day1.discrepancies);
    // Ten business days after 1 July: the 13th is a holiday, so Thursday the 16th.
    const silent = after(day1, '2026-07-16', {}, history);
    const action = after(silent, '2026-07-17', {}, history);
    expect([row(day1), row(silent), row(action)]).toEqual(['notice noted noted', '', 'action open opened']);
  });
});

describe('Rows about files and rejected rows stand until somebody closes them or the facts do', () => {
  test('a missing file of a past date stays open', () => {
    const missing = on('2026-07-01', { files: [fileOf('bank', day('2026-07-01'), { state: 'missing' })] });
    expect(outline(missing)).toEqual(['source_missing: open (opened)']);
    expect(outline(after(missing, '2026-07-02'))).toEqual(['source_missing: open (-)']);
  });

  test('a rejected row stays open', () => {
    const rejected = on('2026-07-01', { rejects: [reject({ merchantReference: null })] });
    expect(outline(after(rejected, '2026-07-02'))).toEqual(['row_rejected: open (-)']);
  });
});

test('a duplicate bank credit stands after its original is closed', () => {
  const twice = on('2026-07-07', { lines: [order(), payment(), credit({ bankId: 'A' }), credit({ bankId: 'A' })] });
  expect(outline(twice)).toEqual(['duplicate_bank_credit: open (opened)']);
  const original = twice.workingSet.lines.flatMap(({ line }) => (line.leg === 'bank' ? [line] : [])).slice(0, 1);
  expect(outline(after(twice, '2026-07-08', { matchedBefore: original }))).toEqual(['duplicate_bank_credit: open (-)']);
});

describe('A row that another one hides', () => {
  // A cancelled order was paid; then a row that stands higher is about the same lines.
  const paidTwice = on('2026-07-02', {
    lines: [order({ status: 'cancelled' }), payment(), payment({ providerId: 'P2' })],
  });
  const [conflict] = paidTwice.discrepancies.filter((one) => one.kind === 'status_conflict');
  const higher = (state: DiscrepancyState, moneyAtRisk: Discrepancy['moneyAtRisk']): Discrepancy => ({
    ...(conflict as Discrepancy),
    id: 'dsc_higher',
    kind: 'conflicting_settlement_line',
    key: ['higher'],
    state,
    moneyAtRisk,
  });
  const rows = (state: DiscrepancyState, moneyAtRisk: Discrepancy['moneyAtRisk']): string[] => {
    const left = leftBy(paidTwice);
    const other = higher(state, moneyAtRisk);
    const where =
      state === 'open'
        ? { priorDiscrepancies: [...left.priorDiscrepancies, other] }
        : { priorDiscrepancies: left.priorDiscrepancies, decided: [other] };
    const outcome = on('2026-07-03', { ...where, payouts: left.payouts, lines: [] }, remembers(other));
    return outcome.discrepancies
      .map((one) => `${one.kind}: ${one.state} ${one.parentId === null ? 'alone' : 'under another'}`)
      .sort();
  };

  test('stays open under it: hidden is not closed', () => {
    expect(conflict?.state).toBe('open');
    expect(rows('open', pesos(999_999))).toEqual([
      'conflicting_settlement_line: open alone',
      'status_conflict: open under another',
    ]);
  });

  test('closes with it where a person closed it, unless more money is at risk', () => {
    const own = conflict?.moneyAtRisk ?? pesos(0);
    expect(rows('written_off', own)).toEqual([
      'conflicting_settlement_line: written_off alone',
      'status_conflict: auto_resolved alone',
    ]);
    expect(rows('written_off', minor(own - 1))).toEqual([
      'conflicting_settlement_line: written_off alone',
      'status_conflict: open alone',
    ]);
  });
});
