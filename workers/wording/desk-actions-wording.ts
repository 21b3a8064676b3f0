import type { AskFirstReason } from '../5-publish/claims/claims.ts';
import type { BringInRefusal } from '../pipeline/bring-in.ts';

/** Why a date was not run again, in the words of who asks for it. */
export type ReplayRefusal = 'under_way' | 'held' | 'look_first' | 'moved' | 'reason_missing' | 'reason_too_long';

/** Why a file that somebody brings is not put into the folder of its source. */
export type UploadRefusal = BringInRefusal | 'no_file' | 'under_way';

/** What the desk says of what a person does there beside deciding. One object a language. */
export interface DeskActionTexts {
  /** What is taken away as a file. */
  readonly files: Readonly<Record<'csv' | 'workbook', string>>;
  /** What is written to a provider. */
  readonly claims: Readonly<
    Record<
      | 'link'
      | 'choose'
      | 'newest'
      | 'show'
      | 'none'
      | 'letters'
      | 'letterNote'
      | 'table'
      | 'askFirst'
      | 'askFirstNote'
      | 'because',
      string
    >
  > & {
    readonly title: (provider: string) => string;
    readonly asOf: (date: string) => string;
    readonly rows: (count: string, isOne: boolean) => string;
    readonly whys: Readonly<Record<AskFirstReason, string>>;
    readonly letter: Readonly<Record<'en' | 'es', string>>;
  };
  /** A date again. */
  readonly replay: Readonly<
    Record<
      | 'link'
      | 'look'
      | 'lookNote'
      | 'lookButton'
      | 'refetch'
      | 'cascade'
      | 'lookAgain'
      | 'would'
      | 'did'
      | 'changes'
      | 'references'
      | 'before'
      | 'after'
      | 'rerun'
      | 'reason'
      | 'confirm'
      | 'failed',
      string
    >
  > & {
    readonly title: (date: string) => string;
    readonly underWay: (since: string) => string;
    readonly heldBy: (who: string, date: string, since: string) => string;
    readonly refused: Readonly<Record<ReplayRefusal, string>>;
  };
  /** A file that a person brings. */
  readonly upload: Readonly<Record<'title' | 'called' | 'bring' | 'elsewhere' | 'brought', string>> & {
    readonly refused: Readonly<Record<UploadRefusal, string>>;
  };
}
