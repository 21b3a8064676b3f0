import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CSV_LIMITS, type CsvDialect, type CsvLimits } from '../../../workers/2-normalise/readers/csv.ts';
import { byLibrary, byReader, type CsvReading } from '../csv-by-library.ts';

/**
 * The reader of delimited files takes plain records itself and gives the rest to csv-parse: whatever the bytes and
 * wherever chunks cut them, every record, its line, its place and every refusal is what csv-parse alone says.
 */

const SEED = 48_611;
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 400);
const TIME_MS = 600_000;

const DELIMITERS = [',', ';', '|', '\t'];
const usual = fc.record({ delimiter: fc.constantFrom(...DELIMITERS), quote: fc.constant('"') });
/** Other quotes, delimiters of which no record is plain, and those that make no sense together. */
const unusual = fc.record({
  delimiter: fc.constantFrom(',', ',', ' ', '"', "'", '\u00a7', '\u0001', 'a'),
  quote: fc.constantFrom('"', "'", "'", '', '\u00ab', '|', '\u0000'),
});
const dialects: fc.Arbitrary<CsvDialect> = fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: unusual });

/** Texts of cells, with what is near to meaning something. */
const texts = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[ -~]{0,20}$/) },
  { weight: 3, arbitrary: fc.constantFrom('', '', ' ', 'COP', '484153.00', '2026-07-01 19:58:00', 'ABONO PASARELA') },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom(
          ...[
            'a',
            '1',
            ' ',
            '"',
            "'",
            ',',
            ';',
            '|',
            '\t',
            '\r',
            '\n',
            '\r\n',
            '""',
            '\\',
            '\u0000',
            '\u0007',
            '\u007f',
          ],
          ...['\u00e9', '\u00a0', '\u00c2', '\u0085', '\u20ac', '\ufeff', '\ufffd', '\u{1f3e6}', '\u2028'],
        ),
        { maxLength: 6 },
      )
      .map((parts) => parts.join('')),
  },
);

type Quoting = 'never' | 'always' | 'needed' | 'some';

interface Written {
  readonly dialect: CsvDialect;
  readonly bytes: Buffer;
}

/** Files as programs write them, and as they do not. */
const files: fc.Arbitrary<Written> = fc
  .record({
    dialect: dialects,
    records: fc.array(fc.array(fc.tuple(texts, fc.boolean()), { minLength: 1, maxLength: 5 }), { maxLength: 12 }),
    quoting: fc.constantFrom<Quoting>('never', 'always', 'needed', 'some'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r', 'mixed'),
    start: fc.constantFrom('', '', '', '\ufeff', '\n', '\r\n\r\n'),
    isEnded: fc.boolean(),
    repeats: fc.constantFrom(1, 1, 1, 8),
    isWide: fc.boolean(),
  })
  .map(({ dialect, records, quoting, lineEnd, start, isEnded, repeats, isWide }) => {
    const lines = Array.from({ length: repeats }, () => records)
      .flat()
      .map((cells, index) => (isWide && index % 7 === 3 ? Array.from({ length: 30 }, () => cells).flat() : cells))
      .map((cells) => cells.map(([text, some]) => written(text, dialect, quoting, some)).join(dialect.delimiter));
    const endOf = (index: number): string =>
      lineEnd === 'mixed' ? (['\n', '\r\n', '\n\n', '\r'][index % 4] ?? '') : lineEnd;
    const text = lines.map((line, index) => line + (isEnded || index < lines.length - 1 ? endOf(index) : '')).join('');
    return { dialect, bytes: Buffer.from(start + text) };
  });

function written(text: string, { delimiter, quote }: CsvDialect, quoting: Quoting, some: boolean): string {
  const needs = quote !== '' && [delimiter, quote, '\n', '\r'].some((mark) => text.includes(mark));
  const isQuoted = quoting === 'always' || (quoting === 'needed' && needs) || (quoting === 'some' && some);
  return isQuoted ? quote + (some ? text.replaceAll(quote, quote + quote) : text) + quote : text;
}

/** One damage: bytes that go, and bytes that come in their place. */
const damages = fc.record({
  at: fc.nat(),
  gone: fc.constantFrom(0, 0, 1, 1, 2, 7),
  come: fc.oneof(
    fc.constantFrom('', '"', '""', "'", ',', ';', '\t', '\n', '\r', '\r\n', '\u0000', '\u0085', '"\n', '\n"', '\u00e9'),
    fc.uint8Array({ maxLength: 2 }),
  ),
});
type Damage = typeof damages extends fc.Arbitrary<infer T> ? T : never;

function damaged(bytes: Buffer, many: readonly Damage[]): Buffer {
  return many.reduce((now: Buffer, { at, gone, come }) => {
    const place = at % (now.length + 1);
    return Buffer.concat([now.subarray(0, place), Buffer.from(come as string), now.subarray(place + gone)]);
  }, bytes);
}

/** Chunks that end where the steps lead, over and over: anywhere in a letter, a quote, a line end. */
function chunksOf(bytes: Buffer, steps: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const step = steps[turn % steps.length] ?? bytes.length;
    chunks.push(bytes.subarray(at, at + step));
    at += step;
  }
  return chunks;
}

const chunkSteps = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
  fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }),
  fc.constant([1 << 20]),
);

/** A record may be any number of delimiters here: that limit of ours csv-parse does not have. */
const limits: fc.Arbitrary<CsvLimits> = fc.record({
  textBytesMax: fc.constantFrom(CSV_LIMITS.textBytesMax, CSV_LIMITS.textBytesMax, 12, 60),
  blockBytesMin: fc.constantFrom(CSV_LIMITS.blockBytesMin, 1, 2, 17, 100),
  recordBytesMax: fc.constant(CSV_LIMITS.recordBytesMax),
});

async function expectSame(
  bytes: Buffer,
  dialect: CsvDialect,
  steps: readonly number[],
  of: CsvLimits,
): Promise<CsvReading> {
  const chunks = chunksOf(bytes, steps);
  const right = await byLibrary(chunks, dialect, of);
  expect(await byReader(chunks, dialect, of, isUtf8(bytes))).toEqual(right);
  return right;
}

describe(`delimited records (seed ${String(SEED)}, ${String(RUNS)} runs each)`, () => {
  it('are those of csv-parse in files of any writing', { timeout: TIME_MS }, async () => {
    let refused = 0;
    let read = 0;
    await fc.assert(
      fc.asyncProperty(files, chunkSteps, limits, async ({ dialect, bytes }, steps, of) => {
        const { end } = await expectSame(bytes, dialect, steps, of);
        if (typeof end === 'boolean') read += 1;
        else refused += 1;
      }),
      { seed: SEED, numRuns: RUNS * 5 },
    );
    expect(Math.min(refused, read)).toBeGreaterThan(RUNS / 5);
  });

  it('are those of csv-parse in damaged files', { timeout: TIME_MS }, async () => {
    const some = fc.array(damages, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(files, some, chunkSteps, limits, async ({ dialect, bytes }, many, steps, of) => {
        await expectSame(damaged(bytes, many), dialect, steps, of);
      }),
      { seed: SEED, numRuns: RUNS * 5 },
    );
  });
});

const FIXTURES = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const TEXTS = new Set(['.csv', '.tsv', '.txt']);
const fixtures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => TEXTS.has(extname(name)))
  .sort();

describe('delimited records of every fixture', () => {
  const dialectOf = (bytes: Buffer, n: number): CsvDialect => {
    const counts = DELIMITERS.map((mark) => bytes.toString('latin1').split(mark).length);
    const best = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
    return { delimiter: n % 4 === 3 ? (DELIMITERS[n % 3] ?? ',') : best, quote: n % 5 === 4 ? "'" : '"' };
  };

  it('are those of csv-parse, wherever chunks cut them', { timeout: TIME_MS }, async () => {
    expect(fixtures.length).toBeGreaterThan(500);
    const [ways] = fc.sample(
      fc.array(fc.tuple(chunkSteps, limits), { minLength: fixtures.length, maxLength: fixtures.length }),
      { seed: SEED, numRuns: 1 },
    );
    for (const [index, name] of fixtures.entries()) {
      const [steps, of] = ways?.[index] ?? [[1], CSV_LIMITS];
      const bytes = readFileSync(join(FIXTURES, name));
      await expectSame(bytes, dialectOf(bytes, 0), [1 << 16], CSV_LIMITS);
      await expectSame(bytes, dialectOf(bytes, index), steps, of);
    }
  });

  it('are those of csv-parse where a fixture is damaged', { timeout: TIME_MS }, async () => {
    const one = fc.tuple(
      fc.constantFrom(...fixtures),
      fc.nat({ max: 4 }),
      fc.array(damages, { minLength: 1, maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(one, chunkSteps, limits, async ([name, n, many], steps, of) => {
        const bytes = readFileSync(join(FIXTURES, name));
        await expectSame(damaged(bytes, many), dialectOf(bytes, n), steps, of);
      }),
      { seed: SEED, numRuns: RUNS * 2 },
    );
  });
});
