import type { XmlProfile } from '../../../schemas/lines/profile.ts';
import { FORBIDDEN_TEXT, utf8Chunks } from './bytes.ts';
import type { Texts } from '../cells.ts';
import { blankTexts } from '../columns.ts';
import type { FrameFacts } from './csv-feed.ts';
import type { FeedReading } from '../formats/feed.ts';
import { Refused } from '../refused.ts';
import { cutXml, plainText, SCAN_LIMITS } from './xml.ts';
import type { XmlRecord } from './xml.ts';
import { xmlScanner } from './xml-scan.ts';
import type { XmlScanner } from './xml-scan.ts';
import { at, children, parseXml, textAt, textOf } from './xml-tree.ts';
import type { XmlNode } from './xml-tree.ts';

/** Records are parsed in slabs: one tree of the whole document does not fit in memory, one per record is slow. */
const SLAB_LENGTH = 256 * 1024;

/**
 * Reads an XML file into rows.
 *
 * @param scanner reads what is plain; everything else is parsed by the library
 */
export async function readXmlFeed(
  reading: FeedReading,
  profile: XmlProfile,
  scanner: XmlScanner = xmlScanner(profile.record.split('/'), SCAN_LIMITS),
): Promise<FrameFacts> {
  const path = profile.record.split('/');
  const name = path.at(-1) ?? '';
  let slab: XmlRecord[] = [];
  let length = 0;
  const rowOf = rowReader(reading, profile);
  const flush = (): void => {
    const parsed = parseSlab(
      slab.filter((record) => record.node === null),
      name,
    );
    let next = 0;
    for (const record of slab) rowOf(record, record.node ?? parsed[next++] ?? null);
    slab = [];
    length = 0;
  };
  const onRecord = (record: XmlRecord): void => {
    slab.push(record);
    length += record.text.length;
    if (length >= SLAB_LENGTH) flush();
  };
  const frame = await cutXml(utf8Chunks(reading.bytes, reading.encoding), path, onRecord, scanner);
  flush();
  const document = parseFrame(frame, scanner);
  return { preamble: [], trailer: trailerOf(document, profile), document, absent: [] };
}

/** The trees of records that are not plain, by their order; null for one that the parser does not take. */
function parseSlab(slab: readonly XmlRecord[], name: string): (XmlNode | null)[] {
  if (slab.length === 0) return [];
  const together = attempt(() =>
    children(at(parseXml(`<slab>${slab.map((record) => record.text).join('')}</slab>`), 'slab'), name),
  );
  if (together?.length === slab.length) return [...together];
  return slab.map((record) => attempt(() => at(parseXml(record.text), name) ?? null));
}

/** One record of a hostile shape must not take its neighbours with it. */
function attempt<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

function parseFrame(frame: string, scanner: XmlScanner): XmlNode {
  const text = plainText(frame);
  const document = scanner.document(text) ?? attempt(() => parseXml(text));
  if (document === null)
    throw new Refused('broken_format', 'the document around the records cannot be parsed', { line: 1 });
  return document;
}

function rowReader(reading: FeedReading, profile: XmlProfile): (record: XmlRecord, node: XmlNode | null) => void {
  const { feed, rows, footing } = reading;
  const refine = feed.refiner?.([]) ?? null;
  const skips = profile.skip.map((rule) => ({ path: xmlPath(rule.column), equals: rule.equals }));
  const textsOf = textsReader(reading, profile);
  const isSuspect = forbiddenColumn(reading.constants) !== null;
  return (record, node) => {
    if (node === null || FORBIDDEN_TEXT.test(record.text)) {
      footing.unreadable();
      rows.reject({ code: node === null ? 'bad_record' : 'bad_encoding', field: '' }, record.line, record.raw());
      return;
    }
    const skipped = skips.some((rule) => rule.equals.includes(textAt(node, ...rule.path)));
    const mayHide = isSuspect || OPAQUE_REFERENCE.test(record.text);
    for (const texts of textsOf(node, record.parent)) {
      const forbidden = mayHide ? forbiddenColumn(texts) : null;
      if (forbidden !== null) {
        footing.unreadable();
        rows.reject({ code: 'bad_encoding', field: forbidden }, record.line, record.raw());
        continue;
      }
      if (!skipped) footing.row(texts);
      const use = refine?.(texts, record.line) ?? 'line';
      if (use !== 'continuation') rows.add(texts, skipped || use === 'balance_row', record.line, record);
    }
  };
}

/** Only such a reference stands for a character that the record does not show. */
const OPAQUE_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos);)/;

/** The texts of a record's rows: by the profile's paths, or as the feed itself finds them. */
function textsReader(
  { feed, constants }: FeedReading,
  profile: XmlProfile,
): (node: XmlNode, parent: number) => readonly Texts[] {
  const { recordTexts } = feed;
  if (recordTexts !== undefined)
    return (node, parent) => recordTexts(node, parent).map((found) => ({ ...constants, ...found }));
  const columns = { ...profile.columns, ...feed.extras };
  const paths = Object.entries(columns).map(([column, path]) => ({ column, path: xmlPath(path) }));
  const blank = blankTexts(feed.leg, [...Object.keys(columns), ...(feed.derives ?? [])], constants);
  return (node) => {
    const texts: Texts = { ...blank };
    for (const { column, path } of paths) texts[column] = textAt(node, ...path);
    return [texts];
  };
}

/** The first column whose text no cell may hold. */
function forbiddenColumn(texts: Readonly<Texts>): string | null {
  for (const column in texts) if (FORBIDDEN_TEXT.test(texts[column] ?? '')) return column;
  return null;
}

/** `a/b`, `@attribute`, `a/@b` as names; prefixes do not matter. */
function xmlPath(path: string | number): string[] {
  return String(path)
    .split('/')
    .map((name) => (name.startsWith('@') ? `@${unprefixed(name.slice(1))}` : unprefixed(name)));
}

function unprefixed(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A trailer of an XML document is any element outside the records, by its path from the root. */
function trailerOf(document: XmlNode, profile: XmlProfile): FrameFacts['trailer'] {
  const rule = profile.trailer;
  if (rule === null || textOf(at(document, ...xmlPath(rule.column))) !== rule.equals) return null;
  const text = (path: string | number | undefined): string | null =>
    path === undefined ? null : textAt(document, ...xmlPath(path));
  return { count: text(rule.count), sum: text(rule.sum?.column) };
}
