import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { subjects, type Subject } from '../../scripts/testing/fuzz/subjects.ts';
import type { ReadResult } from '../../schemas/lines/files.ts';
import { localBytes } from '../adapters/files/disk.ts';
import { accepted, fixture, movements, read, refused, rejectsOf, requestOf } from './fixture-reading.ts';
import { BUILT_INS } from './formats/index.ts';
import { readFile } from './read-file.ts';

/**
 * The number of a card wherever a file of any format holds a text: in each place of each kind of line of every file of
 * `fixtures/files/`, so that a new format is covered by itself.
 */

const CARD = '4539578763621486';
const SPACED = '4539 5787 6362 1486';
const FULL_WIDTH = Array.from(CARD, (digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)).join('');

const folder = mkdtempSync(join(tmpdir(), 'cuadre-cards-'));
const path = join(folder, 'file');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A number as all of a text; and behind a word, in three ways of writing. */
const WAYS: readonly ((word: string) => string)[] = [
  () => CARD,
  (word) => `${word} ${SPACED} ${Buffer.from(FULL_WIDTH).toString('latin1')} 4539.5787.6362.1486 fin`,
];

/** Its check digit gives a number away of which one digit is lacking. */
const PARTS = [0, 1, 2].map((from) => CARD.slice(from, from + 14));

/** The texts that hold the number or most of it. An amount is one, whatever its digits are. */
function heldBy(result: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(result, (_key, value: unknown) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  return texts.filter((text) => {
    const digits = text
      .normalize('NFKC')
      .replace(/\d+\.\d\d(?!\d)/g, '')
      .replace(/(?<=\d)[ .\n](?=\d)/g, '');
    return PARTS.some((part) => digits.includes(part));
  });
}

interface Place {
  readonly at: number;
  readonly word: string;
}

/** The words of each kind of line, each once; of a workbook the texts of its cells. */
function placesOf({ name, text }: Subject): Place[] {
  if (name.includes('.xlsx'))
    return [...text.matchAll(/(?<=>)[^<>\s]+(?=<)/g)].map(({ index, 0: word }) => ({ at: index, word }));
  const seen = new Set<string>();
  let start = 0;
  return text.split('\n').flatMap((line) => {
    const words = [...line.matchAll(/[^\s"'<>=;,|:{}[\]()?/+]+/g)];
    const kind = (words[0]?.[0] ?? '').replace(/\d/g, '0');
    const places = words.map(({ index, 0: word }) => ({ at: start + index, word }));
    start += line.length + 1;
    return places.filter((_, index) => {
      const key = `${kind} ${String(index)}`;
      return !seen.has(key) && seen.add(key);
    });
  });
}

function resultOf({ pack, request }: Subject, text: string): Promise<ReadResult> {
  writeFileSync(path, pack(text));
  return readFile(localBytes(path), request);
}

describe('the number of a card in a file of any format', () => {
  // What of a workbook holds cells. The digits of a record of fixed widths run on: its own test is below.
  const all = subjects().filter(
    ({ name }) =>
      !name.startsWith('asobancaria') && (!name.includes('.xlsx') || /pse.*sheet1|sharedStrings/.test(name)),
  );

  it('is planted in every format', () => {
    const planted = new Set([...all.map((subject) => subject.format), 'asobancaria-2001']);
    expect(Object.keys(BUILT_INS).filter((name) => !planted.has(name))).toEqual([]);
    expect(planted).toContain('xlsx');
  });

  it.each(all.map((subject) => [subject.name, subject] as const))('%s', { timeout: 60_000 }, async (_, subject) => {
    const { text } = subject;
    let masked = 0;
    for (const { at, word } of placesOf(subject))
      for (const way of WAYS) {
        const result = await resultOf(subject, text.slice(0, at) + way(word) + text.slice(at + word.length));
        expect(heldBy(result), `${way(word)} at ${String(at)}`).toEqual([]);
        if (/453957\*+1486/.test(JSON.stringify(result))) masked += 1;
      }
    expect(masked).toBeGreaterThan(0);
  });
});

describe('a number between other digits', () => {
  /** The payments of the fixture with a number at the end of the reference, where the amount begins. */
  const planted = (change: (line: string) => string): string =>
    fixture('asobancaria-2001/day.txt')
      .toString('latin1')
      .replace(/^06.*$/gm, (line) => change(line.slice(0, 34) + CARD + line.slice(50)));

  it.each([
    ['in a line', (line: string) => line],
    ['in a row with a cause of return', (line: string) => `${line.slice(0, 94)}R01${line.slice(97)}`],
    ['in a row whose amount is none', (line: string) => `${line.slice(0, 50)}0000000000000x${line.slice(64)}`],
    ['in a row that is cut', (line: string) => line.slice(0, 60)],
  ])('of fixed width is masked %s', async (_, change) => {
    const { rows, footing } = accepted(await read(planted(change), 'asobancaria-2001'));
    expect(heldBy(rows)).toEqual([]);
    expect(footing.cards?.rows).toBe(4);
  });
});

describe('a number that a row breaks or cuts', () => {
  it('is masked where the lines of a movement break it', async () => {
    const text = fixture('mt940/day.sta').toString('latin1');
    const line = `${'x'.repeat(55)}${CARD.slice(0, 10)}\r\n${CARD.slice(10)} fin\r\n`;
    // A second :61: of a form that nobody can read makes a reject of it.
    for (const change of [(row: string) => row, (row: string) => row.replace(/^:61:\d{6}/, ':61:26070X')]) {
      const broken = text.replace(/^:61:.*\r?\n:86:/m, (row) => `${change(row)}${line}`);
      const file = accepted(await read(broken, 'mt940'));
      expect(JSON.stringify(file.rows)).not.toContain(CARD.slice(10));
      expect(JSON.stringify(file.rows)).toContain('453957******1486');
    }
  });

  it('is masked at the end of what is kept of a long row', async () => {
    for (const from of [4070, 4080, 4085, 4090, 4095]) {
      const record = `{"ref": "A-1", "note": "${'x'.repeat(from - 24)}${CARD}", "date": "no date"}`;
      const [row] = rejectsOf(accepted(await read(`[${record}]`, 'odoo-move-lines')));
      expect(row?.raw).toHaveLength(4096);
      expect(row?.raw).not.toMatch(/\d{7}/);
    }
  });
});

describe('the account of a statement that is written like the number of a card', () => {
  const text = fixture('camt.053/day.xml').toString('utf8').replaceAll('111-222222-33', CARD);

  const empty = fixture('camt.053/empty-sunday.xml').toString('utf8').replace('CO001', CARD);

  it('is masked in each of its rows and in its balances, and counted', async () => {
    const file = accepted(await read(text, 'camt.053'));
    expect(new Set(movements(file).map((line) => line.account))).toEqual(new Set(['453957******1486']));
    expect(file.balances.map((one) => one.account)).toEqual(['453957******1486']);
    const counted = { rows: file.rows.length, line: file.rows[0]?.line, columns: ['account'] };
    expect(file.footing.cards).toEqual(counted);
  });

  it('counts as a row where the statement has none', async () => {
    const file = accepted(await read(empty, 'camt.053'));
    expect(file.balances.map((one) => one.account)).toEqual(['453957******1486']);
    expect(file.footing.cards).toEqual({ rows: 1, line: 1, columns: ['account'] });
  });

  it('refuses the file where the configuration says so', async () => {
    const request = { ...requestOf('camt.053'), cards: { mode: 'refuse', own: [] } } as const;
    for (const one of [empty, text]) {
      writeFileSync(path, one);
      expect(refused(await readFile(localBytes(path), request)).code).toBe('card_number');
    }
    const own = { ...requestOf('camt.053'), cards: { mode: 'refuse', own: [CARD] } } as const;
    expect(accepted(await readFile(localBytes(path), own)).balances[0]?.account).toBe(CARD);
  });
});
