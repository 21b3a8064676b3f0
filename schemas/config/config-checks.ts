import { problem, rawAt, unknownName, type ProblemPlace } from './config-problems.ts';
import type { ConfigProblem } from './config.ts';
import { isRawMap, type ConfigPath, type Raw } from './config-yaml.ts';
import { addDays, parsePlainDate, type PlainDate } from '../values/dates.ts';
import { checkFrom, checkGoLive } from './from-checks.ts';
import { fileNameFor, filePatternProblem, matchFileName } from './file-pattern.ts';
import { MATERIALITY } from './config-schema.ts';
import { parseMinor } from '../values/money.ts';
import { checkNotify } from './notify-schema.ts';
import { nearestName } from '../values/nearest.ts';
import { BUILT_IN_PROFILES, CANONICAL_COLUMNS } from '../lines/profile.ts';
import { builtInsOf, canonicalColumns, canonicalValues } from './profile-schema.ts';
import { LEGS, type Leg } from '../lines/records.ts';

/**
 * What no single key can say: names that clash, columns that nothing covers, periods that overlap. The checks read the
 * raw tree, so that they speak even while another key of the same source is wrong: every problem at once.
 */
export function checkConfiguration(place: ProblemPlace): ConfigProblem[] {
  const sources = readSources(place);
  return [
    ...sources.flatMap((source) => [
      ...checkProfile(place, source),
      ...checkTariff(place, source),
      ...checkFrom(place, [...source.path, 'from']),
    ]),
    ...checkGoLive(
      place,
      sources.map((source) => source.path),
    ),
    ...checkUnique(place, sources, 'id', (source) => [{ path: [...source.path, 'id'], value: source.id }]),
    ...checkUnique(place, sources, 'bank text', bankTexts),
    ...checkFiles(place, sources),
    ...checkStores(place),
    ...checkMateriality(place),
    ...checkNotify(place),
  ];
}

interface SourceAt {
  readonly path: ConfigPath;
  readonly index: number;
  readonly id: string;
  readonly leg: Leg | null;
  readonly raw: Raw;
}

function readSources({ raw }: ProblemPlace): SourceAt[] {
  const sources = rawAt(raw, ['sources']);
  if (!Array.isArray(sources)) return [];
  return (sources as readonly Raw[]).map((source, index) => {
    const leg = textAt(source, ['leg']);
    return {
      path: ['sources', index],
      index,
      id: textAt(source, ['id']) ?? '',
      leg: LEGS.find((name) => name === leg) ?? null,
      raw: source,
    };
  });
}

function textAt(raw: Raw, path: ConfigPath): string | null {
  const value = rawAt(raw, path);
  return typeof value === 'string' ? value : null;
}

function mapAt(raw: Raw, path: ConfigPath): Readonly<Record<string, Raw>> {
  const value = rawAt(raw, path);
  return isRawMap(value) ? value : {};
}

function listAt(raw: Raw, path: ConfigPath): readonly Raw[] {
  const value = rawAt(raw, path);
  return Array.isArray(value) ? (value as readonly Raw[]) : [];
}

function checkProfile(place: ProblemPlace, source: SourceAt): ConfigProblem[] {
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

interface Period {
  readonly path: ConfigPath;
  readonly method: string;
  readonly from: PlainDate;
  readonly to: PlainDate | null;
}

function checkTariff(place: ProblemPlace, source: SourceAt): ConfigProblem[] {
  const periods = listAt(source.raw, ['tariff']).flatMap((entry, index): Period[] => {
    const method = textAt(entry, ['method']);
    const from = parsePlainDate(textAt(entry, ['from']) ?? '');
    const path = [...source.path, 'tariff', index];
    return method === null || from === null
      ? []
      : [{ path, method, from, to: parsePlainDate(textAt(entry, ['to']) ?? '') }];
  });
  const backwards = periods
    .filter((period) => period.to !== null && period.to < period.from)
    .map((period) =>
      problem(
        place,
        [...period.path, 'to'],
        `the period ends on ${String(period.to)}, before it begins on ${period.from}`,
      ),
    );
  const overlaps = periods.flatMap((period, index) => {
    const other = periods.slice(0, index).find((before) => overlap(before, period));
    if (other === undefined) return [];
    return [
      problem(
        place,
        period.path,
        `two tariffs of ${period.method} hold on ${period.from > other.from ? period.from : other.from}; give the earlier one a "to"`,
      ),
    ];
  });
  return [...backwards, ...overlaps];
}

function overlap(a: Period, b: Period): boolean {
  return a.method === b.method && (a.to === null || a.to >= b.from) && (b.to === null || b.to >= a.from);
}

interface Claim {
  readonly path: ConfigPath;
  readonly value: string;
}

function bankTexts(source: SourceAt): Claim[] {
  return listAt(source.raw, ['bankText']).flatMap((value, index) =>
    typeof value === 'string' ? [{ path: [...source.path, 'bankText', index], value: plainText(value) }] : [],
  );
}

/** As descriptions are compared: without case and accents. */
function plainText(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase().trim();
}

function checkUnique(
  place: ProblemPlace,
  sources: readonly SourceAt[],
  what: string,
  claims: (source: SourceAt) => Claim[],
): ConfigProblem[] {
  const first = new Map<string, SourceAt>();
  return sources.flatMap((source) =>
    claims(source).flatMap(({ path, value }) => {
      const holder = first.get(value);
      if (holder === undefined) first.set(value, source);
      if (holder === undefined || holder === source || value === '') return [];
      return [problem(place, path, `the ${what} "${value}" is already that of ${nameOf(holder)}`)];
    }),
  );
}

function nameOf(source: SourceAt): string {
  return source.id === '' ? `sources[${source.index}]` : `the source "${source.id}" (sources[${source.index}])`;
}

/** Days on which two patterns are tried against each other: all lengths of month and a turn of the year. */
const SAMPLE_START = '2026-11-28' as PlainDate;
const SAMPLE_DAYS = 40;

/** Two sources must never take the same file. */
function checkFiles(place: ProblemPlace, sources: readonly SourceAt[]): ConfigProblem[] {
  return sources.flatMap((source, index) => {
    const other = sources.slice(0, index).find((before) => claimSameFile(before, source));
    if (other === undefined) return [];
    return [
      problem(
        place,
        [...source.path, 'from', textAt(source.raw, ['from', 'file']) === null ? 'https' : 'file'],
        `${nameOf(source)} and ${nameOf(other)} would take the same files; no file belongs to two sources`,
      ),
    ];
  });
}

function claimSameFile(a: SourceAt, b: SourceAt): boolean {
  const [urlA, urlB] = [a, b].map((source) => textAt(source.raw, ['from', 'https']));
  if (typeof urlA === 'string') return urlA === urlB;
  const [folderA, folderB] = [a, b].map(folderOf);
  const [fileA, fileB] = [a, b].map(
    (source) => textAt(source.raw, ['from', 'file']) ?? textAt(source.raw, ['from', 'sftp', 'file']),
  );
  if (typeof folderA !== 'string' || typeof folderB !== 'string' || plainFolder(folderA) !== plainFolder(folderB))
    return false;
  if (typeof fileA !== 'string' || typeof fileB !== 'string') return false;
  if (filePatternProblem(fileA) !== null || filePatternProblem(fileB) !== null) return false;
  return fileA === fileB || takesNameOf(fileA, fileB) || takesNameOf(fileB, fileA);
}

/** The folder of a source, on this host or on its server. */
function folderOf({ raw }: SourceAt): string | null {
  const [host, folder] = ['host', 'directory'].map((key) => textAt(raw, ['from', 'sftp', key]));
  return typeof host === 'string' && typeof folder === 'string'
    ? `sftp://${host}/${folder}`
    : textAt(raw, ['from', 'directory']);
}

function takesNameOf(pattern: string, other: string): boolean {
  return Array.from({ length: SAMPLE_DAYS }, (_, index) => addDays(SAMPLE_START, index)).some(
    (date) => matchFileName(pattern, fileNameFor(other, date).name) !== null,
  );
}

function plainFolder(folder: string): string {
  return folder
    .replaceAll('\\', '/')
    .replaceAll(/\/+/g, '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\/(\.\/?)?$/, '');
}

function checkStores(place: ProblemPlace): ConfigProblem[] {
  return Object.entries(mapAt(place.raw, ['stores', 'list'])).flatMap(([code, store]) => {
    const opened = parsePlainDate(textAt(store, ['opened']) ?? '');
    const closed = parsePlainDate(textAt(store, ['closed']) ?? '');
    if (opened === null || closed === null || opened <= closed) return [];
    return [
      problem(
        place,
        ['stores', 'list', code, 'closed'],
        `the store ${code} closed on ${closed}, before it opened on ${opened}`,
      ),
    ];
  });
}

function checkMateriality(place: ProblemPlace): ConfigProblem[] {
  const low = textAt(place.raw, ['materiality', 'low']) ?? MATERIALITY.low;
  const high = textAt(place.raw, ['materiality', 'high']) ?? MATERIALITY.high;
  const [lowMinor, highMinor] = [low, high].map((amount) =>
    parseMinor(amount, { decimal: '.', thousands: '', unit: 'major' }),
  );
  if (typeof lowMinor !== 'number' || typeof highMinor !== 'number' || lowMinor <= highMinor) return [];
  return [problem(place, ['materiality'], `low (${low}) is above high (${high})`)];
}
