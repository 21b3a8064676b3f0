import { join } from 'node:path';
import { CuadreError } from '../../../schemas/errors.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import { lineKeys } from '../../../schemas/lines/line-keys.ts';
import type { Line, Reject } from '../../../schemas/lines/records.ts';
import { writeColumns } from './arrow-write.ts';
import type { BlockHashes } from './block-hashes.ts';
import { ofRecords, type FilledGroup, type Properties } from './column-cells.ts';
import { KeyHashes } from './key-hashes.ts';
import { writeKeyIndex } from './key-index.ts';
import { COMMON_GROUP, LEG_GROUPS, REJECT_GROUP } from './line-columns.ts';
import { readerOf } from './line-reader.ts';
import { asFile, PACKED_ROWS, PackedColumns } from './packed-columns.ts';
import { storedFormat } from './stored-versions.ts';

type Row = Line | Reject;

/** The rows of a line file before they are written: of each full block columns and hashes of keys, and no records. */
export class PackedLines {
  readonly #id: LineFileId;
  /** What messages call the file. */
  readonly #name: string;
  readonly #extract: (normalised: string) => string;
  readonly #keys = new KeyHashes();
  #columns: PackedColumns;
  #block: Row[] = [];
  #isWritten = false;

  /** @param extract as of the line store */
  constructor(id: LineFileId, name: string, extract: (normalised: string) => string) {
    this.#id = id;
    this.#name = name;
    this.#extract = extract;
    this.#columns = new PackedColumns(name);
  }

  get count(): number {
    return this.#columns.rows + this.#block.length;
  }

  /** Takes the next row. Throws `record_invalid` where it says that it is another one. */
  take(row: Row): void {
    this.#assertNotWritten();
    this.#assertNext(row);
    this.#block.push(row);
    if (this.#block.length === PACKED_ROWS) this.#pack();
  }

  /** Every row so far, made again where it is packed. Nothing is taken afterwards. */
  rows(): readonly Row[] {
    this.#assertNotWritten();
    if (this.#columns.rows === 0) return this.#block;
    this.#pack();
    const read = readerOf(asFile(this.#columns.whole()), this.#id);
    return Array.from({ length: this.#columns.rows }, (_, row) => read(row));
  }

  /** Writes the lines, and then their index, into a folder; they are let go of on the way. */
  written(folder: string): { readonly lines: WrittenFile; readonly keys: WrittenFile } {
    this.#assertNotWritten();
    this.#isWritten = true;
    this.#pack();
    const lines = join(folder, 'lines.arrow');
    const blocksOfLines = writeColumns(lines, this.#columns.whole(), metadataOf(this.#id));
    this.#columns = new PackedColumns(this.#name);
    const keys = join(folder, 'lines.keys');
    const blocksOfKeys = writeKeyIndex(keys, this.#keys);
    return { lines: { path: lines, blocks: blocksOfLines }, keys: { path: keys, blocks: blocksOfKeys } };
  }

  #assertNotWritten(): void {
    if (this.#isWritten) throw new Error(`the rows of ${this.#name} were written and let go of`);
  }

  #pack(): void {
    const block = this.#block;
    this.#block = [];
    if (block.length === 0 && this.#columns.rows > 0) return;
    this.#columns.take(groupsOf(this.#id, block));
    for (const row of block) this.#keys.take(lineKeys(row, this.#extract));
  }

  /**
   * The file holds date, source, file, leg and row number once, by its name and order: a row that says otherwise would
   * change on reading.
   */
  #assertNext({ row, leg, date, source, file }: Row): void {
    const { count } = this;
    const id = this.#id;
    const isOwn = leg === id.leg && date === id.date && source === id.source && file === id.sha256.slice(0, 12);
    if (isOwn && row === count) return;
    throw new CuadreError('record_invalid', `row ${String(count)} is not of the file ${this.#name}`, {
      index: count,
      file: this.#name,
    });
  }
}

/** A finished file on its way to its place. */
interface WrittenFile {
  readonly path: string;
  readonly blocks: BlockHashes;
}

function groupsOf(id: LineFileId, rows: readonly Row[]): FilledGroup[] {
  const properties = rows as unknown as readonly Properties[];
  const isReject = (row: Properties): boolean => row !== null && 'code' in row;
  return [
    ofRecords(COMMON_GROUP, properties),
    ofRecords(
      LEG_GROUPS[id.leg],
      properties.map((row) => (isReject(row) ? null : row)),
    ),
    ofRecords(
      REJECT_GROUP,
      properties.map((row) => (isReject(row) ? row : null)),
    ),
  ];
}

function metadataOf(id: LineFileId): ReadonlyMap<string, string> {
  return new Map([
    storedFormat('lines'),
    ['cuadre.leg', id.leg],
    ['cuadre.date', id.date],
    ['cuadre.source', id.source],
    ['cuadre.sha256', id.sha256],
    ['cuadre.profile_hash', id.profileHash],
  ]);
}
