import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Certificate } from './certificates.ts';

/** A private PostgreSQL on a free port of 127.0.0.1, made from the installed programs. */
export interface TestPostgres {
  readonly port: number;
  /** Runs SQL as the owner of the database. */
  query(sql: string): Promise<void>;
  stop(): Promise<void>;
}

const OWNER_PASSWORD = 'owner';

export async function startPostgres(certificate: Certificate): Promise<TestPostgres> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-postgres-'));
  const data = join(folder, 'data');
  const identity = unprivileged();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, OWNER_PASSWORD);
  if (identity !== null) for (const path of [folder, passwordFile]) chownSync(path, identity.uid, identity.gid);
  const as = { ...identity, cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } };
  const login = ['-U', 'owner', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  execFileSync(join(bin, 'initdb'), ['-D', data, '-N', '--no-locale', '-E', 'UTF8', ...login], {
    ...as,
    stdio: 'pipe',
  });
  for (const [name, content] of [
    ['server.key', certificate.key],
    ['server.crt', certificate.cert],
  ] as const) {
    writeFileSync(join(data, name), content);
    chmodSync(join(data, name), 0o600);
    if (identity !== null) chownSync(join(data, name), identity.uid, identity.gid);
  }
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', ssl: 'on', fsync: 'off' };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${String(value)}`]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...options], { ...as, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const query = (sql: string): Promise<void> => asOwner(port, sql);
  await whenReady(query);
  return {
    port,
    query,
    stop: async () => {
      // Immediate: nobody needs what it holds.
      server.kill('SIGQUIT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function asOwner(port: number, sql: string): Promise<void> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'owner',
    password: OWNER_PASSWORD,
    database: 'postgres',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function whenReady(query: (sql: string) => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await query('select 1');
      return;
    } catch (error) {
      if (attempt > 200) throw error;
      await sleep(50);
    }
  }
}

/** Debian keeps a version's programs in a folder of its own. */
function binaries(): string {
  const root = '/usr/lib/postgresql';
  const folders = existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
  const found = [...folders.reverse(), '/usr/bin', '/usr/local/bin'].find((folder) =>
    existsSync(join(folder, 'initdb')),
  );
  if (found !== undefined) return found;
  throw new Error(
    'PostgreSQL is not installed: the tests of the database source start one. Debian: apt-get install postgresql',
  );
}

/** PostgreSQL does not run as root: then it is the system's own user for it. Null: whoever we are will do. */
function unprivileged(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
