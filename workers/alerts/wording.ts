import type { Language } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';

/** What the messages say beside the sentences of the report. Every argument is already printed for people. */
export interface AlertWording {
  readonly digestTitle: (tenant: string, date: PlainDate, open: string, opened: string) => string;
  readonly again: (generation: string) => string;
  readonly byOwner: (list: string) => string;
  readonly opened: string;
  readonly more: (count: string) => string;
  readonly report: (url: string) => string;
  readonly actionTitle: (tenant: string, kind: string, subject: string, money: string) => string;
  readonly show: (id: string) => string;
}

export const ALERT_WORDING: Readonly<Record<Language, AlertWording>> = {
  en: {
    digestTitle: (tenant, date, open, opened) => `${tenant}, ${date}: open actions ${open}, new ${opened}`,
    again: (generation) => `The date was run again: this is generation ${generation}.`,
    byOwner: (list) => `Open by owner: ${list}.`,
    opened: 'New, the largest first:',
    more: (count) => `and ${count} more in the report`,
    report: (url) => `Report: ${url}`,
    actionTitle: (tenant, kind, subject, money) => `${tenant}: ${kind} ${subject}${money === '' ? '' : `, ${money}`}`,
    show: (id) => `All that is known of this row: cuadre trace ${id}`,
  },
  es: {
    digestTitle: (tenant, date, open, opened) => `${tenant}, ${date}: acciones abiertas ${open}, nuevas ${opened}`,
    again: (generation) => `La fecha se corrió de nuevo: esta es la generación ${generation}.`,
    byOwner: (list) => `Abiertas por responsable: ${list}.`,
    opened: 'Nuevas, las mayores primero:',
    more: (count) => `y ${count} más en el informe`,
    report: (url) => `Informe: ${url}`,
    actionTitle: (tenant, kind, subject, money) => `${tenant}: ${kind} ${subject}${money === '' ? '' : `, ${money}`}`,
    show: (id) => `Todo lo que se sabe de esta fila: cuadre trace ${id}`,
  },
  zh: {
    digestTitle: (tenant, date, open, opened) => `${tenant} ${date}：${open} 项待办，其中新增 ${opened} 项`,
    again: (generation) => `该日期已重新运行：这是第 ${generation} 版。`,
    byOwner: (list) => `按负责人统计的待办：${list}。`,
    opened: '新增待办（金额从大到小）：',
    more: (count) => `另有 ${count} 项，见报告`,
    report: (url) => `报告：${url}`,
    actionTitle: (tenant, kind, subject, money) => `${tenant}：${kind} ${subject}${money === '' ? '' : `，${money}`}`,
    show: (id) => `查看全部信息：cuadre trace ${id}`,
  },
};
