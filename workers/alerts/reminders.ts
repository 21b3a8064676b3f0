import type { Config } from '../../schemas/config/config.ts';
import type { NotifyConfig, Destination } from '../../schemas/config/notify.ts';
import type { Language } from '../../schemas/values/language.ts';
import { may, sees } from '../../schemas/people/rights.ts';
import type { Person } from '../../schemas/people/person.ts';
import type { Alert } from '../../schemas/ports/alerts.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { parsePlainDate, type BusinessCalendar, type PlainDate } from '../../schemas/values/dates.ts';
import { minuteShown } from '../../schemas/values/local-time.ts';
import { isWork } from '../5-publish/risk-order.ts';
import type { OpenRows } from '../queries/open-rows.ts';
import type { OpenRow } from '../queries/open-row.ts';
import { formatAmount, formatCount, printable } from '../wording/format.ts';
import { kindName } from '../wording/kinds/index.ts';
import { WORK_TEXTS } from '../wording/work-texts.ts';
import type { Message } from './message.ts';
import { ALERT_WORDING } from './wording.ts';

/**
 * Reminders of what is to be done: three business days before, one before and on the day to who has it, or to the desk
 * of its owner where nobody does; each business day after it to that desk too, and from the third to the head, who
 * reads the channel. One message a day to each of them, with all of their rows.
 */

/** What is asked of the world. */
export interface Reminding {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly calendar: BusinessCalendar;
  /** Read once for everybody who is told in a turn. */
  readonly openRows: OpenRows;
}

/** In business days before the day. */
const BEFORE: readonly number[] = [3, 1, 0];
/** So many business days after it the head hears of it too. */
const HEAD_AFTER = 3;
const HEAD = 'head';
const KEY = /^reminder_(?<day>\d{4}-\d\d-\d\d)_(?<to>\w+)$/;
/** More is not read in a mail; the queue has them all. */
const NAMED_MAX = 10;

export function isReminder({ key }: Pick<Alert, 'key'>): boolean {
  return KEY.test(key);
}

/**
 * Plans the reminders of today for a channel that gives them, once a day from the time on at which they are given, on
 * business days.
 */
export async function planReminders(channel: NotifyConfig, reminding: Reminding): Promise<void> {
  const { config, store, calendar } = reminding;
  const { day, time } = nowIn(reminding);
  if (!channel.reminders || time < config.desk.work.remindAt || !calendar.isBusinessDay(day)) return;
  const seen = await store.alerts.readUpTo(channel.id);
  const planned = `reminders_${day}`;
  if (seen === null || (await store.alerts.planned(channel.id, [planned])).has(planned)) return;
  const newest = (await store.runs.newestOfEach()).at(-1);
  if (newest === undefined) return;
  const run = { date: newest.date, generation: newest.generation };
  const alertOf = (key: string): Alert => ({ channel: channel.id, key, run, discrepancyId: null });
  const receivers = [...(await rowsByReceiver(channel, day, reminding)).keys()];
  const reminders = receivers.map((to) => alertOf(`reminder_${day}_${to}`));
  await store.alerts.plan(channel.id, seen, reminders, 'waiting');
  // Last: who is stopped before it plans the same again, and each is planned once.
  await store.alerts.plan(channel.id, seen, [alertOf(planned)], 'skipped');
}

function nowIn({ config, clock }: Pick<Reminding, 'config' | 'clock'>): {
  readonly day: PlainDate;
  readonly time: string;
} {
  const [day = '', time = ''] = minuteShown(clock.nowMs(), config.timezone).split(' ');
  return { day: day as PlainDate, time };
}

/** Who is reminded today of which rows: people by their id, and the head. In a chat all is the head's. */
async function rowsByReceiver(
  { to, owners }: NotifyConfig,
  day: PlainDate,
  reminding: Reminding,
): Promise<Map<string, OpenRow[]>> {
  const people = await reminding.store.people.all();
  const rows = (await reminding.openRows.current()).sorted('urgent').filter((row) => isWork(row));
  const found = new Map<string, OpenRow[]>();
  for (const row of rows) {
    if (owners !== null && !owners.includes(row.owner)) continue;
    const days = daysTo(row, day, reminding.calendar);
    if (days === null) continue;
    const receivers = to.kind === 'email' ? receiversOf(row, days, people) : [HEAD];
    for (const one of receivers) found.set(one, [...(found.get(one) ?? []), row]);
  }
  return found;
}

/** Business days until it is due where somebody is reminded of it today, after it below zero; null: nobody is. */
function daysTo({ dueBy }: OpenRow, day: PlainDate, calendar: BusinessCalendar): number | null {
  if (dueBy === null) return null;
  if (dueBy < day) return -Math.max(1, calendar.businessDaysBetween(dueBy, day));
  const days = calendar.businessDaysBetween(day, dueBy);
  return BEFORE.includes(days) ? days : null;
}

function receiversOf(row: OpenRow, days: number, people: readonly Person[]): string[] {
  const desk = people
    .filter((one) => may(one, 'comment') && sees(one, row.store) && one.owners.includes(row.owner))
    .map(({ id }) => id);
  const own = row.assignee === null ? desk : [row.assignee];
  const late = days < 0 ? desk : [];
  const nobody = own.length === 0 && late.length === 0;
  return [...new Set([...own, ...late, ...(nobody || days <= -HEAD_AFTER ? [HEAD] : [])])];
}

/** A reminder as it is sent, and where to; null where nothing of it is to be done any more. */
export async function reminderMessage(
  channel: NotifyConfig,
  { key, run }: Alert,
  reminding: Reminding,
): Promise<{ readonly message: Message; readonly to: Destination } | null> {
  const { day: text = '', to: receiver = '' } = KEY.exec(key)?.groups ?? {};
  const day = parsePlainDate(text);
  const rows = day === null ? [] : ((await rowsByReceiver(channel, day, reminding)).get(receiver) ?? []);
  const person = receiver === HEAD ? null : await reminding.store.people.find(receiver);
  if (rows.length === 0 || (receiver !== HEAD && (person === null || person.isEnded))) return null;
  const language = person?.language ?? channel.language;
  const to: Destination =
    person !== null && channel.to.kind === 'email' ? { ...channel.to, recipients: [person.email] } : channel.to;
  const { config } = reminding;
  const overdue = rows.filter(({ isOverdue }) => isOverdue).length;
  const wording = ALERT_WORDING[language];
  const left = rows.length - NAMED_MAX;
  const message: Message = {
    key,
    kind: 'reminder',
    tenant: config.tenant,
    run,
    title: wording.reminderTitle(
      printable(config.tenant),
      formatCount(language, rows.length),
      formatCount(language, overdue),
    ),
    paragraphs: [
      ...rows.slice(0, NAMED_MAX).map((row) => lineOf(language, row, config)),
      ...(left > 0 ? [wording.moreWork(formatCount(language, left))] : []),
    ],
    facts: { rows: rows.length, overdue, first: rows[0]?.id ?? null },
  };
  return { message, to };
}

/** `overdue, 2026-07-06, look at it first: amount differs BOG01-..., COP 320,000.00`, and where it is. */
function lineOf(language: Language, row: OpenRow, { desk }: Config): string {
  const texts = WORK_TEXTS[language];
  const what = row.dueWhat === null ? '' : texts.due[row.dueWhat];
  const about = row.merchantReference ?? row.payoutId ?? row.provider ?? '';
  const money = row.moneyAtRisk === 0 ? [] : [formatAmount(language, row.moneyAtRisk, row.currency)];
  const parts = [...(row.isOverdue ? [texts.overdue] : []), row.dueBy ?? '', what];
  const where = desk.url === null ? `cuadre discrepancies show ${row.id}` : `${desk.url}/d/${row.id}`;
  return `${parts.join(', ')}: ${[`${kindName(language, row.kind)} ${printable(about)}`, ...money].join(', ')}\n${where}`;
}
