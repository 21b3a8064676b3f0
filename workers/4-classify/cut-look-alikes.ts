import { addressKey } from '../../schemas/lines/records.ts';
import type { Finding, NamedLine } from '../../schemas/outcome/run.ts';
import { AddressMap } from '../3-match/address-map.ts';
import { CUT_LENGTH_MIN } from '../3-match/cut-references.ts';
import type { Case } from './case.ts';
import { asQuestion } from './seen-elsewhere.ts';
import { append } from '../../schemas/values/groups.ts';

/**
 * A movement whose reference is the beginning of a missing line's is named on that line's row, and here the line on the
 * row of the movement: the bank may have cut it. Neither says that the other is it.
 */
export function withCutLookAlikes(findings: readonly Finding[], c: Case): Finding[] {
  const absent = findings.filter(
    (one) => one.kind === 'missing_in_bank' && one.seenElsewhere.some((line) => line.leg === 'bank'),
  );
  if (absent.length === 0) return [...findings];
  const references = namedBy(c);
  const byCredit = new Map<string, NamedLine[]>();
  for (const finding of absent) {
    const reference = c.match.compare(finding.merchantReference ?? '');
    for (const seen of finding.seenElsewhere) {
      const key = addressKey(seen);
      if ((references.get(seen) ?? []).some((one) => isBeginning(one, reference)))
        append(byCredit, key, ...finding.lines.filter((line) => line.leg === 'settlement'));
    }
  }
  if (byCredit.size === 0) return [...findings];
  return findings.map((finding) => {
    if (finding.kind !== 'unidentified_bank_credit' && finding.kind !== 'unexplained_bank_debit') return finding;
    const lines = finding.lines.flatMap((line) => byCredit.get(addressKey(line)) ?? []);
    if (lines.length === 0) return finding;
    const seen = lines.map((line) => ({ ...line, broken: false }));
    return asQuestion(finding, seen, c);
  });
}

/** What the bank lines in the working set name, by address. */
function namedBy(c: Case): AddressMap<readonly string[]> {
  const references = new AddressMap<readonly string[]>();
  for (const { line, ix } of c.workingSet.lines)
    if (line.leg === 'bank') references.set(line, c.match.bankScopes.get(ix)?.references ?? []);
  return references;
}

function isBeginning(text: string, reference: string): boolean {
  return text.length >= CUT_LENGTH_MIN && text !== reference && reference.startsWith(text);
}
