import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pino } from 'pino';
import { startWorker } from '../../../workers/service/main.ts';
import { threadRunner } from '../../../workers/service/runner.ts';
import { TIMERS } from '../../../workers/service/timers.ts';
import { loadConfig } from '../../cli/config-file.ts';
import { FAST } from '../worker-kit.ts';

/**
 * A worker process for tests that break it: `node crash-worker.js <cuadre.yaml> <now> [real]`. `now` is what the clock
 * shows at the start; with `real` the timers are those of the program. SIGTERM ends it as it ends the program.
 */
const [path = '', now = '', timers] = process.argv.slice(2);
const startedMs = Date.now();
const { config: configured, configHash } = await loadConfig(path);
const stageMinutes = Number(process.env['CRASH_STAGE_MINUTES'] ?? '');
const config = stageMinutes > 0 ? { ...configured, limits: { stageMinutes } } : configured;
const log = pino({ base: null }, pino.destination({ dest: 2, sync: true }));
const stopping = new AbortController();
process.once('SIGTERM', () => {
  stopping.abort();
});
const worker = await startWorker({
  config,
  configHash,
  programVersion: '0',
  clock: { nowMs: () => Date.parse(now) + Date.now() - startedMs },
  log,
  timers: timers === 'real' ? TIMERS : FAST,
  runner: () =>
    threadRunner({
      configText: readFileSync(path, 'utf8'),
      baseDirectory: dirname(resolve(path)),
      programVersion: '0',
      log,
      file: new URL('./crash-thread.js', import.meta.url),
    }),
  signal: stopping.signal,
});
if (worker !== null) {
  if (!stopping.signal.aborted) await new Promise((done) => stopping.signal.addEventListener('abort', done));
  await worker.stop();
}
process.exit(0);
