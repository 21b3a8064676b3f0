import { inTurn } from '../../../schemas/in-turn.ts';
import { type SourceFile, lineFileId } from '../../../schemas/lines/files.ts';
import {
  type Line,
  type LineAddress,
  type Reject,
  addressKey,
  compareAddress,
} from '../../../schemas/lines/records.ts';
import { tableOfPlaces } from '../../../schemas/lines/table.ts';
import type { Entered, FateRow } from '../../../schemas/outcome/run.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { deliveryKey } from '../../../schemas/lines/records.ts';
import type { CarriedTable } from '../../3-match/plain/tables.ts';
import type { Context } from '../../../schemas/ports/context.ts';

/** What a line is before it gets its place in the working set. */
export interface Entering {
  readonly row: Line | Reject;
  readonly entered: Entered;
  readonly former: FateRow | null;
}

/** Reads lines by address, from the files that the newest runs registered. */
export class LineReader {
  private readonly filesByDate = new Map<PlainDate, readonly SourceFile[]>();
  private readonly context: Context;

  constructor(context: Context) {
    this.context = context;
  }

  /** The file that an address stands in; a run that names a line has registered its file. */
  private async fileOf(address: LineAddress): Promise<SourceFile | undefined> {
    let files = this.filesByDate.get(address.date);
    if (!files) {
      files = await this.context.store.history.filesBetween(address.date, address.date);
      this.filesByDate.set(address.date, files);
    }
    return files.find((file) => file.source === address.source && file.sha256?.startsWith(address.file) === true);
  }

  /** The rows of some fates as tables with the fates beside them, file by file, both in address order. */
  async tables(fates: readonly FateRow[]): Promise<CarriedTable[]> {
    const files = await this.byFile([...fates].sort(compareAddress));
    return inTurn(files, async ({ file, fates: formers }) => {
      const table = await this.context.lines.table(lineFileId(file));
      const places = formers.map(({ row }) => row);
      return { table: tableOfPlaces(table, places), formers };
    });
  }

  /** The rows of some fates, each read from its file once. */
  async read(fates: readonly FateRow[], entered: Entered): Promise<Entering[]> {
    return (
      await inTurn(await this.byFile(fates), async (group) => {
        const rows = await this.context.lines.read(
          lineFileId(group.file),
          group.fates.map((fate) => fate.row),
        );
        return rows.map((row, index) => ({ row, entered, former: group.fates[index] ?? null }));
      })
    ).flat();
  }

  private async byFile(fates: readonly FateRow[]): Promise<{ file: SourceFile; fates: FateRow[] }[]> {
    const byFile = new Map<string, { file: SourceFile; fates: FateRow[] }>();
    for (const fate of fates) {
      const file = await this.fileOf(fate);
      if (!file) throw new RangeError(`${addressKey(fate)} stands in no registered file`);
      const key = deliveryKey(file);
      const group = byFile.get(key) ?? { file, fates: [] };
      group.fates.push(fate);
      byFile.set(key, group);
    }
    return [...byFile.values()];
  }
}
