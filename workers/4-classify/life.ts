import { addressKey, compareAddress } from '../../schemas/records.ts';
import { factsHash } from '../../schemas/discrepancy-facts.ts';
import { DISCREPANCY_KINDS, KINDS, type DiscrepancyState } from '../../schemas/discrepancy.ts';
import type { PlainDate } from '../../schemas/dates.ts';
import type { Discrepancy, Finding } from '../../schemas/run.ts';
import { AddressMap } from '../3-match/address-map.ts';
import type { Case } from './case.ts';

/** What earlier runs know of a discrepancy. */
export interface History {
  /** The first date whose run holds it; null where none does. */
  firstSeen(id: string): PlainDate | null;
  /** How it stood when a run last held it. */
  lastState(id: string): Discrepancy | null;
}

const isStanding = (state: DiscrepancyState): boolean => state === 'open' || state === 'acknowledged';

/**
 * What stands at the close of the run: what the rules found now, and every finding of the run before that nothing of this
 * run re-examined: it leaves only because a fact closes it, never because its line was not carried.
 */
export function standingFindings(fresh: readonly Finding[], c: Case): Finding[] {
  const now = new Set(fresh.map((one) => one.id));
  if (c.hand.standing.length === 0) return [...fresh];
  const examined = examination(c);
  const kept = c.hand.standing.filter(
    (one) => isStanding(one.state) && !now.has(one.id) && one.kind !== 'source_suspect' && !examined(one),
  );
  return [...fresh, ...kept];
}

/** Tells whether this run looked again at what a finding of the run before is about. */
function examination(c: Case): (finding: Finding) => boolean {
  const inHand = new AddressMap<Case['hand']['lines'][number]>();
  for (const held of c.hand.lines) inHand.set(held.line, held);
  const feeKeys = new Set(
    c.hand.lines
      .filter((held) => held.entered === 'new' && held.line.leg === 'settlement')
      .map((held) => `${held.line.source}|${payoutOf(held.line)}`),
  );
  return (finding) => {
    const lines = finding.lines.map((line) => inHand.get(line));
    switch (finding.kind) {
      case 'source_missing':
      case 'source_rejected':
      case 'source_revised':
      case 'source_suspect':
      case 'statement_gap':
      case 'row_rejected':
        return false;
      case 'fee_mismatch':
        return feeKeys.has(`${finding.key[0] ?? ''}|${finding.key[1] ?? ''}`);
      case 'net_mismatch':
      case 'unexplained_adjustment':
      case 'stale_pending':
        return lines.some((held) => held !== undefined && held.entered !== 'carried');
      case 'test_transaction':
      case 'conflicting_settlement_line':
      case 'duplicate_settlement_line':
      case 'duplicate_order':
      case 'duplicate_bank_credit':
        return lines.length > 0 && lines.every((held) => held !== undefined);
      default:
        return KINDS[finding.kind].stage === 'settlement_bank' || lines.some((held) => held !== undefined && isExamined(held.ix, c));
    }
  };
}

function isExamined(ix: number, c: Case): boolean {
  // A version that an update superseded, or a row that a newer one replaced, is examined through its successor.
  return c.match.compared.has(ix) || c.match.outOfScope.has(ix);
}

function payoutOf(line: Case['hand']['lines'][number]['line']): string {
  return line.leg === 'settlement' ? (line.payoutId ?? `${line.source} ${line.date}`) : '';
}

/** A finding that names thousands of lines stores so many of them; the count stands in its facts. */
const NAMED_LINES_MAX = 200;

/**
 * The life of every discrepancy over the run: opened, changed, closed by the facts, opened again, or noted. A notice that
 * was noted before with the same facts says nothing new and is left out.
 */
export function discrepanciesOf(findings: readonly Finding[], c: Case, history: History): Discrepancy[] {
  const before = new Map(c.hand.standing.map((one) => [one.id, one]));
  const now = new Set(findings.map((one) => one.id));
  const inHand = new AddressMap<true>();
  if (before.size > 0) for (const held of c.hand.lines) inHand.set(held.line, true);
  const current = findings.flatMap((one) => {
    const former = before.get(one.id) ?? null;
    return living(shortened(withFormerHides(withClosedLines(one, former, inHand), former, c)), former, history, c.hand.date);
  });
  const closed = c.hand.standing
    .filter((one) => isStanding(one.state) && !now.has(one.id))
    .map((one): Discrepancy => ({ ...one, state: 'auto_resolved', event: 'auto_resolved' }));
  return [...current, ...closed];
}

function living(finding: Finding, before: Discrepancy | null, history: History, date: PlainDate): Discrepancy[] {
  const last = before ?? history.lastState(finding.id);
  const firstSeen = last?.firstSeen ?? history.firstSeen(finding.id) ?? date;
  const one = { ...finding, firstSeen };
  const same = last !== null && factsHash(last) === factsHash(one);
  const note = last?.note ?? '';
  if (finding.class === 'notice') {
    if (same) return [];
    return [{ ...one, state: 'noted', event: last === null ? 'noted' : 'changed', note }];
  }
  if (last === null) return [{ ...one, state: 'open', event: 'opened', note }];
  if (isStanding(last.state) && before !== null) return [{ ...one, state: last.state, event: same ? null : 'changed', note }];
  // Decided by a person: it stays closed until its facts change.
  if ((last.state === 'resolved' || last.state === 'written_off') && same) return [{ ...one, state: last.state, event: null, note }];
  return [{ ...one, state: 'open', event: 'reopened', note }];
}

/**
 * Lines that a finding names without breaking them (the rest of a payout) are closed and not in hand on the next date. They
 * stay in its evidence: that a line is closed is no fact of the finding.
 */
function withClosedLines(finding: Finding, former: Discrepancy | null, inHand: AddressMap<true>): Finding {
  if (former === null) return finding;
  const named = new Set(finding.lines.map(addressKey));
  const closed = former.lines.filter((line) => !line.broken && !inHand.has(line) && !named.has(addressKey(line)));
  return closed.length === 0 ? finding : { ...finding, lines: [...finding.lines, ...closed] };
}

/** What a finding of the bank hides in a sale that this run did not compare again, it still hides. */
function withFormerHides(finding: Finding, former: Discrepancy | null, c: Case): Finding {
  if (former === null || former.hides.length === 0 || c.match.verdicts.some((verdict) => speaksOf(verdict, finding))) return finding;
  const hides = DISCREPANCY_KINDS.filter((kind) => finding.hides.includes(kind) || former.hides.includes(kind));
  return { ...finding, hides };
}

function speaksOf(verdict: Case['match']['verdicts'][number], finding: Finding): boolean {
  const compared = [...verdict.orders, ...verdict.payments, ...verdict.refunds, ...verdict.chargebacks];
  return compared.some(({ line }) => finding.lines.some((named) => compareAddress(named, line) === 0));
}

function shortened(finding: Finding): Finding {
  if (finding.lines.length <= NAMED_LINES_MAX) return finding;
  const broken = finding.lines.filter((line) => line.broken);
  const lines = [...broken, ...finding.lines.filter((line) => !line.broken)].slice(0, NAMED_LINES_MAX);
  return { ...finding, lines, facts: { ...finding.facts, lineCount: finding.lines.length } };
}
