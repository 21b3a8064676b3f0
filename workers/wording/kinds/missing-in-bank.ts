import { flagFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { isSeen } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const MISSING_IN_BANK: KindWording<'missing_in_bank'> = {
  en: {
    name: 'missing at the bank',
    reason: (f) => {
      const expected = given(f.settlementNet ?? f.settlementGross, (amount) => ` of ${en.money(f, amount)}`);
      const due = given(f.dueOn, (day) => ` by ${day}`);
      if (flagFact(f, 'inNoPayout'))
        return `${en.receivable(f)}${expected}${given(f.settledOn, (day) => `, settled on ${day},`)} is in no payout, and one was due${due}`;
      if (flagFact(f, 'leftDay'))
        return `${en.receivable(f)}${expected}${given(f.settledOn, (day) => `, settled on ${day},`)} was not in the credit of its day, was due at the bank with another${due}, and ${isSeen(f) ? 'no bank line is paired with it' : 'is in no later credit'}`;
      if (flagFact(f, 'takenBack'))
        return `${en.receivable(f)}${expected}${given(f.settledOn, (day) => `, settled on ${day},`)} was taken back by the provider, was due again${due}, and no later payout pays it`;
      return `${en.receivable(f)}${expected}${given(f.settledOn, (day) => `, settled on ${day},`)} was due at the bank${due} and ${isSeen(f) ? 'no bank line is paired with it' : 'is not on any statement'}`;
    },
    action: (f) =>
      flagFact(f, 'askFirst') && (flagFact(f, 'inNoPayout') || flagFact(f, 'takenBack'))
        ? `ask ${en.provider(f)} which of its credits paid it, before anything is claimed`
        : `check the account's movements and claim the money from ${en.provider(f)}`,
  },
  es: {
    name: 'faltante en el banco',
    reason: (f) => {
      const expected = given(f.settlementNet ?? f.settlementGross, (amount) => ` por ${es.money(f, amount)}`);
      const due = given(f.dueOn, (day) => ` a más tardar el ${day}`);
      if (flagFact(f, 'inNoPayout'))
        return `${es.receivable(f)}${expected}${given(f.settledOn, (day) => `, con fecha ${day},`)} no está en ninguna liquidación, y debía estarlo${due}`;
      if (flagFact(f, 'leftDay'))
        return `${es.receivable(f)}${expected}${given(f.settledOn, (day) => `, con fecha ${day},`)} no venía en el abono de su día; debía llegar con otro${due} y ${isSeen(f) ? 'no se ha cruzado con ningún movimiento' : 'no viene en ningún abono posterior'}`;
      if (flagFact(f, 'takenBack'))
        return `${es.receivable(f)}${expected}${given(f.settledOn, (day) => `, con fecha ${day},`)} volvió al saldo de la pasarela, debía pagarse de nuevo${due} y no está en ninguna liquidación posterior`;
      return `${es.receivable(f)}${expected}${given(f.settledOn, (day) => `, con fecha ${day},`)} debía estar en el banco${due} y ${isSeen(f) ? 'no se ha cruzado con ningún movimiento' : 'no aparece en ningún extracto'}`;
    },
    action: (f) =>
      flagFact(f, 'askFirst') && (flagFact(f, 'inNoPayout') || flagFact(f, 'takenBack'))
        ? `preguntar a ${es.provider(f)} cuál de sus abonos lo pagó, antes de reclamar nada`
        : `revisar los movimientos de la cuenta y reclamar el dinero a ${es.provider(f)}`,
  },
  zh: {
    name: '银行未到账',
    reason: (f) => {
      const expected = given(f.settlementNet ?? f.settlementGross, (amount) => `，金额 ${zh.money(f, amount)}`);
      const settled = given(f.settledOn, (day) => `，结算日期 ${day}`);
      if (flagFact(f, 'inNoPayout'))
        return `${zh.receivable(f).trimEnd()}${expected}${settled}，未列入任何打款，应${given(f.dueOn, (day) => `不迟于 ${day} `)}列入`;
      if (flagFact(f, 'leftDay'))
        return `${zh.receivable(f).trimEnd()}${expected}${settled}，当日入账未包含，应${given(f.dueOn, (day) => `不迟于 ${day} `)}随后续入账到达，但${isSeen(f) ? '尚未与任何银行流水匹配' : '没有任何入账包含它'}`;
      if (flagFact(f, 'takenBack'))
        return `${zh.receivable(f).trimEnd()}${expected}${settled}，已被支付服务商退回余额，应${given(f.dueOn, (day) => `不迟于 ${day} `)}重新支付，但没有后续打款支付它`;
      return `${zh.receivable(f).trimEnd()}${expected}${settled}，应${given(f.dueOn, (day) => `不迟于 ${day} `)}到达银行，但${isSeen(f) ? '尚未与任何银行流水匹配' : '未出现在任何对账单上'}`;
    },
    action: (f) =>
      flagFact(f, 'askFirst') && (flagFact(f, 'inNoPayout') || flagFact(f, 'takenBack'))
        ? `先向${zh.provider(f)}询问是哪笔入账支付了它，再决定是否追讨`
        : `核对账户流水，并向${zh.provider(f)}追讨该款项`,
  },
  claim: {
    en: {
      title: 'money that did not arrive',
      says: 'Your reports show this money as paid out, and our bank account did not receive it by the due date.',
      asks: 'Please send the proof of each transfer (date, account, amount, bank reference), or pay it.',
    },
    es: {
      title: 'dinero que no llegó',
      says: 'Sus reportes muestran este dinero como desembolsado, y nuestra cuenta bancaria no lo recibió en la fecha debida.',
      asks: 'Les pedimos enviar el soporte de cada transferencia (fecha, cuenta, valor, referencia bancaria), o pagarla.',
    },
  },
};
