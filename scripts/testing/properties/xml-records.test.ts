import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { XmlProfile } from '../../../schemas/lines/profile.ts';
import type { Bytes } from '../../../schemas/ports/archive.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { fineAmounts } from '../../../workers/2-normalise/amounts.ts';
import { CardMask } from '../../../workers/2-normalise/card-numbers.ts';
import { CellReader } from '../../../workers/2-normalise/cells.ts';
import { noFooting } from '../../../workers/2-normalise/footing.ts';
import type { Feed } from '../../../workers/2-normalise/formats/feed.ts';
import { BUILT_INS } from '../../../workers/2-normalise/formats/index.ts';
import { inlineFeed, UNMAPPED } from '../../../workers/2-normalise/formats/inline.ts';
import { momentReader } from '../../../workers/2-normalise/moments.ts';
import { Refused } from '../../../workers/2-normalise/refused.ts';
import { keptRecords } from '../../../workers/2-normalise/kept-rows.ts';
import { Rows } from '../../../workers/2-normalise/rows.ts';
import { utf8Chunks } from '../../../workers/2-normalise/readers/bytes.ts';
import { readXmlFeed } from '../../../workers/2-normalise/readers/xml-feed.ts';
import { NO_SCANNER, xmlScanner, type XmlScanner } from '../../../workers/2-normalise/readers/xml-scan.ts';
import { at, parseXml } from '../../../workers/2-normalise/readers/xml-tree.ts';
import { cutXml, SCAN_LIMITS, type XmlRecord } from '../../../workers/2-normalise/readers/xml.ts';
import { seededRandom, type Random } from '../fortnight/random.ts';
import { bytesOf, cutting, inserting, oneByte, type Edit } from '../fuzz/editing.ts';
import { mutate } from '../fuzz/mutations.ts';
import { TRAPS, xmlFile } from './xml-files.ts';

/**
 * Plain records are scanned, all others are parsed by the library: a file is the same either way, to the last reject,
 * line and word of a refusal, however its bytes arrive.
 */

const SEED = 61_803;
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 250);
const TIME_MS = 300_000;

/** The bytes of a file as they arrive. */
function arriving(bytes: Buffer, sizes: readonly number[]): Bytes {
  const chunks: Buffer[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    chunks.push(bytes.subarray(from, from + size));
    from += size;
  }
  return {
    size: bytes.length,
    stream: () => Readable.from(chunks),
    read: (place, length) => Promise.resolve(bytes.subarray(place, place + length)),
  };
}

function sizesOf(random: Random): number[] {
  const most = random.pick([3, 20, 200, 2000, 100_000]);
  return Array.from({ length: random.int(1, 5) }, () => random.int(1, most));
}

/** What is said of a reading: its outcome, or the words that refuse it. */
async function outcomeOf<T>(reading: Promise<T>): Promise<T | Refused['problem']> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Refused) return error.problem;
    throw error;
  }
}

const PROFILE: XmlProfile = {
  ...UNMAPPED,
  format: 'xml',
  record: 'report/records/record',
  dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
  columns: {
    merchant_reference: 'ref',
    provider_id: 'reference',
    gross: 'amount',
    currency: 'amount/@ccy',
    description: 'note/ref',
    store: '@id',
    cus: 'number',
  },
  constants: { type: 'payment', status: 'approved', currency: 'COP', paid_at: '2026-07-01' },
  skip: [{ column: 'kind', equals: ['COP', 'a\nb'] }],
  trailer: { column: 'report/total', equals: '1' },
};

interface XmlFeed {
  readonly feed: Feed;
  readonly profile: XmlProfile;
}

const GENERATED: readonly XmlFeed[] = [{ feed: inlineFeed('settlement', PROFILE), profile: PROFILE }];
const BUILT_IN: readonly XmlFeed[] = Object.values(BUILT_INS).flatMap((feed) =>
  feed.profile.format === 'xml' ? [{ feed, profile: feed.profile }] : [],
);

/** What a feed makes of a file: rows with their places, and what stands around them. */
async function readWith(feed: Feed, profile: XmlProfile, bytes: Bytes, scanner?: XmlScanner): Promise<unknown> {
  const fine = fineAmounts();
  const moments = momentReader(profile.dates);
  const common = {
    leg: feed.leg,
    source: 'source',
    cohort: '2026-07-01' as PlainDate,
    file: '000000000000',
    undated: feed.undated ?? false,
    unreferenced: false,
    settledOnGiven: false,
    hasTax: false,
  };
  const rows = new Rows(
    common,
    new CellReader(profile, moments, fine),
    (moment) => moments.localDate(moment),
    fine,
    () => keptRecords([]),
    new CardMask({ mode: 'mask', own: [] }, feed.leg),
  );
  const footing = feed.footing?.() ?? noFooting();
  const reading = { bytes, encoding: 'utf-8' as const, feed, constants: profile.constants, rows, footing };
  const outcome = await outcomeOf(readXmlFeed(reading, profile, scanner));
  return { outcome, rows: rows.finish().rows() };
}

interface CutRecord {
  readonly text: string;
  readonly line: number;
  readonly parent: number;
  readonly raw: string;
  /** What the scanner gives of it, or else the library. */
  readonly node: unknown;
}

interface Cut {
  readonly outcome: unknown;
  readonly records: readonly CutRecord[];
}

const tally = { records: 0, plain: 0, whole: 0, refused: 0 };

/** The records of a file as they are cut, and what is left of it. */
async function cutWith(path: readonly string[], bytes: Bytes, scanner: XmlScanner): Promise<Cut> {
  const records: CutRecord[] = [];
  const take = (record: XmlRecord): void => {
    const { text, node, line, parent } = record;
    records.push({ text, line, parent, raw: record.raw(), node: node ?? parsed(text, path.at(-1) ?? '') });
    tally.records += 1;
    if (node !== null) tally.plain += 1;
  };
  return { outcome: await outcomeOf(cutXml(utf8Chunks(bytes, 'utf-8'), path, take, scanner)), records };
}

function parsed(text: string, name: string): unknown {
  try {
    return at(parseXml(text), name);
  } catch {
    return 'no record';
  }
}

/** Holds both ways of reading equal. `name`: what to make the file of again. */
async function holds(name: string, bytes: Buffer, feeds: readonly XmlFeed[], random: Random): Promise<void> {
  const sizes = sizesOf(random);
  for (const { feed, profile } of feeds) {
    const path = profile.record.split('/');
    const cut = await cutWith(path, arriving(bytes, sizes), xmlScanner(path, SCAN_LIMITS));
    expect(cut, name).toStrictEqual(await cutWith(path, arriving(bytes, sizes), NO_SCANNER));
    tally[typeof cut.outcome === 'string' ? 'whole' : 'refused'] += 1;
    expect(await readWith(feed, profile, arriving(bytes, sizes)), name).toStrictEqual(
      await readWith(feed, profile, arriving(bytes, sizes), NO_SCANNER),
    );
  }
}

/** One to three things wrong, in bytes. */
function broken(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1');
  if (random.chance(30)) return Buffer.from(mutate(text, random).text, 'latin1');
  const edits = Array.from({ length: random.int(1, 3) }, () => random.pick(EDITS));
  return Buffer.from(
    edits.reduce((before, edit) => edit(before, random), text),
    'latin1',
  );
}

const TRAPPED = inserting(...TRAPS.map(bytesOf));
const EDITS: readonly Edit[] = [
  TRAPPED,
  TRAPPED,
  oneByte((code, random) => String.fromCharCode(code ^ (1 << random.int(0, 6)))),
  cutting(30),
  (text, random) => text.slice(0, random.int(0, text.length)),
];

/** Every XML file of the repository's fixtures. */
const FIXTURES = new URL('../../../fixtures/', import.meta.url);
const fixtures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.xml'))
  .sort();

describe(
  'a file of which the plain records are scanned is the file that the library reads',
  { timeout: TIME_MS },
  () => {
    it('whatever it holds', async () => {
      for (let run = 0; run < RUNS; run += 1) {
        const number = SEED + run;
        await holds(`xmlFile(${String(number)})`, Buffer.from(xmlFile(number)), GENERATED, seededRandom(number));
      }
      // The scanner and the library both read many, of files that are whole and of such as are refused.
      expect(Math.min(tally.plain, tally.whole)).toBeGreaterThan(RUNS / 2);
      // The library alone counts among them.
      expect(Math.min(tally.records - 2 * tally.plain, tally.refused)).toBeGreaterThan(RUNS / 10);
    });

    it('however it is broken', async () => {
      for (let run = 0; run < RUNS; run += 1) {
        const number = SEED + run;
        const random = seededRandom(-number);
        const bytes = broken(Buffer.from(xmlFile(number)), random);
        await holds(
          `xmlFile(${String(number)}), broken: ${JSON.stringify(bytes.toString('latin1'))}`,
          bytes,
          GENERATED,
          random,
        );
      }
    });

    it.each(fixtures)('%s, whole and broken', async (name) => {
      const bytes = readFileSync(new URL(name, FIXTURES));
      const random = seededRandom(SEED);
      await holds(name, bytes, BUILT_IN, random);
      for (let run = 0; run < RUNS / 40; run += 1)
        await holds(`${name}, broken ${String(run)}`, broken(bytes, random), BUILT_IN, random);
    });
  },
);
