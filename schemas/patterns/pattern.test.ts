import fc from 'fast-check';
import { RegExpParser } from '@eslint-community/regexpp';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { compilePattern, patternProblem, type PatternFlags } from './pattern.ts';
import { takesFewSteps } from './pattern-steps.ts';
import { re2Source } from './re2-source.ts';

const parse = (source: string) =>
  new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode: true });

/** What RE2 finds, whatever the length of the text and the pattern. */
function linearly(source: string, flags: PatternFlags): (text: string) => (string | undefined)[] | null {
  const compiled = RE2JS.compile(re2Source(parse(source), flags), flags === 'iu' ? RE2JS.CASE_INSENSITIVE : 0);
  return (text) => {
    const matcher = compiled.matcher(text);
    if (!matcher.find()) return null;
    return Array.from({ length: compiled.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
  };
}

function byRegExp(source: string, flags: PatternFlags, text: string): (string | undefined)[] | null {
  const found = new RegExp(source, flags).exec(text);
  return found === null ? null : [...found];
}

/** What references, descriptions and names hold, and what engines are known to read differently. */
const CHARACTERS = [
  ...Array.from('AaBbSsKkZ09_- -\n\r\t.r$ñÑßİıéſK'),
  '\u00a0',
  '\u2028',
  '\u2029',
  '\u0085',
  '\ufeff',
  '\u200b',
  '٣',
  'Σ',
  'ς',
  '😀',
  '\ud83d',
  '\ude00',
  '\u0301',
];
const texts = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 12 }).map((parts) => parts.join(''));

const atoms = fc.constantFrom(
  ...['A', 's', 'k', '-', '\\.', '\\/', '.', '\\d', '\\D', '\\s', '\\S', '\\w', '\\W', '[A-Z]', '[a-z0-9]', '[^A-Z]'],
  ...['[^\\s]', '[\\w-]', '[\\W]', '\\p{L}', '\\P{Lu}', '[\\p{N}-]', '\\u00f1', '\\u{1F600}', '\\x41', '[[]', '[^]'],
  ...['[]', '[\\b]', '\\cJ', '\\t', '(?:AB|A)', '(B|b)', '(?<n>[A-Z]+)', '(?:a|b)', '\\p{Script=Greek}'],
);
const elements = fc
  .tuple(atoms, fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{1,3}', '{2,}', '??', '*?', '+?', '{0,2}?'))
  .map(([atom, times]) => `${atom}${times}`);
const patterns = fc
  .tuple(
    fc.constantFrom('', '^'),
    fc.array(elements, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '$', '\\b', '|x', '|^$'),
  )
  .map(([start, middle, end]) => `${start}${middle.join('')}${end}`);

describe('RE2 finds what RegExp finds', () => {
  it.each(['u', 'su', 'iu'] as const)(
    'with flags %s, in whatever text',
    (flags) => {
      let compared = 0;
      fc.assert(
        fc.property(patterns, fc.array(texts, { minLength: 20, maxLength: 20 }), (source, some) => {
          fc.pre(patternProblem(source, flags, null) === null);
          // The one difference that is left, which the docstring of `re2Source` tells of.
          fc.pre(!(flags === 'iu' && source.replaceAll('[\\b]', '').includes('\\b')));
          const find = linearly(source, flags);
          for (const text of some)
            expect([source, text, find(text)]).toEqual([source, text, byRegExp(source, flags, text)]);
          compared += 1;
        }),
        { numRuns: 400 },
      );
      expect(compared).toBeGreaterThan(200);
    },
    60_000,
  );

  it.each([
    ['^(?<ref>.+?)(-r\\d+)?$', 'iu'],
    ['^(?<store>[A-Z]{3}\\d{2})-', 'u'],
    ['^(?<store>S\\d{2})-', 'u'],
    ['([A-Z]{3}\\d{2}-\\d{8}-\\d{6})', 'u'],
    ['REF ([A-Z]{3}\\d{2}-\\d{4})', 'u'],
    ['^([A-Z]+\\s?)+-\\d+$', 'u'],
  ] as const)('%s as configurations write it', (source, flags) => {
    const find = linearly(source, flags);
    const near = fc.array(
      fc.oneof(texts, fc.constantFrom('BOG01-', 'BOG01-20260701-000001', 'REF ', '-r', '-r12', 'S01-', '20260701')),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(near, (parts) => {
        const text = parts.join('');
        expect(find(text)).toEqual(byRegExp(source, flags, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(Array.from('sSkKßİıΣςA'))('letter by letter, whatever their case: %s', (letter) => {
    const find = linearly(letter, 'iu');
    const differing: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
      const text = String.fromCodePoint(codePoint);
      if ((find(text) === null) !== (byRegExp(letter, 'iu', text) === null)) differing.push(text);
      // Letters that have a case are below.
      if (codePoint === 0x2fff) codePoint = 0x9fff;
      if (codePoint === 0xffff) codePoint = 0x103ff;
      if (codePoint === 0x1efff) break;
    }
    expect(differing).toEqual([]);
  });
});

describe('a search ends soon', () => {
  it.each([
    ['^([A-Z]+\\s?)+-\\d+$', (times: number) => 'A'.repeat(times)],
    ['(a|a)*b', (times: number) => 'a'.repeat(times)],
    ['(?:.*,){5}x', (times: number) => 'a,'.repeat(times)],
    ['\\s+$', (times: number) => `${' '.repeat(times)}x`],
    ['^(?<ref>.+?)(-r\\d+)?$', (times: number) => `x${'-r1'.repeat(times)}\n`],
    ['.*.*.*=.*', (times: number) => 'a'.repeat(times)],
  ])('%s', (source, text) => {
    const pattern = compilePattern(source, 'u');
    for (const times of [30, 62, 128, 10_000]) {
      const startedMs = performance.now();
      expect(pattern.find(text(times))).toBeNull();
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    }
  });
});

describe('few steps', () => {
  it.each(['^(?<store>[A-Z]{3}\\d{2})-', '^(?<ref>.+?)(-r\\d+)?$', 'REF ([A-Z]{3}\\d+)', '^\\d+\\s*x', '(?:ab)+'])(
    'are taken by %s',
    (source) => {
      expect(takesFewSteps(parse(source))).toBe(true);
    },
  );
  it.each([
    '^([A-Z]+\\s?)+-\\d+$',
    '(a|a)*b',
    '^.*.*.*x',
    '\\d+\\s*x',
    '(?:a+b){3}',
    '^(a?b?c?d?e?f?)x',
    '(?:\\d{1,3}){9}',
    '^a|.*b.*',
  ])('are not certain with %s', (source) => {
    expect(takesFewSteps(parse(source))).toBe(false);
  });
});

describe('what is refused is named, with its place and what to write instead', () => {
  it.each([
    ['^BOG(?=\\d)', '"(?=\\d)" at character 5 of the regular expression looks ahead'],
    ['(?<!x)a', '"(?<!x)" at character 1 of the regular expression looks behind'],
    ['(a)\\1', '"\\1" at character 4 of the regular expression asks for what a group has found before'],
    ['x{1001}', '"x{1001}" at character 1 of the regular expression repeats more than 1000 times'],
    ['(?:x{50}){50}', 'repeats more than 1000 times'],
    ['(\\s*)*-', '"(\\s*)*" at character 1 of the regular expression repeats what may be empty'],
    ['(?:(a)|b)+', '"(a)" at character 4 of the regular expression is a group of which some repetitions say nothing'],
    ['(a', 'the regular expression does not compile'],
  ])('%s', (source, problem) => {
    expect(patternProblem(source, 'u', null)).toContain(problem);
    expect(() => compilePattern(source, 'u')).toThrow(problem);
  });

  it('a group that is missing', () => {
    expect(patternProblem('(?<other>a)', 'u', 'store')).toBe('the regular expression has no group (?<store>...)');
    expect(patternProblem('(?<store>a)', 'u', 'store')).toBeNull();
  });
});
