import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const PAYOUT_MISMATCH: KindWording<'payout_mismatch'> = {
  en: {
    name: 'payout differs from the bank',
    reason: (f) => `${en.compared(f)}${inBrackets('en', en.values(f))}`,
    action: (f) => `send ${en.provider(f)} both figures and claim the difference or have it explained`,
  },
  es: {
    name: 'abono distinto de la liquidación',
    reason: (f) => `${es.compared(f)}${inBrackets('es', es.values(f))}`,
    action: (f) => `enviar a ${es.provider(f)} los dos valores y reclamar la diferencia o su explicación`,
  },
  zh: {
    name: '打款与银行入账不一致',
    reason: (f) => `${zh.compared(f)}与银行${zh.bankLines(f)}不一致${zh.brackets(zh.values(f))}`,
    action: (f) => `将两个金额发给${zh.provider(f)}，追讨差额或要求说明`,
  },
  claim: {
    en: {
      title: 'money that arrived with another amount',
      says: 'What our bank received differs from what your reports announce.',
      asks: 'Please explain each difference line by line, or pay it.',
    },
    es: {
      title: 'dinero que llegó con otro valor',
      says: 'Lo que recibió nuestro banco difiere de lo que anuncian sus reportes.',
      asks: 'Les pedimos explicar cada diferencia línea por línea, o pagarla.',
    },
  },
};
