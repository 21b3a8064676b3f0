import type { DiscrepancyKind, FactName } from '../kinds/kinds.ts';
import { foldReference } from '../lines/line-keys.ts';
import { addressKey } from '../lines/records.ts';
import { minor, type Minor } from '../values/money.ts';
import type { Finding } from './run.ts';

// Reads the facts of a finding by name. A stored fact of another type than its kind declares counts as absent.

/** A finding of one kind, or of one of several. */
export type FindingOf<Kind extends DiscrepancyKind> = Finding & { readonly kind: Kind };

export function textFact<Kind extends DiscrepancyKind>(
  { facts }: FindingOf<Kind>,
  name: FactName<Kind, 'text'>,
): string | null {
  const value = facts[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberFact<Kind extends DiscrepancyKind>(
  { facts }: FindingOf<Kind>,
  name: FactName<Kind, 'number'>,
): number | null {
  const value = facts[name];
  return typeof value === 'number' ? value : null;
}

export function amountFact<Kind extends DiscrepancyKind>(
  { facts }: FindingOf<Kind>,
  name: FactName<Kind, 'amount'>,
): Minor | null {
  const value = facts[name];
  return typeof value === 'number' ? minor(value) : null;
}

export function flagFact<Kind extends DiscrepancyKind>(
  { facts }: FindingOf<Kind>,
  name: FactName<Kind, 'flag'>,
): boolean {
  return facts[name] === true;
}

/** Empty where there is none. A single text counts as a list of one. */
export function listFact<Kind extends DiscrepancyKind>(
  { facts }: FindingOf<Kind>,
  name: FactName<Kind, 'list'>,
): readonly string[] {
  const value = facts[name];
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/**
 * What a finding is found by: its id, its references in one way of writing, and the addresses of its lines. The record
 * takes them down once, when a finding is new to it: who changes this names those that are recorded in a migration.
 */
export function namesOf(finding: Finding): string[] {
  const { id, merchantReference, payoutId, providerId, lines } = finding;
  const references = [merchantReference, payoutId, providerId].filter((text) => text !== null);
  return [...new Set([id, ...references.map(foldReference), ...lines.map(addressKey)])];
}
