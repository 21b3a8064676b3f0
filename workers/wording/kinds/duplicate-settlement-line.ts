import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const DUPLICATE_SETTLEMENT_LINE: KindWording<'duplicate_settlement_line'> = {
  en: {
    name: 'duplicate settlement line',
    reason: (f) => {
      const paid = f.class === 'action' ? 'and the copy was paid' : 'and the copy counts in no sum';
      return `Transaction${en.transaction(f)} stands twice in one file ${paid}${inBrackets('en', en.values(f))}`;
    },
    action: (f) =>
      f.class === 'action'
        ? `tell ${en.provider(f)} that the copy was paid and agree how it is returned`
        : `nothing to do today; report the repeated line to ${en.provider(f)} if it comes again`,
  },
  es: {
    name: 'línea de liquidación duplicada',
    reason: (f) => {
      const paid = f.class === 'action' ? 'y la copia se pagó' : 'y la copia no suma en ninguna parte';
      return `La transacción${es.transaction(f)} está dos veces en un mismo archivo ${paid}${inBrackets('es', es.values(f))}`;
    },
    action: (f) =>
      f.class === 'action'
        ? `informar a ${es.provider(f)} que la copia se pagó y acordar cómo se devuelve`
        : `nada por hacer hoy; reportar la línea repetida a ${es.provider(f)} si vuelve a pasar`,
  },
  zh: {
    name: '结算明细重复',
    reason: (f) => {
      const paid = f.class === 'action' ? '，且重复的一条也已付款' : '，重复的一条不计入任何合计';
      return `${zh.named(f, '交易')}在同一文件中出现两次${paid}${zh.brackets(zh.values(f))}`;
    },
    action: (f) =>
      f.class === 'action'
        ? `告知${zh.provider(f)}重复的一条已付款，并商定如何退回`
        : `今日无需处理；如再次出现，请向${zh.provider(f)}反映`,
  },
  claim: {
    en: {
      title: 'one transaction reported and paid twice',
      says: 'Each of these transactions stands twice in one report, and the payout includes the copy.',
      asks: 'Please confirm the duplicate and say in which payout it will be corrected.',
    },
    es: {
      title: 'una transacción reportada y pagada dos veces',
      says: 'Cada una de estas transacciones aparece dos veces en un mismo reporte, y el desembolso incluye la copia.',
      asks: 'Les pedimos confirmar el duplicado e indicar en cuál desembolso se corregirá.',
    },
  },
};
