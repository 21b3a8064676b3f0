import type { PlainDate } from '../../schemas/values/dates.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { KEEP_REASONS, type Judged, type KeepReason } from '../../workers/retention/may-go.ts';
import type { Pruned } from '../../workers/retention/prune.ts';
import { today } from '../../workers/pipeline/run-dates.ts';
import { countOf } from './config-file.ts';
import { table } from './output.ts';

/** What a pruning drops or would drop, as a person and as a program read it. */

export interface ShownPruning extends Pruned {
  /** Whether orphans were asked for. */
  readonly orphans: boolean;
  /** Who dropped it; null where it is only shown. */
  readonly by: string | null;
}

export function bytesOf(files: readonly Judged[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}

/** `3 files with 4,096 bytes` */
export function filesText(files: readonly Judged[]): string {
  return `${countOf(files.length, 'file')} with ${bytesText(bytesOf(files))} bytes`;
}

function bytesText(bytes: number): string {
  return String(bytes).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

const REASON_TEXT: Readonly<Record<KeepReason, string>> = {
  retention: 'not older than the retention',
  shared: 'a date within the retention uses the same bytes',
  recent: 'within the look-back of the newest run',
  unfinished: 'of a date that is stale, unpublished or under way',
  open_item: 'named by a discrepancy that stands open',
  carried: 'has lines that still wait, are broken, pending or unreadable',
  open_payout: 'has lines of a payout that is not closed',
  evidence: 'what was asked for, or packed around, a file that stays',
  attached: 'attached to a discrepancy by a person',
};

export function pruneText({ plan, dropped, orphans, by }: ShownPruning, { config }: Context): string {
  const done = by === null ? 'Would drop' : 'Dropped';
  const rows = groupsOf(dropped).map(({ date, sources, files }) => [
    date ?? 'no date',
    sources,
    String(files.length),
    bytesText(bytesOf(files)),
  ]);
  const kept = keptByReason(plan.kept).map(({ reason, files }) => [
    REASON_TEXT[reason],
    String(files.length),
    bytesText(bytesOf(files)),
  ]);
  return [
    ...(rows.length === 0 ? [] : [table(['newest date', 'sources', 'files', 'bytes'], rows, { right: [2, 3] }), '']),
    `${done} ${filesText(dropped)}, older than ${countOf(config.storage.retentionYears, 'year')}.`,
    ...(by === null ? [] : ['Recorded first; lines, reports, decisions and events stay.']),
    ...(kept.length === 0 ? [] : ['', table(['kept because', 'files', 'bytes'], kept, { right: [1, 2] })]),
    ...orphansText(plan.orphans, orphans),
  ].join('\n');
}

function orphansText(found: Pruned['plan']['orphans'], asked: boolean): string[] {
  if (found.length === 0) return [];
  const old = found.filter((orphan) => orphan.mayGo);
  const how = asked ? 'the older ones are dropped too' : '--orphans drops the older ones';
  return ['', `${filesText(found)} that no run registered, ${String(old.length)} of them older than a day: ${how}.`];
}

interface Group {
  readonly date: PlainDate | null;
  readonly sources: string;
  readonly files: readonly Judged[];
}

function groupsOf(files: readonly Judged[]): Group[] {
  const byDate = new Map<PlainDate | null, Judged[]>();
  for (const file of files) byDate.set(file.lastDate, [...(byDate.get(file.lastDate) ?? []), file]);
  const sorted = [...byDate].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
  return sorted.map(([date, own]) => ({ date, sources: sourcesOf(own).join(', '), files: own }));
}

function sourcesOf(files: readonly Judged[]): string[] {
  const names = files.flatMap(({ kind, uses }) => {
    if (kind === 'source_file') return uses.map((use) => use.source);
    return [kind === 'request_log' ? '(requests)' : '(orphans)'];
  });
  return [...new Set(names)].sort();
}

function keptByReason(kept: Pruned['plan']['kept']) {
  return KEEP_REASONS.map((reason) => ({ reason, files: kept.filter((file) => file.reason === reason) })).filter(
    ({ files }) => files.length > 0,
  );
}

export function pruneDocument({ plan, dropped, orphans, by }: ShownPruning, context: Context): unknown {
  return {
    today: today(context),
    retention_years: context.config.storage.retentionYears,
    dropped: by !== null,
    by,
    files: dropped.map(fileJson),
    totals: { files: dropped.length, bytes: bytesOf(dropped) },
    kept: keptByReason(plan.kept).map(({ reason, files }) => ({ reason, files: files.length, bytes: bytesOf(files) })),
    orphans: {
      asked: orphans,
      files: plan.orphans.length,
      bytes: bytesOf(plan.orphans),
      older_than_a_day: plan.orphans.filter((orphan) => orphan.mayGo).length,
    },
  };
}

function fileJson({ path, kind, size, lastDate, uses }: Judged): unknown {
  return { path, kind, bytes: size, newest_date: lastDate, uses };
}
