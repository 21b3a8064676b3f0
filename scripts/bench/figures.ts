import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { SizeName } from './options.ts';
import type { SameDayFigures } from './parts/same-day.ts';

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
}

const NONE: Figures = { version: 1, sameDay: {} };

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
