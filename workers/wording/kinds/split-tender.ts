import { amountFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const SPLIT_TENDER: KindWording<'split_tender'> = {
  en: {
    name: 'several tenders in one order',
    reason: (f) => {
      const [left, stated] = [amountFact(f, 'leftMinor'), amountFact(f, 'statedMinor')];
      const rest =
        left === null || stated === null
          ? given(
              amountFact(f, 'restMinor'),
              (amount) => `, and no file shows how the other ${en.money(f, amount)} was paid`,
            )
          : left === stated
            ? `, and rows of other methods show the other ${en.money(f, left)}`
            : `, and rows of other methods show ${en.money(f, stated)} where ${en.money(f, left)} is left`;
      return `Order${en.order(f)}${en.of(f, f.orderAmount)} has several tenders${given(textFact(f, 'tenders'), (text) => ` (${printable(text)})`)}; ${given(f.provider, (name) => printable(name)) || 'the provider'} collected ${given(f.settlementGross, (amount) => en.money(f, amount)) || 'a part'}${rest}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? 'nothing to do today; export each tender on a row of its own'
        : 'check how the rest was paid, and export each tender on a row of its own',
  },
  es: {
    name: 'pedido con varios medios de pago',
    reason: (f) => {
      const [left, stated] = [amountFact(f, 'leftMinor'), amountFact(f, 'statedMinor')];
      const rest =
        left === null || stated === null
          ? given(
              amountFact(f, 'restMinor'),
              (amount) => `, y ningún archivo muestra cómo se pagaron los otros ${es.money(f, amount)}`,
            )
          : left === stated
            ? `, y filas de otros medios muestran los otros ${es.money(f, left)}`
            : `, y filas de otros medios muestran ${es.money(f, stated)} donde faltan ${es.money(f, left)}`;
      return `El pedido${es.order(f)}${es.of(f, f.orderAmount)} tiene varios medios de pago${given(textFact(f, 'tenders'), (text) => ` (${printable(text)})`)}; ${given(f.provider, (name) => printable(name)) || 'la pasarela'} recaudó ${given(f.settlementGross, (amount) => es.money(f, amount)) || 'una parte'}${rest}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? 'nada por hacer hoy; exportar cada medio de pago en su propia fila'
        : 'verificar cómo se pagó el resto y exportar cada medio de pago en su propia fila',
  },
  zh: {
    name: '订单多种付款方式',
    reason: (f) => {
      const [left, stated] = [amountFact(f, 'leftMinor'), amountFact(f, 'statedMinor')];
      const rest =
        left === null || stated === null
          ? given(amountFact(f, 'restMinor'), (amount) => `，其余 ${zh.money(f, amount)} 如何支付没有任何文件显示`)
          : left === stated
            ? `，其余 ${zh.money(f, left)} 由其他付款方式的明细显示`
            : `，其余应为 ${zh.money(f, left)}，而其他付款方式的明细合计 ${zh.money(f, stated)}`;
      return `订单${zh.order(f)}${zh.of(f, f.orderAmount)}使用多种付款方式${given(textFact(f, 'tenders'), (text) => `（${printable(text)}）`)}；${zh.provider(f).trimStart()}收取了${given(f.settlementGross, (amount) => ` ${zh.money(f, amount)}`) || '一部分'}${rest}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? '今日无需处理；请将每种付款方式导出为单独一行'
        : '核实其余款项如何支付，并将每种付款方式导出为单独一行',
  },
};
