import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { certain } from '../schemas/errors.ts';
import type { DirectoryFrom } from '../schemas/config/from.ts';
import { FIXTURES, readCase, type GoldenCase } from './golden/case-folder.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { letAge } from './testing/aged.ts';
import { writeTinyShop } from './testing/tiny-shop.ts';
import { openWorkerCase } from './testing/worker-case.ts';
import { messagesOf, until } from './testing/worker-kit.ts';

/** Card numbers in the files of a shop, and everything that is made of these. */

const DATE = '2025-03-03';
/** Numbers of the test ranges of networks. */
const CARD = '4111111111111111';
const AMEX = '378282246310005';
const SPACED = '5555 5555 5555 4444';
/** Two numbers whose masks are alike. */
const [ALIKE_A, ALIKE_B] = ['4000001000000018', '4000001000180018'];
/** As wide as Chinese characters; with blanks that do not break; behind zeros that fill a place. */
const WIDE = '６０１１１１１１１１１１１１１７';
const UNBROKEN = '3530\u00a01113\u00a03330\u00a00000';
const FILLED = '0000002223003122003222';
const PLANTED = [
  CARD,
  AMEX,
  SPACED,
  SPACED.replaceAll(' ', ''),
  ALIKE_A,
  ALIKE_B,
  WIDE,
  '6011111111111117',
  UNBROKEN,
  '3530111333300000',
  FILLED.replace(/^0+/, ''),
];

/** The source of a file, by how its name begins. */
const SOURCE_OF = new Map([
  ['orders', 'shop'],
  ['psp', 'psp'],
  ['bank', 'bank'],
]);

let cuadre: Cuadre;
let folder: string;
beforeAll(() => {
  cuadre = buildCuadre();
});
afterAll(() => {
  cuadre.remove();
});
beforeEach(() => {
  folder = writeTinyShop();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, ...rows: readonly string[]): void {
  writeFileSync(join(folder, 'input', name), [...rows, ''].join('\n'));
}

function change(name: string, from: string, to: string): void {
  const path = join(folder, name);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

/** A date whose every text column holds a number somewhere, and the name of a file. */
function plantNumbers(): void {
  change('cuadre.yaml', 'psp_{date:yyyyMMdd}.csv', 'psp_{date:yyyyMMdd}*.csv');
  rmSync(join(folder, `input/psp_${DATE.replaceAll('-', '')}.csv`));
  file(
    `orders_${DATE}.csv`,
    'ref,total,currency,status,at,store',
    `${ALIKE_A},50000.00,COP,paid,${DATE} 10:00,A1`,
    `${ALIKE_B},75000.50,COP,paid,${DATE} 10:00,A2`,
    `A1-1003,10.00,COP,paid,${DATE} 10:00,A${CARD}`,
    `A1-1004,x${CARD},COP,paid,${DATE} 10:00,A1`,
    `A1-1005,10.00,COP,paid ${AMEX},${DATE} 10:00,A1`,
  );
  file(
    `psp_${DATE.replaceAll('-', '')}_${CARD}.csv`,
    'ref,id,state,gross,currency,at,cus',
    `${ALIKE_B},P-2,OK,75000.50,COP,${DATE} 10:05,${CARD}`,
    `${ALIKE_A},${CARD},OK,50000.00,COP,${DATE} 10:05,02`,
    `A1-1009,P-9,OK ${SPACED},1.00,COP,${DATE} 10:05,03`,
    `A1-1010,P-10,OK,1.00,COP,${DATE} 10:05,${SPACED}`,
    `A1-1011,${WIDE},OK,1.00,COP,${DATE} 10:05,${UNBROKEN}`,
    `A1-1012,${FILLED},OK,1.00,COP,${DATE} 10:05,05`,
  );
  file(
    `bank_${DATE.replaceAll('-', '')}.csv`,
    'date,amount,currency,ref,text,id',
    `${DATE},50000.00,COP,${ALIKE_A},ABONO PSE,B-1`,
    // By a token of the description alone.
    `${DATE},75000.50,COP,,ABONO PSE ${ALIKE_B} TARJ ${CARD},${AMEX}`,
    `${DATE},1.00,COP,,TARJ ${SPACED},B-3`,
  );
  letAge(join(folder, 'input'));
}

/** Every file of a folder but those of the archive, unpacked where it is packed. */
function filesUnder(place: string): [string, Buffer][] {
  return readdirSync(place, { recursive: true, encoding: 'utf8' }).flatMap((name): [string, Buffer][] => {
    const path = join(place, name);
    if (name.startsWith('archive') || !statSync(path).isFile()) return [];
    const bytes = readFileSync(path);
    const parts = name.endsWith('.xlsx') ? Object.entries(unzipSync(bytes)) : [];
    return [[name, bytes], ...parts.map(([part, text]): [string, Buffer] => [`${name}/${part}`, Buffer.from(text)])];
  });
}

function expectNone(what: string, bytes: Buffer): void {
  for (const number of PLANTED)
    for (const encoding of ['utf8', 'utf16le'] as const)
      if (bytes.includes(Buffer.from(number, encoding))) expect.fail(`${what} holds ${number}`);
}

const run = (...args: readonly string[]) => {
  const told = cuadre.runWarm(args, folder, { LOG_LEVEL: 'trace' });
  expectNone(`what "${args.join(' ')}" prints`, Buffer.from(told.stdout + told.stderr));
  return told;
};

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly reason_en: string;
  readonly merchant_reference: string | null;
}
const rowsOf = (): Row[] =>
  (JSON.parse(run('discrepancies', 'list', '--state', 'open', '--json').stdout) as { discrepancies: Row[] })
    .discrepancies;

describe('card numbers in files', () => {
  it('stand in nothing that is made of them, and references go on finding each other', () => {
    plantNumbers();
    expect(run('run', '--date', DATE).code).toBe(3);
    // The next date looks whether the files are still the same, by their names.
    expect(run('run', '--date', '2025-03-04').code).toBe(3);
    const rows = rowsOf();
    const look = (...args: readonly string[]): void => {
      expect([args, run(...args).code]).toEqual([args, 0]);
    };
    for (const { id } of rows) {
      look('discrepancies', 'show', id);
      look('discrepancies', 'show', id, '--json');
    }
    // Both lines of either number, its order and its credit, and nothing of the other.
    for (const number of [ALIKE_A, ALIKE_B]) {
      const { code, stdout } = cuadre.runWarm(['trace', number, '--json'], folder);
      expect(code).toBe(0);
      expectNone('a trace', Buffer.from(stdout));
      const { lines } = JSON.parse(stdout) as { lines: { leg: string; fate: { fate: string } | string }[] };
      expect(lines.map((one) => one.leg).sort()).toEqual(['bank', 'order', 'settlement']);
    }
    for (const json of [[], ['--json']]) {
      look('trace', 'A1-1003', ...json);
      look('status', ...json);
      look('status', '--date', DATE, ...json);
      look('stores', ...json);
      look('verify', ...json);
      look('config', 'check', ...json);
      look('discrepancies', 'list', ...json);
      look('claims', '--provider', 'psp', '--output', 'reports/claims', ...json);
    }
    look('discrepancies', 'export', '--xlsx', 'reports/queue.xlsx');
    for (const name of readdirSync(join(folder, 'input'))) {
      const source = certain(SOURCE_OF.get(name.slice(0, name.indexOf('_'))), `the source of ${name}`);
      look('preview', `input/${name}`, '--source', source);
      look('preview', `input/${name}`, '--source', source, '--json');
      look('source', 'guess', `input/${name}`);
      look('source', 'guess', `input/${name}`, '--json');
    }
    run('replay', '--date', DATE, '--dry-run');
    for (const [name, bytes] of ['data', 'reports'].flatMap((one) => filesUnder(join(folder, one))))
      expectNone(name, bytes);
    const asked = rows.filter((row) => row.kind === 'card_numbers');
    expect(asked.map(({ reason_en }) => /^(\d rows?) .* of (\w+) for /.exec(reason_en)?.slice(1))).toEqual(
      expect.arrayContaining([
        ['5 rows', 'shop'],
        ['6 rows', 'psp'],
        ['3 rows', 'bank'],
      ]),
    );
    expect(asked).toHaveLength(3);
    // Nothing is missing of the two sales: each was matched with its own.
    const concerned = rows.filter((row) => row.merchant_reference?.startsWith('400000'));
    expect(concerned.map((row) => row.kind)).toEqual([]);
  });

  it('refuse the file where the configuration says so, with the row', () => {
    plantNumbers();
    appendFileSync(join(folder, 'cuadre.yaml'), 'cardNumbers: refuse\n');
    expect(run('run', '--date', DATE).code).toBe(4);
    const rows = rowsOf().filter((row) => row.kind === 'source_rejected');
    expect(rows).toHaveLength(3);
    expect(run('preview', `input/orders_${DATE}.csv`, '--source', 'shop').code).toBe(1);
    for (const { reason_en } of rows) expect(reason_en).toMatch(/the number of a card.*line 2/);
    for (const [name, bytes] of ['data', 'reports'].flatMap((one) => filesUnder(join(folder, one))))
      expectNone(name, bytes);
  });

  it('stand in no refusal of a file, in no name of one, and in nothing that somebody typed', () => {
    plantNumbers();
    // A header and an amount that refusals quote; two files for a date, which it names.
    file('orders_2025-03-04.csv', `ref,${CARD},${CARD},currency,status,at,store`, 'A1-1003,1.00,COP,paid,x,A1');
    file(
      'psp_20250304.csv',
      'ref,id,state,gross,currency,at,cus',
      ...[1, 2, 3, 4].map((n) => `A1-${String(n)},P,OK,${AMEX}x,COP,${CARD},${WIDE}`),
    );
    letAge(join(folder, 'input'));
    expect(run('run', '--date', '2025-03-04').code).toBe(4);
    const refused = rowsOf().filter((row) => row.kind === 'source_rejected');
    expect(refused.map(({ reason_en }) => /\d{6}\*+\d{4}/.test(reason_en))).toEqual([true, true]);
    const [{ id }] = refused as [Row];
    const told = run('discrepancies', 'ack', id, '--note', `asked, card ${SPACED}`, '--by', 'Ana', '--json');
    expect([told.code, told.stderr]).toEqual([0, expect.stringContaining('kept is "asked, card 555555******4444"')]);
    expect(run('discrepancies', 'show', id).stdout).toContain('asked, card 555555******4444');
    expect(run('replay', '--date', DATE, '--reason', `because of ${AMEX}`).stderr).toContain('378282*****0005');
    expect(run('config', 'check').code).toBe(0);
    file(`psp_20250303_${ALIKE_A}.csv`, '');
    letAge(join(folder, 'input'));
    const two = run('run', '--date', DATE);
    expect([two.code, two.stderr]).toEqual([1, expect.stringContaining('400000******0018')]);
    run('config', 'check');
    run('status', '--date', DATE);
    for (const [name, bytes] of ['data', 'reports'].flatMap((one) => filesUnder(join(folder, one))))
      expectNone(name, bytes);
  });

  it("are none where the merchant's own numbers begin so", () => {
    const [first, second] = ['4000001000000018', '4000001000000026'];
    for (const name of [`orders_${DATE}.csv`, ...['psp', 'bank'].map((one) => `${one}_20250303.csv`)]) {
      const text = readFileSync(join(folder, 'input', name), 'utf8');
      const changed = text.replaceAll('A1-1001', first).replaceAll('A2-1002', second);
      writeFileSync(join(folder, 'input', name), changed);
    }
    letAge(join(folder, 'input'));
    appendFileSync(join(folder, 'cuadre.yaml'), "ownNumbers: ['400000100']\n");
    expect(cuadre.runWarm(['run', '--date', DATE], folder).code).toBe(0);
    expect(readFileSync(join(folder, 'reports', DATE, 'matches.csv'), 'utf8')).toContain(first);
    expect(existsSync(join(folder, 'data/archive/card-key'))).toBe(false);
  });
});

it('keeps the key with the evidence, for its owner alone, and makes it once', () => {
  plantNumbers();
  run('run', '--date', DATE);
  const path = join(folder, 'data/archive/card-key');
  const key = readFileSync(path);
  expect([key.length, statSync(path).mode & 0o777]).toEqual([32, 0o600]);
  rmSync(join(folder, 'data/lines'), { recursive: true });
  expect(run('replay', '--date', DATE, '--reason', randomUUID()).stdout).toContain('unchanged');
  expect(readFileSync(path)).toEqual(key);
});

it('makes no other key where the recorded one is gone or is another, and says so where it is needed', () => {
  plantNumbers();
  run('run', '--date', DATE);
  const path = join(folder, 'data/archive/card-key');
  const key = readFileSync(path);
  const comesAgain = (date: string): void => {
    const row = `${CARD},10.00,COP,paid,${date} 10:00,A1`;
    writeFileSync(join(folder, `input/orders_${date}.csv`), `ref,total,currency,status,at,store\n${row}\n`);
    letAge(join(folder, 'input'));
  };
  rmSync(path);
  // No file of the next date holds a number.
  expect(run('run', '--date', '2025-03-04').code).toBeLessThan(5);
  comesAgain('2025-03-05');
  for (const [what, stand] of [
    ['is gone', () => undefined],
    [
      'is not the one',
      () => {
        writeFileSync(path, Buffer.alloc(32, 7));
      },
    ],
    [
      'is not the one',
      () => {
        writeFileSync(path, key.subarray(1));
      },
    ],
  ] as const) {
    stand();
    const before = existsSync(path) ? readFileSync(path) : null;
    for (const args of [
      ['run', '--date', '2025-03-05'],
      ['trace', CARD],
    ]) {
      const { code, stderr } = run(...args);
      expect([args[0], code, stderr]).toStrictEqual([
        args[0],
        1,
        expect.stringContaining(`card numbers apart ${what}`),
      ]);
    }
    expect(run('verify').stdout).toMatch(/archive card-key/);
    expect(existsSync(path) ? readFileSync(path) : null).toStrictEqual(before);
  }
  writeFileSync(path, key);
  expect(run('run', '--date', '2025-03-05').code).toBeLessThan(5);
  expect(run('verify').code).toBe(0);
});

it('are in nothing that a worker ever writes to Redis: keys, jobs and messages', async () => {
  const cards = readCase(join(FIXTURES, 'card-numbers')) as GoldenCase;
  const run = await openWorkerCase(cards, cards.last, inject('redisUrl'));
  const watched = new Redis(inject('redisUrl'));
  const monitor = await watched.monitor();
  const written: string[] = [];
  monitor.on('monitor', (_time: string, args: readonly string[]) => {
    if (args.some((one) => one.includes(run.queue.prefix))) written.push(args.join(' '));
  });
  try {
    // A header that a refusal quotes, and the reference of a row that nobody can read.
    const input = (run.workspace.context.config.sources[0]?.from as DirectoryFrom).directory;
    writeFileSync(join(input, 'bank_2026-07-01.csv'), `date,${CARD},${CARD}\n`);
    appendFileSync(join(input, 'shop_2026-07-01.csv'), `${AMEX},87,PSE,x,,paid,2026-07-01 11:30,S1\n`);
    letAge(input);
    await run.start();
    await run.published(cards.last);
    const reference = /"merchantReference\\*":\\*"378282\*{5}0005~[0-9a-f]{12}\\*"/;
    await until('the messages', () => reference.test(written.join('\n')));
    await until('the messages', async () => (await messagesOf(run.queue)).length > 4);
    const texts = written.join('\n');
    expect(texts.includes('source_rejected')).toBe(true);
    const logged = JSON.stringify(run.logged);
    for (const number of [...PLANTED, '5555555555554444', '4400120000000017'])
      expect([texts.includes(number), logged.includes(number)], number).toEqual([false, false]);
  } finally {
    monitor.disconnect();
    watched.disconnect();
    await run.close();
  }
});
