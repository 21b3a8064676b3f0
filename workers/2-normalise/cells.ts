import { parsePlainDate } from '../../schemas/dates.ts';
import type { PlainDate } from '../../schemas/dates.ts';
import type { AmountNotation, Minor } from '../../schemas/money.ts';
import type { InlineProfileBase } from '../../schemas/profile.ts';
import type { EpochSeconds, RejectCode } from '../../schemas/records.ts';
import { isPositive, negateAmount, readAmount } from './amounts.ts';
import type { Amount, FineAmounts } from './amounts.ts';
import type { MomentReader } from './moments.ts';

/** One row as texts by canonical column, trimmed. A column that the feed does not carry is absent. */
export type Texts = Record<string, string>;

/** What is wrong with a row. */
export interface Fault {
  readonly code: RejectCode;
  /** The canonical column that could not be read. */
  readonly field: string;
}

/** Constants are written in the configuration, in its own notation, whatever the file's. */
const CONSTANT_AMOUNTS: AmountNotation = { decimal: '.', thousands: '', unit: 'major' };

/** The columns that hold one value of a closed or short list, which a profile may map. */
const MAPPED = ['status', 'type', 'method', 'environment', 'direction'] as const;
export type MappedColumn = (typeof MAPPED)[number];

/**
 * Reads the cells of one row after the other. The first fault of a row wins, and reading goes on, so that what can be
 * read stands in the reject.
 */
export class CellReader {
  fault: Fault | null = null;
  private texts: Texts = {};
  private row = 0;
  private readonly fine: FineAmounts;
  private readonly amounts: AmountNotation;
  private readonly moments: MomentReader;
  private readonly constants: ReadonlySet<string>;
  private readonly maps: Partial<Record<MappedColumn, ReadonlyMap<string, string>>> = {};
  private readonly interned = new Map<string, string>();

  private readonly hundredthsOnly: boolean;

  /** @param hundredthsOnly a finer amount is a fault, not kept for rounding */
  constructor(profile: InlineProfileBase, moments: MomentReader, fine: FineAmounts, hundredthsOnly = false) {
    this.hundredthsOnly = hundredthsOnly;
    this.fine = fine;
    this.amounts = profile.amounts;
    this.moments = moments;
    this.constants = new Set(Object.keys(profile.constants));
    for (const column of MAPPED) {
      const map = profile[column];
      // A constant is canonical already.
      if (map !== null && !this.constants.has(column)) this.maps[column] = fileValues(map);
    }
  }

  /** Turns to the next row: its texts, and its number among the rows of the file. */
  turnTo(texts: Texts, row: number): void {
    this.texts = texts;
    this.row = row;
    this.fault = null;
  }

  refuse(code: RejectCode, field: string): void {
    this.fault ??= { code, field };
  }

  /** The text, '' where the cell is empty or the feed has no such column. */
  text(column: string): string {
    return this.texts[column] ?? '';
  }

  optional(column: string): string | null {
    const text = this.text(column);
    return text === '' ? null : text;
  }

  /** A text that repeats from row to row, kept once. */
  repeated(column: string): string | null {
    const text = this.text(column);
    if (text === '') return null;
    const known = this.interned.get(text);
    if (known === undefined) this.interned.set(text, text);
    return known ?? text;
  }

  required(column: string): string {
    const text = this.text(column);
    if (text === '') this.refuse('missing_value', column);
    return text;
  }

  amount(column: string): Amount | null {
    const text = this.text(column);
    if (text === '') return null;
    const amount = readAmount(text, this.constants.has(column) ? CONSTANT_AMOUNTS : this.amounts);
    if (amount === null || (this.hundredthsOnly && typeof amount !== 'number')) this.refuse('bad_amount', column);
    return amount;
  }

  /** An amount as hundredths; one that is finer is kept until the end of the file. */
  hold(column: string, amount: Amount | null): Minor | null {
    return amount === null || typeof amount === 'number' ? amount : this.fine.hold(column, this.row, amount);
  }

  money(column: string): Minor | null {
    return this.hold(column, this.amount(column));
  }

  /** The same for money that goes back to the payer: negative, also where it is printed unsigned. */
  moneyBack(column: string): Minor | null {
    const amount = this.amount(column);
    return this.hold(column, amount !== null && isPositive(amount) ? negateAmount(amount) : amount);
  }

  moment(column: string): EpochSeconds | null {
    const text = this.text(column);
    if (text === '') return null;
    const moment = this.moments.moment(text);
    if (moment === null) this.refuse('bad_date', column);
    return moment;
  }

  day(column: string): PlainDate | null {
    const text = this.text(column);
    if (text === '') return null;
    const day = this.constants.has(column) ? parsePlainDate(text) : this.moments.day(text);
    if (day === null) this.refuse('bad_date', column);
    return day;
  }

  currency(column: string): string | null {
    const text = this.repeated(column);
    if (text === null || /^[A-Z]{3}$/.test(text)) return text;
    this.refuse('bad_currency', column);
    return null;
  }

  /** The value that the profile's map names, or the text itself where there is no map. A value without a name is refused. */
  mapped(column: MappedColumn): string | null {
    const text = this.text(column);
    const map = this.maps[column];
    const value = map === undefined ? this.repeated(column) : map.get(text);
    if (value === undefined && text !== '') this.refuse('unmapped_value', column);
    return value ?? null;
  }

  /** The same for a column whose canonical values are a closed list. */
  oneOf<T extends string>(column: MappedColumn, accepted: readonly T[]): T | null {
    const value = this.mapped(column);
    if (value === null) return null;
    const found = accepted.find((candidate) => candidate === value);
    if (found === undefined) this.refuse('unmapped_value', column);
    return found ?? null;
  }
}

/** Turns canonical -> file values into file value -> canonical. */
function fileValues(map: Readonly<Record<string, readonly string[]>>): Map<string, string> {
  return new Map(Object.entries(map).flatMap(([canonical, values]) => values.map((value) => [value.trim(), canonical] as const)));
}
