import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const NEGATIVE_PAYOUT: KindWording<'negative_payout'> = {
  en: {
    name: 'negative payout',
    reason: (f) =>
      `${en.receivable(f)} comes to ${given(f.settlementNet, (amount) => en.money(f, amount)) || 'zero or less'}, so no credit is expected; it is netted against the next payouts`,
    action: (f) =>
      f.class === 'notice'
        ? 'nothing to do today, the next payouts take it'
        : `agree with ${en.provider(f)} how the balance is settled`,
  },
  es: {
    name: 'liquidación negativa',
    reason: (f) =>
      `${es.receivable(f)} da ${given(f.settlementNet, (amount) => es.money(f, amount)) || 'cero o menos'}, así que no se espera abono; se descuenta de las siguientes liquidaciones`,
    action: (f) =>
      f.class === 'notice'
        ? 'nada por hacer hoy, lo toman las siguientes liquidaciones'
        : `acordar con ${es.provider(f)} cómo se salda el valor`,
  },
  zh: {
    name: '负数打款',
    reason: (f) =>
      `${zh.receivable(f)}合计为${given(f.settlementNet, (amount) => ` ${zh.money(f, amount)}`) || '零或负数'}，因此不预期有入账；将在后续打款中抵扣`,
    action: (f) => (f.class === 'notice' ? '今日无需处理，由后续打款抵扣' : `与${zh.provider(f)}商定该余额如何结清`),
  },
  claim: {
    en: {
      title: 'negative payouts that were not netted',
      says: 'These payouts are negative and no later payout has taken them up.',
      asks: 'Please say in which payout each will be netted.',
    },
    es: {
      title: 'desembolsos negativos sin compensar',
      says: 'Estos desembolsos son negativos y ningún desembolso posterior los ha compensado.',
      asks: 'Les pedimos indicar en cuál desembolso se compensará cada uno.',
    },
  },
};
