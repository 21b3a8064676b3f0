import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const NET_MISMATCH: KindWording<'net_mismatch'> = {
  en: {
    name: 'net does not follow',
    reason: (f) =>
      `On transaction${en.transaction(f)} gross less fee and taxes is not the net${inBrackets('en', en.values(f))}`,
    action: (f) => `ask ${en.provider(f)} what else was deducted`,
  },
  es: {
    name: 'neto que no cuadra',
    reason: (f) =>
      `En la transacción${es.transaction(f)} el bruto menos comisión e impuestos no da el neto${inBrackets('es', es.values(f))}`,
    action: (f) => `preguntar a ${es.provider(f)} qué más descontó`,
  },
  zh: {
    name: '净额不符',
    reason: (f) => `${zh.named(f, '交易')}的总额减去手续费和税费不等于净额${zh.brackets(zh.values(f))}`,
    action: (f) => `向${zh.provider(f)}询问还扣除了什么`,
  },
  claim: {
    en: {
      title: 'net amounts that do not add up',
      says: 'On these transactions gross less fees and taxes is not the net that you report.',
      asks: 'Please correct the amounts and pay the difference.',
    },
    es: {
      title: 'valores netos que no cuadran',
      says: 'En estas transacciones el valor bruto menos comisiones e impuestos no es el neto que ustedes reportan.',
      asks: 'Les pedimos corregir los valores y pagar la diferencia.',
    },
  },
};
