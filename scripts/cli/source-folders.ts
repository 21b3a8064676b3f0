import { existsSync } from 'node:fs';
import type { Config, SourceConfig } from '../../schemas/config/config.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { fileNameFor, matchFileName } from '../../schemas/config/file-pattern.ts';
import type { DirectoryFrom } from '../../schemas/config/from.ts';
import { nearestName } from '../../schemas/values/nearest.ts';
import { findInFolder } from '../../workers/1-download/directory.ts';
import { namesOf, PASSED_OVER } from '../../workers/1-download/folder-names.ts';
import { shownName } from '../../workers/1-download/remote-names.ts';
import { countOf } from './config-file.ts';

/** What stands in the folder of one source. */
export interface FolderFound {
  readonly source: string;
  readonly dates: readonly PlainDate[];
  /** One sentence for people. */
  readonly found: string;
  /** What needs a person before a run. */
  readonly warnings: readonly string[];
}

/** Looks into the folder of every source that has one; a server is not asked. `today`: a date to show a name by. */
export function checkFolders(config: Pick<Config, 'sources'>, today: PlainDate): FolderFound[] {
  return config.sources.flatMap(({ id, from }) => ('directory' in from ? [checkFolder(id, from, today)] : []));
}

function checkFolder(source: string, from: DirectoryFrom, today: PlainDate): FolderFound {
  try {
    const names = namesOf(from.directory).map(({ name }) => name);
    const named = [...new Set(names.flatMap((name) => matchFileName(from.file, name) ?? []))].sort();
    const { dates, warnings } = judge(source, from, named);
    if (named.length === 0) return { source, dates, ...nothing(source, from, names, today) };
    const found =
      dates.length === 0 ? 'no file is taken' : `${countOf(dates.length, 'date')} with a file: ${rangesOf(dates)}`;
    return { source, dates, found, warnings };
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    return { source, dates: [], found: 'cannot be read', warnings: [`${source}: ${error.message}`] };
  }
}

/** Of the dates that names tell, those that have a file, and what stands in the way of the others. */
function judge(
  source: string,
  from: DirectoryFrom,
  named: readonly PlainDate[],
): Pick<FolderFound, 'dates' | 'warnings'> {
  const dates: PlainDate[] = [];
  const warnings: string[] = [];
  for (const date of named) {
    try {
      const { found, notTaken } = findInFolder(source, from, date);
      if (found !== null) dates.push(date);
      warnings.push(...notTaken.map(({ name, why }) => `${source}: ${name} is not taken: ${PASSED_OVER[why]}`));
    } catch (error) {
      if (!(error instanceof CuadreError)) throw error;
      warnings.push(error.message);
    }
  }
  return { dates, warnings };
}

function nothing(
  source: string,
  from: DirectoryFrom,
  names: readonly string[],
  today: PlainDate,
): Pick<FolderFound, 'found' | 'warnings'> {
  const yesterday = addDays(today, -1);
  const wanted = fileNameFor(from.file, yesterday).name;
  // Names of a feed differ in their digits alone.
  const plain = (name: string): string => name.replaceAll(/\d/g, '0');
  const nearest = nearestName(plain(wanted), names.map(plain));
  const like = names.find((name) => plain(name) === nearest);
  const there =
    names.length === 0
      ? `the folder is ${existsSync(from.directory) ? 'empty' : 'not there'}`
      : `none of ${countOf(names.length, 'name')} fits`;
  const hint = like === undefined ? '' : `; the nearest is ${shownName(like)}`;
  const looked = `looked for ${from.file} in ${from.directory}, for ${yesterday} ${wanted}`;
  return { found: 'no file', warnings: [`${source}: no file; ${looked}: ${there}${hint}`] };
}

const RANGES_MAX = 6;

/** `2026-06-24 to 2026-06-28, 2026-07-01` */
function rangesOf(dates: readonly PlainDate[]): string {
  const ranges: [PlainDate, PlainDate][] = [];
  for (const date of dates) {
    const last = ranges.at(-1);
    if (last !== undefined && addDays(last[1], 1) === date) last[1] = date;
    else ranges.push([date, date]);
  }
  const texts = ranges.map(([from, to]) => (from === to ? from : `${from} to ${to}`));
  if (texts.length <= RANGES_MAX) return texts.join(', ');
  return `${String(texts[0])}, ..., ${texts.slice(1 - RANGES_MAX).join(', ')}`;
}

/**
 * What a settlement source lacks to be found on the bank's statement: a lump is known by the provider's name or by the
 * payout's id in the bank's text.
 */
export function bankTextWarnings(sources: readonly SourceConfig[]): string[] {
  return sources.flatMap((source) => {
    if (source.leg !== 'settlement' || source.settles === 'per_transaction' || source.bankText.length > 0) return [];
    const name = source.id.toUpperCase();
    const add = `add bankText, how the bank's text names the provider, for example bankText: ['${name}']`;
    const without =
      source.settles === 'per_day'
        ? 'a day has no id that the bank could print'
        : "without it a credit is the provider's only where the bank's text holds the payout's id as a word";
    return [`${source.id}: settles ${source.settles} and has no bankText; ${add}: ${without}`];
  });
}

/** A bank source whose movements nobody gives an account: their days are told beside no other source's. */
export function accountWarnings(sources: readonly SourceConfig[]): string[] {
  return sources.flatMap((source) => {
    // The built-in formats all name their accounts.
    if (source.leg !== 'bank' || source.account !== null || !('inline' in source.profile)) return [];
    const { columns, constants } = source.profile.inline;
    if ('account' in columns || 'account' in constants) return [];
    return [
      `${source.id}: nobody says which account its movements are of; add account, for example account: '001-123456-78': ` +
        'without it the source is an account of its own, and another file of the same account would count its movements again',
    ];
  });
}
