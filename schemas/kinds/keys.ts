/** Source, id, type and direction; without an id, all that the line says. */
type TransactionKey = readonly [source: string, id: string, type: string, sign: string, ...content: string[]];
type ReceivableKey = TransactionKey | readonly [source: string, payout: string, currency: string] | readonly [string];

/**
 * What, with the tenant and the kind, makes a discrepancy the same one tomorrow, by the name that the table of kinds
 * prints. Where two findings have one key, lines-apart.ts puts a further part behind it.
 */
export interface Keys {
  readonly 'source, date': readonly [source: string, date: string];
  readonly 'source, date, kind': readonly [source: string, date: string, kind: string];
  readonly 'source, date, sha256': readonly [source: string, date: string, sha256: string];
  /** The day within a file of several; `differ` and the day; `row` and the bank line. */
  readonly 'account, date': readonly [account: string, date: string, ...day: string[]];
  readonly 'sha256, line': readonly [sha256: string, line: string];
  readonly transaction: TransactionKey;
  readonly 'transaction or payout': ReceivableKey;
  readonly payout: ReceivableKey;
  readonly 'payout, component': readonly [source: string, payout: string, currency: string, component: string];
  readonly payment: TransactionKey | readonly [reference: string];
  readonly reference: readonly [reference: string] | readonly [reference: string, method: string];
  readonly "the group's lowest member": readonly [member: string];
  /** Source, account, what the bank calls it, day and amount; or the key that its finding was told under. */
  readonly 'bank line': readonly string[];
  /** The number of the decision. */
  readonly 'decision by hand': readonly [number: string];
}

export type KeyShape = keyof Keys;

/** What a key says first, for those who ask it: the rest is an identity and no more. */
export const KEY_NAMES: Readonly<Record<KeyShape, 'file' | 'transaction' | 'bank_line' | 'other'>> = {
  'source, date': 'file',
  'source, date, kind': 'file',
  'source, date, sha256': 'file',
  'account, date': 'file',
  'sha256, line': 'other',
  transaction: 'transaction',
  'transaction or payout': 'transaction',
  payout: 'other',
  'payout, component': 'other',
  payment: 'transaction',
  reference: 'other',
  "the group's lowest member": 'other',
  'bank line': 'bank_line',
  'decision by hand': 'other',
};
