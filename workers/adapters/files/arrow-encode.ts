import { Bool, DateDay, Dictionary, Field, Int16, Int32, Int64, Int8, Schema, Utf8 } from 'apache-arrow';
import { vectorFromArray, type Data } from 'apache-arrow';
import { CuadreError } from '../../../schemas/errors.ts';
import { BatchColumn, encodeCodes, type Category } from './batch-column.ts';
import { blocksOf, Codes, type CellAt, type CodeArray, type FilledGroup } from './column-cells.ts';
import { columnName, type Cell, type ColumnKind } from './columns.ts';

/** A column of a file that is ready to be encoded batch by batch. */
export interface PreparedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly cell: CellAt;
  readonly type: Data['type'];
  /** Of texts that repeat. */
  readonly category: Category | null;
}

/**
 * The columns of a file. One without any value takes no room in it: `empty` names it. Dictionary ids are the place of
 * the column: Arrow's own counter is of the process and would give other bytes each time.
 */
export function prepareColumns(groups: readonly FilledGroup[]): {
  readonly columns: readonly PreparedColumn[];
  readonly empty: readonly string[];
} {
  const all = groups.flatMap(({ prefix, columns, rows, cells }) =>
    Object.entries(columns).map(([property, kind]): Surveyed => {
      const codes = kind === 'category' ? new Codes(rows) : null;
      return { name: columnName(prefix, property), kind, cell: cells(property), codes, isEmpty: true };
    }),
  );
  for (const [from, to] of blocksOf(groups[0]?.rows ?? 0)) for (const column of all) survey(column, from, to);
  const [columns, empty]: [PreparedColumn[], string[]] = [[], []];
  for (const { name, kind, cell, codes, isEmpty } of all) {
    const category = codes === null ? null : categoryOf(codes, columns.length);
    if (codes === null ? isEmpty : category === null) empty.push(name);
    else columns.push({ name, kind, cell, type: category?.type ?? arrowType(kind), category });
  }
  return { columns, empty };
}

/** A column with what is learned of it by going through it once. */
interface Surveyed {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly cell: CellAt;
  /** Of texts that repeat. */
  readonly codes: Codes | null;
  /** Of others: no cell so far has a value. */
  isEmpty: boolean;
}

function survey(column: Surveyed, from: number, to: number): void {
  const { cell, codes } = column;
  if (codes !== null) for (let row = from; row < to; row += 1) codes.put(cell(row));
  else for (let row = from; row < to && column.isEmpty; row += 1) column.isEmpty = cell(row) === null;
}

/** The texts of a column, with the id of their dictionary; null where no row has one. */
export function categoryOf({ texts, codes }: Codes, id: number): Category | null {
  if (texts.length === 0) return null;
  const type = new Dictionary(new Utf8(), codeType(codes), id);
  return { type, texts: vectorFromArray([...texts], new Utf8()), codes };
}

function codeType(codes: CodeArray): Int8 | Int16 | Int32 {
  return codes instanceof Int8Array ? new Int8() : codes instanceof Int16Array ? new Int16() : new Int32();
}

export function schemaOf(
  columns: readonly Pick<PreparedColumn, 'name' | 'type'>[],
  metadata: ReadonlyMap<string, string>,
): Schema {
  return new Schema(
    columns.map((column) => new Field(column.name, column.type, true)),
    new Map(metadata),
  );
}

export function arrowType(kind: ColumnKind): Data['type'] {
  switch (kind) {
    case 'amount':
    case 'seconds':
      return new Int64();
    case 'integer':
      return new Int32();
    case 'date':
      return new DateDay();
    case 'flag':
      return new Bool();
    case 'text':
    case 'words':
    case 'category':
      return new Utf8();
  }
}

/** Encodes the cells of one column, of the rows from `from` on, as `BatchColumn` and `encodeCodes` do. */
export function encodeColumn(column: PreparedColumn, cells: readonly Cell[], from: number): Data {
  const { name, kind, category } = column;
  if (kind !== 'category') {
    const encoded = new BatchColumn(name, kind);
    encoded.append(cells);
    return encoded.data();
  }
  if (category === null)
    throw new CuadreError('record_invalid', `a category without its dictionary: ${name}`, { column: name });
  return encodeCodes(category.codes.subarray(from, from + cells.length), category);
}
