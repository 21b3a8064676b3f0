import { localBytes } from '../files/disk.ts';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { openArchive } from '../files/archive.ts';
import { lineFileName, openLineStore } from '../files/line-files.ts';
import { openStore } from './sqlite.ts';
import { commitRunOf, day, discrepancy, fate, sha, sourceFile } from '../../../scripts/testing/records.ts';
import type { Difference } from '../../../schemas/ports/differences.ts';
import { removeJoined, verifyStore } from './verify.ts';
import { hashBlocks, rootOf } from '../files/block-hashes.ts';

let directory = '';
let store: Store;
let id: LineFileId;
const at = (...names: string[]) => join(directory, ...names);
const archive = () => openArchive(at('archive'));
const places = () => ({
  store,
  archive: archive(),
  linesDirectory: at('lines'),
  reportsDirectory: at('reports'),
  mayReplay: () => Promise.resolve(true),
});
const differences = async (date: PlainDate | undefined = day(1)): Promise<Difference[]> => {
  const found: Difference[] = [];
  for await (const difference of verifyStore(places(), date)) found.push(difference);
  return found;
};

const sealed = (path: string) => {
  const blocks = hashBlocks(path);
  return { sha256: rootOf(blocks), size: blocks.size };
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-verify-'));
  store = openStore({ path: at('cuadre.db'), linesDirectory: at('lines') });
  writeFileSync(at('in.csv'), 'reference;amount\n');
  const { sha256 } = await archive().put(localBytes(at('in.csv')).stream());
  id = { date: day(1), source: 'dlocal', leg: 'settlement', sha256, profileHash: sha('profile') };
  await openLineStore(at('lines'), (reference) => reference).write(id, []);
  await commitRunOf(store, day(1), {
    files: [sourceFile(day(1), { sha256, profileHash: id.profileHash })],
    fates: [fate(day(1), 0)],
    discrepancies: [discrepancy('R-1'), discrepancy('R-2')],
  });
  mkdirSync(at('reports', day(1), 'generations', '1'), { recursive: true });
  for (const folder of [at('reports', day(1), 'generations', '1'), at('reports', day(1))])
    writeFileSync(join(folder, 'matches.csv'), 'report');
  await store.reports.record(
    await store.leases.take(day(1), 'test', 0),
    { date: day(1), generation: 1 },
    [{ name: 'matches.csv', sha256: sha('report'), size: 6 }],
    null,
  );
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('verify', () => {
  it('finds nothing in a store that nobody touched', async () => {
    expect(await differences()).toEqual([]);
    for await (const difference of verifyStore(places())) expect(difference).toBeNull();
  });

  it('names the source file whose bytes changed', async () => {
    writeFileSync(at('archive', id.sha256), 'reference;amount!');
    expect(await differences()).toEqual([
      { what: `archive ${id.sha256} (dlocal ${day(1)})`, expected: id.sha256, found: sha('reference;amount!') },
    ]);
  });

  it('names line files, indexes, fates and reports that changed or are gone', async () => {
    rmSync(at('lines', lineFileName(id)));
    writeFileSync(at('lines', `${lineFileName(id)}.keys`), 'x');
    const [fates = ''] = readdirSync(at('lines', day(1))).filter((name) => name.startsWith('fates.g1-'));
    writeFileSync(at('lines', day(1), fates), 'x');
    rmSync(at('reports', day(1), 'generations', '1', 'matches.csv'));
    expect((await differences()).map(({ what, found }) => [what, found === 'missing'])).toEqual([
      [`lines ${lineFileName(id)}`, true],
      [`lines ${lineFileName(id)}.keys`, false],
      [`lines ${day(1)}/${fates}`, false],
      [`report ${day(1)}/generations/1/matches.csv`, true],
    ]);
  });

  it('names a joined index that changed, and none that is gone', async () => {
    const path = `${day(1)}/joined.settlement.5-0123456789abcdef.keys`;
    writeFileSync(at('lines', path), 'joined');
    await store.sources.keysJoined({ path, date: day(1), ...sealed(at('lines', path)) }, []);
    expect(await differences()).toEqual([]);
    writeFileSync(at('lines', path), 'other');
    const [difference, ...others] = await differences();
    expect([difference?.what, others]).toEqual([`joined keys ${path}`, []]);
    if (difference === undefined) throw new Error('there is a difference');
    expect(difference.repair).toEqual({ kind: 'joined', path });
    removeJoined(path, at('lines'));
    expect(await differences()).toEqual([]);
  });

  it('says when a run uses a line file that was never registered', async () => {
    await commitRunOf(store, day(2), { files: [sourceFile(day(2), { profileHash: sha('profile') })] });
    expect((await differences(day(2))).map(({ what, found }) => [what.split(' ')[0], found])).toEqual([
      ['archive', 'missing'],
      ['lines', 'missing'],
      ['lines', 'missing'],
    ]);
  });

  it('names the event that was changed, even when the triggers were taken away', async () => {
    const raw = new Database(at('cuadre.db'));
    raw.exec("DROP TRIGGER events_are_not_changed; UPDATE events SET note = 'somebody else' WHERE seq = 1");
    raw.close();
    const found = await differences();
    expect(found.map(({ what }) => what).slice(0, 2)).toEqual(['trigger events_are_not_changed', 'events 1']);
  });

  it('names the event that is missing', async () => {
    const raw = new Database(at('cuadre.db'));
    raw.exec('DROP TRIGGER events_are_not_deleted; DELETE FROM events WHERE seq = 1');
    raw.close();
    const found = await differences();
    expect(found.map(({ what }) => what)).toContain('events 1');
  });
});
