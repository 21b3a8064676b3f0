import type { Language } from '../values/language.ts';
import type { Owner } from '../kinds/kind.ts';
import type { Secret } from '../values/secret.ts';

/** Where the worker tells people of a run, and what it tells them there. */
export interface NotifyConfig {
  readonly id: string;
  readonly to: Destination;
  readonly language: Language;
  /** One message per run: the day's answer and what is new. */
  readonly digest: boolean;
  /** One message per action of high severity that a run opens, reopens or raises to it. */
  readonly actions: boolean;
  /** What is to be done, to who has it: by mail to themselves, in a chat to all. */
  readonly reminders: boolean;
  /** Whose actions; null: everybody's. A digest is of the whole run. */
  readonly owners: readonly Owner[] | null;
  /** Of one run: a night on which everything breaks must not bury a phone. The digest counts the rest. */
  readonly actionsMax: number;
}

/** How a message is brought. A URL is a secret: whoever knows it can write there. */
export type Destination =
  | { readonly kind: 'email'; readonly smtp: Secret; readonly from: string; readonly recipients: readonly string[] }
  | { readonly kind: 'webhook'; readonly url: Secret; readonly secret: Secret }
  | { readonly kind: 'slack'; readonly url: Secret }
  | { readonly kind: 'dingtalk'; readonly url: Secret; readonly secret: Secret | null }
  | { readonly kind: 'wecom'; readonly url: Secret };

export const DESTINATIONS = [
  'email',
  'webhook',
  'slack',
  'dingtalk',
  'wecom',
] as const satisfies readonly Destination['kind'][];
