import { parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';

/** The date of an option, or null where it was not given. Throws `usage_invalid` for what is no calendar date. */
export function dateOption(name: string, text: string | undefined): PlainDate | null {
  if (text === undefined) return null;
  const date = parsePlainDate(text);
  if (date !== null) return date;
  throw new CuadreError('usage_invalid', `--${name} is "${text}"; a date is written like 2026-07-01`, {
    option: name,
    value: text,
  });
}

/**
 * The month of an option as its first seven characters, `2026-07`, or null. Throws `usage_invalid` for what is no
 * month.
 */
export function monthOption(name: string, text: string | undefined): string | null {
  if (text === undefined || parsePlainDate(`${text}-01`) !== null) return text ?? null;
  throw new CuadreError('usage_invalid', `--${name} is "${text}"; a month is written like 2026-07`, {
    option: name,
    value: text,
  });
}
