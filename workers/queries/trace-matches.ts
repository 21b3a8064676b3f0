import { addressKey, compareAddress, type Leg, type LineAddress } from '../../schemas/lines/records.ts';
import type { FateRow, PayoutRow } from '../../schemas/outcome/run.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { matchId } from '../3-match/bank/group.ts';
import type { Known } from './trace-lines.ts';

/** Who else is part of the matches with the bank that some lines are part of: asked of the fates, run by run. */

/** A line that was found, in its present fate. */
interface Part {
  readonly row: LineAddress & { readonly leg: Leg };
  readonly fate: FateRow | null;
}

/**
 * The bank lines of the matches of lines and payouts, by address. The name of a match is made of its bank lines, so the
 * first run that has one of them has them all.
 */
export async function bankMembers(
  own: readonly Part[],
  payouts: readonly PayoutRow[],
  known: Known,
): Promise<LineAddress[]> {
  const since = firstOf([
    ...own.flatMap(({ row, fate }) => (fate === null || fate.bankMatch === null ? [] : [row.date])),
    ...payouts.flatMap((payout) => (payout.bankMatch === null ? [] : [...payout.cohorts, payout.settledOn])),
  ]);
  const parts = [...own.flatMap(({ fate }) => fate ?? []), ...payouts];
  const all = new Set(parts.flatMap((part) => part.bankMatch ?? []));
  const open = new Set([...all].filter((match) => !isWhole(match, own)));
  const found: LineAddress[] = [];
  for (const run of known.runs) {
    if (since === null || run.date < since) continue;
    if (open.size === 0) break;
    for (const member of await known.context.store.outcomes.members(run, 'bank', [...open])) {
      found.push(member);
      open.delete(member.bankMatch);
    }
  }
  return stillIn(all, found, known);
}

/**
 * The settlement lines of the matches of credits, by address. A payout that more lines joined later is matched again
 * under the same name, together with its credit: each run that has the credit in hand is asked.
 */
export async function settlementMembers(credits: readonly Part[], known: Known): Promise<LineAddress[]> {
  const all = new Set(credits.flatMap(({ fate }) => fate?.bankMatch ?? []));
  const since = firstOf(credits.map(({ row }) => row.date));
  const comesBack = new Set(
    credits.flatMap(({ fate }) => (fate?.entered === 'brought_back' ? (fate.bankMatch ?? []) : [])),
  );
  const open = new Set(all);
  const seen = new Set<string>();
  const found: LineAddress[] = [];
  for (const run of known.runs) {
    if (since === null || run.date < since) continue;
    if (open.size === 0) break;
    const { outcomes } = known.context.store;
    const inHand = new Set((await outcomes.members(run, 'bank', [...open])).map(({ bankMatch }) => bankMatch));
    found.push(...(await outcomes.members(run, 'settlement', [...open])));
    for (const match of open) {
      if (inHand.has(match)) seen.add(match);
      else if (seen.has(match) && !comesBack.has(match)) open.delete(match);
    }
  }
  return stillIn(all, found, known);
}

/**
 * Whether the lines in hand are all members of a match: its name is a hash of them. So it is of most sales that are
 * paid one by one, whose credit was found by its reference.
 */
function isWhole(match: string, own: readonly Part[]): boolean {
  const members = own.filter(({ fate }) => fate?.bankMatch === match);
  const of = (leg: Leg): string[] => members.filter(({ row }) => row.leg === leg).map(({ row }) => addressKey(row));
  return matchId(of('settlement'), of('bank')) === match;
}

function firstOf(dates: readonly PlainDate[]): PlainDate | null {
  return [...dates].sort()[0] ?? null;
}

/** Those that are in one of the matches now, by address. */
async function stillIn(
  matches: ReadonlySet<string>,
  found: readonly LineAddress[],
  { context, last }: Known,
): Promise<LineAddress[]> {
  const once = [...new Map(found.map((line) => [addressKey(line), line])).values()].sort(compareAddress);
  const fates = await context.store.history.presentFates(once, last);
  return once.filter((_, index) => matches.has(fates[index]?.bankMatch ?? ''));
}
