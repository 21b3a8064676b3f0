import type { AST } from '@eslint-community/regexpp';

/** What is asked of a pattern beyond what `RegExp` reads, so that it can be searched in linear time. */

/** RE2 writes a repetition out: more than this it takes from nobody. */
const TIMES_MAX = 1_000;

/** Within which repetitions an element stands. */
interface Within {
  /** How often it is taken at the most, where that is stated. */
  readonly times: number;
  /** A repetition of which some rounds may leave it out. */
  readonly isSometimes: boolean;
  readonly isRepeated: boolean;
}

const TOP: Within = { times: 1, isSometimes: false, isRepeated: false };

/** The first thing that no linear search can do, or that engines read differently, as a sentence; null without one. */
export function shapeProblem({ alternatives }: AST.Pattern): string | null {
  return ofAlternatives(alternatives, TOP);
}

function ofAlternatives(alternatives: readonly AST.Alternative[], within: Within): string | null {
  const inside = alternatives.length > 1 ? sometimes(within) : within;
  for (const { elements } of alternatives) {
    for (const element of elements) {
      const problem = ofElement(element, inside);
      if (problem !== null) return problem;
    }
  }
  return null;
}

function sometimes(within: Within): Within {
  return within.isRepeated ? { ...within, isSometimes: true } : within;
}

function ofElement(element: AST.Element, within: Within): string | null {
  switch (element.type) {
    case 'Backreference':
      return `${at(element)} asks for what a group has found before, which no search in linear time can do; write out what may stand there`;
    case 'Assertion':
      if (element.kind !== 'lookahead' && element.kind !== 'lookbehind') return null;
      return `${at(element)} looks ${element.kind === 'lookahead' ? 'ahead' : 'behind'}, which no search in linear time can do; write what may stand there instead, with a group around the part that is wanted`;
    case 'CapturingGroup':
      if (within.isSometimes)
        return `${at(element)} is a group of which some repetitions say nothing, so that what it keeps is not certain; write (?:...) inside a repetition, and the group around it`;
      return ofAlternatives(element.alternatives, within);
    case 'Group':
      return element.modifiers === null
        ? ofAlternatives(element.alternatives, within)
        : `${at(element)} changes how letters are compared in the middle of the expression; write both letters, such as [Aa]`;
    case 'Quantifier':
      return ofRepetition(element, within);
    default:
      return null;
  }
}

function ofRepetition(quantifier: AST.Quantifier, within: Within): string | null {
  const { element, min, max } = quantifier;
  const times = within.times * Math.max(max === Number.POSITIVE_INFINITY ? min : max, 1);
  if (times > TIMES_MAX) return `${at(quantifier)} repeats more than ${TIMES_MAX} times; write * or + instead`;
  if (min < max && mayBeEmpty(element))
    return `${at(quantifier)} repeats what may be empty; write it so that each repetition takes at least one character, such as \\s* instead of (\\s*)*`;
  const isRepeated = within.isRepeated || max > 1;
  const isSometimes = within.isSometimes || (within.isRepeated && min === 0);
  return ofElement(element, { times, isRepeated, isSometimes });
}

function mayBeEmpty(element: AST.Element): boolean {
  switch (element.type) {
    case 'Assertion':
      return true;
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.some(({ elements }) => elements.every(mayBeEmpty));
    case 'Quantifier':
      return element.min === 0 || mayBeEmpty(element.element);
    default:
      return false;
  }
}

/** The part of the pattern, and where it stands. */
function at({ raw, start }: AST.Node): string {
  return `"${raw}" at character ${String(start + 1)} of the regular expression`;
}
