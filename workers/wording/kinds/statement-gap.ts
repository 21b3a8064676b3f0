import { amountFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, inBrackets, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { fileDateOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const STATEMENT_GAP: KindWording<'statement_gap'> = {
  en: {
    name: 'gap between statements',
    reason: (f) => {
      const told = textFact(f, 'told');
      const [differ, room] = [en.daysDiffer(f), en.withoutRoom(f)];
      if (told !== null) return told === 'differently' ? differ : room;
      const account = printable(textFact(f, 'account') ?? f.key[0] ?? '');
      const opening =
        given(amountFact(f, 'openingMinor'), (amount) => ` opens at ${en.money(f, amount)}`) ||
        ' does not open at the last balance';
      const closing = given(
        amountFact(f, 'previousClosingMinor'),
        (amount) => ` and the one before closed at ${en.money(f, amount)}`,
      );
      return `The statement of account ${account} for ${fileDateOf(f)}${opening}${closing}${inBrackets('en', en.values(f))}`;
    },
    action: (f) =>
      textFact(f, 'told') === null
        ? 'ask the bank for the statement or the movements that are missing between the two'
        : 'ask the bank which of the two is right',
  },
  es: {
    name: 'salto entre extractos',
    reason: (f) => {
      const told = textFact(f, 'told');
      const [differ, room] = [es.daysDiffer(f), es.withoutRoom(f)];
      if (told !== null) return told === 'differently' ? differ : room;
      const account = printable(textFact(f, 'account') ?? f.key[0] ?? '');
      const opening =
        given(amountFact(f, 'openingMinor'), (amount) => ` abre en ${es.money(f, amount)}`) ||
        ' no abre en el último saldo';
      const closing = given(
        amountFact(f, 'previousClosingMinor'),
        (amount) => ` y el anterior cerró en ${es.money(f, amount)}`,
      );
      return `El extracto de la cuenta ${account} del ${fileDateOf(f)}${opening}${closing}${inBrackets('es', es.values(f))}`;
    },
    action: (f) =>
      textFact(f, 'told') === null
        ? 'pedir al banco el extracto o los movimientos que faltan entre los dos'
        : 'preguntar al banco cuál de los dos es el correcto',
  },
  zh: {
    name: '对账单之间有缺口',
    reason: (f) => {
      const told = textFact(f, 'told');
      const [differ, room] = [zh.daysDiffer(f), zh.withoutRoom(f)];
      if (told !== null) return told === 'differently' ? differ : room;
      const account = printable(textFact(f, 'account') ?? f.key[0] ?? '');
      const opening =
        given(amountFact(f, 'openingMinor'), (amount) => `期初余额为 ${zh.money(f, amount)}`) ||
        '期初余额与上期期末余额不符';
      const closing = given(
        amountFact(f, 'previousClosingMinor'),
        (amount) => `，而上一份期末余额为 ${zh.money(f, amount)}`,
      );
      return `账户 ${account} 在 ${fileDateOf(f)} 的对账单${opening}${closing}${zh.brackets(zh.values(f))}`;
    },
    action: (f) =>
      textFact(f, 'told') === null ? '向银行索取两份对账单之间缺少的对账单或流水' : '向银行询问两者之中哪一个正确',
  },
};
