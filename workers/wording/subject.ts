import { KINDS } from '../../schemas/kinds/kinds.ts';
import type { Minor } from '../../schemas/values/money.ts';
import { absolute } from '../../schemas/values/money.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { listFact, textFact } from '../../schemas/outcome/facts.ts';
import { printable } from './format.ts';

/**
 * What a sentence is about, taken from the fields of a finding, else from its key (the layout of a key stands in
 * its kind).
 */

/** The source of the kinds about a file: the first part of their key. */
export function sourceOf(finding: Finding): string {
  return printable(finding.key[0] ?? finding.provider ?? '');
}

/** The date of the kinds about a file: the second part of their key. */
export function fileDateOf(finding: Finding): string {
  return printable(finding.key[1] ?? finding.firstSeen);
}

/** The file's name, where it is known. */
export function fileNameOf(finding: Finding): string | null {
  const name = textFact(finding, 'fileName');
  return name === null ? null : printable(name);
}

/** The line of a `row_rejected`: of the line named, else the second part of its key. */
export function lineOf(finding: Finding): string {
  const named = finding.lines[0];
  return named === undefined ? printable(finding.key[1] ?? '') : String(named.line);
}

/** The size of an amount whose direction the sentence tells by its words. */
export function sizeOf(amount: Minor | null): Minor | null {
  return amount === null ? null : absolute(amount);
}

/**
 * The net where it says something: against the bank or of a line, not where only order and payment are compared, nor
 * beside an equal gross.
 */
export function comparedNet(finding: Finding): Minor | null {
  const { kind, settlementNet, settlementGross, orderAmount, bankAmount } = finding;
  const ofOrder = orderAmount !== null && bankAmount === null && !KINDS[kind].comparesNet;
  return ofOrder || settlementNet === settlementGross ? null : settlementNet;
}

/** Whether several providers may have taken what a row misses, so that none of them can be asked for it yet. */
export function isNobodys(finding: Finding): boolean {
  return finding.provider === null && finding.parentId === null && !finding.claimable;
}

/** Whether the books hold what could be it: then the sentence says what is not paired, never that it is not there. */
export function isSeen(finding: Finding): boolean {
  return listFact(finding, 'seenAt').length > 0;
}
