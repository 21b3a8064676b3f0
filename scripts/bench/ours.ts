import { parse } from 'csv-parse/sync';
import { ANSWER_FATES, ANSWER_LEGS, type Answer, type KindSum, type LegSum } from './peers/answer.ts';
import type { Workplace } from './program.ts';

/** What the bench reads of `summary.json`. */
interface Summary {
  readonly legs: readonly {
    readonly leg: string;
    readonly fates: Readonly<Record<string, { readonly lines: number; readonly amount: string }>>;
  }[];
}

/** The answer of our program, read from the reports that it published for the date. */
export function answerOf(place: Workplace, date: string): Answer {
  const rows: Record<string, string>[] = parse(place.report(date, 'discrepancies.csv'), { columns: true, bom: true });
  const kinds: Record<string, KindSum> = {};
  for (const { kind = '', difference, money_at_risk: atRisk } of rows) {
    const sum = kinds[kind] ?? { count: 0, difference: 0, atRisk: 0 };
    kinds[kind] = {
      count: sum.count + 1,
      difference: sum.difference + centavos(difference),
      atRisk: sum.atRisk + centavos(atRisk),
    };
  }
  const summary = JSON.parse(place.report(date, 'summary.json')) as Summary;
  const legs = Object.fromEntries(
    ANSWER_LEGS.map((leg) => {
      const fates = summary.legs.find((one) => one.leg === leg)?.fates ?? {};
      // A fate that no peer knows would leave lines out of the comparison.
      const isKnown = (fate: string): boolean => ANSWER_FATES.some((one) => one === fate);
      const unknown = Object.entries(fates).filter(([fate, { lines }]) => lines > 0 && !isKnown(fate));
      if (unknown.length > 0) throw new RangeError(`lines of ${leg} that no peer has: ${JSON.stringify(unknown)}`);
      const sum = (fate: string): LegSum => ({
        lines: fates[fate]?.lines ?? 0,
        amount: centavos(fates[fate]?.amount),
      });
      return [leg, Object.fromEntries(ANSWER_FATES.map((fate) => [fate, sum(fate)]))];
    }),
  ) as Answer['legs'];
  const texts = rows.map((row) => `${row['kind']} ${row['merchant_reference']} ${centavos(row['money_at_risk'])}`);
  return { kinds, legs, rows: texts.sort() };
}

/** An amount of a report; an empty cell is none. */
function centavos(text = ''): number {
  return text === '' ? 0 : Number(text.replace('.', ''));
}

/** An answer as text that is equal where the answers are. */
export function comparable({ kinds, legs, rows }: Answer): string {
  const sorted = Object.keys(kinds)
    .sort()
    .map((kind) => [kind, kinds[kind]?.count, kinds[kind]?.difference, kinds[kind]?.atRisk]);
  const sums = ANSWER_LEGS.flatMap((leg) =>
    ANSWER_FATES.map((fate) => [leg, fate, legs[leg][fate].lines, legs[leg][fate].amount]),
  );
  return [...sorted, ...sums].map((row) => row.join(' ')).join('\n') + `\n${(rows ?? []).join('\n')}`;
}
