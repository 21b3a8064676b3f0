import type { LineFileId } from '../../../schemas/lines/files.ts';
import type { Line, Reject } from '../../../schemas/lines/records.ts';
import { recordReader, type ArrowFile } from './arrow-file.ts';
import { cellReader, type CellReader } from './arrow-decode.ts';
import { BATCH_ROWS, type Cell } from './columns.ts';
import { COMMON_GROUP, LEG_GROUPS, REJECT_GROUP } from './line-columns.ts';

/** What is read of line files, whether they stand on the disk or are about to. */
type Batches = Pick<ArrowFile, 'rows' | 'batchCount' | 'batch' | 'column'>;

/** Reads the rows of a line file as records, by their number. */
export function readerOf(file: Batches, id: LineFileId): (row: number) => Line | Reject {
  const base = { date: id.date, source: id.source, file: id.sha256.slice(0, 12), row: 0, leg: id.leg };
  const line = recordReader(file, [COMMON_GROUP, LEG_GROUPS[id.leg]], base);
  const reject = recordReader(file, [COMMON_GROUP, REJECT_GROUP], base);
  const isReject = rejectTest(file);
  return (row) => decoded((isReject(row) ? reject : line)(row), row);
}

/**
 * The one place where a decoded row is believed: the columns are declared over the record types, and the file was
 * compared when it was written.
 */
function decoded(record: Record<string, Cell>, row: number): Line | Reject {
  record.row = row;
  return record as unknown as Line | Reject;
}

/** Tells of a row by its number whether it could not be read. */
export function rejectTest(file: Batches): (row: number) => boolean {
  const codes: (CellReader | undefined)[] = [];
  return (row) => {
    const place = Math.floor(row / BATCH_ROWS);
    if (place >= file.batchCount) return false;
    const code = (codes[place] ??= cellReader(file.column(place, 'reject_code'), 'category'));
    return code(row % BATCH_ROWS) !== null;
  };
}
