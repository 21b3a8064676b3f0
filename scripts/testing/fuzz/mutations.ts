import type { Random } from '../fortnight/random.ts';
import {
  bytesOf,
  cutting,
  delimiterOf,
  inserting,
  ofCells,
  ofDate,
  ofElement,
  ofLines,
  ofNumber,
  ofTag,
  oneByte,
  swap,
  swapNumbers,
  type Edit,
} from './editing.ts';

/** Ways in which files break. */
interface Mutation {
  readonly name: string;
  readonly edit: Edit;
}

/** Longer than any cell of any file, deeper than any document, more often than any day repeats itself. */
const LONG = 100_000;
const DEPTH = 3_000;
const COPIES = 2_000;

const pick =
  (...items: readonly string[]): Edit =>
  (_, random) =>
    random.pick(items);

const BYTES: Readonly<Record<string, Edit>> = {
  'a bit flipped': oneByte((code, random) => String.fromCharCode(code ^ (1 << random.int(0, 7)))),
  'another byte': oneByte((_, random) => String.fromCharCode(random.int(0, 255))),
  'some bytes less': cutting(40),
  'cut off': (text, random) => text.slice(0, random.int(0, Math.max(0, text.length - 1))),
  'without its beginning': (text, random) => text.slice(random.int(1, text.length + 1)),
  'a control character': inserting('\0', '\x01', '\x1a', '\x7f', '\b', '\x0b'),
  'NULs at its end': (text, random) => text + '\0'.repeat(random.int(1, 5000)),
  'a byte of no encoding': inserting('\xff', '\xfe', '\xc3', '\xe2\x82', '\x81'),
  'a character of Unicode': inserting(
    ...['\u2028', '\u00a0', '\ufffd', '\u202e', '\u0085', '🧘', '٣', '−'].map(bytesOf),
  ),
  'a byte order mark': (text, random) =>
    random.pick(['\xef\xbb\xbf', '\xff\xfe', '\xfe\xff', '\0\0\xfe\xff', '\xef\xbb\xbf\xef\xbb\xbf']) + text,
  'in UTF-16': (text, random) => Buffer.from(`${random.pick(['', '\ufeff'])}${text}`, 'utf16le').toString('latin1'),
  'encoded twice': bytesOf,
  'in latin1': (text) => Buffer.from(Buffer.from(text, 'latin1').toString('utf8'), 'latin1').toString('latin1'),
};

const LINES: Readonly<Record<string, Edit>> = {
  'a line twice': ofLines((lines, index) => lines.splice(index, 0, lines[index] ?? '')),
  'a line less': ofLines((lines, index) => lines.splice(index, 1)),
  'a line elsewhere': ofLines((lines, index, random) =>
    lines.splice(random.int(0, lines.length - 1), 0, ...lines.splice(index, 1)),
  ),
  'two lines swapped': ofLines((lines, index, random) => {
    swap(lines, index, random.int(0, lines.length - 1));
  }),
  'two lines glued': ofLines((lines, index) => lines.splice(index, 2, lines.slice(index, index + 2).join(''))),
  'a line broken in two': inserting('\n', '\r\n', '\r', '\n\n'),
  'two files in one': (text, random) => text + random.pick(['', '\n']) + text,
  'a line very often': ofLines((lines, index) =>
    lines.splice(index, 0, ...new Array<string>(COPIES).fill(lines[index] ?? '')),
  ),
  'other line ends': (text, random) => text.replaceAll(/\r?\n/g, random.pick(['\r\n', '\r', '\n\n', '\n\r'])),
  'blanks around its lines': (text) => text.replaceAll('\n', ' \n '),
};

const CELLS: Readonly<Record<string, Edit>> = {
  'two cells swapped': ofCells((cells, index, random) => {
    swap(cells, index, random.int(0, cells.length - 1));
  }),
  'a cell less': ofCells((cells, index) => cells.splice(index, 1)),
  'a cell more': ofCells((cells, index, random) => cells.splice(index, 0, random.pick(['', 'x', '0', '1.00']))),
  'an empty cell': ofCells((cells, index) => cells.splice(index, 1, '')),
  'a very long cell': ofCells((cells, index, random) =>
    cells.splice(index, 1, random.pick(['x', '9', ' ', '"', '<', '&', '0,', '1.', '-', '[']).repeat(LONG)),
  ),
  'a cell of a hostile name': ofCells((cells, index, random) =>
    cells.splice(index, 1, random.pick(['__proto__', 'constructor', '=1+1', '../../etc', '${x}', 'toString'])),
  ),
  'another delimiter': (text, random) => text.replaceAll(delimiterOf(text), random.pick([',', ';', '\t', '|', ', '])),
  'a quote more': inserting('"', "'", '""', '",'),
  'no quotes': (text) => text.replaceAll('"', ''),
};

/** After it nothing differs but one digit of one number. */
export const ONE_DIGIT = 'another digit';

const VALUES: Readonly<Record<string, Edit>> = {
  [ONE_DIGIT]: ofNumber((number, random) => {
    const places = [...number.matchAll(/\d/g)].map(({ index }) => index);
    const place = random.pick(places);
    const digit = String((Number(number[place]) + random.int(1, 9)) % 10);
    return number.slice(0, place) + digit + number.slice(place + 1);
  }),
  'a digit more': ofNumber(inserting('0', '1', '5', '9', '00', '000')),
  'a digit less': ofNumber(cutting(1)),
  'another sign': ofNumber((number) => (number.startsWith('-') ? number.slice(1) : `-${number}`)),
  'another notation': ofNumber((number, random) =>
    random.pick([
      number.replaceAll(/[.,]/g, (mark) => (mark === '.' ? ',' : '.')),
      number.replace(/(\d)(\d{3})(?!\d)/, '$1.$2'),
      ...[
        `${number}e3`,
        `+${number}`,
        `(${number})`,
        `${number}-`,
        ` ${number} `,
        `$${number}`,
        `${number}.`,
        `.${number}`,
      ],
    ]),
  ),
  'a number out of all bounds': ofNumber(
    pick(
      '9007199254740993',
      '99999999999999999999.99',
      '1e308',
      'NaN',
      'Infinity',
      '0x10',
      '-0',
      '9'.repeat(400),
      `0.${'0'.repeat(30)}1`,
      '',
    ),
  ),
  'two numbers swapped': swapNumbers,
  'an impossible date': ofDate((date, random) =>
    date.replace(/\d\d(?!.*\d\d)|\d\d/, random.pick(['32', '00', '99', '31', '30', '13'])),
  ),
};

const ELEMENTS: Readonly<Record<string, Edit>> = {
  'an element less': ofElement(() => ''),
  'an element twice': ofElement((element) => element + element),
  'an element in itself': ofElement((element) => element.replace('>', () => `>${element}`)),
  'an element nested deeply': ofElement((element) => `${'<a>'.repeat(DEPTH)}${element}${'</a>'.repeat(DEPTH)}`),
  'a tag less': ofTag(() => ''),
  'another tag': ofTag(pick('<x>', '</x>', '<x/>', '<', '>', '<!-- ', ' -->', '<![CDATA[', ']]>', '<?x ?>', '&')),
  'an attribute more': ofTag((tag) => tag.replace(/>$/, ' a="1" a="2">')),
  'an entity': inserting('&amp;', '&lol;', '&#0;', '&#x110000;', '&#49;', '&'),
  'declared types': (text) =>
    text.replace(/^(<\?xml[^>]*\?>)?/, '$1<!DOCTYPE a [<!ENTITY a "&b;&b;"><!ENTITY b "c">]>'),
};

const named = (...groups: readonly Readonly<Record<string, Edit>>[]): readonly Mutation[] =>
  groups.flatMap((group) => Object.entries(group).map(([name, edit]) => ({ name, edit })));

// Values twice: a changed amount is what totals are for.
const ANY = named(BYTES, LINES, CELLS, VALUES, VALUES);
const BINARY = named(BYTES);
const MARKED_UP = named(BYTES, LINES, VALUES, VALUES, ELEMENTS, ELEMENTS);

export interface Mutated {
  readonly text: string;
  /** What was done to it, in order. */
  readonly names: readonly string[];
}

/** One change, of five files in one two or three. */
export function mutate(text: string, random: Random): Mutated {
  return changed(text, /^[^\n]*<|\n\s*</.test(text) ? MARKED_UP : ANY, random);
}

/** The same of a file of which nothing is text. */
export function mutateBytes(text: string, random: Random): Mutated {
  return changed(text, BINARY, random);
}

/** A larger file takes longer to read, and says nothing more. */
const LENGTH_MAX = 8 * 1024 * 1024;

function changed(text: string, mutations: readonly Mutation[], random: Random): Mutated {
  const chosen = Array.from({ length: random.chance(80) ? 1 : random.int(2, 3) }, () => random.pick(mutations));
  const edited = chosen.reduce((before, { edit }) => {
    const after = edit(before, random);
    return after.length > LENGTH_MAX ? before : after;
  }, text);
  return { text: edited, names: chosen.map(({ name }) => name) };
}
