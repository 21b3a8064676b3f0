import { addDays } from '../../schemas/values/dates.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { add, ZERO } from '../../schemas/values/money.ts';
import type { Minor } from '../../schemas/values/money.ts';
import type { EpochSeconds, Leg, Line, Reject } from '../../schemas/lines/records.ts';
import type { FineAmounts } from './amounts.ts';
import type { CardMask } from './card-numbers.ts';
import type { CellReader, Fault, Texts } from './cells.ts';
import { keptAgain, type RowsKept } from './kept-rows.ts';
import { bankLine, orderLine, settlementLine, TAX_PART_COLUMNS } from './interpret.ts';
import type { MayLack, RowPlace } from './interpret.ts';

/** What a reject keeps of its row. */
const RAW_LENGTH_MAX = 4096;
/** What it quotes of the cell. */
const TEXT_LENGTH_MAX = 80;
/**
 * A file whose every row is older than this is the file of another date; an export that tells more days may be as old
 * as they are.
 */
const OLDEST_DAYS = 10;

export function oldestDays(reported: number | undefined): number {
  return Math.max(OLDEST_DAYS, reported ?? 0);
}

/** What every row of a file has in common. */
export interface RowsOf extends MayLack {
  readonly leg: Leg;
  readonly source: string;
  /** The settlement date that the rows carry. */
  readonly cohort: PlainDate;
  /** The first 12 hex digits of the file's sha256. */
  readonly file: string;
  /** How many days the file tells, where its source declares it. */
  readonly reportedDays?: number | undefined;
  /** `settled_on` is the same for the whole file, said by the profile: it proves no date. */
  readonly settledOnGiven: boolean;
  /** The feed has a tax column of its own; otherwise tax is the sum of its parts. */
  readonly hasTax: boolean;
}

/** Where the dates of the rows lie, seen from the settlement date. */
export interface DateSpan {
  readonly dated: number;
  /** Rows of which every date is after it. */
  readonly after: number;
  /** Rows of which every date is too long before it (`oldestDays`). */
  readonly before: number;
}

/** Gathers the rows of one file, each a line or a reject, and brings finer amounts to hundredths at its end. */
export class Rows {
  readonly span = { dated: 0, after: 0, before: 0 };
  private readonly begin: () => RowsKept;
  private kept: RowsKept;
  private readonly fine: FineAmounts;
  private readonly common: RowsOf;
  private readonly cells: CellReader;
  private readonly localDate: (moment: EpochSeconds) => PlainDate;
  private readonly oldest: PlainDate;
  private readonly cards: CardMask;

  /**
   * @param localDate the date of a moment in the merchant's zone, whatever zone the file writes its times in
   * @param begin where rows are kept: of some files all of them are known only at the end
   */
  constructor(
    common: RowsOf,
    cells: CellReader,
    localDate: (moment: EpochSeconds) => PlainDate,
    fine: FineAmounts,
    begin: () => RowsKept,
    cards: CardMask,
  ) {
    this.cards = cards;
    this.begin = begin;
    this.kept = begin();
    this.fine = fine;
    this.common = common;
    this.cells = cells;
    this.localDate = localDate;
    this.oldest = addDays(common.cohort, -oldestDays(common.reportedDays));
  }

  get count(): number {
    return this.kept.count;
  }

  /** Takes a row whose cells are known: a line, or a reject that says what could not be read. */
  add(texts: Texts, balance: boolean, line: number, record: { raw(): string }): void {
    const { cells } = this;
    const row = this.kept.count;
    this.cards.texts(texts, row, line);
    cells.turnTo(texts, row);
    const found = this.interpret(this.place(line));
    const { fault } = cells;
    if (balance) {
      this.kept.take({ ...found, skip: 'balance_row' });
    } else if (fault === null) {
      this.kept.take(found);
      this.note(found);
    } else {
      this.fine.keepOnly(this.mainColumn, row);
      this.kept.take(this.rejectOf(found, fault, this.shown(record.raw(), line)));
    }
  }

  /**
   * Takes a row of which no cell can be trusted.
   *
   * @param parts texts of a record of fixed widths, which stand in it with nothing between them
   */
  reject(fault: Fault, line: number, raw: string, parts: readonly string[] = []): void {
    this.kept.take({
      leg: this.common.leg,
      ...this.place(line),
      ...this.faultOf(fault, line),
      raw: this.shown(raw, line, parts),
      merchantReference: null,
      payoutId: null,
      amount: null,
      currency: null,
    });
  }

  /** Every row in the order of the file, finer amounts rounded by column. */
  finish(): RowsKept {
    const finer = this.fine.columns();
    if (finer.length === 0) return this.kept;
    const rows = [...this.kept.rows()];
    for (const column of finer) this.roundColumn(column, rows);
    if (!this.common.hasTax) this.sumTaxAgain(rows);
    // What was kept before is let go of, and not held beside its records and what is made of them.
    return keptAgain(() => (this.kept = this.begin()), rows);
  }

  private get mainColumn(): string {
    return this.common.leg === 'settlement' ? 'gross' : 'amount';
  }

  private place(line: number): RowPlace {
    const { cohort, source, file } = this.common;
    return { date: cohort, source, file, row: this.kept.count, line };
  }

  private interpret(place: RowPlace): Line {
    switch (this.common.leg) {
      case 'settlement':
        return settlementLine(this.cells, place, this.common);
      case 'order':
        return orderLine(this.cells, place);
      case 'bank':
        return bankLine(this.cells, place);
    }
  }

  private rejectOf(line: Line, fault: Fault, raw: string): Reject {
    const { leg, date, source, file, row } = line;
    const amount = line.leg === 'settlement' ? line.gross : line.amount;
    return {
      leg,
      date,
      source,
      file,
      row,
      line: line.line,
      ...this.faultOf({ text: this.cells.text(fault.field), ...fault }, line.line),
      raw,
      merchantReference: this.cells.optional(line.leg === 'bank' ? 'reference' : 'merchant_reference'),
      payoutId: line.leg === 'settlement' ? line.payoutId : null,
      amount: this.cells.amount(this.mainColumn) === null ? null : amount,
      currency: line.currency === '' ? null : line.currency,
    };
  }

  /** A fault as a reject says it, with the file's own name of the column. */
  private faultOf(
    { code, field, hint, text }: Fault,
    line: number,
  ): Pick<Reject, 'code' | 'field' | 'column' | 'text' | 'hint'> {
    const shown = text === undefined || text === '' ? null : this.shown(text, line).slice(0, TEXT_LENGTH_MAX);
    return { code, field, column: this.cells.nameOf(field), text: shown, hint: hint ?? null };
  }

  /** What is shown of a row as it stands in the file: a number that is cut is no number that could be found. */
  private shown(text: string, line: number, parts: readonly string[] = []): string {
    return this.cards.raw(text, this.kept.count, line, parts).slice(0, RAW_LENGTH_MAX);
  }

  private note(line: Line): void {
    switch (line.leg) {
      case 'settlement':
        return this.noteDates(this.dateOf(line.paidAt), this.common.settledOnGiven ? null : line.settledOn, null);
      case 'order':
        return this.noteDates(this.dateOf(line.createdAt), this.dateOf(line.paidAt), this.dateOf(line.refundedAt));
      case 'bank':
        return this.noteDates(line.bookedOn, null, null);
    }
  }

  private dateOf(moment: EpochSeconds | null): PlainDate | null {
    return moment === null ? null : this.localDate(moment);
  }

  private noteDates(a: PlainDate | null, b: PlainDate | null, c: PlainDate | null): void {
    const { cohort } = this.common;
    const { oldest, span } = this;
    if (a === null && b === null && c === null) return;
    span.dated += 1;
    if ((a === null || a > cohort) && (b === null || b > cohort) && (c === null || c > cohort)) span.after += 1;
    if ((a === null || a < oldest) && (b === null || b < oldest) && (c === null || c < oldest)) span.before += 1;
  }

  // why: columns are rounded one by one, so that each sums to its exact total; gross - fee - tax = net may then be a
  // hundredth off per column on a line of a finer file. A check of that identity must allow what rounding can cause.
  private roundColumn(column: string, rows: (Line | Reject)[]): void {
    const finer = this.fine.rows(column);
    const field = fieldOf(column);
    let rest: Minor = ZERO;
    rows.forEach((row, index) => {
      if (!finer.has(index)) rest = add(rest, amountAt(row, field, column === this.mainColumn));
    });
    for (const [index, amount] of this.fine.round(column, rest)) {
      const row = rows[index];
      if (row !== undefined) rows[index] = { ...row, ['code' in row ? 'amount' : field]: amount };
    }
  }

  /** Parts rounded each by its own column: the tax is their sum again. */
  private sumTaxAgain(rows: (Line | Reject)[]): void {
    const touched = new Set(TAX_PART_COLUMNS.flatMap((column) => [...this.fine.rows(column)]));
    for (const index of touched) {
      const row = rows[index];
      if (row === undefined || 'code' in row || row.leg !== 'settlement') continue;
      const tax = [row.feeVat, row.withheldIncome, row.withheldVat, row.withheldIca].reduce<Minor>(
        (sum, part) => add(sum, part ?? ZERO),
        ZERO,
      );
      rows[index] = { ...row, tax };
    }
  }
}

/** `withheld_vat` -> `withheldVat`. */
function fieldOf(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function amountAt(row: Line | Reject, field: string, main: boolean): Minor {
  if ('code' in row) return main ? (row.amount ?? ZERO) : ZERO;
  const value: unknown = new Map(Object.entries(row)).get(field);
  return typeof value === 'number' ? (value as Minor) : ZERO;
}
