import { parseArgs } from 'node:util';

/** The parts of the bench, in the order in which they run. */
export const PARTS = ['same-day'] as const;
export type PartName = (typeof PARTS)[number];
/** What runs where nothing is named: minutes, not hours. */
const QUICK: readonly PartName[] = ['same-day'];

export const SIZES = { '10k': 10_000, '100k': 100_000, '1m': 1_000_000 } as const;
export type SizeName = keyof typeof SIZES;
export const SIZE_NAMES = Object.keys(SIZES) as SizeName[];
const QUICK_SIZES: readonly SizeName[] = ['10k', '100k'];

export interface Options {
  readonly only: readonly PartName[];
  readonly sizes: readonly SizeName[];
  readonly runs: number | null;
  readonly json: boolean;
  readonly writes: boolean;
}

export const HELP = `npm run bench -- [options]

Runs the built program and its peers over seeded data, each as a process of its own and in turn, after proving that all
say the same of it. Figures go into scripts/bench/: figures.json, RESULTS.md, speed.svg; what a run does not measure
stays as it was. Only ratios of one run mean anything.

  --only <parts>   of ${PARTS.join(', ')}
                   (default: ${QUICK.join(', ')})
  --sizes <sizes>  of ${SIZE_NAMES.join(', ')} (default: ${QUICK_SIZES.join(', ')})
  --all            every part at every size: hours
  --runs <n>       how often each command runs (default: 3, once where a run takes minutes)
  --json           print the figures on stdout
  --no-write       leave scripts/bench/ as it is
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
  if (typeof only === 'string') return only;
  if (typeof sizes === 'string') return sizes;
  if (runs !== null && (!Number.isInteger(runs) || runs < 1)) return '--runs wants a whole number from 1';
  return { only, sizes, runs, json: parsed.json === true, writes: parsed['no-write'] !== true };
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
        json: { type: 'boolean' },
        'no-write': { type: 'boolean' },
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
