import type { Pairing } from '../../schemas/outcome/pairing.ts';
import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import type { Candidate, Party } from './candidate-sets.ts';
import type { Candidates } from './candidates.ts';

/** Candidates and decisions by hand as programs read them, from the command line and the interface alike. */

export function candidatesDocument(id: string, { about, candidates }: Candidates) {
  return {
    id,
    about: about.map(partyDocument),
    candidates: candidates.map((one) => candidateDocument(one, about)),
  };
}

function partyDocument(party: Party) {
  return {
    leg: party.leg,
    lines: party.lines.map(lineName),
    reference: party.reference === '' ? null : party.reference,
    payout_id: party.payoutId,
    currency: party.currency,
    amount: formatMajor(party.amount),
    date: party.date,
    source: party.source,
  };
}

function candidateDocument(one: Candidate, about: readonly Party[]) {
  return {
    how: one.how,
    parties: one.parties.map(partyDocument),
    difference: formatMajor(one.difference),
    days_apart: one.daysApart,
    lines: lineNames([...about, ...one.parties]),
  };
}

/** How a decision names the lines of some parties. */
export function lineNames(parties: readonly Party[]): string[] {
  return parties.flatMap(({ lines }) => lines.map(lineName));
}

function lineName({ file, line }: Party['lines'][number]): string {
  return `${file}:${String(line)}`;
}

export function pairingDocument(one: Pairing, stands: boolean) {
  const amount = (value: Minor | null): string | null => (value === null ? null : formatMajor(value));
  return {
    number: one.number,
    act: one.act,
    undoes: one.undoes,
    stands,
    lines: one.lines.map(({ date, source, file, line, leg }) => ({ date, source, leg, file, line })),
    order_difference: amount(one.orderDifference),
    bank_difference: amount(one.bankDifference),
    note: one.note,
    by: one.by,
    at: new Date(one.atMs).toISOString(),
  };
}
