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
import { columnsOf, fatesAt } from '../../../schemas/outcome/fates.ts';
import type { Entered, FateRow, FateTable } from '../../../schemas/outcome/run.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { deliveryKey } from '../../../schemas/lines/records.ts';
import { certain } from '../../../schemas/errors.ts';
import { groupBy } from '../../../schemas/values/groups.ts';
import { fileKey } from '../../3-match/bank-coverage.ts';
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

  private async registered(address: LineAddress): Promise<SourceFile> {
    const file = await this.fileOf(address);
    if (!file) throw new RangeError(`${addressKey(address)} stands in no registered file`);
    return file;
  }

  /** The rows of some fates as tables with the fates beside them, file by file, both in address order. */
  async tables(fates: FateTable): Promise<CarriedTable[]> {
    const at = columnsOf(fates, 'date', 'source', 'file', 'row');
    const addressAt = (place: number): LineAddress => ({
      date: at.date(place),
      source: at.source(place),
      file: at.file(place),
      row: at.row(place),
    });
    const places = Array.from({ length: fates.length }, (_, place) => place).sort((a, b) =>
      compareAddress(addressAt(a), addressAt(b)),
    );
    const byFile = groupBy(places, (place) => fileKey(addressAt(place)));
    return inTurn(byFile.values(), async (own) => {
      const file = await this.registered(addressAt(certain(own[0], 'a place')));
      const table = await this.context.lines.table(lineFileId(file));
      return { table: tableOfPlaces(table, own.map(at.row)), formers: fatesAt(fates, own) };
    });
  }

  /** The rows of some fates, each read from its file once. */
  async read(fates: readonly FateRow[], entered: Entered): Promise<Entering[]> {
    return (await this.withRows(fates)).map(({ row, of }) => ({ row, entered, former: of }));
  }

  /** The rows of some addresses, file by file. */
  async rowsAt(addresses: readonly LineAddress[]): Promise<(Line | Reject)[]> {
    return (await this.withRows(addresses)).map(({ row }) => row);
  }

  private async withRows<Address extends LineAddress>(
    addresses: readonly Address[],
  ): Promise<{ readonly row: Line | Reject; readonly of: Address }[]> {
    const byFile = new Map<string, { readonly file: SourceFile; readonly own: Address[] }>();
    for (const address of addresses) {
      const file = await this.registered(address);
      const key = deliveryKey(file);
      const group = byFile.get(key) ?? { file, own: [] };
      group.own.push(address);
      byFile.set(key, group);
    }
    return (
      await inTurn(byFile.values(), async ({ file, own }) => {
        const rows = await this.context.lines.read(
          lineFileId(file),
          own.map(({ row }) => row),
        );
        return rows.map((row, at) => ({ row, of: certain(own[at], 'the address of a row') }));
      })
    ).flat();
  }
}
