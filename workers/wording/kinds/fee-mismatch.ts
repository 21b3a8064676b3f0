import { amountFact, numberFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { EN_WORDS } from '../en-words.ts';
import { es } from '../es-phrases.ts';
import { ES_WORDS } from '../es-words.ts';
import { formatRate, given, printable } from '../format.ts';
import { wordFor, type KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';
import { ZH_WORDS } from '../zh-words.ts';

export const FEE_MISMATCH: KindWording<'fee_mismatch'> = {
  en: {
    name: 'fee off the tariff',
    reason: (f) => {
      const component = wordFor(EN_WORDS.components, textFact(f, 'component') ?? f.key.at(-1) ?? 'fee');
      const lines = given(numberFact(f, 'count'), (n) => ` on ${en.counted(n, 'line')}`);
      const payout = given(f.payoutId, (id) => ` of payout ${printable(id)}`);
      const excess = given(amountFact(f, 'sumMinor') ?? f.difference, (amount) => ` by ${en.money(f, amount)}`);
      const tariff = given(textFact(f, 'tariffRate'), (rate) => `; the tariff says ${formatRate('en', rate)} %`);
      const fitting = given(
        textFact(f, 'fittingRate'),
        (rate) => `${tariff === '' ? ';' : ' and'} ${formatRate('en', rate)} % would fit`,
      );
      return `The ${printable(component)}${payout}${en.ofProvider(f)} differs from the tariff${excess}${lines}${tariff}${fitting}`;
    },
    action: (f) =>
      `claim the difference from ${en.provider(f)}, or correct the tariff in the configuration if it was agreed`,
  },
  es: {
    name: 'comisión fuera de tarifa',
    reason: (f) => {
      const component = wordFor(ES_WORDS.components, textFact(f, 'component') ?? f.key.at(-1) ?? 'fee');
      const lines = given(numberFact(f, 'count'), (n) => ` en ${es.counted(n, 'línea')}`);
      const payout = given(f.payoutId, (id) => ` de la liquidación ${printable(id)}`);
      const excess = given(amountFact(f, 'sumMinor') ?? f.difference, (amount) => ` por ${es.money(f, amount)}`);
      const tariff = given(textFact(f, 'tariffRate'), (rate) => `; la tarifa dice ${formatRate('es', rate)} %`);
      const fitting = given(
        textFact(f, 'fittingRate'),
        (rate) => `${tariff === '' ? ';' : ' y'} cuadraría con ${formatRate('es', rate)} %`,
      );
      return `El cobro de ${printable(component)}${payout}${es.at(f)} se aparta de la tarifa${excess}${lines}${tariff}${fitting}`;
    },
    action: (f) => `reclamar la diferencia a ${es.provider(f)}, o corregir la tarifa en la configuración si se acordó`,
  },
  zh: {
    name: '费用与费率不符',
    reason: (f) => {
      const component = wordFor(ZH_WORDS.components, textFact(f, 'component') ?? f.key.at(-1) ?? 'fee');
      const payout = given(f.payoutId, (id) => `打款 ${printable(id)} 的`);
      const excess = given(amountFact(f, 'sumMinor') ?? f.difference, (amount) => `，相差 ${zh.money(f, amount)}`);
      const lines = given(numberFact(f, 'count'), (n) => `，涉及 ${zh.count(n)} 条明细`);
      const tariff = given(textFact(f, 'tariffRate'), (rate) => `；约定费率为 ${formatRate('zh', rate)}%`);
      const fitting = given(
        textFact(f, 'fittingRate'),
        (rate) => `${tariff === '' ? '；' : '，'}实际相当于 ${formatRate('zh', rate)}%`,
      );
      return `${zh.at(f)}${payout}${printable(component)}与费率不符${excess}${lines}${tariff}${fitting}`;
    },
    action: (f) => `向${zh.provider(f)}追讨差额；如已另行约定，则更正配置中的费率`,
  },
  claim: {
    en: {
      title: 'fees other than agreed',
      says: 'The fees or taxes of these payouts differ from the tariff that we agreed on.',
      asks: 'Please correct the charge and credit the difference.',
    },
    es: {
      title: 'comisiones distintas de las pactadas',
      says: 'Las comisiones o impuestos de estos desembolsos difieren de la tarifa pactada.',
      asks: 'Les pedimos corregir el cobro y reintegrar la diferencia.',
    },
  },
};
