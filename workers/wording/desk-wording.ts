import type { DeskEvent } from '../../schemas/kinds/discrepancy.ts';
import type { DecisionEvent } from '../../schemas/outcome/decision.ts';
import type { Age } from '../queries/open-list.ts';
import type { CandidateHow } from '../queries/candidate-sets.ts';
import type { OpenSort } from '../queries/open-order.ts';
import type { DeskActionTexts } from './desk-actions-wording.ts';

/** Why the desk did not do what it was asked; each with what to do now. */
export const REFUSALS = [
  'not_found',
  'forbidden',
  'unreadable',
  'too_large',
  'too_many',
  'busy',
  'expired',
  'foreign_host',
  'nothing_run',
  'defect',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Why a decision was not taken, in the words of who takes it. */
export const DECISION_REFUSALS = [
  'stale',
  'not_possible',
  'note_missing',
  'note_too_long',
  'unknown',
  'nothing_chosen',
  'other_count',
  'waiting',
  'needs_second',
  'not_allowed',
  'own_proposal',
  'no_proposal',
  'lapsed',
] as const;
export type DecisionRefusal = (typeof DECISION_REFUSALS)[number];

/** Why a decision by hand was not taken, in the words of who takes it. */
export const HAND_REFUSALS = [
  'lines_unknown',
  'lines_unfit',
  'difference',
  'unknown',
  'undone',
  'taken_before',
  'note_missing',
  'note_too_long',
  'not_allowed',
  'needs_second',
] as const;
export type HandRefusal = (typeof HAND_REFUSALS)[number];

/** Everything that the desk says beside the report's words and the sentences of the kinds. One object a language. */
export interface DeskTexts extends DeskActionTexts {
  readonly nav: Readonly<
    Record<
      'today' | 'queue' | 'dates' | 'payouts' | 'stores' | 'providers' | 'people' | 'signOut' | 'menu' | 'language',
      string
    >
  >;
  readonly signIn: Readonly<
    Record<
      | 'inviteTitle'
      | 'invitation'
      | 'newPassword'
      | 'passwordHint'
      | 'setPassword'
      | 'inviteRefused'
      | 'haveInvitation'
      | 'codeNeeded'
      | 'title'
      | 'email'
      | 'password'
      | 'code'
      | 'codeHint'
      | 'enter'
      | 'refused'
      | 'ended'
      | 'oidc'
      | 'oidcRefused'
      | 'oidcAway',
      string
    >
  >;
  readonly today: Readonly<
    Record<
      | 'title'
      | 'isHere'
      | 'due'
      | 'arrived'
      | 'overdue'
      | 'unjudged'
      | 'open'
      | 'first'
      | 'nothingFirst'
      | 'all'
      | 'since'
      | 'owes'
      | 'owesNote'
      | 'age'
      | 'files'
      | 'report'
      | 'count'
      | 'proposals'
      | 'rows'
      | 'nothingOpen',
      string
    >
  > & {
    /** The answer in one sentence: all, a part, nothing was due, or it cannot be told. */
    readonly allHere: (arrived: string) => string;
    readonly partHere: (arrived: string, due: string) => string;
    readonly noneDue: string;
    readonly cannotTell: (money: string) => string;
    readonly overdueToo: (money: string) => string;
    readonly asOf: (date: string) => string;
    readonly changes: Readonly<
      Record<'opened' | 'reopened' | 'changed' | 'closed' | 'decided', (count: string) => string>
    >;
  };
  readonly ages: Readonly<Record<Age, string>>;
  readonly sorts: Readonly<Record<OpenSort, string>>;
  readonly queue: Readonly<
    Record<
      | 'title'
      | 'apply'
      | 'more'
      | 'first'
      | 'chosen'
      | 'choose'
      | 'none'
      | 'note'
      | 'notePlaceholder'
      | 'decide'
      | 'age'
      | 'direction'
      | 'provider'
      | 'currency'
      | 'keys'
      | 'keysTitle'
      | 'everything'
      | 'views'
      | 'close',
      string
    >
  > & {
    readonly rows: (count: string) => string;
    readonly decideAll: (count: string) => string;
    readonly keyHelp: readonly (readonly [key: string, what: string])[];
    readonly savedViews: Readonly<Record<'severe' | 'owedToUs' | 'owedByUs' | 'old' | 'acknowledged', string>>;
  };
  readonly one: Readonly<
    Record<
      | 'wrong'
      | 'next'
      | 'legs'
      | 'order'
      | 'provider'
      | 'bank'
      | 'amount'
      | 'net'
      | 'date'
      | 'reference'
      | 'difference'
      | 'lines'
      | 'noLines'
      | 'rawGone'
      | 'pruned'
      | 'seen'
      | 'seenNote'
      | 'history'
      | 'decide'
      | 'cannot'
      | 'noRight'
      | 'store'
      | 'method'
      | 'firstSeen'
      | 'state'
      | 'owner'
      | 'transaction'
      | 'payout'
      | 'cus'
      | 'id'
      | 'back'
      | 'compared'
      | 'columns'
      | 'values'
      | 'proposal'
      | 'confirm'
      | 'decline'
      | 'withdraw'
      | 'answerNote'
      | 'by'
      | 'system'
      | 'stated'
      | 'changedSince',
      string
    >
  > & {
    /** Whose proposal somebody answered. */
    readonly forPerson: (name: string) => string;
    readonly line: (line: string) => string;
    readonly moreLines: (count: string) => string;
    readonly proposed: (what: string, by: string, amount: string, until: string) => string;
    readonly facts: (differing: string) => string;
  };
  readonly byHand: Readonly<
    Record<
      | 'title'
      | 'link'
      | 'about'
      | 'candidates'
      | 'noCandidates'
      | 'nothingOpen'
      | 'sameDay'
      | 'match'
      | 'unmatch'
      | 'exclude'
      | 'undo'
      | 'others'
      | 'othersNote'
      | 'act'
      | 'lines'
      | 'difference'
      | 'differenceNote'
      | 'take'
      | 'decided'
      | 'taken'
      | 'undone',
      string
    >
  > & {
    readonly hows: Readonly<Record<CandidateHow, string>>;
    readonly daysApart: (days: string) => string;
    readonly differs: (money: string) => string;
    readonly decision: (number: string) => string;
    readonly refused: Readonly<Record<HandRefusal, string>>;
  };
  readonly events: Readonly<Record<DeskEvent, string>>;
  /** What a button says, and what was done by it. */
  readonly decisions: Readonly<Record<DecisionEvent, string>>;
  readonly done: (count: string) => string;
  readonly doneProposed: (count: string) => string;
  readonly refused: Readonly<Record<DecisionRefusal, string>>;
  readonly dates: Readonly<
    Record<
      'title' | 'none' | 'stages' | 'generations' | 'openActions' | 'report' | 'read' | 'stale' | 'current' | 'reason',
      string
    >
  >;
  readonly payouts: Readonly<
    Record<'title' | 'expected' | 'pastDue' | 'differing' | 'negative' | 'all' | 'none', string>
  >;
  readonly stores: Readonly<Record<'title' | 'open' | 'none' | 'queue' | 'month', string>>;
  readonly people: Readonly<
    Record<
      | 'title'
      | 'name'
      | 'email'
      | 'roles'
      | 'stores'
      | 'ended'
      | 'limits'
      | 'noLimits'
      | 'log'
      | 'when'
      | 'who'
      | 'what'
      | 'none'
      | 'invite',
      string
    >
  >;
  readonly roles: Readonly<Record<'viewer' | 'store' | 'clerk' | 'approver' | 'auditor' | 'admin', string>>;
  readonly refusals: Readonly<Record<Refusal, { readonly title: string; readonly say: string }>>;
  readonly goToday: string;
}
