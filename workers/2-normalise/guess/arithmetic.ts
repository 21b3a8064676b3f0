import type { NumberColumn } from './table-columns.ts';

/** Movements and the balance that goes on by them. */
export interface Movements {
  /** One column of signed amounts, or of unsigned ones beside a mark; else the two sides. */
  readonly amount: number | null;
  readonly credit: number | null;
  readonly debit: number | null;
  readonly balance: number;
}

type Values = readonly (bigint | null)[];

/**
 * The one reading of the numbers as movements under which a balance goes on from row to row, whichever way the rows
 * run.
 */
export function provedMovements(
  numbers: readonly NumberColumn[],
  signs: readonly (1n | -1n)[] | null,
): Movements | null {
  const found: Movements[] = [];
  const sides = sidesOf(numbers);
  const readings: { readonly columns: Omit<Movements, 'balance'>; readonly moved: Values }[] = [
    ...numbers.map(({ place, values }) => ({
      columns: { amount: place, credit: null, debit: null },
      moved:
        signs === null
          ? values
          : values.map((value, row) => (value === null ? null : size(value) * (signs[row] ?? 1n))),
    })),
    ...sides.flatMap(([one, other]) => [sided(one, other), sided(other, one)]),
  ];
  for (const { columns, moved } of readings) {
    for (const { place, values } of numbers) {
      if (place === columns.amount || place === columns.credit || place === columns.debit) continue;
      if (goesOn(values, moved)) found.push({ ...columns, balance: place });
    }
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

function sided(
  credit: NumberColumn,
  debit: NumberColumn,
): { readonly columns: Omit<Movements, 'balance'>; readonly moved: Values } {
  const moved = credit.values.map((value, row) => (value ?? 0n) - size(debit.values[row] ?? 0n));
  return { columns: { amount: null, credit: credit.place, debit: debit.place }, moved };
}

/** Two columns of which every row fills one and leaves the other empty or zero. */
export function sidesOf(numbers: readonly NumberColumn[]): (readonly [NumberColumn, NumberColumn])[] {
  return numbers.flatMap((one, index) =>
    numbers.slice(index + 1).flatMap((other) => {
      const fills = one.values.map((value, row) => [isFilled(value), isFilled(other.values[row] ?? null)] as const);
      const apart = fills.length > 1 && fills.every(([a, b]) => a !== b);
      return apart && fills.some(([a]) => a) && fills.some(([, b]) => b) ? [[one, other] as const] : [];
    }),
  );
}

function goesOn(balance: Values, moved: Values): boolean {
  if (balance.length < 2 || balance.includes(null) || moved.includes(null) || !moved.some(isFilled)) return false;
  const step = (from: number, to: number, by: number): boolean =>
    (balance[from] ?? 0n) + (moved[by] ?? 0n) === balance[to];
  const rest = balance.slice(1).map((_, index) => index);
  return rest.every((row) => step(row, row + 1, row + 1)) || rest.every((row) => step(row + 1, row, row));
}

/** Gross, what is deducted, and net. */
export interface NetOf {
  readonly gross: number;
  readonly net: number;
  readonly deductions: readonly number[];
  /** The one deduction is a part of the rest that no provider takes, and taxes of a sale are: 19 % and the like. */
  readonly isVat: boolean;
  /** Of two deductions: the fee, and a like part of it, the tax on it. */
  readonly feeAndVat: { readonly fee: number; readonly vat: number } | null;
}

/** More columns of money than a person tells apart at a glance. */
const MONEY_MAX = 8;

/** The one reading of the numbers under which gross less deductions is net in every row. */
export function provedNet(numbers: readonly NumberColumn[]): NetOf | null {
  const money = numbers.filter(({ values }) => values.some(isFilled)).slice(0, MONEY_MAX);
  const found: NetOf[] = [];
  for (const gross of money) {
    for (const net of money) {
      if (net === gross || total(net) > total(gross)) continue;
      const others = money.filter((one) => one !== gross && one !== net);
      for (const deductions of subsets(others)) {
        // A fee and its net could change places: the net is the larger.
        if (!isLess(gross, net, deductions) || deductions.some((one) => total(one) >= total(net))) continue;
        found.push({
          gross: gross.place,
          net: net.place,
          deductions: deductions.map(({ place }) => place),
          isVat: deductions.length === 1 && deductions.every((one) => isTaxOn(net, one)),
          feeAndVat: feeAndVatOf(deductions),
        });
      }
    }
  }
  return found.length === 1 ? (found[0] ?? null) : null;
}

function isLess(gross: NumberColumn, net: NumberColumn, deductions: readonly NumberColumn[]): boolean {
  const rests = gross.values.map((value, row) => (value ?? 0n) - (net.values[row] ?? 0n));
  const sums = rests.map((_, row) => deductions.reduce((sum, { values }) => sum + (values[row] ?? 0n), 0n));
  return (
    rests.some(isFilled) &&
    (rests.every((rest, row) => rest === (sums[row] ?? 0n)) || rests.every((rest, row) => rest === -(sums[row] ?? 0n)))
  );
}

function feeAndVatOf([one, other, ...more]: readonly NumberColumn[]): NetOf['feeAndVat'] {
  if (one === undefined || other === undefined || more.length > 0) return null;
  if (isTaxOn(one, other)) return { fee: one.place, vat: other.place };
  return isTaxOn(other, one) ? { fee: other.place, vat: one.place } : null;
}

/**
 * A tax is a like part of what it is on, at a rate that taxes of sales have; to a hundredth, as taxes are rounded or
 * cut.
 */
function isTaxOn({ values }: NumberColumn, tax: NumberColumn): boolean {
  return [5n, 8n, 10n, 12n, 16n, 19n, 21n].some((rate) =>
    values.every((value, row) => size(size(value ?? 0n) * rate - size(tax.values[row] ?? 0n) * 100n) <= 1_000_000n),
  );
}

function subsets(columns: readonly NumberColumn[]): NumberColumn[][] {
  return columns
    .reduce<NumberColumn[][]>((sets, column) => [...sets, ...sets.map((set) => [...set, column])], [[]])
    .filter((set) => set.length > 0);
}

function total({ values }: NumberColumn): bigint {
  return values.reduce<bigint>((sum, value) => sum + size(value ?? 0n), 0n);
}

function isFilled(value: bigint | null): boolean {
  return value !== null && value !== 0n;
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}
