import { problem, rawAt, type ProblemPlace } from './config-problems.ts';
import type { ConfigProblem } from './config.ts';
import { pathText, type ConfigPath, type Raw } from './config-yaml.ts';
import { addDays, parsePlainDate, type PlainDate } from '../values/dates.ts';
import { checkFrom, checkGoLive } from './from-checks.ts';
import { fileNameFor, filePatternProblem, matchFileName } from './file-pattern.ts';
import { DESK, MATERIALITY } from './config-schema.ts';
import { parseMinor } from '../values/money.ts';
import { checkProfile, listAt, mapAt, textAt, type SourceAt } from './profile-checks.ts';
import { checkNotify } from './notify-schema.ts';
import { LEGS } from '../lines/records.ts';
import { isLoopback } from '../values/loopback.ts';

/**
 * What no single key can say: names that clash, columns that nothing covers, periods that overlap. The checks read the
 * raw tree, so that they speak even while another key of the same source is wrong: every problem at once.
 */
export function checkConfiguration(place: ProblemPlace): ConfigProblem[] {
  const sources = readSources(place);
  const problems = [
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
    ...checkOidc(place),
    ...checkNotify(place),
  ];
  return [...problems, ...checkPasswords(place, new Set(problems.map(({ path }) => path)))];
}

/**
 * A password written into the file would be in every copy and backup of it. What else a URL says may stand there: of
 * `redis://:${REDIS_PASSWORD}@10.0.0.5:6379` the environment knows only the password.
 */
function checkPasswords(place: ProblemPlace, explained: ReadonlySet<string>): ConfigProblem[] {
  return place.passwords
    .filter((path) => !explained.has(pathText(path)))
    .map((path) => problem(place, path, `a password stands in this URL; ${insteadOf(path)}`));
}

/** What to write instead: two URLs are shown to people or kept as evidence, and may hold none from anywhere. */
function insteadOf(path: ConfigPath): string {
  if (path.at(-1) === 'https') return 'take it out: a secret belongs into auth.basic, or another way of auth';
  if (['reports.url', 'desk.url'].includes(pathText(path))) return 'take it out: this one is sent to people';
  return 'write ${NAME} in its place, or for the whole URL, and set the environment variable NAME';
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

/** The secret comes from the environment, and the provider is told an address to which people can come back. */
function checkOidc(place: ProblemPlace): ConfigProblem[] {
  if (rawAt(place.raw, ['desk', 'oidc']) === undefined) return [];
  const at = ['desk', 'oidc', 'secret'];
  const problems: ConfigProblem[] = [];
  if (typeof rawAt(place.raw, at) === 'string' && place.references.get(pathText(at)) !== 'whole') {
    problems.push(
      problem(place, at, 'a secret stands in the configuration; write ${NAME} and set the environment variable NAME'),
    );
  }
  const host = textAt(place.raw, ['desk', 'host']) ?? DESK.host;
  if (rawAt(place.raw, ['desk', 'url']) === undefined && !isLoopback(host)) {
    problems.push(
      problem(place, ['desk', 'url'], 'url is missing; the provider of identities sends people back to it', [
        'url: https://desk.chain.co',
      ]),
    );
  }
  return problems;
}
