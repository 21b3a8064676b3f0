import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { certain } from '../schemas/errors.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { FORMER_STORES, layOutChain, layOutFormer, type FormerStore } from './testing/former-stores.ts';

/** Stores of former versions as a user has them: commands of today over what those versions left. */

let cuadre: Cuadre;
const laidOut = new Map<FormerStore, string>();
const folders: string[] = [];
let folder = '';

const newFolder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'cuadre-former-cli-'));
  folders.push(made);
  return made;
};
beforeAll(() => {
  cuadre = buildCuadre();
  for (const store of FORMER_STORES) {
    const made = newFolder();
    laidOut.set(store, made);
    layOutFormer(store, made);
  }
});
afterAll(() => {
  cuadre.remove();
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});
const layOut = (store: FormerStore): void => {
  folder = newFolder();
  cpSync(certain(laidOut.get(store), `the store of ${store}`), folder, { recursive: true, preserveTimestamps: true });
};

const run = (...args: string[]) => cuadre.runWarm(args, folder, { USER: 'ana' });
const json = (...args: string[]): Record<string, unknown> =>
  JSON.parse(run(...args, '--json').stdout) as Record<string, unknown>;
const copyPath = (): string => join(folder, 'data/cuadre.db.before-conversion');

type Listed = Readonly<Record<'id' | 'kind' | 'state', string> & { note: string | null }>;
const listed = (): string[] => {
  const { discrepancies } = json('discrepancies', 'list', '--state', 'all', '--class', 'action,notice');
  return (discrepancies as Listed[]).map(
    ({ id, kind, state, note }) => `${id.slice(0, 12)} ${kind} ${state} ${String(note)}`,
  );
};

const REPORTS = ['discrepancies.csv', 'matches.csv', 'payouts.csv', 'stores.csv'];
const NEXT = ['2026-07-12', '2026-07-13', '2026-07-14'];
const reportsIn = (place: string): string[] =>
  NEXT.flatMap((date) => REPORTS.map((name) => readFileSync(join(place, 'reports', date, name), 'utf8')));

/** What people decided after the dates of `decided`, in that order. */
const DECISIONS_AFTER_10 = [
  ['ack', 'dsc_97ebd57c2951', 'asked the shop for the amount', 'Ana Ruiz'],
  ['resolve', 'dsc_3eaf5181877b', 'the customer was refunded in cash', 'Ana Ruiz'],
];
const DECISIONS_AFTER_11 = [
  ['write-off', 'dsc_2b9675269ecf', 'the provider went bankrupt', 'Luis Mora'],
  ['ack', 'dsc_279415e0107a', 'asked the provider', 'Ana Ruiz'],
  ['resolve', 'dsc_009b56f03938', 'a sale of the workshop', 'Ana Ruiz'],
  ['reopen', 'dsc_3eaf5181877b', 'not of the workshop', 'Luis Mora'],
];
const decide = (decisions: readonly string[][]): void => {
  for (const [what = '', id = '', note = '', by = ''] of decisions)
    expect(run('discrepancies', what, id, '--note', note, '--by', by).code).toBe(0);
};
/** Runs a date, and those before it that are due. */
const runUpTo = (date: string): void => {
  expect([0, 3]).toContain(run('run', '--date', date).code);
};
const runNext = (): void => {
  runUpTo('2026-07-14');
};

describe.each(FORMER_STORES)('a store of %s', (store) => {
  beforeEach(() => {
    layOut(store);
  });

  it('is converted by whatever looks at it first, says so once, and is as it was recorded', () => {
    const first = run('verify');
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('No difference. Checked: 7 runs, 7 source files, 21 line files');
    expect(first.stderr).toBe(
      `cuadre: a former version wrote this store. It was converted, and every row compared; as it was it stands in ${copyPath()}\n`,
    );
    expect(run('verify')).toMatchObject({ code: 0, stderr: '' });
  });

  it('tells what it told: dates, generations, a reference with its legs and evidence', () => {
    const { dates } = json('status') as { dates: Readonly<Record<string, unknown>>[] };
    expect(dates.slice(0, 4).map(({ date, generation }) => [date, generation])).toEqual([
      ['2026-07-08', 2],
      ['2026-07-09', 2],
      ['2026-07-10', 2],
      ['2026-07-11', 1],
    ]);
    const traced = run('trace', 'A-4').stdout;
    expect(traced).toContain('pay_2026-07-08.csv:4');
    expect(traced).toContain('pay PO-4: 2 lines, gross COP 57,000.00');
    expect(run('trace', 'A-7').stdout).toContain('row_rejected');
  });

  it('goes on: what waited is paid, what is missing stays open, an old date is run again', () => {
    runNext();
    expect(run('trace', 'C-1').stdout).toContain('arrived 2026-07-13');
    const replayed = run('replay', '--date', '2026-07-09', '--reason', 'again', '--cascade');
    expect(replayed.stdout).toContain('2026-07-09, generation 3');
    expect(replayed.stdout).toContain('newly broken  0');
    expect(replayed.stdout).toContain('2026-07-14 was run again: generation 2');
    expect(run('verify')).toMatchObject({ code: 0 });
  });

  it('is left alone by what only tries: a dry run converts its own copy', () => {
    const before = readFileSync(join(folder, 'data/cuadre.db'));
    expect(run('replay', '--date', '2026-07-09', '--dry-run')).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(join(folder, 'data/cuadre.db')).equals(before)).toBe(true);
    expect(readdirSync(join(folder, 'data')).sort()).toEqual(['archive', 'cuadre.db', 'lines']);
  });

  it('is converted once by two that start together', async () => {
    const ended = await Promise.all([start('status').ended, start('status').ended]);
    expect(ended).toEqual([0, 0]);
    expect(readdirSync(join(folder, 'data')).filter((name) => name.includes('conversion'))).toEqual([
      'cuadre.db.before-conversion',
    ]);
    expect(run('verify')).toMatchObject({ code: 0, stderr: '' });
  });

  it.each(['.half', ''])('outlives a kill as soon as there is its copy%s', async (suffix) => {
    const { ended, kill } = start('status');
    while (!existsSync(`${copyPath()}${suffix}`) && !existsSync(copyPath())) await sleep(0);
    kill();
    await ended;
    expect(run('verify')).toMatchObject({ code: 0 });
    expect(runsIn(copyPath())).toBe(7);
    expect(listed()).toHaveLength(5);
  });

  it('is held to its former hashes: what is changed in it afterwards is named', () => {
    expect(run('status').code).toBe(0);
    const raw = new Database(join(folder, 'data/cuadre.db'));
    raw.exec("UPDATE findings SET document = replace(document, '500000', '500001') WHERE document LIKE '%\"A-4\"%'");
    raw.close();
    const { code, stdout } = run('verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Different: findings /m);
  });

  it('is refused by name where an event of it was changed', () => {
    const raw = new Database(join(folder, 'data/cuadre.db'));
    raw.exec('DROP TRIGGER events_are_not_changed; UPDATE events SET "by" = \'nobody\' WHERE seq = 4');
    raw.close();
    const refused = run('status');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('event 4 is not what was recorded');
    expect(existsSync(copyPath())).toBe(false);
  });
});

/** A process of its own. */
function start(...args: string[]): { readonly ended: Promise<number | null>; readonly kill: () => void } {
  const child = spawn(process.execPath, [cuadre.program, ...args], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => {
    child.on('exit', (code) => {
      resolve(code);
    });
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

function runsIn(path: string): unknown {
  const raw = new Database(path, { readonly: true });
  try {
    return raw.prepare('SELECT count(*) FROM runs').pluck().get();
  } finally {
    raw.close();
  }
}

describe('decisions of people', () => {
  it('come over with their notes and events, and to the same reports of the next dates as where this version ran all', () => {
    layOut('decided');
    expect(listed()).toEqual([
      'dsc_3eaf5181 amount_mismatch open not of the workshop',
      'dsc_279415e0 missing_in_settlement acknowledged asked the provider',
      'dsc_009b56f0 missing_in_erp resolved a sale of the workshop',
      'dsc_2b967526 missing_in_bank written_off the provider went bankrupt',
      'dsc_97ebd57c row_rejected acknowledged asked the shop for the amount',
    ]);
    const shown = run('discrepancies', 'show', 'dsc_3eaf5181').stdout;
    expect(shown).toContain('by Ana Ruiz: the customer was refunded in cash');
    expect(shown).toContain('by Luis Mora: not of the workshop');
    runNext();
    expect(listed()).toEqual([
      'dsc_3eaf5181 amount_mismatch open not of the workshop',
      'dsc_279415e0 missing_in_settlement acknowledged asked the provider',
      'dsc_009b56f0 missing_in_erp resolved a sale of the workshop',
      'dsc_2b967526 missing_in_bank written_off the provider went bankrupt',
      'dsc_97ebd57c row_rejected acknowledged asked the shop for the amount',
      'dsc_276456a2 late_arrival noted null',
    ]);
    const converted = reportsIn(folder);
    runAllAnew(DECISIONS_AFTER_10, DECISIONS_AFTER_11);
    expect(reportsIn(folder)).toEqual(converted);
  });
});

it('a store of the first edition comes to the same figures of the next dates as where this version ran every date', () => {
  layOut('0.1.0');
  runNext();
  const converted = reportsIn(folder).map(figures);
  runAllAnew([], []);
  expect(reportsIn(folder).map(figures)).toEqual(converted);
});

it('what people decide of a store of the first edition stays decided where its dates are run again', () => {
  layOut('0.1.0');
  // The rules of today give it another id: dsc_009b56f0.
  decide([['resolve', 'dsc_de51dee2fb13', 'a sale of the workshop', 'Ana Ruiz']]);
  runUpTo('2026-07-12');
  const config = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
  for (const low of ['4001.00', '4002.00']) {
    writeFileSync(join(folder, 'cuadre.yaml'), config.replace('4000.00', low));
    const replayed = run('replay', '--date', '2026-07-08', '--cascade', '--reason', low);
    expect(replayed.stdout).toContain('2026-07-12 was run again');
    expect(listed().filter((row) => row.includes('missing_in_erp'))).toEqual([
      'dsc_de51dee2 missing_in_erp resolved a sale of the workshop',
    ]);
  }
  expect(run('verify').code).toBe(0);
});

/**
 * Without the ids and words of discrepancies: what is carried keeps the id that the first edition gave it, and a row
 * that was refused the words, which told less of it.
 */
function figures(csv: string): string {
  const [head = '', ...rows] = csv.split('\n');
  const end = head.split(',').indexOf('explanation');
  return end < 0 ? csv : rows.map((row) => row.split(',').slice(1, end).join(',')).join('\n');
}

/** The same chain in a folder of its own, every date by this version. */
function runAllAnew(after10: readonly string[][], after11: readonly string[][]): void {
  folder = newFolder();
  layOutChain(folder);
  runUpTo('2026-07-10');
  decide(after10);
  runUpTo('2026-07-10');
  runUpTo('2026-07-11');
  decide(after11);
  runNext();
}

it('a store of a newer version is refused, and not converted', () => {
  layOut('decided');
  expect(run('status').code).toBe(0);
  const raw = new Database(join(folder, 'data/cuadre.db'));
  raw.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of the future', 9999999999999)");
  raw.close();
  const refused = run('status');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('newer version');
});
