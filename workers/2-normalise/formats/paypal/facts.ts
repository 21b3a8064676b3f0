import type { ProviderFacts } from '../../../../schemas/lines/profile.ts';

/**
 * The settlement report is the account; a currency conversion names the payment that it converts (PayPal's event codes
 * T0200 and following).
 */
export const PAYPAL: ProviderFacts = {
  namesPayouts: true,
  withdrawnByBalance: true,
  explainedAdjustments: ['currency conversion'],
};
