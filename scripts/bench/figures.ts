import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { ShapeName } from './data/shapes.ts';
import type { SizeName } from './options.ts';
import type { DatesFigures } from './parts/dates.ts';
import type { PublishFigures } from './parts/publish.ts';
import type { SameDayFigures } from './parts/same-day.ts';
import type { ShapeFigures } from './parts/shapes.ts';
import type { WorkerFigures } from './parts/worker.ts';
import type { XmlFigures } from './parts/xml.ts';

/** When and where a figure was measured. */
export interface Measured<T> {
  readonly on: string;
  readonly machine: string;
  readonly figures: T;
}

/** All that the bench knows: the newest figures of each part. */
export interface Figures {
  readonly version: 1;
  readonly sameDay: Readonly<Partial<Record<SizeName, Measured<SameDayFigures>>>>;
  readonly smallDates?: Measured<DatesFigures>;
  readonly dates?: Measured<DatesFigures>;
  readonly rolling?: Measured<DatesFigures>;
  readonly xml?: Measured<XmlFigures>;
  readonly publish?: Measured<PublishFigures>;
  readonly worker?: Measured<WorkerFigures>;
  readonly shapes: Readonly<Partial<Record<ShapeName, Measured<ShapeFigures>>>>;
}

/** Parts that have one set of figures. */
export type SinglePart = 'smallDates' | 'dates' | 'rolling' | 'xml' | 'publish' | 'worker';

const NONE: Figures = { version: 1, sameDay: {}, shapes: {} };

/** The figures of a file; none where there is no such file, or one of another form. */
export function readFigures(path: string): Figures {
  if (!existsSync(path)) return NONE;
  // Written by this very module.
  const read = JSON.parse(readFileSync(path, 'utf8')) as Figures;
  return (read.version as number) === NONE.version ? { ...NONE, ...read } : NONE;
}

export function writeFigures(path: string, figures: Figures): void {
  writeFileSync(path, `${JSON.stringify(figures, null, 2)}\n`);
}

/** Figures of this moment and this machine. */
export function measuredNow<T>(figures: T): Measured<T> {
  const processors = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const machine = `${processors.length} x ${processors[0]?.model ?? 'processor'}, ${memory}, Node ${process.versions.node}`;
  return { on: new Date().toISOString().slice(0, 10), machine, figures };
}
