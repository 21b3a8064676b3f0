import { certain } from '../../../schemas/errors.ts';
import type { OrderLine, SettlementLine } from '../../../schemas/lines/records.ts';
import { isOfLeg, lookerAt, type LineTable } from '../../../schemas/lines/table.ts';
import { columnsOf } from '../../../schemas/outcome/fates.ts';
import type { FateTable } from '../../../schemas/outcome/run.ts';
import { append } from '../../../schemas/values/groups.ts';
import { equalRows } from './equal-rows.ts';
import { isReference, referenceIn, saleKeys } from './keys.ts';
import type { SeenTable } from './seen-rows.ts';

/** A file of the date, and the one that its source told before. */
export interface ToldAgain {
  readonly table: LineTable;
  /** Null where there is none that its rows may be compared with. */
  readonly before: ToldBefore | null;
}

/** A file of an earlier date, with what its run made of its rows. */
export interface ToldBefore {
  readonly table: LineTable;
  readonly fates: FateTable;
  /** The place in `fates` of each row of the table; -1 where it has none. */
  readonly fateAt: Int32Array;
}

/** A row that says what the file before said, while it is asked whether more is to be said of it. */
interface Candidate {
  /** The place of its file among those of the date. */
  readonly file: number;
  readonly row: number;
  readonly toldAt: number;
  /** By what it could be of the sale of another. */
  readonly keys: readonly string[];
}

/**
 * The orders and payments of a date that the file before told as they are, each alone under its keys, as long as
 * nothing else speaks of their sales. What is in doubt is no candidate: it goes through the passes.
 */
export class SeenCandidates {
  private candidates: readonly Candidate[];

  /**
   * @param doubted keys of sales of which more is to be said; those of what is no candidate come to them
   * @param compare how references are compared before look-alikes are parted
   * @param isDoubted tells an order of which more may be said than its keys tell
   */
  constructor(
    private readonly files: readonly ToldAgain[],
    private readonly doubted: Set<string>,
    compare: (reference: string) => string,
    isDoubted: (order: OrderLine) => boolean,
  ) {
    const found = new Finding(doubted, compare, isDoubted);
    for (const [file, told] of files.entries()) found.take(file, told);
    this.candidates = found.candidates;
    this.withoutDoubted();
  }

  get length(): number {
    return this.candidates.length;
  }

  /** The references of the candidates, as they are compared. */
  *references(): Generator<string> {
    for (const { keys } of this.candidates) for (const key of keys) if (isReference(key)) yield referenceIn(key);
  }

  /** Whether more is to be said of a sale that has one of the keys. */
  isDoubted(keys: Iterable<string>): boolean {
    for (const key of keys) if (this.doubted.has(key)) return true;
    return false;
  }

  /** Takes out what has one of the keys, and what has a key of that. */
  doubt(keys: Iterable<string>): void {
    for (const key of keys) this.doubted.add(key);
    this.withoutDoubted();
  }

  /** What is left, file by file. */
  seen(): SeenTable[] {
    const byFile = new Map<number, Candidate[]>();
    for (const one of this.candidates) append(byFile, one.file, one);
    return [...byFile].map(([file, own]) => {
      const { table, before } = certain(this.files[file], 'a file of the date');
      return {
        table,
        rows: Int32Array.from(own, ({ row }) => row),
        told: certain(before, 'the file before').fates,
        toldAt: Int32Array.from(own, ({ toldAt }) => toldAt),
      };
    });
  }

  private withoutDoubted(): void {
    for (;;) {
      const left = this.candidates.filter(({ keys }) => {
        const isDoubted = keys.some((key) => this.doubted.has(key));
        if (isDoubted) for (const key of keys) this.doubted.add(key);
        return !isDoubted;
      });
      if (left.length === this.candidates.length) return;
      this.candidates = left;
    }
  }
}

/** What of a line's own leg has no other meaning than its order or payment: how the same row is found again. */
function nameOf(line: OrderLine | SettlementLine): string {
  return line.leg === 'order' ? `${line.merchantReference}\n${line.method}` : line.providerId;
}

class Finding {
  readonly candidates: Candidate[] = [];
  private readonly once = { order: new Set<string>(), settlement: new Set<string>() };

  constructor(
    private readonly doubted: Set<string>,
    private readonly compare: (reference: string) => string,
    private readonly isDoubted: (order: OrderLine) => boolean,
  ) {}

  take(file: number, { table, before }: ToldAgain): void {
    if (isOfLeg(table, 'order')) this.takeOf('order', file, table, before);
    if (isOfLeg(table, 'settlement')) this.takeOf('settlement', file, table, before);
  }

  private takeOf<L extends 'order' | 'settlement'>(
    leg: L,
    file: number,
    table: LineTable<L>,
    before: ToldBefore | null,
  ): void {
    const toldAs = before === null || !isOfLeg(before.table, leg) ? null : this.tellingOf(table, before.table);
    const isQuiet = before === null ? () => false : quietFates(before.fates);
    const line = lookerAt<'order' | 'settlement'>(table);
    for (let row = 0; row < table.length; row += 1) {
      const isReject = table.isReject(row);
      const keys = saleKeys(isReject ? table.row(row) : line(row), this.compare);
      this.standAlone(this.once[leg], keys);
      const told = isReject || toldAs === null || !this.isOrdinary(line(row)) ? -1 : toldAs(row);
      const toldAt = told < 0 || before === null ? -1 : certain(before.fateAt[told], 'a row of the file before');
      if (toldAt >= 0 && isQuiet(toldAt, line(row))) this.candidates.push({ file, row, toldAt, keys });
      else for (const key of keys) this.doubted.add(key);
    }
  }

  /** A row that has a reference, and is of no sale that goes on by itself as time goes by. */
  private isOrdinary(line: OrderLine | SettlementLine): boolean {
    if (line.skip !== null || this.compare(line.merchantReference) === '' || line.status === 'pending') return false;
    if (line.leg === 'order') return line.status !== 'partially_paid' && !this.isDoubted(line);
    return line.type === 'payment' && line.providerId !== '' && line.payoutId === null;
  }

  /** What two rows of a leg share, neither of them is alone under. */
  private standAlone(once: Set<string>, keys: readonly string[]): void {
    for (const key of keys) {
      if (once.has(key)) this.doubted.add(key);
      once.add(key);
    }
  }

  /** Tells the place of the row of the file before that says the same as one of this file; -1 where none does. */
  private tellingOf<L extends 'order' | 'settlement'>(
    table: LineTable<L>,
    before: LineTable<L>,
  ): (row: number) => number {
    const once = new Set<string>();
    const places = new Map<string, number>();
    const former = lookerAt<'order' | 'settlement'>(before);
    for (let place = 0; place < before.length; place += 1) {
      const isReject = before.isReject(place);
      const row = isReject ? before.row(place) : former(place);
      this.standAlone(once, saleKeys(row, this.compare));
      if (!isReject) places.set(nameOf(former(place)), place);
    }
    const line = lookerAt<'order' | 'settlement'>(table);
    const isEqual = equalRows(table, before);
    return (row) => {
      const place = places.get(nameOf(line(row)));
      return place !== undefined && isEqual(row, place) ? place : -1;
    };
  }
}

/** What is closed, or waits for the bank, and has nothing to be said of: the reasons that leave it so. */
const QUIET_REASONS: ReadonlySet<string> = new Set(['already_seen', 'other_method', 'declined', 'unpaid']);

/** Tells of the fate of a former row whether its run had nothing to say of it. */
function quietFates(fates: FateTable): (place: number, line: OrderLine | SettlementLine) => boolean {
  const at = columnsOf(fates, 'fate', 'reason', 'store', 'discrepancyIds');
  return (place, line) => {
    if (at.discrepancyIds(place).length > 0) return false;
    const reason = at.reason(place);
    if (reason === null) {
      // The store of an order may be told by its payment, which its first run did not know yet.
      if (line.leg === 'order' && line.store === null) return false;
      return at.fate(place) === 'matched' || at.fate(place) === 'awaiting';
    }
    return QUIET_REASONS.has(reason);
  };
}
