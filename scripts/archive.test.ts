import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { hashesOf } from './testing/shop.ts';
import { providerFile, writeTinyShop } from './testing/tiny-shop.ts';

/** `cuadre archive prune` as a user has it: the bundle, over a shop of March 2014, so that ten years are over by any clock. */

let cuadre: Cuadre;
let recorded = '';
let folder = '';
const folders: string[] = [];

const past = (text: string): string => text.replaceAll('2025-03', '2014-03').replaceAll('202503', '201403');
const CONFIG = 'matching: { lookbackDays: 0, duplicateLookbackDays: 0 }\nschedule: { lookBackDays: 0 }\n';

beforeAll(() => {
  cuadre = buildCuadre();
  recorded = writeTinyShop();
  folders.push(recorded);
  for (const name of readdirSync(join(recorded, 'input'))) {
    writeFileSync(join(recorded, 'input', name), past(readFileSync(join(recorded, 'input', name), 'utf8')));
    renameSync(join(recorded, 'input', name), join(recorded, 'input', past(name)));
  }
  writeFileSync(join(recorded, 'cuadre.yaml'), past(readFileSync(join(recorded, 'cuadre.yaml'), 'utf8')) + CONFIG);
  cuadre.run(['run', '--date', '2014-03-05'], recorded);
});
afterAll(() => {
  cuadre.remove();
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-archive-cli-'));
  folders.push(folder);
  cpSync(recorded, folder, { recursive: true });
});

const run = (...args: string[]) => cuadre.run(args, folder, { USER: 'ana' });
const json = (...args: string[]): Record<string, unknown> => JSON.parse(run(...args, '--json').stdout) as Record<string, unknown>;
const errorOf = (...args: string[]) => {
  const { code, stdout } = run(...args, '--json');
  return { code, error: (JSON.parse(stdout) as { error?: { code: string } }).error?.code };
};

describe('cuadre archive prune', () => {
  it('refuses without --yes, with how much is meant, and with --dry-run writes nothing', () => {
    const kept = () => hashesOf(join(folder, 'data/archive'), join(folder, 'data/lines'), join(folder, 'reports'));
    const before = kept();
    const refused = json('archive', 'prune');
    expect(run('archive', 'prune').code).toBe(2);
    expect(refused).toMatchObject({ error: { code: 'usage_invalid', context: { files: 4 } } });
    const shown = json('archive', 'prune', '--dry-run');
    expect(shown).toMatchObject({
      dropped: false,
      by: null,
      retention_years: 10,
      totals: { files: 4 },
      // The day before names what the customer paid too much; the newest day is within its own look-back.
      kept: [
        { reason: 'recent', files: 2 },
        { reason: 'open_item', files: 2 },
      ],
      orphans: { files: 0 },
    });
    expect((refused['error'] as { context: { bytes: number } }).context.bytes).toBe((shown['totals'] as { bytes: number }).bytes);
    expect(run('archive', 'prune', '--dry-run').stdout).toMatch(
      /2014-03-03 +bank, psp, shop +3 +\d+\n2014-03-04 +bank +1 +\d+\n\nWould drop 4 files/,
    );
    expect(errorOf('archive', 'prune', '--dry-run', '--yes')).toEqual({ code: 2, error: 'usage_invalid' });
    expect(kept()).toEqual(before);
    expect(json('verify')).toMatchObject({ ok: true, checked: { source_files: 8, pruned_files: 0 } });
  });

  it('drops, and every other command knows: verify counts, trace and show say so, the date is closed, the rest goes on', () => {
    const others = () => hashesOf(join(folder, 'data/lines'), join(folder, 'reports'));
    const before = others();
    expect(json('archive', 'prune', '--yes')).toMatchObject({ dropped: true, by: 'ana', totals: { files: 4 } });
    expect(others()).toEqual(before);
    expect(json('verify')).toMatchObject({ ok: true, checked: { source_files: 4, pruned_files: 4 }, difference: null });
    expect(run('verify').stdout).toContain('and 4 source files dropped by retention');

    expect(json('trace', 'A1-1001')).toMatchObject({ lines: [1, 2, 3].map(() => ({ pruned: { by: 'ana' } })) });
    expect(run('trace', 'A1-1001').stdout).toContain('by ana; this is its line as it was read');
    const trace = json('trace', 'A1-1003')['lines'] as { readonly leg: string; readonly pruned: object | null }[];
    expect(trace.map(({ leg, pruned }) => [leg, pruned !== null])).toEqual([
      ['order', false],
      ['settlement', false],
      ['bank', true],
    ]);

    for (const command of [['replay'], ['replay', '--refetch'], ['replay', '--dry-run'], ['run']])
      expect(errorOf(...command, '--date', '2014-03-04')).toEqual({ code: 1, error: 'file_pruned' });
    // The provider's file of the last day comes after all.
    writeFileSync(join(folder, 'input/psp_20140305.csv'), past(providerFile('2025-03-05')));
    expect(run('run', '--date', '2014-03-05').code).toBe(0);
    expect(json('status', '--date', '2014-03-05')).toMatchObject({ generation: 2, sources_missing: [] });
    expect(run('verify').code).toBe(0);
    rmSync(join(folder, 'data/archive', (json('status', '--date', '2014-03-05')['sources'] as { sha256: string }[])[0]?.sha256 ?? ''));
    expect(run('verify').code).toBe(1);
  });

  it('says of a closed discrepancy that its raw text is gone', () => {
    const [one] = (json('discrepancies', 'list', '--kind', 'amount_mismatch')['discrepancies'] ?? []) as { readonly id: string }[];
    run('discrepancies', 'resolve', one?.id ?? '', '--note', 'refunded');
    // Before a run has read the decision the line is carried as broken.
    expect(json('archive', 'prune', '--dry-run')).toMatchObject({ totals: { files: 4 } });
    run('run', '--date', '2014-03-05');
    expect(json('archive', 'prune', '--yes', '--by', 'Eva')).toMatchObject({ by: 'Eva', totals: { files: 6 } });
    const shown = json('discrepancies', 'show', one?.id ?? '');
    expect(shown['evidence']).toMatchObject([1, 2].map(() => ({ raw: null, pruned: { by: 'Eva' }, record: {} })));
    expect(run('discrepancies', 'show', one?.id ?? '').stdout).toMatch(/the raw text was pruned on \d{4}-\d\d-\d\d by Eva/);
  });

  it('takes bytes that come again for a new date as there again', () => {
    run('archive', 'prune', '--yes');
    cpSync(join(folder, 'input/bank_20140304.csv'), join(folder, 'input/bank_20140306.csv'));
    run('run', '--date', '2014-03-06');
    const bank = (json('status', '--date', '2014-03-06')['sources'] as { source: string; sha256: string | null }[]).find(
      ({ source }) => source === 'bank',
    );
    expect(json('verify')).toMatchObject({ ok: true, checked: { pruned_files: 3 } });
    rmSync(join(folder, 'data/archive', bank?.sha256 ?? ''));
    expect(json('verify')).toMatchObject({ ok: false, difference: { found: 'missing' } });
  });
});
