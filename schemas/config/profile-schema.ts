import * as z from 'zod';
import {
  character,
  choice,
  currencyCode,
  dateFormat,
  flag,
  integer,
  listOf,
  money,
  quoteCharacter,
  section,
  text,
  texts,
  zone,
} from './config-leaves.ts';
import {
  BUILT_IN_OPTIONS,
  BUILT_IN_PROFILES,
  CANONICAL_COLUMNS,
  ENCODINGS,
  type BuiltInOption,
  type BuiltInOptions,
  type BuiltInProfileName,
  type InlineProfile,
  type InlineProfileBase,
  type Profile,
} from '../lines/profile.ts';
import { NEGATIVE_NOTATIONS } from '../values/money.ts';
import { ORDER_STATUSES, SETTLEMENT_STATUSES, SETTLEMENT_TYPES, type Leg } from '../lines/records.ts';

/** The keys of an inline profile in cuadre.yaml, for each leg; and how they become a Profile. */

/** What a mapped value of each leg may mean. Null: the leg has no such column. */
const MEANINGS = {
  settlement: { status: SETTLEMENT_STATUSES, type: SETTLEMENT_TYPES, direction: null },
  order: { status: ORDER_STATUSES, type: null, direction: null },
  bank: { status: null, type: null, direction: ['credit', 'debit'] },
} as const satisfies Record<Leg, Record<string, readonly string[] | null>>;

export function canonicalColumns(leg: Leg): readonly string[] {
  return [...CANONICAL_COLUMNS[leg].required, ...CANONICAL_COLUMNS[leg].optional];
}

/** The values that a constant or a value map of this column may name, or null where any text will do. */
export function canonicalValues(leg: Leg, column: string): readonly string[] | null {
  const meanings: Readonly<Record<string, readonly string[] | null>> = MEANINGS[leg];
  return meanings[column] ?? null;
}

export function builtInsOf(leg: Leg): BuiltInProfileName[] {
  return (Object.keys(BUILT_IN_PROFILES) as BuiltInProfileName[]).filter((name) => BUILT_IN_PROFILES[name] === leg);
}

/** Canonical name -> something, for every canonical column of the leg. */
function byColumn<Value extends z.ZodType>(name: string, leg: Leg, value: Value) {
  return section(
    `${name} of a ${leg} profile`,
    Object.fromEntries(canonicalColumns(leg).map((column) => [column, value.optional()])),
  );
}

function valueMap(leg: Leg, column: 'status' | 'type' | 'direction') {
  const meanings = MEANINGS[leg][column];
  if (meanings === null)
    return z.record(z.string(), z.never({ error: `nothing here: a ${leg} file has no ${column}` })).optional();
  return section(
    `${column} of a ${leg} profile`,
    Object.fromEntries(meanings.map((meaning) => [meaning, texts.optional()])),
  ).optional();
}

const freeMap = z
  .record(z.string(), texts, { error: 'a map from a canonical value to the values of the file' })
  .optional();

function sharedShape(leg: Leg) {
  return {
    encoding: choice(ENCODINGS).default('utf-8'),
    amounts: section('amounts', {
      decimal: choice(['.', ',']).default('.'),
      thousands: choice(['', '.', ',', ' ', "'", '_']).default(''),
      unit: choice(['major', 'minor']).default('major'),
      negative: choice(NEGATIVE_NOTATIONS).default('minus'),
      currencySign: choice(['refused', 'allowed']).default('refused'),
    }).prefault({}),
    dates: section('dates', { format: dateFormat.prefault('yyyy-MM-dd HH:mm:ss'), zone: zone.optional() }).prefault({}),
    columns: byColumn('columns', leg, text),
    constants: byColumn('constants', leg, text).prefault({}),
    status: valueMap(leg, 'status'),
    type: valueMap(leg, 'type'),
    direction: valueMap(leg, 'direction'),
    method: freeMap,
    environment: freeMap,
    skip: listOf(section('skip', { column: text, equals: texts })).default([]),
    trailer: section('trailer', {
      column: text,
      equals: text,
      count: text.optional(),
      sum: section('trailer.sum', {
        column: text,
        of: z.enum(canonicalColumns(leg), { error: 'a canonical column' }),
      }).optional(),
      tolerance: money.prefault('0.00'),
    }).optional(),
  };
}

/** What the options of a built-in may be. */
const OPTION_LEAVES = {
  delimiter: choice([',', ';']).optional(),
  encoding: choice(ENCODINGS).optional(),
  zone: zone.optional(),
  currency: currencyCode.optional(),
  method: text.optional(),
  reference: texts.optional(),
} as const satisfies Record<BuiltInOption, z.ZodType>;

/** `{ builtIn: <name>, <its options> }` for every built-in of the leg. */
function builtInWithOptions(leg: Leg) {
  const [first, ...rest] = builtInsOf(leg).map((name) => {
    const taken = Object.entries(OPTION_LEAVES).filter(([option]) =>
      BUILT_IN_OPTIONS[name]?.includes(option as BuiltInOption),
    );
    return section(`options of ${name}`, {
      builtIn: z.literal(name),
      ...(Object.fromEntries(taken) as Partial<typeof OPTION_LEAVES>),
    });
  });
  if (first === undefined) throw new RangeError(`no built-in profile is for the leg ${leg}`);
  return z.discriminatedUnion('builtIn', [first, ...rest], { error: 'a built-in profile' });
}

/** A built-in by name, a built-in with its options, a CSV, XML or XLSX profile. */
export function profileSchema(leg: Leg) {
  const shared = sharedShape(leg);
  const csv = section(`csv profile of a ${leg} source`, {
    format: z.literal('csv').default('csv'),
    delimiter: character.prefault(','),
    quote: quoteCharacter.prefault('"'),
    header: flag.prefault('true'),
    preambleRows: integer(0, 1000).prefault('0'),
    yearFrom: text.optional(),
    ...shared,
  });
  const xlsx = section(`xlsx profile of a ${leg} source`, {
    format: z.literal('xlsx'),
    sheet: text.optional(),
    decimalsMax: integer(0, 12).prefault('2'),
    end: text.optional(),
    yearFrom: text.optional(),
    ...shared,
  });
  const xml = section(`xml profile of a ${leg} source`, { format: z.literal('xml'), record: text, ...shared });
  return z.union([z.enum(builtInsOf(leg), { error: 'a built-in profile' }), builtInWithOptions(leg), csv, xml, xlsx], {
    error: 'a built-in profile by name, or an inline profile',
  });
}

export type ParsedProfile = z.output<ReturnType<typeof profileSchema>>;

/**
 * A checked declaration as the program uses it: nothing undefined, positions as numbers. `tenantZone` is for dates that
 * name none.
 */
export function buildProfile(parsed: ParsedProfile, tenantZone: string): Profile {
  if (typeof parsed === 'string') return { builtIn: parsed };
  if ('builtIn' in parsed) {
    const { builtIn, ...options } = parsed;
    const stated = Object.fromEntries(
      Object.entries(options).filter(([, value]) => value !== undefined),
    ) as BuiltInOptions;
    return Object.keys(stated).length === 0 ? { builtIn } : { builtIn, options: stated };
  }
  const headerless = parsed.format === 'csv' && !parsed.header;
  const column = (name: string): string | number => (headerless ? Number(name) : name);
  const shared = {
    encoding: parsed.encoding,
    amounts: parsed.amounts,
    dates: { format: parsed.dates.format, zone: parsed.dates.zone ?? tenantZone },
    columns: mapValues(parsed.columns, column),
    constants: mapValues(parsed.constants, (value) => value),
    status: valuesOf(parsed.status),
    type: valuesOf(parsed.type),
    method: valuesOf(parsed.method),
    environment: valuesOf(parsed.environment),
    direction: valuesOf(parsed.direction),
    skip: parsed.skip.map((rule) => ({ column: column(rule.column), equals: rule.equals })),
    trailer: buildTrailer(parsed.trailer, column),
  };
  return { inline: inlineOf(parsed, shared) };
}

type Declared = Extract<ParsedProfile, { columns: unknown }>;

/** What each format says beside what all say. */
function inlineOf(parsed: Declared, shared: InlineProfileBase): InlineProfile {
  switch (parsed.format) {
    case 'xml':
      return { format: 'xml', record: parsed.record, ...shared };
    case 'xlsx': {
      const { sheet = null, decimalsMax, end = null, yearFrom = null } = parsed;
      return { format: 'xlsx', sheet, decimalsMax, end, yearFrom, ...shared };
    }
    case 'csv': {
      const { delimiter, quote, header, preambleRows, yearFrom = null } = parsed;
      return { format: 'csv', delimiter, quote, header, preambleRows, yearFrom, ...shared };
    }
  }
}

function buildTrailer(
  parsed: Extract<ParsedProfile, { columns: unknown }>['trailer'],
  column: (name: string) => string | number,
): InlineProfile['trailer'] {
  if (parsed === undefined) return null;
  return {
    column: column(parsed.column),
    equals: parsed.equals,
    ...(parsed.count === undefined ? {} : { count: column(parsed.count) }),
    ...(parsed.sum === undefined ? {} : { sum: { column: column(parsed.sum.column), of: parsed.sum.of } }),
    toleranceMinor: parsed.tolerance,
  };
}

function valuesOf(
  map: Readonly<Record<string, string[] | undefined>> | undefined,
): Record<string, readonly string[]> | null {
  return map === undefined ? null : mapValues(map, (values) => values);
}

function mapValues<From, To>(
  record: Readonly<Record<string, From | undefined>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, change(value)] as const])),
  );
}
