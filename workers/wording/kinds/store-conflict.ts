import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const STORE_CONFLICT: KindWording<'store_conflict'> = {
  en: {
    name: 'conflicting store',
    reason: (f) => {
      const ours = given(textFact(f, 'orderStore') ?? f.store, (code) => ` ${printable(code)}`);
      const theirs = given(textFact(f, 'referenceStore'), (code) => ` ${printable(code)}`) || ' another one';
      return `Order${en.order(f)}${en.of(f, f.orderAmount ?? f.settlementGross)} says store${ours} and its reference says${theirs}; the order's counts`;
    },
    action: () => 'confirm which store sold it and correct the order or the reference',
  },
  es: {
    name: 'tiendas contradictorias',
    reason: (f) => {
      const ours = given(textFact(f, 'orderStore') ?? f.store, (code) => ` ${printable(code)}`);
      const theirs = given(textFact(f, 'referenceStore'), (code) => ` la tienda ${printable(code)}`) || ' otra';
      return `El pedido${es.order(f)}${es.of(f, f.orderAmount ?? f.settlementGross)} dice la tienda${ours} y su referencia dice${theirs}; cuenta la del pedido`;
    },
    action: () => 'confirmar qué tienda vendió y corregir el pedido o la referencia',
  },
  zh: {
    name: '门店矛盾',
    reason: (f) => {
      const ours = given(textFact(f, 'orderStore') ?? f.store, (code) => ` ${printable(code)}`) || '有一种说法';
      const theirs = given(textFact(f, 'referenceStore'), (code) => `为 ${printable(code)}`) || '为另一家';
      return `订单${zh.order(f)}${zh.of(f, f.orderAmount ?? f.settlementGross)}所写门店为${ours}，而其参考号中的门店${theirs}；以订单为准`;
    },
    action: () => '确认由哪家门店售出，并更正订单或参考号',
  },
};
