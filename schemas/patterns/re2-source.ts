import type { AST } from '@eslint-community/regexpp';

/**
 * A pattern of `RegExp` (flag `u`, or `iu`, or `su`) as RE2 is to read it, so that both find the same. Where the two
 * name characters differently (`.`, `\s`, `\p{...}`), RE2 is given the characters that `RegExp` means. One thing is
 * left: beside `ſ` and the Kelvin sign, `\b` under flag `i` is that of ASCII.
 */
export function re2Source({ alternatives }: AST.Pattern, flags: string): string {
  return ofAlternatives(alternatives, flags);
}

function ofAlternatives(alternatives: readonly AST.Alternative[], flags: string): string {
  return alternatives.map(({ elements }) => elements.map((one) => ofElement(one, flags)).join('')).join('|');
}

function ofElement(element: AST.Element, flags: string): string {
  switch (element.type) {
    case 'Character':
      return character(element.value);
    case 'CharacterSet':
      return ofSet(element, flags);
    case 'CharacterClass':
      return ofClass(element, flags);
    case 'Group':
      return `(?:${ofAlternatives(element.alternatives, flags)})`;
    case 'CapturingGroup':
      return `(${ofAlternatives(element.alternatives, flags)})`;
    case 'Quantifier':
      return `${ofElement(element.element, flags)}${timesOf(element)}`;
    case 'Assertion':
      return ofAssertion(element);
    default:
      throw new Error(`"${element.raw}" is nothing that RE2 can search`);
  }
}

function ofAssertion(assertion: AST.Assertion): string {
  if (assertion.kind === 'start') return '\\A';
  if (assertion.kind === 'end') return '\\z';
  if (assertion.kind === 'word') return assertion.negate ? '\\B' : '\\b';
  throw new Error(`"${assertion.raw}" is nothing that RE2 can search`);
}

function timesOf({ min, max, greedy }: AST.Quantifier): string {
  const upTo = max === Number.POSITIVE_INFINITY ? '' : String(max);
  return `{${String(min)},${upTo}}${greedy ? '' : '?'}`;
}

function character(codePoint: number): string {
  return `\\x{${codePoint.toString(16)}}`;
}

const LINE_ENDS = '\\x{a}\\x{d}\\x{2028}\\x{2029}';
const EVERYTHING = '\\x{0}-\\x{10ffff}';
const SPACES =
  '\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const NAMED = { digit: '0-9', space: SPACES, word: '0-9A-Za-z_' } as const;

function ofSet(set: AST.CharacterSet, flags: string): string {
  if (set.kind === 'any') return flags.includes('s') ? `[${EVERYTHING}]` : `[^${LINE_ENDS}]`;
  if (set.kind === 'property') return asFound(set.raw, flags);
  return `[${set.negate ? '^' : ''}${NAMED[set.kind]}]`;
}

function ofClass({ raw, negate, elements }: AST.CharacterClass, flags: string): string {
  const parts = elements.map((element): string | null => {
    switch (element.type) {
      case 'Character':
        return character(element.value);
      case 'CharacterClassRange':
        return `${character(element.min.value)}-${character(element.max.value)}`;
      case 'CharacterSet':
        return element.kind === 'property' || element.negate ? null : NAMED[element.kind];
      default:
        return null;
    }
  });
  if (parts.includes(null)) return asFound(raw, flags);
  if (parts.length === 0) return negate ? `[${EVERYTHING}]` : `[^${EVERYTHING}]`;
  return `[${negate ? '^' : ''}${parts.join('')}]`;
}

const LAST_CODE_POINT = 0x10ffff;

/**
 * The characters that `RegExp` finds for one class, asked one by one: the Unicode of this Node and no other's. Without
 * regard to the letters' case, because that is in what was found.
 */
function asFound(raw: string, flags: string): string {
  const key = `${flags} ${raw}`;
  const known = foundClasses.get(key) ?? searchedThrough(raw, flags);
  if (foundClasses.size < FOUND_CLASSES_MAX) foundClasses.set(key, known);
  return known;
}

/** A configuration has a few, which each check of it asks for. */
const foundClasses = new Map<string, string>();
const FOUND_CLASSES_MAX = 100;

function searchedThrough(raw: string, flags: string): string {
  const expression = new RegExp(`^${raw}$`, flags);
  const ranges: string[] = [];
  let since: number | null = null;
  for (let codePoint = 0; codePoint <= LAST_CODE_POINT + 1; codePoint += 1) {
    const isIn = codePoint <= LAST_CODE_POINT && expression.test(String.fromCodePoint(codePoint));
    if (isIn && since === null) since = codePoint;
    if (isIn || since === null) continue;
    ranges.push(`${character(since)}-${character(codePoint - 1)}`);
    since = null;
  }
  return ranges.length === 0 ? `[^${EVERYTHING}]` : `(?-i:[${ranges.join('')}])`;
}
