import { inTurn } from '../../schemas/in-turn.ts';
import { parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import { isOpenState } from '../../schemas/kinds/discrepancy.ts';
import { KEY_NAMES } from '../../schemas/kinds/keys.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { textFact } from '../../schemas/outcome/facts.ts';
import { fileOf } from '../../schemas/outcome/work.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { today } from '../pipeline/run-dates.ts';
import { planPrune, type Judged, type Need, type Packing, type PrunePlan } from './may-go.ts';

/** What retention would drop now. Reads only. */
export async function retentionPlan(context: Context): Promise<PrunePlan> {
  const { store, archive, config, clock } = context;
  const runs = await store.runs.newestOfEach();
  const logs = await archive.storedLogs();
  const { matching, schedule } = config;
  return planPrune({
    today: today(context),
    retentionYears: config.storage.retentionYears,
    lookbackDays: Math.max(matching.lookbackDays, matching.duplicateLookbackDays, schedule.recheckDays),
    newestRun: runs.at(-1)?.date ?? null,
    nowMs: clock.nowMs(),
    files: await archive.storedFiles(),
    logs,
    uses: await store.retention.archiveUses(),
    packings: (await inTurn(logs, ({ date }) => packingsOf(date, context))).flat(),
    needs: await needsOf(runs, context),
    attached: new Set((await store.work.attached()).flatMap((step) => fileOf(step)?.sha256 ?? [])),
  });
}

async function packingsOf(date: PlainDate, { archive }: Context): Promise<Packing[]> {
  return (await archive.requests(date)).flatMap(({ source, sha256, fileSha256 }) => {
    const isPacked = sha256 !== null && fileSha256 !== null && sha256 !== fileSha256;
    return isPacked ? [{ date, source, packed: sha256, inside: fileSha256 }] : [];
  });
}

/** What something open still needs, over people's queue, the newest run and every date that is not finished. */
async function needsOf(runs: readonly RunRecord[], { store }: Context): Promise<Need[]> {
  const newest = runs.at(-1);
  const unpublished = new Set(await store.reports.unpublished());
  const unfinished = runs.filter((run) => run.stale || unpublished.has(run.date));
  const items = [
    ...(await store.queue.entries({ open: true })).map((entry) => entry.discrepancy),
    ...(newest === undefined ? [] : await store.outcomes.discrepancies(newest)),
  ];
  return [
    ...unfinished.map(({ date }): Need => ({ reason: 'unfinished', date, source: null, file: null })),
    ...items.filter((one) => isOpenState(one.state)).flatMap(needsOfItem),
    ...(newest === undefined ? [] : await needsOfRun(newest, store)),
  ];
}

/** The files whose lines it names; of one about a file as a whole, every version of the files that it is about. */
function needsOfItem(item: Discrepancy): Need[] {
  const { lines, kind, key, provider } = item;
  const named = lines.map(({ date, source, file }): Need => ({ reason: 'open_item', date, source, file }));
  const isOfFile = KEY_NAMES[KINDS[kind].key] === 'file';
  if (!isOfFile) return named;
  const dates = [key[1] ?? '', textFact(item, 'previousDate') ?? ''].flatMap((text) => parsePlainDate(text) ?? []);
  return [...named, ...dates.map((date): Need => ({ reason: 'open_item', date, source: provider, file: null }))];
}

/**
 * Lines that the next date takes over, those that a decision closed while they still wait, and those of open payouts.
 */
async function needsOfRun(run: RunRecord, store: Context['store']): Promise<Need[]> {
  const carried = [...(await store.history.carry(run)), ...(await store.history.decidedWaiting(run))];
  const payouts = (await store.outcomes.payouts(run)).filter(
    (payout) => payout.fate === 'awaiting' || payout.fate === 'broken',
  );
  const needs = [
    ...carried.map(({ date, source, file }): Need => ({ reason: 'carried', date, source, file })),
    ...payouts.flatMap(({ source, cohorts }) =>
      cohorts.map((date): Need => ({ reason: 'open_payout', date, source, file: null })),
    ),
  ];
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
}

export interface Pruning {
  /** Who asks for it; kept with every record. */
  readonly by: string;
  /** Drop as well what no run registered and is older than a day. */
  readonly orphans: boolean;
}

export interface Pruned {
  readonly plan: PrunePlan;
  readonly dropped: readonly Judged[];
}

/** How many files go under one hold of the write lock: no run waits longer than for these. */
const BATCH_FILES = 500;

/**
 * Drops what retention lets go. First the records of all, durably, then the files, so that a kill in between leaves a
 * file with a record (the next pruning takes it) and never a missing file without one. While files go no run can begin:
 * bytes that come in again meanwhile would be lost. Logs of requests go last, because they say what was packed around a
 * file.
 *
 * Throws `run_held_elsewhere` while a date is run, `store_busy` where something was run or decided since the plan was
 * made (what was not dropped by then stays) and `disk_failed`.
 */
export async function prune(context: Context, { by, orphans }: Pruning): Promise<Pruned> {
  const { store, clock, onStep = () => undefined } = context;
  const mark = await store.retention.idleMark(clock.nowMs());
  const plan = await retentionPlan(context);
  const dropped = droppedBy(plan, orphans);
  const records = dropped.map(({ path, kind, sha256, size, uses, lastDate }) => ({
    path,
    kind,
    sha256,
    size,
    uses,
    lastDate,
    atMs: clock.nowMs(),
    by,
  }));
  onStep('prune:planned');
  const going = new Set(dropped.map((file) => file.path));
  const stays = new Set([...plan.kept, ...plan.orphans].flatMap(({ path }) => (going.has(path) ? [] : [path])));
  // A removal that was cut short, of what is needed again by now.
  const back = (await store.retention.pruned()).flatMap(({ path }) => (stays.has(path) ? [path] : []));
  await store.retention.recordPruned(mark, clock.nowMs(), { dropped: records, back });
  onStep('prune:recorded');
  for (let from = 0; from < dropped.length; from += BATCH_FILES) {
    const paths = dropped.slice(from, from + BATCH_FILES).map((file) => file.path);
    await store.retention.drop(mark, clock.nowMs(), paths);
  }
  return { plan, dropped };
}

/** What goes of a plan, in the order in which it goes. */
export function droppedBy({ goes, orphans }: PrunePlan, withOrphans: boolean): Judged[] {
  return [...goes, ...(withOrphans ? orphans.filter((orphan) => orphan.mayGo) : [])].sort(logsLast);
}

function logsLast(a: Judged, b: Judged): number {
  return Number(a.kind === 'request_log') - Number(b.kind === 'request_log');
}
