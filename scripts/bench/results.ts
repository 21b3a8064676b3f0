import type { Figures, Measured } from './figures.ts';
import { SIZE_NAMES } from './options.ts';
import { CONTESTANT_NAMES, CONTESTANTS } from './parts/race.ts';
import type { SameDayFigures } from './parts/same-day.ts';
import { targetRows } from './targets.ts';
import { bytes, count, ratio, seconds, table } from './words.ts';

/** RESULTS.md, from the figures alone. */
export function renderResults(figures: Figures): string {
  const parts = [HEAD, targetsSection(figures), ...SIZE_NAMES.map((size) => sameDaySection(figures.sameDay[size]))];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const HEAD = `# What the bench measured

Written by \`npm run bench\`; do not edit. Every command is a process of its own, started in turn with the others over
the same seeded files; figures are medians. A machine is never quiet: only ratios within one table mean anything.`;

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
