import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { subtract, type Minor } from '../../schemas/values/money.ts';
import { addressKey, type BankLine, type OutOfScopeReason } from '../../schemas/lines/records.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import type { Case } from './case.ts';
import { movementOf } from './candidate-lines.ts';
import { named } from './draft.ts';
import { type Asking, askSightings } from './questions.ts';
import { asQuestion } from './seen-elsewhere.ts';

interface Movement {
  readonly line: BankLine;
  readonly reason: OutOfScopeReason | null;
}

/**
 * Before a difference is claimed, what the bank told of the payout before is looked at: a credit of exactly what is
 * expected, in a row that a newer statement replaced, says that one of the two is the bank's error.
 */
export function* withReplacedCredits(findings: readonly Finding[], c: Case): Asking<Finding[]> {
  const asked = findings.flatMap((finding) => {
    const expected = expectedOf(finding);
    return expected === null ? [] : [{ finding, expected, key: `${finding.currency ?? ''}${String(expected)}` }];
  });
  if (asked.length === 0) return [...findings];
  const found = yield* askSightings(
    asked.map(({ key }) => ({ leg: 'bank', key: { kind: 'bank_amount', value: normaliseKey(key) } })),
  );
  const movements = new Map<string, Movement>();
  for (const { line, fate } of found)
    if (line.leg === 'bank') movements.set(addressKey(line), { line, reason: fate.reason });
  for (const { ix, line } of c.workingSet.lines)
    if (line.leg === 'bank') movements.set(addressKey(line), { line, reason: c.match.outOfScope.get(ix) ?? null });
  const counting = new Set(
    [...movements.values()].flatMap(({ line, reason }) => (reason === null ? [movementOf(line)] : [])),
  );
  const gone = new Set<number>(
    [...movements.values()].flatMap(({ line, reason }) => (reason === 'superseded' ? [line.amount] : [])),
  );
  if (gone.size > 0)
    for (const credit of c.workingSet.plain.credits((amount) => gone.has(amount))) counting.add(movementOf(credit));
  const replaced = [...movements.values()].flatMap(({ line, reason }) =>
    reason === 'superseded' && !counting.has(movementOf(line)) ? [line] : [],
  );
  const seen = new Map(
    asked.map(({ finding, expected }) => [finding.id, replaced.filter((line) => isOf(line, finding, expected))]),
  );
  return findings.map((finding) => {
    const lines = seen.get(finding.id) ?? [];
    if (lines.length === 0) return finding;
    const places = lines.map((line) => named(line, false));
    return { ...asQuestion(finding, places, c), owner: 'treasury' };
  });
}

/** What the bank should have booked, of a difference that may be claimed. */
function expectedOf({ kind, direction, seenElsewhere, bankAmount, difference }: Finding): Minor | null {
  const asks = kind === 'payout_mismatch' && direction === 'owed_to_us' && seenElsewhere.length === 0;
  return asks && bankAmount !== null && difference !== null ? subtract(bankAmount, difference) : null;
}

function isOf(line: BankLine, { currency, settledOn, lines }: Finding, expected: Minor): boolean {
  const own = new Set(lines.map(addressKey));
  return (
    line.amount === expected &&
    line.currency === currency &&
    line.bookedOn >= (settledOn ?? '') &&
    !own.has(addressKey(line))
  );
}
