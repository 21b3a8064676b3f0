/**
 * Loaded into a process of the bench before its own code (`--import`): when it ends, it leaves what it used in the file
 * that BENCH_PROBE names. The peak is of this program alone: what the system tells a parent may be its own.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const path = process.env['BENCH_PROBE'];
if (isMainThread && path !== undefined) {
  const field = (file, pattern) => {
    try {
      return Number(pattern.exec(readFileSync(`/proc/self/${file}`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  };
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const figures = {
      cpuMs: Math.round((userCPUTime + systemCPUTime) / 1000),
      peakKiB: field('status', /^VmHWM:\s+(\d+) kB/m) || maxRSS,
      writtenBytes: field('io', /^write_bytes: (\d+)/m),
    };
    writeFileSync(path, JSON.stringify(figures));
  });
}
