import type { AST } from '@eslint-community/regexpp';

/**
 * What a search that tries one way after the other (`RegExp`) can cost at the most, seen from the pattern alone.
 */

interface Cost {
  /** Repetitions without an end that follow each other: each multiplies the steps by the length of the text. */
  readonly open: number;
  /** In how many ways the rest can be taken. */
  readonly ways: number;
}

const NONE: Cost = { open: 0, ways: 1 };
const UNBOUNDED: Cost = { open: Number.POSITIVE_INFINITY, ways: Number.POSITIVE_INFINITY };

/** One search may begin anywhere, or two repetitions may share a text: its length squared is the most. */
const OPEN_MAX = 2;
/** As `[A-Z]{2,6}(-r)?` has: ten. */
const WAYS_MAX = 32;

/**
 * True where `RegExp` does at most 32 times the square of a text's length of steps, whatever the text: no repetition
 * within a repetition, at most two without an end (one where the search may begin anywhere), few ways beside.
 */
export function takesFewSteps({ alternatives }: AST.Pattern): boolean {
  const { open, ways } = eitherOf(alternatives);
  const isAnchored = alternatives.every(
    ({ elements: [first] }) => first?.type === 'Assertion' && first.kind === 'start',
  );
  return open + (isAnchored ? 0 : 1) <= OPEN_MAX && ways <= WAYS_MAX;
}

function eitherOf(alternatives: readonly AST.Alternative[]): Cost {
  const costs = alternatives.map(({ elements }) => elements.map(costOf).reduce(inTurn, NONE));
  return {
    open: Math.max(...costs.map(({ open }) => open)),
    ways: costs.reduce((sum, { ways }) => sum + ways, 0),
  };
}

function inTurn(a: Cost, b: Cost): Cost {
  return { open: a.open + b.open, ways: a.ways * b.ways };
}

function costOf(element: AST.Element): Cost {
  switch (element.type) {
    case 'Group':
    case 'CapturingGroup':
      return eitherOf(element.alternatives);
    case 'Quantifier':
      return repeated(element);
    default:
      return NONE;
  }
}

function repeated({ min, max, element }: AST.Quantifier): Cost {
  const { open, ways } = costOf(element);
  if (max === Number.POSITIVE_INFINITY) return open === 0 && ways === 1 ? { open: 1, ways: 1 } : UNBOUNDED;
  if (open > 0 && max > 1) return UNBOUNDED;
  let sum = 0;
  for (let times = min; times <= max && sum <= WAYS_MAX; times += 1) sum += ways ** times;
  return { open, ways: sum };
}
