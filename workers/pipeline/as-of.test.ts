import { inTurn } from '../../schemas/in-turn.ts';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import { sum } from '../../schemas/values/money.ts';
import { configHash, parseConfig } from '../../schemas/config/parse-config.ts';
import { addressKey } from '../../schemas/lines/records.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import type { RunOutcome, StoreRow } from '../../schemas/outcome/run.ts';
import { storesAsOf, viewAsOf } from './as-of.ts';
import { measureDay } from '../5-publish/headline.ts';
import { viewOutcome } from './as-of-view.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { recordedOutcome } from './stages.ts';
import { openContext } from './open.ts';
import { runDates } from './run-dates.ts';

const demo = fileURLToPath(new URL('../../fixtures/demo/', import.meta.url));
const FIRST = '2026-06-24' as PlainDate;
const LAST = '2026-06-30' as PlainDate;

let folder = '';
let context: Context;

/** The first week of the demo: the payout of the 24th arrives on the 30th, one business day late. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-as-of-'));
  cpSync(join(demo, 'input'), join(folder, 'input'), { recursive: true });
  const parsed = parseConfig(readFileSync(join(demo, 'cuadre.yaml'), 'utf8'), { env: {}, baseDirectory: folder });
  if (!parsed.ok) throw new Error('the configuration of the demo has problems');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { nowMs: () => Date.UTC(2026, 6, 8) };
  context = openContext({
    config: parsed.config,
    configHash: configHash(parsed.config),
    programVersion: 'test',
    clock,
    log,
  });
  await runDates(context, { date: LAST });
});
afterAll(() => {
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

const outline = ({ discrepancies }: RunOutcome): string[] =>
  discrepancies.map((one) => `${one.kind} ${one.state}`).sort();

describe('a view', () => {
  it.each(dateRange(FIRST, LAST))('of %s at its own close is what its run decided of its lines', async (date) => {
    const { record, outcome } = await viewAsOf(date, date, context);
    const recorded = [...(await recordedOutcome(record, context)).fates].filter((fate) => fate.date === date);
    const byKey = new Map(recorded.map((fate) => [addressKey(fate), fate]));
    expect(outcome.fates).toHaveLength(recorded.length);
    for (const fate of outcome.fates) expect(fate).toEqual(byKey.get(addressKey(fate)));
  });

  it('of a later close has what came since: the payout arrived, and its late arrival is told', async () => {
    const payout = async (asOf: PlainDate) =>
      (await viewAsOf(FIRST, asOf, context)).outcome.payouts.find((one) => one.payoutId === '642924');
    expect((await payout(FIRST))?.fate).toBe('awaiting');
    expect((await payout(addDays(LAST, -1)))?.fate).toBe('broken');
    expect(await payout(LAST)).toMatchObject({ fate: 'matched', arrivedOn: LAST });
    expect(outline((await viewAsOf(FIRST, LAST, context)).outcome)).toEqual([
      'amount_mismatch open',
      'late_arrival noted',
      'missing_in_bank auto_resolved',
      'missing_in_bank open',
      'missing_in_settlement auto_resolved',
      'missing_in_settlement open',
      'status_conflict open',
    ]);
  });

  it('counts every line of the cohort once, whatever became of it', async () => {
    const { outcome } = await viewAsOf(FIRST, LAST, context);
    const lines = (await context.store.outcomes.files({ date: FIRST, generation: 1 })).map(
      (file) => file.lines + file.rejects,
    );
    const entered = outcome.conservation.map((leg) => leg.entered.new.lines);
    expect(entered.reduce((all, one) => all + one, 0)).toBe(lines.reduce((all, one) => all + one, 0));
    for (const leg of outcome.conservation) {
      expect(leg.entered.carried.lines + leg.entered.brought_back.lines).toBe(0);
      expect(sum(Object.values(leg.fates).map((tally) => tally.amount))).toBe(leg.entered.new.amount);
    }
  });

  it('is refused for a date that was not run, and for one that is stale', async () => {
    await expect(viewAsOf(LAST, addDays(LAST, 1), context)).rejects.toThrow(
      expect.objectContaining({ code: 'run_unknown' }) as Error,
    );
    await expect(viewAsOf(addDays(FIRST, -1), LAST, context)).rejects.toThrow(
      expect.objectContaining({ code: 'run_unknown' }) as Error,
    );
  });

  it('publishes nothing where a line of the cohort has no fate', async () => {
    const { record, outcome } = await viewAsOf(FIRST, LAST, context);
    const file = (await context.store.outcomes.files(record)).find((one) => one.source === 'dlocal');
    if (file === undefined || file.sha256 === null || file.profileHash === null) throw new Error('no dLocal file');
    const rows = await context.lines.read({ ...file, sha256: file.sha256, profileHash: file.profileHash });
    const cohort = { date: FIRST, rows, fates: [...outcome.fates].filter((fate) => fate.source === 'dlocal').slice(1) };
    const rest = { discrepancies: [], dues: [], sales: fateTableOf([]), payouts: [] };
    expect(() => viewOutcome({ run: record, config: context.config, cohort, ...rest })).toThrow(
      expect.objectContaining({ code: 'conservation_broken' }) as Error,
    );
  });
});

describe('the stores of several dates', () => {
  it('are the sum of their cohorts, each line once in its newest fate', async () => {
    const dates = dateRange(FIRST, LAST);
    const month = await storesAsOf(dates, LAST, context);
    const days = (await inTurn(dates, async (date) => (await viewAsOf(date, LAST, context)).outcome.stores)).flat();
    for (const column of ['gross', 'net', 'bankConfirmed', 'awaiting', 'broken'] as const) {
      expect(sum(month.map((row) => row[column]))).toBe(sum(days.map((row) => row[column])));
    }
    expect(new Set(month.map((row) => `${row.store} ${row.currency}`)).size).toBe(month.length);
    // What was awaiting at the close of its own date is confirmed by now.
    const atClose = (await inTurn(dates, async (date) => (await viewAsOf(date, date, context)).outcome.stores)).flat();
    expect(sum(month.map((row) => row.awaiting))).toBeLessThan(sum(atClose.map((row) => row.awaiting)));
  });

  it('are what the runs said of their own date and changed of earlier ones, store by store', async () => {
    const dates = dateRange(FIRST, LAST);
    const newest = (await inTurn(dates, async (date) => (await context.store.runs.newest(date)) ?? [])).flat();
    const outline = (
      await inTurn(newest, async (run) => [
        ...(await context.store.outcomes.stores(run)),
        ...(await context.store.outcomes.figures(run)).moved.flatMap(({ stores }) => stores),
      ])
    ).flat();
    const columns = [
      'orders',
      'gross',
      'refunds',
      'fees',
      'taxes',
      'net',
      'bankConfirmed',
      'awaiting',
      'broken',
    ] as const;
    const sums = (rows: readonly StoreRow[]): string[] =>
      [...new Set(rows.map((row) => `${row.store} ${row.currency}`))].sort().map((key) => {
        const own = rows.filter((row) => `${row.store} ${row.currency}` === key);
        return `${key} ${columns.map((column) => String(own.reduce((all, row) => all + row[column], 0))).join(' ')}`;
      });
    expect(sums(outline)).toEqual(sums(await storesAsOf(dates, LAST, context)));
    const figures = await inTurn(newest, (run) => context.store.outcomes.figures(run));
    expect(figures.some(({ moved }) => moved.length > 0)).toBe(true);
  });
});

describe('the sales of a date', () => {
  it('are the same in every view of it', async () => {
    for (const date of dateRange(FIRST, LAST)) {
      const soldAt = async (asOf: PlainDate): Promise<unknown> => {
        const { outcome, sources } = await viewAsOf(date, asOf, context);
        const { days } = measureDay({ ...outcome, settlementDate: date, asOf, sources });
        const ofStores = outcome.stores.reduce((all, row) => all + row.orders, 0);
        expect(ofStores).toBe(days.reduce((all, one) => all + one.orders, 0));
        return days.filter((day) => day.orders > 0).map(({ currency, orders, sold }) => ({ currency, orders, sold }));
      };
      expect(await soldAt(LAST)).toEqual(await soldAt(date));
    }
  });
});
