import type { Figures, Measured } from './figures.ts';
import { SIZE_NAMES } from './options.ts';
import { CONTESTANT_NAMES, CONTESTANTS } from './parts/race.ts';
import type { Cost } from './measure.ts';
import type { DatesFigures } from './parts/dates.ts';
import type { PublishFigures } from './parts/publish.ts';
import type { SameDayFigures } from './parts/same-day.ts';
import type { WorkerFigures } from './parts/worker.ts';
import type { XmlFigures } from './parts/xml.ts';
import { growthOf } from './parts/shapes.ts';
import { SHAPE_NAMES, SHAPES } from './data/shapes.ts';
import { targetRows } from './targets.ts';
import { bytes, count, ratio, rounded, seconds, table } from './words.ts';

/** RESULTS.md, from the figures alone. */
export function renderResults(figures: Figures): string {
  const parts = [
    HEAD,
    targetsSection(figures),
    ...SIZE_NAMES.map((size) => sameDaySection(figures.sameDay[size])),
    datesSection(CHAIN, figures.smallDates),
    datesSection(CHAIN, figures.dates),
    datesSection(ROLLING, figures.rolling),
    xmlSection(figures.xml),
    publishSection(figures.publish),
    workerSection(figures.worker),
    shapesSection(figures),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const HEAD = `# What the bench measured

Written by \`npm run bench\`; do not edit. Every command is a process of its own, started in turn with the others over
the same seeded files; figures are medians. A machine is never quiet: only ratios within one table mean anything, and
where others worked beside the bench (wall time far above processor time), those of processor time more than those of
wall time.`;

const STORED = ['archive', 'lines', 'database', 'reports'] as const;

function targetsSection(figures: Figures): string {
  const rows = targetRows(figures);
  return `## Targets\n\n${table(['what', 'measured', 'target', 'aim', 'is it met'], rows)}`;
}

function sameDaySection(measured: Measured<SameDayFigures> | undefined): string {
  if (measured === undefined) return '';
  const { figures } = measured;
  const base = figures.costs.duckdb2file.wallMs;
  const rows = CONTESTANT_NAMES.map((who) => {
    const { wallMs, wallsMs, cpuMs, peakMiB, writtenBytes } = figures.costs[who];
    const spread = `${seconds(Math.min(...wallsMs))} to ${seconds(Math.max(...wallsMs))}`;
    return [
      CONTESTANTS[who],
      seconds(wallMs),
      spread,
      ratio(wallMs, base),
      seconds(cpuMs),
      ratio(cpuMs, figures.costs.duckdb2file.cpuMs),
      `${peakMiB} MiB`,
      bytes(writtenBytes),
    ];
  });
  const { stored, inputBytes } = figures;
  const kept = STORED.map((name) => `${name} ${bytes(stored[name])} (${ratio(stored[name], inputBytes)} of the input)`);
  const header = [
    'who',
    'wall s',
    'of runs',
    'against DuckDB 2 threads, file',
    'processor s',
    'against it',
    'peak memory',
    'written to disk',
  ];
  return [
    `## One date of ${count(figures.payments)} payments`,
    `${measured.on}, ${measured.machine}. Three CSV files, ${count(figures.lines)} lines, ${bytes(inputBytes)}; ` +
      `all say the same of them: ${count(figures.discrepancies)} discrepancies, the same sums.`,
    table(header, rows),
    `Ours leaves: ${kept.join(', ')}.`,
    `\`trace\` of a reference: ${seconds(figures.trace.wallMs)} s. \`replay\` from the archive: ` +
      `${seconds(figures.replay.wallMs)} s, ${ratio(figures.replay.wallMs, figures.costs.cuadre.wallMs)} of the first run.`,
  ].join('\n\n');
}

const CHAIN = 'Three providers, T+2, one credited sale by sale and two by payout; weekends and holidays.';
const ROLLING = 'Each of the three files of a date has the last thirty days.';

function datesSection(what: string, measured: Measured<DatesFigures> | undefined): string {
  if (measured === undefined) return '';
  const { dates, early, late, withoutFiles, ordersPerDay, stored } = measured.figures;
  const row = (name: string, { wallMs, cpuMs, peakMiB, writtenBytes }: Cost, against: Cost): string[] => [
    name,
    seconds(wallMs),
    ratio(wallMs, against.wallMs),
    seconds(cpuMs),
    ratio(cpuMs, against.cpuMs),
    `${peakMiB} MiB`,
    bytes(writtenBytes),
  ];
  const header = [
    'dates',
    'wall s',
    'against the first row',
    'processor s',
    'against',
    'peak memory',
    'written to disk',
  ];
  const rows = [
    row('5 to 15, median', early, early),
    row(`${dates.length - 10} to ${dates.length}, median`, late, early),
    row('one without files', withoutFiles, early),
  ];
  const kept = STORED.map((name) => `${name} ${bytes(stored[name])}`).join(', ');
  return [
    `## ${what === ROLLING ? 'Rolling exports: ' : ''}${dates.length} dates of ${count(ordersPerDay)} orders`,
    `${measured.on}, ${measured.machine}. ${what} A command a date.`,
    table(header, rows),
    `Ours leaves: ${kept}.`,
  ].join('\n\n');
}

function xmlSection(measured: Measured<XmlFigures> | undefined): string {
  if (measured === undefined) return '';
  const { records, inputBytes, downloadMs, normaliseMs, peakMiB } = measured.figures;
  return [
    `## XML of ${count(records)} records`,
    `${measured.on}, ${measured.machine}. ${bytes(inputBytes)}: brought in within ${seconds(downloadMs)} s, read and ` +
      `normalised in ${seconds(normaliseMs)} s, ${peakMiB} MiB.`,
  ].join('\n\n');
}

function publishSection(measured: Measured<PublishFigures> | undefined): string {
  if (measured === undefined) return '';
  const { payments, messages, stagesMs, peakMiB } = measured.figures;
  const stages = Object.entries(stagesMs).map(([stage, ms]) => [stage, seconds(ms)]);
  return [
    `## ${count(messages)} discrepancies of ${count(payments)} payments`,
    `${measured.on}, ${measured.machine}. Peak ${peakMiB} MiB. \`publish\` writes the reports, \`deliver\` hands every message to Redis.`,
    table(['stage', 's'], stages),
  ].join('\n\n');
}

function workerSection(measured: Measured<WorkerFigures> | undefined): string {
  if (measured === undefined) return '';
  const { payments, messages, wallMs, maxMs, ownMaxMs, p99Ms, meanMs } = measured.figures;
  return [
    `## A worker, one date of ${count(payments)} payments`,
    `${measured.on}, ${measured.machine}. Published, and ${count(messages)} messages handed to Redis, within ` +
      `${seconds(wallMs)} s. The main thread, which renews the locks of the jobs, was late by at most ${maxMs} ms, ` +
      `by ${ownMaxMs} ms without what it waited for a processor; in 99 of 100 looks by ${p99Ms} ms, ${meanMs} ms in the mean.`,
  ].join('\n\n');
}

/** What n log n comes to when n doubles from a thousand, and the noise of a machine. */
const LINEAR_MAX = 2.5;

function shapesSection({ shapes }: Figures): string {
  const rows = SHAPE_NAMES.flatMap((name) => {
    const measured = shapes[name];
    if (measured === undefined) return [];
    const { points } = measured.figures;
    const growth = growthOf(points);
    const times = points.map(({ n, cpuMs, failed }) => `${count(n)}: ${failed ?? `${seconds(cpuMs)} s`}`);
    const isWorse = points.some(({ failed }) => failed !== null) || (growth !== undefined && growth.cpu > LINEAR_MAX);
    const database = points.map(({ databaseBytes }) => bytes(databaseBytes)).join(', ');
    const peak = `${Math.max(...points.map(({ peakMiB }) => peakMiB))} MiB`;
    const grows = growth === undefined ? '' : rounded(growth.cpu, 2);
    return [[SHAPES[name], times.join('; '), grows, isWorse ? '**yes**' : 'no', peak, database]];
  });
  if (rows.length === 0) return '';
  const header = [
    'shape',
    'processor time by n',
    'last doubling',
    'worse than n log n',
    'peak memory',
    'database grows by',
  ];
  return [
    '## Hostile shapes',
    'Processor time of the whole command, its start of about a second included; a doubling of n that is n log n comes to 2.2.',
    table(header, rows),
  ].join('\n\n');
}
