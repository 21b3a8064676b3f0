import type { Config } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { compareDiscrepancies } from '../../workers/5-publish/discrepancies-csv.ts';
import { headline } from '../../workers/5-publish/headline-text.ts';
import { dayOfRun } from '../../workers/5-publish/headline.ts';
import { countRun, countsAlone, isListed } from '../../workers/5-publish/counted.ts';
import { summaryOf } from '../../workers/5-publish/summary.ts';
import { formatCount, type Language } from '../../workers/wording/format.ts';
import { WORDS } from '../../workers/wording/index.ts';
import { wordFor } from '../../workers/wording/kind-wording.ts';
import type { DateResult } from '../../workers/pipeline/embedded.ts';
import { languageOf, moneyOf, reportsFolder, subjectOf } from './describe.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { table } from './output.ts';

/** What `cuadre run` says of one date. */

interface Phrases {
  readonly generation: string;
  readonly unchanged: string;
  readonly files: string;
  readonly lines: (lines: number) => string;
  readonly unreadable: string;
  /** Beside a file that replaced another version. */
  readonly revised: string;
  /** Beside a file that came again and was refused then. */
  readonly kept: (why: string) => string;
  /** Beside a file that its source has no more. */
  readonly gone: string;
  readonly states: Readonly<Record<Exclude<SourceFile['state'], 'in'>, string>>;
  readonly opened: (actions: number) => string;
  readonly nothingOpened: string;
  readonly more: (rows: number) => string;
  readonly reports: string;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    generation: 'generation',
    unchanged: 'unchanged, nothing recorded',
    files: 'files',
    lines: (lines) => `${formatCount('en', lines)} ${lines === 1 ? 'line' : 'lines'}`,
    unreadable: 'unreadable',
    revised: 'a new version',
    kept: (why) => `refused when it came again: ${why}; the former file stands`,
    gone: 'from the archive; its source no longer has it',
    states: { missing: 'missing', rejected: 'refused', not_expected: 'not expected' },
    opened: (actions) => `opened by this run: ${formatCount('en', actions)} ${actions === 1 ? 'action' : 'actions'}`,
    nothingOpened: 'opened by this run: nothing',
    more: (rows) => `and ${formatCount('en', rows)} more in discrepancies.csv`,
    reports: 'reports',
  },
  es: {
    generation: 'generación',
    unchanged: 'sin cambios, no se registró nada',
    files: 'archivos',
    lines: (lines) => `${formatCount('es', lines)} ${lines === 1 ? 'línea' : 'líneas'}`,
    unreadable: 'ilegibles',
    revised: 'versión nueva',
    kept: (why) => `rechazado al llegar de nuevo: ${why}; sigue vigente el archivo anterior`,
    gone: 'del archivo histórico; su fuente ya no lo tiene',
    states: { missing: 'falta', rejected: 'rechazado', not_expected: 'no se espera' },
    opened: (actions) =>
      `abierto en esta corrida: ${formatCount('es', actions)} ${actions === 1 ? 'acción' : 'acciones'}`,
    nothingOpened: 'abierto en esta corrida: nada',
    more: (rows) => `y ${formatCount('es', rows)} más en discrepancies.csv`,
    reports: 'informes',
  },
  zh: {
    generation: '版本',
    unchanged: '无变化，未记录任何内容',
    files: '文件',
    lines: (lines) => `${formatCount('zh', lines)} 行`,
    unreadable: '无法读取',
    revised: '新版本',
    kept: (why) => `再次送达时被拒收：${why}；沿用原文件`,
    gone: '数据源已无此文件，采用存档',
    states: { missing: '缺失', rejected: '被拒收', not_expected: '无需提供' },
    opened: (actions) => `本次运行新增：${formatCount('zh', actions)} 项待办`,
    nothingOpened: '本次运行新增：无',
    more: (rows) => `另有 ${formatCount('zh', rows)} 项见 discrepancies.csv`,
    reports: '报告',
  },
};

/** A date that opens more shows the first of them; the file has them all. */
const OPENED_MAX = 12;

/**
 * What one date means for the exit code. A date whose inputs are unchanged was not run anew and counts as clean, unless
 * it was asked for by name and still lacks a source: whoever asks for a date must hear that it is not whole.
 */
export function exitOfResult({ changed, outcome, sources }: DateResult, asked: boolean): ExitCode {
  const counters = countRun(outcome.discrepancies, sources);
  const lacks = counters.sourcesMissing.length + counters.sourcesRejected.length > 0;
  if (lacks && (changed || asked)) return EXIT.incomplete;
  return changed && counters.actionsOpened > 0 ? EXIT.action : EXIT.clean;
}

/** Which parts of the block of a date are told. */
export interface TextParts {
  readonly opened: boolean;
  readonly reports: boolean;
}

/** The block of one date: the day's answer, its files, what the run opened, where the reports are. */
export function textOfResult(
  result: DateResult,
  config: Config,
  parts: TextParts = { opened: true, reports: true },
): string {
  const language = languageOf(config);
  const words = PHRASES[language];
  const { run, outcome, sources, changed } = result;
  const title = `${run.date}, ${words.generation} ${String(run.generation)}${changed ? '' : `: ${words.unchanged}`}`;
  return [
    title,
    `  ${headlineOf(result, run.date, language)}`,
    `  ${words.files}: ${sources.map((file) => sourceText(file, result, language)).join(', ')}`,
    ...(changed && parts.opened ? openedLines(outcome.discrepancies, language) : []),
    ...(parts.reports ? [`  ${words.reports}: ${reportsFolder(config, run.date)}`] : []),
  ].join('\n');
}

/** The day's answer in one sentence. */
export function headlineOf(
  { outcome, sources }: Pick<DateResult, 'outcome' | 'sources'>,
  asOf: PlainDate,
  language: Language,
): string {
  return headline(language, dayOfRun(outcome, sources, asOf));
}

function sourceText(file: SourceFile, { changed, gone }: DateResult, language: Language): string {
  const words = PHRASES[language];
  if (file.state === 'in') {
    const remarks = [
      ...(file.rejects === 0 ? [] : [`${formatCount(language, file.rejects)} ${words.unreadable}`]),
      ...(changed && file.revisions.at(-1)?.sha256 === file.sha256 ? [words.revised] : []),
      ...(file.refused ? [words.kept(wordFor(WORDS[language].refusals, file.refused.problem.code))] : []),
      ...(gone.includes(file.source) ? [words.gone] : []),
    ];
    return `${file.source} ${words.lines(file.lines)}${remarks.length === 0 ? '' : ` (${remarks.join('; ')})`}`;
  }
  const why =
    file.problem === null ? file.name : `${file.name ?? ''}: ${wordFor(WORDS[language].refusals, file.problem.code)}`;
  return `${file.source} ${words.states[file.state]}${why === null ? '' : ` (${why})`}`;
}

function openedLines(discrepancies: readonly Discrepancy[], language: Language): string[] {
  const words = PHRASES[language];
  const opened = openedActions(discrepancies);
  if (opened.length === 0) return [`  ${words.nothingOpened}`];
  const shown = opened.slice(0, OPENED_MAX).map((row) => [`    ${row.kind}`, subjectOf(row), moneyOf(row, language)]);
  const left = opened.length - shown.length;
  // Without the header of the table and its rule: three columns speak for themselves.
  const rows = table(['', '', ''], shown, { right: [2] })
    .split('\n')
    .slice(2);
  return [`  ${words.opened(opened.length)}`, ...rows, ...(left > 0 ? [`    ${words.more(left)}`] : [])];
}

/** The actions that the run opened or reopened, rows under a suspect file left out, in the order of the list. */
export function openedActions(discrepancies: readonly Discrepancy[]): Discrepancy[] {
  return discrepancies
    .filter((row) => row.class === 'action' && countsAlone(row) && (row.event === 'opened' || row.event === 'reopened'))
    .sort(compareDiscrepancies);
}

/** The same for a program; the names and forms are those of summary.json. */
export function documentOfResult(result: DateResult, config: Config): Readonly<Record<string, unknown>> {
  const { run, outcome, sources, changed } = result;
  const day = dayOfRun(outcome, sources, run.date);
  const summary = summaryOf({
    outcome: { ...outcome, discrepancies: outcome.discrepancies.filter(isListed) },
    asOf: run.date,
    sources,
    day,
  });
  return {
    date: run.date,
    generation: run.generation,
    changed,
    headline: headline(languageOf(config), day),
    sources: summary['sources'],
    legs: summary['legs'],
    actions_opened: changed ? summary['actions_opened'] : 0,
    actions_open: summary['actions_open'],
    discrepancies: summary['discrepancies'],
    reports: reportsFolder(config, run.date),
  };
}
