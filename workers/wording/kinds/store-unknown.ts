import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const STORE_UNKNOWN: KindWording<'store_unknown'> = {
  en: {
    name: 'unknown store',
    reason: (f) => {
      const code = textFact(f, 'orderStore') ?? textFact(f, 'referenceStore') ?? f.store;
      const [opened, closed] = [textFact(f, 'storeOpened'), textFact(f, 'storeClosed')];
      const why =
        opened !== null ? `opened only on ${opened}` : closed !== null ? `closed on ${closed}` : 'is not on the list';
      const told = code === null ? 'names no store' : `names the store ${printable(code)}, which ${why}`;
      return `Reference${en.order(f)}${en.of(f, f.orderAmount ?? f.settlementGross)} ${told}`;
    },
    action: () => 'say which store sold it, and add the store to the list or correct the order',
  },
  es: {
    name: 'tienda desconocida',
    reason: (f) => {
      const code = textFact(f, 'orderStore') ?? textFact(f, 'referenceStore') ?? f.store;
      const [opened, closed] = [textFact(f, 'storeOpened'), textFact(f, 'storeClosed')];
      const why =
        opened !== null ? `solo abrió el ${opened}` : closed !== null ? `cerró el ${closed}` : 'no está en la lista';
      const told = code === null ? 'no indica ninguna tienda' : `indica la tienda ${printable(code)}, que ${why}`;
      return `La referencia${es.order(f)}${es.of(f, f.orderAmount ?? f.settlementGross)} ${told}`;
    },
    action: () => 'indicar qué tienda vendió y agregarla a la lista o corregir el pedido',
  },
  zh: {
    name: '门店未知',
    reason: (f) => {
      const code = textFact(f, 'orderStore') ?? textFact(f, 'referenceStore') ?? f.store;
      const [opened, closed] = [textFact(f, 'storeOpened'), textFact(f, 'storeClosed')];
      const why = opened !== null ? `于 ${opened} 才开业` : closed !== null ? `已于 ${closed} 关闭` : '不在名单中';
      const told = code === null ? '未写明门店' : `写明的门店 ${printable(code)} ${why}`;
      return `参考号${zh.order(f)}${zh.of(f, f.orderAmount ?? f.settlementGross)}${told}`;
    },
    action: () => '指明由哪家门店售出，将门店加入名单或更正订单',
  },
};
