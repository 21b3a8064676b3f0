import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const REFUND_MISSING_IN_ERP: KindWording<'refund_missing_in_erp'> = {
  en: {
    name: 'refund missing in the ERP',
    reason: (f) =>
      `The provider refunded more on order${en.order(f)} than the ERP knows${inBrackets('en', en.refunds(f))}, ${en.money(f, f.moneyAtRisk)} more`,
    action: () => 'find out who ordered the refund and record it in the ERP (credit note), or claim it back',
  },
  es: {
    name: 'reintegro faltante en el ERP',
    reason: (f) =>
      `La pasarela reintegró del pedido${es.order(f)} más de lo que el ERP conoce${inBrackets('es', es.refunds(f))}, ${es.money(f, f.moneyAtRisk)} más`,
    action: () => 'averiguar quién ordenó el reintegro y registrarlo en el ERP (nota crédito), o recuperarlo',
  },
  zh: {
    name: 'ERP 缺少退款',
    reason: (f) =>
      `支付服务商对订单${zh.order(f)}的退款多于 ERP 的记录${zh.brackets(zh.refunds(f))}，多出 ${zh.money(f, f.moneyAtRisk)}`,
    action: () => '查明退款由谁下达，在 ERP 中入账（贷项通知单），或予以追回',
  },
  claim: {
    en: {
      title: 'refunds that we did not order',
      says: 'Your reports charge refunds that our system does not know.',
      asks: 'Please say who ordered each refund and when.',
    },
    es: {
      title: 'devoluciones que no ordenamos',
      says: 'Sus reportes cobran devoluciones que nuestro sistema no conoce.',
      asks: 'Les pedimos indicar quién ordenó cada devolución y cuándo.',
    },
  },
};
