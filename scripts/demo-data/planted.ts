import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';

/** One discrepancy that the demo is made to show. */
export interface Planted {
  readonly kind: DiscrepancyKind;
  /** The merchant reference, the payout, the provider's id, the bank's id, or, for a file, its source. */
  readonly subject: string;
  readonly opensOn: string;
  /** The date whose run closes it; `open`: it still stands at the end; `noted`: a notice, born closed. */
  readonly closesOn: string;
  /** What happened, and what to do. */
  readonly story: string;
}

const row = (kind: DiscrepancyKind, subject: string, opensOn: string, closesOn: string, story: string): Planted => ({
  kind,
  subject,
  opensOn,
  closesOn,
  story,
});

/** Everything that is wrong in the demo, by the date on which it shows. Nothing else may be found. */
export const PLANTED: readonly Planted[] = [
  row(
    'amount_mismatch',
    'BOG01-20260624-000110',
    '2026-06-24',
    'open',
    'Worldline collected 198,000 for a pack of 189,000: digits swapped. Refund 9,000 or correct the order.',
  ),
  row(
    'duplicate_payment',
    'BOG01-20260626-000142',
    '2026-06-26',
    'open',
    'The customer paid the membership twice, minutes apart. Refund one of the two payments.',
  ),
  row(
    'duplicate_order',
    'BOG01-20260626-000136',
    '2026-06-26',
    'open',
    'The export holds the order under two ids. The last one counts; cancel the other in the shop.',
  ),
  row(
    'store_unknown',
    'BOG04-20260626-000137',
    '2026-06-26',
    'open',
    'A pop-up store sells as BOG04, which is not on the list. Add it to the configuration or correct the order.',
  ),
  row(
    'currency_mismatch',
    'BOG01-20260626-000141',
    '2026-06-26',
    'open',
    'The shop sold the retreat for USD 310, Worldline collected COP 1,250,000. Decide which is right and book the difference.',
  ),
  row(
    'missing_in_settlement',
    'BOG02-20260624-000105',
    '2026-06-27',
    'open',
    'Paid on 24 June, due in a dLocal file by the 26th, in none so far. Ask dLocal for the payment.',
  ),
  row(
    'missing_in_settlement',
    'BOG01-20260624-000107',
    '2026-06-27',
    '2026-06-30',
    'The same, but dLocal reports it four business days late, in the file of 30 June, and the row closes by itself.',
  ),
  row(
    'status_conflict',
    'BOG03-20260624-000111',
    '2026-06-27',
    'open',
    'The shop says paid, dLocal says rejected. Ask the customer to pay again, or cancel the order.',
  ),
  row(
    'missing_in_erp',
    'BOG02-20260625-900001',
    '2026-06-27',
    'open',
    'dLocal collected 189,000 for a reference that the shop does not know. Find the customer, then create the order or refund.',
  ),
  row(
    'status_conflict',
    'BOG03-20260625-000123',
    '2026-06-27',
    'open',
    'dLocal was paid, the shop still waits for the money and has not served the customer. Mark the order as paid.',
  ),
  row(
    'stale_pending',
    'BOG01-20260625-000130',
    '2026-06-27',
    'noted',
    'Pending at dLocal for more than 48 hours at the end of 27 June. Nothing to do unless the customer asks.',
  ),
  row(
    'missing_in_bank',
    'BOG02-20260624-000112',
    '2026-06-27',
    'open',
    'Settled by Worldline on 24 June, due at the bank by the 26th. Ask the bank; from 3 July the grace is over and the severity high.',
  ),
  row(
    'missing_in_bank',
    '642924',
    '2026-06-27',
    '2026-06-30',
    'The whole dLocal payout of 24 June is past due. It closes when the credit comes.',
  ),
  row(
    'late_arrival',
    '642924',
    '2026-06-30',
    'noted',
    'That payout arrived one business day late: 27 and 28 June are a weekend, 29 June is a holiday.',
  ),
  row(
    'status_conflict',
    'BOG01-20260630-000191',
    '2026-06-30',
    'open',
    'Worldline collected 189,000 for an order that the shop voided that night. Refund the customer, or serve the order.',
  ),
  row(
    'row_rejected',
    'BOG01-20260630-000184',
    '2026-06-30',
    'open',
    'Somebody edited the export: the total reads 189.000,00 where Shopify writes a point. Export the day again.',
  ),
  row(
    'amount_mismatch',
    'BOG03-20260625-000118',
    '2026-07-01',
    'open',
    'dLocal collected 302,000 for 320,000. A balance could still have come until 30 June, the due date. Ask for the 18,000.',
  ),
  row(
    'missing_in_bank',
    'BOG01-20260625-000126',
    '2026-07-01',
    '2026-07-02',
    'Settled on 25 June, due by 30 June: 26 June and 30 June are the two business days. It closes when the credit comes.',
  ),
  row(
    'payout_mismatch',
    '642930',
    '2026-07-01',
    'open',
    'The credit is 268,137.50 short, which is the net of BOG01-20260630-000189 and of nothing else. Claim that payment from dLocal.',
  ),
  row(
    'payout_mismatch',
    'BOG03-20260630-000194',
    '2026-07-01',
    'open',
    'Worldline settled 320,000, the bank credited 318,000 under that reference. Claim the 2,000.',
  ),
  row(
    'duplicate_settlement_line',
    'BOG01-20260701-000197',
    '2026-07-01',
    'noted',
    'The same record stands twice in the Worldline file. The copy counts in no sum, and only one credit comes.',
  ),
  row(
    'conflicting_settlement_line',
    'BOG01-20260701-000205',
    '2026-07-01',
    'open',
    'Worldline tells one payment twice, as 159,000 and as 150,000. The later record is used; ask which one is true.',
  ),
  row(
    'store_conflict',
    'BOG01-20260701-000208',
    '2026-07-01',
    'open',
    'The order stands at BOG02, its reference says BOG01. The revenue goes to BOG02 until the store corrects it.',
  ),
  row(
    'duplicate_refund',
    'BOG01-20260625-000117',
    '2026-07-01',
    'open',
    'The shop refunded 64,000 once, dLocal paid it out twice. Claim one of the refunds.',
  ),
  row(
    'refund_without_payment',
    'BOG03-20260601-000044',
    '2026-07-01',
    'open',
    'dLocal refunded 47,000 of a sale of 1 June. No payment is known: it is from before the go-live.',
  ),
  row(
    'late_arrival',
    'BOG01-20260625-000126',
    '2026-07-02',
    'noted',
    'The credit that was due on 30 June came two business days late.',
  ),
  row(
    'unidentified_bank_credit',
    '202606250005',
    '2026-07-02',
    'open',
    '412,300 from Worldline on 25 June without a reference. It had until 1 July to find a payment. Ask Worldline what it is.',
  ),
  row(
    'duplicate_bank_credit',
    'BOG02-20260624-000114',
    '2026-07-02',
    'open',
    'The bank booked one transfer of 25 June twice: two ids, one end-to-end reference. It had until 1 July to find another payment. Tell the bank.',
  ),
  row(
    'chargeback',
    'BOG01-20260626-000144',
    '2026-07-02',
    'open',
    'A payment of 320,000 is disputed; the bank takes it back on 3 July. Send the evidence in time.',
  ),
  row(
    'fee_mismatch',
    '642932',
    '2026-07-02',
    'open',
    'Every payment of this payout was charged 2.75 % instead of 2.35 %. Claim the difference, 8,848.00 in all.',
  ),
  row(
    'statement_gap',
    'bank',
    '2026-07-02',
    'open',
    'The statement opens with 120,000 more than the one before closed with. Ask the bank for the movement.',
  ),
  row(
    'refund_missing_in_erp',
    'BOG01-20260624-000104',
    '2026-07-03',
    'open',
    'dLocal refunded 89,000, the shop knows of no refund. Book it, or claim it.',
  ),
  row(
    'unexplained_bank_debit',
    '202606260008',
    '2026-07-03',
    'open',
    '137,500 debited by Worldline on 26 June, without a reference. Ask what for.',
  ),
  row(
    'unexplained_adjustment',
    '805113987',
    '2026-07-03',
    'open',
    'A debit note of 25,000 for retries, not among the known ones; the monthly report fee beside it is known and raises nothing.',
  ),
  row(
    'source_missing',
    'worldline',
    '2026-07-05',
    'open',
    'The Worldline file of Sunday never came. What depends on it waits three business days longer. See `late/`.',
  ),
  row(
    'negative_payout',
    '642935',
    '2026-07-05',
    'noted',
    'The refund of a retreat is more than Sunday sold: the payout is -903,966.00 and is taken off the next one, paid on 7 July.',
  ),
  row(
    'source_rejected',
    'worldline',
    '2026-07-06',
    'open',
    'The Worldline file of Monday was cut off: its totals speak of four records, it holds three. Nothing of it is used. See `late/`.',
  ),
  row(
    'refund_missing_in_settlement',
    'BOG01-20260624-000103',
    '2026-07-07',
    'open',
    'The shop refunded 160,000 on 26 June and promises a business week; dLocal has not paid it out by 6 July. Ask dLocal.',
  ),
];

export const PLANTED_START = '<!-- planted: start, generated by scripts/demo-data.ts -->';
export const PLANTED_END = '<!-- planted: end -->';

/** The table of planted discrepancies as Markdown; ends without a line break. */
export function plantedTable(): string {
  const rows = PLANTED.map(
    (planted) =>
      `| ${planted.kind} | ${planted.subject} | ${planted.opensOn} | ${planted.closesOn} | ${planted.story} |`,
  );
  return ['| kind | reference or payout | opens on | closes on | story |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The README with its table as the list above says. Null where a marker is missing. */
export function withPlantedTable(document: string): string | null {
  const start = document.indexOf(PLANTED_START);
  const end = document.indexOf(PLANTED_END);
  if (start < 0 || end < start) return null;
  return `${document.slice(0, start)}${PLANTED_START}\n\n${plantedTable()}\n\n${document.slice(end)}`;
}
