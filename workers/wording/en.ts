import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { EN_FILE_KINDS } from './en-files.ts';
import { EN_WORDS } from './en-words.ts';
import { amountFact, flagFact, isNobodys, isSeen, listFact, numberFact, textFact } from './facts.ts';
import { formatAmount, formatRate, given, inBrackets, printable } from './format.ts';
import { wordFor, type KindWording } from './kind-wording.ts';
import { sizeOf } from './subject.ts';
import {
  at,
  compared,
  conflictOf,
  count,
  file,
  fitsNothing,
  list,
  money,
  of,
  ofProvider,
  order,
  provider,
  receivable,
  reference,
  refunds,
  transaction,
  values,
} from './en-phrases.ts';

/**
 * English for every kind. Reasons give both values where the finding has them; actions say what to do, the owner is put
 * in front.
 */
export const EN_KINDS = {
  ...EN_FILE_KINDS,
  currency_mismatch: {
    reason: (f) => {
      const expected = printable(textFact(f, 'expectedCurrency') ?? f.currency ?? 'one currency');
      const found = printable(textFact(f, 'foundCurrency') ?? 'another currency');
      const [left, right] =
        f.bankAmount === null
          ? [f.orderAmount, f.settlementGross]
          : [f.settlementNet ?? f.settlementGross, f.bankAmount];
      const leftSide = left === null ? expected : formatAmount('en', left, expected);
      const rightSide = right === null ? found : formatAmount('en', right, found);
      const [first, second] = f.bankAmount === null ? ['Order', 'payment'] : ['Settlement of', 'bank line'];
      const named = { ...f, merchantReference: f.merchantReference ?? f.payoutId };
      const isCode =
        left !== null && left === right ? ': the same digits, so rather a wrong code than a conversion' : '';
      return `${first}${order(named)} is in ${leftSide} and the ${second} in ${rightSide}${isCode}`;
    },
    action: () => 'find out which currency was agreed, correct the order or claim the conversion',
  },
  conflicting_settlement_line: {
    reason: (f) =>
      `Transaction${transaction(f)} was reported twice with different facts${inBrackets('en', conflictOf(f))}; the newest version is used${given(list(listFact(f, 'formerShownAt').map(printable)) || null, (places) => `, and the bank pays what the older one says at ${places}`)}`,
    action: (f) => `ask ${provider(f)} which version holds and have it confirmed in writing`,
  },
  duplicate_settlement_line: {
    reason: (f) => {
      const paid = f.class === 'action' ? 'and the copy was paid' : 'and the copy counts in no sum';
      return `Transaction${transaction(f)} stands twice in one file ${paid}${inBrackets('en', values(f))}`;
    },
    action: (f) =>
      f.class === 'action'
        ? `tell ${provider(f)} that the copy was paid and agree how it is returned`
        : `nothing to do today; report the repeated line to ${provider(f)} if it comes again`,
  },
  duplicate_order: {
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const under = ids.length > 0 ? ` under the order ids ${list(ids)}` : '';
      return `Order reference${order(f)} stands more than once in the ERP${under}; the last one not cancelled counts${inBrackets('en', values(f))}`;
    },
    action: () => 'cancel the order that should not be there, or give it its own reference',
  },
  shared_reference: {
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const which = ids.length > 0 ? `Orders ${list(ids.map(printable))}` : 'Several orders';
      const sums = given(amountFact(f, 'ordersMinor'), (amount) => ` of ${money(f, amount)} together`);
      if (flagFact(f, 'oneByOne'))
        return `${which}${sums} share the reference${order(f)}, and each of them has a payment of its own`;
      return `${which}${sums} share the reference${order(f)}, and the payment${given(amountFact(f, 'paidMinor'), (amount) => ` of ${money(f, amount)}`)} pays them all`;
    },
    action: () => 'nothing to do today; give each order a reference of its own',
  },
  split_tender: {
    reason: (f) => {
      const [left, stated] = [amountFact(f, 'leftMinor'), amountFact(f, 'statedMinor')];
      const rest =
        left === null || stated === null
          ? given(
              amountFact(f, 'restMinor'),
              (amount) => `, and no file shows how the other ${money(f, amount)} was paid`,
            )
          : left === stated
            ? `, and rows of other methods show the other ${money(f, left)}`
            : `, and rows of other methods show ${money(f, stated)} where ${money(f, left)} is left`;
      return `Order${order(f)}${of(f, f.orderAmount)} has several tenders${given(textFact(f, 'tenders'), (text) => ` (${printable(text)})`)}; ${given(f.provider, (name) => printable(name)) || 'the provider'} collected ${given(f.settlementGross, (amount) => money(f, amount)) || 'a part'}${rest}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? 'nothing to do today; export each tender on a row of its own'
        : 'check how the rest was paid, and export each tender on a row of its own',
  },
  refund_exceeds_payment: {
    reason: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? `The refunds of the payment${transaction(f)} sum to more than it${inBrackets('en', refunds(f))}, ${money(f, f.moneyAtRisk)} too much`
        : `The money of the payment${transaction(f)} went back twice, by chargeback too${inBrackets('en', refunds(f))}; ${money(f, f.moneyAtRisk)} at risk with fees`,
    action: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? 'check who ordered the refunds and claim the excess back'
        : 'answer the dispute with the proof of the refund and claim the excess back',
  },
  chargeback: {
    reason: (f) => {
      const evidence = given(textFact(f, 'evidenceDueOn'), (day) => `; evidence is due on ${printable(day)}`);
      const taken = given(sizeOf(f.settlementGross), (amount) => ` ${money(f, amount)}`) || ' the money';
      const sold = given(f.orderAmount, (amount) => `order ${money(f, amount)}`);
      const again = flagFact(f, 'madeGood') ? '; a later payment makes it good' : '';
      const risk =
        sizeOf(f.settlementGross) === f.moneyAtRisk ? '' : `${again}, ${money(f, f.moneyAtRisk)} at risk with its fee`;
      return `The payment${transaction(f)} is disputed and the provider took back${taken}${inBrackets('en', sold)}${risk}${evidence}`;
    },
    action: (f) =>
      `gather the proof of delivery and answer the dispute${given(textFact(f, 'evidenceDueOn'), (day) => ` by ${printable(day)}`)}`,
  },
  refund_without_payment: {
    reason: (f) =>
      `Refund${transaction(f)}${of(f, f.settlementGross)} ${isSeen(f) ? 'is paired with no payment' : 'belongs to no known payment'}`,
    action: (f) => `ask ${provider(f)} which payment it refunds`,
  },
  duplicate_refund: {
    reason: (f) =>
      `The payment${transaction(f)} was refunded more than once on one day${inBrackets('en', refunds(f))}, ${money(f, f.moneyAtRisk)} too much`,
    action: () => 'check which refund was ordered and claim the other one back',
  },
  refund_failed: {
    reason: (f) =>
      `The refund${transaction(f)}${of(f, f.settlementGross)} was not carried out${given(textFact(f, 'providerStatus'), (status) => ` (${wordFor(EN_WORDS.statuses, status)})`)}${given(amountFact(f, 'erpRefundedMinor'), (amount) => `; the ERP has refunded ${money(f, amount)}`)}`,
    action: (f) => `refund the customer again, through ${provider(f)} or by transfer`,
  },
  refund_missing_in_settlement: {
    reason: (f) => {
      const due = given(f.dueOn, (day) => ` by ${day}`);
      return `The ERP refunded order${order(f)} and the provider has not${due}${inBrackets('en', refunds(f))}, ${money(f, f.moneyAtRisk)} missing`;
    },
    action: (f) => `check that the refund was ordered at ${provider(f)} and tell the customer when it comes`,
  },
  refund_missing_in_erp: {
    reason: (f) =>
      `The provider refunded more on order${order(f)} than the ERP knows${inBrackets('en', refunds(f))}, ${money(f, f.moneyAtRisk)} more`,
    action: () => 'find out who ordered the refund and record it in the ERP (credit note), or claim it back',
  },
  payment_in_process: {
    reason: (f) => {
      const status = given(textFact(f, 'providerStatus'), (code) => wordFor(EN_WORDS.statuses, code)) || 'pending';
      const hours = given(numberFact(f, 'hours'), (n) => ` after ${count(n)} hours`);
      return `Order${order(f)}${of(f, f.orderAmount)} is paid in the ERP, and its payment${given(f.providerId, (id) => ` ${printable(id)}`)}${at(f)} is still ${status}${hours}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? `nothing to do today, ${provider(f)} may still confirm it`
        : `ask ${provider(f)} for the final state of the payment`,
  },
  status_conflict: {
    reason: (f) => {
      const erp =
        given(textFact(f, 'orderStatus'), (status) => `is ${wordFor(EN_WORDS.statuses, status)} in the ERP`) ||
        'has one status in the ERP';
      const theirs =
        given(textFact(f, 'providerStatus'), (status) => `is ${wordFor(EN_WORDS.statuses, status)}`) || 'has another';
      return `Order${order(f)} ${erp} and its payment${at(f)} ${theirs}${inBrackets('en', values(f))}`;
    },
    action: (f) =>
      textFact(f, 'providerStatus') === 'approved'
        ? 'deliver the order or refund it, the customer paid and was not served'
        : 'make sure that nothing is delivered without payment, and settle it with the customer',
  },
  duplicate_payment: {
    reason: (f) =>
      `The customer paid order${order(f)} more than once${inBrackets('en', values(f))}, ${money(f, f.moneyAtRisk)} too much`,
    action: () => 'refund the extra payment to the customer',
  },
  amount_mismatch: {
    reason: (f) => `What was paid for order${order(f)}${at(f)} is not what was due${inBrackets('en', values(f))}`,
    action: () => 'check the order and the payment, and correct the one that is wrong or settle the difference',
  },
  missing_in_settlement: {
    reason: (f) => {
      const due = given(f.dueOn, (day) => ` by ${day}`);
      const sold = `Order${order(f)}${of(f, f.orderAmount)}${given(f.paidOn, (day) => `, paid on ${day},`)} counts as paid in the ERP`;
      if (flagFact(f, 'stillPending'))
        return `${sold} and ${provider(f)} still reports its payment${given(f.providerId, (id) => ` ${printable(id)}`)} as pending`;
      return `${sold} and ${isSeen(f) ? 'no payment is paired with it' : `${provider(f)} reported no payment`}${due}`;
    },
    action: (f) =>
      flagFact(f, 'stillPending')
        ? `ask ${provider(f)} for the final state of the payment, and correct the order if it was never paid`
        : isNobodys(f)
          ? 'find out which provider took the payment, or correct the order if it was never paid'
          : `claim the payment from ${provider(f)} with its reference, or correct the order if it was never paid`,
  },
  missing_in_erp: {
    reason: (f) =>
      `The approved payment${transaction(f)}${of(f, f.settlementGross)} ${isSeen(f) ? 'is paired with no order' : 'has no order in the ERP'}${given(f.paidOn, (day) => ` (paid on ${day})`)}`,
    action: () => 'find the sale and record its order, or refund the payment',
  },
  store_unknown: {
    reason: (f) => {
      const code = textFact(f, 'orderStore') ?? textFact(f, 'referenceStore') ?? f.store;
      const [opened, closed] = [textFact(f, 'storeOpened'), textFact(f, 'storeClosed')];
      const why =
        opened !== null ? `opened only on ${opened}` : closed !== null ? `closed on ${closed}` : 'is not on the list';
      const told = code === null ? 'names no store' : `names the store ${printable(code)}, which ${why}`;
      return `Reference${order(f)}${of(f, f.orderAmount ?? f.settlementGross)} ${told}`;
    },
    action: () => 'say which store sold it, and add the store to the list or correct the order',
  },
  store_conflict: {
    reason: (f) => {
      const ours = given(textFact(f, 'orderStore') ?? f.store, (code) => ` ${printable(code)}`);
      const theirs = given(textFact(f, 'referenceStore'), (code) => ` ${printable(code)}`) || ' another one';
      return `Order${order(f)}${of(f, f.orderAmount ?? f.settlementGross)} says store${ours} and its reference says${theirs}; the order's counts`;
    },
    action: () => 'confirm which store sold it and correct the order or the reference',
  },
  invoice_missing: {
    reason: (f) => `Order${order(f)}${of(f, f.orderAmount)} is paid and has no electronic invoice number`,
    action: () => 'issue the electronic invoice, or record its number in the ERP',
  },
  missing_in_bank: {
    reason: (f) => {
      const expected = given(f.settlementNet ?? f.settlementGross, (amount) => ` of ${money(f, amount)}`);
      const due = given(f.dueOn, (day) => ` by ${day}`);
      if (flagFact(f, 'inNoPayout'))
        return `${receivable(f)}${expected}${given(f.settledOn, (day) => `, settled on ${day},`)} is in no payout, and one was due${due}`;
      if (flagFact(f, 'leftDay'))
        return `${receivable(f)}${expected}${given(f.settledOn, (day) => `, settled on ${day},`)} was not in the credit of its day, was due at the bank with another${due}, and ${isSeen(f) ? 'no bank line is paired with it' : 'is in no later credit'}`;
      if (flagFact(f, 'takenBack'))
        return `${receivable(f)}${expected}${given(f.settledOn, (day) => `, settled on ${day},`)} was taken back by the provider, was due again${due}, and no later payout pays it`;
      return `${receivable(f)}${expected}${given(f.settledOn, (day) => `, settled on ${day},`)} was due at the bank${due} and ${isSeen(f) ? 'no bank line is paired with it' : 'is not on any statement'}`;
    },
    action: (f) =>
      flagFact(f, 'askFirst') && (flagFact(f, 'inNoPayout') || flagFact(f, 'takenBack'))
        ? `ask ${provider(f)} which of its credits paid it, before anything is claimed`
        : `check the account's movements and claim the money from ${provider(f)}`,
  },
  payout_mismatch: {
    reason: (f) => `${compared(f)}${inBrackets('en', values(f))}`,
    action: (f) => `send ${provider(f)} both figures and claim the difference or have it explained`,
  },
  ambiguous_match: {
    reason: (f) => {
      const ours = numberFact(f, 'receivables');
      const theirs = numberFact(f, 'bankItems');
      const sides =
        ours === null || theirs === null
          ? 'Several payouts and bank lines'
          : `${count(ours)} payouts or lines and ${count(theirs)} bank lines`;
      const cut = textFact(f, 'cutForm');
      if (cut !== null && ours !== null && theirs !== null)
        return `The bank cuts the references${ofProvider(f)}: ${count(ours)} lines and ${count(theirs)} bank lines begin with ${printable(cut)}, their sums agree${inBrackets('en', values(f))} and their amounts do not`;
      return `${sides}${ofProvider(f)} can be paired in more than one way${inBrackets('en', values(f))}, and the sums differ by ${money(f, f.moneyAtRisk)}`;
    },
    action: (f) => `ask ${provider(f)} which payout each credit pays and pair them by hand`,
  },
  duplicate_bank_credit: {
    reason: (f) => {
      const movement = `${(f.bankAmount ?? 0) < 0 ? 'debit' : 'credit'}${given(sizeOf(f.bankAmount), (amount) => ` of ${money(f, amount)}`)}${reference(f)}${given(f.arrivedOn, (day) => ` booked on ${day}`)}`;
      const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
      const [own, counts] = [file(f), flagFact(f, 'counted')];
      switch (textFact(f, 'told')) {
        case 'paid_twice':
          return `The bank paid one ${movement} twice, and its balances hold both`;
        case 'listed_twice':
          return `The file${own} lists one ${movement} twice, and no balance proves that the bank paid it twice`;
        case 'two_files':
          return `The files${own} and${other} both list a ${movement}, and no id or balance says whether it is one or two${counts ? '; it counts as two' : ''}`;
        default:
          return `The bank shows one ${movement} twice, ${money(f, f.moneyAtRisk)} too much`;
      }
    },
    action: (f) =>
      flagFact(f, 'counted')
        ? 'ask the bank whether it is one movement or two'
        : 'ask the bank whether the credit is real; expect it to be taken back',
  },
  unidentified_bank_credit: {
    reason: (f) =>
      `The bank credit${given(f.bankAmount, (amount) => ` of ${money(f, amount)}`)}${given(f.arrivedOn, (day) => ` booked on ${day}`)} looks like ${provider(f)}'s and ${fitsNothing(f)}`,
    action: (f) => `ask ${provider(f)} what the credit pays`,
  },
  unexplained_bank_debit: {
    reason: (f) =>
      `The bank debit${given(sizeOf(f.bankAmount), (amount) => ` of ${money(f, amount)}`)}${given(f.arrivedOn, (day) => ` booked on ${day}`)}${reference(f)} undoes no match and pays no payout`,
    action: () => 'ask the bank what was debited and claim it back if it is not ours',
  },
  negative_payout: {
    reason: (f) =>
      `${receivable(f)} comes to ${given(f.settlementNet, (amount) => money(f, amount)) || 'zero or less'}, so no credit is expected; it is netted against the next payouts`,
    action: (f) =>
      f.class === 'notice'
        ? 'nothing to do today, the next payouts take it'
        : `agree with ${provider(f)} how the balance is settled`,
  },
  late_arrival: {
    reason: (f) => {
      const days = given(f.businessDaysLate, (late) => `, ${count(late)} business ${late === 1 ? 'day' : 'days'} late`);
      const dates = `${given(f.dueOn, (day) => ` due on ${day}`)}${given(f.arrivedOn, (day) => ` arrived on ${day}`)}`;
      return `${receivable(f)}${given(f.bankAmount ?? f.settlementNet, (amount) => ` of ${money(f, amount)}`)}${dates || ' arrived after its due date'}${days}`;
    },
    action: (f) => `nothing to do today; raise it with ${provider(f)} if it repeats`,
  },
  net_mismatch: {
    reason: (f) =>
      `On transaction${transaction(f)} gross less fee and taxes is not the net${inBrackets('en', values(f))}`,
    action: (f) => `ask ${provider(f)} what else was deducted`,
  },
  fee_mismatch: {
    reason: (f) => {
      const component = wordFor(EN_WORDS.components, textFact(f, 'component') ?? f.key.at(-1) ?? 'fee');
      const lines = given(numberFact(f, 'count'), (n) => ` on ${count(n)} ${n === 1 ? 'line' : 'lines'}`);
      const payout = given(f.payoutId, (id) => ` of payout ${printable(id)}`);
      const excess = given(amountFact(f, 'sumMinor') ?? f.difference, (amount) => ` by ${money(f, amount)}`);
      const tariff = given(textFact(f, 'tariffRate'), (rate) => `; the tariff says ${formatRate('en', rate)} %`);
      const fitting = given(
        textFact(f, 'fittingRate'),
        (rate) => `${tariff === '' ? ';' : ' and'} ${formatRate('en', rate)} % would fit`,
      );
      return `The ${printable(component)}${payout}${ofProvider(f)} differs from the tariff${excess}${lines}${tariff}${fitting}`;
    },
    action: (f) =>
      `claim the difference from ${provider(f)}, or correct the tariff in the configuration if it was agreed`,
  },
  unexplained_adjustment: {
    reason: (f) => {
      const payout = given(textFact(f, 'givenBack'), (id) => ` ${printable(id)}`);
      const back = `${money(f, f.moneyAtRisk)} of a payout${payout} that failed`;
      switch (textFact(f, 'told')) {
        case 'payout_unknown':
          return `The row${transaction(f)} gives back ${back}, and no payout on file is that one`;
        case 'not_returned':
          return `The row${transaction(f)} gives back ${back}, and the bank still has the credit of that payout beside the one that pays it again`;
        default:
          return `The adjustment${transaction(f)}${given(f.settlementNet ?? f.settlementGross, (amount) => ` of ${money(f, amount)}`)} is not among the known ones`;
      }
    },
    action: (f) => `ask ${provider(f)} what it is for, and add it to the known adjustments if it is right`,
  },
  stale_pending: {
    reason: (f) =>
      `Transaction${transaction(f)}${of(f, f.settlementGross)} is still pending${given(numberFact(f, 'hours'), (hours) => ` after ${count(hours)} hours`)}`,
    action: (f) => `nothing to do today; ask ${provider(f)} for its final state if it stays`,
  },
} as const satisfies Record<DiscrepancyKind, KindWording>;
