import type * as z from 'zod';
import type { ConfigProblem } from './config.ts';
import { isRawMap, pathText, type ConfigPath, type Raw } from './config-yaml.ts';
import { nearestName } from '../values/nearest.ts';

/** Turns what zod found into sentences a person can act on, each with its place and what would have been accepted. */

type Issue = z.core.$ZodIssue;

export interface ProblemPlace {
  readonly raw: Raw;
  readonly lineOf: (path: ConfigPath) => number | null;
  /** The paths of values that `${NAME}` stands in, and whether nothing else does. */
  readonly references: ReadonlyMap<string, 'whole' | 'part'>;
  /** The paths of URLs in which a password is written out. */
  readonly passwords: readonly ConfigPath[];
}

export function problem(
  place: ProblemPlace,
  path: ConfigPath,
  message: string,
  accepted: readonly string[] = [],
): ConfigProblem {
  return { path: pathText(path), line: place.lineOf(path), message, accepted };
}

/** The problem of an unknown name, with the nearest accepted one. */
export function unknownName(
  place: ProblemPlace,
  path: ConfigPath,
  what: string,
  name: string,
  accepted: readonly string[],
): ConfigProblem {
  const nearest = nearestName(name, accepted);
  return problem(
    place,
    path,
    `unknown ${what} "${name}"${nearest === null ? '' : `; did you mean "${nearest}"?`}`,
    accepted,
  );
}

export function problemsOfIssues(
  place: ProblemPlace,
  issues: readonly Issue[],
  parent: ConfigPath = [],
): ConfigProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(place, issue, [...parent, ...(issue.path as (string | number)[])]));
}

function problemsOfIssue(place: ProblemPlace, issue: Issue, path: ConfigPath): ConfigProblem[] {
  const given = rawAt(place.raw, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const [section = '', keys = ''] = issue.message.split(': ');
      const accepted = keys.split(', ');
      const what = /^(columns|constants) of /.test(section) ? 'canonical column' : 'key';
      return issue.keys.map((key) => unknownName(place, [...path, key], what, key, accepted));
    }
    case 'invalid_union':
      if (issue.errors.length === 0) return [discriminatorProblem(place, issue, path)];
      if (given === undefined) return [missing(place, path, issue.message, [])];
      return problemsOfBranches(place, issue.errors, path);
    case 'invalid_value': {
      const accepted = issue.values.map(String);
      if (given === undefined) return [missing(place, path, issue.message, accepted)];
      return [
        typeof given === 'string' && !fromEnvironment(place, path)
          ? unknownName(place, path, 'value', given, accepted)
          : wrongShape(place, path, given, issue.message, accepted),
      ];
    }
    case 'invalid_type':
      return [
        given === undefined
          ? missing(place, path, issue.message, [])
          : wrongShape(place, path, given, issue.message, []),
      ];
    case 'custom': {
      const accepted = (issue.params?.['accepted'] as readonly string[] | undefined) ?? [];
      // What a variable holds may be a secret in the wrong place: it is not shown.
      const message = fromEnvironment(place, path)
        ? `the value of the variable is not ${accepted[0] ?? 'accepted'}`
        : issue.message;
      return [problem(place, path, message, accepted)];
    }
    default:
      return [problem(place, path, `expected ${issue.message}`)];
  }
}

function fromEnvironment({ references }: ProblemPlace, path: ConfigPath): boolean {
  return references.has(pathText(path));
}

function missing(place: ProblemPlace, path: ConfigPath, expected: string, accepted: readonly string[]): ConfigProblem {
  return problem(
    place,
    path,
    `${String(path.at(-1) ?? 'the configuration')} is missing; expected ${expected}`,
    accepted,
  );
}

function wrongShape(
  place: ProblemPlace,
  path: ConfigPath,
  given: Raw,
  expected: string,
  accepted: readonly string[],
): ConfigProblem {
  const what = fromEnvironment(place, path)
    ? 'the value of a variable'
    : typeof given === 'string'
      ? `the text "${given}"`
      : given === null
        ? 'nothing'
        : isRawMap(given)
          ? 'a map'
          : 'a list';
  return problem(place, path, `${what} stands here; expected ${expected}`, accepted);
}

/** The key that decides which section this is (`leg`) is missing or names none. */
function discriminatorProblem(
  place: ProblemPlace,
  issue: Issue & { readonly code: 'invalid_union' },
  path: ConfigPath,
): ConfigProblem {
  const accepted = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  const given = rawAt(place.raw, path);
  return typeof given === 'string'
    ? unknownName(place, path, 'value', given, accepted)
    : missing(place, path, issue.message, accepted);
}

/**
 * Of the alternatives that all failed, the problems of the one that was meant: the right kind of value first, then the
 * right `format`, then the fewest issues.
 */
function problemsOfBranches(
  place: ProblemPlace,
  branches: readonly (readonly Issue[])[],
  path: ConfigPath,
): ConfigProblem[] {
  const aboutFormat = (issue: Issue): boolean =>
    issue.path.length === 1 && issue.path[0] === 'format' && issue.code === 'invalid_value';
  const wrongKind = (issue: Issue): boolean =>
    issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
  const ofBuiltIn = (issue: Issue): boolean =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 && issue.keys.includes('builtIn');
  const notABuiltIn = isRawMap(rawAt(place.raw, path) ?? '') && rawAt(place.raw, [...path, 'builtIn']) === undefined;
  const unnamed = (issue: Issue): boolean =>
    notABuiltIn && issue.code === 'invalid_union' && issue.path[0] === 'builtIn';
  const other = (issue: Issue): boolean => wrongKind(issue) || ofBuiltIn(issue) || unnamed(issue);
  const distance = (issues: readonly Issue[]): number =>
    (issues.some(other) ? 2 : 0) + (issues.some(aboutFormat) ? 1 : 0);
  const [meant = []] = [...branches].sort((a, b) => distance(a) - distance(b) || a.length - b.length);
  if (distance(meant) !== 1) return problemsOfIssues(place, meant, path);
  const formats = branches
    .flat()
    .flatMap((issue) => (aboutFormat(issue) && issue.code === 'invalid_value' ? issue.values.map(String) : []));
  const given = rawAt(place.raw, [...path, 'format']);
  return [unknownName(place, [...path, 'format'], 'value', typeof given === 'string' ? given : '', formats)];
}

/** What stands at a path; undefined where nothing does. */
export function rawAt(raw: Raw, path: ConfigPath): Raw | undefined {
  let at: Raw | undefined = raw;
  for (const part of path) {
    if (Array.isArray(at) && typeof part === 'number') at = (at as readonly Raw[])[part];
    else if (isRawMap(at) && Object.hasOwn(at, part)) at = at[part];
    else return undefined;
  }
  return at ?? undefined;
}
