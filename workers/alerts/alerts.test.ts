import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { BackupKnown } from '../../schemas/ports/backups.ts';
import type { Destination, NotifyConfig } from '../../schemas/config/notify.ts';
import { Secret } from '../../schemas/values/secret.ts';
import { channelServers } from '../../scripts/testing/channel-servers.ts';
import { openCase, type CaseWorkspace } from '../../scripts/golden/run-case.ts';
import { FIXTURES } from '../../scripts/golden/case-folder.ts';
import { openStore } from '../adapters/sqlite/sqlite.ts';
import { tellPeople, type Alerting } from './deliver.ts';

const { hook, mailServer } = channelServers();

/** A golden case on which a date opens high actions; its store as a worker opens it. */
const CASE = 'refunds-that-disagree';
let folder = '';
let workspace: CaseWorkspace;
let dates: PlainDate[] = [];
let opened: ReturnType<typeof openStore>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-alerts-'));
  workspace = await openCase({ folder: join(FIXTURES, CASE) }, folder);
  opened = openStore({
    path: join(folder, 'data', 'cuadre.db'),
    linesDirectory: join(folder, 'data', 'lines'),
  });
});
afterAll(() => {
  opened.close();
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

let clockMs = Date.UTC(2026, 6, 8, 12);
const logged: string[] = [];
const log = {
  info: (facts: object, text?: string) => void logged.push(JSON.stringify([facts, text])),
  warn: (facts: object, text?: string) => void logged.push(JSON.stringify([facts, text])),
  error: (facts: object, text?: string) => void logged.push(JSON.stringify([facts, text])),
};

let channels = 0;
function channel(to: Destination, change: Partial<NotifyConfig> = {}): NotifyConfig {
  channels += 1;
  return {
    id: `c${String(channels)}`,
    to,
    language: 'en',
    digest: true,
    actions: true,
    reminders: false,
    owners: null,
    actionsMax: 20,
    ...change,
  };
}

function alerting(...notify: NotifyConfig[]): Alerting {
  const { config, calendar } = workspace.context;
  return {
    config: { ...config, notify },
    store: opened,
    backups: null,
    clock: { nowMs: () => clockMs },
    calendar,
    log,
  };
}

/** Runs the case up to its end after the channels have been there for its first date. */
async function runWith(...notify: NotifyConfig[]): Promise<Alerting> {
  const people = alerting(...notify);
  await tellPeople(people);
  // A channel that starts now has seen nothing: everything after event 0 is new to it.
  for (const { id } of notify) await opened.alerts.plan(id, 0, [], 'skipped');
  return people;
}

describe('alerts', () => {
  beforeAll(async () => {
    const golden = (await import('../../scripts/golden/case-folder.ts')).readCase(join(FIXTURES, CASE));
    const last = golden?.last;
    if (last === undefined) throw new Error('the case is gone');
    dates = (await workspace.run(last)).map((result) => result.run.date);
  });

  const highActions = async () =>
    (await opened.queue.entries()).filter(
      ({ discrepancy: one }) => one.class === 'action' && one.severity === 'high' && one.state === 'open',
    );

  it('tell a new channel nothing of what was there before it', async () => {
    const target = await hook();
    await tellPeople(alerting(channel({ kind: 'slack', url: new Secret(target.url) })));
    expect(target.received).toEqual([]);
  });

  it('tell of a backup that is an hour late, once for its moment, and of one that lacks what is damaged', async () => {
    const target = await hook();
    let newest: BackupKnown | null = { id: 'b0', atMs: Date.parse('2026-07-08T06:31:00Z'), damaged: [] };
    const hookOf = { kind: 'webhook', url: new Secret(target.url), secret: new Secret('canary-key') } as const;
    const [told, untold] = [channel(hookOf), channel(hookOf, { digest: false })];
    const plain = alerting(told, untold);
    const people: Alerting = {
      ...plain,
      config: { ...plain.config, timezone: 'UTC', backup: { to: '/nowhere', cron: '30 6 * * *' } },
      backups: { newest: () => Promise.resolve(newest), since: () => Promise.reject(new Error('none is made here')) },
    };
    await tellPeople(people);
    const [before, startedMs] = [target.received.length, clockMs];
    const tellAt = async (text: string): Promise<Record<string, string>[]> => {
      const count = target.received.length;
      clockMs = Date.parse(text);
      for (let turn = 0; turn < 2; turn += 1) await tellPeople(people);
      return target.received.slice(count).map(({ body }) => JSON.parse(body) as Record<string, string>);
    };
    expect(before).toBe(0);
    expect(await tellAt('2026-07-09T07:29:59Z')).toEqual([]);
    newest = null;
    const late = { type: 'backup', id: 'backup_late_2026-07-09T06:30:00.000Z', newestBackup: null };
    expect(await tellAt('2026-07-09T07:30:00Z')).toEqual([expect.objectContaining(late)]);
    newest = { id: 'b1', atMs: Date.parse('2026-07-09T08:00:00Z'), damaged: [] };
    expect(await tellAt('2026-07-10T07:00:00Z')).toEqual([]);
    expect((await tellAt('2026-07-10T07:31:00Z')).map(({ text }) => text)).toEqual([
      expect.stringMatching(/due at 2026-07-10T06:30.*newest is of 2026-07-09T08:00/),
    ]);
    newest = { id: 'b2', atMs: Date.parse('2026-07-10T08:00:00Z'), damaged: ['archive x: it is missing'] };
    expect(await tellAt('2026-07-10T09:00:00Z')).toEqual([expect.objectContaining({ id: 'backup_damaged_b2' })]);
    clockMs = startedMs;
  });

  it('bring one message per new high action, once, whatever is told again', async () => {
    const target = await hook();
    const people = await runWith(
      channel({ kind: 'webhook', url: new Secret(target.url), secret: new Secret('canary-key') }),
    );
    for (let turn = 0; turn < 4; turn += 1) await tellPeople(people);
    const messages = target.received.map(({ body }) => JSON.parse(body) as Record<string, string>);
    expect((await highActions()).length).toBeGreaterThan(0);
    expect(messages.map((message) => message['discrepancyId']).sort()).toEqual(
      (await highActions()).map(({ discrepancy }) => discrepancy.id).sort(),
    );
    expect(new Set(messages.map((message) => message['id'])).size).toBe(messages.length);
    const [first] = messages;
    expect(first).toMatchObject({ version: 1, type: 'action', severity: 'high' });
  });

  it('sign a webhook so that a receiver can tell forged and old ones', async () => {
    const target = await hook();
    const people = await runWith(
      channel({ kind: 'webhook', url: new Secret(target.url), secret: new Secret('canary-key') }, { actionsMax: 1 }),
    );
    await tellPeople(people);
    const [received] = target.received;
    const timestamp = String(received?.headers['x-cuadre-timestamp']);
    expect(timestamp).toBe(String(Math.floor(clockMs / 1000)));
    const expected = createHmac('sha256', 'canary-key')
      .update(`${timestamp}.${received?.body ?? ''}`)
      .digest('hex');
    expect(received?.headers['x-cuadre-signature']).toBe(`v1=${expected}`);
  });

  it('bring one digest per run, of runs that come after the channel', async () => {
    const target = await hook();
    const { id, ...rest } = channel({ kind: 'slack', url: new Secret(target.url) }, { actions: false });
    await opened.alerts.plan(id, 0, [], 'skipped');
    const people = alerting({ id, ...rest });
    for (let turn = 0; turn < 3; turn += 1) await tellPeople(people);
    const texts = target.received.map(({ body }) => (JSON.parse(body) as { text: string }).text);
    expect(texts).toHaveLength(dates.length);
    dates.forEach((date, index) => expect(texts[index]).toContain(date));
    // A path of this host is nobody's to know.
    expect(texts.join('\n')).not.toMatch(/report\.html|reports|\/tmp|\/data/);
  });

  it.each(['slack', 'dingtalk', 'wecom', 'webhook', 'email'] as const)(
    'link to the report by %s where its URL is configured',
    async (kind) => {
      const target = await hook();
      const server = await mailServer();
      const url = new Secret(target.url);
      const to: Destination =
        kind === 'email'
          ? { kind, smtp: new Secret(server.url), from: 'cuadre@example.co', recipients: ['a@example.co'] }
          : kind === 'webhook'
            ? { kind, url, secret: new Secret('k') }
            : kind === 'dingtalk'
              ? { kind, url, secret: null }
              : { kind, url };
      for (const link of [undefined, 'https://reports.example.co/cuadre']) {
        target.received.length = 0;
        server.mails.length = 0;
        const people = alerting(channel(to, { actionsMax: 1 }));
        await opened.alerts.plan(people.config.notify[0]?.id ?? '', 0, [], 'skipped');
        const reports = { ...people.config.reports, ...(link === undefined ? {} : { url: link }) };
        for (let turn = 0; turn < 3; turn += 1) await tellPeople({ ...people, config: { ...people.config, reports } });
        const sent = [
          ...target.received.map(({ body }) => body),
          ...server.mails.map(({ text }) => text.replaceAll('=\r\n', '')),
        ];
        expect(sent.length).toBeGreaterThan(dates.length);
        for (const text of sent) {
          expect(text).not.toContain(folder);
          if (link === undefined) expect(text).not.toContain('report.html');
          else expect(text).toMatch(/https:\/\/reports\.example\.co\/cuadre\/\d{4}-\d\d-\d\d\/report\.html/);
        }
      }
    },
  );

  it('hold to the owners and the number that the channel asks for', async () => {
    const [owner] = (await highActions()).map(({ discrepancy }) => discrepancy.owner);
    const target = await hook();
    const people = await runWith(
      channel(
        { kind: 'webhook', url: new Secret(target.url), secret: new Secret('k') },
        { owners: owner === undefined ? null : [owner], actionsMax: 1, digest: false },
      ),
    );
    await tellPeople(people);
    expect(target.received.length).toBeGreaterThan(0);
    for (const { body } of target.received) expect(JSON.parse(body)).toMatchObject({ owner });
    const byRun = target.received.map(({ body }) => (JSON.parse(body) as { settlementDate: string }).settlementDate);
    expect(new Set(byRun).size).toBe(byRun.length);
  });

  it.each<[kind: 'slack' | 'dingtalk' | 'wecom', field: (body: Record<string, never>) => string]>([
    ['slack', (body) => (body as unknown as { text: string }).text],
    ['dingtalk', (body) => (body as unknown as { text: { content: string } }).text.content],
    ['wecom', (body) => (body as unknown as { text: { content: string } }).text.content],
  ])('speak %s, in the language of the channel', async (kind, field) => {
    const target = await hook();
    const url = new Secret(target.url);
    const to: Destination = kind === 'dingtalk' ? { kind, url, secret: new Secret('canary-sec') } : { kind, url };
    const people = await runWith(channel(to, { language: 'zh', actionsMax: 1 }));
    await tellPeople(people);
    const [received] = target.received;
    expect(field(JSON.parse(received?.body ?? '{}') as Record<string, never>)).toMatch(
      /cuadre trace dsc_[0-9a-f]{32}$/,
    );
    if (kind !== 'dingtalk') return;
    const query = new URL(received?.url ?? '', 'http://x').searchParams;
    const sign = createHmac('sha256', 'canary-sec')
      .update(`${query.get('timestamp') ?? ''}\ncanary-sec`)
      .digest('base64');
    expect(query.get('sign')).toBe(sign);
    expect(query.get('access_token')).toBe('canary-token');
  });

  it('come by mail, with an id that tells a repeat', async () => {
    const server = await mailServer();
    const people = await runWith(
      channel(
        {
          kind: 'email',
          smtp: new Secret(server.url),
          from: 'cuadre@example.co',
          recipients: ['a@example.co', 'b@example.co'],
        },
        { language: 'es', actionsMax: 1 },
      ),
    );
    await tellPeople(people);
    const [mail] = server.mails;
    expect(mail).toMatchObject({ from: 'cuadre@example.co', to: ['a@example.co', 'b@example.co'] });
    expect(mail?.text).toMatch(/^Message-ID: <evt_[0-9a-f]{32}@example\.co>/m);
    expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated/m);
  });

  it.each<[string, { status: number; body?: string; location?: string }]>([
    ['a server that is busy', { status: 503 }],
    ['too many messages', { status: 429 }],
    ['a robot that is sent too much (DingTalk)', { status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' }],
  ])('are tried again after %s, later each time, under the same id', async (_name, answer) => {
    const target = await hook();
    const people = await runWith(
      channel({ kind: 'dingtalk', url: new Secret(target.url), secret: null }, { actionsMax: 1 }),
    );
    target.answers.push(answer);
    const before = clockMs;
    await tellPeople(people);
    const tried = target.received.length;
    await tellPeople(people);
    expect(target.received).toHaveLength(tried);
    clockMs = before + 31_000;
    await tellPeople(people);
    expect(target.received.length).toBe(tried + 1);
    expect(target.received.at(-1)?.body).toBe(target.received[0]?.body);
  });

  it.each<[string, { status: number; body?: string; location?: string }]>([
    ['a token that is not known', { status: 403 }],
    ['a redirect, which would take the token elsewhere', { status: 302, location: 'http://127.0.0.1:1/' }],
    [
      'a signature that does not hold (DingTalk)',
      { status: 200, body: '{"errcode":310000,"errmsg":"sign not match"}' },
    ],
    ['an answer of something else', { status: 200, body: '<html>welcome</html>' }],
  ])('are given up after %s, and it is logged without the address', async (_name, answer) => {
    const target = await hook();
    const people = await runWith(
      channel({ kind: 'dingtalk', url: new Secret(target.url), secret: new Secret('canary-sec') }, { actionsMax: 1 }),
    );
    target.answers.push(answer);
    logged.length = 0;
    await tellPeople(people);
    const tried = target.received.length;
    clockMs += 24 * 60 * 60_000;
    await tellPeople(people);
    expect(target.received).toHaveLength(tried);
    expect(logged.filter((line) => line.includes('alert_refused'))).toHaveLength(1);
    expect(logged.join('\n')).not.toMatch(/canary|127\.0\.0\.1/);
  });

  it.each<[string, { recipient?: number; login?: boolean }, string]>([
    ['a mail server that is busy', { recipient: 451 }, 'alert_undelivered'],
    ['an address that is refused', { recipient: 550 }, 'alert_refused'],
    ['a login that is refused', { login: true }, 'alert_refused'],
  ])('know %s', async (_name, refuse, code) => {
    const server = await mailServer(refuse);
    const people = await runWith(
      channel(
        { kind: 'email', smtp: new Secret(server.url), from: 'cuadre@example.co', recipients: ['a@example.co'] },
        { actionsMax: 1 },
      ),
    );
    logged.length = 0;
    await tellPeople(people);
    expect(server.mails).toEqual([]);
    expect(logged.join('\n')).toContain(code);
    expect(logged.join('\n')).not.toMatch(/canary|a@example/);
  });

  it('go on to the other channels where one is down', async () => {
    const down = await hook();
    await down.close();
    const up = await hook();
    const people = await runWith(
      channel({ kind: 'slack', url: new Secret(down.url) }, { actionsMax: 1 }),
      channel({ kind: 'slack', url: new Secret(up.url) }, { actionsMax: 1 }),
    );
    await tellPeople(people);
    expect(up.received.length).toBeGreaterThan(0);
  });

  it('are brought by one process where several take a turn at once', async () => {
    const target = await hook();
    const people = await runWith(channel({ kind: 'slack', url: new Secret(target.url) }));
    const other = openStore({
      path: join(folder, 'data', 'cuadre.db'),
      linesDirectory: join(folder, 'data', 'lines'),
    });
    try {
      const turns = Array.from({ length: 6 }, (_, index) =>
        tellPeople(index % 2 === 0 ? people : { ...people, store: other }),
      );
      await Promise.all(turns);
      const bodies = target.received.map(({ body }) => body);
      expect(bodies.length).toBeGreaterThan(0);
      expect(new Set(bodies).size).toBe(bodies.length);
    } finally {
      other.close();
    }
  });
});
