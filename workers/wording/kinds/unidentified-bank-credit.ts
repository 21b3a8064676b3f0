import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const UNIDENTIFIED_BANK_CREDIT: KindWording<'unidentified_bank_credit'> = {
  en: {
    name: 'unidentified bank credit',
    reason: (f) =>
      `The bank credit${given(f.bankAmount, (amount) => ` of ${en.money(f, amount)}`)}${given(f.arrivedOn, (day) => ` booked on ${day}`)} looks like ${en.provider(f)}'s and ${en.fitsNothing(f)}`,
    action: (f) => `ask ${en.provider(f)} what the credit pays`,
  },
  es: {
    name: 'consignación sin identificar',
    reason: (f) =>
      `La consignación${given(f.bankAmount, (amount) => ` por ${es.money(f, amount)}`)}${given(f.arrivedOn, (day) => ` registrada el ${day}`)} parece de ${es.provider(f)} y ${es.fitsNothing(f)}`,
    action: (f) => `preguntar a ${es.provider(f)} qué paga el abono`,
  },
  zh: {
    name: '不明银行入账',
    reason: (f) => {
      const booked = given(f.arrivedOn, (day) => `于 ${day} 记账的`);
      return `${booked}银行入账${given(f.bankAmount, (amount) => ` ${zh.money(f, amount)} `)}看似来自${zh.provider(f)}，但${zh.fitsNothing(f)}`;
    },
    action: (f) => `向${zh.provider(f)}询问该入账支付的是什么`,
  },
  claim: {
    en: {
      title: 'transfers without a payout',
      says: 'Our bank received transfers of yours that no report announces.',
      asks: 'Please send the report or the detail of each transfer.',
    },
    es: {
      title: 'transferencias sin desembolso',
      says: 'Nuestro banco recibió transferencias suyas que ningún reporte anuncia.',
      asks: 'Les pedimos enviar el reporte o el detalle de cada transferencia.',
    },
  },
};
