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
  readonly reminderTitle: (tenant: string, rows: string, overdue: string) => string;
  readonly moreWork: (count: string) => string;
  /** What somebody should have done by now. */
  readonly overdue: (count: string) => string;
  readonly backupTitle: (tenant: string) => string;
  /** `newest`: the moment of the newest backup; null where there is none that can be read. */
  readonly backupLate: (due: string, newest: string | null) => string;
  readonly backupDamaged: (backup: string) => string;
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
    reminderTitle: (tenant, rows, overdue) => `${tenant}: ${rows} to do, ${overdue} overdue`,
    moreWork: (count) => `and ${count} more: they stand in the queue`,
    overdue: (count) => `Overdue: ${count}. They stand first in the queue.`,
    backupTitle: (tenant) => `${tenant}: no whole backup`,
    backupLate: (due, newest) =>
      `The backup that was due at ${due} is not made. ${newest === null ? 'There is none that can be read' : `The newest is of ${newest}`}: what was run and decided since would be lost with the machine. The log of the workers says why; once that is mended, the next one is made within ten minutes, or by "cuadre backup".`,
    backupDamaged: (backup) =>
      `The backup ${backup} lacks what is damaged in the store itself. "cuadre verify" names it and says how to get it back; keep the backups before it.`,
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
    reminderTitle: (tenant, rows, overdue) => `${tenant}: ${rows} por hacer, ${overdue} vencidas`,
    moreWork: (count) => `y ${count} más: están entre los pendientes`,
    overdue: (count) => `Vencidas: ${count}. Están primero entre los pendientes.`,
    backupTitle: (tenant) => `${tenant}: no hay copia de seguridad completa`,
    backupLate: (due, newest) =>
      `La copia de seguridad que tocaba a las ${due} no se ha hecho. ${newest === null ? 'No hay ninguna que se pueda leer' : `La más reciente es de ${newest}`}: lo que se corrió y decidió desde entonces se perdería con la máquina. El registro de los workers dice por qué; una vez corregido, la siguiente se hace en diez minutos, o con "cuadre backup".`,
    backupDamaged: (backup) =>
      `A la copia de seguridad ${backup} le falta lo que está dañado en el propio almacén. "cuadre verify" lo nombra y dice cómo recuperarlo; conserve las copias anteriores.`,
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
    reminderTitle: (tenant, rows, overdue) => `${tenant}：${rows} 项待处理，其中 ${overdue} 项已逾期`,
    moreWork: (count) => `另有 ${count} 项，见待办列表`,
    overdue: (count) => `已逾期：${count} 项，排在待办列表最前。`,
    backupTitle: (tenant) => `${tenant}：没有完整的备份`,
    backupLate: (due, newest) =>
      `应于 ${due} 进行的备份尚未完成。${newest === null ? '没有可读取的备份' : `最新的备份为 ${newest}`}：此后运行和决定的内容会随机器一起丢失。原因见 worker 日志；排除后十分钟内会自动重做，也可运行 "cuadre backup"。`,
    backupDamaged: (backup) =>
      `备份 ${backup} 缺少存储中已损坏的内容。"cuadre verify" 会指出损坏之处及恢复方法；请保留之前的备份。`,
  },
};
