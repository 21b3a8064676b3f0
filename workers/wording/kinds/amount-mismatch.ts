import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, inBrackets, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const AMOUNT_MISMATCH: KindWording<'amount_mismatch'> = {
  en: {
    name: 'different amounts',
    reason: (f) =>
      `What was paid for order${en.order(f)}${en.at(f)} is not what was due${inBrackets('en', en.values(f))}`,
    action: () => 'check the order and the payment, and correct the one that is wrong or settle the difference',
  },
  es: {
    name: 'valores distintos',
    reason: (f) =>
      `Lo pagado por el pedido${es.order(f)}${given(f.provider, (name) => ` en ${printable(name)}`)} no es lo debido${inBrackets('es', es.values(f))}`,
    action: () => 'revisar el pedido y el pago, y corregir el que está mal o saldar la diferencia',
  },
  zh: {
    name: '金额不一致',
    reason: (f) =>
      `订单${zh.order(f)}${given(f.provider, (name) => `在 ${printable(name)} 的`)}实付金额与应付金额不一致${zh.brackets(zh.values(f))}`,
    action: () => '核对订单与付款，更正有误的一方或结清差额',
  },
};
