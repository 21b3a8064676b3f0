import type { AmountNotation } from '../values/money.ts';
import type { Leg } from './records.ts';

/** The built-in profiles by name, with the leg they speak for. A name that is not here is refused by `config check`. */
export const BUILT_IN_PROFILES = {
  'dlocal-settlement': 'settlement',
  'dlocal-daily': 'settlement',
  'wompi-disbursement': 'settlement',
  'wx-xml': 'settlement',
  'mercadopago-release': 'settlement',
  'mercadopago-settlement': 'settlement',
  'adyen-settlement-detail': 'settlement',
  'stripe-payout-reconciliation': 'settlement',
  'paypal-stl': 'settlement',
  'amazon-settlement-v2': 'settlement',
  'camt.053': 'bank',
  'camt.054': 'bank',
  mt940: 'bank',
  bai2: 'bank',
  ofx: 'bank',
  'bancolombia-16': 'bank',
  'bancolombia-9': 'bank',
  'asobancaria-2001': 'bank',
  'shopify-orders': 'order',
  'woocommerce-orders': 'order',
  'odoo-move-lines': 'order',
  'siigo-invoices': 'order',
} as const satisfies Record<string, Leg>;
export type BuiltInProfileName = keyof typeof BUILT_IN_PROFILES;

/** What matching and judging know of a provider beside its lines. Pure data: each provider's folder has its own. */
export interface ProviderFacts {
  /**
   * Its rows name the payout that pays them; what names none is in no payout yet. Every file of another format is one
   * payout.
   */
  readonly namesPayouts?: true;
  /** Its report is an account from which the merchant withdraws: a withdrawal names none of the lines that it pays. */
  readonly withdrawnByBalance?: true;
  /**
   * By how many hundredths the parts of a line may miss its net, where the provider prints more decimals than it
   * settles.
   */
  readonly roundedByMinor?: number;
  /** Words by which its adjustments explain themselves. */
  readonly explainedAdjustments?: readonly string[];
}

/** The canonical columns of each leg, that a profile maps its own to. */
export const CANONICAL_COLUMNS = {
  settlement: {
    required: ['merchant_reference', 'provider_id', 'status', 'gross', 'currency', 'paid_at'],
    optional: [
      'type',
      'fee',
      'tax',
      'fee_vat',
      'withheld_income',
      'withheld_vat',
      'withheld_ica',
      'other_deductions',
      'net',
      'settled_gross',
      'settled_fee',
      'settled_net',
      'settled_currency',
      'fx_rate',
      'settled_on',
      'payout_id',
      'store',
      'cus',
      'environment',
      'method',
      'refund_of',
      'description',
    ],
  },
  order: {
    required: ['merchant_reference', 'amount', 'currency', 'status', 'created_at', 'method'],
    optional: [
      'order_id',
      'store',
      'paid_at',
      'invoice_number',
      'environment',
      'refunded_amount',
      'refunded_at',
      'outstanding',
      'cus',
      'provider_id',
    ],
  },
  bank: {
    required: ['booked_on', 'amount', 'currency'],
    optional: [
      'bank_id',
      'value_on',
      'reference',
      'end_to_end_id',
      'description',
      'account',
      'balance',
      'direction',
      'credit',
      'debit',
    ],
  },
} as const satisfies Record<Leg, { required: readonly string[]; optional: readonly string[] }>;

export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'latin1',
  'iso-8859-15',
  'cp437',
  'cp850',
  'cp852',
  'cp858',
  'macintosh',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * How a file writes moments: a pattern of fields and literals as `date-format.ts` reads them. `yy` is a year of this
 * century, `M` and `d` have one or two digits, `MMM` and `MMMM` are names in English or Spanish, `XXX` is `Z`, `+05:00`
 * or `+0500`.
 */
export interface DateNotation {
  readonly format: string;
  /** The IANA zone of a text that names none. */
  readonly zone: string;
}

/** A row to leave out of the movements, by the value of one column. It still becomes a line: `balance_row`. */
export interface SkipRule {
  readonly column: string | number;
  /** The row is skipped when the trimmed cell equals one of these (case as written). */
  readonly equals: readonly string[];
}

/** A total that the file itself states, at its end: checked before anything reads the file. */
export interface TrailerRule {
  /** The row is the trailer when this column holds this value. */
  readonly column: string | number;
  readonly equals: string;
  /** The column of the trailer that holds the number of rows, if any. */
  readonly count?: string | number;
  /** The column of the trailer that holds the sum, and the canonical column that must sum to it. */
  readonly sum?: { readonly column: string | number; readonly of: string };
  /** How far the sum may be off, in hundredths; 0 unless declared. */
  readonly toleranceMinor?: number;
}

/** What the profile of any format says. */
export interface InlineProfileBase {
  readonly encoding: Encoding;
  readonly amounts: AmountNotation;
  readonly dates: DateNotation;
  /** Canonical column -> header name, 0-based position (headerless CSV), or XML path (`a/b`, `@attribute`, `a/@b`). */
  readonly columns: Readonly<Record<string, string | number>>;
  /** Canonical column -> what the file does not say. */
  readonly constants: Readonly<Record<string, string>>;
  /** Canonical value -> the values of the file that mean it. */
  readonly status: Readonly<Record<string, readonly string[]>> | null;
  readonly type: Readonly<Record<string, readonly string[]>> | null;
  readonly method: Readonly<Record<string, readonly string[]>> | null;
  readonly environment: Readonly<Record<string, readonly string[]>> | null;
  /** `credit` and `debit` marks, where amounts are unsigned. */
  readonly direction: Readonly<Record<string, readonly string[]>> | null;
  readonly skip: readonly SkipRule[];
  readonly trailer: TrailerRule | null;
  /** How the file prints what is deducted (fee, taxes, withholdings, other deductions); default positive. */
  readonly deductions?: 'positive' | 'negative';
}

export interface CsvProfile extends InlineProfileBase {
  readonly format: 'csv';
  readonly delimiter: string;
  readonly quote: string;
  /** False: no header row, `columns` are positions. */
  readonly header: boolean;
  /** Rows before the header to pass over, blank ones counted. */
  readonly preambleRows: number;
  /**
   * Dates without a year: the label, in the rows before the header, of the last date of the period. Null: dates have
   * their year.
   */
  readonly yearFrom?: string | null;
}

export interface XmlProfile extends InlineProfileBase {
  readonly format: 'xml';
  /** The path of the repeated element from the root, without prefixes: `report/DataRecord`. */
  readonly record: string;
}

/** A sheet of a workbook. Its header is the first row that holds every declared column name. */
export interface XlsxProfile extends InlineProfileBase {
  readonly format: 'xlsx';
  /** The name of the sheet, or null for the first that is visible. */
  readonly sheet: string | null;
  /** The most decimals that a number cell of an amount may have: a cell with more is none. */
  readonly decimalsMax: number;
  /**
   * A cell that begins with this text ends the table; a file without it is cut. Null: the table ends with the sheet.
   */
  readonly end: string | null;
  /** Dates without a year: the label, above the header, of the last date of the period. Null: dates have their year. */
  readonly yearFrom: string | null;
}

export type InlineProfile = CsvProfile | XmlProfile | XlsxProfile;

/** What a configuration may say of a built-in that its files do not. Each takes only its own: `BUILT_IN_OPTIONS`. */
export interface BuiltInOptions {
  readonly delimiter?: ',' | ';';
  /** How the text of the file is encoded, where it is not as the format has it. */
  readonly encoding?: Encoding;
  /** The IANA zone of moments that name none, and in which a moment has its date. */
  readonly zone?: string;
  /** The currency of amounts that name none. */
  readonly currency?: string;
  /** The method of sales that name none. */
  readonly method?: string;
  /** Where the merchant's reference stands: the first of these that the row fills. */
  readonly reference?: readonly string[];
}
export type BuiltInOption = keyof BuiltInOptions;

/**
 * The options that a built-in takes; one that is not here takes none. Their defaults are the feed's. Texts take an
 * encoding.
 */
export const BUILT_IN_OPTIONS: Readonly<Partial<Record<BuiltInProfileName, readonly BuiltInOption[]>>> = {
  'dlocal-settlement': ['encoding'],
  'dlocal-daily': ['delimiter', 'zone', 'encoding'],
  'wompi-disbursement': ['encoding'],
  'mercadopago-release': ['zone', 'currency', 'encoding'],
  'mercadopago-settlement': ['zone', 'encoding'],
  'adyen-settlement-detail': ['zone', 'encoding'],
  'stripe-payout-reconciliation': ['reference', 'zone', 'encoding'],
  'paypal-stl': ['encoding'],
  'amazon-settlement-v2': ['encoding'],
  mt940: ['encoding'],
  bai2: ['encoding'],
  ofx: ['encoding'],
  'bancolombia-16': ['encoding'],
  'bancolombia-9': ['encoding'],
  'asobancaria-2001': ['encoding'],
  'shopify-orders': ['encoding'],
  'woocommerce-orders': ['reference', 'currency', 'method', 'zone', 'encoding'],
  'odoo-move-lines': ['reference', 'currency', 'method', 'zone'],
  'siigo-invoices': ['reference', 'currency', 'method', 'zone'],
};

/** A source's profile: a built-in by name, or declared in the configuration. */
export type Profile =
  { readonly builtIn: BuiltInProfileName; readonly options?: BuiltInOptions } | { readonly inline: InlineProfile };
