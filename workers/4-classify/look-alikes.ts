import { addressKey, type Line } from '../../schemas/lines/records.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import type { Case } from './case.ts';
import { named } from './draft.ts';
import { asQuestion } from './seen-elsewhere.ts';
import { append } from '../../schemas/values/groups.ts';

/**
 * References that fold alike and are not the same stay apart, and each row of one names the lines of the others: a
 * question to ourselves, whichever of them is right. What was asked once is no claim later, when the other line has
 * left the working set.
 */
export function withLookAlikes(findings: readonly Finding[], c: Case): Finding[] {
  const { apart, fold } = c.match.references;
  if (apart.size === 0) return [...findings];
  const alike = new Map<string, Exclude<Line, { leg: 'bank' }>[]>();
  for (const { ix, line } of c.workingSet.lines) {
    // A row that a file tells again says nothing that the first did not.
    if (line.leg === 'bank' || c.match.outOfScope.get(ix) === 'already_seen') continue;
    const folded = fold(line.merchantReference);
    if (apart.has(folded)) append(alike, folded, line);
  }
  return findings.map((finding) => {
    const reference = finding.merchantReference;
    const own = reference === null ? '' : c.match.compare(reference);
    const others = (reference === null ? undefined : alike.get(fold(reference)))?.filter(
      (line) => c.match.compare(line.merchantReference) !== own,
    );
    if (others === undefined || others.length === 0) return finding;
    const known = new Set(finding.seenElsewhere.map(addressKey));
    const added = others.map((line) => named(line, false)).filter((line) => !known.has(addressKey(line)));
    return asQuestion(finding, [...finding.seenElsewhere, ...added], c);
  });
}
