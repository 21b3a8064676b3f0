import type { Data, RecordBatch } from 'apache-arrow';
import { certain } from '../../../schemas/errors.ts';
import { cellReader, columnData, EMPTY_COLUMNS } from './arrow-decode.ts';
import { arrowType, categoryOf, schemaOf } from './arrow-encode.ts';
import type { ArrowFile } from './arrow-file.ts';
import { assertReads, assertSays } from './arrow-proved.ts';
import { batchOf, type WritableColumn, type WritableColumns } from './arrow-write.ts';
import { BatchColumn, encodeCodes, type PlainKind } from './batch-column.ts';
import { Codes, type FilledGroup } from './column-cells.ts';
import { BATCH_ROWS, columnName, type Cell } from './columns.ts';

/** Columns are packed in blocks of so many rows: the records of a block are let go of before they grow old. */
export const PACKED_ROWS = 2048;

/**
 * The rows of a file as columns while they come, so that none has to be at hand as a record until the last one is
 * read. Each cell is proved as it is packed. Throws as `writeArrowFile` does.
 */
export class PackedColumns {
  /** What messages call the file. */
  readonly #path: string;
  readonly #columns = new Map<string, PackedColumn>();
  #rows = 0;

  constructor(path: string) {
    this.#path = path;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Takes the next rows; every call but the last takes `PACKED_ROWS` of them, of the same groups. */
  take(groups: readonly FilledGroup[]): void {
    const { rows } = certain(groups[0], 'a group of columns');
    for (const { prefix, columns, cells } of groups)
      for (const [property, kind] of Object.entries(columns)) {
        const name = columnName(prefix, property);
        const column = this.#columns.get(name) ?? newColumn(name, kind, this.#path);
        this.#columns.set(name, column);
        const cell = cells(property);
        const block: Cell[] = [];
        for (let row = 0; row < rows; row += 1) block.push(cell(row));
        column.append(block, this.#rows);
      }
    this.#rows += rows;
  }

  /** The columns to be written. Nothing is taken afterwards. */
  whole(): WritableColumns {
    const [columns, empty]: [WritableColumn[], string[]] = [[], []];
    for (const [name, column] of this.#columns) {
      const writable = column.whole(columns.length);
      if (writable === null) empty.push(name);
      else columns.push(writable);
    }
    return { rows: this.#rows, columns, empty };
  }
}

interface PackedColumn {
  /** @param from the row of the first cell */
  append(cells: readonly Cell[], from: number): void;
  /** Null where no row has a value. `id`: of its dictionary. */
  whole(id: number): WritableColumn | null;
}

function newColumn(name: string, kind: WritableColumn['kind'], path: string): PackedColumn {
  return kind === 'category' ? packedTexts(name, path) : packedCells(name, kind, path);
}

/** Texts that repeat: codes, until every text is known. */
function packedTexts(name: string, path: string): PackedColumn {
  const codes = new Codes();
  return {
    append(cells, from) {
      for (const cell of cells) codes.put(cell);
      assertReads((index) => codes.at(from + index), name, cells, from, path);
    },
    whole(id) {
      const category = categoryOf(codes, id);
      if (category === null) return null;
      const made = { name, kind: 'category', type: category.type, category } as const;
      return {
        ...made,
        batch(from, to) {
          const data = encodeCodes(category.codes.subarray(from, to), category);
          const cells: Cell[] = [];
          for (let row = from; row < to; row += 1) cells.push(codes.at(row));
          assertSays(data, made, cells, from, path);
          return data;
        },
      };
    },
  };
}

function packedCells(name: string, kind: PlainKind, path: string): PackedColumn {
  const batches: BatchColumn[] = [];
  return {
    append(cells, from) {
      const at = from % BATCH_ROWS;
      const batch = (batches[Math.floor(from / BATCH_ROWS)] ??= new BatchColumn(name, kind));
      batch.append(cells);
      if (batch.isEmpty && cells.every((cell) => cell === null)) return;
      const found = cellReader(batch.data(), kind);
      assertReads((index) => found(at + index), name, cells, from, path);
      if (batch.length === BATCH_ROWS) batch.fit();
    },
    whole: () =>
      batches.every((batch) => batch.isEmpty)
        ? null
        : {
            name,
            kind,
            type: arrowType(kind),
            category: null,
            batch: (from): Data => certain(batches[from / BATCH_ROWS], name).data(),
          },
  };
}

/** Packed columns as the file that they would be written to. */
export function asFile({
  rows,
  columns,
  empty,
}: WritableColumns): Pick<ArrowFile, 'rows' | 'batchCount' | 'batch' | 'column'> {
  const schema = schemaOf(columns, new Map([[EMPTY_COLUMNS, empty.join(' ')]]));
  const made: RecordBatch[] = [];
  const batch = (place: number): RecordBatch => {
    const [from, to] = [place * BATCH_ROWS, Math.min((place + 1) * BATCH_ROWS, rows)];
    made[place] ??= batchOf(
      schema,
      columns.map((column) => column.batch(from, to)),
      to - from,
    );
    return made[place];
  };
  return {
    rows,
    batchCount: Math.ceil(rows / BATCH_ROWS),
    batch,
    column: (place, name) => columnData(batch(place), name),
  };
}
