import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { caseTable, FIXTURES, listCases, type GoldenCase } from './golden/case-folder.ts';
import { openCase, reportsOf } from './golden/run-case.ts';

/**
 * `npm run golden -- <case> [--force]` runs a golden case and writes what it must come to under its `expected/`;
 * `--all` takes every case. Files that stand and differ are overwritten only with `--force`: they were read line by
 * line by somebody, and what is written must be again. Also renews the list of cases in fixtures/README.md.
 */

const LIST_START = '<!-- cases: start, written by npm run golden -->';
const LIST_END = '<!-- cases: end -->';

async function write(golden: GoldenCase, force: boolean): Promise<boolean> {
  const into = mkdtempSync(join(tmpdir(), 'cuadre-golden-'));
  try {
    const workspace = await openCase(golden, into);
    try {
      await workspace.play(golden.last);
      return place(golden, reportsOf(golden, workspace), force);
    } finally {
      workspace.close();
    }
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

function place(golden: GoldenCase, reports: ReadonlyMap<string, string>, force: boolean): boolean {
  const expected = join(golden.folder, 'expected');
  const differing = [...reports].filter(
    ([name, text]) => existsSync(join(expected, name)) && readFileSync(join(expected, name), 'utf8') !== text,
  );
  if (differing.length > 0 && !force) {
    const names = differing.map(([name]) => `  ${name}`).join('\n');
    process.stderr.write(`${golden.name}: these differ from what stands; read why, then use --force\n${names}\n`);
    return false;
  }
  if (force) rmSync(expected, { recursive: true, force: true });
  for (const [name, text] of reports) {
    mkdirSync(dirname(join(expected, name)), { recursive: true });
    writeFileSync(join(expected, name), text);
  }
  process.stdout.write(
    `${golden.name}: ${String(reports.size)} files written; read them line by line before you commit\n`,
  );
  return true;
}

function renewList(cases: readonly GoldenCase[]): void {
  const path = join(FIXTURES, 'README.md');
  const text = readFileSync(path, 'utf8');
  const [before, rest] = text.split(LIST_START);
  const after = rest?.split(LIST_END)[1];
  if (before === undefined || after === undefined)
    throw new Error('fixtures/README.md has lost the marks of its list of cases');
  writeFileSync(path, `${before}${LIST_START}\n\n${caseTable(cases)}\n\n${LIST_END}${after}`);
}

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const cases = listCases();
const chosen = args.includes('--all') ? cases : cases.filter((one) => names.includes(one.name));
if (chosen.length === 0 || names.some((name) => !cases.some((one) => one.name === name))) {
  process.stderr.write(
    `usage: npm run golden -- <case>... | --all [--force]\ncases: ${cases.map((one) => one.name).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  for (const golden of chosen) if (!(await write(golden, args.includes('--force')))) process.exitCode = 1;
  renewList(cases);
}
