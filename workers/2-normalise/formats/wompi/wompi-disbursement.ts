import type { CsvProfile } from '../../../../schemas/lines/profile.ts';
import type { BuiltInFeed } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';

/**
 * Wompi's disbursement report: settled rows only, one payout per file, whose date stands in the file's name alone.
 * Deductions are printed positive; net = gross - fee - VAT on it - the three withholdings - consumption tax, exactly,
 * on every row seen. No total and no status. Measured on two public files of 2026.
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  dates: { format: 'dd-MM-yyyy HH:mm', zone: 'America/Bogota' },
  columns: {
    provider_id: 'id de la transaccion',
    paid_at: 'fecha',
    merchant_reference: 'referencia',
    gross: 'monto',
    currency: 'moneda',
    method: 'medio de pago',
    fee: 'comisión',
    fee_vat: 'iva comisión',
    withheld_ica: 'reteica',
    withheld_vat: 'reteiva',
    withheld_income: 'retefuente',
    other_deductions: 'impoconsumo',
    net: 'total desembolsado',
  },
  constants: { status: 'approved' },
};

export const WOMPI_DISBURSEMENT: BuiltInFeed = {
  leg: 'settlement',
  version: 1,
  about: {
    versions: 'the disbursement report of 2026, one payout per file',
    footing: 'none, the file states no total',
    testedOn: 'shape of two public files; invented file in `fixtures/files/`',
  },
  profile,
  fileConstants: ({ source, date }) => ({ payout_id: `${source} ${date}`, settled_on: date }),
};
