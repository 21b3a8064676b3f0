import { absolute } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { differenceOf, membersOf, mergeGroups, partiesOf, type Group } from './group.ts';
import type { Ambiguity, BankMatchParams } from './types.ts';
import { isPastDue, windowPairs } from './window.ts';

/**
 * What stays open and could be paired in several ways (domain: 4.2 and 4.4): payouts and credits of one source that
 * share a window, together with the groups that earlier passes held.
 */
export function ambiguousGroups(open: Group, held: readonly Group[], params: BankMatchParams): Group[] {
  const members = membersOf([open]);
  const stillOpen = held.filter((group) => partiesOf(group).every((party) => members.has(party)));
  return mergeGroups([...stillOpen, ...windowPairs(open, params)]);
}

/** The group as it leaves the module. Until its first member is past due it only waits. */
export function toAmbiguity(group: Group, params: BankMatchParams): Ambiguity {
  return {
    receivables: group.receivables.map((receivable) => receivable.id).sort(compareText),
    bankItems: group.items.map((item) => item.id).sort(compareText),
    moneyAtRisk: absolute(differenceOf(group)),
    pastDue: partiesOf(group).some((party) => isPastDue(party, params)),
  };
}
