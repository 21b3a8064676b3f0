import { parsePlainDate } from '../../schemas/values/dates.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { MINOR_DIGITS, toMinor, currencyDigits } from '../../schemas/values/money.ts';
import type { AmountNotation, Minor } from '../../schemas/values/money.ts';
import type { InlineProfileBase } from '../../schemas/lines/profile.ts';
import type { EpochSeconds, RejectCode, RejectHint } from '../../schemas/lines/records.ts';
import { isPositive, negateAmount, plainHundredths, readAmount, toExact } from './amounts.ts';
import type { Amount, FineAmounts } from './amounts.ts';
import type { MomentReader } from './moments.ts';
import { declarationFor, meansCurrency, readSigned } from './signs.ts';

/** A reader's own word on why a column holds no amount: one of `REJECT_HINTS`, in the texts under this name. */
export function hintOf(column: string): string {
  return `#hint:${column}`;
}

/** One row as texts by canonical column, trimmed. A column that the feed does not carry is absent. */
export type Texts = Record<string, string>;

/** What is wrong with a row. */
export interface Fault {
  readonly code: RejectCode;
  /** The canonical column that could not be read. */
  readonly field: string;
  /** Why, where the code does not say it (`Reject.hint`). */
  readonly hint?: string | null;
  /** The cell, where the texts of the row do not hold it. */
  readonly text?: string;
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
  /** The currencies seen so far: a file has a handful. */
  private readonly codes = new Set<string>();

  private readonly hundredthsOnly: boolean;
  private readonly columns: InlineProfileBase['columns'];
  private readonly names: Readonly<Record<string, string>>;
  private readonly deductions: 'positive' | 'negative' | null;
  /** Payments with a fee, and those of them whose fee has the other sign than is declared, unproved by a net. */
  readonly fees = { payments: 0, against: 0 };

  /**
   * @param hundredthsOnly a finer amount is a fault, not kept for rounding
   * @param names what the file calls columns that no mapping names
   */
  constructor(
    profile: InlineProfileBase,
    moments: MomentReader,
    fine: FineAmounts,
    hundredthsOnly = false,
    names: Readonly<Record<string, string>> = {},
  ) {
    this.hundredthsOnly = hundredthsOnly;
    this.fine = fine;
    this.amounts = profile.amounts;
    this.columns = profile.columns;
    this.names = names;
    this.deductions = profile.deductions ?? null;
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

  /** @param text what to quote instead of the column's own cell */
  refuse(code: RejectCode, field: string, hint: string | null = null, text?: string): void {
    this.fault ??= text === undefined ? { code, field, hint } : { code, field, hint, text };
  }

  /** What the file calls a canonical column; null where it has no name for it. */
  nameOf(column: string): string | null {
    const name = this.columns[column] ?? this.names[column];
    return name === undefined || column.startsWith('#') ? null : String(name);
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
    const isConstant = this.constants.has(column);
    // Digits and marks alone leave nothing to doubt: no currency, nothing to round, no unit of their own.
    const plain = isConstant || this.amounts.unit === 'minor' ? null : plainHundredths(text, this.amounts);
    return plain === null ? this.doubtfulAmount(column, text, isConstant) : this.asTaken(column, plain);
  }

  private doubtfulAmount(column: string, text: string, isConstant: boolean): Amount | null {
    const read = readAmount(text, isConstant ? CONSTANT_AMOUNTS : this.amounts);
    const currency = this.currencyOf(column);
    const amount = read === null || isConstant || this.amounts.unit === 'major' ? read : inOwnMinorUnit(read, currency);
    const why =
      amount === null
        ? this.text(hintOf(column)) || whyNoAmount(text, this.amounts)
        : isConstant
          ? null
          : this.isPartOfMinor(read)
            ? 'amounts: { unit: major }'
            : this.doubtOf(amount, text, currency);
    if (amount !== null && why === null) return isConstant ? amount : this.asTaken(column, amount);
    this.refuse('bad_amount', column, why);
    return null;
  }

  /** What is taken from a payment is positive, however the file prints it. */
  private asTaken(column: string, amount: Amount): Amount {
    return this.deductions === 'negative' && DEDUCTIONS.has(column) ? negateAmount(amount) : amount;
  }

  /**
   * A fraction of the smallest unit, where the cells are declared to count those: they count whole ones, or are no such
   * cells.
   */
  private isPartOfMinor(read: Amount | null): boolean {
    return this.amounts.unit === 'minor' && read !== null && typeof read !== 'number';
  }

  /**
   * Why an amount that was read counts as none: it would have to be rounded, or it names another currency than its row.
   */
  private doubtOf(amount: Amount, text: string, currency: string): RejectHint | null {
    if (typeof amount !== 'number' && (this.hundredthsOnly || currencyDigits(currency) > MINOR_DIGITS))
      return 'finer_than_hundredths';
    if (this.amounts.currencySign !== 'allowed') return null;
    const read = readSigned(text, this.amounts);
    return typeof read === 'string' || meansCurrency(read.currency, currency) ? null : 'other_currency';
  }

  /**
   * Under marks behind the amount, one without a mark says no direction: some banks mark what goes out, others what
   * comes in.
   */
  isUnmarked(column: string): boolean {
    if (this.amounts.negative !== 'mark') return false;
    const read = readSigned(this.text(column), this.amounts);
    return typeof read !== 'string' && !read.marked && read.exact.digits !== 0n;
  }

  /**
   * Counts a payment's fee; `against`: it comes out as something that the provider pays. Refuses such a row where signs
   * are declared.
   */
  countFee(against: boolean): void {
    if (this.deductions === null) return;
    this.fees.payments += 1;
    if (!against) return;
    this.fees.against += 1;
    this.refuse('bad_amount', 'fee', 'fee_sign');
  }

  /** Whether the feed fills a column. */
  carries(column: string): boolean {
    return column in this.columns;
  }

  /** The currency in which the row states an amount. */
  private currencyOf(column: string): string {
    const own = column.startsWith('settled_') ? this.text('settled_currency') : '';
    return own === '' ? this.text('currency') : own;
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
    if (moment === null) this.refuse('bad_date', column, whyNoDate(text));
    return moment;
  }

  day(column: string): PlainDate | null {
    const text = this.text(column);
    if (text === '') return null;
    const day = this.constants.has(column) ? parsePlainDate(text) : this.moments.day(text);
    if (day === null) this.refuse('bad_date', column, whyNoDate(text));
    return day;
  }

  currency(column: string): string | null {
    const text = this.repeated(column);
    if (text === null || this.codes.has(text)) return text;
    if (/^[A-Z]{3}$/.test(text)) {
      this.codes.add(text);
      return text;
    }
    this.refuse('bad_currency', column);
    return null;
  }

  /**
   * The value that the profile's map names, or the text itself where there is no map. A value without a name is
   * refused.
   */
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
    for (const candidate of accepted) if (candidate === value) return candidate;
    this.refuse('unmapped_value', column);
    return null;
  }
}

/** What is taken from a payment: one declaration says how the file prints all of it. */
const DEDUCTIONS = new Set([
  'fee',
  'tax',
  'fee_vat',
  'withheld_income',
  'withheld_vat',
  'withheld_ica',
  'other_deductions',
  'settled_fee',
]);

/**
 * A whole number of hundredths as the currency's own minor unit has it: pesos of Chile have none, dinars have
 * thousandths.
 */
function inOwnMinorUnit(amount: Amount, currency: string): Amount {
  const digits = currencyDigits(currency);
  if (digits === MINOR_DIGITS) return amount;
  const exact = toExact(amount);
  const moved = {
    digits: exact.digits * 10n ** BigInt(digits < MINOR_DIGITS ? MINOR_DIGITS - digits : 0),
    scale: exact.scale,
  };
  const own = digits < MINOR_DIGITS ? moved : { ...moved, scale: exact.scale + digits - MINOR_DIGITS };
  return toMinor(own) ?? own;
}

/** What a spreadsheet makes of a long number, of a date, and of a column that is too narrow. */
const SPREADSHEET_NUMBER = /^-?\d([.,]\d+)?E\+\d+$|^#+$/i;
const SPREADSHEET_DATE = /^\d{1,2}-\p{L}{3}\.?$|^\p{L}{3}-\d\d$|^\d{5}([.,]\d+)?$|^#+$/u;

function whyNoAmount(text: string, notation: AmountNotation): string | null {
  if (SPREADSHEET_NUMBER.test(text)) return 'spreadsheet_number';
  if (SPREADSHEET_DATE.test(text)) return 'spreadsheet_date';
  const read = readSigned(text, notation);
  // why: digits that are none stay none under every declaration of signs; asking for each would be most of a spoilt
  // file's time.
  if (read === 'not_declared') return declarationFor(text, notation);
  return read === 'contradicting_signs' ? read : null;
}

function whyNoDate(text: string): string | null {
  return SPREADSHEET_DATE.test(text) ? 'spreadsheet_date' : SPREADSHEET_NUMBER.test(text) ? 'spreadsheet_number' : null;
}

/** Turns canonical -> file values into file value -> canonical. */
function fileValues(map: Readonly<Record<string, readonly string[]>>): Map<string, string> {
  return new Map(
    Object.entries(map).flatMap(([canonical, values]) => values.map((value) => [value.trim(), canonical] as const)),
  );
}
