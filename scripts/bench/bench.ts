import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { renderCurve } from './curve.ts';
import type { Bench } from './bench-types.ts';
import { measuredNow, readFigures, writeFigures, type Figures, type SinglePart } from './figures.ts';
import { HELP, readOptions, SIZES, type Options, type PartName } from './options.ts';
import { measureChain, measureRolling } from './parts/dates.ts';
import { measurePublishing } from './parts/publish.ts';
import { raceSameDay } from './parts/same-day.ts';
import { measureShape } from './parts/shapes.ts';
import { measureWorker } from './parts/worker.ts';
import { measureXml } from './parts/xml.ts';
import { bundlePrograms } from './program.ts';
import { renderResults } from './results.ts';

/** `npm run bench`: see options.ts for what it takes. */

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Measures, and returns what that adds to the figures as they stand then. */
type PartRun = (options: Options, bench: Bench) => Promise<(figures: Figures) => Figures>;

/** A part of the bench with one set of figures. */
function single<K extends SinglePart>(
  key: K,
  run: (options: Options, bench: Bench) => Promise<NonNullable<Figures[K]>['figures']>,
): PartRun {
  return async (options, bench) => {
    const measured = measuredNow(await run(options, bench));
    return (figures) => ({ ...figures, [key]: measured });
  };
}

const RUN_PART: Readonly<Record<PartName, PartRun>> = {
  'same-day': async ({ sizes }, bench) => {
    const sameDay: { -readonly [K in keyof Figures['sameDay']]: Figures['sameDay'][K] } = {};
    for (const size of sizes) sameDay[size] = measuredNow(await raceSameDay(SIZES[size], bench));
    return (figures) => ({ ...figures, sameDay: { ...figures.sameDay, ...sameDay } });
  },
  'small-dates': single('smallDates', ({ dates }, bench) => measureChain({ ordersPerDay: 200, dates }, bench)),
  dates: single('dates', ({ dates }, bench) => measureChain({ ordersPerDay: 15_000, dates }, bench)),
  rolling: single('rolling', ({ dates }, bench) => measureRolling({ ordersPerDay: 500, dates, window: 30 }, bench)),
  xml: single('xml', (options, bench) => measureXml(largest(options), bench)),
  publish: single('publish', (_options, bench) => measurePublishing(bench)),
  worker: single('worker', (options, bench) => measureWorker(largest(options), bench)),
  shapes: async (options, bench) => {
    const shapes: { -readonly [K in keyof Figures['shapes']]: Figures['shapes'][K] } = {};
    for (const shape of options.shapes) shapes[shape] = measuredNow(await measureShape(shape, bench));
    return (figures) => ({ ...figures, shapes: { ...figures.shapes, ...shapes } });
  },
};

function largest({ sizes }: Options): number {
  return Math.max(...sizes.map((size) => SIZES[size]));
}

async function measure(options: Options): Promise<Figures> {
  const programs = bundlePrograms();
  process.on('exit', programs.remove);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const bench: Bench = { programs, runs: options.runs, say: (line) => process.stderr.write(`${line}\n`) };
  let figures = readFigures(here('figures.json'));
  for (const part of options.only) {
    const add = await RUN_PART[part](options, bench);
    // After each part: what was measured is not lost with a later one, nor what another bench measured meanwhile.
    figures = add(options.writes ? readFigures(here('figures.json')) : figures);
    if (options.writes) write(figures);
  }
  return figures;
}

function write(figures: Figures): void {
  writeFigures(here('figures.json'), figures);
  writeFileSync(here('RESULTS.md'), renderResults(figures));
  writeFileSync(here('speed.svg'), renderCurve(figures));
}

async function main(options: Options): Promise<void> {
  const figures = options.renders ? readFigures(here('figures.json')) : await measure(options);
  if (options.renders) write(figures);
  process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : renderResults(figures));
}

const options = readOptions(process.argv.slice(2));
if (options === null) process.stdout.write(HELP);
else if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${HELP}`);
  process.exitCode = 2;
} else await main(options);
