import { listFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, inBrackets, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const CONFLICTING_SETTLEMENT_LINE: KindWording<'conflicting_settlement_line'> = {
  en: {
    name: 'conflicting settlement line',
    reason: (f) =>
      `Transaction${en.transaction(f)} was reported twice with different facts${inBrackets('en', en.conflictOf(f))}; the newest version is used${given(en.list(listFact(f, 'formerShownAt').map(printable)) || null, (places) => `, and the bank pays what the older one says at ${places}`)}`,
    action: (f) => `ask ${en.provider(f)} which version holds and have it confirmed in writing`,
  },
  es: {
    name: 'línea de liquidación contradictoria',
    reason: (f) =>
      `La transacción${es.transaction(f)} se reportó dos veces con datos distintos${inBrackets('es', es.conflictOf(f))}; se usa la versión más nueva${given(es.list(listFact(f, 'formerShownAt').map(printable)) || null, (places) => `, y el banco paga lo que dice la anterior en ${places}`)}`,
    action: (f) => `preguntar a ${es.provider(f)} cuál versión vale y pedir confirmación por escrito`,
  },
  zh: {
    name: '结算明细相互矛盾',
    reason: (f) =>
      `${zh.named(f, '交易')}被报告两次且内容不同${zh.brackets(zh.conflictOf(f))}；采用最新版本${given(zh.list(listFact(f, 'formerShownAt').map(printable)) || null, (places) => `，而银行在 ${places} 按旧版本付款`)}`,
    action: (f) => `向${zh.provider(f)}询问以哪个版本为准，并取得书面确认`,
  },
  claim: {
    en: {
      title: 'one transaction reported with different facts',
      says: 'Your reports state each of these transactions twice, with different amounts or states.',
      asks: 'Please say which version holds and send a corrected report.',
    },
    es: {
      title: 'una transacción reportada con datos distintos',
      says: 'Sus reportes traen cada una de estas transacciones dos veces, con valores o estados distintos.',
      asks: 'Les pedimos indicar cuál versión vale y enviar el reporte corregido.',
    },
  },
};
