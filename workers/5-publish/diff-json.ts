import type {
  DiffSubject,
  DiscrepancyAt,
  GenerationDiff,
  PayoutState,
  SubjectState,
} from '../../schemas/outcome/generation-diff.ts';
import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import type { Json } from './summary.ts';

/** The name of the file, beside summary.json of every generation that has one before it. */
export const DIFF_NAME = 'diff.json';

/** diff.json as text: the same diff gives the same bytes. */
export function renderDiff(diff: GenerationDiff): string {
  return `${JSON.stringify(diffJson(diff), null, 2)}\n`;
}

/** A diff as programs read it: the names of the other reports, amounts as text in major units. */
export function diffJson(diff: GenerationDiff): Readonly<Record<string, Json>> {
  const { inputs } = diff;
  return {
    settlement_date: diff.date,
    generation: diff.after,
    former_generation: diff.before,
    reason: diff.reason,
    inputs: {
      files: inputs.files.map(({ source, before, after }) => ({
        source,
        before: identityJson(before),
        after: identityJson(after),
      })),
      parent: inputs.parent,
      configuration: inputs.configuration,
      rules: inputs.rules,
      decisions: inputs.decisions,
    },
    totals: diff.totals.map(({ change, currency, subjects, before, after }) => ({
      change,
      currency,
      references: subjects,
      before: formatMajor(before),
      after: formatMajor(after),
    })),
    references: diff.entries.map(({ subject, change, before, after }) => ({
      ...subjectJson(subject),
      change,
      before: stateJson(before),
      after: stateJson(after),
    })),
    payouts: diff.payouts.map(({ source, payoutId, currency, change, before, after }) => ({
      provider: source,
      payout_id: payoutId,
      currency,
      change,
      before: payoutJson(before),
      after: payoutJson(after),
    })),
    discrepancies: diff.discrepancies.map((one) => ({
      id: one.id,
      kind: one.kind,
      change: one.change,
      merchant_reference: one.merchantReference,
      payout_id: one.payoutId,
      provider: one.provider,
      currency: one.currency,
      before: discrepancyStateJson(one.before),
      after: discrepancyStateJson(one.after),
    })),
  };
}

function identityJson(file: GenerationDiff['inputs']['files'][number]['before']): Json {
  return file === null ? null : { state: file.state, sha256: file.sha256 };
}

function subjectJson(subject: DiffSubject): Readonly<Record<string, Json>> {
  return {
    merchant_reference: subject.merchantReference,
    leg: subject.leg,
    source: subject.source,
    id: subject.id,
    payout_id: subject.payoutId,
    currency: subject.currency,
  };
}

function stateJson(state: SubjectState | null): Json {
  if (state === null) return null;
  return {
    fate: state.fate,
    lines: state.lines,
    order_amount: amountJson(state.order),
    settlement_gross: amountJson(state.settlement),
    bank_amount: amountJson(state.bank),
    discrepancy_ids: state.discrepancyIds,
  };
}

function payoutJson(state: PayoutState | null): Json {
  return state === null
    ? null
    : { fate: state.fate, net: formatMajor(state.net), bank_amount: amountJson(state.bankAmount) };
}

function discrepancyStateJson(one: DiscrepancyAt | null): Json {
  return one === null ? null : { class: one.class, state: one.state, money_at_risk: formatMajor(one.moneyAtRisk) };
}

function amountJson(amount: Minor | null): Json {
  return amount === null ? null : formatMajor(amount);
}
