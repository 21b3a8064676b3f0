import { addressKey } from '../../schemas/lines/records.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/**
 * A finding keeps the id that it had when its date was run under other rules, which may have made ids of other keys:
 * what people decided of it is known by that id. It is the same one where kind and lines are the same and of no other.
 *
 * @param former what the date held under other rules; nothing where it was run under these alone
 */
export function withFormerIds(fresh: readonly Finding[], former: readonly Finding[]): Finding[] {
  if (former.length === 0) return [...fresh];
  const known = new Set(fresh.map((one) => one.id));
  const [now, then] = [groupBy(fresh, causeOf), groupBy(former, causeOf)];
  return fresh.map((one) => {
    const [same, another] = then.get(causeOf(one)) ?? [];
    const isAlone = another === undefined && now.get(causeOf(one))?.length === 1;
    if (same === undefined || !isAlone || known.has(same.id)) return one;
    return { ...one, id: same.id, key: same.key };
  });
}

/** Kind and lines: those that it breaks, or all where it breaks none. */
function causeOf({ kind, lines }: Finding): string {
  const broken = lines.filter((line) => line.broken);
  return [kind, ...(broken.length === 0 ? lines : broken).map(addressKey).sort()].join(' ');
}
