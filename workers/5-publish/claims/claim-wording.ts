import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { ClaimedKind } from '../../../schemas/kinds/kinds.ts';

/** The languages in which one writes to a provider. */
export const CLAIM_LANGUAGES = ['en', 'es'] as const;
export type ClaimLanguage = (typeof CLAIM_LANGUAGES)[number];

/** The texts of one language. */
export interface ClaimWording {
  /** What is claimed, as a subject line and as the first sentence, and what the provider is asked to do. */
  readonly kinds: Readonly<
    Record<ClaimedKind, { readonly title: string; readonly says: string; readonly asks: string }>
  >;
  readonly subject: (tenant: string, title: string, count: string, asOf: PlainDate) => string;
  readonly greeting: (provider: string) => string;
  readonly total: string;
  readonly more: (count: string, file: string) => string;
  readonly attached: (file: string) => string;
  readonly regards: string;
  readonly parts: {
    readonly reference: string;
    readonly transaction: string;
    readonly cus: string;
    readonly payout: string;
    readonly paidOn: string;
    readonly settledOn: string;
    readonly dueOn: string;
    readonly arrivedOn: string;
  };
}
