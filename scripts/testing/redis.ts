import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis server of the tests' own: a free port, a folder of its own, ended by its process id. */
export interface PrivateRedis {
  readonly url: string;
  readonly port: number;
  /** As a power cut would: without a word to its clients. */
  readonly kill: () => Promise<void>;
  /** Starts it again on its port: empty, or with all that it had answered for where it keeps that on disk. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What a person types where there is no server to test with. */
export const HOW_TO_GET_REDIS =
  'The tests need Redis: set REDIS_URL, or put redis-server on the PATH with\n\n  npm run setup\n';

/** `keeps`: every write is on disk before it is answered for, as a server is set up whose messages must not be lost. */
export async function startRedis({
  port,
  keeps = false,
}: { port?: number; keeps?: boolean } = {}): Promise<PrivateRedis> {
  const at = port ?? (await freePort());
  const url = `redis://127.0.0.1:${at}`;
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-redis-'));
  const disk = [
    '--dir',
    folder,
    ...(keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']),
  ];
  let server = await launch(at, url, disk);
  const end = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  };
  return {
    url,
    port: at,
    kill: end,
    restart: async () => {
      await end();
      server = await launch(at, url, disk);
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function launch(port: number, url: string, disk: readonly string[]): Promise<ChildProcess> {
  // A replica need not wait five seconds for others that could be served with it.
  const replicas = ['--repl-diskless-sync-delay', '0'];
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--loglevel',
    'warning',
    ...replicas,
    ...disk,
  ];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  const failed = new Promise<never>((_, reject) => {
    server.once('error', () => {
      reject(new Error(HOW_TO_GET_REDIS));
    });
    server.once('exit', (code) => {
      reject(new Error(`redis-server ended with ${code}`));
    });
  });
  failed.catch(() => undefined);
  await Promise.race([answers(url), failed]);
  return server;
}

/** Resolves once a Redis answers; rejects after ten seconds. */
export async function answers(url: string): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no Redis answers at ${url}`));
    }, 10_000);
  });
  try {
    await Promise.race([client.ping(), late]);
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

/** One address before several servers, as a name that a failover moves: what was connected before stays where it is. */
export async function movingAddress(
  first: PrivateRedis,
): Promise<{ url: string; moveTo: (to: PrivateRedis) => void; close: () => void }> {
  let target = first;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on('error', () => undefined);
      from.once('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    moveTo: (to) => {
      target = to;
    },
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
