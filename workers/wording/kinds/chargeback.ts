import { flagFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, inBrackets, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { sizeOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const CHARGEBACK: KindWording<'chargeback'> = {
  en: {
    name: 'chargeback',
    reason: (f) => {
      const evidence = given(textFact(f, 'evidenceDueOn'), (day) => `; evidence is due on ${printable(day)}`);
      const taken = given(sizeOf(f.settlementGross), (amount) => ` ${en.money(f, amount)}`) || ' the money';
      const sold = given(f.orderAmount, (amount) => `order ${en.money(f, amount)}`);
      const again = flagFact(f, 'madeGood') ? '; a later payment makes it good' : '';
      const risk =
        sizeOf(f.settlementGross) === f.moneyAtRisk
          ? ''
          : `${again}, ${en.money(f, f.moneyAtRisk)} at risk with its fee`;
      return `The payment${en.transaction(f)} is disputed and the provider took back${taken}${inBrackets('en', sold)}${risk}${evidence}`;
    },
    action: (f) =>
      `gather the proof of delivery and answer the dispute${given(textFact(f, 'evidenceDueOn'), (day) => ` by ${printable(day)}`)}`,
  },
  es: {
    name: 'contracargo',
    reason: (f) => {
      const evidence = given(textFact(f, 'evidenceDueOn'), (day) => `; las pruebas vencen el ${printable(day)}`);
      const taken = given(sizeOf(f.settlementGross), (amount) => ` ${es.money(f, amount)}`) || ' el dinero';
      const sold = given(f.orderAmount, (amount) => `pedido ${es.money(f, amount)}`);
      const again = flagFact(f, 'madeGood') ? '; un pago posterior lo compensa' : '';
      const risk =
        sizeOf(f.settlementGross) === f.moneyAtRisk
          ? ''
          : `${again}, con la comisión hay ${es.money(f, f.moneyAtRisk)} en riesgo`;
      return `El pago${es.transaction(f)} tiene un contracargo y la pasarela descontó${taken}${inBrackets('es', sold)}${risk}${evidence}`;
    },
    action: (f) =>
      `reunir las pruebas de entrega y responder la disputa${given(textFact(f, 'evidenceDueOn'), (day) => ` antes de terminar el ${printable(day)}`)}`,
  },
  zh: {
    name: '拒付',
    reason: (f) => {
      const evidence = given(textFact(f, 'evidenceDueOn'), (day) => `；举证截止日期为 ${printable(day)}`);
      const taken = given(sizeOf(f.settlementGross), (amount) => ` ${zh.money(f, amount)}`) || '该笔款项';
      const sold = given(f.orderAmount, (amount) => `订单 ${zh.money(f, amount)}`);
      const again = flagFact(f, 'madeGood') ? '；之后的付款已予弥补' : '';
      const risk =
        sizeOf(f.settlementGross) === f.moneyAtRisk
          ? ''
          : `${again}，连同费用共有 ${zh.money(f, f.moneyAtRisk)} 面临风险`;
      return `${zh.named(f, '付款')}已被提出争议，支付服务商已扣回${taken}${zh.brackets(sold)}${risk}${evidence}`;
    },
    action: (f) => `收集交付凭证${given(textFact(f, 'evidenceDueOn'), (day) => `，最迟于 ${printable(day)} `)}答复争议`,
  },
  claim: {
    en: {
      title: 'disputed payments',
      says: 'Your reports charge these payments back.',
      asks: 'Please send the reason, the documents of the dispute and the date until which evidence can be given.',
    },
    es: {
      title: 'pagos en disputa',
      says: 'Sus reportes traen contracargos de estos pagos.',
      asks: 'Les pedimos enviar el motivo, los documentos de la disputa y la fecha límite para presentar pruebas.',
    },
  },
};
