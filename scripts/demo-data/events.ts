/**
 * What happens in the demo beside its orders, reviewed by hand. Amounts are whole pesos; a bank movement is signed as
 * money moves. An `id` of a refund is what follows the order's number in the provider's own id.
 */

export const FIRST_DATE = '2026-06-24';
export const LAST_DATE = '2026-07-07';

/**
 * Rows of the dLocal file that are no order of ours: refunds, fees, debit notes, and one payment that the shop does not
 * know.
 */
export const DLOCAL_ROWS = [
  { on: '2026-06-25', type: 'PAYMENT', reference: 'BOG02-20260625-900001', id: 'T-2107-900001', amount: 189_000 },
  { on: '2026-06-26', type: 'SETTLEMENT_FEE', fee: 3_900 },
  { on: '2026-07-01', type: 'REFUND', reference: 'BOG03-20260625-000124', id: 'REF-2107-000124', amount: -63_000 },
  { on: '2026-07-01', type: 'REFUND', reference: 'BOG01-20260625-000117', id: 'REF-2107-000117', amount: -64_000 },
  { on: '2026-07-01', type: 'REFUND', reference: 'BOG01-20260625-000117', id: 'REF-2107-000117-2', amount: -64_000 },
  { on: '2026-07-01', type: 'REFUND', reference: 'BOG01-20260624-000104', id: 'REF-2107-000104', amount: -89_000 },
  { on: '2026-07-01', type: 'REFUND', reference: 'BOG03-20260601-000044', id: 'REF-2107-000044', amount: -47_000 },
  { on: '2026-07-03', type: 'SETTLEMENT_FEE', fee: 3_900 },
  { on: '2026-07-03', type: 'ADJUSTMENT', id: '805113614', amount: -18_000, text: 'Monthly report fee' },
  { on: '2026-07-03', type: 'ADJUSTMENT', id: '805113987', amount: -25_000, text: 'Processor retries penalty CO' },
  { on: '2026-07-05', type: 'REFUND', reference: 'BOG03-20260625-000129', id: 'REF-2107-000129', amount: -1_250_000 },
] as const;

/** dLocal's tariff in hundredths of a percent, and the date on which it charges another. */
export const DLOCAL_PERCENT = { agreed: 235, charged: 275, on: '2026-07-02' } as const;
export const DLOCAL_FIXED_PESOS = 400;

/** Which payouts one credit of dLocal's pays, by their dates. `withheld`: the order whose money it keeps back. */
export const DLOCAL_CREDITS = [
  { on: '2026-06-26', pays: ['2026-06-25'] },
  { on: '2026-06-30', pays: ['2026-06-24'] },
  { on: '2026-06-30', pays: ['2026-06-26', '2026-06-27', '2026-06-28', '2026-06-29'] },
  { on: '2026-07-01', pays: ['2026-06-30'], withheld: 189 },
  { on: '2026-07-02', pays: ['2026-07-01'] },
  { on: '2026-07-03', pays: ['2026-07-02'] },
  { on: '2026-07-06', pays: ['2026-07-03', '2026-07-04'] },
  { on: '2026-07-07', pays: ['2026-07-05', '2026-07-06'] },
] as const;

/** Refunds and chargebacks of Worldline's, by the number of the order; the bank debits them on the date given. */
export const WORLDLINE_REVERSALS = [
  { on: '2026-07-02', type: 'CR', order: 131, debitedOn: '2026-07-03', text: 'DEVOLUCION WORLDLINE' },
  { on: '2026-07-02', type: 'CB', order: 144, debitedOn: '2026-07-03', text: 'CONTRACARGO WORLDLINE' },
] as const;

/**
 * The file that never came, and the one that came short of its last record. Both as they should be stand in `late/`.
 */
export const WORLDLINE_MISSING = '2026-07-05';
export const WORLDLINE_CUT_SHORT = '2026-07-06';

/** Movements of the account that no order is behind. */
export const BANK_MOVEMENTS = [
  { on: '2026-06-24', amount: 1_846_300, text: 'ABONO REDEBAN VENTAS TARJETA' },
  { on: '2026-06-25', amount: 412_300, text: 'ABONO WORLDLINE COMERCIO 2107' },
  { on: '2026-06-25', amount: -6_400_000, text: 'PAGO ARRIENDO LOCAL CHAPINERO' },
  { on: '2026-06-25', amount: -25_600, text: 'IMPTO GOBIERNO 4X1000' },
  { on: '2026-06-26', amount: 2_210_750, text: 'ABONO REDEBAN VENTAS TARJETA' },
  { on: '2026-06-26', amount: -137_500, text: 'DEBITO WORLDLINE CARGO OPERATIVO' },
  { on: '2026-06-30', amount: -9_875_430, text: 'PAGO NOMINA JUNIO' },
  { on: '2026-06-30', amount: -39_501, text: 'IMPTO GOBIERNO 4X1000' },
  { on: '2026-06-30', amount: -16_900, text: 'COMISION MANEJO DE CUENTA' },
  { on: '2026-07-01', amount: 1_530_900, text: 'ABONO REDEBAN VENTAS TARJETA' },
  { on: '2026-07-03', amount: -1_118_640, text: 'PAGO SERVICIOS PUBLICOS' },
  { on: '2026-07-06', amount: 3_067_150, text: 'ABONO REDEBAN VENTAS TARJETA' },
  { on: '2026-07-07', amount: -745_000, text: 'PAGO PROVEEDOR COLCHONETAS' },
] as const;

export const BANK_OPENING_PESOS = 48_250_000;
/** A movement that no statement shows: this one opens with more than the one before closed with. */
export const STATEMENT_GAP = { on: '2026-07-02', amount: 120_000 } as const;
