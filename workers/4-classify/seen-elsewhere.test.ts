import type { Search, Sighting } from './questions.ts';
import { describe, expect, test } from 'vitest';
import type { BankLine, Line, SettlementLine } from '../../schemas/lines/records.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import {
  at,
  carried,
  credit,
  day,
  formerOf,
  lump,
  NO_HISTORY,
  order,
  payment,
  pesos,
  type InWorkingSet,
  decide,
} from '../../scripts/testing/kit.ts';

const PAST_DUE = day('2026-07-06');
const PAYOUT = { source: 'wompi', payoutId: 'PAYOUT-77' } as const;

interface Row {
  readonly kind: string;
  readonly seen: readonly string[];
  readonly sameAmount: unknown;
  readonly claimable: boolean;
  readonly owner: string;
}

/**
 * The rows of the run, with what was seen; `books` are closed lines of earlier dates, found by any key that they carry.
 */
function rows(lines: readonly (Line | InWorkingSet)[], books: readonly Sighting[] = []): Row[] {
  const asked: Search[] = [];
  const history = {
    ...NO_HISTORY,
    sightings: (searches: readonly Search[]): readonly Sighting[] => {
      asked.push(...searches);
      return books.filter(({ line }) => searches.some((search) => search.leg === line.leg && carries(line, search)));
    },
  };
  return decide({ date: PAST_DUE, lines }, history).discrepancies.map((one) => ({
    kind: one.kind,
    seen: one.seenElsewhere.map((line) => `${line.leg} ${line.date}`),
    sameAmount: one.facts['sameAmountAt'] ?? [],
    claimable: one.claimable,
    owner: one.owner,
  }));
}

/** The two keys that these tests close lines under; the store's own index is tested with the store. */
function carries(line: Line, { key }: Search): boolean {
  if (line.leg === 'bank')
    return (
      key.value === (line.reference ?? '').toLowerCase() ||
      key.value === `${line.currency}${String(line.amount)}`.toLowerCase()
    );
  return key.value === line.merchantReference.toLowerCase();
}

const closed = (line: Line, change: Partial<FateRow>): Sighting => ({
  line,
  fate: formerOf(line, { bankLeg: 'none', ...change }),
});
const old = (line: BankLine, reason: FateRow['reason'], change: Partial<FateRow> = {}): Sighting =>
  closed(line, { fate: 'out_of_scope', reason, ...change });
const missing = (list: readonly Row[], kind: string): Row | undefined => list.find((one) => one.kind === kind);

describe('A payment that is missing at the bank', () => {
  const sale = [order(), carried(payment())];

  test('is claimed where the books hold nothing that it could be', () => {
    expect(missing(rows(sale), 'missing_in_bank')).toMatchObject({ seen: [], claimable: true, owner: 'bank' });
  });

  test.each<[string, Sighting, boolean]>([
    ['was set aside as seen before', old(credit({ date: day('2026-07-03') }), 'already_seen'), true],
    ['looked like nobody’s', old(credit({ date: day('2026-07-03') }), 'not_ours'), true],
    ['was replaced', old(credit({ date: day('2026-07-03') }), 'superseded'), true],
    ['goes the other way', old(credit({ date: day('2026-07-03'), amount: pesos(-100_000) }), 'not_ours'), false],
    ['pays another line', closed(credit({ date: day('2026-07-03') }), { fate: 'matched', bankLeg: 'agrees' }), false],
  ])('asks first where a closed movement of its reference %s: %s', (_, sighting, asks) => {
    const row = missing(rows(sale, [sighting]), 'missing_in_bank');
    expect(row).toMatchObject(
      asks
        ? { seen: ['bank 2026-07-03'], claimable: false, owner: 'treasury' }
        : { seen: [], claimable: true, owner: 'bank' },
    );
  });

  test('asks nothing for a second telling of a movement that is paired', () => {
    const movement = credit({ date: day('2026-07-03') });
    const again = credit({ date: day('2026-07-04'), bookedOn: movement.bookedOn });
    const books = [closed(movement, { fate: 'matched', bankLeg: 'agrees' }), old(again, 'already_seen')];
    expect(missing(rows(sale, books), 'missing_in_bank')).toMatchObject({ seen: [], claimable: true });
  });
});

describe('A payout that is missing at the bank', () => {
  const paid = (id: string, amount = 100_000): InWorkingSet => {
    const line = payment({
      ...PAYOUT,
      payoutId: id,
      providerId: id,
      merchantReference: `BOG01-${id}`,
      gross: pesos(amount),
      net: pesos(amount),
    });
    return carried(line, { orderLeg: 'agrees' });
  };
  const nobodys = (name: string): Sighting =>
    old(
      lump(pesos(100_000), {
        date: day('2026-07-03'),
        description: `TRANSFERENCIA ${name}`,
        file: `${name}aaaaaaaa`.slice(0, 12),
      }),
      'not_ours',
    );

  test('one movement of the amount, that looks like nobody’s, for the only such payout: asked first', () => {
    expect(missing(rows([paid('PAYOUT-1')], [nobodys('x1')]), 'missing_in_bank')).toMatchObject({
      seen: [],
      claimable: false,
      owner: 'treasury',
    });
  });

  test('two such movements, or two such payouts: shown, and claimed all the same', () => {
    expect(missing(rows([paid('PAYOUT-1')], [nobodys('x1'), nobodys('x2')]), 'missing_in_bank')).toMatchObject({
      claimable: true,
      owner: 'bank',
    });
    const two = rows([paid('PAYOUT-1'), paid('PAYOUT-2')], [nobodys('x1')]).filter(
      (one) => one.kind === 'missing_in_bank',
    );
    expect(two.map((one) => one.claimable)).toEqual([true, true]);
    expect(two[0]?.sameAmount).not.toEqual([]);
  });

  test('a movement that looks like the provider’s excuses one payout, the oldest, and not both', () => {
    const theirs = old(lump(pesos(100_000), { date: day('2026-07-03') }), 'superseded');
    const two = rows([paid('PAYOUT-1'), paid('PAYOUT-2')], [theirs]).filter((one) => one.kind === 'missing_in_bank');
    expect(two.map((one) => one.claimable).sort()).toEqual([false, true]);
  });

  test('one centavo off, or of before it was settled, is nothing seen', () => {
    const off = old(lump(pesos(100_000, 1), { date: day('2026-07-03') }), 'not_ours');
    const early = old(lump(pesos(100_000), { date: day('2026-06-30') }), 'not_ours');
    expect(missing(rows([paid('PAYOUT-1')], [off, early]), 'missing_in_bank')).toMatchObject({
      sameAmount: [],
      claimable: true,
    });
  });
});

describe('An order that no provider reports', () => {
  test.each<[string, FateRow['reason']]>([
    ['of another method', 'other_method'],
    ['replaced by a newer version', 'superseded'],
    ['of another environment', 'other_environment'],
  ])('asks first where a line of its reference is %s', (_, reason) => {
    const line = payment({ date: day('2026-07-02') });
    const row = missing(
      rows([carried(order(), { orderLeg: 'awaiting' })], [closed(line, { fate: 'out_of_scope', reason })]),
      'missing_in_settlement',
    );
    expect(row).toMatchObject({ seen: ['settlement 2026-07-02'], claimable: false, owner: 'treasury' });
  });

  test('and a payment without an order, of the same amount, ask of each other', () => {
    const list = rows([
      carried(order({ merchantReference: 'BOG01-1' }), { orderLeg: 'awaiting' }),
      carried(payment({ merchantReference: 'ZZ-9', providerId: 'P9' }), { orderLeg: 'awaiting', bankLeg: 'agrees' }),
    ]);
    expect(missing(list, 'missing_in_settlement')).toMatchObject({ seen: ['settlement 2026-07-01'], claimable: false });
    expect(missing(list, 'missing_in_erp')).toMatchObject({ seen: ['order 2026-07-01'], claimable: false });
  });
});

describe('An order whose reference another order had', () => {
  test('asks first about what was paid under its reference, and the renumbered one about what its amount has', () => {
    const five = order({ orderId: '5', merchantReference: 'BOG01-5', date: day('2026-07-01') });
    const again = { ...five, merchantReference: 'BOG01-55', date: day('2026-07-02') };
    const six = order({
      orderId: '6',
      merchantReference: 'BOG01-5',
      date: day('2026-07-02'),
      createdAt: at('2026-07-02 08:00'),
    });
    const paid = (change: Partial<SettlementLine>): SettlementLine =>
      payment({ merchantReference: 'BOG01-5', ...change });
    const before = paid({ date: day('2026-07-01'), paidAt: at('2026-07-01 12:00') });
    const after = paid({ date: day('2026-07-02'), paidAt: at('2026-07-02 12:00') });
    const asked = (line: SettlementLine): [unknown, unknown][] =>
      decide({ date: day('2026-07-08'), lines: [five, again, six, line] }).discrepancies.flatMap((one) =>
        one.kind === 'missing_in_settlement' ? [[one.merchantReference, [one.owner, one.seenElsewhere.length]]] : [],
      );
    expect(asked(before)).toEqual([['BOG01-5', ['treasury', 1]]]);
    expect(asked(after)).toEqual([['BOG01-55', ['treasury', 1]]]);
    // Another amount than the renumbered order lacks is no answer to it.
    const other = decide({
      date: day('2026-07-08'),
      lines: [five, again, { ...six, amount: pesos(30_000) }, { ...after, gross: pesos(30_000) }],
    });
    expect(other.discrepancies.find((one) => one.kind === 'missing_in_settlement')).toMatchObject({
      seenElsewhere: [],
      owner: 'provider',
    });
  });
});
