import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays } from '../../../schemas/values/dates.ts';
import type { Bench } from '../bench-types.ts';
import { cached } from '../data/cache.ts';
import { SHAPE_DATE, writeShape, type ShapeName } from '../data/shapes.ts';
import type { Ended } from '../measure.ts';
import { Workplace } from '../program.ts';

/** One size of a shape. */
export interface ShapePoint {
  readonly n: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** What the command that is measured added to the database. */
  readonly databaseBytes: number;
  /** Null: it ran to its end. */
  readonly failed: 'over time' | 'out of memory' | null;
}

export interface ShapeFigures {
  readonly points: readonly ShapePoint[];
}

/** Where each shape starts: where it takes somewhat longer than an empty date. It doubles from there. */
const FROM: Readonly<Record<ShapeName, number>> = {
  'unequal-payouts': 1_250,
  'few-amounts': 1_250,
  'decided-findings': 5_000,
  'standing-findings': 500,
  'one-reference': 1_000,
  'equal-amounts': 1_000,
  'one-token': 1_000,
};
const DOUBLINGS = 4;
/** A size that takes so much of the processor is the last one. */
const ENOUGH_MS = 30_000;
const LIMIT_MS = 180_000;

/** Doubles a shape until it has shown how it grows. */
export async function measureShape(shape: ShapeName, bench: Bench): Promise<ShapeFigures> {
  const points: ShapePoint[] = [];
  for (let doubling = 0; doubling <= DOUBLINGS; doubling += 1) {
    const point = await measurePoint(shape, FROM[shape] * 2 ** doubling, bench);
    points.push(point);
    const { n, wallMs, cpuMs, peakMiB, databaseBytes, failed } = point;
    const growth = growthOf(points)?.cpu;
    bench.say(
      `  ${shape} ${n}: ${wallMs} ms, ${cpuMs} ms of processor, ${peakMiB} MiB, database +${databaseBytes}` +
        `${growth === undefined ? '' : `, grows ${growth.toPrecision(3)} times`}${failed === null ? '' : `, ${failed}`}`,
    );
    if (failed !== null || cpuMs > ENOUGH_MS) break;
  }
  return { points };
}

/** The last doubling: how many times as much of the processor and of the database. */
export function growthOf(
  points: readonly ShapePoint[],
): { readonly cpu: number; readonly database: number } | undefined {
  const [before, last] = points.filter(({ failed }) => failed === null).slice(-2);
  if (before === undefined || last === undefined) return undefined;
  return { cpu: last.cpuMs / before.cpuMs, database: last.databaseBytes / before.databaseBytes };
}

async function measurePoint(shape: ShapeName, n: number, { programs }: Bench): Promise<ShapePoint> {
  const { folder } = cached(`shape-${shape}-${n}`, (into) => {
    writeShape(into, shape, n);
  });
  const work = mkdtempSync(join(tmpdir(), 'cuadre-bench-shape-'));
  try {
    const yaml = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
    const place = new Workplace(programs, work, yaml, join(folder, 'inbox'));
    const date = await prepared(shape, place);
    const before = place.bytes().database;
    const ended = await place.run(['run', '--date', date], { limitMs: LIMIT_MS, mayFail: true });
    const { wallMs, cpuMs, peakMiB } = ended;
    return { n, wallMs, cpuMs, peakMiB, databaseBytes: place.bytes().database - before, failed: failureOf(ended) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs what comes before the date that is measured, and returns that date. */
async function prepared(shape: ShapeName, place: Workplace): Promise<string> {
  if (shape === 'decided-findings') {
    await place.run(['run', '--date', SHAPE_DATE]);
    await place.run(['discrepancies', 'resolve', '--kind', 'missing_in_bank', '--note', 'n', '--by', 'bench', '--yes']);
    return addDays(SHAPE_DATE, 1);
  }
  if (shape === 'standing-findings') {
    const last = addDays(SHAPE_DATE, 3);
    await place.run(['run', '--date', addDays(last, -1)]);
    return last;
  }
  return SHAPE_DATE;
}

const FINISHED: readonly (number | null)[] = [0, 3, 4];

function failureOf({ code, isOverTime, stderr }: Ended): ShapePoint['failed'] {
  if (isOverTime) return 'over time';
  if (FINISHED.includes(code)) return null;
  if (/heap|memory/i.test(stderr)) return 'out of memory';
  throw new Error(`the run ended with ${String(code)}: ${stderr.slice(-2000)}`);
}
