/** ISO 4217: the decimals of a currency's minor unit. Every currency is kept in hundredths, whatever it has. */

/** Currencies without a minor unit: `unit: minor` is a whole number of these. */
const NONE = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));
const FOUR = new Set(['CLF', 'UYW']);

/** 0, 2, 3 or 4; 2 for a code that the list does not have. */
export function currencyDigits(code: string): number {
  if (NONE.has(code)) return 0;
  if (THREE.has(code)) return 3;
  return FOUR.has(code) ? 4 : 2;
}
