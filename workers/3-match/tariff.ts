import type { SettlementSource, TariffEntry } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { absolute, minor, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { settledGrossOf } from './settled-money.ts';

/** What a provider deducts and a tariff can say: each is compared by itself. */
export const CHARGE_COMPONENTS = ['fee', 'fee_vat', 'withheld_income', 'withheld_vat', 'withheld_ica'] as const;
export type ChargeComponent = (typeof CHARGE_COMPONENTS)[number];

/** An exact fraction: hundredths of currency over `scale`. */
interface Fraction {
  readonly digits: bigint;
  readonly scale: bigint;
}

/** `2.35` percent of an amount, exactly. */
function percentOf(base: Fraction, percent: string): Fraction {
  const [whole = '0', fraction = ''] = percent.split('.');
  return { digits: base.digits * BigInt(whole + fraction), scale: base.scale * 100n * 10n ** BigInt(fraction.length) };
}

function plus(a: Fraction, whole: Minor): Fraction {
  return { digits: a.digits + BigInt(whole) * a.scale, scale: a.scale };
}

/** To hundredths. Wompi's fee and taxes are truncated, not rounded (measured on its disbursement reports of 2026). */
function round({ digits, scale }: Fraction, rounding: TariffEntry['rounding']): Minor {
  const negative = digits < 0n;
  const magnitude = negative ? -digits : digits;
  const whole = magnitude / scale;
  const twice = (magnitude % scale) * 2n;
  const up =
    rounding !== 'truncate' && (twice > scale || (twice === scale && (rounding === 'half_up' || whole % 2n === 1n)));
  const rounded = up ? whole + 1n : whole;
  return minor(Number(negative ? -rounded : rounded));
}

/** The fee before rounding: a percentage of the gross and a fixed part. */
function exactFee(gross: Minor, entry: TariffEntry): Fraction {
  return plus(percentOf({ digits: BigInt(gross), scale: 1n }, entry.percent), entry.fixed);
}

/**
 * What the tariff asks of a payment, or null where it does not say (withholding rates change by decree and date; none
 * is asserted by default). The VAT is a part of the fee before it is rounded; the withholdings are declared as parts of
 * the gross.
 */
export function tariffCharge(gross: Minor, entry: TariffEntry, component: ChargeComponent): Minor | null {
  const base: Fraction = { digits: BigInt(gross), scale: 1n };
  const of = (from: Fraction, percent: string | null): Minor | null =>
    percent === null ? null : round(percentOf(from, percent), entry.rounding);
  switch (component) {
    case 'fee':
      return round(exactFee(gross, entry), entry.rounding);
    case 'fee_vat':
      return of(exactFee(gross, entry), entry.vatPercent);
    case 'withheld_income':
      return of(base, entry.withheldIncomePercent);
    case 'withheld_ica':
      return of(base, entry.withheldIcaPercent);
    case 'withheld_vat':
      return of(base, entry.withheldVatPercent);
  }
}

/** The VAT on a fee as it was charged, or null where the tariff states none. */
export function vatOfFee(fee: Minor, entry: TariffEntry): Minor | null {
  return entry.vatPercent === null
    ? null
    : round(percentOf({ digits: BigInt(fee), scale: 1n }, entry.vatPercent), entry.rounding);
}

/** What the line says was charged; null where the file does not say. A file with one tax column gives it as the VAT. */
export function charged(line: SettlementLine, component: ChargeComponent): Minor | null {
  switch (component) {
    case 'fee':
      return line.settledFee ?? line.fee;
    case 'fee_vat':
      return (
        line.feeVat ??
        (line.withheldIncome === null && line.withheldVat === null && line.withheldIca === null ? line.tax : null)
      );
    case 'withheld_income':
      return line.withheldIncome;
    case 'withheld_vat':
      return line.withheldVat;
    case 'withheld_ica':
      return line.withheldIca;
  }
}

/** The entry of a source's tariff for the line's method on the day it was paid; null where none is declared. */
export function tariffOf(line: SettlementLine, source: SettlementSource, paidOn: PlainDate | null): TariffEntry | null {
  const day = paidOn ?? line.date;
  const method = normaliseKey(line.method ?? source.methods?.[0] ?? '');
  const holds = (entry: TariffEntry): boolean =>
    normaliseKey(entry.method) === method && entry.from <= day && (entry.to === null || day <= entry.to);
  return source.tariff.find(holds) ?? null;
}

/**
 * How far a component is off what it may be by the tariff; null where file or tariff does not say. The VAT follows the
 * fee: it agrees with the tariff's fee or with the fee that was charged, so that an overcharge is one row, of the fee,
 * whether or not the provider's VAT went with it.
 */
export function chargeDifference(line: SettlementLine, entry: TariffEntry, component: ChargeComponent): Minor | null {
  const found = charged(line, component);
  if (found === null) return null;
  const byTariff = tariffCharge(settledGrossOf(line), entry, component);
  const fee = component === 'fee_vat' ? charged(line, 'fee') : null;
  const byFee = fee === null ? null : vatOfFee(fee, entry);
  const differences = [byTariff, byFee].flatMap((amount) => (amount === null ? [] : [subtract(found, amount)]));
  const [first, ...others] = differences;
  return first === undefined ? null : others.reduce((a, b) => (absolute(b) < absolute(a) ? b : a), first);
}

/**
 * Whether every component of a line is what the tariff says, within its tolerance; also where there is no tariff for
 * it.
 */
export function isWithinTariff(line: SettlementLine, source: SettlementSource, paidOn: PlainDate | null): boolean {
  const entry = tariffOf(line, source, paidOn);
  if (entry === null) return true;
  return CHARGE_COMPONENTS.every(
    (component) => absolute(chargeDifference(line, entry, component) ?? ZERO) <= entry.tolerance,
  );
}

const RATE_DECIMALS = 4;

/** The rate, in percent with four decimals, that would fit what was charged in sum; null where nothing was sold. */
export function fittingPercent(
  lines: readonly { readonly gross: Minor; readonly found: Minor; readonly fee: Minor }[],
  entry: TariffEntry,
  component: ChargeComponent,
): string | null {
  const base = lines.reduce((total, line) => total + BigInt(component === 'fee_vat' ? line.fee : line.gross), 0n);
  const fixed = component === 'fee' ? BigInt(entry.fixed) * BigInt(lines.length) : 0n;
  const found = lines.reduce((total, line) => total + BigInt(line.found), 0n) - fixed;
  if (base <= 0n) return null;
  const unit = 10n ** BigInt(RATE_DECIMALS);
  const scaled = found * 100n * unit;
  const magnitude = (scaled < 0n ? -scaled : scaled) + base / 2n;
  const rate = magnitude / base;
  return `${scaled < 0n ? '-' : ''}${String(rate / unit)}.${String(rate % unit).padStart(RATE_DECIMALS, '0')}`;
}
