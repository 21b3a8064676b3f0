import { numberFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, inBrackets, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const AMBIGUOUS_MATCH: KindWording<'ambiguous_match'> = {
  en: {
    name: 'ambiguous match',
    reason: (f) => {
      const ours = numberFact(f, 'receivables');
      const theirs = numberFact(f, 'bankItems');
      const sides =
        ours === null || theirs === null
          ? 'Several payouts and bank lines'
          : `${en.count(ours)} ${ours === 1 ? 'payout or line' : 'payouts or lines'} and ${en.counted(theirs, 'bank line')}`;
      const cut = textFact(f, 'cutForm');
      if (cut !== null && ours !== null && theirs !== null)
        return `The bank cuts the references${en.ofProvider(f)}: ${en.counted(ours, 'line')} and ${en.counted(theirs, 'bank line')} begin with ${printable(cut)}, their sums agree${inBrackets('en', en.values(f))} and their amounts do not`;
      return `${sides}${en.ofProvider(f)} can be paired in more than one way${inBrackets('en', en.values(f))}, and the sums differ by ${en.money(f, f.moneyAtRisk)}`;
    },
    action: (f) => `ask ${en.provider(f)} which payout each credit pays and pair them by hand`,
  },
  es: {
    name: 'cruce ambiguo',
    reason: (f) => {
      const ours = numberFact(f, 'receivables');
      const theirs = numberFact(f, 'bankItems');
      const sides =
        ours === null || theirs === null
          ? 'Varias liquidaciones y movimientos del banco'
          : `${es.counted(ours, 'liquidación o línea', 'liquidaciones o líneas')} y ${es.counted(theirs, 'movimiento')} del banco`;
      const cut = textFact(f, 'cutForm');
      if (cut !== null && ours !== null && theirs !== null)
        return `El banco corta las referencias${es.at(f)}: ${es.counted(ours, 'línea')} y ${es.counted(theirs, 'movimiento')} del banco empiezan por ${printable(cut)}, las sumas coinciden${inBrackets('es', es.values(f))} y los valores no`;
      return `${sides}${es.at(f)} se pueden cruzar de más de una forma${inBrackets('es', es.values(f))}, y las sumas difieren en ${es.money(f, f.moneyAtRisk)}`;
    },
    action: (f) => `preguntar a ${es.provider(f)} qué liquidación paga cada abono y cruzarlos a mano`,
  },
  zh: {
    name: '匹配不唯一',
    reason: (f) => {
      const [ours, theirs] = [numberFact(f, 'receivables'), numberFact(f, 'bankItems')];
      const sides =
        ours === null || theirs === null
          ? '多笔打款与银行流水'
          : ` ${zh.count(ours)} 笔打款或明细与 ${zh.count(theirs)} 笔银行流水`;
      const cut = textFact(f, 'cutForm');
      if (cut !== null && ours !== null && theirs !== null)
        return `银行截断了${given(f.provider, (name) => ` ${printable(name)} 的`)}参考号：${zh.count(ours)} 笔明细与 ${zh.count(theirs)} 笔银行流水均以 ${printable(cut)} 开头，合计相等${zh.brackets(zh.values(f))}，但各笔金额不一致`;
      return `${zh.at(f)}${sides}可有不止一种配对方式${zh.brackets(zh.values(f))}，两边合计相差 ${zh.money(f, f.moneyAtRisk)}`.trimStart();
    },
    action: (f) => `向${zh.provider(f)}询问每笔入账支付哪笔打款，并人工配对`,
  },
  claim: {
    en: {
      title: 'transfers that can be told apart only by you',
      says: 'Several of your payouts and transfers fit each other in more than one way.',
      asks: 'Please say which payouts each transfer paid.',
    },
    es: {
      title: 'transferencias que solo ustedes pueden distinguir',
      says: 'Varios de sus desembolsos y transferencias concuerdan entre sí de más de una manera.',
      asks: 'Les pedimos indicar qué desembolsos pagó cada transferencia.',
    },
  },
};
