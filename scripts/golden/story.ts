import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { readDecisions, type CaseDecision } from './decisions.ts';

/** What happens after the run of a date, before the case goes on. */
export interface Chapter {
  readonly after: PlainDate;
  /** The folder of the case, within it, with files that come then; null where none do. */
  readonly received: string | null;
  readonly decisions: readonly CaseDecision[];
}

/**
 * What happens in between, in order: files of `received/<date>/` come and people decide (`decisions.csv`) after the run
 * of a date.
 */
export function storyOf(folder: string): Chapter[] {
  const decisions = readDecisions(folder);
  const received = receivedAfter(folder);
  const dates = new Set([...decisions.map((one) => one.after), ...received]);
  return [...dates].sort(compareText).map((after) => ({
    after,
    received: received.includes(after) ? join('received', after) : null,
    decisions: decisions.filter((one) => one.after === after),
  }));
}

function receivedAfter(folder: string): PlainDate[] {
  const received = join(folder, 'received');
  if (!existsSync(received)) return [];
  return readdirSync(received).map((name) => {
    const date = parsePlainDate(name);
    if (date === null) throw new Error(`${received}/${name} must be named by the date after whose run its files come`);
    return date;
  });
}
