import { createRequire } from 'node:module';
import { RegExpParser, type AST } from '@eslint-community/regexpp';
import type * as Engine from 're2js';
import { CuadreError, messageOf } from '../errors.ts';
import { shapeProblem } from './pattern-problem.ts';
import { takesFewSteps } from './pattern-steps.ts';
import { re2Source } from './re2-source.ts';

/** How a pattern of the configuration is read: `i` whatever the case of letters, `s` with line ends in `.`. */
export type PatternFlags = 'u' | 'iu' | 'su';

/** A pattern of the configuration. Its search takes time in proportion to the text, whatever pattern and text are. */
export interface Pattern {
  /** What the first match is, and what each group of it is, by number; null where there is none. */
  readonly find: (text: string) => readonly (string | undefined)[] | null;
  /** The number of a named group. */
  readonly groupOf: (name: string) => number | null;
}

/** So long are references and most descriptions of a bank. */
const SHORT_MAX = 128;

/** As patterns of this length are written out by RE2, a thousand repetitions included, they are far from its limit. */
const SMALL_MAX = 200;

/**
 * What is wrong with a pattern, as a sentence that names the part and what to write instead; null where nothing is.
 * `group`: a name of a group that it must have.
 */
export function patternProblem(source: string, flags: PatternFlags, group: string | null): string | null {
  try {
    new RegExp(source, flags);
  } catch (error) {
    return `the regular expression does not compile: ${messageOf(error)}`;
  }
  const read = readPattern(source);
  if (group !== null && !read.names.has(group)) return `the regular expression has no group (?<${group}>...)`;
  const problem = shapeProblem(read.tree);
  if (problem !== null || (takesFewSteps(read.tree) && isSmall(source))) return problem;
  try {
    compileLinear(read.tree, flags);
    return null;
  } catch (error) {
    return `the regular expression cannot be searched in linear time: ${messageOf(error)}; write a shorter one`;
  }
}

/**
 * A pattern that `patternProblem` has nothing against. Most are searched by `RegExp` in texts of up to 128 characters,
 * which is ten times as fast, and where it is seen from the pattern that this takes few steps (`takesFewSteps`);
 * everything else by RE2. Throws `configuration_invalid` for another pattern.
 */
export function compilePattern(source: string, flags: PatternFlags): Pattern {
  const problem = patternProblem(source, flags, null);
  if (problem !== null) throw new CuadreError('configuration_invalid', problem, { pattern: source });
  const { tree, names } = readPattern(source);
  const expression = new RegExp(source, flags);
  const shortMax = takesFewSteps(tree) ? SHORT_MAX : -1;
  let linear: Engine.RE2JS | null = null;
  return {
    groupOf: (name) => names.get(name) ?? null,
    find: (text) => {
      if (text.length <= shortMax) return expression.exec(text);
      linear ??= compileLinear(tree, flags);
      return findLinear(linear, text);
    },
  };
}

/** What RE2 takes for certain: loading it to ask would cost every command its time. */
function isSmall(source: string): boolean {
  return source.length <= SMALL_MAX && !/\\p/i.test(source);
}

function readPattern(source: string): { readonly tree: AST.Pattern; readonly names: ReadonlyMap<string, number> } {
  const names = new Map<string, number>();
  const tree = new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode: true });
  let count = 0;
  const walk = (alternatives: readonly AST.Alternative[]): void => {
    for (const { elements } of alternatives) elements.forEach(visit);
  };
  const visit = (element: AST.Element): void => {
    if (element.type === 'Quantifier') visit(element.element);
    if (element.type === 'CapturingGroup') {
      count += 1;
      if (element.name !== null) names.set(element.name, count);
    }
    if ('alternatives' in element) walk(element.alternatives);
  };
  walk(tree.alternatives);
  return { tree, names };
}

const requireHere = createRequire(import.meta.url);

/** RE2 is loaded with the first pattern that needs it: most commands need none. */
function compileLinear(tree: AST.Pattern, flags: PatternFlags): Engine.RE2JS {
  const { RE2JS } = requireHere('re2js') as typeof Engine;
  return RE2JS.compile(re2Source(tree, flags), flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0);
}

function findLinear(linear: Engine.RE2JS, text: string): (string | undefined)[] | null {
  const matcher = linear.matcher(text);
  if (!matcher.find()) return null;
  return Array.from({ length: linear.groupCount() + 1 }, (_, number) => matcher.group(number) ?? undefined);
}
