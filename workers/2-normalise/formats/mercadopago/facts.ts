import type { ProviderFacts } from '../../../../schemas/lines/profile.ts';

/**
 * The release report is the account: withdrawals are rows of it, and name no line (Mercado Pago's documentation of the
 * report).
 */
export const MERCADOPAGO_RELEASE: ProviderFacts = { namesPayouts: true, withdrawnByBalance: true };
