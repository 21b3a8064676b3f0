import type { Language } from '../../schemas/values/language.ts';
import { formatDecimal, printable } from './format.ts';
import texts from './reader-texts.json' with { type: 'json' };

// A reader says in English what is wrong with a file, and that sentence is what the store keeps. Here it is told again
// in the language of the report: the sentence is found by its fixed words, and what stands between them is put in its
// place.

/**
 * A sentence of a reader: English as the reader makes it, Spanish and Chinese. In the English one `{0}` is what the
 * file says, as it stands (`{*0}`: also where clauses end in it); `{#0}` a number, `{@0}` a date; `{~0}` words of a
 * reader again; `{?0}` either words of a reader or what the file says.
 */
export type ReaderText = readonly [en: string, es: string, zh: string];

/** Every sentence and part of a sentence that a reader makes. */
export const READER_TEXTS: readonly ReaderText[] = Object.values(texts).flatMap(textsOf);

/** What a reader puts into a cell in the place of its text, so that no map and no notation reads it. */
const IN_CELLS = textsOf(texts['in cells']);

function textsOf(group: Readonly<Record<string, readonly string[]>>): ReaderText[] {
  return Object.entries(group).map(([en, [es = '', zh = '']]) => [en, es, zh]);
}

type Kind = '' | '#' | '@' | '*' | '~' | '?';

interface Pattern {
  readonly text: ReaderText;
  /** With what stands before a word as short as it can be, and as long. */
  readonly are: readonly RegExp[];
  readonly kinds: readonly Kind[];
  /** Characters of its fixed words: the pattern with more of them says more. */
  readonly fixed: number;
}

const PLACE = /\{([#@*~?]?)(\d)\}/g;
const DAY = '(\\d{4}-\\d\\d-\\d\\d)';
const NUMBER = '(-?\\d+(?:\\.\\d+)?)';
/**
 * What a file says in a sentence of a reader: never over the marks that part its clauses; at its end over a colon all
 * the same.
 */
const DATA = '((?:(?![;:] )[^])*?)';
const DATA_AT_END = '((?:(?!; )[^])*)';
const WORDS_OF_READER = '([^]*?)';

const PATTERNS: readonly Pattern[] = READER_TEXTS.map(patternOf).sort((a, b) => b.fixed - a.fixed);

function patternOf(text: ReaderText): Pattern {
  const kinds: Kind[] = [];
  const parts = text[0].split(/(\{[#@*~?]?\d\})/);
  const source = parts
    .map((part, index) => {
      const place = /^\{([#@*~?]?)\d\}$/.exec(part);
      if (place === null) return part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
      const kind = (place[1] ?? '') as Kind;
      kinds.push(kind);
      const isLast = index === parts.length - 2 && parts.at(-1) === '';
      return { '#': NUMBER, '@': DAY, '*': '([^]*)', '~': WORDS_OF_READER, '?': DATA, '': isLast ? DATA_AT_END : DATA }[
        kind
      ];
    })
    .join('');
  const longest = source.replaceAll(WORDS_OF_READER, '([^]*)');
  const are = [source, ...(longest === source ? [] : [longest])].map((one) => new RegExp(`^${one}$`));
  return { text, are, kinds, fixed: text[0].replace(PLACE, '').length };
}

/** Longer than any sentence of a reader: beyond it nothing is looked for. */
const LENGTH_MAX = 2_000;

/**
 * What a reader says, in a language; null where it is no sentence that the readers make. What the file says in it stays
 * as it is; numbers are written as Spanish and Chinese write them.
 *
 * @param text the reader's sentence, in English
 */
export function readerSentence(language: Language, text: string): string | null {
  const sentence = text.replace(/\.$/, '');
  return sentence.length > LENGTH_MAX ? null : new Telling(language).told(sentence);
}

/** The words of a cell that a reader put there itself, in a language; another cell as it is. */
export function readerCell(language: Language, cell: string): string {
  const isReaders = cell.length <= LENGTH_MAX && OF_CELLS.some(({ are }) => are.some((is) => is.test(cell)));
  return (isReaders ? readerSentence(language, cell) : null) ?? printable(cell);
}

const OF_CELLS: readonly Pattern[] = IN_CELLS.map(patternOf);

const COLUMN: Readonly<Record<Language, 0 | 1 | 2>> = { en: 0, es: 1, zh: 2 };

const BETWEEN: Readonly<Record<Language, Readonly<Record<'; ' | ', ', string>>>> = {
  en: { '; ': '; ', ', ': ', ' },
  es: { '; ': '; ', ', ': ', ' },
  zh: { '; ': '；', ', ': '，' },
};

/** One sentence in one language. Parts come again and again: each is told once. */
class Telling {
  private readonly known = new Map<string, string | null>([['', '']]);

  constructor(private readonly language: Language) {}

  told(text: string): string | null {
    const before = this.known.get(text);
    if (before !== undefined) return before;
    // A part that leads back to itself is none.
    this.known.set(text, null);
    const told = this.whole(text) ?? this.inParts(text, '; ') ?? this.inParts(text, ', ');
    this.known.set(text, told);
    return told;
  }

  private whole(text: string): string | null {
    for (const pattern of PATTERNS)
      for (const is of pattern.are) {
        const told = this.by(pattern, is, text);
        if (told !== null) return told;
      }
    return null;
  }

  /** Clauses one after the other, each of which is known. */
  private inParts(text: string, mark: '; ' | ', '): string | null {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      const first = this.whole(text.slice(0, at));
      const rest = first === null ? null : this.told(text.slice(at + mark.length));
      if (first !== null && rest !== null) return `${first}${BETWEEN[this.language][mark]}${rest}`;
    }
    return null;
  }

  private by({ text, kinds }: Pattern, is: RegExp, sentence: string): string | null {
    const found = is.exec(sentence);
    if (found === null) return null;
    const parts: string[] = [];
    for (const [index, kind] of kinds.entries()) {
      const part = found[index + 1] ?? '';
      const told = kind === '~' || kind === '?' ? this.told(part) : this.asPrinted(part, kind);
      if (told === null && kind === '~') return null;
      parts.push(told ?? printable(part));
    }
    return text[COLUMN[this.language]].replace(PLACE, (_, __, place: string) => parts[Number(place)] ?? '');
  }

  private asPrinted(part: string, kind: Kind): string {
    return kind === '#' && this.language !== 'en' ? formatDecimal(this.language, part) : printable(part);
  }
}
