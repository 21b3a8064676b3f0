import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import type { KindWording } from '../kind-wording.ts';
import { isSeen } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const REFUND_WITHOUT_PAYMENT: KindWording<'refund_without_payment'> = {
  en: {
    name: 'refund without payment',
    reason: (f) =>
      `Refund${en.transaction(f)}${en.of(f, f.settlementGross)} ${isSeen(f) ? 'is paired with no payment' : 'belongs to no known payment'}`,
    action: (f) => `ask ${en.provider(f)} which payment it refunds`,
  },
  es: {
    name: 'reintegro sin pago',
    reason: (f) =>
      `El reintegro${es.transaction(f)}${es.of(f, f.settlementGross)} ${isSeen(f) ? 'no está emparejado con ningún pago' : 'no corresponde a ningún pago conocido'}`,
    action: (f) => `preguntar a ${es.provider(f)} qué pago reintegra`,
  },
  zh: {
    name: '退款无对应付款',
    reason: (f) =>
      `${zh.named(f, '退款')}${zh.of(f, f.settlementGross)}${isSeen(f) ? '尚未与任何付款匹配' : '没有任何已知的对应付款'}`,
    action: (f) => `向${zh.provider(f)}询问该退款对应哪笔付款`,
  },
  claim: {
    en: {
      title: 'refunds of unknown payments',
      says: 'Your reports charge refunds of payments that we do not know.',
      asks: 'Please name the payment that each refund belongs to, or credit it back.',
    },
    es: {
      title: 'devoluciones de pagos desconocidos',
      says: 'Sus reportes cobran devoluciones de pagos que no conocemos.',
      asks: 'Les pedimos indicar a qué pago corresponde cada devolución, o reintegrarla.',
    },
  },
};
