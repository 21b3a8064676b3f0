import type { DiscrepancyKind, Owner } from '../../../schemas/discrepancy.ts';
import type { FileRefusal } from '../../../schemas/files.ts';
import type { OrderStatus, RejectCode, SettlementStatus } from '../../../schemas/records.ts';
import type { Finding } from '../../../schemas/run.ts';

/** How one kind is told in one language. */
export interface KindWording {
  /** What is wrong, with both values: a sentence without its stop. */
  readonly reason: (finding: Finding) => string;
  /** What to do next: an instruction without who and without its stop. */
  readonly action: (finding: Finding) => string;
}

/** The fixed words of one language. */
export interface Words {
  readonly kinds: Readonly<Record<DiscrepancyKind, string>>;
  readonly owners: Readonly<Record<Owner, string>>;
  readonly refusals: Readonly<Record<FileRefusal, string>>;
  readonly rejects: Readonly<Record<RejectCode, string>>;
  readonly statuses: Readonly<Record<OrderStatus | SettlementStatus, string>>;
  readonly components: Readonly<Record<string, string>>;
}

/** The word for a code, or the code itself where a newer program wrote one that is not known here. */
export function wordFor(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}
