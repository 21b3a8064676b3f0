import { problem, rawAt, unknownName, type ProblemPlace } from './config-problems.ts';
import type { ConfigProblem } from './config.ts';
import { isRawMap, type ConfigPath, type Raw } from './config-yaml.ts';
import { nearestName } from '../values/nearest.ts';
import { BUILT_IN_PROFILES, CANONICAL_COLUMNS } from '../lines/profile.ts';
import { builtInsOf, canonicalColumns, canonicalValues } from './profile-schema.ts';
import { type Leg } from '../lines/records.ts';

/** One source of the configuration as it is written. */
export interface SourceAt {
  readonly path: ConfigPath;
  readonly index: number;
  readonly id: string;
  readonly leg: Leg | null;
  readonly raw: Raw;
}

/** The text at a path; null where something else is written. */
export function textAt(raw: Raw, path: ConfigPath): string | null {
  const value = rawAt(raw, path);
  return typeof value === 'string' ? value : null;
}

/** The keys of the map at a path; none where something else is written. */
export function mapAt(raw: Raw, path: ConfigPath): Readonly<Record<string, Raw>> {
  const value = rawAt(raw, path);
  return isRawMap(value) ? value : {};
}

/** The items of the list at a path; none where something else is written. */
export function listAt(raw: Raw, path: ConfigPath): readonly Raw[] {
  const value = rawAt(raw, path);
  return Array.isArray(value) ? (value as readonly Raw[]) : [];
}

/** What goes with what in a profile. */
export function checkProfile(place: ProblemPlace, source: SourceAt): ConfigProblem[] {
  if (source.leg === null) return [];
  const path = [...source.path, 'profile'];
  const profile = rawAt(source.raw, ['profile']);
  if (typeof profile === 'string')
    return [...checkBuiltIn(place, path, profile, source.leg), ...checkSigns(place, source)];
  if (!isRawMap(profile)) return [];
  if ('builtIn' in profile)
    return typeof profile['builtIn'] === 'string'
      ? [...checkBuiltIn(place, [...path, 'builtIn'], profile['builtIn'], source.leg), ...checkSigns(place, source)]
      : [];
  return [
    ...checkCoverage(place, path, profile, source.leg),
    ...checkConstants(place, path, profile, source.leg),
    ...checkPositions(place, path, profile),
    ...checkAmounts(place, path, profile),
    ...checkYear(place, path, profile),
    ...['status', 'type', 'method', 'environment', 'direction'].flatMap((column) =>
      checkValueMap(place, [...path, column], mapAt(profile, [column])),
    ),
  ];
}

function checkBuiltIn(place: ProblemPlace, path: ConfigPath, name: string, leg: Leg): ConfigProblem[] {
  const accepted = builtInsOf(leg);
  const speaksFor = Object.hasOwn(BUILT_IN_PROFILES, name)
    ? BUILT_IN_PROFILES[name as keyof typeof BUILT_IN_PROFILES]
    : null;
  if (speaksFor === leg) return [];
  if (speaksFor === null) return [unknownName(place, path, 'built-in profile', name, accepted)];
  return [
    problem(
      place,
      path,
      `the built-in profile "${name}" is for the leg ${speaksFor}, this source is of the leg ${leg}`,
      accepted,
    ),
  ];
}

/** A built-in knows how its provider prints what it deducts. */
function checkSigns(place: ProblemPlace, source: SourceAt): ConfigProblem[] {
  if (rawAt(source.raw, ['signs']) === undefined) return [];
  return [
    problem(
      place,
      [...source.path, 'signs'],
      'a built-in profile knows the signs of its files; signs is for a profile that is declared here',
    ),
  ];
}

/** Why a required column matters, where the name alone does not say it. */
const REASONS: Readonly<Record<string, string>> = {
  'order.method': '; a feed that has no such column says it as a constant, for example constants: { method: PSE }',
  'settlement.status':
    '; a feed that has no such column says it as a constant, for example constants: { status: approved }',
};

function checkCoverage(place: ProblemPlace, path: ConfigPath, profile: Raw, leg: Leg): ConfigProblem[] {
  const stated = [...Object.keys(mapAt(profile, ['columns'])), ...Object.keys(mapAt(profile, ['constants']))];
  const known = canonicalColumns(leg);
  // A misspelled column is reported as such; that the right one is missing is the same mistake.
  const meant = new Set(stated.map((name) => (known.includes(name) ? name : nearestName(name, known))));
  // A column of credits and one of debits are an amount.
  if (meant.has('credit') && meant.has('debit')) meant.add('amount');
  return CANONICAL_COLUMNS[leg].required
    .filter((column) => !meant.has(column))
    .map((column) => {
      const reason = REASONS[`${leg}.${column}`] ?? '; map it in columns, or state it in constants';
      return problem(
        place,
        [...path, 'columns'],
        `the ${leg} column "${column}" is not covered${reason}`,
        CANONICAL_COLUMNS[leg].required,
      );
    });
}

function checkConstants(place: ProblemPlace, path: ConfigPath, profile: Raw, leg: Leg): ConfigProblem[] {
  const columns = mapAt(profile, ['columns']);
  return Object.entries(mapAt(profile, ['constants'])).flatMap(([column, value]) => {
    const at = [...path, 'constants', column];
    const problems: ConfigProblem[] = [];
    if (Object.hasOwn(columns, column))
      problems.push(problem(place, at, `"${column}" is stated twice: as a column and as a constant`));
    const accepted = canonicalValues(leg, column);
    if (typeof value !== 'string') return problems;
    if (accepted !== null && !accepted.includes(value)) problems.push(unknownName(place, at, column, value, accepted));
    if (column === 'currency' && !/^[A-Z]{3}$/.test(value)) {
      problems.push(
        problem(place, at, `"${value}" is not a currency code such as COP`, ['a code of three capital letters']),
      );
    }
    return problems;
  });
}

/** A file without a header row has positions; they count from 0. */
function checkPositions(place: ProblemPlace, path: ConfigPath, profile: Raw): ConfigProblem[] {
  if (textAt(profile, ['header']) !== 'false') return [];
  const cells: [ConfigPath, Raw | undefined][] = [
    ...Object.entries(mapAt(profile, ['columns'])).map(([column, value]): [ConfigPath, Raw] => [
      [...path, 'columns', column],
      value,
    ]),
    ...listAt(profile, ['skip']).map((rule, index): [ConfigPath, Raw | undefined] => [
      [...path, 'skip', index, 'column'],
      rawAt(rule, ['column']),
    ]),
    ...[['column'], ['count'], ['sum', 'column']].map((keys): [ConfigPath, Raw | undefined] => [
      [...path, 'trailer', ...keys],
      rawAt(profile, ['trailer', ...keys]),
    ]),
  ];
  return cells.flatMap(([at, value]) =>
    typeof value === 'string' && !/^\d{1,4}$/.test(value)
      ? [
          problem(place, at, `"${value}" is no position: the file has no header row, its columns count from 0`, [
            'a whole number from 0',
          ]),
        ]
      : [],
  );
}

function checkAmounts(place: ProblemPlace, path: ConfigPath, profile: Raw): ConfigProblem[] {
  const decimal = textAt(profile, ['amounts', 'decimal']) ?? '.';
  if (textAt(profile, ['amounts', 'thousands']) !== decimal) return [];
  return [
    problem(place, [...path, 'amounts', 'thousands'], `the thousands mark and the decimal mark are both "${decimal}"`),
  ];
}

/** Dates without a year have it from a cell of the sheet. */
function checkYear(place: ProblemPlace, path: ConfigPath, profile: Raw): ConfigProblem[] {
  const format = textAt(profile, ['dates', 'format']) ?? 'yyyy-MM-dd';
  const fromCell = textAt(profile, ['yearFrom']) !== null;
  // A pattern that is none is reported as such.
  if (format.includes('yy') !== fromCell || !/M/.test(format) || !/d/.test(format)) return [];
  const at = [...path, 'dates', 'format'];
  return [
    fromCell
      ? problem(place, at, `"${format}" has a year, and yearFrom says that the dates have none`)
      : problem(place, at, `"${format}" has no year; a sheet that states it elsewhere says so with yearFrom`, [
          'yyyy',
          'yy',
        ]),
  ];
}

/** One value of the file can mean one thing only. */
function checkValueMap(place: ProblemPlace, path: ConfigPath, map: Readonly<Record<string, Raw>>): ConfigProblem[] {
  const meaningOf = new Map<string, string>();
  return Object.entries(map).flatMap(([meaning, values]) =>
    (Array.isArray(values) ? (values as readonly Raw[]) : [values]).flatMap((value) => {
      if (typeof value !== 'string') return [];
      const before = meaningOf.get(value);
      meaningOf.set(value, before ?? meaning);
      if (before === undefined || before === meaning) return [];
      return [problem(place, [...path, meaning], `"${value}" means both ${before} and ${meaning}`)];
    }),
  );
}
