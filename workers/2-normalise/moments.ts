import { dateTokens, halfDayAt, monthAt, SLOT_COUNT } from '../../schemas/values/date-format.ts';
import type { DateToken } from '../../schemas/values/date-format.ts';
import { dayNumber, fromDayNumber, isPlainDate } from '../../schemas/values/dates.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { zoneClock } from '../../schemas/values/local-time.ts';
import type { DateNotation } from '../../schemas/lines/profile.ts';
import type { EpochSeconds } from '../../schemas/lines/records.ts';

const SECONDS_PER_DAY = 86_400;

/** Reads the moments and dates of one file in its declared notation, strictly: 30 February is null, never 2 March. */
export interface MomentReader {
  /** The moment; a text without a time is local midnight, one without an offset is in the declared zone. */
  moment(text: string): EpochSeconds | null;
  /**
   * The date as written; with an offset, the date of that moment in the declared zone. A text that holds only the date
   * part of the notation is a date too.
   */
  day(text: string): PlainDate | null;
  /** The date of a moment in the declared zone. */
  localDate(moment: EpochSeconds): PlainDate;
}

/** The tokens up to the last date field, or null where a time field stands before it. */
function datePart(all: readonly DateToken[]): DateToken[] | null {
  const isDate = (token: DateToken): boolean => token.slot >= 0 && token.slot < 3;
  const part = all.slice(0, all.findLastIndex(isDate) + 1);
  return part.length < all.length && part.every((token) => token.kind === 'literal' || isDate(token)) ? part : null;
}

/** A file has a handful of dates, written the same way in every row; of more, only the first are remembered. */
const DAYS_KEPT = 1000;

interface Parsed {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly seconds: number;
  /** East of UTC; null where the text names none. */
  readonly offsetSeconds: number | null;
}

export function momentReader(notation: DateNotation): MomentReader {
  const full = patternOf(dateTokens(notation.format));
  const ofDate = datePart(full.tokens);
  const dateOnly = ofDate === null ? null : patternOf(ofDate);
  const zone = zoneClock(notation.zone);
  const dates = new Map<number, PlainDate>();
  const dateOf = (day: number): PlainDate => {
    const known = dates.get(day);
    if (known !== undefined) return known;
    const date = fromDayNumber(day);
    dates.set(day, date);
    return date;
  };
  const epoch = (parsed: Parsed): EpochSeconds => {
    const local = parsed.day * SECONDS_PER_DAY + parsed.seconds;
    return (parsed.offsetSeconds === null ? zone.toEpoch(local) : local - parsed.offsetSeconds) as EpochSeconds;
  };
  const localDate = (moment: EpochSeconds): PlainDate =>
    dateOf(Math.floor((moment + zone.offsetAt(moment)) / SECONDS_PER_DAY));
  const dayOf = (text: string): PlainDate | null => {
    const parsed = parseText(text, full) ?? (dateOnly === null ? null : parseText(text, dateOnly));
    if (parsed === null) return null;
    return parsed.offsetSeconds === null ? dateOf(parsed.day) : localDate(epoch(parsed));
  };
  const days = new Map<string, PlainDate | null>();
  return {
    moment(text) {
      const parsed = parseText(text, full);
      return parsed === null ? null : epoch(parsed);
    },
    day(text) {
      const known = days.get(text);
      if (known !== undefined) return known;
      const day = dayOf(text);
      if (day !== null && days.size < DAYS_KEPT) days.set(text, day);
      return day;
    },
    localDate,
  };
}

/** Reused for every text that is read piece by piece: year, month, date, hour, minute, second, fraction of a second. */
const slots = new Int32Array(SLOT_COUNT);
/** What a text says beside its numbers. */
interface Beside {
  offsetSeconds: number | null;
  /** The half of the day, where hours count to twelve. */
  afternoon: boolean | null;
}

/** How texts are written, and where that is the same in every text, its places. */
interface Pattern {
  readonly tokens: readonly DateToken[];
  readonly places: FixedPlaces | null;
}

/** A pattern of numbers of so many digits and of literals: each stands at its place in every text. */
interface FixedPlaces {
  readonly length: number;
  readonly numbers: readonly {
    readonly slot: number;
    readonly at: number;
    readonly width: number;
    readonly base: number;
  }[];
  readonly literals: readonly { readonly at: number; readonly code: number }[];
  /** Its own: what the pattern does not name stays zero. */
  readonly slots: Int32Array;
}

function patternOf(tokens: readonly DateToken[]): Pattern {
  return { tokens, places: placesOf(tokens) };
}

/** Null where a piece of the pattern may be longer in one text than in another. */
export function placesOf(tokens: readonly DateToken[]): FixedPlaces | null {
  const numbers: FixedPlaces['numbers'][number][] = [];
  const literals: FixedPlaces['literals'][number][] = [];
  let at = 0;
  for (const { kind, slot, text } of tokens) {
    if (kind === 'literal')
      for (let index = 0; index < text.length; index += 1)
        literals.push({ at: at + index, code: text.charCodeAt(index) });
    else if (kind === 'digits') numbers.push({ slot, at, width: text.length, base: text === 'yy' ? 2000 : 0 });
    else return null;
    at += text.length;
  }
  return { length: at, numbers, literals, slots: new Int32Array(SLOT_COUNT) };
}

function parseText(text: string, { tokens, places }: Pattern): Parsed | null {
  return places === null ? parseByTokens(text, tokens) : parseByPlaces(text, places);
}

/** Reads a text whose pieces stand at fixed places, as `parseByTokens` reads it. */
export function parseByPlaces(text: string, { length, numbers, literals, slots }: FixedPlaces): Parsed | null {
  if (text.length !== length) return null;
  for (const { at, code } of literals) if (text.charCodeAt(at) !== code) return null;
  for (const { slot, at, width, base } of numbers) {
    const value = digits(text, at, width);
    if (value < 0) return null;
    slots[slot] = base + value;
  }
  return parsedOf(slots, NOTHING_BESIDE);
}

const NOTHING_BESIDE: Readonly<Beside> = { offsetSeconds: null, afternoon: null };

/** Reads a text piece by piece: the definition of what a pattern means. */
export function parseByTokens(text: string, tokens: readonly DateToken[]): Parsed | null {
  slots.fill(0);
  const beside: Beside = { offsetSeconds: null, afternoon: null };
  let at = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    const length = token === undefined ? -1 : readToken(text, at, token, beside, tokens[index + 1]);
    if (length < 0) return null;
    at += length;
  }
  return at === text.length ? parsedOf(slots, beside) : null;
}

/** What the slots say; null where there is no such day or time. */
function parsedOf(slots: Int32Array, { offsetSeconds, afternoon }: Readonly<Beside>): Parsed | null {
  const day = validDay(slots[0] ?? 0, slots[1] ?? 0, slots[2] ?? 0);
  const hour = hourOf(slots[3] ?? 0, afternoon);
  const minute = slots[4] ?? 0;
  const second = slots[5] ?? 0;
  if (day === null || hour < 0 || hour > 23 || minute > 59 || second > 59) return null;
  return { day, seconds: hour * 3600 + minute * 60 + second, offsetSeconds };
}

/** Noon and midnight are twelve; -1 where the hour is none of the twelve. */
function hourOf(hour: number, afternoon: boolean | null): number {
  if (afternoon === null) return hour;
  return hour < 1 || hour > 12 ? -1 : (hour % 12) + (afternoon ? 12 : 0);
}

/** Reads one piece of the pattern into its slot; how long it is in the text, or -1 where it does not stand there. */
function readToken(text: string, at: number, token: DateToken, beside: Beside, next: DateToken | undefined): number {
  switch (token.kind) {
    case 'digits':
    case 'short': {
      const width = token.kind === 'digits' || digits(text, at, 2) < 0 ? token.text.length : 2;
      const value = digits(text, at, width);
      slots[token.slot] = token.text === 'yy' ? 2000 + value : value;
      return value < 0 ? -1 : width;
    }
    case 'name':
    case 'full name': {
      const found = monthAt(text, at, token.kind === 'full name');
      if (found === null) return -1;
      slots[token.slot] = found.month;
      // A short name may end in a point of its own: `jul. 2026`.
      const dotted =
        token.kind === 'name' && text.charAt(at + found.length) === '.' && next?.text.startsWith('.') !== true;
      return found.length + (dotted ? 1 : 0);
    }
    case 'half': {
      const found = halfDayAt(text, at);
      beside.afternoon = found?.afternoon ?? null;
      return found?.length ?? -1;
    }
    case 'offset': {
      const offset = readOffset(text.slice(at));
      beside.offsetSeconds = offset?.seconds ?? null;
      return offset?.length ?? -1;
    }
    case 'literal':
      return text.startsWith(token.text, at) ? token.text.length : -1;
  }
}

/** `count` digits as a number, or -1. */
function digits(text: string, from: number, count: number): number {
  if (from + count > text.length) return -1;
  let value = 0;
  for (let index = from; index < from + count; index += 1) {
    const code = text.charCodeAt(index) - 0x30;
    if (code < 0 || code > 9) return -1;
    value = value * 10 + code;
  }
  return value;
}

/** `Z`, `+05:00` or `+0500` at the start of a text. */
function readOffset(text: string): { readonly seconds: number; readonly length: number } | null {
  if (text.startsWith('Z')) return { seconds: 0, length: 1 };
  const match = /^([+-])(\d\d):?([0-5]\d)/.exec(text);
  if (match === null || Number(match[2]) > 18) return null;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return { seconds: match[1] === '-' ? -seconds : seconds, length: match[0].length };
}

const validDays = new Map<number, number | null>();
/** The day that was asked for last: rows of a day stand together. */
let lastKey = -1;
let lastDay: number | null = null;

/** The day number of a real date, remembered: a file of a hundred thousand rows has a handful of dates. */
function validDay(year: number, month: number, date: number): number | null {
  const key = year * 10_000 + month * 100 + date;
  if (key !== lastKey) {
    lastDay = rememberedDay(key, year, month, date);
    lastKey = key;
  }
  return lastDay;
}

function rememberedDay(key: number, year: number, month: number, date: number): number | null {
  const known = validDays.get(key);
  if (known !== undefined) return known;
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  const day = isPlainDate(text) ? dayNumber(text) : null;
  if (validDays.size < 100_000) validDays.set(key, day);
  return day;
}
