import { readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { fileNameFor } from '../../schemas/config/file-pattern.ts';
import { placeOf, type PostgresFrom } from '../../schemas/config/from.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Exchange } from '../../schemas/ports/requests.ts';
import { csvLine, writerOf } from './postgres-csv.ts';
import { postgresError } from './postgres-errors.ts';
import { withRetries } from './retry.ts';
import type { Answer, Ask, Transport } from './source.ts';
import { sha256 } from '../../schemas/values/hash.ts';

/** Rows that are held in memory at a time. */
const BATCH_ROWS = 1000;

export interface PostgresWorld {
  readonly clock: Clock;
}

/**
 * The answer of a query as a CSV file, archived like any other. It reads in one read-only transaction, with a time
 * limit held by the server, and in bounded memory. The same rows are the same bytes: they are ordered by their own
 * text, whatever the query says, and written under session settings that we state.
 *
 * `$1` is the settlement date, `$2` its first moment and `$3` that of the day after, in the tenant's zone: a sale
 * belongs to it where `created_at >= $2 and created_at < $3`. A query always answers, so such a source is never
 * missing; no rows are a file with a header alone, which `expected.empty` judges.
 */
export function postgresTransport(source: string, from: PostgresFrom, world: PostgresWorld): Transport {
  return {
    fetch: (ask) => {
      const query = readQuery(from);
      return withRetries({ source, date: ask.date }, from.limits, world.clock, (signal) =>
        attempt(source, from, query, world, ask, signal),
      );
    },
    earliest: () => Promise.resolve(null),
  };
}

interface Query {
  readonly text: string;
  readonly sha256: string;
}

async function attempt(
  source: string,
  from: PostgresFrom,
  query: Query,
  { clock }: PostgresWorld,
  ask: Ask,
  signal: AbortSignal,
): Promise<Answer> {
  const startedMs = clock.nowMs();
  const name = fileNameFor(from.file, ask.date).name;
  const parameters = parametersOf(ask.date);
  const asked = { query: query.sha256, parameters: parameters.join(' | '), zone: from.zone };
  const exchange = (outcome: Exchange['outcome'], rest: Partial<Exchange>): Exchange => {
    const ms = clock.nowMs() - startedMs;
    return { target: placeOf(from), outcome, status: null, facts: asked, detail: '', size: 0, ms, ...rest };
  };
  const path = join(ask.folder, 'body');
  try {
    const { rows, size, version } = await withClient(from, signal, async (client) => {
      const file = await open(path, 'w');
      try {
        return { ...(await copyRows(client, query, parameters, from, file)), version: await versionOf(client) };
      } finally {
        await file.close();
      }
    });
    const facts = { ...asked, name, rows: String(rows), server: version };
    return { state: 'found', name, path, exchange: exchange('fetched', { status: '00000', facts, size }) };
  } catch (error) {
    const known = postgresError(error, { source, date: ask.date, database: placeOf(from), query: from.query });
    const reason = known.context['sqlState'] ?? known.context['reason'];
    await ask.record(exchange('failed', { status: typeof reason === 'string' ? reason : null, detail: known.message }));
    throw known;
  }
}

/** The date, its first moment and that of the next day. Without an offset they are read in the session's zone. */
function parametersOf(date: PlainDate): [string, string, string] {
  return [date, `${date} 00:00:00`, `${addDays(date, 1)} 00:00:00`];
}

/** Runs `work` in a read-only transaction of a connection of its own. */
async function withClient<T>(
  from: PostgresFrom,
  signal: AbortSignal,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const socket = new Socket();
  const client = new pg.Client({ ...connectionOf(from), stream: () => socket });
  // A connection that breaks is told to whoever waits for an answer; without a listener it would end the process.
  client.on('error', () => undefined);
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop);
  try {
    await client.connect();
    await client.query('begin transaction isolation level repeatable read, read only');
    for (const statement of settingsOf(from)) await client.query(statement);
    const result = await work(client);
    await client.query('rollback');
    return result;
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

/** What the text of a value depends on, stated; and limits that the server holds when we are gone. */
function settingsOf(from: PostgresFrom): string[] {
  const timeout = String(from.limits.attemptMs);
  return [
    `set local statement_timeout = ${timeout}`,
    `set local lock_timeout = ${timeout}`,
    `set local idle_in_transaction_session_timeout = ${timeout}`,
    `set local timezone = ${pg.escapeLiteral(from.zone)}`,
    `set local datestyle = 'ISO, YMD'`,
    `set local intervalstyle = 'iso_8601'`,
    `set local bytea_output = 'hex'`,
    'set local extra_float_digits = 1',
    `set local lc_monetary = 'C'`,
  ];
}

/**
 * The only place where the secret of a database is revealed. TLS is checked; only a server on this host may go without.
 */
function connectionOf(from: PostgresFrom): pg.ClientConfig {
  const url = new URL(from.postgres.reveal());
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  const mode = url.searchParams.get('sslmode');
  const isLocal = ['localhost', '127.0.0.1', '::1'].includes(host);
  const ca = from.caFile === null ? {} : { ca: readText(from.caFile) };
  return {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ssl: mode === 'disable' || (mode === null && isLocal) ? false : { rejectUnauthorized: true, ...ca },
    application_name: 'cuadre',
    connectionTimeoutMillis: from.limits.attemptMs,
    client_encoding: 'UTF8',
  };
}

/**
 * The query as a part of ours: so it is one SELECT, takes the three parameters whether it uses them or not, and its
 * rows come in the order of their text by code unit.
 */
function wrapped(query: string): string {
  return [
    'with cuadre_parameters as (select $1::date, $2::timestamptz, $3::timestamptz)',
    'select cuadre_row.* from (',
    query,
    ') as cuadre_row order by cuadre_row::text collate "C"',
  ].join('\n');
}

/** Values come as the server writes them: a number that passes through a float is not the number any more. */
const AS_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (value: string | Buffer) => String(value) };

async function copyRows(
  client: pg.Client,
  query: Query,
  parameters: readonly string[],
  from: PostgresFrom,
  file: FileHandle,
): Promise<{ rows: number; size: number }> {
  const cursor = client.query(
    new Cursor<(string | null)[]>(wrapped(query.text), [...parameters], { rowMode: 'array', types: AS_TEXT }),
  );
  let rows = 0;
  let size = 0;
  const write = async (text: string): Promise<void> => {
    size += Buffer.byteLength(text);
    if (size > from.limits.bytesMax) {
      throw new CuadreError(
        'source_unusable',
        `the answer is larger than ${String(from.limits.bytesMax)} bytes (limits.megabytes)`,
        {},
      );
    }
    await file.write(text);
  };
  const first = await readBatch(cursor);
  const names = first.fields.map((field) => field.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new CuadreError('source_unusable', `two columns of the query are called ${twice}`, { column: twice });
  const writers = first.fields.map((field) => writerOf(field.dataTypeID));
  await write(csvLine(names));
  for (let batch = first.rows; batch.length > 0; batch = (await readBatch(cursor)).rows) {
    rows += batch.length;
    await write(
      batch
        .map((row) => csvLine(row.map((value, index) => (value === null ? null : (writers[index]?.(value) ?? value)))))
        .join(''),
    );
  }
  return { rows, size };
}

function readBatch(
  cursor: Cursor<(string | null)[]>,
): Promise<{ rows: (string | null)[][]; fields: readonly pg.FieldDef[] }> {
  return new Promise((resolve, reject) => {
    // The types promise a result with every answer; one after the last row, and a failed one, have none.
    cursor.read(BATCH_ROWS, (error, rows, result?: pg.QueryResult) => {
      if (error) reject(error);
      else resolve({ rows, fields: result?.fields ?? [] });
    });
  });
}

async function versionOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return rows[0]?.server_version ?? '';
}

function readQuery(from: PostgresFrom): Query {
  const text = readText(from.query);
  return { text: text.replace(/[\s;]+$/, ''), sha256: sha256(text) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CuadreError('configuration_invalid', `${path} cannot be read`, { path }, { cause: error });
  }
}
