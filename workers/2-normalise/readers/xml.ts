import { beginningOf, Refused } from '../refused.ts';
import { NO_SCANNER, own } from './xml-scan.ts';
import type { ScanLimits, XmlScanner } from './xml-scan.ts';
import type { XmlNode } from './xml-tree.ts';

/** Deeper than any report; a bound on what a hostile file can cost. */
const DEPTH_MAX = 64;
/** The largest record, and the largest document around the records, in characters. */
const RECORD_LENGTH_MAX = 8 * 1024 * 1024;
const FRAME_LENGTH_MAX = 16 * 1024 * 1024;
const TAG_LENGTH_MAX = 64 * 1024;
export const SCAN_LIMITS: ScanLimits = { depth: DEPTH_MAX, tagLength: TAG_LENGTH_MAX };
/** The longest thing that tells a comment, CDATA and DOCTYPE apart. */
const MARKUP_LENGTH = '<![CDATA['.length;

/** One record as text, without comments, CDATA turned into plain text. */
export interface XmlRecord {
  readonly text: string;
  /** What it holds, where it is plain; any other is to be parsed. */
  readonly node: XmlNode | null;
  /** 1-based line of its first tag. */
  readonly line: number;
  /** Which element of its parent's path it stands in: 0 for the first. */
  readonly parent: number;
  /** The record as a reject keeps it. */
  raw(): string;
}

/**
 * Cuts the records at `path` (local names from the root; prefixes do not matter) out of an XML document, in one pass
 * over chunks of valid UTF-8, with one record in memory at a time; returns what is left of the document. Throws
 * `Refused`: `doctype_refused`; `truncated` where the document ends before its root; `broken_format` where tags do not
 * nest or something follows the root; `too_large`; `empty_file`.
 *
 * @param scanner takes plain records as a whole; all others are cut tag by tag
 */
export async function cutXml(
  chunks: AsyncIterable<Buffer>,
  path: readonly string[],
  onRecord: (record: XmlRecord) => void,
  scanner: XmlScanner = NO_SCANNER,
): Promise<string> {
  const cutter = new Cutter(path, onRecord, scanner);
  for await (const chunk of chunks) cutter.write(chunk.toString('utf8'));
  return cutter.end();
}

class Cutter {
  private readonly path: readonly string[];
  private readonly onRecord: (record: XmlRecord) => void;
  private readonly scanner: XmlScanner;
  private readonly stack: string[] = [];
  private readonly frame: string[] = [];
  private frameLength = 0;
  private text = '';
  /** The first character that is not looked at yet. */
  private at = 0;
  /** The first character that is not in the frame yet. */
  private frameFrom = 0;
  private recordStart = -1;
  private recordLine = 0;
  /** How many open elements, from the root, follow the path. */
  private matched = 0;
  private parent = -1;
  private rootSeen = false;
  private line = 1;
  private countedTo = 0;

  constructor(path: readonly string[], onRecord: (record: XmlRecord) => void, scanner: XmlScanner) {
    this.path = path;
    this.onRecord = onRecord;
    this.scanner = scanner;
  }

  write(chunk: string): void {
    this.release();
    this.text += chunk;
    while (this.token());
  }

  end(): string {
    const rest = this.text.slice(this.at);
    if (this.rootSeen && this.stack.length === 0 && rest.trim() === '') {
      this.toFrame(this.text.length);
      return this.frame.join('');
    }
    if (!this.rootSeen && rest.trim() === '' && this.frameLength === 0)
      throw new Refused('empty_file', 'the file holds nothing');
    if (!this.rootSeen && !rest.includes('<') && rest.trim() !== '')
      throw this.broken('this is no XML: text stands before any element');
    if (this.rootSeen && this.stack.length === 0) throw this.broken('something follows the end of the document');
    throw new Refused('truncated', `the document ends inside <${this.stack.at(-1) ?? 'its first tag'}>`, {
      line: this.lineAt(this.text.length),
    });
  }

  /** Lets go of what is read: all but the record at hand and the token that the chunk cut. */
  private release(): void {
    if (this.recordStart < 0) this.toFrame(this.at);
    this.lineAt(this.at);
    const from = this.recordStart < 0 ? this.at : this.recordStart;
    if (this.text.length - from > RECORD_LENGTH_MAX)
      throw new Refused('too_large', `a record is longer than ${String(RECORD_LENGTH_MAX)} characters`, {
        line: this.lineAt(from),
      });
    this.text = this.text.slice(from);
    this.at -= from;
    this.countedTo -= from;
    this.frameFrom = 0;
    if (this.recordStart >= 0) this.recordStart = 0;
  }

  /** Reads the text up to the next tag, and the tag. False where more text is needed. */
  private token(): boolean {
    const open = this.text.indexOf('<', this.at);
    const textEnd = open < 0 ? this.text.length : open;
    if (this.stack.length === 0 && this.text.slice(this.at, textEnd).trim() !== '') {
      throw this.broken(
        this.rootSeen ? 'text follows the end of the document' : 'this is no XML: text stands before any element',
      );
    }
    this.at = textEnd;
    if (open < 0) return false;
    const second = this.text.charCodeAt(open + 1);
    if (second === 0x21) return this.declaration(open);
    if (second === 0x3f) return this.skipTo('?>', open);
    if (this.plainRecord(open)) return true;
    const end = this.tagEnd(open);
    if (end < 0) return false;
    if (second === 0x2f) this.closeTag(open, end);
    else this.openTag(open, end);
    this.at = end + 1;
    return true;
  }

  /** Takes a plain record as a whole. False where none stands here: then its tags are read one by one. */
  private plainRecord(open: number): boolean {
    const { stack, path } = this;
    // The root is no record of many, and what may stand around it is checked tag by tag.
    const isPlace = stack.length > 0 && stack.length === path.length - 1 && this.matched === stack.length;
    const scanned = isPlace ? this.scanner.record(this.text, open) : null;
    if (scanned === null) return false;
    this.startRecord(open);
    this.at = scanned.end;
    this.giveRecord(scanned.end, this.text.slice(open, scanned.end), scanned.node);
    return true;
  }

  /** `<!...`: a comment, CDATA, or what is refused. */
  private declaration(open: number): boolean {
    if (this.text.startsWith('<!--', open)) return this.skipTo('-->', open + 4);
    if (this.text.startsWith('<![CDATA[', open) && this.stack.length > 0) return this.skipTo(']]>', open);
    if (this.text.length - open < MARKUP_LENGTH) return false;
    if (/^<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(this.text.slice(open, open + 12))) {
      throw new Refused('doctype_refused', 'the document declares types or entities, which no report needs', {
        line: this.lineAt(open),
      });
    }
    throw this.broken('a declaration that is neither comment nor CDATA');
  }

  private skipTo(mark: string, from: number): boolean {
    const end = this.text.indexOf(mark, from);
    if (end < 0) return false;
    this.at = end + mark.length;
    return true;
  }

  /**
   * The `>` that closes the tag, quoted ones passed over; -1 where it is not here yet. Each character is looked at
   * once.
   */
  private tagEnd(open: number): number {
    const end = this.unquotedEnd(open);
    if ((end < 0 ? this.text.length : end) - open > TAG_LENGTH_MAX)
      throw this.broken(`a tag is longer than ${String(TAG_LENGTH_MAX)} characters`);
    return end;
  }

  private unquotedEnd(open: number): number {
    const marks = /[>"']/g;
    marks.lastIndex = open;
    for (let mark = marks.exec(this.text); mark !== null; mark = marks.exec(this.text)) {
      if (mark[0] === '>') return mark.index;
      const closing = this.text.indexOf(mark[0], mark.index + 1);
      if (closing < 0) return -1;
      marks.lastIndex = closing + 1;
    }
    return -1;
  }

  private openTag(open: number, end: number): void {
    const tag = this.text.slice(open + 1, end);
    const name = /^[A-Za-z_\u0080-\uffff][^\s/<>"'=]*/.exec(tag)?.[0];
    if (name === undefined || /</.test(tag.replace(/"[^"]*"|'[^']*'/g, '')))
      throw this.broken('a tag that is not well formed');
    if (this.stack.length === 0 && this.rootSeen) throw this.broken('a second root follows the end of the document');
    if (this.stack.length >= DEPTH_MAX)
      throw new Refused('too_large', `elements nest deeper than ${String(DEPTH_MAX)}`, { line: this.lineAt(open) });
    this.rootSeen = true;
    const local = localName(name);
    if (this.stack.length === this.matched && this.path[this.matched] === local) this.matched += 1;
    this.stack.push(name);
    const follows = this.matched === this.stack.length;
    // A document in a document, a record in a record: what the inner one holds would be read by nobody.
    if (!follows && this.path.includes(local) && this.stack.slice(0, -1).some((outer) => localName(outer) === local))
      throw this.broken(`<${beginningOf(name, 40)}> stands inside itself: two documents in one?`);
    if (follows && this.stack.length === this.path.length - 1) this.parent += 1;
    if (follows && this.stack.length === this.path.length) this.startRecord(open);
    if (tag.endsWith('/')) this.leave(end);
  }

  private closeTag(open: number, end: number): void {
    const name = this.text.slice(open + 2, end).trimEnd();
    if (this.stack.at(-1) !== name) {
      throw this.broken(`</${beginningOf(name, 40)}> closes <${this.stack.at(-1) ?? 'nothing'}>`);
    }
    this.leave(end);
  }

  private leave(end: number): void {
    if (this.recordStart >= 0 && this.stack.length === this.path.length) this.endRecord(end + 1);
    this.stack.pop();
    this.matched = Math.min(this.matched, this.stack.length);
  }

  private startRecord(open: number): void {
    this.toFrame(open);
    this.recordStart = open;
    this.recordLine = this.lineAt(open);
  }

  private endRecord(end: number): void {
    const text = plainText(this.text.slice(this.recordStart, end));
    const scanned = this.scanner.record(text, 0);
    this.giveRecord(end, text, scanned?.end === text.length ? scanned.node : null);
  }

  private giveRecord(end: number, text: string, node: XmlNode | null): void {
    this.recordStart = -1;
    this.frameFrom = end;
    this.onRecord({ text, node, line: this.recordLine, parent: Math.max(this.parent, 0), raw: () => own(text) });
  }

  private toFrame(end: number): void {
    if (end <= this.frameFrom) return;
    this.frameLength += end - this.frameFrom;
    if (this.frameLength > FRAME_LENGTH_MAX)
      throw new Refused('too_large', `more than ${String(FRAME_LENGTH_MAX)} characters stand outside the records`, {
        line: this.lineAt(end),
      });
    const piece = this.text.slice(this.frameFrom, end);
    const last = this.frame.at(-1);
    // What stands between two records is mostly the same blanks: kept once.
    this.frame.push(piece === last ? last : own(piece));
    this.frameFrom = end;
  }

  /** The line of a character; it only ever looks forward. */
  private lineAt(index: number): number {
    for (
      let next = this.text.indexOf('\n', this.countedTo);
      next >= 0 && next < index;
      next = this.text.indexOf('\n', next + 1)
    ) {
      this.line += 1;
      this.countedTo = next + 1;
    }
    return this.line;
  }

  private broken(detail: string): Refused {
    return new Refused('broken_format', detail, { line: this.lineAt(this.at) });
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Takes comments out and writes CDATA as plain text, so that the parser behind meets neither. */
export function plainText(xml: string): string {
  if (!xml.includes('<!')) return xml;
  return xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, literal?: string) =>
    literal === undefined ? '' : literal.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  );
}
