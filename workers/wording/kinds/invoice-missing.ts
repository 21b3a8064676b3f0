import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const INVOICE_MISSING: KindWording<'invoice_missing'> = {
  en: {
    name: 'missing invoice',
    reason: (f) => `Order${en.order(f)}${en.of(f, f.orderAmount)} is paid and has no electronic invoice number`,
    action: () => 'issue the electronic invoice, or record its number in the ERP',
  },
  es: {
    name: 'factura faltante',
    reason: (f) =>
      `El pedido${es.order(f)}${es.of(f, f.orderAmount)} está pagado y no tiene número de factura electrónica`,
    action: () => 'emitir la factura electrónica o registrar su número en el ERP',
  },
  zh: {
    name: '缺少发票',
    reason: (f) => `订单${zh.order(f)}${zh.of(f, f.orderAmount)}已付款，但没有电子发票号`,
    action: () => '开具电子发票，或在 ERP 中补录其号码',
  },
};
