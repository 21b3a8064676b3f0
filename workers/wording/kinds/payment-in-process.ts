import { numberFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { EN_WORDS } from '../en-words.ts';
import { es } from '../es-phrases.ts';
import { ES_WORDS } from '../es-words.ts';
import { given, printable } from '../format.ts';
import { wordFor, type KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';
import { ZH_WORDS } from '../zh-words.ts';

export const PAYMENT_IN_PROCESS: KindWording<'payment_in_process'> = {
  en: {
    name: 'payment in process',
    reason: (f) => {
      const status = given(textFact(f, 'providerStatus'), (code) => wordFor(EN_WORDS.statuses, code)) || 'pending';
      const hours = given(numberFact(f, 'hours'), (n) => ` after ${en.counted(n, 'hour')}`);
      return `Order${en.order(f)}${en.of(f, f.orderAmount)} is paid in the ERP, and its payment${given(f.providerId, (id) => ` ${printable(id)}`)}${en.at(f)} is still ${status}${hours}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? `nothing to do today, ${en.provider(f)} may still confirm it`
        : `ask ${en.provider(f)} for the final state of the payment`,
  },
  es: {
    name: 'pago en proceso',
    reason: (f) => {
      const status = given(textFact(f, 'providerStatus'), (code) => wordFor(ES_WORDS.statuses, code)) || 'pendiente';
      const hours = given(numberFact(f, 'hours'), (n) => ` después de ${es.counted(n, 'hora')}`);
      return `El pedido${es.order(f)}${es.of(f, f.orderAmount)} está pagado en el ERP y su pago${given(f.providerId, (id) => ` ${printable(id)}`)}${es.at(f)} sigue ${status}${hours}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? `nada por hacer hoy, ${es.provider(f)} aún puede confirmarlo`
        : `preguntar a ${es.provider(f)} el estado final del pago`,
  },
  zh: {
    name: '付款处理中',
    reason: (f) => {
      const status = given(textFact(f, 'providerStatus'), (code) => wordFor(ZH_WORDS.statuses, code)) || '待处理';
      const hours = given(numberFact(f, 'hours'), (n) => `过了 ${zh.count(n)} 小时`);
      return `订单${zh.order(f)}${zh.of(f, f.orderAmount)}在 ERP 中已付款，但其${given(f.provider, (name) => `在 ${printable(name)} 的`)}付款${given(f.providerId, (id) => ` ${printable(id)} `)}${hours}仍为${status}`;
    },
    action: (f) =>
      f.class === 'notice' ? `今日无需处理，${zh.provider(f)}仍可能确认` : `向${zh.provider(f)}询问该付款的最终状态`,
  },
};
