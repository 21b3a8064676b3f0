import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { formatAmount, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const CURRENCY_MISMATCH: KindWording<'currency_mismatch'> = {
  en: {
    name: 'different currencies',
    reason: (f) => {
      const expected = printable(textFact(f, 'expectedCurrency') ?? f.currency ?? 'one currency');
      const found = printable(textFact(f, 'foundCurrency') ?? 'another currency');
      const [left, right] =
        f.bankAmount === null
          ? [f.orderAmount, f.settlementGross]
          : [f.settlementNet ?? f.settlementGross, f.bankAmount];
      const leftSide = left === null ? expected : formatAmount('en', left, expected);
      const rightSide = right === null ? found : formatAmount('en', right, found);
      const [first, second] = f.bankAmount === null ? ['Order', 'payment'] : ['Settlement of', 'bank line'];
      const named = { ...f, merchantReference: f.merchantReference ?? f.payoutId };
      const isCode =
        left !== null && left === right ? ': the same digits, so rather a wrong code than a conversion' : '';
      return `${first}${en.order(named)} is in ${leftSide} and the ${second} in ${rightSide}${isCode}`;
    },
    action: () => 'find out which currency was agreed, correct the order or claim the conversion',
  },
  es: {
    name: 'monedas distintas',
    reason: (f) => {
      const expected = printable(textFact(f, 'expectedCurrency') ?? f.currency ?? 'una moneda');
      const found = printable(textFact(f, 'foundCurrency') ?? 'otra moneda');
      const [left, right] =
        f.bankAmount === null
          ? [f.orderAmount, f.settlementGross]
          : [f.settlementNet ?? f.settlementGross, f.bankAmount];
      const leftSide = left === null ? expected : formatAmount('es', left, expected);
      const rightSide = right === null ? found : formatAmount('es', right, found);
      const [first, second] =
        f.bankAmount === null ? ['El pedido', 'el pago'] : ['La liquidación de', 'el movimiento del banco'];
      const named = { ...f, merchantReference: f.merchantReference ?? f.payoutId };
      const isCode =
        left !== null && left === right ? ': las mismas cifras, más bien un código equivocado que una conversión' : '';
      return `${first}${es.order(named)} está en ${leftSide} y ${second} en ${rightSide}${isCode}`;
    },
    action: () => 'averiguar qué moneda se acordó y corregir el pedido o reclamar la conversión',
  },
  zh: {
    name: '币种不一致',
    reason: (f) => {
      const expected = printable(textFact(f, 'expectedCurrency') ?? f.currency ?? '一种币种');
      const found = printable(textFact(f, 'foundCurrency') ?? '另一种币种');
      const [left, right] =
        f.bankAmount === null
          ? [f.orderAmount, f.settlementGross]
          : [f.settlementNet ?? f.settlementGross, f.bankAmount];
      const leftSide = left === null ? expected : formatAmount('zh', left, expected);
      const rightSide = right === null ? found : formatAmount('zh', right, found);
      const [first, second] = f.bankAmount === null ? ['订单', '付款'] : ['结算', '银行流水'];
      const named = { ...f, merchantReference: f.merchantReference ?? f.payoutId };
      const isCode = left !== null && left === right ? '；数字相同，更可能是币种代码有误而非换汇' : '';
      return `${first}${zh.order(named)}为 ${leftSide}，而${second}为 ${rightSide}${isCode}`;
    },
    action: () => '查明约定的币种，更正订单或追讨换汇差额',
  },
  claim: {
    en: {
      title: 'different currencies',
      says: 'These payments were sold in one currency and settled or paid out in another.',
      asks: 'Please say in which currency each payment was collected and correct the settlement.',
    },
    es: {
      title: 'monedas distintas',
      says: 'Estos pagos se vendieron en una moneda y se liquidaron o desembolsaron en otra.',
      asks: 'Les pedimos indicar en qué moneda se recaudó cada pago y corregir la liquidación.',
    },
  },
};
