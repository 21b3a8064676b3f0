import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { caseTable, COMPARED_FILES, FIXTURES, listCases, type GoldenCase } from './golden/case-folder.ts';
import { openCase, reportsOf, type CaseWorkspace } from './golden/run-case.ts';

const cases = listCases();
const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-golden-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function expectedOf(golden: GoldenCase): Map<string, string> {
  const names = golden.dates.flatMap((date) => COMPARED_FILES.map((name) => `${date}/${name}`));
  return new Map(names.map((name) => [name, readFileSync(join(golden.folder, 'expected', name), 'utf8')]));
}

/** Byte for byte; the message is the case's sentence, so that a failure says what was meant. */
function expectReports(golden: GoldenCase, workspace: CaseWorkspace): void {
  const expected = expectedOf(golden);
  for (const [name, text] of reportsOf(golden, workspace)) {
    expect(text, `${golden.name}: ${golden.sentence} (${name})`).toBe(expected.get(name));
  }
}

describe.each(cases.map((golden) => [golden.name, golden] as const))('golden case %s', (_name, golden) => {
  it('comes to the expected files, and run again changes nothing', async () => {
    const workspace = await openCase(golden, temporaryFolder());
    try {
      const first = await workspace.play(golden.last);
      expect(first.every((result) => result.changed)).toBe(true);
      expectReports(golden, workspace);
      const lastEvent = await workspace.context.store.queue.lastEvent();
      const again = await workspace.run(golden.last);
      expect(
        again.map((result) => result.changed),
        golden.sentence,
      ).toEqual(again.map(() => false));
      expect(await workspace.context.store.queue.lastEvent()).toBe(lastEvent);
      expectReports(golden, workspace);
    } finally {
      workspace.close();
    }
  });

  it('keeps no expected file that nothing is compared with', () => {
    const kept = readdirSync(join(golden.folder, 'expected'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(kept.sort()).toEqual(
      [...expectedOf(golden).keys()].map((name) => join(golden.folder, 'expected', name)).sort(),
    );
  });
});

// Where things are kept is asked in one place, whatever the case: every fourth tells.
const someCases = cases.filter((_, place) => place % 4 === 0);

it.each(someCases.map((golden) => [golden.name, golden] as const))(
  'golden case %s comes to the same with its storage elsewhere',
  async (_name, golden) => {
    const workspace = await openCase(golden, temporaryFolder(), join(temporaryFolder(), 'a', 'store of another name'));
    try {
      await workspace.play(golden.last);
      expectReports(golden, workspace);
    } finally {
      workspace.close();
    }
  },
);

describe('the list of cases', () => {
  it('in fixtures/README.md is what the cases say of themselves', () => {
    expect(readFileSync(join(FIXTURES, 'README.md'), 'utf8')).toContain(caseTable(cases));
  });

  it('gives every case one sentence', () => {
    for (const golden of cases) expect(golden.sentence, golden.name).toMatch(/^[A-Z][^\n]+\.$/);
  });
});
