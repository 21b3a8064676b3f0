import { OPEN_STATES } from '../../schemas/kinds/discrepancy.ts';
import { DISCREPANCY_KINDS, KINDS } from '../../schemas/kinds/kinds.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { addDays } from '../../schemas/values/dates.ts';
import { minor } from '../../schemas/values/money.ts';
import { commitRunOf, day, discrepancy, fate, payout } from './records.ts';

/** A fortnight of a big chain, made up: very many open rows of every kind, store, provider, size and age. */

const DAYS = 14;
const STORES = 90;
const PROVIDERS = ['dlocal', 'wompi', 'mercadopago'] as const;
const ACTIONS = DISCREPANCY_KINDS.filter((kind) => KINDS[kind].class === 'action');

/** Its last date. */
export const LAST_DAY = day(DAYS);
/** A store of it: that of the person of the kit who sees one store alone. */
export const STORE = 'BOG02';

/** Any number below `below`, always the same of the same index. */
const drawn = (index: number, below: number): number => ((index * 2_654_435_761) % 4_294_967_296) % below;

function rowOf(index: number): Discrepancy {
  const kind = ACTIONS[index % ACTIONS.length] ?? 'amount_mismatch';
  const store = drawn(index, STORES + 5);
  const seen = day(1 + drawn(index, DAYS));
  const name = store === 1 ? STORE : `S${String(store + 1).padStart(2, '0')}`;
  const amount = minor(10_000 + drawn(index, 9_000_000_00));
  const paid = drawn(index, 7) === 0 ? null : minor(Math.trunc(amount / 2));
  return discrepancy(`${name}-20260701-${String(index).padStart(6, '0')}`, {
    kind,
    store: store < STORES ? name : null,
    provider: PROVIDERS[index % PROVIDERS.length] ?? null,
    providerId: `T${String(index)}`,
    state: OPEN_STATES[index % 5 === 0 ? 1 : 0],
    firstSeen: seen,
    orderAmount: amount,
    settlementGross: amount,
    bankAmount: paid,
    difference: paid === null ? null : minor(paid - amount),
    moneyAtRisk: paid === null ? amount : minor(amount - paid),
    direction: index % 4 === 0 ? 'owed_by_us' : 'owed_to_us',
    paidOn: seen,
    settledOn: addDays(seen, 1),
    dueOn: addDays(seen, 3),
  });
}

/** Commits the fortnight with so many rows open on its last date. */
export async function commitFortnight(store: Pick<Store, 'leases' | 'runs'>, rows: number): Promise<void> {
  const all = Array.from({ length: rows }, (_, index) => rowOf(index)).sort((a, b) => (a.id < b.id ? -1 : 1));
  for (let n = 1; n <= DAYS; n += 1) {
    const date = day(n);
    const payouts = Array.from({ length: 5 }, (_, index) => payout(`P-${String(n)}-${String(index)}`));
    await commitRunOf(store, date, {
      discrepancies: n === DAYS ? all : [],
      payouts,
      fates: Array.from({ length: 10 }, (_, index) => fate(date, index)),
    });
  }
}
