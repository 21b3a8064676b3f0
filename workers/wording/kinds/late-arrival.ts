import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const LATE_ARRIVAL: KindWording<'late_arrival'> = {
  en: {
    name: 'late arrival',
    reason: (f) => {
      const days = given(f.businessDaysLate, (late) => `, ${en.counted(late, 'business day')} late`);
      const dates = `${given(f.dueOn, (day) => ` due on ${day}`)}${given(f.arrivedOn, (day) => ` arrived on ${day}`)}`;
      return `${en.receivable(f)}${given(f.bankAmount ?? f.settlementNet, (amount) => ` of ${en.money(f, amount)}`)}${dates || ' arrived after its due date'}${days}`;
    },
    action: (f) => `nothing to do today; raise it with ${en.provider(f)} if it repeats`,
  },
  es: {
    name: 'abono tardío',
    reason: (f) => {
      const days = given(f.businessDaysLate, (late) => `, ${es.counted(late, 'día hábil', 'días hábiles')} tarde`);
      const dates = `${given(f.dueOn, (day) => ` vencía el ${day}`)}${given(f.arrivedOn, (day) => `${f.dueOn === null ? '' : ' y'} llegó el ${day}`)}`;
      return `${es.receivable(f)}${given(f.bankAmount ?? f.settlementNet, (amount) => ` por ${es.money(f, amount)}`)}${dates || ' llegó después de su plazo'}${days}`;
    },
    action: (f) => `nada por hacer hoy; plantearlo a ${es.provider(f)} si se repite`,
  },
  zh: {
    name: '延迟到账',
    reason: (f) => {
      const amount = given(f.bankAmount ?? f.settlementNet, (value) => `，金额 ${zh.money(f, value)}`);
      const dates = `${given(f.dueOn, (day) => `，到期日为 ${day}`)}${given(f.arrivedOn, (day) => `，到账日为 ${day}`)}`;
      const days = given(f.businessDaysLate, (late) => `，延迟 ${zh.count(late)} 个工作日`);
      return `${zh.receivable(f).trimEnd()}${amount}${dates || '在到期日之后才到账'}${days}`;
    },
    action: (f) => `今日无需处理；如再次发生，请向${zh.provider(f)}提出`,
  },
};
