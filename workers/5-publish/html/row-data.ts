/** The rows of the list as the page carries them, one tuple each: what `rows.ts` writes and the page's script reads. */

/**
 * The lines of one file: whose it is (a place in `SIDES`), the place of its name in `RowsData.files` (-1: not known),
 * its `sha12`, and the lines in their order.
 */
export type EvidenceData = readonly [side: number, file: number, sha12: string, ...lines: number[]];

/** What a side is called among the texts of the list, in the order of the legs. */
export const SIDES = ['order', 'provider', 'bank'] as const;

/** Amounts are hundredths; names of kinds and the like are places in the lists of `RowsData`. */
export type RowData = readonly [
  id: string,
  kind: number,
  isNotice: 0 | 1,
  severity: number,
  state: number,
  owner: number,
  /** What this run did to it: a place in `events`, -1 for nothing. */
  event: number,
  reference: string,
  payout: string,
  transaction: string,
  provider: string,
  method: string,
  store: string,
  currency: string,
  /** Of order, provider and bank, where they are not all the same; else empty. */
  currencies: readonly [order: string, provider: string, bank: string] | readonly [],
  order: number | null,
  gross: number | null,
  net: number | null,
  bank: number | null,
  difference: number | null,
  atRisk: number,
  /** 1 owed to us, -1 owed by us, 0 neither or unknown. */
  direction: -1 | 0 | 1,
  dates: readonly [firstSeen: string, paid: string, settled: string, due: string, arrived: string],
  late: number | null,
  age: number,
  parent: string,
  note: string,
  /** By language, in the order of `RowsData.languages`. */
  reasons: readonly string[],
  /** Places in `RowsData.actions`, by language. */
  actions: readonly number[],
  evidence: readonly EvidenceData[],
  /** How many more lines the evidence has. */
  evidenceLeft: number,
  /** What this run did to the action that it is: a place in `names.movements`, -1 for nothing. */
  movement: number,
];

/** What the script says in one language. */
export interface RowTexts {
  readonly tag: string;
  readonly title: string;
  readonly thousands: string;
  readonly decimal: string;
  readonly kinds: readonly string[];
  readonly owners: readonly string[];
  readonly severities: readonly string[];
  readonly states: readonly string[];
  readonly classes: readonly string[];
  readonly events: readonly string[];
  readonly list: Readonly<Record<string, string>>;
}

export interface RowsData {
  readonly languages: readonly string[];
  /** What stands in an address for the places in a row. */
  readonly names: Readonly<
    Record<'kinds' | 'owners' | 'severities' | 'states' | 'classes' | 'movements', readonly string[]>
  >;
  /** Currencies whose amounts a list shows without decimals. */
  readonly whole: readonly string[];
  readonly texts: readonly RowTexts[];
  readonly files: readonly string[];
  readonly actions: readonly string[];
  readonly stores: Readonly<Record<string, string>>;
  readonly rows: readonly RowData[];
}
