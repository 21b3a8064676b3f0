import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { EN_WORDS } from '../en-words.ts';
import { es } from '../es-phrases.ts';
import { ES_WORDS } from '../es-words.ts';
import { given, inBrackets, printable } from '../format.ts';
import { wordFor, type KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';
import { ZH_WORDS } from '../zh-words.ts';

export const STATUS_CONFLICT: KindWording<'status_conflict'> = {
  en: {
    name: 'conflicting status',
    reason: (f) => {
      const erp =
        given(textFact(f, 'orderStatus'), (status) => `is ${wordFor(EN_WORDS.statuses, status)} in the ERP`) ||
        'has one status in the ERP';
      const theirs =
        given(textFact(f, 'providerStatus'), (status) => `is ${wordFor(EN_WORDS.statuses, status)}`) || 'has another';
      return `Order${en.order(f)} ${erp} and its payment${en.at(f)} ${theirs}${inBrackets('en', en.values(f))}`;
    },
    action: (f) =>
      textFact(f, 'providerStatus') === 'approved'
        ? 'deliver the order or refund it, the customer paid and was not served'
        : 'make sure that nothing is delivered without payment, and settle it with the customer',
  },
  es: {
    name: 'estados contradictorios',
    reason: (f) => {
      const erp =
        given(textFact(f, 'orderStatus'), (status) => `está ${wordFor(ES_WORDS.statuses, status)} en el ERP`) ||
        'tiene un estado en el ERP';
      const theirs =
        given(textFact(f, 'providerStatus'), (status) => `está ${wordFor(ES_WORDS.statuses, status)}`) || 'tiene otro';
      return `El pedido${es.order(f)} ${erp} y su pago${es.at(f)} ${theirs}${inBrackets('es', es.values(f))}`;
    },
    action: (f) =>
      textFact(f, 'providerStatus') === 'approved'
        ? 'entregar el pedido o hacer el reintegro, porque el cliente pagó y no fue atendido'
        : 'confirmar que no se entregue nada sin pago y resolverlo con el cliente',
  },
  zh: {
    name: '状态矛盾',
    reason: (f) => {
      const erp =
        given(textFact(f, 'orderStatus'), (status) => `为“${wordFor(ZH_WORDS.statuses, status)}”`) || '是一种状态';
      const theirs =
        given(textFact(f, 'providerStatus'), (status) => `为“${wordFor(ZH_WORDS.statuses, status)}”`) || '是另一种状态';
      return `订单${zh.order(f)}在 ERP 中${erp}，而其${given(f.provider, (name) => `在 ${printable(name)} 的`)}付款${theirs}${zh.brackets(zh.values(f))}`;
    },
    action: (f) =>
      textFact(f, 'providerStatus') === 'approved'
        ? '交付订单或退款，客户已付款但未得到服务'
        : '确认未收款前不交付任何商品或服务，并与客户协商解决',
  },
};
