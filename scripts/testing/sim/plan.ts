import { certain } from '../../../schemas/errors.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { generateFortnight, type Fortnight, type FortnightFile, type FortnightOptions } from '../fortnight/generate.ts';
import { seededRandom, type Random } from '../fortnight/random.ts';
import type { PlantedFinding } from '../fortnight/world.ts';

/**
 * What happens to a chain whatever happens to its machine: which file comes on which morning, whole or not, and how
 * many decisions people take. A function of the seed alone.
 */

/** A file that stands in the inbox from a morning on. */
export interface Arrival {
  readonly file: FortnightFile;
  /** What stands there: the file itself, or what was sent instead. */
  readonly text: string;
  readonly how: 'on time' | 'late' | 'first version' | 'restated' | 'copy of another date' | 'the right one';
}

export interface Plan {
  readonly seed: number;
  readonly fortnight: Fortnight;
  /** By the date whose morning run sees them first. */
  readonly arrivals: ReadonlyMap<PlainDate, readonly Arrival[]>;
  /** What the runs must find in the end, with what the arrivals add. */
  readonly planted: readonly PlantedFinding[];
}

export const DAYS = 60;
/** The fewest with which every payout of a chain is positive. */
const ORDERS_A_DAY = [10, 14, 20, 30] as const;
/**
 * A year whose days and holidays are those of 2026, and later than the disk's clock: files that were written by then
 * stand still.
 */
const GO_LIVE = '2037-06-24' as PlainDate;

/** Of a hundred files: how many are late, restated, and sent under another date first. */
const LATE = 3;
const RESTATED = 3;
const COPIED = 1;
/** No longer than what waits for a missing file waits. */
const LATE_DAYS_MAX = 3;

export function planOf(seed: number, days = DAYS): Plan {
  // In every third chain whole files are missing for good, and nothing else is wrong.
  const faults = seed % 3 === 0 ? { sourceFaults: true } : { faults: true };
  const fortnight = chainOf({ seed, dates: days, goLive: GO_LIVE, twoProviders: true, ...faults });
  const random = seededRandom(seed * 7_919 + 1);
  const arrivals = new Map<PlainDate, Arrival[]>(fortnight.dates.map((date) => [date, []]));
  const planted = [...fortnight.planted];
  const last = certain(fortnight.dates.at(-1), 'the last date');
  /** The morning on which the right bytes of a file come. */
  const right = new Map<FortnightFile, PlainDate>();
  const come = (on: PlainDate, file: FortnightFile, how: Arrival['how'], text = file.text): void => {
    certain(arrivals.get(on), 'a date of the chain').push({ file, text, how });
    right.set(file, on);
  };
  for (const file of fortnight.files) {
    const roll = random.int(0, 99);
    const later = addDays(file.date, random.int(1, LATE_DAYS_MAX));
    const shorter = withoutLastRows(file.text, random);
    const former = fortnight.files.find((one) => one.source === file.source && one.date === addDays(file.date, -1));
    if (later > last || roll >= LATE + RESTATED + COPIED) come(file.date, file, 'on time');
    else if (roll < LATE) come(later, file, 'late');
    else if (roll < LATE + RESTATED && shorter !== null) {
      come(file.date, file, 'first version', shorter);
      come(later, file, 'restated');
      planted.push(restatement(file, 'the file came again with more rows'));
    } else if (roll >= LATE + RESTATED && former !== undefined) {
      come(file.date, file, 'copy of another date', former.text);
      come(later, file, 'the right one');
      // A bank may send the same statement again, and of bytes that have not come yet nobody knows that they are one:
      // it is read, and what comes later is another version.
      const isRead = file.source === 'bank' || certain(right.get(former), 'an earlier file') > file.date;
      if (isRead && former.text !== file.text)
        planted.push(restatement(file, 'the file of the day before stood in its place'));
    } else come(file.date, file, 'on time');
  }
  return { seed, fortnight, arrivals, planted };
}

function chainOf(options: FortnightOptions): Fortnight {
  for (const ordersPerDate of ORDERS_A_DAY) {
    try {
      return generateFortnight({ ...options, ordersPerDate });
    } catch (error) {
      if (!(error instanceof RangeError && error.message.endsWith('more orders a date are needed'))) throw error;
    }
  }
  throw new RangeError(`no chain of seed ${options.seed} has only positive payouts`);
}

/** A CSV without its last row, or its last two; null where too few would be left. */
function withoutLastRows(text: string, random: Random): string | null {
  const count = random.int(1, 2);
  const lines = text.trimEnd().split('\n');
  return lines.length < 5 ? null : `${lines.slice(0, -count).join('\n')}\n`;
}

function restatement({ source, date }: FortnightFile, because: string): PlantedFinding {
  return {
    kind: 'source_revised',
    class: 'action',
    key: {},
    firstDate: date,
    closedDate: null,
    endState: 'open',
    moneyAtRisk: null,
    because: `${source}: ${because}`,
  };
}
