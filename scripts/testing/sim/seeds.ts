import type { PlainDate } from '../../../schemas/values/dates.ts';

/** What `npm test` plays: two chains, and every seed that did not hold once, as far as it broke. */
export interface TestSeed {
  readonly seed: number;
  readonly days: number;
  readonly until?: PlainDate;
  /** What it found, or why it is here. */
  readonly because: string;
}

export const SEEDS: readonly TestSeed[] = [
  { seed: 1, days: 12, because: 'faults of lines and payouts' },
  { seed: 3, days: 8, because: 'files that are missing for good' },
  {
    seed: 5,
    days: 12,
    until: '2037-06-24' as PlainDate,
    because: 'a disk that was full when the folder of the record was made showed as a defect of the program',
  },
];
