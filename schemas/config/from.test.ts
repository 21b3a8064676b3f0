import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { placeOf } from './from.ts';
import { parseConfig } from './parse-config.ts';
import { Secret } from '../values/secret.ts';

/** Each place that a file may come from: what is read, what is refused, and that no secret is ever shown. */

const CANARY = 'canary-7f3e9a';
const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\\nAAAA\\n-----END OPENSSH PRIVATE KEY-----';
const ENV = {
  TOKEN: CANARY,
  PASSWORD: CANARY,
  KEY,
  ERP_URL: `postgres://reader:${CANARY}@erp.example:5433/sales?sslmode=require`,
};
const FINGERPRINT = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';

function yaml(from: string, goLive = 'goLive: 2026-06-24'): string {
  return `tenant: t\n${goLive}\nsources:\n  - id: bank\n    leg: bank\n    profile: camt.053\n    from: ${from}\n`;
}

const parse = (from: string, goLive?: string) => parseConfig(yaml(from, goLive), { baseDirectory: '/shop', env: ENV });

function accepted(from: string) {
  const parsed = parse(from);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config.sources[0]?.from;
}

const SFTP = `host: files.bank.co, user: shop, hostKeys: ['${FINGERPRINT}'], directory: /out, file: 's_{date:yyyyMMdd}.xml.gz'`;

describe('where files come from', () => {
  it('a URL, with its defaults', () => {
    expect(accepted("{ https: 'https://api.provider.co/v1/{date:yyyy-MM-dd}.csv' }")).toEqual({
      https: 'https://api.provider.co/v1/{date:yyyy-MM-dd}.csv',
      file: '{date:yyyy-MM-dd}.csv',
      auth: { kind: 'none' },
      caFile: null,
      allowHosts: [],
      allowPrivateNetwork: false,
      limits: { attempts: 5, firstDelayMs: 1000, attemptMs: 120_000, totalMs: 600_000, bytesMax: 1 << 30 },
      askAgainDays: 10,
    });
  });

  it.each([
    ['https://x.co/reports/daily.csv?day={date:yyyyMMdd}', 'bank_{date:yyyyMMdd}.csv'],
    ['https://x.co/reports?from={date:yyyy-MM-dd}&to={date+1:yyyy-MM-dd}', 'bank_{date:yyyyMMdd}'],
    ['https://x.co/{date:yyyy}/{date:MM}/{date:dd}/all.xml.gz', 'bank_{date:yyyyMMdd}.xml.gz'],
  ])('the file of %s is called %s', (url, file) => {
    expect(accepted(`{ https: '${url}' }`)).toMatchObject({ file });
  });

  it.each([
    ['{ bearer: "${TOKEN}" }', { kind: 'bearer' }],
    ['{ basic: { user: shop, password: "${PASSWORD}" } }', { kind: 'basic', user: 'shop' }],
    ['{ header: { name: X-Api-Key, value: "${TOKEN}" } }', { kind: 'header', name: 'X-Api-Key' }],
    [
      '{ hmac: { keyId: k, secret: "${TOKEN}" } }',
      { kind: 'hmac', hmac: { algorithm: 'sha256', encoding: 'hex', timestamp: 'iso' } },
    ],
  ])('a URL with %s', (auth, expected) => {
    expect(accepted(`{ https: 'https://x.co/{date:yyyyMMdd}', auth: ${auth} }`)).toMatchObject({ auth: expected });
  });

  it('an SFTP server, with a password or a key, and what is packed by its name', () => {
    expect(accepted(`{ sftp: { ${SFTP}, password: "\${PASSWORD}" } }`)).toMatchObject({
      file: 's_{date:yyyyMMdd}.xml.gz',
      unpack: { kind: 'gz', entry: null },
      sftp: { host: 'files.bank.co', port: 22, hostKeys: [FINGERPRINT], settleMs: 5000, privateKey: null },
    });
    const from = accepted(`{ sftp: { ${SFTP}, privateKey: "\${KEY}", passphrase: "\${PASSWORD}" } }`);
    if (from === undefined || !('sftp' in from)) throw new Error('no sftp');
    expect(from.sftp.privateKey?.reveal()).toBe(`${KEY.replaceAll('\\n', '\n')}\n`);
  });

  it('a query, whose file is named by its source', () => {
    const from = accepted('{ postgres: "${ERP_URL}", query: ./orders.sql }');
    expect(from).toMatchObject({ query: '/shop/orders.sql', file: 'bank_{date:yyyyMMdd}.csv', zone: 'America/Bogota' });
    expect(from && placeOf(from)).toBe('postgres://erp.example:5433/sales');
  });

  it('a zip in a folder, with the name of its entry', () => {
    expect(
      accepted("{ directory: in, file: 'a{date:yyyyMMdd}.bin', unpack: zip, entry: 'x{date:yyyyMMdd}.xml' }"),
    ).toEqual({
      directory: '/shop/in',
      file: 'a{date:yyyyMMdd}.bin',
      unpack: { kind: 'zip', entry: 'x{date:yyyyMMdd}.xml' },
    });
  });
});

const URL_ = "https: 'https://x.co/{date:yyyyMMdd}'";
const refused: [from: string, path: string, words: string][] = [
  ['{}', '', 'no place'],
  [`{ directory: in, file: '{date:yyyyMMdd}', ${URL_} }`, '', 'directory, https'],
  ['{ directory: in }', '.file', 'missing'],
  ["{ https: 'http://x.co/{date:yyyyMMdd}' }", '.https', 'https://'],
  ["{ https: 'https://x.co/latest.csv' }", '.https', 'no date part'],
  ["{ https: 'https://u:p@x.co/{date:yyyyMMdd}' }", '.https', 'auth.basic'],
  ["{ https: 'https://x.co/{date:yyyyMMdd}?key=${TOKEN}' }", '.https', 'evidence'],
  [`{ ${URL_}, auth: {} }`, '.auth', 'no way'],
  [
    `{ ${URL_}, auth: { bearer: "\${TOKEN}", basic: { user: u, password: "\${TOKEN}" } } }`,
    '.auth',
    'bearer and basic',
  ],
  [`{ ${URL_}, auth: { bearer: ${CANARY} } }`, '.auth.bearer', 'write ${NAME}'],
  [`{ ${URL_}, auth: { bearer: "x\${TOKEN}" } }`, '.auth.bearer', 'write ${NAME}'],
  [`{ ${URL_}, auth: { bearer: "\${NOT_SET}" } }`, '.auth.bearer', 'NOT_SET is not set'],
  [`{ ${URL_}, auth: { baerer: "\${TOKEN}" } }`, '.auth.baerer', 'did you mean "bearer"'],
  [`{ ${URL_}, auth: "\${TOKEN}" }`, '.auth', 'expected a map'],
  [`{ ${URL_}, allowPrivateNetwork: "\${TOKEN}" }`, '.allowPrivateNetwork', 'true or false'],
  [`{ ${URL_}, query: x.sql }`, '.query', 'says nothing'],
  [`{ ${URL_}, limits: { attempts: 0 } }`, '.limits.attempts', 'whole number'],
  [`{ sftp: { ${SFTP} } }`, '.sftp', 'neither'],
  [`{ sftp: { ${SFTP}, password: "\${PASSWORD}", privateKey: "\${KEY}" } }`, '.sftp', 'both'],
  [`{ sftp: { ${SFTP}, privateKey: "\${TOKEN}" } }`, '.sftp.privateKey', 'private key'],
  [
    `{ sftp: { ${SFTP.replace(/SHA256:\w+/, 'MD5:12')}, password: "\${PASSWORD}" } }`,
    '.sftp.hostKeys[0]',
    'fingerprint',
  ],
  [
    `{ sftp: { ${SFTP.replace(/hostKeys: \[[^\]]*\]/, 'hostKeys: []')}, password: "\${PASSWORD}" } }`,
    '.sftp.hostKeys',
    'at least one',
  ],
  [`{ sftp: { ${SFTP}, password: "\${PASSWORD}" }, file: 'x{date:yyyyMMdd}' }`, '.file', 'inside sftp'],
  ['{ postgres: "${ERP_URL}" }', '.query', 'SELECT'],
  [`{ postgres: 'postgres://u:${CANARY}@h/d', query: x.sql }`, '.postgres', 'write ${NAME}'],
  ['{ postgres: "${TOKEN}", query: x.sql }', '.postgres', 'postgres://'],
  ["{ directory: in, file: '{date:yyyyMMdd}.csv', entry: 'x{date:yyyyMMdd}' }", '.entry', 'unpack: zip'],
];

describe('what is refused', () => {
  it.each(refused)('%s', (from, path, words) => {
    const parsed = parse(from);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems).toEqual([expect.objectContaining({ path: `sources[0].from${path}`, line: 7 })]);
    expect(problems[0]?.message).toContain(words);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });

  it('no go-live where nothing lists its files', () => {
    const parsed = parse(`{ ${URL_} }`, 'environment: live');
    expect(parsed).toMatchObject({ ok: false, problems: [{ path: 'sources[0].from', line: 7 }] });
    expect(parse("{ directory: in, file: '{date:yyyyMMdd}' }", 'environment: live').ok).toBe(true);
  });
});

describe('a secret', () => {
  it('is written as [secret] by everything but reveal', () => {
    const secret = new Secret(CANARY);
    expect([String(secret), JSON.stringify({ secret }), inspect({ secret }), ''.concat(String(secret))]).toEqual([
      '[secret]',
      '{"secret":"[secret]"}',
      '{ secret: [secret] }',
      '[secret]',
    ]);
    expect(secret.reveal()).toBe(CANARY);
  });
});
