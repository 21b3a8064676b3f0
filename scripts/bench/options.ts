import { parseArgs } from 'node:util';
import { SHAPE_NAMES, type ShapeName } from './data/shapes.ts';

/** The parts of the bench, in the order in which they run. */
export const PARTS = ['same-day', 'small-dates', 'dates', 'rolling', 'xml', 'publish', 'worker', 'shapes'] as const;
export type PartName = (typeof PARTS)[number];
/** What runs where nothing is named: minutes, not hours. */
const QUICK: readonly PartName[] = ['same-day', 'small-dates', 'shapes'];

export const SIZES = { '10k': 10_000, '100k': 100_000, '1m': 1_000_000 } as const;
export type SizeName = keyof typeof SIZES;
export const SIZE_NAMES = Object.keys(SIZES) as SizeName[];
const QUICK_SIZES: readonly SizeName[] = ['10k', '100k'];

/** The figures compare dates 5 to 15 with the last eleven. */
const DATES_MIN = 16;
const DATES = 60;

export interface Options {
  readonly only: readonly PartName[];
  readonly sizes: readonly SizeName[];
  readonly runs: number | null;
  readonly dates: number;
  readonly shapes: readonly ShapeName[];
  readonly json: boolean;
  readonly writes: boolean;
  /** Nothing is measured: the figures that are there are written out again. */
  readonly renders: boolean;
}

export const HELP = `npm run bench -- [options]

Runs the built program and its peers over seeded data, each as a process of its own and in turn, after proving that all
say the same of it. Figures go into scripts/bench/: figures.json, RESULTS.md, speed.svg; what a run does not measure
stays as it was. Only ratios of one run mean anything.

  --only <parts>   of ${PARTS.join(', ')}
                   (default: ${QUICK.join(', ')})
  --sizes <sizes>  of same-day, xml and worker: ${SIZE_NAMES.join(', ')}; xml and worker take the largest
                   (default: ${QUICK_SIZES.join(', ')})
  --dates <n>      how many dates in a row, at least ${DATES_MIN} (default: ${DATES})
  --shape <names>  of shapes: ${SHAPE_NAMES.join(', ')}
  --all            every part at every size: hours
  --runs <n>       how often each command runs (default: 3, once where a run takes minutes)
  --json           print the figures on stdout
  --no-write       leave scripts/bench/ as it is
  --render         measure nothing; write RESULTS.md and speed.svg from figures.json again
  --help           this text

Data is kept in the system's temporary folder, under cuadre-bench/; remove that to have it made anew.
`;

/** The command line; a string: what is wrong with it, or null: help is asked for. */
export function readOptions(args: readonly string[]): Options | string | null {
  const parsed = parse(args);
  if (typeof parsed === 'string') return parsed;
  if (parsed.help === true) return null;
  const all = parsed.all === true;
  const only = listOf('--only', parsed.only, PARTS, all ? PARTS : QUICK);
  const sizes = listOf('--sizes', parsed.sizes, SIZE_NAMES, all ? SIZE_NAMES : QUICK_SIZES);
  const runs = parsed.runs === undefined ? null : Number(parsed.runs);
  const shapes = listOf('--shape', parsed.shape, SHAPE_NAMES, SHAPE_NAMES);
  if (typeof shapes === 'string') return shapes;
  if (typeof only === 'string') return only;
  if (typeof sizes === 'string') return sizes;
  const dates = Number(parsed.dates ?? DATES);
  if (!Number.isInteger(dates) || dates < DATES_MIN) return `--dates wants a whole number from ${DATES_MIN}`;
  if (runs !== null && (!Number.isInteger(runs) || runs < 1)) return '--runs wants a whole number from 1';
  const flags = { json: parsed.json === true, writes: parsed['no-write'] !== true, renders: parsed.render === true };
  return { only, sizes, runs, dates, shapes, ...flags };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        sizes: { type: 'string' },
        all: { type: 'boolean' },
        runs: { type: 'string' },
        dates: { type: 'string' },
        shape: { type: 'string' },
        json: { type: 'boolean' },
        'no-write': { type: 'boolean' },
        render: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function listOf<T extends string>(
  option: string,
  text: string | undefined,
  known: readonly T[],
  byDefault: readonly T[],
): readonly T[] | string {
  if (text === undefined) return byDefault;
  const named = text.split(',').map((name) => name.trim().toLowerCase());
  const unknown = named.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0) return `${option}: ${unknown.join(', ')} is none of ${known.join(', ')}`;
  return known.filter((name) => named.includes(name));
}
