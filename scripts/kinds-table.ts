import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withKindsTable } from '../schemas/kinds/kinds-table.ts';

/** Writes the table of discrepancy kinds into schemas/README.md, between its markers. */

const path = fileURLToPath(new URL('../schemas/README.md', import.meta.url));
const updated = withKindsTable(readFileSync(path, 'utf8'));
if (updated === null) {
  process.stderr.write(`${path}: the two markers of the table are not there\n`);
  process.exitCode = 1;
} else {
  writeFileSync(path, updated);
}
