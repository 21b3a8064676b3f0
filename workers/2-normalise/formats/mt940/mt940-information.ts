import type { Texts } from '../../cells.ts';

/**
 * Lines and subfields of a full length are cut in the middle of a word; shorter ones end with it. SWIFT counts 65
 * characters without the tag; banks that cut the whole field hard leave four fewer beside `:86:`.
 */
const LINE_LENGTH = 65;
const TAG_LENGTH = ':86:'.length;
const SUBFIELD_LENGTH = 27;
/**
 * `166?20...`: a business code, the bank's separator, and the first two digits of a subfield; without a code there are
 * two subfields.
 */
const STRUCTURED = /^\s*(?:\d{3}([?<^~@|])(?=\d\d)|([?<^~@|])(?=\d\d.*\2\d\d))/;
/** `EREF+`, `SVWZ+`: what a subfield of the German standard begins with. */
const KEYWORD = /^([A-Z]{4})\+/;
const NO_ID = /^(NOT ?PROVIDED|NON ?REF|)$/i;

/** The description and the end-to-end id of a movement, from its :86: and from the lines that follow its :61:. */
export function informationTexts(information: readonly string[], supplementary: readonly string[]): Texts {
  const lines = wrapped(information.filter((line) => line.trim() !== ''));
  const structured = STRUCTURED.exec(lines.join(''));
  const { words, endToEnd } =
    structured === null ? ofText(lines) : ofSubfields(lines, structured[1] ?? structured[2] ?? '?');
  const extra = supplementary
    .map((line) => line.trim())
    .filter((line) => line !== '' && !words.some((word) => word.includes(line)));
  return {
    description: [...words, ...extra].join(' ').replace(/\s+/g, ' ').trim(),
    end_to_end_id: NO_ID.test(endToEnd) ? '' : endToEnd,
  };
}

/**
 * The lines of a field whose first one, with its tag, and all between it and the last are exactly full: it was cut
 * hard, tag and all, and its first line goes on as if it were full. (A text cut at words fills a line exactly by chance
 * alone.)
 */
function wrapped(lines: readonly string[]): readonly string[] {
  const [first = '', second, ...others] = lines;
  if (second === undefined || first.length !== LINE_LENGTH - TAG_LENGTH) return lines;
  const isHard =
    second.length <= LINE_LENGTH && [second, ...others].slice(0, -1).every((line) => line.length === LINE_LENGTH);
  return isHard ? [first + second, ...others] : lines;
}

interface Information {
  readonly words: readonly string[];
  readonly endToEnd: string;
}

/** Free text, or SWIFT's code words between slashes (`/EREF/.../REMI/...`). */
function ofText(lines: readonly string[]): Information {
  const text = joined(lines, LINE_LENGTH);
  return { words: [text], endToEnd: (/(?:^|\/)EREF\/(.*?)(?=\/[A-Z]{4}\/|\/\/|$)/.exec(text)?.[1] ?? '').trim() };
}

/** `?00` booking text, `?20` to `?29` and `?60` to `?63` what for, `?32` and `?33` who. */
function ofSubfields(lines: readonly string[], separator: string): Information {
  // A line that begins with a subfield ends the one before it: a blank there would stand inside a word that two
  // subfields share.
  const begins = (line: string): boolean => line.startsWith(separator) && /^\d\d/.test(line.slice(1));
  const subfields = joined(lines, LINE_LENGTH, begins)
    .split(separator)
    .slice(1)
    .filter((part) => /^\d\d/.test(part))
    .map((part) => ({ code: part.slice(0, 2), text: part.slice(2) }));
  const of = (codes: RegExp): string[] => subfields.filter(({ code }) => codes.test(code)).map((part) => part.text);
  const purpose = of(/^(2\d|6[0-3])$/);
  const words = [
    joined(of(/^00$/), SUBFIELD_LENGTH),
    joined(purpose, SUBFIELD_LENGTH),
    joined(of(/^3[23]$/), SUBFIELD_LENGTH),
  ];
  return { words: words.filter((word) => word !== ''), endToEnd: keyed(purpose, 'EREF') };
}

/** The text of a keyword: its subfield, and those after it that begin with no keyword. */
function keyed(subfields: readonly string[], keyword: string): string {
  const start = subfields.findIndex((text) => text.startsWith(`${keyword}+`));
  if (start < 0) return '';
  const rest = subfields.slice(start + 1);
  const end = rest.findIndex((text) => KEYWORD.test(text) || /^[A-Z]{4}:/.test(text));
  return joined([subfields[start] ?? '', ...rest.slice(0, end < 0 ? rest.length : end)], SUBFIELD_LENGTH)
    .slice(keyword.length + 1)
    .trim();
}

/**
 * Parts as one text, with a blank behind those that are not full, unless the next one begins with a mark of its own.
 */
function joined(parts: readonly string[], fullLength: number, begins: (part: string) => boolean = () => false): string {
  return parts.reduce((text, part, index) => {
    const before = parts[index - 1];
    return before === undefined || before.length >= fullLength || begins(part) ? text + part : `${text} ${part}`;
  }, '');
}
