import { inTurn } from '../../schemas/in-turn.ts';
import type { Alert } from '../../schemas/ports/alerts.ts';
import type { NotifyConfig } from '../../schemas/config/notify.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import type { EventRow } from '../../schemas/ports/queue.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { Store } from '../../schemas/ports/store.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import { countsAlone, isOpen } from '../5-publish/counted.ts';
import { EMPTY_DATES_MAX } from '../pipeline/empty-stretch.ts';
import { byMoney } from './digest.ts';
import { groupBy } from '../../schemas/values/groups.ts';

type Reading = Pick<Store, 'alerts' | 'outcomes' | 'progress' | 'queue' | 'reports' | 'runs'>;

/**
 * Runs of so many of the newest dates may still get their digest: a chain that was down for longer reads the index
 * instead.
 */
const RUNS_BACK = 35;
const EVENTS_AT_ONCE = 100_000;

/**
 * Plans what a channel is to be told: a digest of every run that is new, and a message on every action that a run
 * opened or reopened at high severity or raised to it, the largest first where they are too many. A channel that is new
 * is told nothing of what was there before it. Of a long row of dates without a single file (`EMPTY_DATES_MAX`) the
 * last one is told, once. Planning again plans nothing twice.
 */
export async function planAlerts(channel: NotifyConfig, store: Reading): Promise<void> {
  const ledger = store.alerts;
  const upTo = await store.queue.lastEvent();
  const seen = await ledger.readUpTo(channel.id);
  const runs = await runsToTell(store);
  const events = seen === null ? [] : await store.queue.events({ after: seen, limit: EVENTS_AT_ONCE });
  const rows = await emptyRows(store, [...runs.map((run) => run.date), ...events.map((event) => event.run.date)]);
  const digests = runs.filter((run) => !rows.isWithin(run.date)).map((run) => digestAlert(channel, run));
  if (seen === null) {
    await ledger.plan(channel.id, upTo, digests, 'skipped');
    return;
  }
  const actions = channel.actions
    ? await actionAlerts(
        channel,
        events.filter((event) => !rows.isIn(event.run.date)),
        store,
      )
    : [];
  const wanted = [...(channel.digest ? digests : []), ...actions];
  const last = events.at(-1)?.seq ?? seen;
  const known = await ledger.planned(
    channel.id,
    wanted.map((alert) => alert.key),
  );
  if (last > seen || wanted.some((alert) => !known.has(alert.key)))
    await ledger.plan(channel.id, last, wanted, 'waiting');
}

/** First generations, and any of the newest date: an older date that is run again moves nobody's queue by itself. */
async function runsToTell(store: Reading): Promise<RunRecord[]> {
  const runs = (await store.runs.newestOfEach()).slice(-RUNS_BACK);
  const newest = runs.at(-1)?.date;
  const wanted = runs.filter((run) => run.generation === 1 || run.date === newest);
  const reports = await inTurn(wanted, (run) => store.reports.of(run));
  return wanted.filter((_run, index) => reports[index]?.length !== 0);
}

/** Long rows of dates without a single file: `isIn` one, and `isWithin` one but not its last date. */
interface EmptyRows {
  readonly isIn: (date: PlainDate) => boolean;
  readonly isWithin: (date: PlainDate) => boolean;
}

/**
 * What a go-live that was mistyped, or a folder that is another, makes workers go through. A date under way counts with
 * the row that it would lengthen: the first dates of a row are not told because the others are not run yet.
 *
 * @param asked the dates that are asked about: only their rows are read
 */
async function emptyRows(store: Reading, asked: readonly PlainDate[]): Promise<EmptyRows> {
  const runs = new Map((await store.runs.newestOfEach()).map((run) => [run.date, run]));
  const open = new Set((await store.progress.underWay()).map((one) => one.date));
  const empty = new Map<PlainDate, boolean>();
  const readEmpty = async (date: PlainDate): Promise<boolean> => {
    const run = runs.get(date);
    const isEmpty =
      empty.get(date) ??
      (run === undefined ? open.has(date) : (await store.outcomes.files(run)).every((file) => file.sha256 === null));
    empty.set(date, isEmpty);
    return isEmpty;
  };
  for (const date of new Set(asked)) {
    if (!(await readEmpty(date))) continue;
    for (const step of [1, -1]) {
      let at = addDays(date, step);
      for (let dates = 0; dates <= EMPTY_DATES_MAX && (await readEmpty(at)); dates += 1) at = addDays(at, step);
    }
  }
  const isEmpty = (date: PlainDate): boolean => empty.get(date) ?? false;
  const count = (date: PlainDate, step: 1 | -1): number => {
    let dates = 0;
    for (let at = addDays(date, step); dates <= EMPTY_DATES_MAX && isEmpty(at); at = addDays(at, step)) dates += 1;
    return dates;
  };
  const isIn = (date: PlainDate): boolean => isEmpty(date) && count(date, -1) + 1 + count(date, 1) > EMPTY_DATES_MAX;
  return { isIn, isWithin: (date) => isIn(date) && isEmpty(addDays(date, 1)) };
}

export function digestKey({ date, generation }: RunKey): string {
  return `run_${date}_g${String(generation)}`;
}

function digestAlert({ id }: NotifyConfig, { date, generation }: RunKey): Alert {
  const run = { date, generation };
  return { channel: id, key: digestKey(run), run, discrepancyId: null };
}

async function actionAlerts(channel: NotifyConfig, events: readonly EventRow[], store: Reading): Promise<Alert[]> {
  const moved = events.filter(
    (event) => event.by === 'system' && ['opened', 'reopened', 'changed'].includes(event.event),
  );
  const notified = await store.alerts.notified(
    channel.id,
    moved.filter((event) => event.event === 'changed').map((event) => event.discrepancyId),
  );
  const byRun = groupBy(moved, (event) => digestKey(event.run));
  return (
    await inTurn(byRun.values(), async (ofRun) => {
      const [first] = ofRun;
      if (first === undefined) return [];
      const found = new Map((await store.outcomes.discrepancies(first.run)).map((row) => [row.id, row]));
      return ofRun
        .flatMap((event) => {
          const row = found.get(event.discrepancyId);
          const isRepeat = event.event === 'changed' && notified.has(event.discrepancyId);
          return row !== undefined && !isRepeat && isUrgent(row, channel) ? [{ event, row }] : [];
        })
        .sort((a, b) => byMoney(a.row, b.row))
        .slice(0, channel.actionsMax)
        .map(({ event }) => ({
          channel: channel.id,
          key: event.eventId,
          run: event.run,
          discrepancyId: event.discrepancyId,
        }));
    })
  ).flat();
}

function isUrgent(row: Discrepancy, { owners }: NotifyConfig): boolean {
  return (
    row.class === 'action' &&
    row.severity === 'high' &&
    isOpen(row) &&
    countsAlone(row) &&
    (owners === null || owners.includes(row.owner))
  );
}
