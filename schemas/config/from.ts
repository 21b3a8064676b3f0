import type { Secret } from '../values/secret.ts';

/** Where the files of a source come from: one shape per transport, told apart by the key that names it. */

/** How what was fetched is opened before it is read. */
export interface Unpack {
  readonly kind: 'gz' | 'zip';
  /** A file pattern that the one entry of a zip must fit; null: whatever the one entry is called. */
  readonly entry: string | null;
}

interface FromBase {
  /** What the file of a date is called (`schemas/config/file-pattern.ts`). */
  readonly file: string;
  /** Absent: the file is read as it is. */
  readonly unpack?: Unpack;
}

export interface DirectoryFrom extends FromBase {
  /** Absolute. */
  readonly directory: string;
  /** A file is finished when size and time of change stand still for so long; absent: two seconds. */
  readonly settleMs?: number;
  /**
   * A file is finished when the file that marks it is there: `*` is its name, whole or without its ending, and date
   * parts are those of its date. Absent: no file is marked.
   */
  readonly complete?: { readonly marker: string };
}

/** How long and how often a remote source is tried, and how much it may send. */
export interface FetchLimits {
  readonly attempts: number;
  /** Doubles with every attempt. */
  readonly firstDelayMs: number;
  readonly attemptMs: number;
  /** Over all attempts and the waits between them. */
  readonly totalMs: number;
  readonly bytesMax: number;
}

interface RemoteBase extends FromBase {
  readonly limits: FetchLimits;
  /**
   * A missing or rejected file is asked for again by itself so many calendar days after its date; later by
   * `run --date`.
   */
  readonly askAgainDays: number;
}

/** Signs each request: see `workers/1-download/https-auth.ts` for the text that is signed. */
export interface HmacAuth {
  readonly keyId: string;
  readonly secret: Secret;
  readonly algorithm: 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  readonly timestamp: 'iso' | 'seconds';
  /** Placeholders `{method} {host} {path} {query} {timestamp} {keyId} {bodySha256}`; `\n` is a new line. */
  readonly canonical: string;
  /** The value of the signature header: `{signature}` and `{keyId}` are replaced. */
  readonly signature: string;
  readonly headers: { readonly keyId: string; readonly timestamp: string; readonly signature: string };
}

export type HttpsAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: Secret }
  | { readonly kind: 'basic'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'header'; readonly name: string; readonly value: Secret }
  | { readonly kind: 'hmac'; readonly hmac: HmacAuth };

export interface HttpsFrom extends RemoteBase {
  /** A URL with date parts. Kept as evidence, so no secret may stand in it. */
  readonly https: string;
  readonly auth: HttpsAuth;
  /** Absolute; replaces the public certificate authorities. */
  readonly caFile: string | null;
  /** Hosts that a redirect may lead to besides the URL's own; credentials go to none of them. */
  readonly allowHosts: readonly string[];
  readonly allowPrivateNetwork: boolean;
}

export interface SftpFrom extends RemoteBase {
  readonly sftp: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: Secret | null;
    readonly privateKey: Secret | null;
    readonly passphrase: Secret | null;
    /** `SHA256:...`, as `ssh-keygen -lf` prints them; one of them must be the server's. */
    readonly hostKeys: readonly string[];
    readonly directory: string;
    /** A file is finished when size and time of change stand still for so long. */
    readonly settleMs: number;
  };
}

export interface PostgresFrom extends RemoteBase {
  /** The connection URL, which holds the password. */
  readonly postgres: Secret;
  /** Absolute path of the SQL file. */
  readonly query: string;
  /** Absolute; replaces the public certificate authorities. */
  readonly caFile: string | null;
  /** The session's zone: in it timestamps are written. */
  readonly zone: string;
}

export type RemoteFrom = HttpsFrom | SftpFrom | PostgresFrom;
export type SourceFrom = DirectoryFrom | RemoteFrom;
export type TransportName = 'directory' | 'https' | 'sftp' | 'postgres';

export function transportOf(from: SourceFrom): TransportName {
  if ('directory' in from) return 'directory';
  if ('https' in from) return 'https';
  return 'sftp' in from ? 'sftp' : 'postgres';
}

export function isRemote(from: SourceFrom): from is RemoteFrom {
  return !('directory' in from);
}

/** Whether the transport can say which dates have a file; without it the go-live must be configured. */
export function canList(from: SourceFrom): boolean {
  return 'directory' in from || 'sftp' in from;
}

/** The place that a file comes from, for people and for evidence: never with a secret. */
export function placeOf(from: SourceFrom): string {
  if ('directory' in from) return from.directory;
  if ('https' in from) return from.https;
  if ('sftp' in from)
    return `sftp://${from.sftp.user}@${from.sftp.host}:${String(from.sftp.port)}/${from.sftp.directory.replace(/^\/+/, '')}`;
  return databasePlace(from.postgres);
}

/** Host, port and database of a connection URL: neither user nor password nor options. */
function databasePlace(url: Secret): string {
  try {
    const { host, pathname } = new URL(url.reveal());
    return `postgres://${host}${pathname}`;
  } catch {
    return 'postgres://';
  }
}
