import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { BULK_DATE, writeBulk } from './bulk.ts';

/**
 * `npm run bench -- [transactions]`: one date of so many transactions over three files, run by the built program in a
 * process of its own; prints wall time, processor time and the most memory it held. Machines are noisy: compare runs
 * made back to back.
 */
const TRANSACTIONS = Number(process.argv[2] ?? 100_000);
const RUNS = 3;
const SEED = 1;

const program = fileURLToPath(new URL('../../dist/cuadre.js', import.meta.url));
// Loaded into the program itself, so that its own figures are printed when it ends.
const probe = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => { const u = process.resourceUsage(); process.stderr.write(`USAGE ${u.userCPUTime + u.systemCPUTime} ${u.maxRSS}\\n`); });",
)}`;

const folder = mkdtempSync(join(tmpdir(), 'cuadre-bench-'));
try {
  const counts = writeBulk(folder, TRANSACTIONS, SEED);
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  for (let run = 1; run <= RUNS; run += 1) {
    for (const name of ['data', 'reports']) rmSync(join(folder, name), { recursive: true, force: true });
    const started = process.hrtime.bigint();
    const args = ['--import', probe, program, 'run', '--date', BULK_DATE, '--config', join(folder, 'cuadre.yaml')];
    const result = spawnSync(process.execPath, args, { encoding: 'utf8' });
    const wallMs = Number((process.hrtime.bigint() - started) / 1_000_000n);
    const [, cpu = '0', rss = '0'] = /USAGE (\d+) (\d+)/.exec(result.stderr) ?? [];
    process.stdout.write(
      `run ${run}: ${wallMs} ms wall, ${Math.round(Number(cpu) / 1000)} ms processor, ${Math.round(Number(rss) / 1024)} MiB, exit ${result.status}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
