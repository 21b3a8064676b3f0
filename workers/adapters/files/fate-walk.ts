import type { PlainDate } from '../../../schemas/values/dates.ts';
import { addressKey } from '../../../schemas/lines/records.ts';
import type { LineAddress } from '../../../schemas/lines/records.ts';
import type { FateRow, LineState, RunKey } from '../../../schemas/outcome/run.ts';
import type { ArrowFile } from './arrow-file.ts';
import { append } from '../../../schemas/values/groups.ts';

/** What a walk over the fates asks of the store. */
export interface FateSource {
  /** The newest run of each date up to the date of the question, ascending. */
  readonly runs: readonly RunKey[];
  readonly open: (run: RunKey) => ArrowFile;
  /** The rows of a file that newest runs up to the date of the question took up again, with the date of the last. */
  readonly broughtBack: (
    file: Omit<LineAddress, 'row'>,
  ) => readonly { readonly row: number; readonly date: PlainDate }[];
}

/** The next run takes the line over, unless the row's own finding was closed; the file of the next run says which. */
export function mayBeCarried(fate: Pick<FateRow, 'fate' | 'reason'>): boolean {
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
 * it stands in the next date's file too; closed, it stands nowhere until a run brings it back: so the walk begins where
 * it was brought back last, however often that was. Each date's file is opened at most once, and only while a line of
 * the question is still looked for.
 *
 * @param rowsOf the fates of some lines in a file, or what is asked of them
 */
export function walkFates<Row extends LineState>(
  lines: readonly LineAddress[],
  source: FateSource,
  rowsOf: (file: ArrowFile, lines: readonly LineAddress[]) => readonly Row[],
): (Row | null)[] {
  const present = new Map<string, Row>();
  const visits = new Map<PlainDate, LineAddress[]>();
  const visit = (line: LineAddress, date: PlainDate | undefined): void => {
    if (date !== undefined) append(visits, date, line);
  };
  const broughtBackOn = lastDates(source);
  for (const line of new Map(lines.map((address) => [addressKey(address), address])).values())
    visit(line, broughtBackOn(line) ?? line.date);
  source.runs.forEach((run, index) => {
    const due = visits.get(run.date) ?? [];
    if (due.length === 0) return;
    const next = source.runs[index + 1]?.date;
    const asked = new Map(due.map((line) => [addressKey(line), line]));
    for (const fate of rowsOf(source.open(run), due)) {
      const key = addressKey(fate);
      const line = asked.get(key);
      if (line === undefined) continue;
      present.set(key, fate);
      if (mayBeCarried(fate)) visit(line, next);
    }
  });
  return lines.map((line) => present.get(addressKey(line)) ?? null);
}

/** The last date whose run took the line up again; each source file is asked about once. */
function lastDates(source: FateSource): (line: LineAddress) => PlainDate | undefined {
  const files = new Map<string, ReadonlyMap<number, PlainDate>>();
  return (line) => {
    const file = `${line.date}/${line.source}/${line.file}`;
    const known = files.get(file) ?? new Map(source.broughtBack(line).map(({ row, date }) => [row, date]));
    files.set(file, known);
    return known.get(line.row);
  };
}
