import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { connect as connectSocket, type Socket } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import SftpClient from 'ssh2-sftp-client';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError, certain } from '../../schemas/errors.ts';
import { fileNameFor, fits } from '../../schemas/config/file-pattern.ts';
import { placeOf, type SftpFrom } from '../../schemas/config/from.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Exchange } from '../../schemas/ports/requests.ts';
import { earliestOf, theOneFile } from './directory.ts';
import { Unreachable, withRetries } from './retry.ts';
import { isSafeName, isUnfinished, shownName } from './remote-names.ts';
import type { Answer, Ask, Transport } from './source.ts';

/** A quiet server is asked whether it is still there; three unanswered questions end the connection. */
const KEEPALIVE_MS = 10_000;
const KEEPALIVE_MISSES_MAX = 3;

export interface SftpWorld {
  readonly clock: Clock;
}

/**
 * A folder of an SFTP server. The server must show one of the pinned host keys before anything is sent to it. A file
 * counts when its name is final and its size and time of change stand still; it is whole when as many bytes came as the
 * server states, before and after. Names are data: what is asked for is a name of the listing, and ours is the name on
 * disk.
 */
export function sftpTransport(source: string, from: SftpFrom, world: SftpWorld): Transport {
  const retrying = <T>(date: PlainDate | null, work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    withRetries({ source, date, host: from.sftp.host }, from.limits, world.clock, work);
  return {
    fetch: (ask) => retrying(ask.date, (signal) => attempt(source, from, world, ask, signal)),
    earliest: () =>
      retrying(null, (signal) =>
        withSession(source, from, null, signal, async (session) =>
          earliestOf(
            from.file,
            (await list(session)).filter((name) => isSafeName(name) && !isUnfinished(name)),
          ),
        ),
      ),
  };
}

/** The package's types do not know its `lstat`. */
type ReadingClient = SftpClient & { lstat(path: string): Promise<SftpClient.FileStats> };

/** A connection that has shown a pinned key and let us in. */
interface Session {
  readonly client: ReadingClient;
  readonly from: SftpFrom;
  /** The key that the server showed. */
  readonly hostKey: string;
  /** Rejects once the connection is gone or time is up: what waits for the server waits for this too. */
  readonly ended: Promise<never>;
  readonly failure: (error: unknown, what: string) => CuadreError;
}

/** What a look at a file saw. */
interface Snapshot {
  readonly size: number;
  readonly modifiedMs: number;
  readonly isFile: boolean;
}

async function attempt(
  source: string,
  from: SftpFrom,
  world: SftpWorld,
  ask: Ask,
  signal: AbortSignal,
): Promise<Answer> {
  const startedMs = world.clock.nowMs();
  const exchange = (outcome: Exchange['outcome'], rest: Partial<Exchange> = {}): Exchange => {
    const ms = world.clock.nowMs() - startedMs;
    return { target: placeOf(from), outcome, status: null, facts: {}, detail: '', size: 0, ms, ...rest };
  };
  try {
    return await withSession(source, from, ask.date, signal, (session) =>
      download(source, session, ask, signal, exchange),
    );
  } catch (error) {
    const status = error instanceof CuadreError ? String(error.context['reason'] ?? '') : '';
    await ask.record(
      exchange('failed', {
        status: status === '' ? null : status,
        detail: error instanceof Error ? error.message : '',
      }),
    );
    throw error;
  }
}

async function download(
  source: string,
  session: Session,
  ask: Ask,
  signal: AbortSignal,
  exchange: (outcome: Exchange['outcome'], rest?: Partial<Exchange>) => Exchange,
): Promise<Answer> {
  const { from, hostKey } = session;
  const { taken, passedOver } = await finished(session, ask.date);
  const name = theOneFile(source, ask.date, from.file, taken);
  const detail = passedOver.length === 0 ? '' : `passed over: ${passedOver.join(', ')}`;
  if (name === null) return { state: 'absent', exchange: exchange('absent', { facts: { hostKey }, detail }) };
  const remote = remotePath(from, name);
  const first = await snapshotOf(session, remote);
  await sleep(from.sftp.settleMs, undefined, { signal });
  const second = await snapshotOf(session, remote);
  const context = { source, date: ask.date, host: from.sftp.host, file: shownName(name) };
  if (!isEqual(first, second)) throw new Unreachable(`${source}: ${shownName(name)} is still being written`, context);
  if (second.size > from.limits.bytesMax) throw tooLarge(source, from, context);
  const path = join(ask.folder, 'body');
  const size = await receive(session, remote, path, tooLarge(source, from, context));
  const third = await snapshotOf(session, remote);
  if (size !== second.size || !isEqual(second, third)) {
    throw new Unreachable(
      `${source}: ${shownName(name)} has ${String(second.size)} bytes, and ${String(size)} came`,
      context,
    );
  }
  const facts = { name, modified: new Date(second.modifiedMs).toISOString(), hostKey };
  const target = `${placeOf(from).replace(/\/$/, '')}/${shownName(name)}`;
  return { state: 'found', name, path, exchange: exchange('fetched', { target, facts, detail, size }) };
}

/** The names that may be the file of the date, and those that fit and are no finished file. */
async function finished(session: Session, date: PlainDate): Promise<{ taken: string[]; passedOver: string[] }> {
  const expected = fileNameFor(session.from.file, date);
  const taken: string[] = [];
  const passedOver: string[] = [];
  for (const name of await list(session)) {
    if (!fits(expected, name)) continue;
    const isTaken =
      isSafeName(name) && !isUnfinished(name) && (await snapshotOf(session, remotePath(session.from, name))).isFile;
    (isTaken ? taken : passedOver).push(isTaken ? name : shownName(name));
  }
  return { taken, passedOver };
}

async function list(session: Session): Promise<string[]> {
  const entries = await reply(session, session.client.list(session.from.sftp.directory), 'the folder');
  return entries.map((entry) => entry.name);
}

/** The file itself: a link is not followed, so that a folder holds what it shows. */
async function snapshotOf(session: Session, remote: string): Promise<Snapshot> {
  const { size, modifyTime, isFile, isSymbolicLink } = await reply(session, session.client.lstat(remote), 'the file');
  return { size, modifiedMs: modifyTime, isFile: isFile && !isSymbolicLink };
}

const isEqual = (a: Snapshot, b: Snapshot): boolean =>
  a.size === b.size && a.modifiedMs === b.modifiedMs && a.isFile && b.isFile;

async function receive(session: Session, remote: string, path: string, tooMuch: CuadreError): Promise<number> {
  let size = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > session.from.limits.bytesMax) done(tooMuch);
      else done(null, chunk);
    },
  });
  await reply(session, pipeline(session.client.createReadStream(remote), counter, createWriteStream(path)), 'the file');
  return size;
}

function remotePath(from: SftpFrom, name: string): string {
  return `${from.sftp.directory.replace(/\/+$/, '')}/${name}`;
}

function tooLarge(source: string, from: SftpFrom, context: CuadreError['context']): CuadreError {
  const message = `${source}: the file is larger than ${String(from.limits.bytesMax)} bytes (limits.megabytes)`;
  return new CuadreError('source_unusable', message, context);
}

/** What the server answers, or why it does not. */
async function reply<T>(session: Session, answer: Promise<T>, what: string): Promise<T> {
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, session.ended]);
  } catch (error) {
    throw session.failure(error, what);
  }
}

/** Connects, works, and closes the socket whatever happens: a server that says nothing more holds nobody up. */
async function withSession<T>(
  source: string,
  from: SftpFrom,
  date: PlainDate | null,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { host, port, hostKeys } = from.sftp;
  const context = { source, date, host };
  const socket = connectSocket({ host, port, noDelay: true });
  const ended = endOf(socket, signal);
  const shown: { key: string | null; error: Error | null } = { key: null, error: null };
  // Errors come with the call that they end; what they say of the layer that failed comes here alone.
  const quiet = { error: () => undefined, end: () => undefined, close: () => undefined };
  const client = new SftpClient('cuadre', quiet) as ReadingClient;
  const hostVerifier = (key: Buffer): boolean => {
    shown.key = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
    return hostKeys.includes(shown.key);
  };
  client.on('error', (error: unknown) => {
    shown.error ??= error instanceof Error ? error : null;
  });
  const failure = (error: unknown, what: string): CuadreError => sftpError(error, shown.error, what, context);
  try {
    await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), ended]);
    const connected = client.connect({ ...loginOf(from), sock: socket, hostVerifier });
    connected.catch(() => undefined);
    await Promise.race([connected, ended]);
    return await work({ client, from, hostKey: certain(shown.key, 'the key of the host'), ended, failure });
  } catch (error) {
    if (error instanceof CuadreError) throw error;
    if (shown.key !== null && !hostKeys.includes(shown.key)) {
      const message = `${source}: ${host} shows the host key ${shown.key}, which hostKeys does not name; nothing was sent to it`;
      throw new CuadreError('source_refused', message, {
        ...context,
        reason: 'host_key',
        found: shown.key,
        accepted: [...hostKeys],
      });
    }
    throw failure(error, 'the server');
  } finally {
    void client.end().catch(() => undefined);
    socket.destroy();
  }
}

/** The only place where a secret of an SFTP source is revealed. */
function loginOf(from: SftpFrom): SftpClient.ConnectOptions {
  const { user, password, privateKey, passphrase } = from.sftp;
  return {
    username: user,
    ...(password === null ? {} : { password: password.reveal() }),
    ...(privateKey === null ? {} : { privateKey: privateKey.reveal() }),
    ...(passphrase === null ? {} : { passphrase: passphrase.reveal() }),
    readyTimeout: from.limits.attemptMs,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: KEEPALIVE_MISSES_MAX,
  };
}

function endOf(socket: Socket, signal: AbortSignal): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    const end = (code: string): void => reject(Object.assign(new Error(code), { code }));
    socket.once('error', (error) => reject(error));
    socket.once('close', () => end('connection_closed'));
    signal.addEventListener('abort', () => {
      end('timed_out');
      socket.destroy();
    });
    if (signal.aborted) end('timed_out');
  });
  ended.catch(() => undefined);
  return ended;
}

/** Status codes of the SFTP protocol (draft-ietf-secsh-filexfer-02, section 7), and what the client makes of them. */
const NO_SUCH_FILE: readonly unknown[] = [2, 'ENOENT'];
const PERMISSION_DENIED: readonly unknown[] = [3, 'EACCES'];

/** Decided by codes and by the layer that failed, never by words. */
function sftpError(error: unknown, emitted: Error | null, what: string, context: CuadreError['context']): CuadreError {
  if (error instanceof CuadreError) return error;
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null;
  const level: unknown = emitted !== null && 'level' in emitted ? emitted.level : null;
  const says = `${String(context['source'])}: ${String(context['host'])}`;
  const refused = (message: string, reason: string): CuadreError =>
    new CuadreError('source_refused', `${says} ${message}`, { ...context, reason }, { cause: error });
  if (level === 'client-authentication') return refused('does not accept the user, password or key', 'authentication');
  // Thrown by the client itself before anything was sent: it has no code, and no layer failed.
  if (what === 'the server' && emitted === null && code === null)
    return refused('is not asked: the private key cannot be opened', 'private_key');
  if (PERMISSION_DENIED.includes(code)) return refused(`does not let the user read ${what}`, 'permission_denied');
  if (NO_SUCH_FILE.includes(code) && what === 'the folder') {
    return new CuadreError(
      'source_unusable',
      `${says} has no such folder`,
      { ...context, reason: 'no_such_folder' },
      { cause: error },
    );
  }
  const reason = typeof code === 'string' || typeof code === 'number' ? String(code) : 'unknown';
  return new Unreachable(`${says}: ${what} cannot be read (${reason})`, { ...context, reason }, { cause: error });
}
