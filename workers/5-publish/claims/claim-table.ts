import { compareText } from '../../../schemas/lines/records.ts';
import { amount, date, integer, tableOf, text, type Column, type Table } from '../table.ts';
import { listFact } from '../../../schemas/outcome/facts.ts';
import { evidenceText } from '../discrepancies-csv.ts';
import { actionOf, reasonOf } from '../../wording/index.ts';
import type { AskFirst, Claim, ClaimItem } from './claims.ts';

/** A payout has as many lines as a day has sales; past so many a row names none by itself. */
const NAMED_MAX = 50;

const COLUMNS: readonly Column<ClaimItem>[] = [
  text('merchant_reference', ({ discrepancy }) => discrepancy.merchantReference),
  text('provider_id', ({ discrepancy }) => discrepancy.providerId),
  text('cus', cusOf),
  text('payout_id', ({ discrepancy }) => discrepancy.payoutId),
  text('method', ({ discrepancy }) => discrepancy.method),
  text('currency', ({ discrepancy }) => discrepancy.currency),
  amount('order_amount', ({ discrepancy }) => discrepancy.orderAmount),
  amount('settlement_gross', ({ discrepancy }) => discrepancy.settlementGross),
  amount('settlement_net', ({ discrepancy }) => discrepancy.settlementNet),
  amount('bank_amount', ({ discrepancy }) => discrepancy.bankAmount),
  amount('difference', ({ discrepancy }) => discrepancy.difference),
  amount('money_at_risk', ({ discrepancy }) => discrepancy.moneyAtRisk),
  text('direction', ({ discrepancy }) => discrepancy.direction),
  date('paid_on', ({ discrepancy }) => discrepancy.paidOn),
  text('paid_at', ({ discrepancy }) => discrepancy.paidAt),
  date('settled_on', ({ discrepancy }) => discrepancy.settledOn),
  date('due_on', ({ discrepancy }) => discrepancy.dueOn),
  date('arrived_on', ({ discrepancy }) => discrepancy.arrivedOn),
  text('explained_by', ({ discrepancy }) => listFact(discrepancy, 'explanation').join(' ')),
  integer('line_count', ({ discrepancy }) => discrepancy.lines.length),
  text('evidence', evidenceOf),
  text('discrepancy_id', ({ discrepancy }) => discrepancy.id),
];

/** One row per discrepancy of the claim; its amounts are those of discrepancies.csv and sum to the claim's total. */
export function claimTable(claim: Claim): Table {
  return tableOf(COLUMNS, claim.items);
}

/** The traceability codes (CUS) of the lines: by them a bank and PSE find a transfer. */
function cusOf({ lines }: ClaimItem): string {
  if (lines.length > NAMED_MAX) return '';
  const codes = lines.flatMap(({ line }) => (line.leg === 'bank' ? [] : (line.cus ?? [])));
  return [...new Set(codes)].sort(compareText).join(' ');
}

/** `file name:line`, as both sides know the files: the provider's own report is named by its own name. */
function evidenceOf({ lines }: ClaimItem): string {
  const places = lines.slice(0, NAMED_MAX).map(({ fileName, line }) => `${fileName}:${String(line.line)}`);
  return [...new Set(places)].join(' ');
}

const ASK_FIRST_COLUMNS: readonly Column<AskFirst>[] = [
  text('why', ({ why }) => why),
  text('kind', ({ discrepancy }) => discrepancy.kind),
  text('merchant_reference', ({ discrepancy }) => discrepancy.merchantReference),
  text('provider_id', ({ discrepancy }) => discrepancy.providerId),
  text('cus', ({ discrepancy }) => discrepancy.cus),
  text('payout_id', ({ discrepancy }) => discrepancy.payoutId),
  text('paid_at', ({ discrepancy }) => discrepancy.paidAt),
  text('currency', ({ discrepancy }) => discrepancy.currency),
  amount('money_at_risk', ({ discrepancy }) => discrepancy.moneyAtRisk),
  text('direction', ({ discrepancy }) => discrepancy.direction),
  text('seen_elsewhere', ({ discrepancy }) => evidenceText(discrepancy.seenElsewhere)),
  text('reason_en', ({ discrepancy }) => reasonOf('en', discrepancy)),
  text('reason_es', ({ discrepancy }) => reasonOf('es', discrepancy)),
  text('action_en', ({ discrepancy }) => actionOf('en', discrepancy)),
  text('action_es', ({ discrepancy }) => actionOf('es', discrepancy)),
  text('discrepancy_id', ({ discrepancy }) => discrepancy.id),
];

/** What concerns a provider and is not claimed from it, one row each, in the order of the kinds: for our own eyes. */
export function askFirstTable(rows: readonly AskFirst[]): Table {
  return tableOf(ASK_FIRST_COLUMNS, rows);
}
