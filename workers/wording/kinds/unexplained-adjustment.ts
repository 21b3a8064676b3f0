import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const UNEXPLAINED_ADJUSTMENT: KindWording<'unexplained_adjustment'> = {
  en: {
    name: 'unexplained adjustment',
    reason: (f) => {
      const payout = given(textFact(f, 'givenBack'), (id) => ` ${printable(id)}`);
      const back = `${en.money(f, f.moneyAtRisk)} of a payout${payout} that failed`;
      switch (textFact(f, 'told')) {
        case 'payout_unknown':
          return `The row${en.transaction(f)} gives back ${back}, and no payout on file is that one`;
        case 'not_returned':
          return `The row${en.transaction(f)} gives back ${back}, and the bank still has the credit of that payout beside the one that pays it again`;
        default:
          return `The adjustment${en.transaction(f)}${given(f.settlementNet ?? f.settlementGross, (amount) => ` of ${en.money(f, amount)}`)} is not among the known ones`;
      }
    },
    action: (f) => `ask ${en.provider(f)} what it is for, and add it to the known adjustments if it is right`,
  },
  es: {
    name: 'ajuste sin explicar',
    reason: (f) => {
      const payout = given(textFact(f, 'givenBack'), (id) => ` ${printable(id)}`);
      const back = `${es.money(f, f.moneyAtRisk)} de la liquidación${payout} que falló`;
      switch (textFact(f, 'told')) {
        case 'payout_unknown':
          return `La fila${es.transaction(f)} devuelve ${back}, y ningún archivo trae esa liquidación`;
        case 'not_returned':
          return `La fila${es.transaction(f)} devuelve ${back}, y el banco aún tiene el abono de esa liquidación junto al que la paga de nuevo`;
        default:
          return `El ajuste${es.transaction(f)}${given(f.settlementNet ?? f.settlementGross, (amount) => ` por ${es.money(f, amount)}`)} no está entre los conocidos`;
      }
    },
    action: (f) => `preguntar a ${es.provider(f)} a qué corresponde y agregarlo a los ajustes conocidos si es correcto`,
  },
  zh: {
    name: '不明调整',
    reason: (f) => {
      const amount = given(f.settlementNet ?? f.settlementGross, (value) => `，金额 ${zh.money(f, value)}`);
      const payout = given(textFact(f, 'givenBack'), (id) => ` ${printable(id)} `);
      switch (textFact(f, 'told')) {
        case 'payout_unknown':
          return `${zh.named(f, '记录')}退回失败打款${payout}的 ${zh.money(f, f.moneyAtRisk)}，而现有文件中没有该笔打款`;
        case 'not_returned':
          return `${zh.named(f, '记录')}退回失败打款${payout}的 ${zh.money(f, f.moneyAtRisk)}，而银行除重新支付的款项外仍保留该笔打款的入账`;
        default:
          return `${zh.named(f, '调整')}${amount}，不在已知调整之列`;
      }
    },
    action: (f) => `向${zh.provider(f)}询问其用途；如无误，则加入已知调整`,
  },
  claim: {
    en: {
      title: 'adjustments without an explanation',
      says: 'Your reports contain adjustments that we do not know.',
      asks: 'Please state the reason and the agreement that each adjustment rests on, or credit it back.',
    },
    es: {
      title: 'ajustes sin explicación',
      says: 'Sus reportes traen ajustes que no conocemos.',
      asks: 'Les pedimos indicar el motivo y el acuerdo en que se basa cada ajuste, o reintegrarlo.',
    },
  },
};
