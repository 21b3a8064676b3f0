import { beginningOf, Refused } from '../refused.ts';

/** A number as the text of the file writes it: an amount never passes through a float. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export interface JsonObject {
  readonly fields: ReadonlyMap<string, JsonValue>;
  /** 1-based line of its opening brace, and the object as it stands in the file. */
  readonly line: number;
  readonly raw: string;
}

export type JsonValue = string | boolean | null | JsonNumber | readonly JsonValue[] | JsonObject;

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && 'fields' in value;
}

/** Deeper than any answer of a program; a bound on what a hostile file can cost. */
const DEPTH_MAX = 64;
/** What a raw text keeps of an object: more than a row keeps of it, so that no number of a card is cut here. */
const RAW_LENGTH_MAX = 4096 + 64;

/**
 * Reads JSON strictly (RFC 8259), with numbers as text and no key twice. Throws `Refused`: `truncated` where the text
 * ends early, `broken_format` with the line where it is no JSON or goes on after its end.
 */
export function parseJson(text: string): JsonValue {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  private readonly text: string;
  private at = 0;
  private counted = 0;
  private lineCount = 1;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): JsonValue {
    if (depth > DEPTH_MAX) throw this.broken(`more than ${String(DEPTH_MAX)} levels`);
    this.space();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.array(depth);
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) throw this.broken('the document goes on after its end: two files in one?');
  }

  private object(depth: number): JsonObject {
    const [start, line] = [this.at, this.line()];
    const fields = new Map<string, JsonValue>();
    this.at += 1;
    this.space();
    if (!this.taken('}')) {
      do {
        this.space();
        if (this.text[this.at] !== '"') throw this.broken('a key is missing');
        const key = this.string();
        if (fields.has(key)) throw this.broken(`the key '${beginningOf(key, 40)}' stands twice in one object`);
        this.space();
        this.need(':');
        fields.set(key, this.value(depth + 1));
        this.space();
      } while (this.taken(','));
      this.need('}');
    }
    return { fields, line, raw: this.text.slice(start, Math.min(this.at, start + RAW_LENGTH_MAX)) };
  }

  private array(depth: number): JsonValue[] {
    const values: JsonValue[] = [];
    this.at += 1;
    this.space();
    if (this.taken(']')) return values;
    do {
      values.push(this.value(depth + 1));
      this.space();
    } while (this.taken(','));
    this.need(']');
    return values;
  }

  private string(): string {
    this.at += 1;
    let text = '';
    for (;;) {
      text += this.matched(PLAIN) ?? '';
      if (this.taken('"')) return text;
      if (!this.taken('\\')) throw this.broken('a control character stands in a text');
      text += this.escape();
    }
  }

  private escape(): string {
    const mark = this.text[this.at] ?? '';
    this.at += 1;
    const plain = ESCAPES[mark];
    if (plain !== undefined) return plain;
    const digits = this.text.slice(this.at, this.at + 4);
    if (mark !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) {
      if (this.at + (mark === 'u' ? 4 : 0) > this.text.length) this.at = this.text.length;
      throw this.broken('an escape is not valid');
    }
    this.at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  private number(): JsonNumber {
    const text = this.matched(NUMBER);
    if (text === null || text === '') throw this.broken('a value is missing');
    return new JsonNumber(text);
  }

  private word<T>(word: string, value: T): T {
    if (this.text.startsWith(word, this.at)) {
      this.at += word.length;
      return value;
    }
    if (word.startsWith(this.text.slice(this.at))) this.at = this.text.length;
    throw this.broken('a word is none of true, false and null');
  }

  private matched(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    this.at += found?.length ?? 0;
    return found;
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text.charAt(this.at))) this.at += 1;
  }

  private taken(mark: string): boolean {
    if (this.text[this.at] !== mark) return false;
    this.at += 1;
    return true;
  }

  private need(mark: string): void {
    if (!this.taken(mark)) throw this.broken(`'${mark}' is missing`);
  }

  /** Lines are counted as they are asked for: every object asks once. */
  private line(): number {
    for (; this.counted < this.at; this.counted += 1)
      if (this.text.charCodeAt(this.counted) === 0x0a) this.lineCount += 1;
    return this.lineCount;
  }

  private broken(detail: string): Refused {
    const ended = this.at >= this.text.length;
    return new Refused(ended ? 'truncated' : 'broken_format', ended ? 'the document ends in its middle' : detail, {
      line: this.line(),
    });
  }
}

/**
 * A value as the text of a cell: an exponent written out exactly, `false` (an empty field of Odoo) and null as nothing.
 * A list or an object is no cell; its text is nothing that a column can be read from.
 */
export function cellOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null || value === false) return '';
  if (typeof value === 'string') return value.trim();
  if (value instanceof JsonNumber) return writtenOut(value.text);
  return value === true ? 'true' : '{}';
}

/** More digits than any amount has; an exponent beyond stays, and is no amount. */
const EXPONENT_MAX = 20;

function writtenOut(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (exponent === undefined || Math.abs(Number(exponent)) > EXPONENT_MAX) return text;
  const move = Number(exponent);
  const digits = `${'0'.repeat(EXPONENT_MAX)}${whole}${fraction}${'0'.repeat(EXPONENT_MAX)}`;
  const point = EXPONENT_MAX + whole.length + move;
  const [before, after] = [digits.slice(0, point).replace(/^0+(?=\d)/, ''), digits.slice(point).replace(/0+$/, '')];
  return `${sign}${before}${after === '' ? '' : `.${after}`}`;
}
