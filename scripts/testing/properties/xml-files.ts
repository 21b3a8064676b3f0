import type { Random } from '../fortnight/random.ts';
import { seededRandom } from '../fortnight/random.ts';

/**
 * XML files of records, from plain to hostile: what exports write, and what somebody writes who wants a reader to slip.
 */

/** How one file is written, throughout. */
interface Style {
  readonly random: Random;
  /** Of a hundred choices so many are strange. */
  readonly strange: number;
  /** Of a hundred elements so many hold what no plain record holds. */
  readonly marked: number;
  readonly prefix: string;
  /** Between two elements. */
  readonly gap: string;
}

/** The elements that the profile of the property maps, and others. */
export const COLUMNS = ['ref', 'reference', 'amount', 'kind', 'number'] as const;
const OTHERS = ['note', 're', 'a.b', 'a-b', '_x', 'número', 'x1', 'recordx', 'rec'];
const STRANGE_NAMES = [
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__'],
  ...['record', 'records', 'report', 'n:record', 'a:b', 'a:b:c', ':a', 'a:', 'xmlns', 'xmlns:a', 'slab'],
  ...['1a', '-a', '.a', 'a×b', '名', 'a\u00a0b', 'a=b', 'a"b', "a'b", 'a/b', 'a<b', '#text', '@a', 'x'.repeat(120)],
];
const TEXTS = ['', '0', '12.50', '1e5', 'true', 'REF-1', 'COP', 'BANCO DE LAS PRUEBAS', 'x'.repeat(300)];
const STRANGE_TEXTS = [
  ...[
    '&amp;',
    '&lt;b&gt;',
    '&#65;',
    '&#x41;',
    '&#0;',
    '&#x0;',
    '&#x110000;',
    '&#xD800;',
    '&amp;amp;',
    '&lol;',
    '&quot;',
  ],
  ...['&', '&;', '&#;', '&#x;', 'a & b', '&#13;', '&#10;', '&#32;x&#32;', '&#160;', '&AMP;', '&#x1F9D8;', '&#65'],
  ...['>', ']]>', '-->', '"', "'", '=', '/', '?>', '/>', 'ñandú', '名', '🧘', 'e\u0301', '\u00a0x\u00a0', '\ufeffx'],
  ...['\u2028', '\u0085', '\ufffd', '\0', '\x01', '\x7f', 'a\tb', 'a\nb', 'a\r\nb', 'a\rb', '\r', ' \t', '\u3000'],
];
const AROUND = ['', '', '', '', ' ', '\n', '\r\n', '\t', '\r', '\n    '];
const MARKUP = [
  ...['<!-- c -->', '<!---->', '<!-- <record> -->', '<![CDATA[a<b&c]]>', '<![CDATA[]]>', '<![CDATA[ x ]]>', '<?p a?>'],
  ...['<?p a="b"?>', '<!-- - -- ->-->', 'x'],
];
const STRANGE_MARKUP = [
  '<?p "?>',
  '<?p a="?>"?>',
  '<x/>',
  '<',
  '</x>',
  '<!',
  '<!x>',
  '&',
  '<!DOCTYPE a>',
  '<!-- - -- ->',
];
const ATTRIBUTES = [
  ...[' ccy="COP"', " ccy='COP'", ' id="1" ccy="X"', '\n ccy="COP"', '\tccy="COP"\t', ' ccy=""', ' ccy=" COP "'],
  ...[' x:nil="true"', ' xmlns="urn:a"', ' xmlns:x="urn:a"', ' ccy="&amp;"'],
];
const STRANGE_ATTRIBUTES = [
  ...[' ccy="a>b"', ' ccy="a<b"', ' ccy="a\tb"', ' ccy="a\nb"', ' ccy="a\r\nb"', ' ccy="/"', ' ccy="/>"', ' ccy = "1"'],
  ...[' ccy=COP', ' ccy', ' ccy="1"id="2"', ' ccy="1" ccy="2"', ' ccy="\'"', " ccy='\"'", ' ccy="', " ccy='", ' "'],
  ...[' a:b:c="1"', ' __proto__="1"', ' constructor="1"', ' #text="1"', ' número="1"', ' 1="1"', '/', ' /', ' =', '='],
  ...[' ccy="<!--"', ' ccy="-->"', ' xmlns:="1"', ' :a="1"', '\u00a0ccy="1"', ` ccy="${'y'.repeat(500)}"`],
];

function pickOf(style: Style, usual: readonly string[], strange: readonly string[]): string {
  return style.random.pick(style.random.chance(style.strange) ? strange : usual);
}

function textOf(style: Style): string {
  const { random } = style;
  const around = (): string => (random.chance(30) ? random.pick(AROUND) : '');
  return `${around()}${pickOf(style, TEXTS, STRANGE_TEXTS)}${random.chance(10) ? random.pick(TEXTS) : ''}${around()}`;
}

function attributesOf(style: Style): string {
  return style.random.chance(8) ? pickOf(style, ATTRIBUTES, STRANGE_ATTRIBUTES) : '';
}

function elementOf(style: Style, depth: number): string {
  const { random, prefix, strange } = style;
  const name = `${prefix}${pickOf(style, random.chance(70) ? COLUMNS : OTHERS, STRANGE_NAMES)}`;
  const attributes = attributesOf(style);
  if (random.chance(5)) return `<${name}${attributes}${random.pick(['/>', ' />', '\n/>'])}`;
  const blank = random.chance(strange / 2) ? random.pick([' ', '\n', '\t', '\u00a0']) : '';
  const inner = random.chance(depth < 4 ? 8 : 0) ? elementsOf(style, depth + 1, 3) : textOf(style);
  const markup = random.chance(style.marked) ? pickOf(style, MARKUP, STRANGE_MARKUP) : '';
  const content = random.pick([`${inner}${markup}`, `${markup}${inner}`]);
  return `<${name}${attributes}>${content}</${name}${blank}>`;
}

function elementsOf(style: Style, depth: number, most: number): string {
  const { random, gap } = style;
  const elements = Array.from({ length: random.int(0, most) }, () => elementOf(style, depth));
  return [...elements, ''].map((element) => `${element}${gap}`).join('');
}

function recordOf(style: Style): string {
  const { random, prefix, gap } = style;
  const name = `${prefix}record`;
  if (random.chance(2)) return `<${name}${attributesOf(style)}/>`;
  return `<${name}${attributesOf(style)}>${gap}${elementsOf(style, 1, 7)}</${name}>`;
}

function recordsOf(style: Style): string {
  const { random, gap, strange, prefix } = style;
  const parts = Array.from({ length: random.int(0, 8) }, () => {
    const between = random.chance(strange)
      ? random.pick([pickOf(style, MARKUP, STRANGE_MARKUP), textOf(style), elementOf(style, 1)])
      : '';
    return `${recordOf(style)}${between}${gap}`;
  });
  return `<${prefix}records>${gap}${parts.join('')}</${prefix}records>`;
}

/** One file with records at `report/records/record`. Equal numbers give equal files. */
export function xmlFile(number: number): string {
  const random = seededRandom(number);
  const eol = random.pick(['\n', '\n', '\r\n', '\r']);
  const style: Style = {
    random,
    strange: random.pick([0, 0, 1, 5, 50]),
    marked: random.pick([0, 2, 5, 30]),
    prefix: random.pick(['', '', 'n:', 'ns-2:']),
    gap: random.pick(['', eol, `${eol}  `, `${eol}${' '.repeat(16)}`, '\t', ' ']),
  };
  const { prefix, gap } = style;
  const head = random.pick(['', '\ufeff', `<?xml version="1.0" encoding="UTF-8"?>${eol}`, `<!-- made -->${eol}`, eol]);
  const total = random.chance(30) ? `<${prefix}total>${String(random.int(0, 9))}</${prefix}total>${gap}` : '';
  const parents = Array.from({ length: random.pick([1, 1, 1, 2, 0]) }, () => recordsOf(style)).join(gap);
  const tail = random.pick(['', '', eol, random.chance(style.strange) ? '<x/>' : ' ']);
  return `${head}<${prefix}report${attributesOf(style)}>${gap}${total}${parents}${gap}</${prefix}report>${tail}`;
}

/** What a hand that wants a reader to slip puts somewhere. */
export const TRAPS = [
  ...[
    '<',
    '>',
    '&',
    '\0',
    ']]>',
    '"',
    "'",
    '/',
    '</',
    '<!--',
    '-->',
    '<![CDATA[',
    '<?',
    '?>',
    '\r',
    '\n',
    '=',
    ' ',
    '<a>',
  ],
  ...['</a>', '<a/>', '<record>', '</record>', '<records>', '</records>', '<record/>', '&#0;', '\u00a0', '\ufeff', 'é'],
];
