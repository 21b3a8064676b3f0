import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import type { BankLine, Leg, Line } from '../../schemas/lines/records.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import type { Case } from './case.ts';
import type { Search } from './sightings.ts';

// What is asked of a line that may be what a finding misses: its keys, its day, whose money it is.

/** What tells a movement of the bank from others, whichever file tells it. */
export function movementOf(line: BankLine): string {
  return [line.account ?? '', line.bookedOn, line.currency, line.amount].join('|');
}

/** The day on which a movement was booked, or a sale paid. */
export function dayOf(line: Line, c: Case): string {
  return line.leg === 'bank' ? line.bookedOn : (c.paidOn(line) ?? line.date);
}

/** Whether a source collects the method of a finding, as far as both say one. */
export function collects(source: string | null, finding: Finding, c: Case): boolean {
  const methods = source === null ? null : (c.sources.get(source)?.methods ?? null);
  return (
    methods === null ||
    finding.method === null ||
    methods.some((one) => normaliseKey(one) === normaliseKey(finding.method ?? ''))
  );
}

/** The keys under which the lines of a leg are found. */
export function keyKinds(leg: Leg): readonly Search['key']['kind'][] {
  switch (leg) {
    case 'bank':
      return ['reference'];
    case 'settlement':
      return ['reference', 'provider_id', 'cus'];
    case 'order':
      return ['reference', 'order_id', 'cus', 'provider_id'];
  }
}

/** The keys of an order or a settlement line, as they are compared. */
export function keysOf(line: Exclude<Line, BankLine>, { match: { compare } }: Case): readonly string[] {
  const others = line.leg === 'order' ? [line.cus, line.providerId] : [line.providerId, line.cus];
  const references = line.leg === 'order' ? [line.merchantReference, line.orderId ?? ''] : [line.merchantReference];
  return [...references.map(compare), ...others.map((text) => normaliseKey(text ?? ''))].filter((key) => key !== '');
}
