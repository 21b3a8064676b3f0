import { availableParallelism } from 'node:os';
import { certain } from '../../../schemas/errors.ts';
import { buildCuadre } from '../cuadre.ts';
import type { CrashCase, Lane } from './cases.ts';
import { systemCallLane } from './cut-off.ts';
import { openEmbedded } from './embedded.ts';
import { embeddedLane } from './killed-embedded.ts';
import { workersLane } from './killed-workers.ts';

/**
 * `npm run crash [-- [--list] <part of a name>]`: the long form of scripts/killed-runs.test.ts and
 * scripts/worker-crash.test.ts. A run, or a worker, meets its end at every step that it passes and at system calls
 * between them; then another goes on, which is killed as well or not. What is left must be what a calm run leaves, byte
 * for byte, with the same events, and nothing that `verify` would name. Prints one line a case; exits with 1 where one
 * differs, with 2 where none is so named. `--list` only names them.
 */

const words = process.argv.slice(2);
const onlyLists = words.includes('--list');
const wanted = words.find((word) => word !== '--list') ?? '';
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const cuadre = buildCuadre();
const embedded = openEmbedded();
const lanes: (() => Promise<Lane>)[] = [
  () => embeddedLane(embedded, cuadre),
  () => systemCallLane(embedded, cuadre),
  workersLane,
];
const failed: string[] = [];
let done = 0;
const startedMs = Date.now();

async function runCase({ name, run }: CrashCase): Promise<void> {
  if (onlyLists) {
    done += 1;
    say(name);
    return;
  }
  const beganMs = Date.now();
  const outcome = await run().catch((error: unknown) => String(error));
  done += 1;
  if (outcome !== null) failed.push(name);
  const seconds = ((Date.now() - beganMs) / 1000).toPrecision(2);
  say(`${outcome === null ? 'same   ' : 'DIFFERS'} ${name} (${seconds} s)${outcome === null ? '' : `\n  ${outcome}`}`);
}

/** As many at a time as there are processors, or one where they would hold each other up. */
async function runLane(lane: Lane): Promise<void> {
  if (lane.missing !== null) say(`NOT RUN ${lane.missing}`);
  const left = lane.cases.filter(({ name }) => name.includes(wanted));
  const next = async (): Promise<void> => {
    while (left.length > 0) await runCase(certain(left.shift(), 'a case'));
  };
  await Promise.all(Array.from({ length: lane.isAlone ? 1 : availableParallelism() }, next));
}

try {
  for (const open of lanes) {
    const lane = await open();
    try {
      await runLane(lane);
    } finally {
      await lane.close();
    }
  }
} finally {
  embedded.remove();
  cuadre.remove();
}
const minutes = ((Date.now() - startedMs) / 60_000).toPrecision(2);
for (const name of failed) say(`differs: npm run crash -- '${name}'`);
const verdict = failed.length === 0 ? 'each is the same as a calm run' : `${String(failed.length)} are not`;
say(`${String(done)} cases${onlyLists ? '' : ` in ${minutes} min: ${verdict}`}`);
process.exitCode = done === 0 ? 2 : failed.length === 0 ? 0 : 1;
