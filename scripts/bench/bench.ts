import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import type { Bench } from './bench-types.ts';
import { measuredNow, readFigures, writeFigures, type Figures } from './figures.ts';
import { HELP, readOptions, SIZES, type Options, type PartName } from './options.ts';
import { measureChain, measureRolling } from './parts/dates.ts';
import { measurePublishing } from './parts/publish.ts';
import { raceSameDay } from './parts/same-day.ts';
import { measureShape } from './parts/shapes.ts';
import { measureXml } from './parts/xml.ts';
import { bundlePrograms } from './program.ts';
import { renderResults } from './results.ts';

/** `npm run bench`: see options.ts for what it takes. */

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What each part adds to the figures. */
const RUN_PART: Readonly<Record<PartName, (figures: Figures, options: Options, bench: Bench) => Promise<Figures>>> = {
  'same-day': async (figures, { sizes }, bench) => {
    const sameDay = { ...figures.sameDay };
    for (const size of sizes) sameDay[size] = measuredNow(await raceSameDay(SIZES[size], bench));
    return { ...figures, sameDay };
  },
  'small-dates': async (figures, { dates }, bench) => ({
    ...figures,
    smallDates: measuredNow(await measureChain({ ordersPerDay: 200, dates }, bench)),
  }),
  dates: async (figures, { dates }, bench) => ({
    ...figures,
    dates: measuredNow(await measureChain({ ordersPerDay: 15_000, dates }, bench)),
  }),
  rolling: async (figures, { dates }, bench) => ({
    ...figures,
    rolling: measuredNow(await measureRolling({ ordersPerDay: 500, dates, window: 30 }, bench)),
  }),
  xml: async (figures, { sizes }, bench) => {
    const records = Math.max(...sizes.map((size) => SIZES[size]));
    return { ...figures, xml: measuredNow(await measureXml(records, bench)) };
  },
  shapes: async (figures, options, bench) => {
    const shapes = { ...figures.shapes };
    for (const shape of options.shapes) shapes[shape] = measuredNow(await measureShape(shape, bench));
    return { ...figures, shapes };
  },
  publish: async (figures, _options, bench) => ({ ...figures, publish: measuredNow(await measurePublishing(bench)) }),
};

async function main(options: Options): Promise<void> {
  const programs = bundlePrograms();
  process.on('exit', programs.remove);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const bench: Bench = { programs, runs: options.runs, say: (line) => process.stderr.write(`${line}\n`) };
  let figures = readFigures(here('figures.json'));
  for (const part of options.only) {
    figures = await RUN_PART[part](figures, options, bench);
    // After each part: what was measured is not lost with a later one.
    if (options.writes) {
      writeFigures(here('figures.json'), figures);
      writeFileSync(here('RESULTS.md'), renderResults(figures));
    }
  }
  process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : renderResults(figures));
}

const options = readOptions(process.argv.slice(2));
if (options === null) process.stdout.write(HELP);
else if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${HELP}`);
  process.exitCode = 2;
} else await main(options);
