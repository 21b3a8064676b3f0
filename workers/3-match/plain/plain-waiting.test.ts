import { describe, expect, it } from 'vitest';
import type { Line } from '../../../schemas/lines/records.ts';
import {
  changed,
  changesOf,
  nameOfChange,
  oneOfEachColumn,
  pairsOf,
  type Change,
} from '../../../scripts/testing/disturbed.ts';
import {
  configOf,
  credit,
  day,
  decideInBulk,
  leftBy,
  order,
  payment,
  pesos,
  withoutPlainSales,
  withPlainSales,
  workingSetOf,
} from '../../../scripts/testing/kit.ts';
import type { WorkingSet } from '../working-set.ts';

/**
 * Sales whose credit comes two days later, one by one and in a payout: what is left waiting, and paid, in bulk comes to
 * what the passes come to, whatever any column of any line says.
 */

const SOLD = day('2026-07-01');
const BOOKED = day('2026-07-03');
const SALES = ['BOG01-1000', 'MED01-1001', 'BOG01-2000', 'MED01-2001'] as const;
const [PAID_ALONE, ALONE_TOO, IN_PAYOUT, IN_PAYOUT_TOO] = SALES;
const amountOf = (reference: string): number => (reference.startsWith('BOG') ? 100 : 200);

/** The order and the payment of each sale, then the credits of the first two and that of the payout of the others. */
const lines: readonly Line[] = [
  ...SALES.flatMap((reference): Line[] => [
    order({
      merchantReference: reference,
      orderId: `O-${reference}`,
      amount: pesos(amountOf(reference)),
      store: reference.slice(0, 5),
    }),
    payment({
      merchantReference: reference,
      providerId: `P-${reference}`,
      gross: pesos(amountOf(reference)),
      ...(reference === IN_PAYOUT || reference === IN_PAYOUT_TOO ? { source: 'wompi', payoutId: 'LOTE-7701' } : {}),
    }),
  ]),
  ...[PAID_ALONE, ALONE_TOO].map((reference, n) =>
    credit({
      date: BOOKED,
      bookedOn: BOOKED,
      reference,
      amount: pesos(amountOf(reference)),
      bankId: `B${String(n)}`,
      description: `ABONO GATE ${reference}`,
    }),
  ),
  credit({
    date: BOOKED,
    bookedOn: BOOKED,
    reference: null,
    amount: pesos(300),
    bankId: 'B9',
    description: 'PAGO WOMPI LOTE-7701',
  }),
];
const CREDITS_FROM = SALES.length * 2;
const PAYOUT_CREDIT = lines.length - 1;

/** Of the first sale paid alone and its credit, of the first sale of the payout, and of the payout's credit. */
const changes = changesOf(lines, [0, 1, CREDITS_FROM, 4, 5, PAYOUT_CREDIT], (place) =>
  place === PAYOUT_CREDIT ? CREDITS_FROM : place >= CREDITS_FROM ? place + 1 : place + 2,
);

type Outcome = ReturnType<typeof decideInBulk>;

/** The date of the sales, the day after it, on which nothing comes, and the date of the credits. */
function chainOf(by: readonly Change[], inBulk: boolean): readonly Outcome[] {
  const all = changed(lines, by);
  const config = configOf();
  const decided = (workingSet: WorkingSet): Outcome =>
    decideInBulk(inBulk ? withPlainSales(workingSet) : withoutPlainSales(workingSet));
  const sold = decided(workingSetOf({ date: SOLD, lines: all.slice(0, CREDITS_FROM), config }));
  const quiet = decided(workingSetOf({ ...leftBy(sold), date: day('2026-07-02'), config }));
  const left = leftBy(quiet);
  const booked = decided(
    workingSetOf({ ...left, date: BOOKED, lines: [...left.lines, ...all.slice(CREDITS_FROM)], config }),
  );
  return [sold, quiet, booked];
}

const told = (chain: readonly Outcome[]): unknown[] =>
  chain.map(({ workingSet: _, ...outcome }) => ({ ...outcome, fates: [...outcome.fates] }));

const outline = (change: Change): string => nameOfChange(change, lines);

/** So many pairs are passed over until the next: all of them take minutes. */
const EVERY = 6;

describe('leaving plain sales waiting, and paying them, in bulk', () => {
  it('leaves all of them waiting, and then pays all, where nothing is disturbed', () => {
    const [sold, quiet, booked] = chainOf([], true);
    expect(sold?.workingSet.plain.lines).toBe(SALES.length * 2);
    expect([quiet?.workingSet.plain.lines, quiet?.workingSet.lines]).toEqual([SALES.length, []]);
    // The credit of the payout alone goes through the passes.
    expect([booked?.workingSet.plain.lines, booked?.workingSet.lines.length]).toEqual([SALES.length + 2, 1]);
    expect([...(booked?.fates ?? [])].map(({ fate }) => fate)).toEqual(Array(SALES.length + 3).fill('matched'));
    expect(told(chainOf([], true))).toEqual(told(chainOf([], false)));
    expect(changes.length).toBeGreaterThan(200);
  });

  it.each(changes.map((change) => [outline(change), change] as const))(
    'says what the passes say of %s',
    (_name, change) => {
      expect(told(chainOf([change], true))).toEqual(told(chainOf([change], false)));
    },
  );

  it('says what the passes say of changes of two columns, every sixth pair of them', { timeout: 240_000 }, () => {
    const differing: string[] = [];
    for (const pair of pairsOf(oneOfEachColumn(changes), EVERY))
      if (JSON.stringify(told(chainOf(pair, true))) !== JSON.stringify(told(chainOf(pair, false))))
        differing.push(pair.map(outline).join(', '));
    expect(differing).toEqual([]);
  });
});
