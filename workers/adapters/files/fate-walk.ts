import type { PlainDate } from '../../../schemas/values/dates.ts';
import { addressKey } from '../../../schemas/lines/records.ts';
import type { LineAddress } from '../../../schemas/lines/records.ts';
import type { FateRow, RunKey } from '../../../schemas/outcome/run.ts';
import type { ArrowFile } from './arrow-file.ts';
import { fatesOfLines } from './fate-lookup.ts';
import { append } from '../../../schemas/values/groups.ts';

/** What a walk over the fates asks of the store. */
export interface FateSource {
  /** The newest run of each date up to the date of the question, ascending. */
  readonly runs: readonly RunKey[];
  readonly open: (run: RunKey) => ArrowFile;
  /** The rows of a file that newest runs took up again, with the dates of those runs, ascending. */
  readonly broughtBack: (
    file: Omit<LineAddress, 'row'>,
  ) => readonly { readonly row: number; readonly date: PlainDate }[];
}

/** The next run takes the line over, unless the row's own finding was closed; the file of the next run says which. */
export function mayBeCarried(fate: FateRow): boolean {
  switch (fate.fate) {
    case 'awaiting':
    case 'broken':
    case 'rejected':
      return true;
    case 'out_of_scope':
      return fate.reason === 'pending';
    case 'matched':
    case 'decided':
      return false;
  }
}

/**
 * The newest fate of each line, in the order asked; null where no run holds it. A line enters on its own date; carried,
 * it stands in the next date's file too; closed, it stands nowhere until a run brings it back. So each date's file is
 * opened at most once, and only while a line of the question is still looked for.
 */
export function walkFates(lines: readonly LineAddress[], source: FateSource): (FateRow | null)[] {
  const present = new Map<string, FateRow>();
  const visits = new Map<PlainDate, LineAddress[]>();
  const visit = (line: LineAddress, date: PlainDate | null | undefined): void => {
    if (date === null || date === undefined) return;
    const due = visits.get(date);
    if (due === undefined) visits.set(date, [line]);
    else due.push(line);
  };
  const broughtBackAfter = laterDates(source);
  const dates = new Set(source.runs.map((run) => run.date));
  for (const line of new Map(lines.map((address) => [addressKey(address), address])).values()) {
    visit(line, dates.has(line.date) ? line.date : broughtBackAfter(line, line.date));
  }
  source.runs.forEach((run, index) => {
    const due = visits.get(run.date) ?? [];
    if (due.length === 0) return;
    const found = new Map(fatesOfLines(source.open(run), due).map((fate) => [addressKey(fate), fate]));
    for (const line of due) {
      const fate = found.get(addressKey(line));
      if (fate !== undefined) present.set(addressKey(line), fate);
      if (fate !== undefined && mayBeCarried(fate)) visit(line, source.runs[index + 1]?.date);
      else visit(line, broughtBackAfter(line, run.date));
    }
  });
  return lines.map((line) => present.get(addressKey(line)) ?? null);
}

/** The first date after `date` whose run took the line up again, or null; each source file is asked about once. */
function laterDates(source: FateSource): (line: LineAddress, date: PlainDate) => PlainDate | null {
  const files = new Map<string, Map<number, PlainDate[]>>();
  return (line, date) => {
    const file = `${line.date}/${line.source}/${line.file}`;
    const known = files.get(file) ?? datesByRow(source.broughtBack(line));
    files.set(file, known);
    return known.get(line.row)?.find((later) => later > date) ?? null;
  };
}

function datesByRow(rows: readonly { readonly row: number; readonly date: PlainDate }[]): Map<number, PlainDate[]> {
  const dates = new Map<number, PlainDate[]>();
  for (const { row, date } of rows) append(dates, row, date);
  return dates;
}
