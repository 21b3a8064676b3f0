import type { Owner } from '../../schemas/kinds/kind.ts';
import type { ClaimedKind, DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import type { FileRefusal } from '../../schemas/lines/files.ts';
import type { OrderStatus, RejectCode, RejectHint, SettlementStatus } from '../../schemas/lines/records.ts';
import type { FindingOf } from '../../schemas/outcome/facts.ts';
import type { ClaimLanguage, Language } from '../../schemas/values/language.ts';

/** How one kind is told in one language. Every fact may lack: the sentence is then shorter, never wrong. */
export interface KindTexts<Kind extends DiscrepancyKind> {
  readonly name: string;
  /**
   * What is wrong, with both values: a sentence without its stop.
   *
   * @param nameOf the name of another kind
   */
  reason(finding: FindingOf<Kind>, nameOf: (kind: string) => string): string;
  /** What to do next: an instruction without who and without its stop. */
  action(finding: FindingOf<Kind>): string;
}

/** What is claimed, as a subject line and as the first sentence, and what the provider is asked to do. */
export interface ClaimTexts {
  readonly title: string;
  readonly says: string;
  readonly asks: string;
}

/** The words of one kind: its sentences in each language, and of what a provider can answer the letter to it. */
export type KindWording<Kind extends DiscrepancyKind> = Readonly<Record<Language, KindTexts<Kind>>> &
  (Kind extends ClaimedKind ? { readonly claim: Readonly<Record<ClaimLanguage, ClaimTexts>> } : unknown);

/** How one language writes numbers, lists and clauses. Not taken from the host's locale. */
export interface Marks {
  readonly thousands: string;
  readonly decimal: string;
  /** Between the items of a list, and before its last. */
  readonly comma: string;
  readonly and: string;
  /** Ends a list that was cut. */
  readonly more: (count: string) => string;
  /** Between the clauses of a sentence, and at its end. */
  readonly clause: string;
  readonly stop: string;
  /** Between who and what. */
  readonly colon: string;
  readonly brackets: readonly [open: string, close: string];
  /** After a rate. */
  readonly percent: string;
  /** Around these marks stands no space; null where the language's words are told apart by spaces. */
  readonly tight: RegExp | null;
}

/** What is said of any kind, beside what the kind itself says. */
export interface CommonWording {
  readonly beforeHistory: string;
  readonly olderPayout: string;
  readonly explainedBy: (references: string) => string;
  readonly severalExplanations: string;
  readonly noExplanation: string;
  readonly hides: (kinds: string) => string;
  readonly hiddenBy: (kind: string) => string;
  /** What the books hold that could be it, by file and line. */
  readonly seenAt: (places: string) => string;
  readonly sameAmountAt: (places: string) => string;
  readonly formerReferences: (references: string) => string;
  /** What to do about a row that the books in the working set may answer. */
  readonly lookFirst: string;
  readonly closed: string;
}

/** The fixed words of one language. */
export interface Words {
  readonly marks: Marks;
  readonly common: CommonWording;
  readonly owners: Readonly<Record<Owner, string>>;
  readonly refusals: Readonly<Record<FileRefusal, string>>;
  readonly rejects: Readonly<Record<RejectCode, string>>;
  readonly rejectHints: Readonly<Record<RejectHint, string>>;
  readonly statuses: Readonly<Record<OrderStatus | SettlementStatus, string>>;
  readonly components: Readonly<Record<string, string>>;
}

/** The word for a code, or the code itself where a newer program wrote one that is not known here. */
export function wordFor(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}
