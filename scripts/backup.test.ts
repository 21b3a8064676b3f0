import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { certain, CuadreError } from '../schemas/errors.ts';
import { backupIds } from '../workers/adapters/backup/manifest.ts';
import { takeName } from '../workers/adapters/sqlite/alone.ts';
import { openStore } from '../workers/adapters/sqlite/sqlite.ts';
import { flipByte } from './testing/flip-byte.ts';
import { recordedShop } from './testing/recorded-shop.ts';
import { hashesOf, openShop } from './testing/shop.ts';
import { MISSING_DATE, providerFile } from './testing/tiny-shop.ts';

const shop = recordedShop();
let away = '';
beforeEach(() => {
  away = mkdtempSync(join(tmpdir(), 'cuadre-away-'));
});
afterEach(() => {
  rmSync(away, { recursive: true, force: true });
});
const at = (...names: string[]): string => join(shop.folder, ...names);
const to = (): string => join(away, 'backups');
const machine = (): string => join(away, 'machine');

const backUp = (...args: string[]) => shop.run(['backup', '--to', to(), ...args]);
/** On an empty machine: nothing but the files that come from outside. */
const restore = (...args: string[]) => {
  if (!existsSync(join(machine(), 'input')))
    cpSync(at('input'), join(machine(), 'input'), { recursive: true, preserveTimestamps: true });
  return shop.run(['restore', '--from', to(), '--into', machine(), ...args]);
};
const onMachine = (...args: string[]) => shop.run(['--config', join(machine(), 'cuadre.yaml'), ...args]);

/** Every file under some folders of a shop but clocks: what is compared. */
function reportsOf(folder: string): Map<string, string> {
  const hashes = [...hashesOf(join(folder, 'reports'))].map(
    ([path, hash]) => [path.slice(folder.length), hash] as const,
  );
  return new Map(hashes.filter(([path]) => !path.endsWith('/manifest.json') && !path.includes('/.tmp')));
}

async function outcomesOf(folder: string): Promise<string[]> {
  const { store } = await openShop(folder);
  const runs = await store.runs.newestOfEach();
  store.close();
  return runs.map(({ date, generation, outcomeHash }) => `${date} ${String(generation)} ${outcomeHash}`);
}

describe('cuadre backup and restore', () => {
  it('puts a store on an empty machine, every byte of it', async () => {
    const made = backUp('--json');
    expect(made.code).toBe(0);
    expect(JSON.parse(made.stdout)).toMatchObject({ tenant: 'tiny', runs: 3, newest_date: MISSING_DATE, damaged: [] });
    const restored = restore();
    expect([restored.code, restored.stderr]).toStrictEqual([0, '']);
    expect(restored.stdout).toContain('every byte proved');
    const bytes = (folder: string): Map<string, string> =>
      new Map(
        [...hashesOf(join(folder, 'reports'), join(folder, 'data/archive'), join(folder, 'data/lines'))]
          .map(([path, hash]) => [path.slice(folder.length), hash] as const)
          .filter(([path]) => !path.includes('.tmp') && !path.endsWith('.blocks')),
      );
    expect(bytes(machine())).toStrictEqual(bytes(shop.folder));
    expect(onMachine('verify').code).toBe(0);
    expect(await outcomesOf(machine())).toStrictEqual(await outcomesOf(shop.folder));
    expect(readdirSync(machine()).filter((name) => name.includes('restoring'))).toStrictEqual([]);
  });

  it('has the key of card numbers, so that a card that comes again has the mark that it had', () => {
    const text = `4111111111111111,10.00,COP,paid,2025-03-06 10:00,A1\n`;
    writeFileSync(at('input/orders_2025-03-06.csv'), `ref,total,currency,status,at,store\n${text}`);
    shop.run(['run', '--date', '2025-03-06']);
    expect(backUp().code).toBe(0);
    expect(restore().code).toBe(0);
    const key = 'data/archive/card-key';
    expect(readFileSync(join(machine(), key))).toStrictEqual(readFileSync(at(key)));
    expect(statSync(join(machine(), key)).mode & 0o777).toBe(0o600);
    // Where it was lost since, a backup has it from the one before; one that never had it says so.
    rmSync(at(key));
    expect(backUp().code).toBe(0);
    expect(shop.run(['backup', '--to', join(away, 'other')]).stdout).toContain('archive card-key: it is missing');
    rmSync(machine(), { recursive: true });
    expect(restore().code).toBe(0);
    rmSync(join(machine(), 'data/lines/2025-03-06'), { recursive: true });
    expect(onMachine('replay', '--date', '2025-03-06', '--reason', 'drill').stdout).toContain('unchanged');
  });

  it("yesterday's backup and today's files come to the bytes that the lost machine would have, over several dates", async () => {
    // The backup is of the evening of the second date: the others are run on both machines after it.
    for (const part of ['data', 'reports']) rmSync(at(part), { recursive: true });
    shop.run(['run', '--date', '2025-03-04']);
    expect(backUp().code).toBe(0);
    expect(restore().code).toBe(0);
    for (const folder of [shop.folder, machine()])
      writeFileSync(join(folder, 'input', `psp_${MISSING_DATE.replaceAll('-', '')}.csv`), providerFile(MISSING_DATE));
    for (const date of [MISSING_DATE, '2025-03-06']) {
      const lost = shop.run(['run', '--date', date]);
      expect(onMachine('run', '--date', date).code).toBe(lost.code);
    }
    expect(reportsOf(machine())).toStrictEqual(reportsOf(shop.folder));
    expect(reportsOf(machine()).size).toBeGreaterThan(40);
    expect(await outcomesOf(machine())).toStrictEqual(await outcomesOf(shop.folder));
    expect(onMachine('verify').code).toBe(0);
  });

  it('names the decisions and generations that are lost, where reports survived', async () => {
    backUp();
    const { store } = await openShop(shop.folder);
    const [open] = await store.queue.entries({ open: true });
    store.close();
    const id = String(open?.discrepancy.id);
    shop.run(['discrepancies', 'resolve', id, '--note', 'paid back by hand', '--by', 'Ana']);
    shop.run(['exclude', '--lines', 'bank_20250305.csv:2', '--note', 'our own', '--by', 'Ana']);
    shop.run(['run', '--date', '2025-03-06']);
    rmSync(at('data/cuadre.db'));
    const refused = shop.run(['restore', '--from', to()]);
    expect([refused.code, refused.stderr]).toStrictEqual([1, expect.stringContaining('something stands')]);
    expect(existsSync(at('data/cuadre.db'))).toBe(false);
    const { code, stdout } = shop.run(['restore', '--from', to(), '--replace']);
    expect(code).toBe(0);
    expect(stdout).toContain('2025-03-06 generation 1');
    expect(stdout).toContain(`${id} resolved: paid back by hand`);
    expect(stdout).toContain('events that their runs had read and the backup does not hold: 1');
    expect(stdout).toContain('decisions by hand on lines that their runs had read and the backup does not hold: 1');
    expect(shop.run(['verify']).code).toBe(0);
    expect(shop.run(['run', '--date', '2025-03-06']).code).toBeLessThan(5);
  });

  it('does not replace what a process of another machine works on, nor where another restore is under way', () => {
    backUp();
    const raw = new Database(at('data/cuadre.db'));
    const lease = raw.prepare("INSERT INTO leases VALUES ('2025-03-06', '', 1, 'web-2:4711 id=x', ?)");
    lease.run(Date.now() + 60_000);
    raw.close();
    const before = hashesOf(at('data'), at('reports'));
    const refused = shop.run(['restore', '--from', to(), '--replace']);
    expect([refused.code, refused.stderr]).toStrictEqual([1, expect.stringContaining('web-2:4711 holds 2025-03-06')]);
    const another = takeName(at('data/cuadre.db.restoring.lock'), () => new CuadreError('store_in_use', 'held'));
    expect(shop.run(['restore', '--from', to(), '--replace']).stderr).toMatch(
      new RegExp(`another restore to .* is under way: (process ${String(process.pid)} |another process)`),
    );
    another.release();
    expect(hashesOf(at('data'), at('reports'))).toStrictEqual(before);
    const over = new Database(at('data/cuadre.db'));
    over.prepare('UPDATE leases SET until_ms = ?').run(Date.now() - 1);
    over.close();
    expect(shop.run(['restore', '--from', to(), '--replace']).code).toBe(0);
  });

  it('lets nobody work on a store that was put aside while they waited for it', async () => {
    const { config } = await openShop(shop.folder).then((context) => {
      context.store.close();
      return context;
    });
    const path = config.storage.path;
    const opener = { config, programVersion: '0', reportsDirectory: config.reports.directory };
    const opened = (meanwhile: () => void) =>
      openStore({
        path,
        linesDirectory: config.storage.lines,
        opener,
        get converting() {
          meanwhile();
          return {};
        },
      });
    expect(() =>
      opened(() => {
        cpSync(path, `${path}.other`);
        renameSync(`${path}.other`, path);
      }),
    ).toThrow(expect.objectContaining({ code: 'store_busy' }));
    expect(() =>
      opened(() => {
        writeFileSync(`${path}.restoring.json`, '{}');
      }),
    ).toThrow(expect.objectContaining({ code: 'record_gone' }));
  });

  it('says plainly what is not known where nothing survived', () => {
    backUp();
    expect(restore().stdout).toMatch(/What was run and decided after \d{4}-.*Z is not in it/);
  });

  it('adds only what is new, keeps several backups, and restores each', async () => {
    const first = z.object({ bytes_added: z.number(), id: z.string() }).parse(JSON.parse(backUp('--json').stdout));
    const quiet = z.object({ bytes_added: z.number() }).parse(JSON.parse(backUp('--json').stdout));
    expect(quiet.bytes_added).toBe(0);
    const before = await outcomesOf(shop.folder);
    shop.run(['run', '--date', '2025-03-06']);
    const next = z.object({ bytes_added: z.number() }).parse(JSON.parse(backUp('--json').stdout));
    expect(next.bytes_added).toBeLessThan(first.bytes_added);
    const listed = shop.run(['backup', 'list', '--to', to(), '--json']);
    expect(
      z
        .object({ backups: z.array(z.object({ newest_date: z.string() })) })
        .parse(JSON.parse(listed.stdout))
        .backups.map((one) => one.newest_date),
    ).toStrictEqual(['2025-03-06', MISSING_DATE, MISSING_DATE]);
    expect(restore('--backup', first.id).code).toBe(0);
    expect(await outcomesOf(machine())).toStrictEqual(before);
    expect(shop.run(['backup', 'verify', '--to', to()]).code).toBe(0);
  });

  it('is not made where it is of no use: inside or around the store, also by a link, and where nothing was run', () => {
    symlinkSync(at('data'), join(away, 'link'));
    for (const folder of [
      at('data/backup'),
      at('data/archive'),
      at('reports/backup'),
      shop.folder,
      join(away, 'link', 'x'),
    ]) {
      const { code, stderr } = shop.run(['backup', '--to', folder]);
      expect([folder, code, stderr]).toStrictEqual([
        folder,
        2,
        expect.stringContaining('a backup needs a folder of its own'),
      ]);
    }
    expect(shop.run(['backup']).code).toBe(2);
    rmSync(at('data'), { recursive: true });
    rmSync(at('reports'), { recursive: true });
    expect(backUp().stderr).toContain('no date was run yet');
  });

  it('names a damaged database and makes no backup; what else is damaged it names and backs up all the rest', () => {
    const archive = at('data/archive');
    const name = String(readdirSync(archive).find((one) => /^[0-9a-f]{64}$/.test(one)));
    writeFileSync(join(archive, name), 'other bytes');
    const made = backUp();
    expect([made.code, made.stdout]).toStrictEqual([
      1,
      expect.stringContaining(`archive ${name}: it holds other bytes`),
    ]);
    const restored = restore();
    expect([restored.code, restored.stdout]).toStrictEqual([
      0,
      expect.stringContaining('Damaged when it was backed up'),
    ]);
    const database = readFileSync(at('data/cuadre.db'));
    database.fill(0x41, 8192, 40_000);
    writeFileSync(at('data/cuadre.db'), database);
    const refused = backUp();
    expect([refused.code, refused.stderr]).toStrictEqual([1, expect.stringMatching(/damaged|malformed/)]);
    expect(backupIds(to()).length).toBe(1);
  });

  it('says of a record that somebody changed that this backup is none to restore', () => {
    backUp();
    const raw = new Database(at('data/cuadre.db'));
    raw.exec("UPDATE discrepancies SET state = 'written_off'");
    raw.close();
    const made = backUp();
    expect([made.code, made.stdout]).toStrictEqual([
      1,
      expect.stringMatching(/database discrepancies dsc_\w+: it is not what was recorded/),
    ]);
    expect(restore().stderr).toMatch(/discrepancies dsc_\w+ is not as it was recorded/);
    expect(restore('--backup', certain(backupIds(to()).sort()[0], 'the first backup')).code).toBe(0);
  });

  it('refuses a folder that holds the backups of another store', () => {
    backUp();
    for (const part of ['data', 'reports']) rmSync(at(part), { recursive: true });
    shop.run(['run', '--date', '2025-03-03']);
    expect(backUp().stderr).toContain('holds backups of another store');
  });

  it('takes the configuration with what it names beside it, and no value of a secret', () => {
    mkdirSync(at('sql'));
    writeFileSync(at('sql/orders.sql'), 'select 1');
    writeFileSync(
      at('cuadre.yaml'),
      readFileSync(at('cuadre.yaml'), 'utf8').replace(
        "from: { directory: ./input, file: 'orders_{date:yyyy-MM-dd}.csv' }",
        'from: { postgres: "${ERP_URL}", query: ./sql/orders.sql }',
      ),
    );
    const env = { ERP_URL: 'postgres://cuadre:hunter2secret@127.0.0.1/erp' };
    expect(shop.run(['backup', '--to', to()], env).code).toBe(0);
    for (const [path] of hashesOf(to()))
      if (!existsSync(join(path, '.'))) expect(readFileSync(path).includes('hunter2secret')).toBe(false);
    expect(shop.run(['restore', '--from', to(), '--into', machine()], env).code).toBe(0);
    expect(readFileSync(join(machine(), 'sql/orders.sql'), 'utf8')).toBe('select 1');
  });

  it('a folder that may not be written is named', () => {
    mkdirSync(to());
    writeFileSync(join(to(), 'objects'), 'a file where a folder belongs');
    expect(backUp().stderr).toContain(join(to(), 'objects'));
    chmodSync(to(), 0o700);
  });
});

describe('a backup that is damaged', () => {
  const objects = (): string[] =>
    [...hashesOf(join(to(), 'objects'))].filter(([, hash]) => hash !== 'folder').map(([path]) => path);

  it('is named before anything is put in place, whichever byte was flipped or object is gone', () => {
    backUp();
    const all = objects();
    const kept = join(away, 'kept');
    cpSync(to(), kept, { recursive: true });
    expect(all.length).toBeGreaterThan(40);
    for (const [index, path] of all.entries()) {
      if (index % 2 === 0) flipByte(path);
      else rmSync(path);
      const { code, stderr } = restore();
      expect([code, stderr]).toStrictEqual([1, expect.stringContaining(path)]);
      expect(readdirSync(machine())).toStrictEqual(expect.not.arrayContaining(['reports', 'cuadre.yaml']));
      expect(existsSync(join(machine(), 'data/cuadre.db'))).toBe(false);
      cpSync(join(kept, path.slice(to().length)), path);
    }
    expect(restore().code).toBe(0);
  }, 180_000);

  it('its manifest too; and an unknown id, an empty folder', () => {
    backUp();
    flipByte(join(to(), 'backups', `${String(backupIds(to())[0])}.json`));
    expect(restore().stderr).toContain('its manifest is not what was written');
    expect(restore('--backup', '20260101T000000000Z-000000000000').stderr).toContain('there is no backup');
    rmSync(to(), { recursive: true });
    expect(restore().stderr).toContain('there is no backup in');
  });
});
