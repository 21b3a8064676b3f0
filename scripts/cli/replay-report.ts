import { inTurn } from '../../schemas/in-turn.ts';
import type { Config } from '../../schemas/config/config.ts';
import {
  DIFF_CHANGES,
  type DiffChange,
  type DiffEntry,
  type DiffInputs,
  type GenerationDiff,
} from '../../schemas/outcome/generation-diff.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { diffJson } from '../../workers/5-publish/diff-json.ts';
import { amountOf } from '../../workers/5-publish/generation-diff.ts';
import { countRun, countsAlone, isOpen } from '../../workers/5-publish/counted.ts';
import { formatAmount, formatCount, formatList, type Language } from '../../workers/wording/format.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { DateResult } from '../../workers/pipeline/embedded.ts';
import type { Replay, Rerun } from '../../workers/pipeline/replay.ts';
import { languageOf } from './describe.ts';
import { EXIT, exitOf, type ExitCode } from './exit.ts';
import { table } from './output.ts';
import { REPLAY_PHRASES, type ReplayPhrases } from '../../workers/wording/replay-phrases.ts';
import { documentOfResult } from './run-report.ts';

/** What `cuadre replay` says. */

/** Of each change so many references are shown; diff.json has them all. */
const SHOWN_MAX = 12;

/**
 * An action that stands in the new generation and not in the one before it: what a replay opens, whatever the day
 * before held.
 */
export function actionsOpened(result: DateResult, former: readonly Discrepancy[]): number {
  const isAction = (one: Discrepancy): boolean => one.class === 'action' && countsAlone(one) && isOpen(one);
  const stood = new Set(former.filter(isAction).map((one) => one.id));
  return result.changed ? result.outcome.discrepancies.filter((one) => isAction(one) && !stood.has(one.id)).length : 0;
}

/** One exit code for the date and those that were run again with it. Only the date itself was asked for by name. */
export async function exitOfReplay(
  { result, earlier, later }: Replay,
  { store }: Pick<Context, 'store'>,
): Promise<ExitCode> {
  const one = async (of: DateResult, asked: boolean): Promise<ExitCode> => {
    const { sourcesMissing, sourcesRejected } = countRun(of.outcome.discrepancies, of.sources);
    if (sourcesMissing.length + sourcesRejected.length > 0 && (of.changed || asked)) return EXIT.incomplete;
    const former = { date: of.run.date, generation: of.run.generation - 1 };
    return of.changed && actionsOpened(of, await store.outcomes.discrepancies(former)) > 0 ? EXIT.action : EXIT.clean;
  };
  return exitOf([
    await one(result, true),
    ...(await inTurn([...earlier, ...later], (rerun) => one(rerun.result, false))),
  ]);
}

/** Everything about a replay as one document; `diff` is that of diff.json. */
export async function documentOfReplay(
  replay: Replay,
  { reason, dryRun }: { readonly reason: string | null; readonly dryRun: boolean },
  context: Pick<Context, 'config' | 'store'>,
): Promise<Readonly<Record<string, unknown>>> {
  const { result, diff } = replay;
  const { reports, ...document } = documentOfResult(result, context.config);
  return {
    ...document,
    dry_run: dryRun,
    reason: result.changed ? reason : null,
    former_generation: result.changed ? result.run.generation - 1 : null,
    sources_gone: result.gone,
    actions_opened:
      diff?.discrepancies.filter((one) => one.change === 'opened' && one.after?.class === 'action').length ?? 0,
    diff: diff === null ? null : diffJson(diff),
    rerun: await inTurn([...replay.earlier, ...replay.later], (rerun) => rerunDocument(rerun, context)),
    stale: replay.stale,
    reports: dryRun ? null : reports,
  };
}

async function rerunDocument(
  { result, former }: Rerun,
  { store }: Pick<Context, 'store'>,
): Promise<Readonly<Record<string, unknown>>> {
  const { date, generation } = result.run;
  const opened = former === null ? 0 : actionsOpened(result, await store.outcomes.discrepancies(former));
  return {
    date,
    generation,
    former_generation: former?.generation ?? null,
    changed: result.changed,
    actions_opened: opened,
  };
}

/** What follows the block of the date: what changed and why, and which dates are stale. */
export function textOfReplay(replay: Replay, config: Config): string {
  const language = languageOf(config);
  const words = REPLAY_PHRASES[language];
  const { diff, stale, result } = replay;
  return [
    ...(diff === null ? [`  ${words.equal}`] : diffLines(diff, language)),
    ...(stale.length === 0
      ? []
      : [`  ${words.stale(formatCount(language, stale.length), spanOf(stale), result.run.date)}`]),
  ].join('\n');
}

/** One line for a date that was run again with it. */
export async function textOfRerun(
  { result, former }: Rerun,
  context: Pick<Context, 'config' | 'store'>,
): Promise<string> {
  const language = languageOf(context.config);
  const words = REPLAY_PHRASES[language];
  const opened = former === null ? 0 : actionsOpened(result, await context.store.outcomes.discrepancies(former));
  return words.rerun(result.run.date, String(result.run.generation), formatCount(language, opened));
}

function spanOf(dates: readonly PlainDate[]): string {
  const [first] = dates;
  return dates.length === 1 ? String(first) : `${String(first)} - ${String(dates.at(-1))}`;
}

function diffLines(diff: GenerationDiff, language: Language): string[] {
  const words = REPLAY_PHRASES[language];
  const causes = causesOf(diff.inputs, words);
  const reported = (['opened', 'closed', 'changed'] as const).map((change) => {
    const count = diff.discrepancies.filter((one) => one.change === change).length;
    return `${words.discrepancy[change]} ${formatCount(language, count)}`;
  });
  return [
    `  ${words.against(String(diff.before), formatList(language, causes))}`,
    ...DIFF_CHANGES.flatMap((change) => changeLines(change, diff, language)),
    `    ${words.discrepancies}: ${reported.join(', ')}`,
  ];
}

function changeLines(change: DiffChange, diff: GenerationDiff, language: Language): string[] {
  const words = REPLAY_PHRASES[language];
  const totals = diff.totals.filter((total) => total.change === change);
  const money = totals.map(({ currency, before, after }) =>
    before === after
      ? formatAmount(language, after, currency)
      : `${formatAmount(language, before, currency)} > ${formatAmount(language, after, currency)}`,
  );
  const count = totals.reduce((all, total) => all + total.subjects, 0);
  const title = [words.change[change], formatCount(language, count), ...money].join('  ');
  const entries = diff.entries.filter((entry) => entry.change === change);
  const shown = entries.slice(0, SHOWN_MAX).map((entry) => entryCells(entry, language));
  const rows = shown.length === 0 ? [] : table(['', '', '', ''], shown).split('\n').slice(2);
  const left = entries.length - shown.length;
  return [`    ${title}`, ...rows, ...(left > 0 ? [`      ${words.more(formatCount(language, left))}`] : [])];
}

function entryCells({ subject, before, after }: DiffEntry, language: Language): string[] {
  const words = REPLAY_PHRASES[language];
  const name =
    subject.merchantReference ||
    [subject.source, subject.id ?? subject.payoutId].filter((part) => part !== null).join(' ');
  const [was, is] = [before?.fate ?? words.notThere, after?.fate ?? words.notThere];
  const [former, newer] = [amountOf(before), amountOf(after)];
  const amount = formatAmount(language, after === null ? former : newer, subject.currency);
  const moved =
    before !== null && after !== null && former !== newer
      ? `${formatAmount(language, former, subject.currency)} > ${amount}`
      : amount;
  return [
    `      ${name}`,
    was === is ? was : `${was} > ${is}`,
    moved,
    legsMoved({ before, after }, subject.currency, language),
  ];
}

/** The leg whose money changed although the sale's did not: a payment of another amount under an unchanged order. */
function legsMoved(
  { before, after }: Pick<DiffEntry, 'before' | 'after'>,
  currency: string,
  language: Language,
): string {
  if (before === null || after === null || amountOf(before) !== amountOf(after)) return '';
  const words = REPLAY_PHRASES[language];
  const legs = (['settlement', 'bank'] as const).filter((leg) => before[leg] !== after[leg]);
  return legs
    .map((leg) => {
      const [was, is] = [before[leg], after[leg]].map((amount) =>
        amount === null ? words.notThere : formatAmount(language, amount, currency),
      );
      return `${words.legs[leg]} ${String(was)} > ${String(is)}`;
    })
    .join(', ');
}

function causesOf(inputs: DiffInputs, words: ReplayPhrases): string[] {
  return [
    ...inputs.files.map(({ source, before, after }) => {
      if (before?.sha256 === after?.sha256) return words.cause.readDifferently(source);
      return (before?.sha256 ?? null) === null ? words.cause.fileCame(source) : words.cause.fileChanged(source);
    }),
    ...(inputs.parent ? [words.cause.parent] : []),
    ...(inputs.configuration ? [words.cause.configuration] : []),
    ...(inputs.rules ? [words.cause.rules] : []),
    ...(inputs.decisions ? [words.cause.decisions] : []),
  ];
}
