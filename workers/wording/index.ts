import type { Discrepancy, Finding } from '../../schemas/outcome/run.ts';
import type { DiscrepancyState } from '../../schemas/kinds/discrepancy.ts';
import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { flagFact, listFact, textFact } from '../../schemas/outcome/facts.ts';
import { formatList, printable, sentence, type Language } from './format.ts';
import type { CommonWording, KindTexts } from './kind-wording.ts';
import { KIND_WORDING, kindName } from './kinds/index.ts';
import { WORDS } from './words.ts';

export { WORDS };

const CLOSED: ReadonlySet<DiscrepancyState> = new Set(['resolved', 'written_off', 'auto_resolved']);

/** One sentence: what is wrong, with both values where they are known, and the kinds that this finding hid. */
export function reasonOf(language: Language, finding: Finding): string {
  const reason = textsOf(language, finding.kind).reason(finding, (kind) => kindName(language, kind));
  return sentence(language, [reason, ...commonClauses(language, finding)]);
}

function textsOf(language: Language, kind: DiscrepancyKind): KindTexts<DiscrepancyKind> {
  return KIND_WORDING[kind][language];
}

/** One sentence: who does what next. A closed discrepancy asks nothing of anybody. */
export function actionOf(language: Language, discrepancy: Finding & Partial<Pick<Discrepancy, 'state'>>): string {
  const { state } = discrepancy;
  const closed = state !== undefined && CLOSED.has(state);
  const { common } = WORDS[language];
  const asked = textsOf(language, discrepancy.kind).action(discrepancy);
  const what = closed ? common.closed : isQuestion(discrepancy) ? common.lookFirst : asked;
  const { owners, marks } = WORDS[language];
  return sentence(language, [`${owners[discrepancy.owner]}${marks.colon}${what}`]);
}

/** Whether the row asks us to look before anything is claimed, because the books may hold what it misses. */
function isQuestion(finding: Finding): boolean {
  return (
    flagFact(finding, 'askFirst') &&
    (listFact(finding, 'seenAt').length > 0 || listFact(finding, 'sameAmountAt').length > 0)
  );
}

function commonClauses(language: Language, finding: Finding): string[] {
  const { common } = WORDS[language];
  const clauses = explanationClauses(common, language, finding);
  const hider = textFact(finding, 'hiddenBy');
  if (hider !== null) clauses.push(common.hiddenBy(kindName(language, hider)));
  const seen = listFact(finding, 'seenAt');
  const sameAmount = listFact(finding, 'sameAmountAt');
  if (seen.length > 0) clauses.push(common.seenAt(formatList(language, seen.map(printable))));
  if (sameAmount.length > 0) clauses.push(common.sameAmountAt(formatList(language, sameAmount.map(printable))));
  const former = listFact(finding, 'formerReferences');
  if (former.length > 0) clauses.push(common.formerReferences(formatList(language, former.map(printable))));
  if (flagFact(finding, 'olderPayout')) clauses.push(common.olderPayout);
  if (flagFact(finding, 'beforeHistory')) clauses.push(common.beforeHistory);
  if (finding.hides.length > 0) {
    const names = [...new Set(finding.hides)].map((kind) => kindName(language, kind));
    clauses.push(common.hides(formatList(language, names)));
  }
  return clauses;
}

function explanationClauses(common: CommonWording, language: Language, finding: Finding): string[] {
  const references = listFact(finding, 'explanation');
  if (references.length > 0) return [common.explainedBy(formatList(language, references))];
  const state = textFact(finding, 'explanationState');
  if (state === 'several') return [common.severalExplanations];
  // A single transfer is made of one line: nothing else could explain it.
  return state === 'none' && finding.payoutId !== null ? [common.noExplanation] : [];
}
