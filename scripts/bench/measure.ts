import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What one process cost. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** Bytes that it had the system write to a disk; nothing on a file system in memory. */
  readonly writtenBytes: number;
}

/** A process that has ended. */
export interface Ended extends Cost {
  /** Null: killed, by the limit or for want of memory. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It was ended because it took longer than allowed. */
  readonly isOverTime: boolean;
}

export interface Command {
  /** The module that Node runs. */
  readonly module: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly nodeOptions?: readonly string[];
  readonly limitMs?: number;
}

const PROBE = fileURLToPath(new URL('probe.mjs', import.meta.url));
const LOOK_MS = 250;
const NOTHING = { cpuMs: 0, peakKiB: 0, writtenBytes: 0 };

/** Runs a command as a process of its own, from its start to its end. */
export async function measured({ module, args, cwd, nodeOptions = [], limitMs }: Command): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-probe-'));
  const probe = join(folder, 'probe.json');
  try {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, ['--import', PROBE, ...nodeOptions, module, ...args], {
      cwd,
      env: { ...process.env, BENCH_PROBE: probe },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
    let isOverTime = false;
    const limit = limitMs === undefined ? null : setTimeout(() => (isOverTime = child.kill('SIGKILL')), limitMs);
    // One that is killed tells nothing of itself.
    let seenKiB = 0;
    const look = setInterval(() => (seenKiB = Math.max(seenKiB, peakKiBOf(child.pid))), LOOK_MS);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const wallMs = Number((process.hrtime.bigint() - started) / 1_000_000n);
    if (limit !== null) clearTimeout(limit);
    clearInterval(look);
    const { cpuMs, peakKiB, writtenBytes } = probed(probe);
    const peakMiB = Math.round(Math.max(peakKiB, seenKiB) / 1024);
    return { code, stdout: stdout(), stderr: stderr(), isOverTime, wallMs, cpuMs, peakMiB, writtenBytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function collected(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

function peakKiBOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** A process that was killed left nothing. */
function probed(path: string): typeof NOTHING {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as typeof NOTHING;
  } catch {
    return NOTHING;
  }
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}

/** The costs of several equal runs as one: medians of each figure, and every wall time. */
export interface Costs extends Cost {
  readonly wallsMs: readonly number[];
}

/** Medians of runs of one command. */
export function medians(runs: readonly Cost[]): Costs {
  const of = (field: keyof Cost): number => median(runs.map((run) => run[field]));
  return {
    wallMs: of('wallMs'),
    cpuMs: of('cpuMs'),
    peakMiB: of('peakMiB'),
    writtenBytes: of('writtenBytes'),
    wallsMs: runs.map((run) => run.wallMs),
  };
}
