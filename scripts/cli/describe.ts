import { isAbsolute, join, relative } from 'node:path';
import type { Config } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { KEY_NAMES } from '../../schemas/kinds/keys.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { formatAmount, type Language } from '../../workers/wording/format.ts';

/** Short texts that several commands share. */

/** The language in which a command speaks of a date: the first of the reports. */
export function languageOf(config: Pick<Config, 'reports'>): Language {
  return config.reports.languages[0] ?? 'en';
}

/**
 * What a discrepancy is about: its reference, else its transaction or payout, else what its key names (of a file: its
 * source or account).
 */
export function subjectOf(row: Discrepancy): string {
  const named = row.merchantReference ?? row.providerId ?? row.payoutId;
  if (named !== null) return named;
  const ofFile = KEY_NAMES[KINDS[row.kind].key] === 'file';
  return (ofFile ? row.key[0] : row.key.filter((part) => part !== '').at(-1)) ?? '';
}

/** Its money at risk with the currency; '' where it is nothing. */
export function moneyOf(row: Discrepancy, language: Language): string {
  return row.moneyAtRisk === 0 ? '' : formatAmount(language, row.moneyAtRisk, row.currency);
}

/** The folder of a date's reports, as short as it can be written from here. */
export function reportsFolder(config: Pick<Config, 'reports'>, date: PlainDate, ...inside: readonly string[]): string {
  const folder = join(config.reports.directory, date, ...inside);
  const short = relative(process.cwd(), folder);
  return short.startsWith('..') || isAbsolute(short) ? folder : short;
}
