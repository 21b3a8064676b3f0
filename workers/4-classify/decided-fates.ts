import { certain } from '../../schemas/errors.ts';
import { cellOf } from '../../schemas/outcome/fates.ts';
import type { FateRow, FateTable } from '../../schemas/outcome/run.ts';
import { FATE_COLUMNS, type PlainColumns } from './plain-fates.ts';

/** Where the rows of a run's fates come from. */
export interface FateParts {
  /** Rows of the lines that went through the passes, in the order of the working set, and after them the rejects. */
  readonly open: readonly FateRow[];
  /** Every row of the table in its order: 0 or more, a place in `open`; below, ~ the place of a plain line. */
  readonly order: Int32Array;
  readonly plain: PlainColumns;
  /** What findings change of plain lines that they name all the same, by place. */
  readonly named: ReadonlyMap<number, Pick<FateRow, 'fate' | 'discrepancyIds'>>;
}

/**
 * The fates that a run decided: rows of lines that went through the passes, and between them those of plain sales,
 * which are made while somebody looks at them and kept by nobody.
 */
export class DecidedFates implements FateTable {
  readonly #parts: FateParts;
  #cells: readonly (readonly [keyof FateRow, (place: number) => unknown])[] | null = null;

  constructor(parts: FateParts) {
    this.#parts = parts;
  }

  get length(): number {
    return this.#parts.order.length;
  }

  row(place: number): FateRow {
    const at = certain(this.#parts.order[place], 'a row of the fates');
    return at >= 0 ? this.ofOpen(at) : this.#ofPlain(~at);
  }

  column<Name extends keyof FateRow>(name: Name): (place: number) => FateRow[Name] {
    const { open, order } = this.#parts;
    const plain = this.#plainColumn(name);
    const cell = cellOf(name);
    return (place) => {
      const at = certain(order[place], 'a row of the fates');
      return at >= 0 ? cell(certain(open[at], 'a row of an open line')) : plain(~at);
    };
  }

  *[Symbol.iterator](): Iterator<FateRow> {
    for (let place = 0; place < this.length; place += 1) yield this.row(place);
  }

  /** The row of a line that went through the passes, by its place in the working set. */
  ofOpen(ix: number): FateRow {
    return certain(this.#parts.open[ix], 'the fate of a line');
  }

  /** Whether a finding names a plain line, by its place in the tables. */
  isNamed(place: number): boolean {
    return this.#parts.named.has(place);
  }

  /** The rows of plain lines that a finding names, with their places in the tables. */
  *ofNamed(): Generator<{ readonly place: number; readonly fate: FateRow }> {
    for (const place of [...this.#parts.named.keys()].sort((a, b) => a - b))
      yield { place, fate: this.#ofPlain(place) };
  }

  #plainColumn<Name extends keyof FateRow>(name: Name): (place: number) => FateRow[Name] {
    const { named, plain } = this.#parts;
    const cell = plain(name);
    if (named.size === 0 || (name !== 'fate' && name !== 'discrepancyIds')) return cell;
    return (place) => {
      const change = named.get(place);
      return change === undefined ? cell(place) : (change as FateRow)[name];
    };
  }

  #ofPlain(place: number): FateRow {
    this.#cells ??= FATE_COLUMNS.map((name) => [name, this.#plainColumn(name)] as const);
    return Object.fromEntries(this.#cells.map(([name, cell]) => [name, cell(place)])) as unknown as FateRow;
  }
}
