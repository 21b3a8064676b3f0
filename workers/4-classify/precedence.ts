import { KIND_RANK, KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { addressKey, compareText } from '../../schemas/lines/records.ts';
import type { Finding, NamedLine } from '../../schemas/outcome/run.ts';
import { textFact } from '../../schemas/outcome/facts.ts';
import { withoutRepeats } from './draft.ts';

/**
 * One cause, one row: a finding is dropped, and named in the other's reason, when any of its lines is already in a
 * finding of the same comparison and class that stands higher in the list. What it named goes with it, so that no line
 * it broke is lost. Notices never hide actions; kinds of no comparison hide nothing and are hidden by nothing. What is
 * hidden comes last, under the one that hides it: it breaks nothing and counts in no sum, but is not closed.
 */
export function onePerCause(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  const hidden: { finding: Finding; holder: number }[] = [];
  const holders = new Map<string, number>();
  const sorted = onePerIdentity(findings.map(unhidden)).sort(
    (a, b) => KIND_RANK[a.kind] - KIND_RANK[b.kind] || compareText(a.id, b.id),
  );
  for (const finding of sorted) {
    const { comparison, givesWayTo } = KINDS[finding.kind];
    if (comparison === 'none') {
      kept.push(finding);
      continue;
    }
    const scope = `${comparison}|${finding.class}`;
    const holding = finding.lines.flatMap(
      (line) =>
        holders.get(`${scope}|${addressKey(line)}`) ??
        ofItsOrder(givesWayTo, kept, holders.get(`${comparison}|action|${addressKey(line)}`)),
    );
    // Of several the highest, wherever its line stands.
    const holder = holding.length === 0 ? undefined : Math.min(...holding);
    const higher = holder === undefined ? undefined : kept[holder];
    if (
      holder !== undefined &&
      higher !== undefined &&
      higher.kind !== finding.kind &&
      givesWay(finding, (line) => holders.has(`${scope}|${addressKey(line)}`) || givesWayTo !== undefined)
    ) {
      kept[holder] = absorb(higher, finding);
      hidden.push({ finding, holder });
      continue;
    }
    kept.push(finding);
    for (const line of finding.lines) {
      const key = `${scope}|${addressKey(line)}`;
      if (!holders.has(key)) holders.set(key, kept.length - 1);
    }
  }
  return [...kept, ...hidden.map(({ finding, holder }) => hiddenUnder(finding, kept[holder]))];
}

function hiddenUnder(finding: Finding, holder: Finding | undefined): Finding {
  return holder === undefined
    ? finding
    : { ...finding, parentId: holder.id, facts: { ...finding.facts, hiddenBy: holder.kind } };
}

/** Whether another row of the same lines speaks for this one. */
export function isHidden(finding: Finding): boolean {
  return textFact(finding, 'hiddenBy') !== null;
}

/** A row as it stands by itself. */
export function unhidden(finding: Finding): Finding {
  if (!isHidden(finding)) return finding;
  const { hiddenBy: _, ...facts } = finding.facts;
  return { ...finding, parentId: null, facts };
}

/** What is said of a pending line as the payment of an order says it of the line too, whatever the class of the row. */
function ofItsOrder(givesWayTo: string | undefined, kept: readonly Finding[], holder: number | undefined): number | [] {
  if (holder === undefined || givesWayTo === undefined) return [];
  return kept[holder]?.kind === givesWayTo ? holder : [];
}

/** One reference can be in two currencies in both comparisons: one identity is one row, with the lines of both. */
function onePerIdentity(findings: readonly Finding[]): Finding[] {
  const byId = new Map<string, Finding>();
  for (const finding of findings) {
    const first = byId.get(finding.id);
    byId.set(finding.id, first ? { ...first, lines: withoutRepeats([...first.lines, ...finding.lines]) } : finding);
  }
  return [...byId.values()];
}

/** The lines of the finding above keep what it says; the dropped one's are broken by it where it breaks at all. */
function absorb(higher: Finding, dropped: Finding): Finding {
  const { breaks } = KINDS[higher.kind];
  const taken = KINDS[dropped.kind].breaks
    ? dropped.lines.map((line) => ({ ...line, broken: line.broken && breaks }))
    : [];
  const hides: DiscrepancyKind[] = [...new Set([...higher.hides, ...dropped.hides, dropped.kind])].sort(
    (a, b) => KIND_RANK[a] - KIND_RANK[b],
  );
  return { ...higher, lines: withoutRepeats([...higher.lines, ...taken]), hides };
}

/**
 * Whether a finding gives way to another that holds some of its lines. A row that speaks for many sales at once gives
 * way only where nothing is left of it, or one broken sale would hide the fees of a whole payout.
 */
function givesWay(finding: Finding, held: (line: NamedLine) => boolean): boolean {
  return KINDS[finding.kind].givesWay === 'whole' ? finding.lines.every(held) : finding.lines.some(held);
}
