import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { CuadreError } from '../schemas/errors.ts';
import { openContext } from '../workers/pipeline/open.ts';
import { loadConfig } from './cli/config-file.ts';
import { recordedShop } from './testing/recorded-shop.ts';
import { hashesOf, openShop } from './testing/shop.ts';
import { MISSING_DATE } from './testing/tiny-shop.ts';

const shop = recordedShop();
const at = (...names: string[]): string => join(shop.folder, ...names);
const database = (): string => at('data', 'cuadre.db');
const RUN = ['run', '--date', MISSING_DATE];

function removeDatabase(): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${database()}${suffix}`, { force: true });
}

/** Another database in its place: `of` makes it. */
function replaceDatabase(of: (raw: Database.Database) => void): void {
  removeDatabase();
  const raw = new Database(database());
  of(raw);
  raw.close();
}

/** Tables of ours, no run, and an id that the archive does not know. */
function emptyLikeOurs(): void {
  const kept = `${database()}.kept`;
  copyFileSync(database(), kept);
  const raw = new Database(kept);
  raw.pragma('foreign_keys = OFF');
  const tables = raw
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%migrations' AND name NOT LIKE 'sqlite%'",
    )
    .pluck()
    .all();
  for (const { name } of raw
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .all())
    raw.exec(`DROP TRIGGER "${name}"`);
  for (const name of tables) raw.exec(`DELETE FROM "${name}"`);
  raw.close();
  removeDatabase();
  copyFileSync(kept, database());
  rmSync(kept);
}

const GONE: readonly (readonly [string, () => void])[] = [
  ['no database', removeDatabase],
  [
    'a database of zero bytes',
    () => {
      removeDatabase();
      writeFileSync(database(), '');
    },
  ],
  [
    'a database of other tables',
    () => {
      replaceDatabase((raw) => raw.exec('CREATE TABLE notes (text)'));
    },
  ],
  ['a database without a run', emptyLikeOurs],
];

describe('a record that is gone is not a new chain', () => {
  it.each(GONE)('%s: every command refuses, names restore and --begin-anew, and changes nothing', (_what, lose) => {
    lose();
    const before = hashesOf(at('data'), at('reports'));
    const commands = [
      RUN,
      ['replay', '--date', MISSING_DATE],
      ['replay', '--date', MISSING_DATE, '--dry-run'],
      ['status'],
      ['verify'],
      ['discrepancies', 'list'],
      ['trace', 'A1-1001'],
      ['archive', 'prune', '--dry-run'],
    ];
    for (const command of commands) {
      const { code, stderr } = shop.run(command);
      expect([command, code]).toStrictEqual([command, 1]);
      expect(stderr).toContain('the record of this store is gone');
      expect(stderr).toContain('cuadre restore --from');
      expect(stderr).toContain('--begin-anew');
    }
    expect(hashesOf(at('data'), at('reports'))).toStrictEqual(before);
  });

  it.each(['archive', 'lines', 'reports'])('what is left in %s alone is enough', (left) => {
    removeDatabase();
    for (const [name, path] of [
      ['archive', at('data/archive')],
      ['lines', at('data/lines')],
      ['reports', at('reports')],
    ] as const)
      if (name !== left) rmSync(path, { recursive: true });
    expect(shop.run(RUN).stderr).toContain('the record of this store is gone');
  });

  it('--begin-anew puts what is left aside, whole, and runs from the start', () => {
    const before = new Map([...hashesOf(at('reports'))].map(([path, hash]) => [path.replace(at('reports'), ''), hash]));
    removeDatabase();
    const { code, stderr } = shop.run([...RUN, '--begin-anew']);
    expect([code, stderr]).toStrictEqual([4, expect.stringContaining('are forgotten')]);
    const aside = readdirSync(shop.folder).find((name) => name.startsWith('reports.before-'));
    const kept = [...hashesOf(at(String(aside)))].map(([path, hash]) => [path.replace(at(String(aside)), ''), hash]);
    expect(new Map(kept as [string, string][])).toStrictEqual(before);
    expect(shop.run(['verify']).code).toBe(0);
  });

  it('--begin-anew over a record that stands is refused, so that no crontab does it unasked', () => {
    const { code, stderr } = shop.run([...RUN, '--begin-anew']);
    expect([code, stderr]).toStrictEqual([2, expect.stringContaining('--begin-anew is for a record that is gone')]);
  });

  it('a first run that was cut off before its commit goes on', () => {
    rmSync(at('data'), { recursive: true });
    rmSync(at('reports'), { recursive: true });
    const missing = at('input', 'orders_2025-03-03.csv');
    const kept = readFileSync(missing);
    rmSync(missing);
    writeFileSync(
      at('cuadre.yaml'),
      readFileSync(at('cuadre.yaml'), 'utf8').replace(
        "from: { directory: ./input, file: 'orders_{date:yyyy-MM-dd}.csv' }",
        "from: { https: 'https://127.0.0.1:9/orders_{date:yyyy-MM-dd}.csv', allowPrivateNetwork: true, limits: { attempts: 1 } }",
      ),
    );
    const config = at('cuadre.yaml');
    expect(shop.run(['run', '--date', '2025-03-03']).code).toBe(1);
    expect(readdirSync(at('data/archive')).some((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
    writeFileSync(missing, kept);
    expect(shop.run(['run', '--date', '2025-03-03', '--without', 'shop']).stderr).not.toContain('is gone');
    expect(existsSync(config)).toBe(true);
  });
});

describe('whose a store is', () => {
  const edit = (from: string | RegExp, to: string): void => {
    const config = readFileSync(at('cuadre.yaml'), 'utf8');
    const edited = config.replaceAll(from, to);
    expect(edited).not.toBe(config);
    writeFileSync(at('cuadre.yaml'), edited);
  };
  const OTHERS: readonly (readonly [string, string | RegExp, string, string])[] = [
    ['tenant', 'tenant: tiny', 'tenant: large', 'is of tenant "tiny", and the configuration says "large"'],
    ['environment', 'tenant: tiny', 'tenant: tiny\nenvironment: sandbox', 'is of environment "live"'],
    ['zone', 'tenant: tiny', 'tenant: tiny\ntimezone: America/Lima', 'is of timezone "America/Bogota"'],
    ['sources', /- id: (\w+)/g, '- id: other_$1', 'has none of them'],
  ];
  it.each(OTHERS)('another %s on one store is refused by name', (_what, from, to, says) => {
    edit(from, to);
    const { code, stderr } = shop.run(RUN);
    expect([code, stderr]).toStrictEqual([1, expect.stringContaining(says)]);
  });

  it('an edited configuration of the same shop goes on: one source renamed, another tolerance', () => {
    edit('id: psp', 'id: gateway');
    writeFileSync(at('cuadre.yaml'), "matching: { bankTolerance: '1.00' }\n", { flag: 'a' });
    expect(shop.run(['status']).code).toBe(0);
  });

  it('an archive of another store beside the database is refused', () => {
    writeFileSync(at('data/archive/store.id'), '00000000-0000-4000-8000-000000000000\n');
    expect(shop.run(RUN).stderr).toContain('is of another store than the database');
  });

  it('an older program beside a newer one is refused by both versions; a newer one goes on', async () => {
    const open = async (programVersion: string): Promise<void> => {
      const loaded = await loadConfig(at('cuadre.yaml'));
      const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
      openContext({ ...loaded, programVersion, clock: { nowMs: () => 0 }, log }).store.close();
    };
    await open('0.2.0');
    await open('0.10.0');
    const refused = await open('0.9.9').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CuadreError);
    expect(refused).toMatchObject({
      code: 'store_newer_than_program',
      message: expect.stringMatching(/0\.10\.0.*0\.9\.9/) as string,
    });
    expect(shop.run(['status']).stderr).toContain('Cuadre 0.10.0 has written to this store');
    (await openShop(shop.folder)).store.close();
  });

  it('whose it is cannot be taken out of the record by hand, nor emptied in the archive', () => {
    truncateSync(at('data/archive/store.id'));
    expect(shop.run(['status']).stderr).toContain('is of another store');
    rmSync(at('data/archive/store.id'));
    expect(shop.run(['status']).code).toBe(0);
    const raw = new Database(database());
    raw.exec("DELETE FROM meta WHERE key = 'store'");
    raw.close();
    rmSync(at('data/archive/store.id'));
    edit('tenant: tiny', 'tenant: large');
    const { code, stderr } = shop.run(['status']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('rows of meta') as string });
  });
});
