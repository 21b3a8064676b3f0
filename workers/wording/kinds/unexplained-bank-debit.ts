import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { sizeOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const UNEXPLAINED_BANK_DEBIT: KindWording<'unexplained_bank_debit'> = {
  en: {
    name: 'unexplained bank debit',
    reason: (f) =>
      `The bank debit${given(sizeOf(f.bankAmount), (amount) => ` of ${en.money(f, amount)}`)}${given(f.arrivedOn, (day) => ` booked on ${day}`)}${en.reference(f)} undoes no match and pays no payout`,
    action: () => 'ask the bank what was debited and claim it back if it is not ours',
  },
  es: {
    name: 'débito bancario sin explicar',
    reason: (f) =>
      `El débito del banco${given(sizeOf(f.bankAmount), (amount) => ` por ${es.money(f, amount)}`)}${given(f.arrivedOn, (day) => ` registrado el ${day}`)}${es.reference(f)} no deshace ningún cruce ni paga ninguna liquidación`,
    action: () => 'preguntar al banco qué se debitó y reclamarlo si no es nuestro',
  },
  zh: {
    name: '不明银行扣款',
    reason: (f) => {
      const booked = given(f.arrivedOn, (day) => `于 ${day} 记账的`);
      return `${booked}银行扣款${given(sizeOf(f.bankAmount), (amount) => ` ${zh.money(f, amount)} `)}${zh.reference(f)}既未撤销任何匹配，也未支付任何打款`;
    },
    action: () => '向银行询问扣款原因；如不属于我方，则要求退回',
  },
  claim: {
    en: {
      title: 'debits without an explanation',
      says: 'Our bank account was debited in your name, and no report explains it.',
      asks: 'Please explain each debit or return it.',
    },
    es: {
      title: 'débitos sin explicación',
      says: 'Nuestra cuenta bancaria recibió débitos a su nombre que ningún reporte explica.',
      asks: 'Les pedimos explicar cada débito o devolverlo.',
    },
  },
};
