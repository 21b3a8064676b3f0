import type { DateProgress, StageProgress } from '../../jobs/progress.ts';
import { table } from './output.ts';
import { minuteShown } from '../../schemas/values/local-time.ts';

/** How the dates stand that workers have under way, as `status` and `enqueue` show it. */

/** What a person can do for a date; null where it goes on by itself. */
export function adviceFor({ date, state }: Pick<DateProgress, 'date' | 'state'>): string | null {
  switch (state) {
    case 'parked':
      return `see in the log of the workers what ended the stage, then: cuadre enqueue --date ${date} --replay`;
    case 'failed':
      return `correct what made it fail, then: cuadre enqueue --date ${date} (the next night tries again too)`;
    default:
      return null;
  }
}

export function underWayDocument(one: DateProgress): Readonly<Record<string, unknown>> {
  return {
    date: one.date,
    state: one.state,
    generation: one.generation,
    waits_for: one.waitsFor,
    stages: one.stages.map(({ stage, source, state, starts, retryAtMs, code, detail }) => ({
      stage,
      source: source === '' ? null : source,
      state,
      starts,
      retry_at: retryAtMs === null ? null : new Date(retryAtMs).toISOString(),
      code,
      detail,
    })),
    advice: adviceFor(one),
  };
}

/** A row per stage of each date, and under them what a person is to do; empty where nothing is under way. */
export function underWayText(dates: readonly DateProgress[], timezone: string): string {
  if (dates.length === 0) return '';
  const rows = dates.flatMap((one) => {
    const rest = [one.date, String(one.generation)];
    if (one.stages.length === 0)
      return [[...rest, '', one.state, '', one.waitsFor === null ? '' : `for ${one.waitsFor}`]];
    return one.stages.map((stage) => [
      ...rest,
      [stage.stage, stage.source].join(' ').trim(),
      stage.state,
      String(stage.starts),
      troubleText(stage, timezone),
    ]);
  });
  const advice = dates.flatMap((one) => {
    const text = adviceFor(one);
    return text === null ? [] : [`${one.date} is ${one.state}: ${text}`];
  });
  const shown = table(['under way', 'gen', 'stage', 'state', 'starts', ''], rows, { right: [1, 4] });
  return [shown, ...(advice.length === 0 ? [] : ['', ...advice])].join('\n');
}

/** `again at 2026-07-02 05:41: source_unreachable: connection refused` */
function troubleText({ retryAtMs, code, detail }: StageProgress, timezone: string): string {
  const again = retryAtMs === null ? null : `again at ${minuteShown(retryAtMs, timezone)}`;
  return [again, code, detail].filter((part) => part !== null && part !== '').join(': ');
}
