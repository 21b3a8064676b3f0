import { beginningOf, Refused } from '../../refused.ts';

/** What a document is made of, in its order. */
export interface OfxHandler {
  /** The text before the first element: headers and declarations. */
  preamble(text: string): void;
  open(name: string, line: number): void;
  /** An element with a text; in SGML no end tag follows. */
  value(name: string, text: string, line: number): void;
  close(name: string, line: number): void;
}

/** Longer than any value; a bound on what a tag that never ends can cost. */
const TOKEN_LENGTH_MAX = 64 * 1024;

/**
 * Cuts OFX into elements, whether SGML (no end tags on values) or XML: an element with a text behind its tag is a
 * value, one without is a group. One pass over chunks of text, with one element in memory. Throws `Refused`.
 */
export class OfxTags {
  private readonly handler: OfxHandler;
  private text = '';
  private line = 1;
  private preambleDone = false;
  /** The element whose tag is read and whose text is not. */
  private pending: { readonly name: string; readonly line: number } | null = null;

  constructor(handler: OfxHandler) {
    this.handler = handler;
  }

  write(chunk: string): void {
    this.text += chunk;
    let from = 0;
    for (;;) {
      const open = this.text.indexOf('<', from);
      if (open < 0) break;
      if (this.text.startsWith('<!--', open) || (this.text.startsWith('<!', open) && this.text.length - open < 4)) {
        const after = this.comment(open);
        if (after < 0) break;
        this.between(this.text.slice(from, open));
        this.count(this.text.slice(open, after));
        from = after;
        continue;
      }
      const end = this.text.indexOf('>', open);
      if (end < 0) break;
      this.between(this.text.slice(from, open));
      this.tag(this.text.slice(open + 1, end));
      from = end + 1;
    }
    this.text = this.text.slice(from);
    if (this.text.length > TOKEN_LENGTH_MAX)
      throw new Refused('broken_format', `an element is longer than ${String(TOKEN_LENGTH_MAX)} characters`, {
        line: this.line,
      });
  }

  end(): void {
    if (!this.preambleDone) {
      this.handler.preamble(this.text);
      return;
    }
    this.between(this.text.includes('<') ? this.text.slice(0, this.text.indexOf('<')) : this.text);
    if (this.text.includes('<')) throw new Refused('truncated', 'the file ends inside a tag', { line: this.line });
  }

  /** Behind a comment, or -1 where its end is not here yet. */
  private comment(open: number): number {
    const end = this.text.indexOf('-->', open + 4);
    return end < 0 ? -1 : end + 3;
  }

  private between(text: string): void {
    const { pending } = this;
    const value = decode(text.trim());
    if (pending !== null) {
      this.pending = null;
      if (value === '') this.handler.open(pending.name, pending.line);
      else this.handler.value(pending.name, value, pending.line);
    } else if (this.preambleDone && value !== '') {
      throw new Refused('broken_format', 'text stands between elements', { line: this.line });
    } else if (!this.preambleDone) {
      this.declarations += text;
    }
    this.count(text);
  }

  /** Everything before the first element. */
  private declarations = '';

  private tag(tag: string): void {
    const closing = tag.startsWith('/');
    const name = (closing ? tag.slice(1) : tag).trim().toUpperCase();
    if (/^[?!]/.test(tag)) {
      if (/^!(DOCTYPE|ENTITY)/i.test(tag))
        throw new Refused('doctype_refused', 'the document declares types or entities', { line: this.line });
      this.declarations += tag;
    } else {
      if (!this.preambleDone) {
        this.preambleDone = true;
        this.handler.preamble(this.declarations);
      }
      if (!/^[A-Z][A-Z0-9._]*\/?$/.test(name))
        throw new Refused('broken_format', `a tag that is not well formed: <${beginningOf(tag, 40)}`, {
          line: this.line,
        });
      if (closing) this.handler.close(name, this.line);
      // `<MEMO/>` is an empty value.
      else if (!name.endsWith('/')) this.pending = { name, line: this.line };
    }
    this.count(tag);
  }

  private count(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.line += 1;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Decodes what is an entity; an ampersand that banks leave as it is (SGML) stays. */
function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,6})|([a-z]{2,4}));/g, (whole, code: string | undefined, name: string | undefined) => {
    if (code !== undefined) return Number(code) > 0x10ffff ? '\ufffd' : String.fromCodePoint(Number(code));
    return ENTITIES[name ?? ''] ?? whole;
  });
}
