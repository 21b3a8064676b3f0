import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const DUPLICATE_REFUND: KindWording<'duplicate_refund'> = {
  en: {
    name: 'duplicate refund',
    reason: (f) =>
      `The payment${en.transaction(f)} was refunded more than once on one day${inBrackets('en', en.refunds(f))}, ${en.money(f, f.moneyAtRisk)} too much`,
    action: () => 'check which refund was ordered and claim the other one back',
  },
  es: {
    name: 'reintegro duplicado',
    reason: (f) =>
      `El pago${es.transaction(f)} se reintegró más de una vez el mismo día${inBrackets('es', es.refunds(f))}, ${es.money(f, f.moneyAtRisk)} de más`,
    action: () => 'verificar cuál reintegro se ordenó y recuperar el otro',
  },
  zh: {
    name: '重复退款',
    reason: (f) =>
      `${zh.named(f, '付款')}在同一天被退款不止一次${zh.brackets(zh.refunds(f))}，多退 ${zh.money(f, f.moneyAtRisk)}`,
    action: () => '核实哪一笔退款是应退的，并追回另一笔',
  },
  claim: {
    en: {
      title: 'refunds made twice',
      says: 'Your reports charge equal refunds of one payment more than once on one day.',
      asks: 'Please confirm which refund was ordered and credit the others back.',
    },
    es: {
      title: 'devoluciones hechas dos veces',
      says: 'Sus reportes cobran más de una vez devoluciones iguales de un mismo pago en un mismo día.',
      asks: 'Les pedimos confirmar cuál devolución se ordenó y reintegrar las demás.',
    },
  },
};
