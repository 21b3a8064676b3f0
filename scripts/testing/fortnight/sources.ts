import type { PlainDate } from '../../../schemas/values/dates.ts';
import { minor, type Minor } from '../../../schemas/values/money.ts';

/** How a provider charges: percent in basis points, a fixed amount in hundredths, VAT on the fee in percent. */
export interface Charges {
  readonly basisPoints: number;
  readonly fixed: Minor;
  readonly vatPercent: number;
}

export interface Provider {
  readonly id: string;
  readonly method: string;
  readonly settles: 'per_payout' | 'per_transaction' | 'per_day';
  readonly compares: 'net' | 'gross';
  readonly bankText: string;
  readonly payoutPrefix: string;
  readonly charges: Charges;
  /** The tariff stands in the configuration, so fees are checked against it. */
  readonly assertsTariff: boolean;
  /** Few payouts, each days apart from the next: a file without rows is normal. */
  readonly quiet: boolean;
  /** Local time after which a payment counts for the next business day. */
  readonly cutOff: string | null;
}

const NO_CHARGES: Charges = { basisPoints: 0, fixed: minor(0), vatPercent: 0 };
const USUAL: Charges = { basisPoints: 235, fixed: minor(40_000), vatPercent: 19 };
const WITHOUT_VAT: Charges = { basisPoints: 150, fixed: minor(30_000), vatPercent: 0 };

const provider = (own: Pick<Provider, 'id' | 'method' | 'bankText'> & Partial<Provider>): Provider => ({
  settles: 'per_payout',
  compares: 'net',
  payoutPrefix: own.id.slice(0, 2).toUpperCase(),
  charges: USUAL,
  assertsTariff: false,
  quiet: false,
  cutOff: null,
  ...own,
});

/** An aggregator with one payout a day. */
export const AGIL = provider({ id: 'agil', method: 'PSE', bankText: 'PAGOS AGIL SAS' });
/** A gateway whose every payment stands on the bank statement with its reference. */
export const PASARELA = provider({
  id: 'pasarela',
  method: 'BOTON',
  bankText: 'PASARELA SUR',
  settles: 'per_transaction',
  compares: 'gross',
  charges: NO_CHARGES,
});
/** A wallet that credits each day's gross in one sum. */
export const NOCTURNO = provider({
  id: 'nocturno',
  method: 'NEQUI',
  bankText: 'NOCTURNO PAY',
  settles: 'per_day',
  compares: 'gross',
  charges: NO_CHARGES,
});
/** The bank's own button: one lump a day, and what is paid after five belongs to the next business day. */
export const CORTE = provider({
  id: 'corte',
  method: 'BOTON PSE',
  bankText: 'RECAUDO CORTE',
  settles: 'per_day',
  compares: 'gross',
  charges: NO_CHARGES,
  cutOff: '17:00',
});
/** Three small aggregators: their payouts lie so far apart that one fault cannot be taken for another. */
export const FARO = provider({
  id: 'faro',
  method: 'LINK',
  bankText: 'FARO PAGOS',
  charges: WITHOUT_VAT,
  assertsTariff: true,
  quiet: true,
});
export const MAREA = provider({ id: 'marea', method: 'QR', bankText: 'MAREA PAGOS', assertsTariff: true, quiet: true });
export const PUENTE = provider({ id: 'puente', method: 'CONTACTLESS', bankText: 'PUENTE PAGOS', quiet: true });

export const PROVIDERS: readonly Provider[] = [AGIL, PASARELA, NOCTURNO, CORTE, FARO, MAREA, PUENTE];
export const QUIET_PROVIDERS: readonly Provider[] = [FARO, MAREA, PUENTE];
/** A tender that no provider collects. */
export const OTHER_METHOD = 'CASH';
export const ACCOUNT = '031-000000-01';
export const STORES = ['BOG01', 'BOG02', 'BOG03', 'MED01'] as const;

/**
 * What the provider keeps of a payment, truncated to hundredths; the VAT is a part of the fee before that is truncated.
 */
export function chargesOn(gross: Minor, charges: Charges): { fee: Minor; tax: Minor } {
  const share = gross * charges.basisPoints;
  const fee = minor((share - (share % 10_000)) / 10_000 + charges.fixed);
  const vat = (share + charges.fixed * 10_000) * charges.vatPercent;
  return { fee, tax: minor((vat - (vat % 1_000_000)) / 1_000_000) };
}

export function payoutIdOf(provider: Provider, date: PlainDate, suffix = ''): string {
  return `${provider.payoutPrefix}P-${date.replaceAll('-', '')}${suffix}`;
}
