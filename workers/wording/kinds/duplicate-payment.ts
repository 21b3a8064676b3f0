import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const DUPLICATE_PAYMENT: KindWording<'duplicate_payment'> = {
  en: {
    name: 'duplicate payment',
    reason: (f) =>
      `The customer paid order${en.order(f)} more than once${inBrackets('en', en.values(f))}, ${en.money(f, f.moneyAtRisk)} too much`,
    action: () => 'refund the extra payment to the customer',
  },
  es: {
    name: 'pago duplicado',
    reason: (f) =>
      `El cliente pagó más de una vez el pedido${es.order(f)}${inBrackets('es', es.values(f))}, ${es.money(f, f.moneyAtRisk)} de más`,
    action: () => 'reintegrar al cliente el pago que sobra',
  },
  zh: {
    name: '重复付款',
    reason: (f) =>
      `客户对订单${zh.order(f)}付款不止一次${zh.brackets(zh.values(f))}，多付 ${zh.money(f, f.moneyAtRisk)}`,
    action: () => '将多付的款项退还客户',
  },
};
