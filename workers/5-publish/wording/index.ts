import type { Discrepancy, Finding } from '../../../schemas/run.ts';
import type { DiscrepancyKind, DiscrepancyState } from '../../../schemas/discrepancy.ts';
import { EN_KINDS } from './en.ts';
import { EN_WORDS } from './en-words.ts';
import { ES_KINDS } from './es.ts';
import { ES_WORDS } from './es-words.ts';
import { flagFact, listFact, textFact } from './facts.ts';
import { formatList, sentence, type Language } from './format.ts';
import type { KindWording, Words } from './kind-wording.ts';

/** What is said of any kind, beside what the kind itself says. */
interface CommonWording {
  readonly beforeHistory: string;
  readonly olderPayout: string;
  readonly explainedBy: (references: string) => string;
  readonly severalExplanations: string;
  readonly noExplanation: string;
  readonly hides: (kinds: string) => string;
  readonly closed: string;
}

const COMMON: Readonly<Record<Language, CommonWording>> = {
  en: {
    beforeHistory: 'data from before the go-live may explain it',
    olderPayout: 'the credit pays an older payout than one would think',
    explainedBy: (references) => `the difference is exactly that of ${references}`,
    severalExplanations: 'more than one set of lines would explain the difference, so none is named',
    noExplanation: 'no set of up to three lines explains the difference',
    hides: (kinds) => `on the same lines, and not listed apart: ${kinds}`,
    closed: 'nothing to do, it is closed',
  },
  es: {
    beforeHistory: 'datos anteriores a la puesta en marcha podrían explicarlo',
    olderPayout: 'el abono paga una liquidación más antigua de lo que parece',
    explainedBy: (references) => `la diferencia es exactamente la de ${references}`,
    severalExplanations: 'más de un grupo de líneas explicaría la diferencia, así que no se señala ninguno',
    noExplanation: 'ningún grupo de hasta tres líneas explica la diferencia',
    hides: (kinds) => `en las mismas líneas, sin fila aparte: ${kinds}`,
    closed: 'nada por hacer, está cerrado',
  },
};

const KINDS_OF: Readonly<Record<Language, Readonly<Record<DiscrepancyKind, KindWording>>>> = { en: EN_KINDS, es: ES_KINDS };

/** The fixed words of a language: names of kinds, owners, statuses. */
export const WORDS: Readonly<Record<Language, Words>> = { en: EN_WORDS, es: ES_WORDS };

const CLOSED: ReadonlySet<DiscrepancyState> = new Set(['resolved', 'written_off', 'auto_resolved']);

/** One sentence: what is wrong, with both values where they are known, and the kinds that this finding hid. */
export function reasonOf(language: Language, finding: Finding): string {
  return sentence([KINDS_OF[language][finding.kind].reason(finding), ...commonClauses(language, finding)]);
}

/** One sentence: who does what next. A closed discrepancy asks nothing of anybody. */
export function actionOf(language: Language, discrepancy: Finding & Partial<Pick<Discrepancy, 'state'>>): string {
  const { state } = discrepancy;
  const closed = state !== undefined && CLOSED.has(state);
  const what = closed ? COMMON[language].closed : KINDS_OF[language][discrepancy.kind].action(discrepancy);
  return sentence([`${WORDS[language].owners[discrepancy.owner]}: ${what}`]);
}

function commonClauses(language: Language, finding: Finding): string[] {
  const common = COMMON[language];
  const clauses = explanationClauses(common, language, finding);
  if (flagFact(finding, 'olderPayout')) clauses.push(common.olderPayout);
  if (flagFact(finding, 'beforeHistory')) clauses.push(common.beforeHistory);
  if (finding.hides.length > 0) {
    const names = [...new Set(finding.hides)].map((kind) => WORDS[language].kinds[kind]);
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
