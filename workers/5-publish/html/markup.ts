import { certain } from '../../../schemas/errors.ts';
/**
 * Text that is markup already. Everything else is escaped where it is put in, so that no value of a file can become
 * markup.
 */
export interface Html {
  readonly markup: string;
  /** A cell that says zero or nothing: a column of nothing else can be left out. */
  readonly isBlank?: true;
}

export type Part = Html | string | number | null | readonly Html[];

/**
 * `html\`<p>${text}</p>\``: texts are escaped, markup and lists of it stay, null is nothing. Line breaks of the source
 * shrink to one each.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const fixed = shrunk.get(strings) ?? strings.map((text) => text.replaceAll(/\s*\n\s*/g, '\n'));
  shrunk.set(strings, fixed);
  let markup = certain(fixed[0], 'a beginning');
  for (const [index, part] of parts.entries()) markup += printPart(part) + certain(fixed[index + 1], 'a fixed part');
  return { markup };
}

/** The fixed parts of each template of this program without their indentation. */
const shrunk = new WeakMap<TemplateStringsArray, readonly string[]>();

function printPart(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  if (isHtml(part)) return part.markup;
  return part.map((one) => one.markup).join('');
}

function isHtml(part: Html | readonly Html[]): part is Html {
  return 'markup' in part;
}

/** A cell that says zero or nothing. */
export function blank({ markup }: Html): Html {
  return { markup, isBlank: true };
}

export const NOTHING: Html = { markup: '' };

/** Markup that this program wrote itself: its style and its script. Never a text of a file. */
export function trusted(markup: string): Html {
  return { markup };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Most texts: nothing in them is escaped, and nothing hidden. */
const PLAIN = /^[ !#-%(-;=?-~]*$/;

function escapeText(text: string): string {
  if (PLAIN.test(text)) return text;
  return visible(text).replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}

/** Control characters and halves of pairs, which no page may hold, show as the mark for an unreadable character. */
export function visible(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/gu, '\ufffd');
}

/**
 * JSON that may stand inside a script element: no `<`, so that no text ends the element, and no line end of JavaScript.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const SUMMARY_LENGTH = 90;
/** A longer text is folded to its beginning. */
export const FOLD_LENGTH = 160;

/** A text of a file: isolated from the direction of what stands around it, and folded where it is long. */
export function isolated(text: string): Html {
  const characters = text.length > FOLD_LENGTH ? Array.from(visible(text)) : [];
  if (characters.length <= FOLD_LENGTH) return html`<bdi>${text}</bdi>`;
  const start = characters.slice(0, SUMMARY_LENGTH).join('');
  return html`<details class="long">
    <summary><bdi>${start}…</bdi></summary>
    <bdi>${text}</bdi>
  </details>`;
}
