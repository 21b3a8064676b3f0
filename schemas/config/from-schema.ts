import type * as z from 'zod';
import {
  choice,
  filePattern,
  flag,
  headerName,
  hostKey,
  hostName,
  integer,
  keySecret,
  listOf,
  markerPattern,
  postgresUrl,
  secret,
  section,
  text,
  urlPattern,
} from './config-leaves.ts';
import type { FetchLimits, HttpsAuth, SourceFrom, Unpack } from './from.ts';
import { certain } from '../errors.ts';

/**
 * The shape of a source's `from`, its defaults, and what the program makes of it. What goes with what: from-checks.ts.
 */

export const FROM_DEFAULTS = {
  attempts: 5,
  firstDelaySeconds: 1,
  attemptSeconds: 120,
  totalSeconds: 600,
  megabytes: 1024,
} as const;

const hmac = section('hmac', {
  keyId: text,
  secret,
  algorithm: choice(['sha256', 'sha512']).default('sha256'),
  encoding: choice(['hex', 'base64']).default('hex'),
  timestamp: choice(['iso', 'seconds']).default('iso'),
  canonical: text.prefault('{method}\\n{host}\\n{path}\\n{query}\\n{timestamp}\\n{bodySha256}'),
  signature: text.prefault('{signature}'),
  headers: section('hmac headers', {
    keyId: headerName.prefault('X-Key-Id'),
    timestamp: headerName.prefault('X-Timestamp'),
    signature: headerName.prefault('X-Signature'),
  }).prefault({}),
});

const auth = section('auth', {
  bearer: secret.optional(),
  basic: section('basic', { user: text, password: secret }).optional(),
  header: section('header', { name: headerName, value: secret }).optional(),
  hmac: hmac.optional(),
});

const sftp = section('sftp', {
  host: hostName,
  port: integer(1, 65_535).prefault('22'),
  user: text,
  password: secret.optional(),
  privateKey: keySecret.optional(),
  passphrase: secret.optional(),
  hostKeys: listOf(hostKey).min(1, { error: 'a list with at least one fingerprint' }),
  directory: text,
  file: filePattern,
  settleSeconds: integer(0, 3600).prefault('5'),
});

const limits = section('limits', {
  attempts: integer(1, 20).prefault(String(FROM_DEFAULTS.attempts)),
  firstDelaySeconds: integer(0, 600).prefault(String(FROM_DEFAULTS.firstDelaySeconds)),
  attemptSeconds: integer(1, 86_400).prefault(String(FROM_DEFAULTS.attemptSeconds)),
  totalSeconds: integer(1, 86_400).prefault(String(FROM_DEFAULTS.totalSeconds)),
  megabytes: integer(1, 100_000).prefault(String(FROM_DEFAULTS.megabytes)),
});

/** Says of a folder when a file in it is complete; stands in `from`, or beside it. */
export const completeSchema = section('complete', { marker: markerPattern });

export const fromSchema = section('from', {
  directory: text.optional(),
  https: urlPattern.optional(),
  sftp: sftp.optional(),
  postgres: postgresUrl.optional(),
  file: filePattern.optional(),
  unpack: choice(['none', 'gz', 'zip']).optional(),
  entry: filePattern.optional(),
  auth: auth.optional(),
  caFile: text.optional(),
  allowHosts: listOf(hostName).default([]),
  allowPrivateNetwork: flag.prefault('false'),
  query: text.optional(),
  limits: limits.prefault({}),
  askAgainDays: integer(0, 3660).prefault('10'),
  settleSeconds: integer(0, 3600).optional(),
  complete: completeSchema.optional(),
});

export type ParsedFrom = z.output<typeof fromSchema>;

export interface FromOptions {
  readonly sourceId: string;
  readonly timezone: string;
  readonly absolute: (path: string) => string;
  /** As it stands beside `from`. */
  readonly complete?: { readonly marker: string } | undefined;
}

/** The transport that a checked `from` names. */
export function buildFrom(parsed: ParsedFrom, { sourceId, timezone, absolute, ...beside }: FromOptions): SourceFrom {
  const remote = { limits: buildLimits(parsed.limits), askAgainDays: parsed.askAgainDays };
  const caFile = parsed.caFile === undefined ? null : absolute(parsed.caFile);
  const named = (file: string) => ({ file, ...unpackOf(parsed, file) });
  if (parsed.sftp !== undefined) {
    const { file, settleSeconds, ...server } = parsed.sftp;
    const secrets = {
      password: server.password ?? null,
      privateKey: server.privateKey ?? null,
      passphrase: server.passphrase ?? null,
    };
    return { sftp: { ...server, ...secrets, settleMs: settleSeconds * 1000 }, ...named(file), ...remote };
  }
  if (parsed.https !== undefined) {
    const { https, allowHosts, allowPrivateNetwork } = parsed;
    const file = parsed.file ?? fileOfUrl(https, sourceId);
    return { https, auth: buildAuth(parsed.auth), caFile, allowHosts, allowPrivateNetwork, ...named(file), ...remote };
  }
  if (parsed.postgres !== undefined) {
    const file = parsed.file ?? `${sourceId}_{date:yyyyMMdd}.csv`;
    return {
      postgres: parsed.postgres,
      query: absolute(certain(parsed.query, 'a query')),
      caFile,
      zone: timezone,
      ...named(file),
      ...remote,
    };
  }
  const complete = parsed.complete ?? beside.complete;
  return {
    directory: absolute(certain(parsed.directory, 'a folder')),
    ...named(certain(parsed.file, 'a file name')),
    ...(parsed.settleSeconds === undefined ? {} : { settleMs: parsed.settleSeconds * 1000 }),
    ...(complete === undefined ? {} : { complete }),
  };
}

/**
 * What the file of a URL is called where nothing is said: its last part where that carries the date, else the source's
 * id.
 */
function fileOfUrl(url: string, sourceId: string): string {
  const [path = ''] = url.split('?');
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (filePatternFits(last)) return last;
  const extension = /\.[a-z0-9]{1,8}(\.gz)?$/i.exec(last.replaceAll(/\{[^}]*\}/g, ''))?.[0] ?? '';
  return `${sourceId}_{date:yyyyMMdd}${extension}`;
}

function filePatternFits(name: string): boolean {
  return !name.includes('%') && filePattern.safeParse(name).success;
}

/** Declared, or by the ending of the name. A query's file is never packed. */
function unpackOf(parsed: ParsedFrom, file: string): { readonly unpack?: Unpack } {
  const byName = /\.(gz|zip)$/i.exec(file)?.[1]?.toLowerCase() ?? 'none';
  const kind = parsed.unpack ?? byName;
  return kind === 'gz' || kind === 'zip' ? { unpack: { kind, entry: parsed.entry ?? null } } : {};
}

function buildLimits(parsed: ParsedFrom['limits']): FetchLimits {
  return {
    attempts: parsed.attempts,
    firstDelayMs: parsed.firstDelaySeconds * 1000,
    attemptMs: parsed.attemptSeconds * 1000,
    totalMs: parsed.totalSeconds * 1000,
    bytesMax: parsed.megabytes * 1024 * 1024,
  };
}

function buildAuth(parsed: ParsedFrom['auth']): HttpsAuth {
  if (parsed?.bearer !== undefined) return { kind: 'bearer', token: parsed.bearer };
  if (parsed?.basic !== undefined) return { kind: 'basic', ...parsed.basic };
  if (parsed?.header !== undefined) return { kind: 'header', ...parsed.header };
  if (parsed?.hmac !== undefined)
    return { kind: 'hmac', hmac: { ...parsed.hmac, canonical: parsed.hmac.canonical.replaceAll('\\n', '\n') } };
  return { kind: 'none' };
}
