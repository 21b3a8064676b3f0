import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../schemas/kinds/kinds.ts';
import { minor } from '../../../schemas/values/money.ts';
import { addressKey } from '../../../schemas/lines/records.ts';
import type { Discrepancy, RunOutcome } from '../../../schemas/outcome/run.ts';
import { runAll, runToEnd, type Ran, type World } from './chain.ts';
import { changeNth, cleanBooks, nth, withoutNth, worldOf, worth, type CleanBooks } from './clean.ts';

/** Books in which all three legs agree, and what one change in them must do: that, and nothing else. */

const SEED = 60_177;
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 250);
const TIME_MS = 300_000;

async function check(property: (books: CleanBooks, n: number, by: number) => Promise<void>): Promise<void> {
  const by = fc.constantFrom(1, -1);
  await fc.assert(fc.asyncProperty(cleanBooks, fc.nat({ max: 20 }), by, property), { seed: SEED, numRuns: RUNS });
}

const openOf = (ran: Ran): Discrepancy[] => ran.outcome.discrepancies.filter((one) => one.state === 'open');

/** Kind and subject of everything open at the end, sorted. */
async function openAtTheEnd(world: World): Promise<string[]> {
  return openOf(await runToEnd(world))
    .map((one) => `${one.kind} ${one.payoutId ?? one.merchantReference ?? ''}`)
    .sort();
}

function differences(ran: Ran): { orders: number; bank: number } {
  const of = (stage: string): number =>
    openOf(ran)
      .filter((one) => KINDS[one.kind].comparison === stage)
      .reduce((sum, one) => sum + (one.difference ?? 0), 0);
  return { orders: of('order_settlement'), bank: of('settlement_bank') };
}

const subjectOf = (books: CleanBooks, paidIn: string): string => {
  const sale = books.sales.find((one) => one.paidIn === paidIn);
  return sale?.source === 'gate' ? sale.reference : paidIn;
};

describe(`clean books (seed ${String(SEED)}, ${String(RUNS)} runs each)`, () => {
  it('raise nothing on any date, and end matched', { timeout: TIME_MS }, async () => {
    await check(async (books) => {
      const ran = await runAll(worldOf(books, { grace: true }));
      for (const { outcome } of ran) expect(outcome.discrepancies).toEqual([]);
      const fates = new Map(
        ran.flatMap(({ outcome }) => [...outcome.fates]).map((fate) => [addressKey(fate), fate.fate]),
      );
      expect([...fates.values()].every((fate) => fate === 'matched')).toBe(true);
      expect(fates.size).toBe(books.orders.length + books.lines.length + books.credits.length);
    });
  });

  it(
    'with one centavo more or less in an order differ by that centavo from the provider',
    { timeout: TIME_MS },
    async () => {
      await check(async (books, n, by) => {
        const orders = changeNth(books.orders, n, (row) => ({ ...row, amount: minor(row.amount + by) }));
        const ran = await runToEnd(worldOf({ ...books, orders }));
        expect(openOf(ran).map((one) => `${one.kind} ${one.merchantReference ?? ''}`)).toEqual([
          `amount_mismatch ${nth(books.orders, n).merchantReference}`,
        ]);
        expect(differences(ran)).toEqual({ orders: 0 - by, bank: 0 });
      });
    },
  );

  it('with one centavo more or less in a payment differ by it on both sides', { timeout: TIME_MS }, async () => {
    await check(async (books, n, by) => {
      const ran = await runToEnd(worldOf({ ...books, lines: changeNth(books.lines, n, (line) => worth(line, by)) }));
      const sale = nth(books.sales, n);
      expect(
        openOf(ran)
          .map((one) => `${one.kind} ${one.payoutId ?? one.merchantReference ?? ''}`)
          .sort(),
      ).toEqual([`amount_mismatch ${sale.reference}`, `payout_mismatch ${subjectOf(books, sale.paidIn)}`]);
      expect(differences(ran)).toEqual({ orders: by, bank: 0 - by });
    });
  });

  it(
    'with one centavo more or less in a credit differ by it from the payout, and name no sale',
    { timeout: TIME_MS },
    async () => {
      await check(async (books, n, by) => {
        const credits = changeNth(books.credits, n, (credit) => ({
          ...credit,
          row: { ...credit.row, amount: minor(credit.row.amount + by) },
        }));
        const ran = await runToEnd(worldOf({ ...books, credits }));
        const { paidIn } = nth(books.credits, n);
        expect(openOf(ran).map((one) => `${one.kind} ${one.payoutId ?? one.merchantReference ?? ''}`)).toEqual([
          `payout_mismatch ${subjectOf(books, paidIn)}`,
        ]);
        expect(differences(ran)).toEqual({ orders: 0, bank: by });
      });
    },
  );

  it('without one order miss it in the ERP, and nothing else', { timeout: TIME_MS }, async () => {
    await check(async (books, n) => {
      const world = worldOf({ ...books, orders: withoutNth(books.orders, n) }, { grace: true });
      const found = openOf(await runToEnd(world)).map((one) => `${one.kind} ${one.merchantReference ?? ''}`);
      expect(found).toEqual([`missing_in_erp ${nth(books.orders, n).merchantReference}`]);
    });
  });

  it(
    'without one payment miss it in the settlement, and its credit differs or pays nobody',
    { timeout: TIME_MS },
    async () => {
      await check(async (books, n) => {
        const sale = nth(books.sales, n);
        const alone = books.sales.filter((one) => one.paidIn === sale.paidIn).length === 1;
        const found = await openAtTheEnd(worldOf({ ...books, lines: withoutNth(books.lines, n) }));
        const ofCredit = alone
          ? `unidentified_bank_credit ${sale.source === 'gate' ? sale.reference : ''}`
          : `payout_mismatch ${sale.paidIn}`;
        expect(found).toEqual([`missing_in_settlement ${sale.reference}`, ofCredit].sort());
      });
    },
  );

  it('without one credit miss its payout in the bank, and nothing else', { timeout: TIME_MS }, async () => {
    await check(async (books, n) => {
      const found = await openAtTheEnd(worldOf({ ...books, credits: withoutNth(books.credits, n) }));
      expect(found).toEqual([`missing_in_bank ${subjectOf(books, nth(books.credits, n).paidIn)}`]);
    });
  });

  it(
    'with a settlement line twice in one file get a notice, and nothing else changes',
    { timeout: TIME_MS },
    async () => {
      await check(async (books, n) => {
        const copied = nth(books.lines, n);
        const before = await runAll(worldOf(books));
        const after = await runAll(worldOf({ ...books, lines: [...books.lines, copied] }));
        const notices = after.flatMap(({ outcome }) => outcome.discrepancies);
        expect(notices.map((one) => [one.kind, one.class, one.state, one.merchantReference])).toEqual([
          ['duplicate_settlement_line', 'notice', 'noted', copied.row.merchantReference],
        ]);
        const row = [...(after[0]?.outcome.fates ?? [])].filter((fate) => fate.reason === 'already_seen');
        expect(row).toHaveLength(1);
        expect(after.map(({ outcome }) => withoutCopies(outcome))).toEqual(
          before.map(({ outcome }) => withoutCopies(outcome)),
        );
      });
    },
  );
});

/** An outcome without its copies, its notices, and the counts that hold them. */
function withoutCopies(outcome: RunOutcome): unknown {
  return {
    fates: [...outcome.fates]
      .filter((fate) => fate.reason !== 'already_seen')
      .map((fate) => ({ ...fate, discrepancyIds: [] })),
    payouts: outcome.payouts.map((row) => ({ ...row, discrepancyIds: [] })),
    stores: outcome.stores,
    actions: outcome.discrepancies.filter((one) => one.class === 'action'),
  };
}

describe(`currencies and tolerances of clean books (seed ${String(SEED)}, ${String(RUNS)} runs each)`, () => {
  it('never match across currencies, whichever leg is relabelled', { timeout: TIME_MS }, async () => {
    await check(async (books, n) => {
      const dollars = <R extends object>(row: R): R => ({ ...row, currency: 'USD' });
      const relabelled = n % 3;
      const ran = await runToEnd(
        worldOf({
          ...books,
          orders: relabelled === 0 ? books.orders.map(dollars) : books.orders,
          lines: relabelled === 1 ? books.lines.map((line) => ({ ...line, row: dollars(line.row) })) : books.lines,
          credits:
            relabelled === 2 ? books.credits.map((credit) => ({ ...credit, row: dollars(credit.row) })) : books.credits,
        }),
      );
      const fates = [...ran.outcome.fates];
      if (relabelled !== 0)
        expect(fates.filter((fate) => fate.bankLeg === 'agrees' || fate.bankMatch !== null)).toEqual([]);
      if (relabelled !== 2) expect(fates.filter((fate) => fate.orderLeg === 'agrees')).toEqual([]);
      const mismatches = openOf(ran).filter((one) => one.kind === 'currency_mismatch');
      const named = relabelled === 2 ? books.sales.filter((sale) => sale.source === 'gate') : books.sales;
      expect(mismatches.map((one) => one.merchantReference).sort()).toEqual(named.map((sale) => sale.reference).sort());
    });
  });

  it(
    'match within the tolerance and record the difference; one centavo past it they do not',
    { timeout: TIME_MS },
    async () => {
      const tolerant = { rules: { orderTolerance: '0.07', bankTolerance: '0.05' } };
      const by = fc.integer({ min: -9, max: 9 });
      await fc.assert(
        fc.asyncProperty(cleanBooks, fc.nat({ max: 20 }), by, async (books, n, off) => {
          const orders = changeNth(books.orders, n, (row) => ({ ...row, amount: minor(row.amount + off) }));
          const toOrder = await runToEnd(worldOf({ ...books, orders }, tolerant));
          expect(openOf(toOrder).map((one) => [one.kind, one.difference])).toEqual(
            Math.abs(off) <= 7 ? [] : [['amount_mismatch', -off]],
          );

          const credits = changeNth(books.credits, n, (credit) => ({
            ...credit,
            row: { ...credit.row, amount: minor(credit.row.amount + off) },
          }));
          const [first] = await runAll(worldOf({ ...books, credits }, tolerant));
          const matches = first?.matched.result.matches.filter((one) => one.difference !== 0) ?? [];
          expect(matches.map((one) => [one.difference, one.pass === 'differing'])).toEqual(
            off === 0 ? [] : [[off, Math.abs(off) > 5]],
          );
          const recorded =
            first?.outcome.payouts.filter((row) => row.difference !== null && row.difference !== 0) ?? [];
          const isPayout = off !== 0 && nth(books.credits, n).source !== 'gate';
          expect(recorded.map((row) => [row.difference, row.fate])).toEqual(
            isPayout ? [[off, Math.abs(off) <= 5 ? 'matched' : 'broken']] : [],
          );
        }),
        { seed: SEED, numRuns: RUNS },
      );
    },
  );
});
