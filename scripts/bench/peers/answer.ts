/**
 * What a peer and our program must say alike of one date before any time counts: discrepancies per kind, and lines and
 * money of each leg by fate. Money is whole centavos.
 */
export interface Answer {
  readonly kinds: Readonly<Record<string, KindSum>>;
  readonly legs: Readonly<Record<AnswerLeg, Readonly<Record<AnswerFate, LegSum>>>>;
  /** Every discrepancy as `kind reference centavos at risk`, sorted; only where it was asked for. */
  readonly rows?: readonly string[];
}

export const ANSWER_LEGS = ['order', 'settlement', 'bank'] as const;
export type AnswerLeg = (typeof ANSWER_LEGS)[number];
/** The fates that the data of the bench has. */
export const ANSWER_FATES = ['matched', 'awaiting', 'broken'] as const;
export type AnswerFate = (typeof ANSWER_FATES)[number];

export interface KindSum {
  readonly count: number;
  /** Provider less order, or bank less provider. */
  readonly difference: number;
  readonly atRisk: number;
}

export interface LegSum {
  readonly lines: number;
  readonly amount: number;
}

/** What a peer is asked: given to its process as the only argument, as JSON. */
export interface Question {
  readonly inbox: string;
  /** The settlement date. */
  readonly date: string;
  /** When money settled on a day is due at the bank: the calendar is no part of the race. */
  readonly dueOn: Readonly<Record<string, string>>;
  /** Whether `rows` are wanted, which no race asks for. */
  readonly rows: boolean;
  /** For DuckDB. */
  readonly threads?: number;
  /** For DuckDB: the database file to leave everything in. Without one only the answer is found. */
  readonly database?: string;
}

/** The question that the process was started with. */
export function questionOfProcess(): Question {
  // What one process of the bench tells another: the parent's own JSON.
  return JSON.parse(process.argv[2] ?? '') as Question;
}

/** The files of a date of `writeBulk`. */
export function filesOf({ inbox, date }: Question): Readonly<Record<AnswerLeg, string>> {
  const day = date.replaceAll('-', '');
  return {
    order: `${inbox}/orders_${date}.csv`,
    settlement: `${inbox}/gateway_${day}.csv`,
    bank: `${inbox}/bank_${day}.csv`,
  };
}
