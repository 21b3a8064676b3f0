import type { DiscrepancyKind } from '../../../schemas/kinds/kinds.ts';
import type { Language } from '../../../schemas/values/language.ts';
import type { KindWording } from '../kind-wording.ts';
import { AMBIGUOUS_MATCH } from './ambiguous-match.ts';
import { AMOUNT_MISMATCH } from './amount-mismatch.ts';
import { CARD_NUMBERS } from './card-numbers.ts';
import { CHARGEBACK } from './chargeback.ts';
import { CONFLICTING_SETTLEMENT_LINE } from './conflicting-settlement-line.ts';
import { CURRENCY_MISMATCH } from './currency-mismatch.ts';
import { DUPLICATE_BANK_CREDIT } from './duplicate-bank-credit.ts';
import { DUPLICATE_ORDER } from './duplicate-order.ts';
import { DUPLICATE_PAYMENT } from './duplicate-payment.ts';
import { DUPLICATE_REFUND } from './duplicate-refund.ts';
import { DUPLICATE_SETTLEMENT_LINE } from './duplicate-settlement-line.ts';
import { FEE_MISMATCH } from './fee-mismatch.ts';
import { INVOICE_MISSING } from './invoice-missing.ts';
import { LATE_ARRIVAL } from './late-arrival.ts';
import { MANUAL_MATCH_VOID } from './manual-match-void.ts';
import { MISSING_IN_BANK } from './missing-in-bank.ts';
import { MISSING_IN_ERP } from './missing-in-erp.ts';
import { MISSING_IN_SETTLEMENT } from './missing-in-settlement.ts';
import { NEGATIVE_PAYOUT } from './negative-payout.ts';
import { NET_MISMATCH } from './net-mismatch.ts';
import { PAYMENT_IN_PROCESS } from './payment-in-process.ts';
import { PAYOUT_MISMATCH } from './payout-mismatch.ts';
import { REFERENCE_DAMAGED } from './reference-damaged.ts';
import { REFUND_EXCEEDS_PAYMENT } from './refund-exceeds-payment.ts';
import { REFUND_FAILED } from './refund-failed.ts';
import { REFUND_MISSING_IN_ERP } from './refund-missing-in-erp.ts';
import { REFUND_MISSING_IN_SETTLEMENT } from './refund-missing-in-settlement.ts';
import { REFUND_WITHOUT_PAYMENT } from './refund-without-payment.ts';
import { ROW_REJECTED } from './row-rejected.ts';
import { SHARED_REFERENCE } from './shared-reference.ts';
import { SOURCE_MISSING } from './source-missing.ts';
import { SOURCE_REJECTED } from './source-rejected.ts';
import { SOURCE_REVISED } from './source-revised.ts';
import { SOURCE_SUSPECT } from './source-suspect.ts';
import { SPLIT_TENDER } from './split-tender.ts';
import { STALE_PENDING } from './stale-pending.ts';
import { STATEMENT_GAP } from './statement-gap.ts';
import { STATUS_CONFLICT } from './status-conflict.ts';
import { STORE_CONFLICT } from './store-conflict.ts';
import { STORE_UNKNOWN } from './store-unknown.ts';
import { TEST_TRANSACTION } from './test-transaction.ts';
import { UNEXPLAINED_ADJUSTMENT } from './unexplained-adjustment.ts';
import { UNEXPLAINED_BANK_DEBIT } from './unexplained-bank-debit.ts';
import { UNIDENTIFIED_BANK_CREDIT } from './unidentified-bank-credit.ts';

/** The words of every kind, in three languages. */
export const KIND_WORDING: { readonly [Kind in DiscrepancyKind]: KindWording<Kind> } = {
  source_missing: SOURCE_MISSING,
  source_rejected: SOURCE_REJECTED,
  source_suspect: SOURCE_SUSPECT,
  source_revised: SOURCE_REVISED,
  card_numbers: CARD_NUMBERS,
  reference_damaged: REFERENCE_DAMAGED,
  statement_gap: STATEMENT_GAP,
  row_rejected: ROW_REJECTED,
  manual_match_void: MANUAL_MATCH_VOID,
  test_transaction: TEST_TRANSACTION,
  currency_mismatch: CURRENCY_MISMATCH,
  conflicting_settlement_line: CONFLICTING_SETTLEMENT_LINE,
  duplicate_settlement_line: DUPLICATE_SETTLEMENT_LINE,
  duplicate_order: DUPLICATE_ORDER,
  shared_reference: SHARED_REFERENCE,
  split_tender: SPLIT_TENDER,
  refund_exceeds_payment: REFUND_EXCEEDS_PAYMENT,
  chargeback: CHARGEBACK,
  refund_without_payment: REFUND_WITHOUT_PAYMENT,
  duplicate_refund: DUPLICATE_REFUND,
  refund_failed: REFUND_FAILED,
  refund_missing_in_settlement: REFUND_MISSING_IN_SETTLEMENT,
  refund_missing_in_erp: REFUND_MISSING_IN_ERP,
  payment_in_process: PAYMENT_IN_PROCESS,
  status_conflict: STATUS_CONFLICT,
  duplicate_payment: DUPLICATE_PAYMENT,
  amount_mismatch: AMOUNT_MISMATCH,
  missing_in_settlement: MISSING_IN_SETTLEMENT,
  missing_in_erp: MISSING_IN_ERP,
  store_unknown: STORE_UNKNOWN,
  store_conflict: STORE_CONFLICT,
  invoice_missing: INVOICE_MISSING,
  missing_in_bank: MISSING_IN_BANK,
  payout_mismatch: PAYOUT_MISMATCH,
  ambiguous_match: AMBIGUOUS_MATCH,
  duplicate_bank_credit: DUPLICATE_BANK_CREDIT,
  unidentified_bank_credit: UNIDENTIFIED_BANK_CREDIT,
  unexplained_bank_debit: UNEXPLAINED_BANK_DEBIT,
  negative_payout: NEGATIVE_PAYOUT,
  late_arrival: LATE_ARRIVAL,
  net_mismatch: NET_MISMATCH,
  fee_mismatch: FEE_MISMATCH,
  unexplained_adjustment: UNEXPLAINED_ADJUSTMENT,
  stale_pending: STALE_PENDING,
};

/** The name of a kind, or the code itself where a newer program wrote one that is not known here. */
export function kindName(language: Language, kind: string): string {
  return Object.hasOwn(KIND_WORDING, kind) ? KIND_WORDING[kind as DiscrepancyKind][language].name : kind;
}
