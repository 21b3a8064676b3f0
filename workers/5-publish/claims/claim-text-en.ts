import type { ClaimWording } from './claim-wording.ts';

/** What is written to a provider in English. */
export const EN_CLAIMS: ClaimWording = {
  subject: (tenant, title, count, asOf) => `Subject: ${tenant}: ${title} (${count}, as of ${asOf})`,
  greeting: (provider) => `To the settlement team of ${provider}:`,
  total: 'Total',
  more: (count, file) => `and ${count} more in ${file}`,
  attached: (file) => `References, amounts, dates, CUS and the lines of your files are in ${file}.`,
  regards: 'Kind regards,',
  parts: {
    reference: 'reference',
    transaction: 'transaction',
    cus: 'CUS',
    payout: 'payout',
    paidOn: 'paid on',
    settledOn: 'settled on',
    dueOn: 'due on',
    arrivedOn: 'arrived on',
  },
  kinds: {
    currency_mismatch: {
      title: 'different currencies',
      says: 'These payments were sold in one currency and settled or paid out in another.',
      asks: 'Please say in which currency each payment was collected and correct the settlement.',
    },
    conflicting_settlement_line: {
      title: 'one transaction reported with different facts',
      says: 'Your reports state each of these transactions twice, with different amounts or states.',
      asks: 'Please say which version holds and send a corrected report.',
    },
    duplicate_settlement_line: {
      title: 'one transaction reported and paid twice',
      says: 'Each of these transactions stands twice in one report, and the payout includes the copy.',
      asks: 'Please confirm the duplicate and say in which payout it will be corrected.',
    },
    chargeback: {
      title: 'disputed payments',
      says: 'Your reports charge these payments back.',
      asks: 'Please send the reason, the documents of the dispute and the date until which evidence can be given.',
    },
    refund_without_payment: {
      title: 'refunds of unknown payments',
      says: 'Your reports charge refunds of payments that we do not know.',
      asks: 'Please name the payment that each refund belongs to, or credit it back.',
    },
    duplicate_refund: {
      title: 'refunds made twice',
      says: 'Your reports charge equal refunds of one payment more than once on one day.',
      asks: 'Please confirm which refund was ordered and credit the others back.',
    },
    refund_exceeds_payment: {
      title: 'refunds larger than their payment',
      says: 'The refunds of each of these payments sum to more than was paid.',
      asks: 'Please explain the excess or credit it back.',
    },
    refund_missing_in_settlement: {
      title: 'refunds not carried out',
      says: 'We refunded these payments and your reports do not show the refund.',
      asks: 'Please carry the refunds out, or say on which date and under which id you did.',
    },
    refund_missing_in_erp: {
      title: 'refunds that we did not order',
      says: 'Your reports charge refunds that our system does not know.',
      asks: 'Please say who ordered each refund and when.',
    },
    missing_in_settlement: {
      title: 'payments missing in your reports',
      says: 'Our orders show these payments as paid through you, and your reports do not have them.',
      asks: 'Please say the state of each payment and in which payout it will be paid.',
    },
    missing_in_bank: {
      title: 'money that did not arrive',
      says: 'Your reports show this money as paid out, and our bank account did not receive it by the due date.',
      asks: 'Please send the proof of each transfer (date, account, amount, bank reference), or pay it.',
    },
    payout_mismatch: {
      title: 'money that arrived with another amount',
      says: 'What our bank received differs from what your reports announce.',
      asks: 'Please explain each difference line by line, or pay it.',
    },
    ambiguous_match: {
      title: 'transfers that can be told apart only by you',
      says: 'Several of your payouts and transfers fit each other in more than one way.',
      asks: 'Please say which payouts each transfer paid.',
    },
    unidentified_bank_credit: {
      title: 'transfers without a payout',
      says: 'Our bank received transfers of yours that no report announces.',
      asks: 'Please send the report or the detail of each transfer.',
    },
    unexplained_bank_debit: {
      title: 'debits without an explanation',
      says: 'Our bank account was debited in your name, and no report explains it.',
      asks: 'Please explain each debit or return it.',
    },
    negative_payout: {
      title: 'negative payouts that were not netted',
      says: 'These payouts are negative and no later payout has taken them up.',
      asks: 'Please say in which payout each will be netted.',
    },
    net_mismatch: {
      title: 'net amounts that do not add up',
      says: 'On these transactions gross less fees and taxes is not the net that you report.',
      asks: 'Please correct the amounts and pay the difference.',
    },
    fee_mismatch: {
      title: 'fees other than agreed',
      says: 'The fees or taxes of these payouts differ from the tariff that we agreed on.',
      asks: 'Please correct the charge and credit the difference.',
    },
    unexplained_adjustment: {
      title: 'adjustments without an explanation',
      says: 'Your reports contain adjustments that we do not know.',
      asks: 'Please state the reason and the agreement that each adjustment rests on, or credit it back.',
    },
  },
};
