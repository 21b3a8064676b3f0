import { flagFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { isNobodys, isSeen } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const MISSING_IN_SETTLEMENT: KindWording<'missing_in_settlement'> = {
  en: {
    name: 'missing in settlement',
    reason: (f) => {
      const due = given(f.dueOn, (day) => ` by ${day}`);
      const sold = `Order${en.order(f)}${en.of(f, f.orderAmount)}${given(f.paidOn, (day) => `, paid on ${day},`)} counts as paid in the ERP`;
      if (flagFact(f, 'stillPending'))
        return `${sold} and ${en.provider(f)} still reports its payment${given(f.providerId, (id) => ` ${printable(id)}`)} as pending`;
      return `${sold} and ${isSeen(f) ? 'no payment is paired with it' : `${en.provider(f)} reported no payment`}${due}`;
    },
    action: (f) =>
      flagFact(f, 'stillPending')
        ? `ask ${en.provider(f)} for the final state of the payment, and correct the order if it was never paid`
        : isNobodys(f)
          ? 'find out which provider took the payment, or correct the order if it was never paid'
          : `claim the payment from ${en.provider(f)} with its reference, or correct the order if it was never paid`,
  },
  es: {
    name: 'faltante en la liquidación',
    reason: (f) => {
      const due = given(f.dueOn, (day) => ` y el plazo venció el ${day}`);
      const sold = `El pedido${es.order(f)}${es.of(f, f.orderAmount)}${given(f.paidOn, (day) => `, pagado el ${day},`)} figura como pagado en el ERP pero`;
      if (flagFact(f, 'stillPending'))
        return `${sold} ${es.provider(f)} sigue reportando su pago${given(f.providerId, (id) => ` ${printable(id)}`)} como pendiente`;
      return `${sold} ${isSeen(f) ? 'no está emparejado con ningún pago' : `${es.provider(f)} no reportó ningún pago`}${due}`;
    },
    action: (f) =>
      flagFact(f, 'stillPending')
        ? `pedir a ${es.provider(f)} el estado final del pago, y corregir el pedido si nunca se pagó`
        : isNobodys(f)
          ? 'averiguar qué pasarela recibió el pago, o corregir el pedido si nunca se pagó'
          : `reclamar el pago a ${es.provider(f)} con su referencia, o corregir el pedido si nunca se pagó`,
  },
  zh: {
    name: '结算中缺失',
    reason: (f) => {
      const due = given(f.dueOn, (day) => `截至 ${day} `);
      const paid = given(f.paidOn, (day) => `于 ${day} 付款，`);
      const sold = `订单${zh.order(f)}${zh.of(f, f.orderAmount)}${paid}在 ERP 中记为已付款，但`;
      if (flagFact(f, 'stillPending'))
        return `${sold}${zh.provider(f)}仍报告其付款${given(f.providerId, (id) => ` ${printable(id)} `)}为“待处理”`;
      return `${sold}${isSeen(f) ? `${due}尚未与任何付款匹配` : `${zh.provider(f)}${due}未报告任何付款`}`;
    },
    action: (f) =>
      flagFact(f, 'stillPending')
        ? `向${zh.provider(f)}查询该付款的最终状态；如从未付款，则更正订单`
        : isNobodys(f)
          ? '查明该付款由哪家支付服务商收取；如从未付款，则更正订单'
          : `凭参考号向${zh.provider(f)}追讨该笔付款；如从未付款，则更正订单`,
  },
  claim: {
    en: {
      title: 'payments missing in your reports',
      says: 'Our orders show these payments as paid through you, and your reports do not have them.',
      asks: 'Please say the state of each payment and in which payout it will be paid.',
    },
    es: {
      title: 'pagos que faltan en sus reportes',
      says: 'Nuestros pedidos muestran estos pagos como hechos por medio de ustedes, y sus reportes no los traen.',
      asks: 'Les pedimos indicar el estado de cada pago y en cuál desembolso se pagará.',
    },
  },
};
