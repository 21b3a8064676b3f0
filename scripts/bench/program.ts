import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleInto } from '../testing/cuadre.ts';
import { measured, type Command, type Ended } from './measure.ts';
import type { StageTimes } from './stages-entry.ts';

/** The programs of the race, bundled from this tree, and the folders that ours works in. */

export interface Programs {
  /** The program as a user has it. */
  readonly cuadre: string;
  readonly duckdb: string;
  readonly plain: string;
  /** A run of one date that tells what each stage took. */
  readonly stages: string;
  /** A worker process that tells how late its main thread was. */
  readonly worker: string;
  readonly remove: () => void;
}

/** Bundles the program and its peers as they stand in this tree, in a folder of this process. */
export function bundlePrograms(): Programs {
  const folder = bundleInto('.cuadre-bench-', [
    'scripts/bench/peers/duckdb.ts',
    'scripts/bench/peers/plain.ts',
    'scripts/bench/stages-entry.ts',
    'scripts/bench/worker-entry.ts',
  ]);
  return {
    cuadre: join(folder, 'cuadre.js'),
    duckdb: join(folder, 'duckdb.js'),
    plain: join(folder, 'plain.js'),
    stages: join(folder, 'stages-entry.js'),
    worker: join(folder, 'worker-entry.js'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The exit codes of a run that went to its end: clean, actions opened, a source missing. */
const FINISHED: readonly (number | null)[] = [0, 3, 4];

/** A folder of ours: configuration, store and reports. The files that are read stand elsewhere. */
export class Workplace {
  readonly config: string;

  /** `yaml` names its inbox `./inbox`, which becomes the folder that is given. */
  constructor(
    private readonly programs: Programs,
    readonly folder: string,
    yaml: string,
    private readonly inbox: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.config = join(folder, 'cuadre.yaml');
    this.reconfigure(yaml);
  }

  /** Another configuration over the same store. */
  reconfigure(yaml: string): void {
    writeFileSync(this.config, yaml.replaceAll('./inbox', this.inbox));
  }

  /** Takes away what runs have left: the next one is the first. */
  clear(): void {
    for (const name of ['data', 'reports']) rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  /** Runs a command of ours. Throws where it fails, unless it may. */
  async run(args: readonly string[], options: Partial<Command> & { mayFail?: boolean } = {}): Promise<Ended> {
    const { mayFail = false, ...command } = options;
    const ended = await measured({
      module: this.programs.cuadre,
      args: [...args, '--config', this.config],
      ...command,
    });
    if (mayFail || FINISHED.includes(ended.code)) return ended;
    throw new Error(`cuadre ${args.join(' ')} ended with ${String(ended.code)}: ${ended.stderr.slice(-2000)}`);
  }

  /** Runs a date, and tells what each stage took; with a Redis its messages are delivered too. */
  async stages(date: string, redis: readonly string[] = []): Promise<Ended & { readonly stages: StageTimes }> {
    const ended = await measured({ module: this.programs.stages, args: [this.config, date, ...redis] });
    if (ended.code === 0) return { ...ended, stages: JSON.parse(ended.stdout) as StageTimes };
    throw new Error(`the stages of ${date} ended with ${String(ended.code)}: ${ended.stderr.slice(-2000)}`);
  }

  /** A file of the newest report of a date. */
  report(date: string, name: string): string {
    return readFileSync(join(this.folder, 'reports', date, name), 'utf8');
  }

  /** What stands on the disk. */
  bytes(): StoredBytes {
    const data = join(this.folder, 'data');
    return {
      archive: bytesUnder(join(data, 'archive')),
      lines: bytesUnder(join(data, 'lines')),
      database: bytesUnder(data) - bytesUnder(join(data, 'archive')) - bytesUnder(join(data, 'lines')),
      reports: bytesUnder(join(this.folder, 'reports')),
    };
  }
}

/** Bytes of a store by what they are. */
export interface StoredBytes {
  readonly archive: number;
  readonly lines: number;
  readonly database: number;
  readonly reports: number;
}

/** Bytes of all files under a folder, those with several names once. */
export function bytesUnder(folder: string): number {
  const seen = new Set<number>();
  let bytes = 0;
  for (const entry of entriesOf(folder)) {
    if (!entry.isFile()) continue;
    const { ino, size } = statSync(join(entry.parentPath, entry.name));
    if (seen.has(ino)) continue;
    seen.add(ino);
    bytes += size;
  }
  return bytes;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    // A run without a line leaves no folder of lines.
    return [];
  }
}
