import { openContext } from '../../../workers/pipeline/open.ts';
import { runDates } from '../../../workers/pipeline/run-dates.ts';
import { loadConfig } from '../../cli/config-file.ts';
import { limitStages } from '../../cli/stage-limit.ts';
import { LAST } from './chain.ts';

/**
 * A run in this process that stands still for ever at a named step: `hanging-run.ts <cuadre.yaml> <step> <minutes>`.
 * The stages are bounded as `cuadre run` bounds them.
 */
const [path = '', at = '', minutes = ''] = process.argv.slice(2);
const { config, configHash } = await loadConfig(path);
const limit = limitStages({ minutes: Number(minutes), json: false });
const context = openContext({
  config,
  configHash,
  programVersion: '0',
  clock: { nowMs: () => Date.now(), wait: () => Promise.resolve() },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  onStep: (step) => {
    // What never ends does something, and is no wait that could be broken off.
    for (let turns = 0; step === at; turns += 1) if (turns < 0) return;
  },
});
await runDates(context, { date: LAST, onStage: limit.began }).finally(limit.end);
