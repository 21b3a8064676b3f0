import type { XmlNode } from './xml-tree.ts';

/** A record that was scanned: its tree, and the first character behind it. */
export interface ScannedRecord {
  readonly node: XmlNode;
  readonly end: number;
}

/** Reads what is plain of a document, and gives what `parseXml` gives. */
export interface XmlScanner {
  /** The record whose first tag stands at `from`; null where it is not plain, or not whole in this text. */
  record(text: string, from: number): ScannedRecord | null;
  /** The tree of a whole document; null where it is not plain. */
  document(text: string): XmlNode | null;
}

/** Finds nothing plain. */
export const NO_SCANNER: XmlScanner = { record: () => null, document: () => null };

/** What a document is refused for: an element that may be beyond it is left to whoever refuses. */
export interface ScanLimits {
  readonly depth: number;
  readonly tagLength: number;
}

/**
 * A scanner of the records at `path`. Plain are elements that hold either a text or elements, with plain names and
 * quoted attributes; no comment, CDATA or processing instruction, and no text beside elements. Everything else is left
 * to the library, which stays the definition.
 */
export function xmlScanner(path: readonly string[], limits: ScanLimits): XmlScanner {
  const scanner = new Scanner(path, limits);
  return {
    record: (text, from) => scanner.record(text, from),
    document: (text) => new Scanner([], limits).document(text),
  };
}

/** An element's name as it is written, prefix included. */
interface Tag {
  /** `<ns:name`, `</ns:name>` */
  readonly open: string;
  readonly close: string;
  readonly local: string;
  readonly isInPath: boolean;
  /** The tag that came behind it the last time: most likely it comes again. */
  next: Tag | null;
}

type Nodes = Record<string, XmlNode | XmlNode[]>;

// Names are short, and of letters that mean nothing to anybody; a name with others is not plain.
const OPEN = /<((?:[A-Za-z_][\w.-]{0,99}:)?([A-Za-z_\u00c0-\u024f][\w.\u00c0-\u024f-]{0,99}))(?=[ \t\r\n/>])/y;
const ATTRIBUTE = /[ \t\r\n]+(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)=(?:"([^"<]*)"|'([^'<]*)')/y;
const OPEN_END = /[ \t\r\n]*\/?>/y;
const DECLARATION = /^(?:<\?xml(?: [a-z]+="[\w.-]*")*\?>)?[ \t\r\n]*/;

/** More names than any report has: who makes them up is not remembered. */
const TAGS_MAX = 1000;

const SPACE = 0x20;
const SLASH = 0x2f;
const GREATER = 0x3e;

class Scanner {
  private readonly path: readonly string[];
  private readonly limits: ScanLimits;
  private readonly tags = new Map<string, Tag>();
  /** Stands before the first tag of every record. */
  private readonly start: Tag = { open: '', close: '', local: '', isInPath: false, next: null };
  private last = this.start;
  private text = '';
  /** The first character that is not read yet. */
  private at = 0;

  constructor(path: readonly string[], limits: ScanLimits) {
    this.path = path;
    this.limits = limits;
  }

  record(text: string, from: number): ScannedRecord | null {
    this.text = text;
    this.at = from;
    this.last = this.start;
    const tag = this.tagHere();
    const node = tag === null || tag.local !== this.path.at(-1) ? null : this.element(tag, this.path.length);
    return node === null ? null : { node, end: this.at };
  }

  document(text: string): XmlNode | null {
    this.text = text;
    this.at = DECLARATION.exec(text)?.[0].length ?? 0;
    const root = this.tagHere();
    const node = root === null ? null : this.element(root, 1);
    return root === null || node === null || !this.isBlankTo(text.length) ? null : { [root.local]: node };
  }

  /** The tag that opens here, read as far as its name; null for any other markup, and for a name that is not plain. */
  private tagHere(): Tag | null {
    const { text, at, last } = this;
    const likely = last.next;
    if (likely !== null && text.startsWith(likely.open, at) && endsName(text.charCodeAt(at + likely.open.length))) {
      this.last = likely;
      this.at = at + likely.open.length;
      return likely;
    }
    OPEN.lastIndex = at;
    const [, name, local] = OPEN.exec(text) ?? [];
    // Names that objects of JavaScript have are the library's to judge.
    if (name === undefined || local === undefined || local in Object.prototype || local === 'prototype') return null;
    const tag = this.tags.get(name) ?? this.newTag(name, local);
    if (tag === null) return null;
    last.next = tag;
    this.last = tag;
    this.at = OPEN.lastIndex;
    return tag;
  }

  private newTag(name: string, local: string): Tag | null {
    if (this.tags.size >= TAGS_MAX) return null;
    const isInPath = this.path.includes(local);
    const tag: Tag = { open: `<${name}`, close: `</${name}>`, local: own(local), isInPath, next: null };
    this.tags.set(own(name), tag);
    return tag;
  }

  /** Reads the rest of an element. `depth`: how many elements are open with it. */
  private element(tag: Tag, depth: number): XmlNode | null {
    if (depth > this.limits.depth) return null;
    let attributes: Nodes | null = null;
    if (this.text.charCodeAt(this.at) === GREATER) {
      this.at += 1;
    } else {
      const open = this.at - tag.open.length;
      attributes = this.attributes();
      OPEN_END.lastIndex = this.at;
      if (!OPEN_END.test(this.text) || OPEN_END.lastIndex - open > this.limits.tagLength) return null;
      this.at = OPEN_END.lastIndex;
      if (this.text.charCodeAt(this.at - 2) === SLASH) return attributes ?? '';
    }
    const end = this.text.indexOf('<', this.at);
    if (end < 0) return null;
    return this.text.startsWith(tag.close, end)
      ? this.leaf(tag, end, attributes)
      : this.branch(tag, end, attributes, depth);
  }

  /** The attributes as the library names them; null for none. Declarations of namespaces are none. */
  private attributes(): Nodes | null {
    let found: Nodes | null = null;
    for (;;) {
      ATTRIBUTE.lastIndex = this.at;
      const [whole, prefix, local, inQuotes, inApostrophes] = ATTRIBUTE.exec(this.text) ?? [];
      if (whole === undefined) return found;
      this.at += whole.length;
      if (prefix === 'xmlns' || (prefix === undefined && local === 'xmlns')) continue;
      found ??= {};
      found[`@${local ?? ''}`] = valueOf(inQuotes ?? inApostrophes ?? '');
    }
  }

  private leaf(tag: Tag, end: number, attributes: Nodes | null): XmlNode {
    const text = valueOf(this.text.slice(this.at, end));
    this.at = end + tag.close.length;
    if (attributes === null) return text;
    return text === '' ? attributes : { '#text': text, ...attributes };
  }

  private branch(tag: Tag, first: number, attributes: Nodes | null, depth: number): XmlNode | null {
    const nodes: Nodes = {};
    for (let next = first; next >= 0; next = this.text.indexOf('<', this.at)) {
      if (!this.isBlankTo(next)) return null;
      this.at = next;
      if (this.text.charCodeAt(next + 1) === SLASH) {
        if (!this.text.startsWith(tag.close, next)) return null;
        this.at = next + tag.close.length;
        return attributes === null ? nodes : { ...nodes, ...attributes };
      }
      const child = this.tagHere();
      // An element of the path inside the record: two documents in one?
      if (child === null || child.isInPath) return null;
      const node = this.element(child, depth + 1);
      if (node === null) return null;
      put(nodes, child.local, node);
    }
    return null;
  }

  private isBlankTo(end: number): boolean {
    for (let index = this.at; index < end; index += 1) {
      const code = this.text.charCodeAt(index);
      if (code !== SPACE && code !== 0x0a && code !== 0x0d && code !== 0x09) return false;
    }
    return true;
  }
}

/** Repeated elements are a list. */
function put(nodes: Nodes, name: string, node: XmlNode): void {
  const known = nodes[name];
  if (known === undefined) nodes[name] = node;
  else if (Array.isArray(known)) known.push(node);
  else nodes[name] = [known, node];
}

function endsName(code: number): boolean {
  return code === GREATER || code === SLASH || code === SPACE || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Longer texts are cut out of another without a copy, and keep it in memory. */
const COPIED_LENGTH_MAX = 12;

/** A text as the library gives it: trimmed, each line end as one LF, entities as they stand. On its own, as `own`. */
function valueOf(text: string): string {
  const trimmed = text.trim();
  const value = trimmed.includes('\r') ? trimmed.replace(/\r\n?/g, '\n') : trimmed;
  if (value.length <= COPIED_LENGTH_MAX) return value;
  // why: trimming makes one string of two, where `own` leaves a cut in a string of its own; most of these are kept.
  return (value.slice(0, COPIED_LENGTH_MAX) + value.slice(COPIED_LENGTH_MAX)).trim();
}

/** The text on its own: one that is kept must not keep the chunk that it was read from. */
export function own(text: string): string {
  return text.length > COPIED_LENGTH_MAX ? ` ${text}`.slice(1) : text;
}
