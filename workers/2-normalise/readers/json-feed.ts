import { FORBIDDEN_TEXT, utf8Chunks } from './bytes.ts';
import type { Texts } from '../cells.ts';
import { NO_FOOTING } from '../footing.ts';
import type { Footed } from '../footing.ts';
import { cellOf, isJsonObject, JsonNumber, parseJson } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { FeedReading, OwnFacts, RowUse } from '../formats/feed.ts';
import { Refused } from '../refused.ts';

/** The answer of an interface is kept whole while it is read; a day of orders is far smaller. */
const TEXT_LENGTH_MAX = 256 * 1024 * 1024;

/** A row of a record, and what it is. */
export interface JsonRow {
  readonly texts: Texts;
  readonly use: RowUse;
}

/**
 * Reads a JSON document into rows: `rowsOf` says what a record comes to, its place is the line of its opening brace.
 */
export async function readJsonFeed(
  reading: FeedReading,
  rowsOf: (record: JsonObject) => readonly JsonRow[],
): Promise<OwnFacts> {
  const { rows, constants } = reading;
  const { records, footed } = recordsOf(parseJson(await textOf(reading)));
  let line = 1;
  for (const record of records) {
    if (!isJsonObject(record))
      throw new Refused('broken_format', 'a record is no object; the line is that of the one before it', { line });
    line = record.line;
    const raw = { raw: () => record.raw };
    for (const { texts, use } of rowsOf(record)) {
      const forbidden = Object.entries(texts).find(
        ([, text]) => FORBIDDEN_TEXT.test(text) || /[\ud800-\udfff]/u.test(text),
      );
      if (forbidden !== undefined) rows.reject({ code: 'bad_encoding', field: forbidden[0] }, record.line, record.raw);
      else rows.add({ ...constants, ...texts }, use === 'balance_row', record.line, raw);
    }
  }
  return { footed, spans: [] };
}

async function textOf({ bytes, encoding }: FeedReading): Promise<string> {
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of utf8Chunks(bytes, encoding)) {
    // Chunks are cut between characters.
    const text = chunk.toString('utf8');
    length += text.length;
    if (length > TEXT_LENGTH_MAX)
      throw new Refused('too_large', `more than ${String(TEXT_LENGTH_MAX)} characters of JSON`, { byte: length });
    chunks.push(text);
  }
  const text = chunks.join('');
  if (text.trim() === '') throw new Refused('empty_file', 'the file holds nothing');
  return text;
}

/** The list of records: the document itself, or under `results`, `records` or `result`, as interfaces answer. */
function recordsOf(root: JsonValue): { readonly records: readonly JsonValue[]; readonly footed: Footed } {
  if (isList(root)) return { records: root, footed: NO_FOOTING };
  if (!isJsonObject(root))
    throw new Refused('broken_format', 'the document is neither a list nor an object', { line: 1 });
  if (root.fields.has('error'))
    throw new Refused('broken_format', 'the document is an answer that reports an error', { line: root.line });
  const inner = root.fields.get('result');
  if (isJsonObject(inner)) return recordsOf(inner);
  const records = root.fields.get('results') ?? root.fields.get('records') ?? inner;
  if (records === undefined || !isList(records))
    throw new Refused('wrong_header', 'the document holds no list of records', { line: root.line });
  return { records, footed: countOf(root, records.length) };
}

/** How many records the answer says there are: a page that holds fewer is not the whole. */
function countOf(root: JsonObject, found: number): Footed {
  const pagination = root.fields.get('pagination');
  const stated = isJsonObject(pagination) ? pagination.fields.get('total_results') : root.fields.get('length');
  if (!(stated instanceof JsonNumber)) return NO_FOOTING;
  const detail = `${cellOf(stated)} records, the file has ${String(found)}`;
  if (Number(stated.text) > found) throw new Refused('truncated', `${detail}: put all pages into one file`);
  if (Number(stated.text) < found) throw new Refused('does_not_foot', detail);
  return { ...NO_FOOTING, footing: { state: 'proved', detail }, provesEmpty: found === 0 };
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
