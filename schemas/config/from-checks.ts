import { problem, rawAt, type ProblemPlace } from './config-problems.ts';
import type { ConfigProblem } from './config.ts';
import { isRawMap, pathText, type ConfigPath, type Raw } from './config-yaml.ts';

/** What goes with what in a source's `from`, and where a secret may stand. */

const TRANSPORTS = ['directory', 'https', 'sftp', 'postgres'] as const;
type Transport = (typeof TRANSPORTS)[number];

/** The keys beside the one that names the transport. */
const KEYS: Readonly<Record<Transport, readonly string[]>> = {
  directory: ['file', 'unpack', 'entry', 'settleSeconds', 'complete'],
  https: ['file', 'unpack', 'entry', 'auth', 'caFile', 'allowHosts', 'allowPrivateNetwork', 'limits', 'askAgainDays'],
  sftp: ['unpack', 'entry', 'limits', 'askAgainDays'],
  postgres: ['query', 'file', 'caFile', 'limits', 'askAgainDays'],
};

/** Where a secret stands, below `from`. */
const SECRETS: readonly ConfigPath[] = [
  ['postgres'],
  ['auth', 'bearer'],
  ['auth', 'basic', 'password'],
  ['auth', 'header', 'value'],
  ['auth', 'hmac', 'secret'],
  ['sftp', 'password'],
  ['sftp', 'privateKey'],
  ['sftp', 'passphrase'],
];

const AUTHS = ['bearer', 'basic', 'header', 'hmac'];

/** The problems of one source's `from`, which stands at `path`. */
export function checkFrom(place: ProblemPlace, path: ConfigPath): ConfigProblem[] {
  const from = rawAt(place.raw, path);
  if (!isRawMap(from)) return [];
  const named = TRANSPORTS.filter((name) => Object.hasOwn(from, name));
  const [transport] = named;
  if (transport === undefined || named.length > 1) {
    // A misspelled key and an unset variable are reported as such; that the right one is missing is the same mistake.
    const asked = TRANSPORTS.some((name) => place.references.has(pathText([...path, name])));
    if (transport === undefined && (asked || Object.keys(from).some((key) => !KNOWN.has(key))))
      return checkSecrets(place, path);
    const found = transport === undefined ? 'no place' : `${String(named.length)} places: ${named.join(', ')}`;
    return [
      problem(place, path, `from names ${found}; a file comes from one`, TRANSPORTS),
      ...checkSecrets(place, path),
    ];
  }
  return [
    ...checkKeys(place, path, from, transport),
    ...checkSecrets(place, path),
    ...checkUnpack(place, path, from),
    ...checkComplete(place, path, from, transport),
    ...(transport === 'https' ? checkHttps(place, path, from) : []),
    ...(transport === 'sftp' ? checkLogin(place, path) : []),
  ];
}

const KNOWN = new Set<string>([...TRANSPORTS, ...Object.values(KEYS).flat()]);

function checkKeys(
  place: ProblemPlace,
  path: ConfigPath,
  from: Readonly<Record<string, Raw>>,
  transport: Transport,
): ConfigProblem[] {
  const foreign = Object.keys(from).filter(
    (key) => KNOWN.has(key) && key !== transport && !KEYS[transport].includes(key),
  );
  const hint = (key: string): string => (key === 'file' && transport === 'sftp' ? '; it stands inside sftp' : '');
  const problems = foreign.map((key) =>
    problem(place, [...path, key], `"${key}" says nothing to a source from ${transport}${hint(key)}`, KEYS[transport]),
  );
  const required = transport === 'directory' ? 'file' : transport === 'postgres' ? 'query' : null;
  if (required === null || Object.hasOwn(from, required)) return problems;
  const what =
    required === 'file'
      ? 'a file name with a date part, such as orders_{date:yyyy-MM-dd}.csv'
      : 'the path of a file with one SELECT';
  return [...problems, problem(place, [...path, required], `${required} is missing; expected ${what}`)];
}

/** A secret written into the file would be in every copy and backup of it. */
function checkSecrets(place: ProblemPlace, path: ConfigPath): ConfigProblem[] {
  return SECRETS.map((below) => [...path, ...below])
    .filter((at) => typeof rawAt(place.raw, at) === 'string' && place.references.get(pathText(at)) !== 'whole')
    .map((at) =>
      problem(place, at, 'a secret stands in the configuration; write ${NAME} and set the environment variable NAME'),
    );
}

function checkUnpack(place: ProblemPlace, path: ConfigPath, from: Readonly<Record<string, Raw>>): ConfigProblem[] {
  if (!Object.hasOwn(from, 'entry')) return [];
  const names = [from['file'], rawAt(from, ['sftp', 'file']), from['https']].filter((name) => typeof name === 'string');
  if (from['unpack'] === 'zip' || (from['unpack'] === undefined && names.some((name) => /\.zip$/i.test(name))))
    return [];
  return [problem(place, [...path, 'entry'], 'entry names the file inside a zip; say unpack: zip')];
}

/** What marks a file as complete may stand in `from` or beside it, once, and is of folders. */
function checkComplete(
  place: ProblemPlace,
  path: ConfigPath,
  from: Readonly<Record<string, Raw>>,
  transport: Transport,
): ConfigProblem[] {
  const beside = [...path.slice(0, -1), 'complete'];
  if (rawAt(place.raw, beside) === undefined) return [];
  if (transport !== 'directory')
    return [problem(place, beside, `"complete" says nothing to a source from ${transport}`)];
  return Object.hasOwn(from, 'complete')
    ? [problem(place, beside, '"complete" is stated twice: in from and beside it')]
    : [];
}

function checkHttps(place: ProblemPlace, path: ConfigPath, from: Readonly<Record<string, Raw>>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (place.references.has(pathText([...path, 'https']))) {
    problems.push(
      problem(
        place,
        [...path, 'https'],
        'a URL is kept as evidence and takes nothing from the environment; a secret belongs into auth',
      ),
    );
  }
  const auth = from['auth'];
  if (!isRawMap(auth)) return problems;
  const ways = AUTHS.filter((name) => Object.hasOwn(auth, name));
  const misspelled = Object.keys(auth).some((name) => !AUTHS.includes(name));
  if (ways.length > 1 || (ways.length === 0 && !misspelled && !unsetIn(place, [...path, 'auth']))) {
    problems.push(
      problem(
        place,
        [...path, 'auth'],
        `auth states ${ways.length === 0 ? 'no way' : ways.join(' and ')}; one is needed`,
        AUTHS,
      ),
    );
  }
  return problems;
}

function checkLogin(place: ProblemPlace, path: ConfigPath): ConfigProblem[] {
  const at = [...path, 'sftp'];
  const states = (name: string): boolean =>
    rawAt(place.raw, [...at, name]) !== undefined || place.references.has(pathText([...at, name]));
  if (states('password') === states('privateKey')) {
    const found = states('password') ? 'both a password and a privateKey' : 'neither a password nor a privateKey';
    return [problem(place, at, `sftp states ${found}; one is needed`, ['password', 'privateKey'])];
  }
  if (!states('passphrase') || states('privateKey')) return [];
  return [problem(place, [...at, 'passphrase'], 'a passphrase opens a privateKey, and there is none')];
}

/** Whether a variable that is not set stands anywhere below. */
function unsetIn(place: ProblemPlace, path: ConfigPath): boolean {
  return [...place.references.keys()].some((known) => known.startsWith(`${pathText(path)}.`));
}

/** Sources that cannot list their files say nothing of the first date: it must be configured. */
export function checkGoLive(place: ProblemPlace, sources: readonly ConfigPath[]): ConfigProblem[] {
  if (rawAt(place.raw, ['goLive']) !== undefined) return [];
  const [first] = sources.filter((path) =>
    ['https', 'postgres'].some((name) => rawAt(place.raw, [...path, 'from', name]) !== undefined),
  );
  if (first === undefined) return [];
  const id = rawAt(place.raw, [...first, 'id']);
  const name = typeof id === 'string' ? `the source "${id}"` : pathText(first);
  return [
    problem(
      place,
      [...first, 'from'],
      `${name} cannot list its files, so the first date is not found by looking: state goLive`,
      ['goLive: 2026-06-24'],
    ),
  ];
}
