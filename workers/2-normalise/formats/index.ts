import type { BuiltInProfileName } from '../../../schemas/lines/profile.ts';
import { AMAZON_SETTLEMENT_V2 } from './amazon/amazon-settlement-v2.ts';
import { ASOBANCARIA_2001 } from './asobancaria/asobancaria-2001.ts';
import { BAI2 } from './bai2/bai2.ts';
import { ADYEN_SETTLEMENT_DETAIL } from './adyen/adyen-settlement-detail.ts';
import { BANCOLOMBIA_16 } from './bancolombia/bancolombia-16.ts';
import { BANCOLOMBIA_9 } from './bancolombia/bancolombia-9.ts';
import { CAMT_053 } from './camt/camt-053.ts';
import { CAMT_054 } from './camt/camt-054.ts';
import { DLOCAL_DAILY } from './dlocal/dlocal-daily.ts';
import { DLOCAL_SETTLEMENT } from './dlocal/dlocal-settlement.ts';
import type { BuiltInFeed } from './feed.ts';
import { MERCADOPAGO_RELEASE } from './mercadopago/mercadopago-release.ts';
import { MERCADOPAGO_SETTLEMENT } from './mercadopago/mercadopago-settlement.ts';
import { MT940 } from './mt940/mt940.ts';
import { ODOO_MOVE_LINES } from './odoo/odoo-move-lines.ts';
import { OFX } from './ofx/ofx.ts';
import { PAYPAL_STL } from './paypal/paypal-stl.ts';
import { SHOPIFY_ORDERS } from './shopify/shopify-orders.ts';
import { SIIGO_INVOICES } from './siigo/siigo-invoices.ts';
import { STRIPE_PAYOUT_RECONCILIATION } from './stripe/stripe-payout-reconciliation.ts';
import { WOOCOMMERCE_ORDERS } from './woocommerce/woocommerce-orders.ts';
import { WOMPI_DISBURSEMENT } from './wompi/wompi-disbursement.ts';
import { WX_XML } from './wx/wx-xml.ts';

/** The built-in profiles, by the names that a configuration uses. */
export const BUILT_INS: Readonly<Record<BuiltInProfileName, BuiltInFeed>> = {
  'dlocal-settlement': DLOCAL_SETTLEMENT,
  'dlocal-daily': DLOCAL_DAILY,
  'wompi-disbursement': WOMPI_DISBURSEMENT,
  'wx-xml': WX_XML,
  'mercadopago-release': MERCADOPAGO_RELEASE,
  'mercadopago-settlement': MERCADOPAGO_SETTLEMENT,
  'adyen-settlement-detail': ADYEN_SETTLEMENT_DETAIL,
  'stripe-payout-reconciliation': STRIPE_PAYOUT_RECONCILIATION,
  'paypal-stl': PAYPAL_STL,
  'amazon-settlement-v2': AMAZON_SETTLEMENT_V2,
  'camt.053': CAMT_053,
  'camt.054': CAMT_054,
  mt940: MT940,
  bai2: BAI2,
  ofx: OFX,
  'bancolombia-16': BANCOLOMBIA_16,
  'bancolombia-9': BANCOLOMBIA_9,
  'asobancaria-2001': ASOBANCARIA_2001,
  'shopify-orders': SHOPIFY_ORDERS,
  'woocommerce-orders': WOOCOMMERCE_ORDERS,
  'odoo-move-lines': ODOO_MOVE_LINES,
  'siigo-invoices': SIIGO_INVOICES,
};
