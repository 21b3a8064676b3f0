import { listFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const DUPLICATE_ORDER: KindWording<'duplicate_order'> = {
  en: {
    name: 'duplicate order',
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const under = ids.length > 0 ? ` under the order ids ${en.list(ids)}` : '';
      return `Order reference${en.order(f)} stands more than once in the ERP${under}; the last one not cancelled counts${inBrackets('en', en.values(f))}`;
    },
    action: () => 'cancel the order that should not be there, or give it its own reference',
  },
  es: {
    name: 'pedido duplicado',
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const under = ids.length > 0 ? ` con los números de pedido ${es.list(ids)}` : '';
      return `La referencia de pedido${es.order(f)} está más de una vez en el ERP${under}; cuenta la última no cancelada${inBrackets('es', es.values(f))}`;
    },
    action: () => 'cancelar el pedido que sobra o darle su propia referencia',
  },
  zh: {
    name: '订单重复',
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const under = ids.length > 0 ? `，订单号为 ${zh.list(ids)}` : '';
      return `订单参考号${zh.order(f)}在 ERP 中出现不止一次${under}；以最后一个未取消的为准${zh.brackets(zh.values(f))}`;
    },
    action: () => '取消多余的订单，或为其指定单独的参考号',
  },
};
