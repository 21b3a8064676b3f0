import type { DiffChange, DiffDiscrepancy } from '../../schemas/outcome/generation-diff.ts';
import type { Language } from './format.ts';

/** The phrases of `cuadre replay` in one language; numbers and amounts come printed. */
export interface ReplayPhrases {
  readonly equal: string;
  readonly against: (generation: string, causes: string) => string;
  readonly change: Readonly<Record<DiffChange, string>>;
  readonly discrepancies: string;
  readonly discrepancy: Readonly<Record<DiffDiscrepancy['change'], string>>;
  readonly legs: Readonly<Record<'settlement' | 'bank', string>>;
  readonly notThere: string;
  readonly more: (references: string) => string;
  readonly stale: (count: string, span: string, date: string) => string;
  readonly rerun: (date: string, generation: string, opened: string) => string;
  readonly dryRun: string;
  readonly cause: {
    readonly fileChanged: (source: string) => string;
    readonly fileCame: (source: string) => string;
    readonly readDifferently: (source: string) => string;
    readonly parent: string;
    readonly configuration: string;
    readonly rules: string;
    readonly decisions: string;
  };
}

export const REPLAY_PHRASES: Readonly<Record<Language, ReplayPhrases>> = {
  en: {
    equal: 'the same files, configuration, rules and decisions as before: nothing to compare',
    against: (generation, causes) => `against generation ${generation}, because of ${causes}:`,
    change: {
      newly_matched: 'newly matched',
      newly_broken: 'newly broken',
      changed: 'changed',
      unchanged: 'unchanged',
    },
    discrepancies: 'discrepancies',
    discrepancy: { opened: 'opened', closed: 'closed', changed: 'changed' },
    legs: { settlement: 'provider', bank: 'bank' },
    notThere: 'not there',
    more: (references) => `and ${references} more in diff.json`,
    stale: (count, span, date) =>
      `stale now, run again by the next "cuadre run" or by "cuadre replay --date ${date} --cascade": ${count} (${span})`,
    rerun: (date, generation, opened) => `${date} was run again: generation ${generation}, actions opened: ${opened}`,
    dryRun: 'A dry run: nothing of this was recorded or written.',
    cause: {
      fileChanged: (source) => `other bytes of ${source}`,
      fileCame: (source) => `the file of ${source}, which has come`,
      readDifferently: (source) => `the profile of ${source}`,
      parent: 'the date before, which has another generation',
      configuration: 'the configuration',
      rules: 'the rules',
      decisions: 'decisions',
    },
  },
  es: {
    equal: 'los mismos archivos, configuración, reglas y decisiones que antes: nada que comparar',
    against: (generation, causes) => `frente a la generación ${generation}, a causa de ${causes}:`,
    change: {
      newly_matched: 'ahora cruzado',
      newly_broken: 'ahora con diferencia',
      changed: 'cambió',
      unchanged: 'sin cambios',
    },
    discrepancies: 'diferencias',
    discrepancy: { opened: 'abiertas', closed: 'cerradas', changed: 'cambiadas' },
    legs: { settlement: 'pasarela', bank: 'banco' },
    notThere: 'no está',
    more: (references) => `y ${references} más en diff.json`,
    stale: (count, span, date) =>
      `desactualizadas, se corren de nuevo con el próximo "cuadre run" o con "cuadre replay --date ${date} --cascade": ${count} (${span})`,
    rerun: (date, generation, opened) =>
      `${date} se corrió de nuevo: generación ${generation}, acciones abiertas: ${opened}`,
    dryRun: 'Un ensayo: nada de esto se registró ni se escribió.',
    cause: {
      fileChanged: (source) => `otra versión del archivo de ${source}`,
      fileCame: (source) => `el archivo de ${source}, que llegó`,
      readDifferently: (source) => `el perfil de ${source}`,
      parent: 'la fecha anterior, que tiene otra generación',
      configuration: 'la configuración',
      rules: 'las reglas',
      decisions: 'decisiones',
    },
  },
  zh: {
    equal: '文件、配置、规则和决定均与之前相同：无可比较',
    against: (generation, causes) => `与第 ${generation} 版相比，原因：${causes}`,
    change: { newly_matched: '新匹配', newly_broken: '新差异', changed: '有变化', unchanged: '无变化' },
    discrepancies: '差异',
    discrepancy: { opened: '新增', closed: '关闭', changed: '变更' },
    legs: { settlement: '支付服务商', bank: '银行' },
    notThere: '不存在',
    more: (references) => `另有 ${references} 项见 diff.json`,
    stale: (count, span, date) =>
      `以下日期已过时，将由下一次 "cuadre run" 或 "cuadre replay --date ${date} --cascade" 重新运行：${count}（${span}）`,
    rerun: (date, generation, opened) => `${date} 已重新运行：第 ${generation} 版，新增待办：${opened}`,
    dryRun: '试运行：未记录也未写入任何内容。',
    cause: {
      fileChanged: (source) => `${source} 的文件内容不同`,
      fileCame: (source) => `${source} 的文件已到`,
      readDifferently: (source) => `${source} 的格式配置`,
      parent: '前一日期有新版本',
      configuration: '配置',
      rules: '规则',
      decisions: '决定',
    },
  },
};
