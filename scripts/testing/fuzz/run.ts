import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeFinding, fuzz } from './fuzz.ts';
import { subjects } from './subjects.ts';

/**
 * `npm run fuzz -- [count] [seed] [first]`: breaks the files of every format in so many ways and reads them. Exits 1
 * where one was read otherwise than any file may be; the file is then kept in FUZZ_FOLDER, where that is set.
 */
const [count = 100_000, seed = 1, first = 0] = process.argv.slice(2).map(Number);
for (const [name, value] of Object.entries({ count, seed, first }))
  if (!Number.isInteger(value) || value < 0)
    throw new RangeError(`${name} wants a whole number: npm run fuzz -- [count] [seed] [first]`);

const { findings, ...counts } = await fuzz(subjects(), seed, count, first);
for (const finding of findings) {
  process.stdout.write(`${describeFinding(finding, seed)}\n`);
  const folder = process.env['FUZZ_FOLDER'];
  if (folder === undefined) continue;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${String(seed)}-${String(finding.case)}`), finding.bytes);
}
process.stdout.write(`seed ${String(seed)}: ${JSON.stringify(counts)}, ${String(findings.length)} findings\n`);
if (findings.length > 0) process.exitCode = 1;
