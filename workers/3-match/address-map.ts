import type { LineAddress } from '../../schemas/lines/records.ts';

/**
 * A map by line address that makes no key of its own a line: rows stand under their file. Lines come file by file, so
 * the file of the last call is at hand; a hundred thousand joined texts were the larger part of a run's garbage.
 */
export class AddressMap<T> {
  private readonly byFile = new Map<string, Map<number, T>>();
  private last: {
    readonly date: string;
    readonly source: string;
    readonly file: string;
    readonly rows: Map<number, T>;
  } | null = null;
  private entries = 0;

  get size(): number {
    return this.entries;
  }

  get(address: LineAddress): T | undefined {
    return this.byFile.size === 0 ? undefined : this.rowsOf(address).get(address.row);
  }

  has(address: LineAddress): boolean {
    return this.get(address) !== undefined;
  }

  set(address: LineAddress, value: T): void {
    const rows = this.rowsOf(address);
    if (!rows.has(address.row)) this.entries += 1;
    rows.set(address.row, value);
  }

  private rowsOf({ date, source, file }: LineAddress): Map<number, T> {
    if (this.last !== null && this.last.date === date && this.last.source === source && this.last.file === file)
      return this.last.rows;
    const key = `${date}/${source}/${file}`;
    const rows = this.byFile.get(key) ?? new Map<number, T>();
    this.byFile.set(key, rows);
    this.last = { date, source, file, rows };
    return rows;
  }
}
