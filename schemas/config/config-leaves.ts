import * as z from 'zod';
import { DATE_FIELDS_TEXT, dateFormatProblem } from '../values/date-format.ts';
import { parsePlainDate } from '../values/dates.ts';
import { filePatternProblem, markerPatternProblem, urlPatternProblem } from './file-pattern.ts';
import { parseMinor } from '../values/money.ts';
import { Secret } from '../values/secret.ts';
import { isLoopback } from '../values/loopback.ts';
import { patternProblem, type PatternFlags } from '../patterns/pattern.ts';

/** A configuration is checked once a process: a parser compiled for it costs more than it saves, on every command. */
z.config({ jitless: true });

/**
 * What a single value of the configuration may be. Every value arrives as text (config-yaml.ts); a leaf says what it
 * means, what is wrong in words, and what the JSON Schema tells an editor, for whom `2` is a number.
 */

interface LeafOptions<T> {
  /** What is accepted, as the end of "expected ...". */
  readonly expected: string;
  /** The value, or null where the text is none. */
  readonly read: (text: string) => T | null;
  /** Why this text is none; by default the text and what was expected. Null: the text must not be shown. */
  readonly why?: ((text: string) => string | null) | undefined;
  readonly json?: Readonly<Record<string, unknown>>;
}

function leaf<T>({ expected, read, why, json = {} }: LeafOptions<T>) {
  return z
    .string({ error: expected })
    .transform((text, context): T => {
      const value = read(text);
      if (value !== null) return value;
      const reason = why ? why(text) : `"${text}" is not ${expected}`;
      context.issues.push({
        code: 'custom',
        input: text,
        message: reason ?? `this is not ${expected}`,
        params: { accepted: [expected] },
      });
      return z.NEVER;
    })
    .meta(json);
}

/** A section with a closed set of keys. A misspelled one is reported with the section's name and its keys. */
export function section<Shape extends z.core.$ZodLooseShape>(name: string, shape: Shape) {
  const keys = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${name}: ${keys.join(', ')}`
        : `a map with keys such as ${keys.slice(0, 3).join(', ')}`,
  });
}

export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: 'a list' });
}

/** Any text that says something. An editor also accepts what YAML would read as a number. */
export const text = leaf({
  expected: 'a text',
  read: (value) => (value.trim() === '' ? null : value),
  json: { type: ['string', 'number', 'boolean'] },
});

/** One text or a list of them. */
export const texts = z.union([text.transform((one) => [one]), listOf(text)]);

export const sourceId = leaf({
  expected: 'a name of a-z, 0-9, _ and - (it becomes part of file names)',
  read: (value) => (/^[a-z0-9_-]{1,64}$/.test(value) ? value : null),
  json: { type: 'string', pattern: '^[a-z0-9_-]{1,64}$' },
});

export const flag = leaf({
  expected: 'true or false',
  read: (value) => (value === 'true' ? true : value === 'false' ? false : null),
  json: { type: 'boolean' },
});

export function integer(minimum: number, maximum: number) {
  return leaf({
    expected: `a whole number from ${minimum} to ${maximum}`,
    read: (value) =>
      /^\d{1,9}$/.test(value) && Number(value) >= minimum && Number(value) <= maximum ? Number(value) : null,
    json: { type: 'integer', minimum, maximum },
  });
}

/** Money in major units with a point: `5000.00`. Never negative. */
export const money = leaf({
  expected: "an amount with at most two decimals and a point, such as '5000.00'",
  read: (value) => (/^\d/.test(value) ? parseMinor(value, { decimal: '.', thousands: '', unit: 'major' }) : null),
  json: { type: ['string', 'number'] },
});

export const currencyCode = leaf({
  expected: 'a currency code of three capital letters, such as COP',
  read: (value) => (/^[A-Z]{3}$/.test(value) ? value : null),
  json: { type: 'string', pattern: '^[A-Z]{3}$' },
});

/** A percentage as exact text: it is never a float. */
export const percent = leaf({
  expected: 'a percentage from 0 to 100 with at most six decimals, such as 2.35',
  read: (value) => (/^(\d{1,2}(\.\d{1,6})?|100(\.0{1,6})?)$/.test(value) ? value : null),
  json: { type: ['string', 'number'] },
});

export const plainDate = leaf({
  expected: 'a date such as 2026-06-24',
  read: parsePlainDate,
  json: { type: 'string', format: 'date' },
});

export const timeOfDay = leaf({
  expected: "a time of day such as '17:00'",
  read: (value) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? value : null),
  json: { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' },
});

export const zone = leaf({
  expected: 'an IANA time zone such as America/Bogota',
  read: (value) => (isZone(value) ? value : null),
  json: { type: 'string' },
});

function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A regular expression that can be searched in linear time; with a group's name, one that has this group. */
export function expression(group: string | null, flags: PatternFlags = 'u') {
  const expected = group === null ? 'a regular expression' : `a regular expression with a group (?<${group}>...)`;
  return leaf({
    expected,
    read: (value) => (patternProblem(value, flags, group) === null ? value : null),
    why: (value) => patternProblem(value, flags, group),
    json: { type: 'string', format: 'regex' },
  });
}

export const filePattern = leaf({
  expected: 'a file name with a date part, such as orders_{date:yyyy-MM-dd}.csv',
  read: (value) => (filePatternProblem(value) === null ? value : null),
  why: filePatternProblem,
  json: { type: 'string' },
});

export const markerPattern = leaf({
  expected: "the name of the file that marks another as complete, with * for that one's name, such as '*.ok'",
  read: (value) => (markerPatternProblem(value) === null ? value : null),
  why: markerPatternProblem,
  json: { type: 'string' },
});

export const urlPattern = leaf({
  expected: 'an https URL with a date part, such as https://api.provider.co/reports/{date:yyyy-MM-dd}.csv',
  read: (value) => (urlPatternProblem(value) === null ? value : null),
  why: urlPatternProblem,
  json: { type: 'string' },
});

/** A secret is never shown, whatever is wrong with it. */
export const secret = leaf({
  expected: 'the name of an environment variable, such as ${PROVIDER_TOKEN}',
  read: (value) => (value.trim() === '' || /[\r\n]/.test(value.trim()) ? null : new Secret(value.trim())),
  why: () => null,
  json: { type: 'string' },
});

/** A private key has lines; a variable that cannot hold them writes `\\n`. */
export const keySecret = leaf({
  expected: 'the name of an environment variable that holds a private key in PEM or OpenSSH form',
  read: (value) =>
    /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value.trim())
      ? new Secret(`${value.replaceAll('\\n', '\n').trim()}\n`)
      : null,
  why: () => null,
  json: { type: 'string' },
});

/** Where messages are posted. Over plain HTTP only on this machine. */
export const hookUrl = leaf({
  expected: 'the name of an environment variable that holds an https URL',
  read: (value) => (isHookUrl(value.trim()) ? new Secret(value.trim()) : null),
  why: () => null,
  json: { type: 'string' },
});

function isHookUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

export const smtpUrl = leaf({
  expected: 'the name of an environment variable that holds a URL such as smtps://user:password@mail.example.co:465',
  read: (value) =>
    /^smtps?:\/\/\S+$/.test(value.trim()) && URL.canParse(value.trim()) ? new Secret(value.trim()) : null,
  why: () => null,
  json: { type: 'string' },
});

export const mailAddress = leaf({
  expected: 'an e-mail address',
  read: (value) => (/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/.test(value) ? value : null),
  json: { type: 'string' },
});

/** TLS that checks nothing is no TLS: the modes that check are taken, and none at all. */
const SSL_MODES = [null, 'disable', 'require', 'verify-full'];

function isPostgresUrl(value: string): boolean {
  if (!/^postgres(ql)?:\/\/\S+$/.test(value) || !URL.canParse(value)) return false;
  const { searchParams, hostname, pathname } = new URL(value);
  const isKnown =
    [...searchParams.keys()].every((name) => name === 'sslmode') && SSL_MODES.includes(searchParams.get('sslmode'));
  return isKnown && hostname !== '' && pathname.length > 1;
}

export const postgresUrl = leaf({
  expected:
    'the name of an environment variable that holds a URL such as postgres://user:password@host:5432/database (at most with ?sslmode=disable, require or verify-full)',
  read: (value) => (isPostgresUrl(value) ? new Secret(value) : null),
  why: () => null,
  json: { type: 'string' },
});

export const hostKey = leaf({
  expected: "a key's fingerprint as ssh-keygen -lf prints it: SHA256: and 43 characters",
  read: (value) => (/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(value) ? value.replace(/=$/, '') : null),
  json: { type: 'string', pattern: '^SHA256:[A-Za-z0-9+/]{43}=?$' },
});

export const hostName = leaf({
  expected: 'a host name or address, without a port',
  read: (value) =>
    /^([A-Za-z0-9]([A-Za-z0-9.-]{0,252})|\[?[0-9a-fA-F:]+\]?)$/.test(value) ? value.toLowerCase() : null,
  json: { type: 'string' },
});

export const headerName = leaf({
  expected: 'the name of an HTTP header, such as X-Api-Key',
  read: (value) => (/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(value) ? value : null),
  json: { type: 'string' },
});

/**
 * How a file writes dates: what the readers of dates read (`date-format.ts`). The year may lie elsewhere (`yearFrom`).
 */
export const dateFormat = leaf({
  expected: `a pattern of ${DATE_FIELDS_TEXT}`,
  read: (value) => (dateFormatProblem(value) === null ? value : null),
  why: dateFormatProblem,
  json: { type: 'string' },
});

/** One character, or `\t` for a tab. */
export const character = leaf({
  expected: 'one character',
  read: (value) => (value === '\\t' ? '\t' : /^[^\r\n]$/.test(value) ? value : null),
  json: { type: 'string' },
});

export const quoteCharacter = leaf({
  expected: "one character, or '' where the file quotes nothing",
  read: (value) => (/^[^\r\n]?$/.test(value) ? value : null),
  json: { type: 'string' },
});

/** The permissions that new files and folders do not get; whoever runs Cuadre keeps all of theirs. */
export const umask = leaf({
  expected: "the permissions to withhold from group and others, in octal, such as '077' or '027'",
  read: (value) => (/^0?0[0-7]{2}$/.test(value) ? Number.parseInt(value, 8) : null),
  json: { type: 'string', pattern: '^0?0[0-7]{2}$' },
});

/** What tells the merchant's own numbers from those of cards. */
export const ownNumber = leaf({
  expected: 'the digits, 4 to 19, with which numbers of your own begin that are as long as those of cards',
  read: (value) => (/^[0-9]{4,19}$/.test(value) ? value : null),
  json: { type: 'string', pattern: '^[0-9]{4,19}$' },
});

/** May hold a password: a wrong one is never shown. */
export const redisUrl = leaf({
  expected: 'a URL that starts with redis:// or rediss://',
  read: (value) => (/^rediss?:\/\/\S+$/.test(value) ? value : null),
  why: () => null,
  json: { type: 'string' },
});

/** Where people open the reports: it is sent to chats and mails, so no user, password or question stands in it. */
export const linkUrl = leaf({
  expected:
    'a URL that starts with https:// or http://, without user, ? and #, such as https://reports.chain.co/cuadre',
  read: linkOf,
  why: () => null,
  json: { type: 'string' },
});

/** Whom a provider of identities says to be. It is compared character by character, so none is taken away. */
export const issuerUrl = leaf({
  expected:
    'the https URL that the provider of identities names as its issuer, without user, ? and #, such as https://login.chain.co',
  read: (value) => (linkOf(value) !== null && isHookUrl(value) ? value : null),
  why: () => null,
  json: { type: 'string' },
});

function linkOf(value: string): string | null {
  if (!/^https?:\/\/[^\s"<>\\]+$/i.test(value) || !URL.canParse(value)) return null;
  const { username, password, search, hash } = new URL(value);
  return [username, password, search, hash].join('') === '' && !/[?#]/.test(value) ? value.replace(/\/+$/, '') : null;
}

/** What BullMQ puts before the keys of its queues. */
export const keyPrefix = leaf({
  expected: 'a name of letters, digits, _ and - that stands before the keys of the queues',
  read: (value) => (/^[A-Za-z0-9_-]{1,64}$/.test(value) ? value : null),
  json: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
});

export const cron = leaf({
  expected: "five fields, minute hour day month weekday, such as '30 5 * * *'",
  read: (value) => (isCron(value) ? value : null),
  json: { type: 'string' },
});

const CRON_FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

function isCron(value: string): boolean {
  const fields = value.trim().split(/\s+/);
  return (
    fields.length === CRON_FIELDS.length &&
    CRON_FIELDS.every(([low, high], index) => isCronField(fields[index] ?? '', low, high))
  );
}

/** `*`, `5`, `1-5`, each with an optional step, and lists of them. Names of months and days are not taken. */
function isCronField(field: string, low: number, high: number): boolean {
  return field.split(',').every((part) => {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (match === null) return false;
    const [, first, last, step] = match.map((digits: string | undefined) =>
      digits === undefined ? null : Number(digits),
    );
    const start = first ?? low;
    const end = last ?? first ?? high;
    return start >= low && end <= high && start <= end && (step ?? 1) >= 1;
  });
}
