import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CuadreError } from '../../schemas/errors.ts';
import { D, day } from '../../scripts/testing/kit.ts';
import type { DirectoryFrom } from '../../schemas/config/from.ts';
import { datesOf, directoryTransport, earliestDate, findFile, findInFolder } from './directory.ts';

const root = mkdtempSync(join(tmpdir(), 'cuadre-directory-'));
let folder = root;
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(root, String(count));
  mkdirSync(folder);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const from = (file: string, directory = folder): DirectoryFrom => ({ directory, file });
function put(...names: readonly string[]): void {
  for (const name of names) writeFileSync(join(folder, name), name);
}

/** The code thrown, or what came back. */
function outcome(ask: () => string | null): string | null {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CuadreError) return error.code;
    throw error;
  }
}

describe('The file of a date', () => {
  const table: [string, string, string[], string | null][] = [
    ['by its date', 'wompi_{date:yyyyMMdd}.csv', ['wompi_20260630.csv', 'wompi_20260701.csv'], 'wompi_20260701.csv'],
    ['of another date only', 'wompi_{date:yyyyMMdd}.csv', ['wompi_20260702.csv'], null],
    ['with a wildcard', 'wompi_{date:yyyyMMdd}_*.csv', ['wompi_20260701_0812.csv'], 'wompi_20260701_0812.csv'],
    [
      'two for one date: which one counts is not ours to guess',
      'wompi_{date:yyyyMMdd}_*.csv',
      ['wompi_20260701_0812.csv', 'wompi_20260701_0930.csv'],
      'two_files_for_one_date',
    ],
    [
      'other files beside it',
      'wompi_{date:yyyyMMdd}.csv',
      ['wompi_20260701.csv', 'wompi_20260701.csv.part', 'x.csv'],
      'wompi_20260701.csv',
    ],
    ['an empty folder', 'wompi_{date:yyyyMMdd}.csv', [], null],
  ];
  test.each(table)('%s', (_sentence, pattern, names, expected) => {
    put(...names);
    expect(outcome(() => findFile('wompi', from(pattern), D)?.name ?? null)).toBe(expected);
  });

  test('two files are both named', () => {
    put('wompi_20260701_a.csv', 'wompi_20260701_b.csv');
    const ask = (): unknown => findFile('wompi', from('wompi_{date:yyyyMMdd}_*.csv'), D);
    expect(ask).toThrow(
      expect.objectContaining({
        context: { source: 'wompi', date: D, files: ['wompi_20260701_a.csv', 'wompi_20260701_b.csv'] },
      }),
    );
  });

  test('a folder of that name is no file', () => {
    mkdirSync(join(folder, 'wompi_20260701.csv'));
    expect(findFile('wompi', from('wompi_{date:yyyyMMdd}.csv'), D)).toBeNull();
  });

  test('a folder that is not there holds no file', () => {
    expect(findFile('wompi', from('wompi_{date:yyyyMMdd}.csv', join(folder, 'nowhere')), D)).toBeNull();
  });

  test('a folder that is a file cannot be read: try again later', () => {
    put('plain');
    expect(
      outcome(() => findFile('wompi', from('x_{date:yyyyMMdd}.csv', join(folder, 'plain')), D)?.name ?? null),
    ).toBe('source_unreachable');
  });
});

describe('The earliest date with a file', () => {
  test('by date, not by name', () => {
    put('wompi_02072026.csv', 'wompi_30062026.csv', 'readme.txt');
    expect(earliestDate(from('wompi_{date:ddMMyyyy}.csv'))).toBe(day('2026-06-30'));
  });

  test('none where nothing fits', () => {
    put('readme.txt', 'wompi_20260230.csv');
    expect(earliestDate(from('wompi_{date:yyyyMMdd}.csv'))).toBeNull();
  });
});

const ONE = 'wompi_{date:yyyyMMdd}.csv';
const ANY = 'wompi_{date:yyyyMMdd}*.csv';

describe('Each name is judged alone', () => {
  const taken = (pattern: string): unknown => {
    const { found, notTaken } = findInFolder('wompi', from(pattern), D);
    return { found: found?.name ?? null, notTaken: notTaken.map(({ name, why }) => `${name}: ${why}`) };
  };
  const file = { found: 'wompi_20260701.csv', notTaken: [] };

  test('a link to nothing beside it, as an editor leaves one, is not looked at', () => {
    put('wompi_20260701.csv');
    symlinkSync('somebody@host.1234:5', join(folder, '.#wompi_20260701.csv'));
    expect(taken(ONE)).toEqual(file);
    expect(earliestDate(from(ONE))).toBe(D);
  });

  test('a link to nothing under a name that fits is no file, and is told', () => {
    put('wompi_20260701.csv');
    symlinkSync('nowhere', join(folder, 'wompi_20260701_b.csv'));
    symlinkSync('wompi_20260701_c.csv', join(folder, 'wompi_20260701_c.csv'));
    const notTaken = ['wompi_20260701_b.csv: leads_nowhere', 'wompi_20260701_c.csv: leads_nowhere'];
    expect(taken(ANY)).toEqual({ ...file, notTaken });
  });

  test('a link that leads out of the folder is not followed, one that stays in it is', () => {
    writeFileSync(join(root, 'elsewhere.csv'), 'x');
    symlinkSync(join(root, 'elsewhere.csv'), join(folder, 'wompi_20260701.csv'));
    expect(taken(ONE)).toEqual({ found: null, notTaken: ['wompi_20260701.csv: leads_out'] });
    unlinkSync(join(folder, 'wompi_20260701.csv'));
    mkdirSync(join(folder, 'sent'));
    writeFileSync(join(folder, 'sent', 'x.csv'), 'x');
    symlinkSync('sent/x.csv', join(folder, 'wompi_20260701.csv'));
    expect(taken(ONE)).toEqual(file);
  });

  test('a folder beside it whose name begins with its own is outside', () => {
    mkdirSync(`${folder}-other`);
    writeFileSync(join(`${folder}-other`, 'x.csv'), 'x');
    symlinkSync(join(`${folder}-other`, 'x.csv'), join(folder, 'wompi_20260701.csv'));
    expect(taken(ONE)).toEqual({ found: null, notTaken: ['wompi_20260701.csv: leads_out'] });
  });

  test('the folder itself may be reached by a link', () => {
    put('wompi_20260701.csv');
    symlinkSync(folder, `${folder}-link`);
    expect(findFile('wompi', from(ONE, `${folder}-link`), D)?.name).toBe('wompi_20260701.csv');
  });

  test('names that are not UTF-8, very long, of two lines, or of a file that is being written', () => {
    const latin1 = Buffer.concat([
      Buffer.from(join(folder, 'wompi_20260701_bogot')),
      Buffer.from([0xe1]),
      Buffer.from('.csv'),
    ]);
    writeFileSync(latin1, 'x');
    put(
      'wompi_20260701.csv',
      `${'x'.repeat(251)}.csv`,
      'wompi_20260701_a\nb.csv',
      '~$wompi_20260701.csv',
      'wompi_20260701.csv~',
    );
    const notTaken = ['wompi_20260701_a?b.csv: unsafe_name', 'wompi_20260701_bogot?.csv: not_utf8'];
    expect(taken(ANY)).toEqual({ ...file, notTaken });
    expect(taken('*wompi_{date:yyyyMMdd}.csv')).toEqual({ ...file, notTaken: ['~$wompi_20260701.csv: unfinished'] });
  });

  test('a pipe, a folder, and a link to a folder are no file', () => {
    execFileSync('mkfifo', [join(folder, 'wompi_20260701_a.csv')]);
    mkdirSync(join(folder, 'wompi_20260701_b.csv'));
    symlinkSync('wompi_20260701_b.csv', join(folder, 'wompi_20260701_c.csv'));
    put('wompi_20260701.csv');
    expect(taken(ANY)).toMatchObject({ found: 'wompi_20260701.csv' });
  });

  test('the dates of a folder are those of its files', () => {
    put('wompi_20260703.csv', 'wompi_20260702.csv', 'x.csv');
    symlinkSync('nowhere', join(folder, 'wompi_20260701.csv'));
    expect(datesOf(from(ONE))).toEqual(['2026-07-02', '2026-07-03']);
    expect(earliestDate(from(ONE))).toBe('2026-07-02');
  });
});

/**
 * Fetches with a clock at which waiting does what `onWait` says; the text that was taken, or the code, and the waits.
 */
async function fetched(
  change: Partial<DirectoryFrom> = {},
  onWait: (waits: number) => void = () => undefined,
  startMs = Date.now(),
) {
  let waits = 0;
  let nowMs = startMs;
  const wait = (ms: number): Promise<void> => {
    waits += 1;
    nowMs += ms;
    onWait(waits);
    return Promise.resolve();
  };
  const into = mkdtempSync(join(root, 'into-'));
  const transport = directoryTransport('wompi', { ...from(ONE), ...change }, { clock: { nowMs: () => nowMs, wait } });
  try {
    const answer = await transport.fetch({ date: D, folder: into, last: null, record: () => Promise.resolve() });
    return { text: answer.state === 'found' ? readFileSync(answer.path, 'utf8') : answer.state, waits };
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    return { text: error.code, waits };
  }
}

describe('A file is taken when it is whole', () => {
  const path = (): string => join(folder, 'wompi_20260701.csv');

  test('an old one at once, a young one after a second look', async () => {
    put('wompi_20260701.csv');
    expect(await fetched()).toEqual({ text: 'wompi_20260701.csv', waits: 1 });
    const old = new Date(Date.now() - 11_000);
    utimesSync(path(), old, old);
    expect(await fetched()).toEqual({ text: 'wompi_20260701.csv', waits: 0 });
    expect(await fetched({ settleMs: 60_000 })).toEqual({ text: 'wompi_20260701.csv', waits: 1 });
  });

  test('one that grows is waited for until it stands still, and is taken with its last byte', async () => {
    put('wompi_20260701.csv');
    const growth = (waits: number): void => {
      if (waits <= 4) appendFileSync(path(), String(waits));
    };
    expect(await fetched({}, growth)).toEqual({ text: 'wompi_20260701.csv1234', waits: 5 });
  });

  test('one that is written over at its size moves its time', async () => {
    put('wompi_20260701.csv');
    const rewrite = (waits: number): void => {
      if (waits === 1) writeFileSync(path(), 'WOMPI_20260701.csv');
      const later = new Date(Date.now() + waits);
      if (waits === 1) utimesSync(path(), later, later);
    };
    expect(await fetched({}, rewrite)).toEqual({ text: 'WOMPI_20260701.csv', waits: 2 });
  });

  test('one that grows for longer than a minute is not taken: try again later', async () => {
    put('wompi_20260701.csv');
    expect(await fetched({}, () => appendFileSync(path(), 'x'))).toEqual({ text: 'source_unreachable', waits: 31 });
  });

  test('one that is taken away meanwhile is not there; one that is renamed is found under its new name', async () => {
    put('wompi_20260701.csv');
    expect(await fetched({}, () => unlinkSync(path()))).toEqual({ text: 'absent', waits: 1 });
    put('wompi_20260701.csv');
    const rename = (waits: number): void => {
      if (waits === 1) renameSync(path(), join(folder, 'wompi_20260701_final.csv'));
    };
    expect(await fetched({ file: ANY }, rename)).toMatchObject({ text: 'wompi_20260701.csv' });
  });

  test('one in whose place a link out of the folder was put is not followed', async () => {
    put('wompi_20260701.csv');
    writeFileSync(join(root, 'secret'), 'secret');
    const swap = (waits: number): void => {
      if (waits > 1) return;
      unlinkSync(path());
      symlinkSync(join(root, 'secret'), path());
    };
    expect((await fetched({}, swap)).text).not.toContain('secret');
  });

  test.skipIf(process.getuid?.() === 0)('one that may not be read is not missing', async () => {
    put('wompi_20260701.csv');
    chmodSync(path(), 0);
    expect((await fetched()).text).toBe('source_unreachable');
  });
});

describe('A file that is marked as complete', () => {
  const complete = { marker: '*.ok' };
  const at = (name: string, seconds: number): void => {
    const time = new Date(Date.now() - 100_000 + seconds * 1000);
    utimesSync(join(folder, name), time, time);
  };
  const table: [string, Partial<DirectoryFrom>, [name: string, seconds: number][], string][] = [
    ['by its whole name', { complete }, [['wompi_20260701.csv.ok', 0]], 'wompi_20260701.csv'],
    ['by its name without the ending', { complete }, [['wompi_20260701.ok', 1]], 'wompi_20260701.csv'],
    ['by the date', { complete: { marker: 'done_{date:yyyyMMdd}' } }, [['done_20260701', 0]], 'wompi_20260701.csv'],
    ['not yet', { complete }, [], 'absent'],
    ['another date is', { complete }, [['wompi_20260630.csv.ok', 0]], 'absent'],
    ['a former version was', { complete }, [['wompi_20260701.csv.ok', -1]], 'absent'],
    [
      'where the pattern fits the marker too',
      { file: 'wompi_{date:yyyyMMdd}*', complete },
      [['wompi_20260701.csv.ok', 0]],
      'wompi_20260701.csv',
    ],
  ];
  test.each(table)('%s', async (_sentence, change, markers, expected) => {
    put('wompi_20260701.csv', ...markers.map(([name]) => name));
    at('wompi_20260701.csv', 0);
    for (const [name, seconds] of markers) at(name, seconds);
    expect((await fetched(change)).text).toBe(expected);
  });

  test('a folder or a link to nothing of that name marks nothing', async () => {
    put('wompi_20260701.csv');
    mkdirSync(join(folder, 'wompi_20260701.ok'));
    symlinkSync('nowhere', join(folder, 'wompi_20260701.csv.ok'));
    expect(existsSync(join(folder, 'wompi_20260701.ok'))).toBe(true);
    expect((await fetched({ complete })).text).toBe('absent');
  });
});
