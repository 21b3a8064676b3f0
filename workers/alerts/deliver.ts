import type { WaitingAlert } from '../../schemas/ports/alerts.ts';
import type { Config } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Destination, NotifyConfig } from '../../schemas/config/notify.ts';
import type { Backups } from '../../schemas/ports/backups.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { RunKey } from '../../schemas/outcome/run.ts';
import { isWork } from '../5-publish/risk-order.ts';
import type { OpenRow } from '../queries/open-row.ts';
import { keepOpenRows } from '../queries/open-rows.ts';
import { measureDay, type Headline } from '../5-publish/headline.ts';
import { actionMessage } from './action-message.ts';
import { backupMessage, isOfBackup, planBackupAlert } from './backup-alert.ts';
import { send } from './channels/send.ts';
import { digestOf } from './digest.ts';
import type { Message } from './message.ts';
import { digestKey, planAlerts } from './plan.ts';
import { isReminder, planReminders, reminderMessage, type Reminding } from './reminders.ts';

/** What alerts need of the world. */
export interface Alerting extends Omit<Reminding, 'openRows'> {
  readonly backups: Backups | null;
  readonly log: Log;
}

/** With what is read once in a turn. */
type Telling = Alerting & Pick<Reminding, 'openRows'>;

/** A chat takes twenty messages a minute (DingTalk); a turn comes every few seconds at most. */
const PER_TURN = 10;
/** How long one process may take over what it has taken: more than the time-outs of one turn. */
const HELD_MS = 5 * 60_000;
const RETRY_MS = 30_000;
const RETRY_MS_MAX = 60 * 60_000;
/** About nine hours. */
const TRIES_MAX = 15;

/**
 * One turn: plans what is new for every channel and delivers what is due, channel by channel; one that is down does not
 * hold up the others. Several processes may do it at once. Never throws for a message that is not delivered: it is
 * tried again later, and given up and logged after about nine hours or where it is refused. Throws what the store
 * throws.
 */
export async function tellPeople(context: Alerting): Promise<void> {
  const alerting: Telling = { ...context, openRows: keepOpenRows(context) };
  const days = new Map<string, Headline>();
  for (const channel of alerting.config.notify) {
    await planAlerts(channel, alerting.store);
    await planBackupAlert(channel, alerting);
    await planReminders(channel, alerting);
    const now = alerting.clock.nowMs();
    const waiting = await alerting.store.alerts.take(channel.id, now, now + HELD_MS, PER_TURN);
    for (const alert of waiting) await deliver(channel, alert, days, alerting);
  }
}

async function deliver(
  channel: NotifyConfig,
  alert: WaitingAlert,
  days: Map<string, Headline>,
  alerting: Telling,
): Promise<void> {
  const { store, clock, log } = alerting;
  const { message, to } = await sendingOf(channel, alert, days, alerting);
  if (message === null) {
    await store.alerts.sent(alert);
    return;
  }
  try {
    await send(to, message, clock.nowMs());
    await store.alerts.sent(alert);
    log.info({ channel: channel.id, key: alert.key, date: alert.run.date }, 'told');
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    const again = !error.permanent && alert.tries + 1 < TRIES_MAX;
    await store.alerts.failed(
      alert,
      error.code,
      again ? clock.nowMs() + Math.min(RETRY_MS * 2 ** alert.tries, RETRY_MS_MAX) : null,
    );
    const facts = { channel: channel.id, key: alert.key, code: error.code, tries: alert.tries + 1, ...error.context };
    if (again) log.warn(facts, 'a message was not delivered, it is tried again');
    else log.error(facts, 'a message was not delivered and is given up');
  }
}

/** What is sent, and where to: a reminder goes to whom it is for. */
async function sendingOf(
  channel: NotifyConfig,
  alert: WaitingAlert,
  days: Map<string, Headline>,
  alerting: Telling,
): Promise<{ readonly message: Message | null; readonly to: Destination }> {
  const none = { message: null, to: channel.to };
  if (isReminder(alert)) return (await reminderMessage(channel, alert, alerting)) ?? none;
  return { ...none, message: await messageOf(channel, alert, days, alerting) };
}

/** Null: the discrepancy was closed, or the backup made, before anybody could be told of it. */
async function messageOf(
  channel: NotifyConfig,
  alert: WaitingAlert,
  days: Map<string, Headline>,
  alerting: Telling,
): Promise<Message | null> {
  const { config, store } = alerting;
  if (isOfBackup(alert)) return backupMessage(channel.language, alert, alerting);
  if (alert.discrepancyId === null) {
    const summary = {
      tenant: config.tenant,
      run: alert.run,
      day: await dayOf(alert.run, days, alerting),
      discrepancies: await store.outcomes.discrepancies(alert.run),
      report: linkTo(alert.run, config),
      overdue: (await alerting.openRows.current()).sorted('urgent').filter(isOverdueWork).length,
    };
    return digestOf(channel.language, alert.key, summary);
  }
  const row = (await store.outcomes.discrepancies(alert.run)).find((one) => one.id === alert.discrepancyId);
  const state = (await store.queue.find(alert.discrepancyId))?.discrepancy.state;
  if (row === undefined || (state !== 'open' && state !== 'acknowledged')) return null;
  return actionMessage(channel.language, alert.key, {
    tenant: config.tenant,
    run: alert.run,
    row,
    report: linkTo(alert.run, config),
  });
}

function isOverdueWork(row: OpenRow): boolean {
  return row.isOverdue && isWork(row);
}

/**
 * The date's report where people open it; null where that is not configured: a path of this host tells them nothing,
 * and others too much.
 */
function linkTo({ date }: RunKey, { reports }: Pick<Config, 'reports'>): string | null {
  return reports.url === undefined ? null : `${reports.url}/${date}/report.html`;
}

async function dayOf(run: RunKey, days: Map<string, Headline>, { store }: Telling): Promise<Headline> {
  const key = digestKey(run);
  const known = days.get(key);
  if (known !== undefined) return known;
  const day = measureDay({
    settlementDate: run.date,
    fates: await store.outcomes.fates(run),
    discrepancies: await store.outcomes.discrepancies(run),
    dues: (await store.outcomes.figures(run)).dues,
    sources: await store.outcomes.files(run),
  });
  days.set(key, day);
  return day;
}
