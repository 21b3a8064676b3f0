import { amountFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { EN_WORDS } from '../en-words.ts';
import { es } from '../es-phrases.ts';
import { ES_WORDS } from '../es-words.ts';
import { given } from '../format.ts';
import { wordFor, type KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';
import { ZH_WORDS } from '../zh-words.ts';

export const REFUND_FAILED: KindWording<'refund_failed'> = {
  en: {
    name: 'refund not carried out',
    reason: (f) =>
      `The refund${en.transaction(f)}${en.of(f, f.settlementGross)} was not carried out${given(textFact(f, 'providerStatus'), (status) => ` (${wordFor(EN_WORDS.statuses, status)})`)}${given(amountFact(f, 'erpRefundedMinor'), (amount) => `; the ERP has refunded ${en.money(f, amount)}`)}`,
    action: (f) => `refund the customer again, through ${en.provider(f)} or by transfer`,
  },
  es: {
    name: 'reintegro no realizado',
    reason: (f) =>
      `El reintegro${es.transaction(f)}${es.of(f, f.settlementGross)} no se realizó${given(textFact(f, 'providerStatus'), (status) => ` (${wordFor(ES_WORDS.statuses, status)})`)}${given(amountFact(f, 'erpRefundedMinor'), (amount) => `; el ERP reintegró ${es.money(f, amount)}`)}`,
    action: (f) => `reintegrar de nuevo el dinero al cliente, por ${es.provider(f)} o por transferencia`,
  },
  zh: {
    name: '退款未完成',
    reason: (f) =>
      `${zh.named(f, '退款')}${zh.of(f, f.settlementGross)}未能完成${given(textFact(f, 'providerStatus'), (status) => `（${wordFor(ZH_WORDS.statuses, status)}）`)}${given(amountFact(f, 'erpRefundedMinor'), (amount) => `；ERP 已退 ${zh.money(f, amount)}`)}`,
    action: (f) => `通过${zh.provider(f)}或转账再次向客户退款`,
  },
};
