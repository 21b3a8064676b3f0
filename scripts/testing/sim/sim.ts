import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { parsePlainDate } from '../../../schemas/values/dates.ts';
import { commandOf, simulate, type SimulateOptions } from './simulate.ts';
import { TROUBLES, type TroubleKind } from './storm.ts';

/**
 * `npm run sim -- --seeds 200 [--workers 2]`: simulated chains of sixty days, each held against a calm one. One line a
 * seed; of one that does not hold the story, what does not hold, and the command that repeats it.
 * `npm run sim -- --seed 17 [--until 2037-07-04] [--days 30] [--without kills,disk]`: the story of one. Exits 1 where
 * one does not hold.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    from: { type: 'string', default: '1' },
    every: { type: 'string', default: '1' },
    seed: { type: 'string' },
    until: { type: 'string' },
    days: { type: 'string' },
    without: { type: 'string', default: '' },
    workers: { type: 'string', default: '1' },
  },
});

function whole(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`--${name} wants a whole number from 1 on`);
  return number;
}

function without(): Set<TroubleKind> {
  const names = values.without.split(',').filter((name) => name !== '');
  return new Set(
    names.map((name) => {
      const kind = TROUBLES.find((one) => one === name);
      if (kind === undefined) throw new RangeError(`--without knows ${TROUBLES.join(', ')}, and not ${name}`);
      return kind;
    }),
  );
}

function optionsOf(seed: number): SimulateOptions {
  const until = values.until === undefined ? null : parsePlainDate(values.until);
  if (values.until !== undefined && until === null) throw new RangeError('--until wants a date such as 2037-07-04');
  return {
    seed,
    without: without(),
    ...(until === null ? {} : { until }),
    ...(values.days === undefined ? {} : { days: whole('days', values.days) }),
  };
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Plays one seed; whether it holds. */
async function playSeed(seed: number, isTold: boolean): Promise<boolean> {
  const startedMs = Date.now();
  const story: string[] = [];
  const options = optionsOf(seed);
  const played = await simulate({
    ...options,
    tell: (line) => {
      if (isTold) say(line);
      else story.push(line);
    },
  });
  const took = `${((Date.now() - startedMs) / 1000).toPrecision(3)} s`;
  if (played.problems.length === 0) {
    say(`seed ${seed} holds: ${played.blows} attempts broken off or disturbed, ${took}`);
    return true;
  }
  for (const line of story) say(`  ${line}`);
  say(`seed ${seed} DOES NOT HOLD (${took}):`);
  for (const problem of played.problems.slice(0, 20)) say(`  ${problem}`);
  if (played.problems.length > 20) say(`  and ${played.problems.length - 20} more`);
  say(`  repeat it: ${commandOf(played, options)}`);
  return false;
}

/** Shares the seeds out among processes of this program; how many failed. */
async function shareOut(workers: number): Promise<boolean> {
  const ends = Array.from({ length: workers }, (_, at) => {
    const own = ['--from', String(whole('from', values.from) + at), '--every', String(workers), '--workers', '1'];
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1), ...own], {
      stdio: 'inherit',
    });
    return new Promise<number>((done) => {
      child.once('exit', (code) => {
        done(code ?? 1);
      });
    });
  });
  return (await Promise.all(ends)).every((code) => code === 0);
}

const workers = whole('workers', values.workers);
let holds = true;
if (values.seed !== undefined) holds = await playSeed(whole('seed', values.seed), true);
else if (workers > 1) holds = await shareOut(workers);
else {
  const last = whole('seeds', values.seeds);
  for (let seed = whole('from', values.from); seed <= last; seed += whole('every', values.every))
    holds = (await playSeed(seed, false)) && holds;
}
process.exitCode = holds ? 0 : 1;
