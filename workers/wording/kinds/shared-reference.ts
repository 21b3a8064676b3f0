import { amountFact, flagFact, listFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const SHARED_REFERENCE: KindWording<'shared_reference'> = {
  en: {
    name: 'orders under one reference',
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const which = ids.length > 0 ? `Orders ${en.list(ids.map(printable))}` : 'Several orders';
      const sums = given(amountFact(f, 'ordersMinor'), (amount) => ` of ${en.money(f, amount)} together`);
      if (flagFact(f, 'oneByOne'))
        return `${which}${sums} share the reference${en.order(f)}, and each of them has a payment of its own`;
      return `${which}${sums} share the reference${en.order(f)}, and the payment${given(amountFact(f, 'paidMinor'), (amount) => ` of ${en.money(f, amount)}`)} pays them all`;
    },
    action: () => 'nothing to do today; give each order a reference of its own',
  },
  es: {
    name: 'pedidos con la misma referencia',
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const which = ids.length > 0 ? `Los pedidos ${es.list(ids.map(printable))}` : 'Varios pedidos';
      const sums = given(amountFact(f, 'ordersMinor'), (amount) => `, que suman ${es.money(f, amount)},`);
      if (flagFact(f, 'oneByOne'))
        return `${which}${sums} comparten la referencia${es.order(f)}, y cada uno tiene su propio pago`;
      return `${which}${sums} comparten la referencia${es.order(f)}, y el pago${given(amountFact(f, 'paidMinor'), (amount) => ` de ${es.money(f, amount)}`)} los cubre todos`;
    },
    action: () => 'nada por hacer hoy; dar a cada pedido su propia referencia',
  },
  zh: {
    name: '订单共用参考号',
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const which = ids.length > 0 ? `订单 ${zh.list(ids.map(printable))}` : '多个订单';
      const sums = given(amountFact(f, 'ordersMinor'), (amount) => `（合计 ${zh.money(f, amount)}）`);
      if (flagFact(f, 'oneByOne')) return `${which}${sums}共用同一参考号${zh.order(f)}，每个订单各有自己的付款`;
      return `${which}${sums}共用同一参考号${zh.order(f)}，付款${given(amountFact(f, 'paidMinor'), (amount) => ` ${zh.money(f, amount)} `)}正好付清全部订单`;
    },
    action: () => '今日无需处理；请为每个订单使用各自的参考号',
  },
};
