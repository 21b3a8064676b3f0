import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { STAGES, type StageName } from '../../jobs/order.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { openLog } from '../cli/log.ts';
import { beginAnew, boundHeap, CLOCK } from '../cli/open.ts';
import { aborted, stopSignal } from '../cli/stop-signal.ts';
import { PROGRAM_VERSION } from '../cli/version.ts';

interface WorkerCommandOptions {
  readonly stages?: readonly string[];
  readonly allowEviction?: true;
  readonly beginAnew?: true;
}

/** `cuadre worker`: does what the queues ask for, and the nightly schedule, until it is told to stop. */
export function register(program: Command): void {
  program
    .command('worker')
    .description('BullMQ workers and the nightly schedule, until SIGTERM')
    .option('--stages <stages...>', `only these stages: ${STAGES.join(', ')}; default: all`)
    .option('--allow-eviction', 'work with a Redis that may drop keys when its memory is full')
    .option('--begin-anew', 'where the record is gone: put what is left aside and forget it; all is told as new')
    .addHelpText(
      'after',
      [
        examples([
          ['cuadre worker', 'everything: schedule, all stages, the discrepancy queue'],
          ['cuadre worker --stages download normalise', 'a process that only brings files in'],
        ]),
        '',
        'Start as many as you like on one machine; they share the work. A process that is killed loses nothing: another one, or',
        'the next, goes on where it was. SIGTERM and SIGINT let it finish what it does, for at most 20 seconds.',
      ].join('\n'),
    )
    .action(action(worker));
}

async function worker(cli: Cli, options: WorkerCommandOptions): Promise<ExitCode> {
  boundHeap();
  const stages = options.stages?.map(stageOf);
  if (options.beginAnew === true) await beginAnew(cli);
  const { config, configHash, file } = await cli.loadConfig();
  const log = openLog('info');
  const [{ startWorker }, { threadRunner }] = await Promise.all([
    import('../../workers/service/main.ts'),
    import('../../workers/service/runner.ts'),
  ]);
  const stopping = stopSignal();
  const threads = {
    configText: readFileSync(file, 'utf8'),
    baseDirectory: dirname(file),
    configFile: file,
    programVersion: PROGRAM_VERSION,
    log,
  };
  const running = await startWorker({
    config,
    configFile: file,
    configHash,
    programVersion: PROGRAM_VERSION,
    clock: CLOCK,
    log,
    runner: () => threadRunner(threads),
    signal: stopping,
    ...(stages === undefined ? {} : { stages }),
    ...(options.allowEviction === undefined ? {} : { allowEviction: options.allowEviction }),
  });
  if (running !== null) {
    await aborted(stopping);
    await running.stop();
  }
  // A connection that did not close in time must not keep the process.
  process.exit(EXIT.clean);
}

function stageOf(name: string): StageName {
  const stage = STAGES.find((one) => one === name);
  if (stage !== undefined) return stage;
  throw new CuadreError('usage_invalid', `there is no stage "${name}"; it may be ${STAGES.join(', ')}`, {
    accepted: STAGES,
  });
}
