import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { ClaimLanguage } from '../../../schemas/values/language.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { formatAmount, formatCount, given, printable } from '../../wording/format.ts';
import { KIND_WORDING } from '../../wording/kinds/index.ts';
import { sumByCurrency } from '../counted.ts';
import { CLAIM_WORDING, type ClaimWording } from './claim-wording.ts';
import type { Claim } from './claims.ts';

/** A longer letter is not read; the file beside it has every row. */
const LISTED_MAX = 20;

/**
 * The letter of a claim: subject, what is claimed, up to 20 items with reference, dates and amount, the total per
 * currency, what is asked, and the name of the file that has it all. Plain text, LF; amounts as the language writes
 * them.
 */
export function claimText(
  language: ClaimLanguage,
  claim: Claim,
  tenant: string,
  asOf: PlainDate,
  file: string,
): string {
  const wording = CLAIM_WORDING[language];
  const { title, says, asks } = KIND_WORDING[claim.kind].claim[language];
  const listed = claim.items
    .slice(0, LISTED_MAX)
    .map(({ discrepancy }) => `- ${itemText(language, wording, discrepancy)}`);
  const left = claim.items.length - listed.length;
  const sums = sumByCurrency(
    claim.items.map(({ discrepancy }) => [discrepancy.currency, discrepancy.moneyAtRisk] as const),
  );
  const total = sums.map(([currency, sum]) => formatAmount(language, sum, currency)).join(' + ');
  return [
    wording.subject(printable(tenant), title, formatCount(language, claim.items.length), asOf),
    '',
    wording.greeting(printable(claim.provider)),
    '',
    says,
    '',
    ...listed,
    ...(left > 0 ? [`- ${wording.more(formatCount(language, left), file)}`] : []),
    '',
    ...(total === '' ? [] : [`${wording.total}: ${total}`, '']),
    asks,
    '',
    wording.attached(file),
    '',
    wording.regards,
    printable(tenant),
    '',
  ].join('\n');
}

function itemText(language: ClaimLanguage, { parts }: ClaimWording, one: Discrepancy): string {
  const texts = [
    given(one.merchantReference, (reference) => `${parts.reference} ${printable(reference)}`),
    given(one.providerId, (id) => `${parts.transaction} ${printable(id)}`),
    given(one.payoutId, (id) => `${parts.payout} ${printable(id)}`),
    given(one.cus, (code) => `${parts.cus} ${printable(code)}`),
    // The minute finds a transfer where a date does not.
    given(one.paidAt ?? one.paidOn, (moment) => `${parts.paidOn} ${moment}`),
    given(one.settledOn, (day) => `${parts.settledOn} ${day}`),
    given(one.dueOn, (day) => `${parts.dueOn} ${day}`),
    given(one.arrivedOn, (day) => `${parts.arrivedOn} ${day}`),
  ].filter((text) => text !== '');
  const amount = one.moneyAtRisk === 0 ? '' : `: ${formatAmount(language, one.moneyAtRisk, one.currency)}`;
  return `${texts.join(', ')}${amount}`;
}
