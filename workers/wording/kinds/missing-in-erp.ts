import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { isSeen } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const MISSING_IN_ERP: KindWording<'missing_in_erp'> = {
  en: {
    name: 'missing in the ERP',
    reason: (f) =>
      `The approved payment${en.transaction(f)}${en.of(f, f.settlementGross)} ${isSeen(f) ? 'is paired with no order' : 'has no order in the ERP'}${given(f.paidOn, (day) => ` (paid on ${day})`)}`,
    action: () => 'find the sale and record its order, or refund the payment',
  },
  es: {
    name: 'faltante en el ERP',
    reason: (f) =>
      `El pago aprobado${es.transaction(f)}${es.of(f, f.settlementGross)} ${isSeen(f) ? 'no está emparejado con ningún pedido' : 'no tiene pedido en el ERP'}${given(f.paidOn, (day) => ` (pagado el ${day})`)}`,
    action: () => 'buscar la venta y registrar su pedido, o reintegrar el pago',
  },
  zh: {
    name: 'ERP 中缺失',
    reason: (f) =>
      `${zh.named(f, '已批准付款')}${zh.of(f, f.settlementGross)}${isSeen(f) ? '尚未与任何订单匹配' : '在 ERP 中没有订单'}${given(f.paidOn, (day) => `（付款日期 ${day}）`)}`,
    action: () => '找到该笔销售并补录订单，或退还付款',
  },
};
