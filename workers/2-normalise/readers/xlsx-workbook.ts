import { beginningOf, Refused } from '../refused.ts';
import { cutXml } from './xml.ts';
import { allAt, decodeEntities, parseXml, textAt } from './xml-tree.ts';
import type { XmlNode } from './xml-tree.ts';
import type { Package } from './xlsx-package.ts';

/** What a workbook says outside its sheets. */
export interface Workbook {
  /** The part of the sheet to read. */
  readonly sheet: string;
  /** Texts that cells name by number. */
  readonly texts: readonly string[];
  /** By style number: whether it shows numbers as dates or times. */
  readonly dateStyles: readonly boolean[];
  /** Days count from 1904, as old workbooks of a Mac have it. */
  readonly from1904: boolean;
}

const WORKBOOK = 'xl/workbook.xml';
/** Larger than the texts of any report; they stay in memory while the sheet is read. */
const TEXTS_MAX = 5_000_000;
const SMALL_PART_MAX = 16 * 1024 * 1024;

/** Reads the frame of a workbook. Throws `Refused` where it is none, or lacks the sheet. */
export async function readWorkbook(parts: Package, sheet: string | null): Promise<Workbook> {
  if (!parts.has(WORKBOOK))
    throw new Refused('broken_format', 'the file is a zip and no workbook (it has no xl/workbook.xml)');
  const workbook = await smallPart(parts, WORKBOOK);
  const styles = parts.has('xl/styles.xml') ? await smallPart(parts, 'xl/styles.xml') : '';
  return {
    sheet: await sheetPart(parts, workbook, sheet),
    texts: parts.has('xl/sharedStrings.xml') ? await sharedTexts(parts) : [],
    dateStyles: dateStyles(styles),
    from1904: /^(1|true)$/.test(textAt(workbook, 'workbook', 'workbookPr', '@date1904')),
  };
}

async function smallPart(parts: Package, name: string): Promise<XmlNode> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of parts.part(name)) {
    size += chunk.length;
    if (size > SMALL_PART_MAX) throw new Refused('too_large', `${name} is longer than ${String(SMALL_PART_MAX)} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new Refused('doctype_refused', `${name} declares types or entities`);
  try {
    return parseXml(text);
  } catch {
    throw new Refused('broken_format', `${name} is no XML`);
  }
}

async function sheetPart(parts: Package, workbook: XmlNode, wanted: string | null): Promise<string> {
  const sheets = allAt(workbook, 'workbook', 'sheets', 'sheet').map((sheet) => ({
    name: textAt(sheet, '@name'),
    id: textAt(sheet, '@id'),
    visible: !/hidden/i.test(textAt(sheet, '@state')),
  }));
  const found =
    wanted === null ? sheets.find((sheet) => sheet.visible) : sheets.find((sheet) => sameName(sheet.name, wanted));
  if (found === undefined) {
    const names = sheets.slice(0, 10).map((sheet) => `'${beginningOf(sheet.name, 40)}'`);
    throw new Refused(
      'wrong_header',
      `the workbook has no ${wanted === null ? 'visible sheet' : `sheet '${wanted}'`}; it has ${names.join(', ') || 'none'}`,
    );
  }
  const links = await smallPart(parts, 'xl/_rels/workbook.xml.rels');
  const link = allAt(links, 'Relationships', 'Relationship').find((one) => textAt(one, '@Id') === found.id);
  const target = textAt(link, '@Target');
  const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  if (!parts.has(part)) throw new Refused('broken_format', `the sheet '${beginningOf(found.name, 40)}' has no part`);
  return part;
}

function sameName(a: string, b: string): boolean {
  return a.normalize('NFC').trim().toLowerCase() === b.normalize('NFC').trim().toLowerCase();
}

async function sharedTexts(parts: Package): Promise<string[]> {
  const texts: string[] = [];
  await cutXml(parts.part('xl/sharedStrings.xml'), ['sst', 'si'], (record) => {
    if (texts.length >= TEXTS_MAX)
      throw new Refused('too_large', `the workbook has more than ${String(TEXTS_MAX)} texts`);
    texts.push(runsOf(record.text));
  });
  return texts;
}

/** The text of a cell: its runs, one after the other; how Japanese is read aloud (`rPh`) is no part of it. */
export function runsOf(xml: string): string {
  const spoken = xml.replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, '');
  const runs = [...spoken.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<\/(?:\w+:)?t>/g)].map((match) => match[1] ?? '');
  return decodeEntities(runs.join('')).replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * Which cell styles are dates: by the number of a built-in format, or by the code of a format of the workbook's own.
 */
function dateStyles(styles: XmlNode): boolean[] {
  const own = new Map(
    allAt(styles, 'styleSheet', 'numFmts', 'numFmt').map((format) => [
      textAt(format, '@numFmtId'),
      isDateCode(textAt(format, '@formatCode')),
    ]),
  );
  return allAt(styles, 'styleSheet', 'cellXfs', 'xf').map((style) => {
    const id = textAt(style, '@numFmtId');
    return own.get(id) ?? isBuiltInDate(Number(id));
  });
}

/**
 * ECMA-376 part 1, 18.8.30: 14 to 22 and 45 to 47 are dates and times; 27 to 36 and 50 to 58 in East Asian languages.
 */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

function isDateCode(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '');
  return /[ymdhs]/i.test(bare.replace(/general/gi, ''));
}

/** The ranges of a sheet that are merged, from the document around its rows. */
export function mergedRanges(frame: string): readonly MergedRange[] {
  return [...frame.matchAll(/<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g)].map(
    (match) => ({
      firstColumn: columnIndex(match[1] ?? ''),
      firstRow: Number(match[2]),
      lastColumn: columnIndex(match[3] ?? ''),
      lastRow: Number(match[4]),
    }),
  );
}

export interface MergedRange {
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly lastColumn: number;
  readonly lastRow: number;
}

/** `A` is 0, `AA` is 26. */
export function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}
