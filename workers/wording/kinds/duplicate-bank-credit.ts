import { flagFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { sizeOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const DUPLICATE_BANK_CREDIT: KindWording<'duplicate_bank_credit'> = {
  en: {
    name: 'duplicate bank credit',
    reason: (f) => {
      const movement = `${(f.bankAmount ?? 0) < 0 ? 'debit' : 'credit'}${given(sizeOf(f.bankAmount), (amount) => ` of ${en.money(f, amount)}`)}${en.reference(f)}${given(f.arrivedOn, (day) => ` booked on ${day}`)}`;
      const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
      const [own, counts] = [en.file(f), flagFact(f, 'counted')];
      switch (textFact(f, 'told')) {
        case 'paid_twice':
          return `The bank paid one ${movement} twice, and its balances hold both`;
        case 'listed_twice':
          return `The file${own} lists one ${movement} twice, and no balance proves that the bank paid it twice`;
        case 'two_files':
          return `The files${own} and${other} both list a ${movement}, and no id or balance says whether it is one or two${counts ? '; it counts as two' : ''}`;
        default:
          return `The bank shows one ${movement} twice, ${en.money(f, f.moneyAtRisk)} too much`;
      }
    },
    action: (f) =>
      flagFact(f, 'counted')
        ? 'ask the bank whether it is one movement or two'
        : 'ask the bank whether the credit is real; expect it to be taken back',
  },
  es: {
    name: 'abono bancario duplicado',
    reason: (f) => {
      const movement = `${(f.bankAmount ?? 0) < 0 ? 'débito' : 'abono'}${given(sizeOf(f.bankAmount), (amount) => ` por ${es.money(f, amount)}`)}${es.reference(f)}${given(f.arrivedOn, (day) => ` registrado el ${day}`)}`;
      const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
      const [own, counts] = [es.file(f), flagFact(f, 'counted')];
      switch (textFact(f, 'told')) {
        case 'paid_twice':
          return `El banco pagó dos veces un ${movement}, y sus saldos incluyen los dos`;
        case 'listed_twice':
          return `El archivo${own} lista dos veces un ${movement}, y ningún saldo prueba que el banco lo pagara dos veces`;
        case 'two_files':
          return `Los archivos${own} y${other} listan un ${movement}, y ningún identificador ni saldo dice si es uno o son dos${counts ? '; se cuenta como dos' : ''}`;
        default:
          return `El banco muestra dos veces un ${movement}, ${es.money(f, f.moneyAtRisk)} de más`;
      }
    },
    action: (f) =>
      flagFact(f, 'counted')
        ? 'preguntar al banco si es un movimiento o son dos'
        : 'preguntar al banco si el abono es real; es de esperar que lo retire',
  },
  zh: {
    name: '银行重复入账',
    reason: (f) => {
      const booked = given(f.arrivedOn, (day) => `（记账日期 ${day}）`);
      const movement = `一笔${(f.bankAmount ?? 0) < 0 ? '扣款' : '入账'}${given(sizeOf(f.bankAmount), (amount) => ` ${zh.money(f, amount)} `)}${zh.reference(f)}${booked}`;
      const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)} `);
      const [own, counts] = [zh.file(f), flagFact(f, 'counted')];
      switch (textFact(f, 'told')) {
        case 'paid_twice':
          return `银行将${movement}支付了两次，且其余额包含这两笔`;
        case 'listed_twice':
          return `文件${own}将${movement}列出了两次，没有余额能证明银行支付了两次`;
        case 'two_files':
          return `文件${own}和${other}都列出了${movement}，没有编号或余额说明是一笔还是两笔${counts ? '；按两笔计算' : ''}`;
        default:
          return `银行将${movement}显示了两次，多出 ${zh.money(f, f.moneyAtRisk)}`;
      }
    },
    action: (f) =>
      flagFact(f, 'counted') ? '向银行询问这是一笔还是两笔流水' : '向银行询问该入账是否真实；预计银行会将其收回',
  },
};
