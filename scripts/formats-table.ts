import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withFormatsTable } from '../workers/2-normalise/formats-table.ts';

/** Writes the table of built-in formats into README.md, between its markers. */

const path = fileURLToPath(new URL('../README.md', import.meta.url));
const updated = withFormatsTable(readFileSync(path, 'utf8'));
if (updated === null) {
  process.stderr.write(`${path}: the two markers of the table are not there\n`);
  process.exitCode = 1;
} else {
  writeFileSync(path, updated);
}
