import type { Figures } from './figures.ts';
import { SIZE_NAMES } from './options.ts';
import type { Contestant } from './parts/race.ts';
import { count, rounded } from './words.ts';

/**
 * speed.svg, from the figures alone: on the left seconds against payments of one date, both in powers of ten; on the
 * right seconds of each date in a row.
 */

interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

interface Axis {
  readonly ticks: readonly number[];
  /** From 0 to 1 along the axis. */
  readonly at: (value: number) => number;
  readonly label: (tick: number) => string;
}

interface Panel {
  readonly title: string;
  readonly left: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
}

const WIDTH = 340;
const HEIGHT = 220;
const TOP = 44;
const SIZE = { width: 880, height: 330 } as const;

/** Who is drawn of the race, and how. */
const DRAWN: readonly { readonly who: Contestant; readonly name: string; readonly colour: string }[] = [
  { who: 'cuadre', name: 'Cuadre, everything kept', colour: '#0b6e4f' },
  { who: 'duckdb2file', name: 'DuckDB, 2 threads, into a file', colour: '#b8860b' },
  { who: 'plain', name: 'csv-parse and a Map, answer only', colour: '#8a2be2' },
];

export function renderCurve(figures: Figures): string {
  const panels = [sizesPanel(figures), datesPanel(figures)].map(panelSvg);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="sans-serif" font-size="12">
<title>Seconds by payments of one date, and by date in a row</title>
<rect width="${SIZE.width}" height="${SIZE.height}" fill="#ffffff"/>
${panels.join('\n')}
</svg>
`;
}

/** A scale of powers of ten between the powers around the values. */
function powersOfTen(values: readonly number[], label: Axis['label']): Axis {
  const logs = values.map((value) => Math.log10(value));
  const low = Math.floor(Math.min(0, ...logs) + 1e-9);
  const from = values.every((value) => value >= 1000) ? Math.floor(Math.min(...logs) + 1e-9) : low;
  const to = Math.max(from + 1, Math.ceil(Math.max(...logs) - 1e-9));
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  return { ticks, at: (value) => (Math.log10(value) - from) / (to - from), label };
}

/** A scale from zero in even steps. */
function evenly(max: number, steps: readonly number[], label: Axis['label']): Axis {
  const step = steps.find((one) => max / one <= 6) ?? steps.at(-1) ?? 1;
  const top = Math.max(step, Math.ceil(max / step) * step);
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return { ticks, at: (value) => value / top, label };
}

const secondsLabel = (tick: number): string => `${tick < 1 ? rounded(tick, 1) : String(tick)} s`;

function sizesPanel({ sameDay }: Figures): Panel {
  const sizes = SIZE_NAMES.flatMap((size) => (sameDay[size] === undefined ? [] : [sameDay[size].figures]));
  const curves = DRAWN.map(({ who, name, colour }): Curve => {
    const points = sizes.map(({ payments, costs }) => [payments, costs[who].wallMs / 1000] as const);
    return { name, colour, points };
  });
  const all = curves.flatMap(({ points }) => points);
  const x = powersOfTen(all.length === 0 ? [10_000] : all.map(([payments]) => payments), (tick) => count(tick));
  const y = powersOfTen(all.length === 0 ? [1] : all.map(([, time]) => time), secondsLabel);
  return { title: 'One date, by its payments', left: 60, x, y, curves };
}

function datesPanel({ dates, smallDates }: Figures): Panel {
  const parts = [
    { measured: dates, colour: '#0b6e4f' },
    { measured: smallDates, colour: '#5fa8d3' },
  ];
  const curves = parts.flatMap(({ measured, colour }): Curve[] => {
    if (measured === undefined) return [];
    const points = measured.figures.dates.map(({ wallMs }, index) => [index + 1, wallMs / 1000] as const);
    return [{ name: `${count(measured.figures.ordersPerDay)} orders a day`, colour, points }];
  });
  const all = curves.flatMap(({ points }) => points);
  const x = evenly(Math.max(10, ...all.map(([date]) => date)), [10, 20, 50], String);
  const y = evenly(Math.max(1, ...all.map(([, time]) => time)), [0.2, 0.5, 1, 2, 5, 10, 20, 50], secondsLabel);
  return { title: 'Dates in a row, each by a command of its own', left: 500, x, y, curves };
}

function panelSvg({ title, left, x, y, curves }: Panel): string {
  const px = (value: number): string => rounded(left + x.at(value) * WIDTH, 1);
  const py = (value: number): string => rounded(TOP + (1 - y.at(value)) * HEIGHT, 1);
  const text = (at: string, words: string, anchor: string): string =>
    `<text ${at} text-anchor="${anchor}" fill="#444444">${words}</text>`;
  const bottom = TOP + HEIGHT;
  const rows = y.ticks.flatMap((tick) => [
    `<line x1="${left}" x2="${left + WIDTH}" y1="${py(tick)}" y2="${py(tick)}" stroke="#e0e0e0"/>`,
    text(`x="${left - 6}" y="${py(tick)}" dy="4"`, y.label(tick), 'end'),
  ]);
  const columns = x.ticks.map((tick) => text(`x="${px(tick)}" y="${bottom + 16}"`, x.label(tick), 'middle'));
  const drawn = curves.flatMap(({ colour, points }) => {
    const path = points.map(([a, b]) => `${px(a)},${py(b)}`).join(' ');
    const dots =
      points.length > 5 ? [] : points.map(([a, b]) => `<circle cx="${px(a)}" cy="${py(b)}" r="3" fill="${colour}"/>`);
    return [`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`, ...dots];
  });
  const legend = curves.flatMap(({ name, colour }, index) => [
    `<rect x="${left}" y="${bottom + 27 + index * 14}" width="10" height="4" fill="${colour}"/>`,
    text(`x="${left + 16}" y="${bottom + 33 + index * 14}"`, name, 'start'),
  ]);
  const heading = `<text x="${left}" y="24" font-weight="bold" fill="#222222">${title}</text>`;
  return [heading, ...rows, ...columns, ...drawn, ...legend].join('\n');
}
