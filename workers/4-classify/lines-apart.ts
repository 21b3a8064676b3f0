import { discrepancyId } from '../../schemas/kinds/discrepancy.ts';
import { KEY_NAMES } from '../../schemas/kinds/keys.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import { addressKey } from '../../schemas/lines/records.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import type { Case } from './case.ts';
import type { Draft } from './draft.ts';
import { askFormer, type Asking } from './questions.ts';

/** How the parts of a transaction's key are counted: source, id, type, sign. */
const TRANSACTION_KEY_PARTS = 4;

/**
 * Tells drafts of one key apart. Several transactions may share an id (an authorisation number that is used again,
 * refunds under their payment's id): the one whose finding was first keeps the bare key, another adds its reference,
 * and of refunds under one reference its payout. Lines without an id may say exactly the same: the second, in the order
 * in which they came, adds a number. One reference in two currencies in both comparisons is one row all the same.
 */
export function* withLinesApart(drafts: readonly Draft[], c: Pick<Case, 'workingSet' | 'match'>): Asking<Draft[]> {
  const known = new Map([...c.workingSet.decided, ...c.workingSet.priorDiscrepancies].map((one) => [one.id, one]));
  const idOf = ({ kind, key }: Draft): string => discrepancyId(c.workingSet.config.tenant, kind, key);
  const asked = drafts.filter((draft) => draft.kind !== 'currency_mismatch' && isOfTransaction(draft)).map(idOf);
  const former = yield* askFormer([...new Set(asked)].filter((id) => !known.has(id)));
  const lastState = (draft: Draft): Discrepancy | null => {
    const id = idOf(draft);
    return known.get(id) ?? former.get(id)?.last ?? null;
  };
  const holders = new Map<string, Draft>();
  const seen = new Map<string, number>();
  return drafts.map((draft) => {
    if (KINDS[draft.kind].isAcrossCurrencies) return draft;
    const own = isOfTransaction(draft) ? ownTransaction(draft, holders, lastState, c.match.compare) : draft;
    const name = nameOf(own);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? own : { ...own, key: [...own.key, String(count)] };
  });
}

function nameOf(draft: Draft): string {
  return JSON.stringify([draft.kind, ...draft.key]);
}

function isOfTransaction(draft: Draft): boolean {
  return (
    KEY_NAMES[KINDS[draft.kind].key] === 'transaction' &&
    draft.key.length === TRANSACTION_KEY_PARTS &&
    draft.lines.length > 0
  );
}

function ownTransaction(
  draft: Draft,
  holders: Map<string, Draft>,
  lastState: (draft: Draft) => Discrepancy | null,
  compare: (reference: string) => string,
): Draft {
  const name = nameOf(draft);
  const holder = lastState(draft) ?? holders.get(name) ?? null;
  const further = holder === null ? null : furtherPart(holder, draft, compare);
  if (further === null) {
    holders.set(name, draft);
    return draft;
  }
  return { ...draft, key: [...draft.key, further] };
}

type Holder = Pick<Draft, 'merchantReference' | 'payoutId' | 'lines'>;

/** What tells the transaction of a draft from the one that holds its key; null where they are one. */
function furtherPart(holder: Holder, draft: Draft, compare: (reference: string) => string): string | null {
  const held = new Set(holder.lines.map(addressKey));
  if (draft.lines.some((line) => line.leg === 'settlement' && held.has(addressKey(line)))) return null;
  const [one, other] = [compare(holder.merchantReference ?? ''), compare(draft.merchantReference ?? '')];
  if (one !== '' && other !== '' && one !== other) return other;
  if (draft.key[2] !== 'refund') return null;
  const [payout, own] = [holder.payoutId ?? '', draft.payoutId ?? ''];
  return payout !== '' && own !== '' && payout !== own ? own : null;
}
