import type { BankLine, Line, OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import { lookerAt } from '../../schemas/lines/table.ts';
import { fateViewer } from '../../schemas/outcome/fates.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import type { SeenRows, SeenTable } from '../3-match/seen-before/seen-rows.ts';
import { feeOf, settledNetOf, taxOf } from '../3-match/settled-money.ts';
import type { Case } from './case.ts';
import type { PlainColumns } from './plain-fates.ts';

/** The cell of a column: of the row, and of what the run of the file before said of the row that says the same. */
type CellOf<L extends Line, Name extends keyof FateRow> = (line: L, told: FateRow, c: Case) => FateRow[Name];

/** A column of the fates of rows that were told before: its cell by the leg of the line. */
interface SeenColumn<Name extends keyof FateRow> {
  readonly order: CellOf<OrderLine, Name>;
  readonly settlement: CellOf<SettlementLine, Name>;
  readonly bank: CellOf<BankLine, Name>;
}

const NO_IDS: readonly string[] = [];

/** The same of every line. */
function every<Name extends keyof FateRow>(cell: CellOf<Line, Name>): SeenColumn<Name> {
  return { order: cell, settlement: cell, bank: cell };
}

/** Of a payment alone: on the other legs null. */
function ofPayment<Name extends keyof FateRow>(
  cell: CellOf<SettlementLine, Name>,
  none: FateRow[Name],
): SeenColumn<Name> {
  return { order: () => none, settlement: cell, bank: () => none };
}

/**
 * What the fate of a row that was told before says, column by column: what the passes and the rules would have said of
 * it (the tests compare every cell).
 */
const COLUMNS: { readonly [Name in keyof FateRow]: SeenColumn<Name> } = {
  date: every((line) => line.date),
  source: every((line) => line.source),
  file: every((line) => line.file),
  row: every((line) => line.row),
  leg: every((line) => line.leg),
  line: every((line) => line.line),
  entered: every(() => 'new'),
  former: every(() => null),
  fate: every(() => 'out_of_scope'),
  // What takes a line out by itself does so however often it is told.
  reason: every((_line, told) => (told.reason === 'other_method' ? 'other_method' : 'already_seen')),
  rejectCode: every(() => null),
  orderLeg: every(() => 'none'),
  bankLeg: every(() => 'none'),
  orderPass: every(() => null),
  bankPass: every(() => null),
  bankMatch: every(() => null),
  merchantReference: {
    order: (line) => line.merchantReference,
    // As the order writes it, which its first run had beside it.
    settlement: (_line, told) => told.merchantReference,
    bank: (line) => line.reference ?? '',
  },
  providerId: {
    order: (line) => line.providerId ?? '',
    settlement: (line) => line.providerId,
    bank: (line) => line.bankId ?? '',
  },
  payoutId: ofPayment((line) => line.payoutId, null),
  provider: ofPayment((line) => line.source, null),
  method: { order: (line) => line.method, settlement: (line) => line.method, bank: () => null },
  store: { order: (line, told) => line.store ?? told.store, settlement: (_line, told) => told.store, bank: () => null },
  currency: every((line) => line.currency),
  amount: { order: (line) => line.amount, settlement: (line) => line.gross, bank: (line) => line.amount },
  sold: every(() => null),
  cancelled: every(() => null),
  cancelledIn: every(() => null),
  leftDay: every(() => null),
  orderAmount: { order: (line) => line.amount, settlement: () => null, bank: () => null },
  settlementGross: ofPayment((line) => line.gross, null),
  settlementFee: ofPayment(feeOf, null),
  settlementTax: ofPayment(taxOf, null),
  settlementNet: ofPayment(settledNetOf, null),
  bankAmount: { order: () => null, settlement: () => null, bank: (line) => line.amount },
  paidOn: {
    order: (line, _told, c) => c.paidOn(line),
    settlement: (line, _told, c) => c.paidOn(line),
    bank: () => null,
  },
  settledOn: ofPayment((line, _told, c) => c.match.due.days.settledOn(line), null),
  dueOn: every(() => null),
  arrivedOn: { order: () => null, settlement: () => null, bank: (line) => line.bookedOn },
  discrepancyIds: every(() => NO_IDS),
};

/** The columns of the fates of rows that were told before, by the number of the row. */
export function seenColumns(c: Case, seen: SeenRows): PlainColumns {
  return (name) => {
    const cells = new Map([...seen.each()].map(({ own }) => [own, cellsOf(name, own, c)]));
    return (number) => {
      const { own, at } = seen.row(number);
      const cell = cells.get(own);
      if (cell === undefined) throw new RangeError(`no table holds the row ${String(number)}`);
      return cell(at);
    };
  };
}

function cellsOf<Name extends keyof FateRow>(
  name: Name,
  { table, rows, told, toldAt }: SeenTable,
  c: Case,
): (at: number) => FateRow[Name] {
  const line = lookerAt(table);
  const former = fateViewer(told);
  const cell = COLUMNS[name][table.leg] as CellOf<Line, Name>;
  return (at) => cell(line(rows[at] ?? -1), former(toldAt[at] ?? -1), c);
}
