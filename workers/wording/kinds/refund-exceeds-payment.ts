import { amountFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const REFUND_EXCEEDS_PAYMENT: KindWording<'refund_exceeds_payment'> = {
  en: {
    name: 'refund exceeds payment',
    reason: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? `The refunds of the payment${en.transaction(f)} sum to more than it${inBrackets('en', en.refunds(f))}, ${en.money(f, f.moneyAtRisk)} too much`
        : `The money of the payment${en.transaction(f)} went back twice, by chargeback too${inBrackets('en', en.refunds(f))}; ${en.money(f, f.moneyAtRisk)} at risk with fees`,
    action: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? 'check who ordered the refunds and claim the excess back'
        : 'answer the dispute with the proof of the refund and claim the excess back',
  },
  es: {
    name: 'reintegro mayor que el pago',
    reason: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? `Los reintegros del pago${es.transaction(f)} suman más que el pago${inBrackets('es', es.refunds(f))}, ${es.money(f, f.moneyAtRisk)} de más`
        : `El dinero del pago${es.transaction(f)} se devolvió dos veces, también por contracargo${inBrackets('es', es.refunds(f))}; con comisiones hay ${es.money(f, f.moneyAtRisk)} en riesgo`,
    action: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? 'verificar quién ordenó los reintegros y recuperar el exceso'
        : 'responder la disputa con el comprobante del reintegro y recuperar el exceso',
  },
  zh: {
    name: '退款超过付款',
    reason: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? `${zh.named(f, '付款')}的退款合计超过付款本身${zh.brackets(zh.refunds(f))}，多退 ${zh.money(f, f.moneyAtRisk)}`
        : `${zh.named(f, '付款')}的款项被退回两次，其中含拒付${zh.brackets(zh.refunds(f))}；连同费用共有 ${zh.money(f, f.moneyAtRisk)} 面临风险`,
    action: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? '核实退款由谁下达，并追回超出部分'
        : '以退款凭证答复争议，并追回超出部分',
  },
  claim: {
    en: {
      title: 'refunds larger than their payment',
      says: 'The refunds of each of these payments sum to more than was paid.',
      asks: 'Please explain the excess or credit it back.',
    },
    es: {
      title: 'devoluciones mayores que su pago',
      says: 'Las devoluciones de cada uno de estos pagos suman más de lo que se pagó.',
      asks: 'Les pedimos explicar el exceso o reintegrarlo.',
    },
  },
};
