import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoFiles } from './demo-data/files.ts';

/** Writes the data files of fixtures/demo anew from what demo-data/ lists. */

const demo = fileURLToPath(new URL('../fixtures/demo/', import.meta.url));
for (const folder of ['input', 'late']) rmSync(join(demo, folder), { recursive: true, force: true });
for (const [path, content] of demoFiles()) {
  mkdirSync(dirname(join(demo, path)), { recursive: true });
  writeFileSync(join(demo, path), content);
}
