import { describeComparison } from './compare.ts';
import type { FortnightOptions } from './generate.ts';
import { runFortnight } from './run.ts';

/**
 * `npm run fortnight -- --seeds 20`: fortnights of many seeds, in both formats, with faults of lines, faults of files,
 * and none. Says what was missed or invented; exits 1 where anything was.
 */
const at = process.argv.indexOf('--seeds');
const seeds = at < 0 ? 5 : Number(process.argv[at + 1]);
if (!Number.isInteger(seeds) || seeds < 1) throw new RangeError('--seeds wants a whole number');

const KINDS = [{ faults: true }, { sourceFaults: true }, {}] as const;

for (let seed = 1; seed <= seeds; seed += 1) {
  for (const formats of ['csv', 'xml'] as const) {
    for (const kind of KINDS) {
      const options: FortnightOptions = { seed, formats, ...kind };
      const { planted, comparison } = await runFortnight(options);
      const lines = describeComparison(comparison);
      process.stdout.write(`${JSON.stringify(options)}: ${String(planted)} planted, ${String(lines.length)} differ\n`);
      for (const line of lines) process.stdout.write(`  ${line}\n`);
      if (lines.length > 0) process.exitCode = 1;
    }
  }
}
