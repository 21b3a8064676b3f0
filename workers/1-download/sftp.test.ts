import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { CuadreError } from '../../schemas/errors.ts';
import type { SftpFrom } from '../../schemas/config/from.ts';
import type { Exchange } from '../../schemas/ports/requests.ts';
import { Secret } from '../../schemas/values/secret.ts';
import { D, day } from '../../scripts/testing/kit.ts';
import {
  makeKey,
  startSftp,
  type RemoteFile,
  type SftpBehaviour,
  type SftpServer,
} from '../../scripts/testing/transports/sftp-server.ts';
import { isSafeName, isUnfinished } from './remote-names.ts';
import { sftpTransport } from './sftp.ts';

/** Against a real SSH server that misbehaves. */

const root = mkdtempSync(join(tmpdir(), 'cuadre-sftp-'));
const CANARY = 'canary-9d21f4';
const BODY = Buffer.from('date;amount\n2026-07-01;10.00\n');
const NAME = 's_20260701.csv';
const FAST = { attempts: 2, firstDelayMs: 5, attemptMs: 1500, totalMs: 4000, bytesMax: 200_000 };
const clock = { nowMs: () => 0 };

const servers: SftpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

async function start(behaviour: SftpBehaviour, userKey?: string): Promise<SftpServer> {
  const server = await startSftp({ password: CANARY, ...behaviour }, userKey);
  servers.push(server);
  return server;
}

type Change = Partial<SftpFrom['sftp']> & { readonly file?: string; readonly limits?: Partial<SftpFrom['limits']> };

function fromOf(server: SftpServer, { file = 's_{date:yyyyMMdd}.csv', limits = {}, ...change }: Change = {}): SftpFrom {
  const sftp = {
    host: '127.0.0.1',
    port: server.port,
    user: 'shop',
    password: new Secret(CANARY),
    privateKey: null,
    passphrase: null,
    hostKeys: [server.hostKey],
    directory: '/out',
    settleMs: 20,
    ...change,
  };
  return { sftp, file, limits: { ...FAST, ...limits }, askAgainDays: 10 };
}

let folders = 0;
async function fetchFrom(server: SftpServer, change: Change = {}) {
  const folder = join(root, `ask-${String((folders += 1))}`);
  mkdirSync(folder);
  const exchanges: Exchange[] = [];
  const record = (exchange: Exchange): Promise<void> => {
    exchanges.push(exchange);
    return Promise.resolve();
  };
  try {
    const answer = await sftpTransport('gate', fromOf(server, change), { clock }).fetch({
      date: D,
      folder,
      last: null,
      record,
    });
    if (answer.exchange !== null) exchanges.push(answer.exchange);
    const result =
      answer.state === 'found' ? `found ${answer.name} ${readFileSync(answer.path, 'utf8')}` : answer.state;
    return { result, error: null, exchanges, files: readdirSync(folder) };
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    return { result: error.code, error, exchanges, files: readdirSync(folder) };
  }
}

const FOUND = `found ${NAME} ${BODY.toString()}`;
const file = (change: Partial<RemoteFile> = {}): RemoteFile => ({ content: BODY, ...change });

describe('who the server is, and who we are', () => {
  test('a server with a pinned key gives the file', async () => {
    const server = await start({ files: { [NAME]: file() } });
    const { result, exchanges } = await fetchFrom(server);
    expect(result).toBe(FOUND);
    expect(exchanges).toEqual([
      expect.objectContaining({
        target: `sftp://shop@127.0.0.1:${String(server.port)}/out/${NAME}`,
        outcome: 'fetched',
        size: BODY.length,
        facts: { name: NAME, modified: '2026-07-01T10:00:00.000Z', hostKey: server.hostKey },
      }),
    ]);
  });

  test('another key is refused before any credentials are sent, and not tried twice', async () => {
    const server = await start({ files: { [NAME]: file() } });
    const { result, error } = await fetchFrom(server, { hostKeys: [`SHA256:${'A'.repeat(43)}`] });
    expect([result, error?.context['reason'], error?.context['found']]).toEqual([
      'source_refused',
      'host_key',
      server.hostKey,
    ]);
    expect([server.logins(), server.connections()]).toEqual([0, 1]);
  });

  test('one of several pinned keys is enough, for the days of a change', async () => {
    const server = await start({ files: { [NAME]: file() } });
    expect((await fetchFrom(server, { hostKeys: [`SHA256:${'A'.repeat(43)}`, server.hostKey] })).result).toBe(FOUND);
  });

  test('a password that is refused is not tried twice', async () => {
    const server = await start({ files: {}, password: 'another' });
    const { result, error } = await fetchFrom(server);
    expect([result, error?.context['reason']]).toEqual(['source_refused', 'authentication']);
    expect(server.connections()).toBe(1);
  });

  test('a private key, with and without a passphrase', async () => {
    const [plain, locked] = [makeKey(), makeKey(CANARY)];
    const login = { password: null, privateKey: new Secret(plain.private) };
    expect((await fetchFrom(await start({ files: { [NAME]: file() } }, plain.public), login)).result).toBe(FOUND);
    const secret = { password: null, privateKey: new Secret(locked.private), passphrase: new Secret(CANARY) };
    expect((await fetchFrom(await start({ files: { [NAME]: file() } }, locked.public), secret)).result).toBe(FOUND);
    expect((await fetchFrom(await start({ files: { [NAME]: file() } }, plain.public), secret)).result).toBe(
      'source_refused',
    );
  });

  test('a key that its passphrase does not open is a refusal, not an outage', async () => {
    const server = await start({ files: {} });
    const secret = { password: null, privateKey: new Secret(makeKey(CANARY).private), passphrase: new Secret('wrong') };
    expect((await fetchFrom(server, secret)).result).toBe('source_refused');
  });

  test('no error and no record shows a secret', async () => {
    for (const behaviour of [
      { files: {}, password: 'x' },
      { files: {}, folder: 'missing' },
      { files: {}, dropFirst: 9 },
    ] as const) {
      const { error, exchanges } = await fetchFrom(await start(behaviour));
      expect(error).not.toBeNull();
      expect(JSON.stringify([error?.message, error?.context, error?.stack, exchanges])).not.toContain(CANARY);
    }
  });
});

describe('which file', () => {
  const wild = 's_{date:yyyyMMdd}*';
  const table: [string, Record<string, RemoteFile>, string, string][] = [
    ['no file', {}, 's_{date:yyyyMMdd}.csv', 'absent'],
    ['that of another date', { 's_20260702.csv': file() }, wild, 'absent'],
    ['two for one date', { 's_20260701_a.csv': file(), 's_20260701_b.csv': file() }, wild, 'two_files_for_one_date'],
    ['one still uploaded beside the finished one', { [NAME]: file(), [`${NAME}.filepart`]: file() }, wild, FOUND],
    [
      'only one that is still uploaded',
      { [`${NAME}.tmp`]: file(), [`${NAME}.filepart`]: file(), [`${NAME}~`]: file() },
      wild,
      'absent',
    ],
    ['a hidden one', { [`.${NAME}`]: file() }, '*{date:yyyyMMdd}.csv', 'absent'],
    ['a link', { [NAME]: file({ kind: 'link' }) }, wild, 'absent'],
    ['a folder of that name', { [NAME]: file({ kind: 'folder' }) }, wild, 'absent'],
    [
      'names that lead elsewhere',
      { 's_20260701/../../etc/passwd': file(), 's_20260701\\..\\x': file() },
      wild,
      'absent',
    ],
    ['a name with a line end', { 's_20260701\n.csv': file() }, wild, 'absent'],
    ['a name that hides its ending', { 's_20260701\u202evsc.exe': file() }, wild, 'absent'],
  ];
  test.each(table)('%s', async (_sentence, files, pattern, result) => {
    const found = await fetchFrom(await start({ files }), { file: pattern });
    expect(found.result).toBe(result);
    expect(found.files).toEqual(result === FOUND ? ['body'] : []);
  });

  test('what was passed over is told', async () => {
    const { exchanges } = await fetchFrom(await start({ files: { [NAME]: file({ kind: 'link' }) } }));
    expect(exchanges).toEqual([expect.objectContaining({ outcome: 'absent', detail: `passed over: ${NAME}` })]);
  });

  test('the earliest date, by the names that count', async () => {
    const names = ['s_20260703.csv', 's_20260702.csv', '.s_20260601.csv', 'readme'];
    const server = await start({ files: Object.fromEntries(names.map((name) => [name, file()])) });
    expect(await sftpTransport('gate', fromOf(server), { clock }).earliest()).toBe(day('2026-07-02'));
  });
});

describe('a file that is not whole is never taken', () => {
  const big = Buffer.alloc(90_000, 'x');
  const table: [string, RemoteFile, string][] = [
    ['still growing', file({ sizes: [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60] }), 'source_unreachable'],
    ['growing at first, then still', file({ sizes: [5, 10, BODY.length] }), FOUND],
    ['growing while it is read', file({ sizes: [BODY.length, BODY.length, BODY.length, 99] }), 'source_unreachable'],
    ['read to an early end', file({ content: big, endsAt: 50_000 }), 'source_unreachable'],
    ['longer than it says', file({ content: big, sizes: [100] }), 'source_unreachable'],
    ['whose connection breaks in the middle', file({ content: big, breaksAt: 40_000 }), 'source_unreachable'],
    ['that the server never sends', file({ isSilent: true }), 'source_unreachable'],
    ['that may not be read', file({ isForbidden: true }), 'source_refused'],
    ['announced as too large', file({ sizes: [900_000] }), 'source_unusable'],
    ['that has more bytes than are allowed', file({ content: Buffer.alloc(250_000), sizes: [10] }), 'source_unusable'],
  ];
  test.each(table)('%s', async (_sentence, remote, result) => {
    const limits = remote.isSilent === true ? { attemptMs: 300 } : {};
    expect((await fetchFrom(await start({ files: { [NAME]: remote } }), { limits })).result).toBe(result);
  });
});

describe('a server that is not ready', () => {
  const table: [string, SftpBehaviour, string][] = [
    ['without the folder', { files: {}, folder: 'missing' }, 'source_unusable'],
    ['with a folder that may not be listed', { files: {}, folder: 'forbidden' }, 'source_refused'],
    ['that drops the first connection', { files: { [NAME]: file() }, dropFirst: 1 }, FOUND],
    ['that drops every connection', { files: { [NAME]: file() }, dropFirst: 9 }, 'source_unreachable'],
  ];
  test.each(table)('%s', async (_sentence, behaviour, result) => {
    expect((await fetchFrom(await start(behaviour))).result).toBe(result);
  });

  test('that does not listen', async () => {
    const server = await start({ files: {} });
    await server.close();
    expect((await fetchFrom(server)).result).toBe('source_unreachable');
  });
});

describe('names of strangers', () => {
  test.each(['', '.', '..', 'a/b', 'a\\b', 'a\0b', 'a\tb', '\u202ea', 'x'.repeat(256)])('%j is none', (name) => {
    expect(isSafeName(name)).toBe(false);
  });
  test.each(['a.csv', 'Liquidación 01.csv', '...a', 'a b', '日本.csv'])('%j is one', (name) => {
    expect(isSafeName(name)).toBe(true);
  });
  test.each(['.a', 'a.TMP', 'a.csv.filepart', 'a.part', 'a~'])('%j is not finished', (name) => {
    expect(isUnfinished(name)).toBe(true);
  });
});
