import type { Figures } from './figures.ts';
import type { ShapeName } from './data/shapes.ts';
import type { SizeName } from './options.ts';
import type { DatesFigures } from './parts/dates.ts';
import type { SameDayFigures } from './parts/same-day.ts';
import type { ShapePoint } from './parts/shapes.ts';
import { rounded } from './words.ts';

interface Target {
  readonly what: string;
  readonly unit: string;
  readonly target: number;
  readonly aim: number;
  /** Undefined: not measured. */
  readonly of: (figures: Figures) => number | undefined;
}

const sameDay =
  (size: SizeName, of: (figures: SameDayFigures) => number) =>
  (figures: Figures): number | undefined => {
    const measured = figures.sameDay[size];
    return measured === undefined ? undefined : of(measured.figures);
  };
const toDuckDb = ({ costs }: SameDayFigures): number => costs.cuadre.wallMs / costs.duckdb2file.wallMs;
const peak = ({ costs }: SameDayFigures): number => costs.cuadre.peakMiB;
const written = ({ stored, inputBytes }: SameDayFigures): number =>
  (stored.lines + stored.database + stored.reports) / inputBytes;

/** A growth between two sizes, where both were measured on one machine. */
function growth(from: SizeName, to: SizeName): Target['of'] {
  return ({ sameDay: { [from]: small, [to]: large } }) =>
    small === undefined || small.machine !== large?.machine
      ? undefined
      : large.figures.costs.cuadre.wallMs / small.figures.costs.cuadre.wallMs;
}

/** Of fewer dates nothing is said. */
const sixtyDates =
  (part: 'dates' | 'smallDates', of: (figures: DatesFigures) => number) =>
  ({ [part]: measured }: Figures): number | undefined =>
    measured === undefined || measured.figures.dates.length < 60 ? undefined : of(measured.figures);

const MILLION = 1_000_000;

function largeXml(field: 'normaliseMs' | 'peakMiB', divisor: number): Target['of'] {
  return ({ xml }) => (xml?.figures.records === MILLION ? xml.figures[field] / divisor : undefined);
}

/** The first size of a shape from this one on that ran to its end. */
const shape = (name: ShapeName, from: number, of: (point: ShapePoint) => number): Target['of'] => {
  return ({ shapes }) => {
    const point = shapes[name]?.figures.points.find(({ n, failed }) => n >= from && failed === null);
    return point && of(point);
  };
};

/** What the program is to reach on two processors. */
const TARGETS: readonly Target[] = [
  {
    what: '1 M payments in one date, against DuckDB with 2 threads into a file',
    unit: '',
    target: 2,
    aim: 1,
    of: sameDay('1m', toDuckDb),
  },
  { what: '100 k payments, the same', unit: '', target: 2.5, aim: 0.8, of: sameDay('100k', toDuckDb) },
  { what: 'growth from 100 k to 1 M', unit: '', target: 11, aim: 10, of: growth('100k', '1m') },
  { what: 'peak memory at 1 M', unit: 'MiB', target: 1024, aim: 750, of: sameDay('1m', peak) },
  { what: 'peak memory at 100 k', unit: 'MiB', target: 300, aim: 200, of: sameDay('100k', peak) },
  {
    what: 'written beside the archive, against the bytes of the input, at 1 M',
    unit: '',
    target: 1.9,
    aim: 1.5,
    of: sameDay('1m', written),
  },
  { what: 'the same at 100 k', unit: '', target: 1.9, aim: 1.5, of: sameDay('100k', written) },
  {
    what: 'replay of the 1 M date from the archive, against its first run',
    unit: '',
    target: 0.8,
    aim: 0.5,
    of: sameDay('1m', ({ replay, costs }) => replay.wallMs / costs.cuadre.wallMs),
  },
  {
    what: '`trace` of a reference in the 1 M date',
    unit: 's',
    target: 0.3,
    aim: 0.15,
    of: sameDay('1m', ({ trace }) => trace.wallMs / 1000),
  },
  {
    what: '15,000 orders a day, T+2: the last eleven of 60 dates against dates 5 to 15',
    unit: '',
    target: 1.15,
    aim: 1,
    of: sixtyDates('dates', ({ late, early }) => late.wallMs / early.wallMs),
  },
  {
    what: 'the same: a whole date, the command included',
    unit: 's',
    target: 2,
    aim: 1,
    of: sixtyDates('dates', ({ late }) => late.wallMs / 1000),
  },
  {
    what: 'the same: a date without files',
    unit: 's',
    target: 0.6,
    aim: 0.4,
    of: sixtyDates('dates', ({ withoutFiles }) => withoutFiles.wallMs / 1000),
  },
  {
    what: '200 orders a day: one of the last eleven of 60 dates, the command included',
    unit: 's',
    target: 0.6,
    aim: 0.4,
    of: sixtyDates('smallDates', ({ late }) => late.wallMs / 1000),
  },
  { what: 'XML of 1 M records, read and normalised', unit: 's', target: 15, aim: 8, of: largeXml('normaliseMs', 1000) },
  { what: 'the same, peak memory', unit: 'MiB', target: 300, aim: 300, of: largeXml('peakMiB', 1) },
  {
    what: '50,000 discrepancies: reports written and published to Redis',
    unit: 's',
    target: 6,
    aim: 3,
    of: ({ publish }) =>
      publish && ((publish.figures.stagesMs['publish'] ?? 0) + (publish.figures.stagesMs['deliver'] ?? 0)) / 1000,
  },
  {
    what: 'the longest event-loop delay of a worker during a 1 M date',
    unit: 'ms',
    target: 100,
    aim: 50,
    of: ({ worker }) => (worker?.figures.payments === MILLION ? worker.figures.maxMs : undefined),
  },
  {
    what: '5,000 payouts against 5,000 credits of other amounts',
    unit: 's',
    target: 5,
    aim: 5,
    of: shape('unequal-payouts', 5_000, ({ wallMs }) => wallMs / 1000),
  },
];

/** Rows of the table of targets: what was not measured says so. */
export function targetRows(figures: Figures): string[][] {
  return TARGETS.map(({ what, unit, target, aim, of }) => {
    const value = of(figures);
    const withUnit = (number: number): string =>
      [rounded(number, unit === 'MiB' || unit === 'ms' ? 0 : 2), unit].join(' ').trim();
    const verdict = value === undefined ? '' : verdictOf(value, target, aim);
    return [
      what,
      value === undefined ? 'not measured' : withUnit(value),
      `≤ ${withUnit(target)}`,
      withUnit(aim),
      verdict,
    ];
  });
}

function verdictOf(value: number, target: number, aim: number): string {
  if (value <= aim) return 'yes, and the aim';
  if (value <= target) return 'yes';
  return `**no: ${rounded(value / target, 1)} times the target**`;
}
