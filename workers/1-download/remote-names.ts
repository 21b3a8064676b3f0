import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';

/** The names of a server are data from a stranger: which of them may be a finished file at all. */

/** Longer is no file name of any system that we know. */
const NAME_LENGTH_MAX = 255;
/** How uploads are called before they are complete. */
const UNFINISHED = /(\.(tmp|temp|part|partial|filepart|crdownload|swp|lock|writing|uploading)|~)$/i;

/** False for a name that leads out of its folder or hides what it is. */
export function isSafeName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || name.length > NAME_LENGTH_MAX) return false;
  // Separators, control characters, and marks that turn text around.
  return !/[/\\\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(name);
}

export function isUnfinished(name: string): boolean {
  // `~$orders.xlsx` stands beside a workbook for as long as somebody has it open.
  return name.startsWith('.') || name.startsWith('~$') || UNFINISHED.test(name);
}

/** A name as a message may show it. */
export function shownName(name: string): string {
  return withoutCardNumbers(name)
    .replaceAll(/[^\x20-\x7e\u00a1-\u024f]/g, '?')
    .slice(0, NAME_LENGTH_MAX);
}
