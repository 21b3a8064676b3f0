import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoFiles } from './demo-data/files.ts';
import { withPlantedTable } from './demo-data/planted.ts';

/** Writes the data files of fixtures/demo, and the table in its README, anew from the tables in demo-data/. */

const demo = fileURLToPath(new URL('../fixtures/demo/', import.meta.url));
for (const folder of ['input', 'late']) rmSync(join(demo, folder), { recursive: true, force: true });
for (const [path, content] of demoFiles()) {
  mkdirSync(dirname(join(demo, path)), { recursive: true });
  writeFileSync(join(demo, path), content);
}

const readme = join(demo, 'README.md');
const updated = withPlantedTable(readFileSync(readme, 'utf8'));
if (updated === null) {
  process.stderr.write(`${readme}: the two markers of the table are not there\n`);
  process.exitCode = 1;
} else {
  writeFileSync(readme, updated);
}
