import type { Alert, AlertLedger } from '../../schemas/ports/alerts.ts';
import type { NotifyConfig } from '../../schemas/config/notify.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import type { EventRow, RunRecord, Store } from '../../schemas/ports/store.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import { countsAlone, isOpen } from '../5-publish/counted.ts';
import { EMPTY_DATES_MAX } from '../pipeline/empty-stretch.ts';
import { byMoney } from './digest.ts';
import { groupBy } from '../../schemas/values/groups.ts';

type Reading = Pick<Store, 'newestRuns' | 'reports' | 'discrepancies' | 'lastEvent' | 'files'>;

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
 *
 * @param underWay the dates that workers have begun and not ended
 */
export function planAlerts(
  channel: NotifyConfig,
  store: Reading,
  ledger: AlertLedger,
  underWay: readonly PlainDate[] = [],
): void {
  const upTo = store.lastEvent();
  const seen = ledger.readUpTo(channel.id);
  const rows = emptyRows(store, underWay);
  const digests = runsToTell(store)
    .filter((run) => !rows.isWithin(run.date))
    .map((run) => digestAlert(channel, run));
  if (seen === null) {
    ledger.plan(channel.id, upTo, digests, 'skipped');
    return;
  }
  const events = ledger.eventsAfter(seen, EVENTS_AT_ONCE);
  const actions = channel.actions
    ? actionAlerts(
        channel,
        events.filter((event) => !rows.isIn(event.run.date)),
        store,
        ledger,
      )
    : [];
  const wanted = [...(channel.digest ? digests : []), ...actions];
  const last = events.at(-1)?.seq ?? seen;
  const known = ledger.planned(
    channel.id,
    wanted.map((alert) => alert.key),
  );
  if (last > seen || wanted.some((alert) => !known.has(alert.key))) ledger.plan(channel.id, last, wanted, 'waiting');
}

/** First generations, and any of the newest date: an older date that is run again moves nobody's queue by itself. */
function runsToTell(store: Reading): RunRecord[] {
  const runs = store.newestRuns().slice(-RUNS_BACK);
  const newest = runs.at(-1)?.date;
  return runs.filter((run) => (run.generation === 1 || run.date === newest) && store.reports(run).length > 0);
}

/** Long rows of dates without a single file: `isIn` one, and `isWithin` one but not its last date. */
interface EmptyRows {
  readonly isIn: (date: PlainDate) => boolean;
  readonly isWithin: (date: PlainDate) => boolean;
}

/**
 * What a go-live that was mistyped, or a folder that is another, makes workers go through. A date under way counts with
 * the row that it would lengthen: the first dates of a row are not told because the others are not run yet.
 */
function emptyRows(store: Reading, underWay: readonly PlainDate[]): EmptyRows {
  const runs = new Map(store.newestRuns().map((run) => [run.date, run]));
  const open = new Set(underWay);
  const known = new Map<PlainDate, boolean>();
  const isEmpty = (date: PlainDate): boolean => {
    const run = runs.get(date);
    if (run === undefined) return open.has(date);
    const before = known.get(date);
    const empty = before ?? store.files(run).every((file) => file.sha256 === null);
    known.set(date, empty);
    return empty;
  };
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

function actionAlerts(
  channel: NotifyConfig,
  events: readonly EventRow[],
  store: Reading,
  ledger: AlertLedger,
): Alert[] {
  const moved = events.filter(
    (event) => event.by === 'system' && ['opened', 'reopened', 'changed'].includes(event.event),
  );
  const notified = ledger.notified(
    channel.id,
    moved.filter((event) => event.event === 'changed').map((event) => event.discrepancyId),
  );
  const byRun = groupBy(moved, (event) => digestKey(event.run));
  return [...byRun.values()].flatMap((ofRun) => {
    const [first] = ofRun;
    if (first === undefined) return [];
    const found = new Map(store.discrepancies(first.run).map((row) => [row.id, row]));
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
  });
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
