import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { PlainDate } from '../schemas/values/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import { configHash, parseConfig } from '../schemas/config/parse-config.ts';
import type { Context } from '../schemas/ports/context.ts';
import { openContext } from '../workers/pipeline/open.ts';
import { runDates } from '../workers/pipeline/run-dates.ts';
import { verifyStore } from '../workers/adapters/sqlite/verify.ts';
import { originOf, originText } from '../workers/queries/origin.ts';
import { findTrace } from '../workers/queries/trace.ts';
import { traceDocument, traceText } from './cli/trace-text.ts';
import { makeCertificates, type Certificates } from './testing/transports/certificates.ts';
import { startHttps, type TestServer } from './testing/transports/https-server.ts';
import { startPostgres, type TestPostgres } from './testing/transports/postgres-server.ts';
import { startSftp, type SftpServer } from './testing/transports/sftp-server.ts';

/**
 * A shop without a folder: orders from PostgreSQL, the provider over HTTPS, a zipped statement from SFTP, all real
 * servers, through the whole program. And no secret in anything that it writes.
 */

const root = mkdtempSync(join(tmpdir(), 'cuadre-transports-'));
const CANARY = 'canary-c4f1d0a7';
const MONDAY = '2025-03-03' as PlainDate;
const TUESDAY = '2025-03-04' as PlainDate;

let certificates: Certificates;
let database: TestPostgres;
let provider: TestServer;
let bank: SftpServer;
/** What the provider answers for a date; by default its file. */
const answers = new Map<string, number>();
const logged: unknown[] = [];

function providerFile(date: string): string {
  const sales = date === MONDAY ? ['A1-1001,P-1,OK,50000.00', 'A2-1002,P-2,OK,75000.50'] : ['A1-1003,P-3,OK,44000.00'];
  return ['ref,id,state,gross,currency,at', ...sales.map((sale) => `${sale},COP,${date} 10:05`), ''].join('\n');
}

async function statement(date: string): Promise<Buffer> {
  const credits = date === MONDAY ? ['50000.00,COP,A1-1001', '75000.50,COP,A2-1002'] : ['44000.00,COP,A1-1003'];
  const zip = new ZipFile();
  const rows = credits.map((credit, index) => `${date},${credit},ABONO,B-${date}-${String(index)}`);
  zip.addBuffer(Buffer.from(['date,amount,currency,ref,text,id', ...rows, ''].join('\n')), `statement_${date}.csv`);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const YAML = (): string => `version: 1
tenant: remote
goLive: ${MONDAY}
sources:
  - id: shop
    leg: order
    from: { postgres: \${ERP_URL}, query: ./orders.sql, limits: { attempts: 1 } }
    profile:
      format: csv
      columns: { merchant_reference: ref, amount: total, currency: currency, status: status, created_at: at }
      dates: { format: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", zone: America/Bogota }
      constants: { method: PSE }
      status: { paid: [paid] }
  - id: psp
    leg: settlement
    settles: per_transaction
    compares: gross
    from:
      https: 'https://localhost:${String(provider.port)}/reports/{date:yyyyMMdd}.csv'
      auth: { hmac: { keyId: shop, secret: "\${PSP_SECRET}" } }
      caFile: ./ca.pem
      allowPrivateNetwork: true
      limits: { attempts: 2, firstDelaySeconds: 0 }
      askAgainDays: 3660
    profile:
      format: csv
      columns: { merchant_reference: ref, provider_id: id, status: state, gross: gross, currency: currency, paid_at: at }
      dates: { format: 'yyyy-MM-dd HH:mm', zone: America/Bogota }
      constants: { method: PSE, type: payment }
      status: { approved: [OK] }
  - id: bank
    leg: bank
    from:
      sftp:
        host: 127.0.0.1
        port: ${String(bank.port)}
        user: shop
        password: \${BANK_PASSWORD}
        hostKeys: ['${bank.hostKey}']
        directory: /out
        file: 'statement_{date:yyyyMMdd}.zip'
        settleSeconds: 0
      entry: 'statement_{date:yyyy-MM-dd}.csv'
    profile:
      format: csv
      columns: { booked_on: date, amount: amount, currency: currency, reference: ref, description: text, bank_id: id }
      dates: { format: 'yyyy-MM-dd', zone: America/Bogota }
`;

beforeAll(async () => {
  certificates = makeCertificates(root, 'localhost');
  [database, provider, bank] = await Promise.all([
    startPostgres(certificates.good),
    startHttps(certificates.good, (request, response) => {
      const date =
        /(\d{4})(\d\d)(\d\d)\.csv$/
          .exec(request.url ?? '')
          ?.slice(1)
          .join('-') ?? '';
      const status = answers.get(date) ?? 200;
      // A server that repeats what it was sent: nothing of it may be kept.
      response
        .setHeader('x-echo', CANARY)
        .writeHead(status, { etag: '"1"' })
        .end(status === 200 ? providerFile(date) : CANARY);
    }),
    startSftp({
      password: CANARY,
      files: {
        'statement_20250303.zip': { content: await statement(MONDAY) },
        'statement_20250304.zip': { content: await statement(TUESDAY) },
      },
    }),
  ]);
  await database.query(`
    create role reader login password '${CANARY}';
    create table sales (ref text, total numeric(14,2), created_at timestamptz);
    grant select on sales to reader;
    insert into sales values ('A1-1001', 50000.00, '2025-03-03 10:00-05'), ('A2-1002', 75000.50, '2025-03-03 10:00-05'),
      ('A1-1003', 40000.00, '2025-03-04 10:00-05');`);
});
afterAll(async () => {
  await Promise.all([database.stop(), provider.close(), bank.close()]);
  rmSync(root, { recursive: true, force: true });
});

function openShop(): Context {
  const folder = join(root, 'shop');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.pem'), readFileSync(certificates.caFile));
  const query = `select ref, total, 'COP' as currency, 'paid' as status, created_at as at from sales where created_at >= $2 and created_at < $3`;
  writeFileSync(join(folder, 'orders.sql'), query);
  const env = {
    ERP_URL: `postgres://reader:${CANARY}@127.0.0.1:${String(database.port)}/postgres?sslmode=disable`,
    PSP_SECRET: CANARY,
    BANK_PASSWORD: CANARY,
  };
  const parsed = parseConfig(YAML(), { baseDirectory: folder, env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(`${JSON.stringify(parsed.config)}${inspect(parsed.config, { depth: 9 })}`).not.toContain(CANARY);
  const take = (...args: unknown[]): void => void logged.push(args);
  const { config } = parsed;
  const clock = { nowMs: () => Date.UTC(2025, 2, 6, 12) };
  return openContext({
    config,
    configHash: configHash(config),
    programVersion: 'test',
    clock,
    log: { info: take, warn: take, error: take },
  });
}

const codeOf = (error: unknown): unknown => (error instanceof CuadreError ? error.code : error);

test('three sources, no folder: a date is reconciled, a failed one is not, a missing one comes later', async () => {
  const context = openShop();
  const failures: unknown[] = [];
  const run = (date: PlainDate | null) =>
    runDates(context, { date }).catch((error: unknown) => {
      failures.push(error);
      return codeOf(error);
    });
  try {
    const monday = await run(MONDAY);
    expect(monday).toMatchObject([
      {
        sources: [
          { source: 'bank', state: 'in' },
          { source: 'psp', state: 'in' },
          { source: 'shop', state: 'in' },
        ],
      },
    ]);
    expect(await context.store.outcomes.discrepancies({ date: MONDAY, generation: 1 })).toEqual([]);

    // A transport that fails is no missing file: nothing of the date is recorded.
    answers.set(TUESDAY, 500);
    expect(await run(TUESDAY)).toBe('source_unreachable');
    answers.set(TUESDAY, 401);
    expect(await run(TUESDAY)).toBe('source_refused');
    expect(await context.store.runs.newest(TUESDAY)).toBeNull();
    // A person may decide to go on without the source.
    const goneOn = await runDates(context, { date: TUESDAY, without: ['psp'] });
    expect(goneOn).toMatchObject([
      { sources: [{ state: 'in' }, { source: 'psp', state: 'missing' }, { state: 'in' }] },
    ]);

    // Not there yet: the date is reconciled without it, and again when it has come.
    answers.set(TUESDAY, 404);
    expect(await run(TUESDAY)).toMatchObject([
      { changed: false, sources: [{}, { source: 'psp', state: 'missing' }, {}] },
    ]);
    answers.delete(TUESDAY);
    expect(await run(TUESDAY)).toMatchObject([
      { run: { generation: 2 }, sources: [{}, { source: 'psp', state: 'in' }, {}] },
    ]);
    const kinds = (await context.store.outcomes.discrepancies({ date: TUESDAY, generation: 2 })).map((one) => [
      one.kind,
      one.state,
    ]);
    expect(kinds).toContainEqual(['amount_mismatch', 'open']);

    for await (const difference of verifyStore(placesOf(context))) expect(difference).toBeNull();
    await expectOrigins(context);
    await expectNoSecret(context, failures);
  } finally {
    context.store.close();
  }
});

function placesOf({ store, archive, config }: Context) {
  return {
    store,
    archive,
    linesDirectory: config.storage.lines,
    reportsDirectory: config.reports.directory,
    mayReplay: () => Promise.resolve(true),
  };
}

/** Every file says where it came from; what is packed leads from what is read to what was fetched. */
async function expectOrigins(context: Context): Promise<void> {
  const [statementFile, report, orders] = await context.store.outcomes.files({ date: MONDAY, generation: 1 });
  for (const file of [statementFile, report, orders])
    expect((await originOf(file ?? fail(), context))?.request?.outcome).toMatch(/fetched|unchanged/);
  const packed = (await originOf(statementFile ?? fail(), context))?.request;
  expect(packed?.facts).toMatchObject({ name: 'statement_20250303.zip', entry: 'statement_2025-03-03.csv' });
  expect([packed?.fileSha256, packed?.sha256 === packed?.fileSha256]).toEqual([statementFile?.sha256, false]);
  expect(await context.archive.has(packed?.sha256 ?? '')).toBe(true);
  expect(originText(await originOf(report ?? fail(), context))).toContain(
    `GET https://localhost:${String(provider.port)}/reports/20250303.csv`,
  );
  const asked = (await context.archive.requests(TUESDAY)).filter((record) => record.source === 'psp');
  expect(asked.map(({ outcome, status }) => `${outcome} ${String(status)}`)).toEqual([
    'failed 500',
    'failed 500',
    'failed 401',
    'absent 404',
    'fetched 200',
  ]);
}

function fail(): never {
  throw new Error('a file is missing');
}

/** Database, archive, requests, lines, reports, logs, errors, traces: none holds a secret. */
async function expectNoSecret(context: Context, failures: readonly unknown[]): Promise<void> {
  const found = (await findTrace('A1-1003', context)) ?? fail();
  const outline = [
    logged,
    failures,
    traceText('A1-1003', found, context.config.timezone),
    traceDocument('A1-1003', found),
  ];
  expect(inspect(outline, { depth: 20, maxStringLength: null })).not.toContain(CANARY);
  const folder = join(root, 'shop');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const holding = files.filter((path) => statSync(path).isFile() && readFileSync(path).includes(CANARY));
  expect(files.length).toBeGreaterThan(20);
  expect(holding).toEqual([]);
}
