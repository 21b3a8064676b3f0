import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const REFUND_MISSING_IN_SETTLEMENT: KindWording<'refund_missing_in_settlement'> = {
  en: {
    name: 'refund missing at the provider',
    reason: (f) => {
      const due = given(f.dueOn, (day) => ` by ${day}`);
      return `The ERP refunded order${en.order(f)} and the provider has not${due}${inBrackets('en', en.refunds(f))}, ${en.money(f, f.moneyAtRisk)} missing`;
    },
    action: (f) => `check that the refund was ordered at ${en.provider(f)} and tell the customer when it comes`,
  },
  es: {
    name: 'reintegro faltante en la pasarela',
    reason: (f) => {
      const due = given(f.dueOn, (day) => `; el plazo venció el ${day}`);
      return `El ERP reintegró el pedido${es.order(f)} y la pasarela no lo ha hecho${inBrackets('es', es.refunds(f))}, faltan ${es.money(f, f.moneyAtRisk)}${due}`;
    },
    action: (f) => `verificar que el reintegro se ordenó en ${es.provider(f)} e informar al cliente cuándo llega`,
  },
  zh: {
    name: '支付服务商缺少退款',
    reason: (f) => {
      const due = given(f.dueOn, (day) => `，期限为 ${day}`);
      return `ERP 已为订单${zh.order(f)}退款，而支付服务商尚未退款${due}${zh.brackets(zh.refunds(f))}，缺少 ${zh.money(f, f.moneyAtRisk)}`;
    },
    action: (f) => `核实已向${zh.provider(f)}下达退款，并告知客户到账时间`,
  },
  claim: {
    en: {
      title: 'refunds not carried out',
      says: 'We refunded these payments and your reports do not show the refund.',
      asks: 'Please carry the refunds out, or say on which date and under which id you did.',
    },
    es: {
      title: 'devoluciones sin realizar',
      says: 'Ordenamos la devolución de estos pagos y sus reportes no la muestran.',
      asks: 'Les pedimos realizar las devoluciones, o indicar en qué fecha y con qué número se hicieron.',
    },
  },
};
