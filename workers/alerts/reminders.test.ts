import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelServers } from '../../scripts/testing/channel-servers.ts';
import { openDemo } from '../../scripts/testing/demo-record.ts';
import { commitRunOf, day, discrepancy } from '../../scripts/testing/records.ts';
import type { Destination, NotifyConfig } from '../../schemas/config/notify.ts';
import type { WorkChange } from '../../schemas/outcome/work.ts';
import type { Person } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { Secret } from '../../schemas/values/secret.ts';
import { invite } from '../people/inviting.ts';
import { tellPeople } from './deliver.ts';

/** Reminders by real mail, day by day. Friday 10 July 2026 is when it is due; Monday 13 is no business day. */

const { hook, mailServer } = channelServers();
const [one, other] = [
  discrepancy('R-A', { owner: 'bank', store: 'BOG01' }),
  discrepancy('R-B', { owner: 'tax', store: 'BOG01' }),
];
let folder = '';
let context: Context;
let clockMs = 0;
let ana: Person;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-reminders-'));
  clockMs = Date.UTC(2026, 6, 2, 15);
  const demo = await openDemo(join(folder, 'demo'));
  context = { ...demo, clock: { ...demo.clock, nowMs: () => clockMs } };
  const found = [one, other].sort((a, b) => (a.id < b.id ? -1 : 1));
  await commitRunOf(context.store, day(1), { discrepancies: found });
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  const facts = { stores: [], owners: [], language: null };
  await invite({ ...facts, email: 'ada@c.co', name: 'Ada', roles: ['admin'] }, by, context);
  ana = (await invite({ ...facts, email: 'ana@c.co', name: 'Ana', roles: ['clerk'], language: 'es' }, by, context))
    .person;
  await invite({ ...facts, email: 'leo@c.co', name: 'Leo', roles: ['clerk'], owners: ['bank'] }, by, context);
});
afterEach(() => {
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function work(id: string, change: WorkChange): Promise<void> {
  const desk = {
    who: { personId: ana.id, proof: 'password' },
    day: day(2),
    lapsesAfter: day(9),
    approval: null,
  } as const;
  const [verdict] = await context.store.work.take([{ discrepancyId: id, seq: null, by: '', change }], {
    atMs: 1,
    desk,
  });
  expect(verdict?.code).toBe('applied');
}

const DUE = '2026-07-10' as PlainDate;
const close = (id: string) =>
  context.store.queue.decide([{ discrepancyId: id, event: 'resolved', by: '', note: 'paid', seq: null }], {
    atMs: 1,
    partial: false,
    desk: { who: { personId: ana.id, proof: 'password' }, day: day(2), lapsesAfter: day(9), approval: null },
  });

function channelOf(to: Destination, change: Partial<NotifyConfig> = {}): NotifyConfig {
  const shown = { digest: false, actions: false, reminders: true, owners: null, actionsMax: 20 };
  return { id: 'mail', to, language: 'en', ...shown, ...change };
}

const telling = (channel: NotifyConfig) => ({
  ...context,
  config: { ...context.config, notify: [channel] },
  backups: null,
});

/** Two turns at a time of a day: whatever is told is told once. */
async function turnsAt(text: string, channel: NotifyConfig): Promise<void> {
  clockMs = Date.parse(`${text}-05:00`);
  for (let turn = 0; turn < 2; turn += 1) await tellPeople(telling(channel));
}

describe('reminders', () => {
  it('come before the day, on it and after it, once each, to who has it, then its desk, then the head', async () => {
    const server = await mailServer();
    const to = { kind: 'email', smtp: new Secret(server.url), from: 'c@c.co', recipients: ['head@c.co'] } as const;
    await work(one.id, { assignee: ana.id, followUp: DUE });
    await close(other.id);
    const channel = channelOf(to);
    await turnsAt('2026-07-06T08:00:00', channel);
    const told: string[] = [];
    for (const date of ['06', '07', '08', '09', '10', '11', '13', '14', '15', '16']) {
      const before = server.mails.length;
      await turnsAt(`2026-07-${date}T06:59:00`, channel);
      expect(server.mails.length).toBe(before);
      await turnsAt(`2026-07-${date}T07:00:00`, channel);
      const receivers = server.mails.slice(before).flatMap((mail) => mail.to);
      told.push(`${date} ${receivers.sort().join(' ')}`.trim());
    }
    expect(told).toEqual([
      '06',
      '07 ana@c.co',
      '08',
      '09 ana@c.co',
      '10 ana@c.co',
      '11',
      '13',
      '14 ana@c.co leo@c.co',
      '15 ana@c.co leo@c.co',
      '16 ana@c.co head@c.co leo@c.co',
    ]);
    expect(await context.store.queue.events({ discrepancyId: one.id })).toHaveLength(3);
    expect(server.mails.find((mail) => mail.to.includes('ana@c.co'))?.text).toContain('volver a verla');
  });

  it('of what nobody has go to the desk of its owner, and where nobody sits there to the head', async () => {
    const server = await mailServer();
    const to = { kind: 'email', smtp: new Secret(server.url), from: 'c@c.co', recipients: ['head@c.co'] } as const;
    await work(one.id, { followUp: DUE });
    await work(other.id, { followUp: DUE });
    const channel = channelOf(to);
    await turnsAt('2026-07-08T08:00:00', channel);
    await turnsAt('2026-07-09T08:00:00', channel);
    expect(server.mails.map((mail) => mail.to.join()).sort()).toEqual(['head@c.co', 'leo@c.co']);
  });

  it('are not sent of what was closed meanwhile, and go to a chat as one message', async () => {
    const target = await hook();
    await work(one.id, { followUp: DUE });
    await work(other.id, { followUp: DUE });
    const channel = channelOf({ kind: 'slack', url: new Secret(target.url) });
    await turnsAt('2026-07-08T08:00:00', channel);
    await turnsAt('2026-07-09T08:00:00', channel);
    expect(target.received.length).toBe(1);
    expect(target.received[0]?.body).toContain('2 to do, 0 overdue');
    expect(target.received[0]?.body).not.toMatch(/Ana|ana@/);
    await close(one.id);
    await close(other.id);
    await turnsAt('2026-07-10T08:00:00', channel);
    expect(target.received.length).toBe(1);
  });

  it('are given by a channel that asks for them alone', async () => {
    const target = await hook();
    await work(one.id, { followUp: DUE });
    const channel = channelOf({ kind: 'slack', url: new Secret(target.url) }, { reminders: false });
    await turnsAt('2026-07-08T08:00:00', channel);
    await turnsAt('2026-07-10T08:00:00', channel);
    expect(target.received).toEqual([]);
  });
});
