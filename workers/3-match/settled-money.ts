import type { SettlementSource } from '../../schemas/config/config.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { add, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';

// What a provider's line comes to in the currency that it is paid out in.

/** What a line is paid out in. */
export function settledCurrencyOf(line: SettlementLine): string {
  return line.settledCurrency ?? line.currency;
}

export function settledGrossOf(line: SettlementLine): Minor {
  return line.settledGross ?? line.gross;
}

export function feeOf(line: SettlementLine): Minor {
  return line.settledFee ?? line.fee ?? ZERO;
}

export function taxOf(line: SettlementLine): Minor {
  return add(line.tax ?? ZERO, line.otherDeductions ?? ZERO);
}

/** The net that the provider states; where the file states none, gross less what it says it deducts. */
export function settledNetOf(line: SettlementLine): Minor {
  return (
    line.settledNet ??
    (line.settledCurrency === null ? line.net : null) ??
    subtract(settledGrossOf(line), add(feeOf(line), taxOf(line)))
  );
}

/** What the bank should show of a line, by the column that its source compares. */
export function comparedAmount(line: SettlementLine, source: SettlementSource): Minor {
  return source.compares === 'net' ? settledNetOf(line) : settledGrossOf(line);
}
