import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableFromIPC, type Dictionary } from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extract, idOf, place, plainOrder } from '../../../scripts/testing/line-rows.ts';
import { lineKeys, normaliseKey } from '../../../schemas/lines/line-keys.ts';
import type { Leg, Line, Reject } from '../../../schemas/lines/records.ts';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import { openArrowFile } from './arrow-file.ts';
import { fateReader, placesOfFates } from './fate-files.ts';
import { fatesOfLines, membersOfMatches } from './fate-lookup.ts';
import { KEYS_SUFFIX, lineFileName, openLineStore } from './line-files.ts';
import { proverOf } from './proofs.ts';
import { assertReadable } from './stored-versions.ts';

/**
 * Tables as the program stored them before it left out empty columns, chose the width of codes and put fences into
 * indexes: written by that program, with the rows that it was given. Indexes with fences (`.2.keys`) were written by
 * the program before it stored them in columns.
 */
const FORMER = fileURLToPath(new URL('./former', import.meta.url));
type Former = Readonly<Record<Leg, readonly (Line | Reject)[]>> & { readonly fates: readonly FateRow[] };
const rows = JSON.parse(readFileSync(join(FORMER, 'rows.json'), 'utf8')) as Former;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-stored-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe.each(['settlement', 'order', 'bank'] as const)('a %s table of the former form', (leg) => {
  const id = idOf(leg);
  const opened = () => openLineStore(directory, extract);
  beforeEach(() => {
    const path = join(directory, lineFileName(id));
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(FORMER, `${leg}.arrow`), path);
    copyFileSync(join(FORMER, `${leg}.arrow${KEYS_SUFFIX}`), `${path}${KEYS_SUFFIX}`);
  });

  it('holds every column, and codes of 32 bits', () => {
    const { schema } = tableFromIPC(readFileSync(join(FORMER, `${leg}.arrow`)));
    expect(schema.metadata.get('cuadre.format')).toBe('lines/1');
    expect(schema.metadata.has('cuadre.empty')).toBe(false);
    const currency = schema.fields.find((field) => field.name === 'currency')?.type as Dictionary | undefined;
    expect(currency?.indices.bitWidth).toBe(32);
    expect(readFileSync(join(FORMER, `${leg}.arrow${KEYS_SUFFIX}`)).toString('latin1', 0, 8)).toBe('CUADREK1');
  });

  it('is read as it was written, whole and row by row', async () => {
    expect(await opened().has(id)).toBe(true);
    expect(await opened().read(id)).toEqual(rows[leg]);
    for (const row of rows[leg]) expect(await opened().read(id, [row.row])).toEqual([row]);
  });

  it.each(['CUADREK1', 'CUADREK2'])('is found by every key that it was found by in %s', async (form) => {
    const index = join(directory, `${lineFileName(id)}${KEYS_SUFFIX}`);
    if (form === 'CUADREK2') copyFileSync(join(FORMER, `${leg}.2${KEYS_SUFFIX}`), index);
    expect(readFileSync(index).toString('latin1', 0, 8)).toBe(form);
    const keys = rows[leg].flatMap((row) => lineKeys(row, extract));
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) {
      const expected = rows[leg].filter((row) =>
        lineKeys(row, extract).some((own) => own.kind === key.kind && own.value === key.value),
      );
      expect(await opened().find([id], [key])).toEqual([expected.map((row) => row.row)]);
    }
    for (const row of rows[leg])
      if (row.leg === 'settlement' && row.payoutId !== null && normaliseKey(row.payoutId) !== '')
        expect(await opened().ofPayout(id, row.payoutId)).toContain(row.row);
  });

  it('says the same when it is written in the present form', async () => {
    const present = openLineStore(join(directory, 'present'), extract);
    await present.write(id, await opened().read(id));
    expect(await present.read(id)).toEqual(rows[leg]);
  });
});

it('fates of the former form are read, looked up and searched', () => {
  const path = join(directory, 'fates.arrow');
  copyFileSync(join(FORMER, 'fates.arrow'), path);
  const file = openArrowFile(path, proverOf(path, { sha256: null, getBack: '' }));
  assertReadable('fates', file.metadata, path);
  expect(rows.fates.map((_, at) => fateReader(file)(at))).toEqual(rows.fates);
  for (const fate of rows.fates) expect(fatesOfLines(file, [fate])).toEqual([fate]);
  expect(placesOfFates(file, ['broken', 'rejected'])).toEqual([1, 2]);
  expect(membersOfMatches(file, 'settlement', ['a1'])).toHaveLength(1);
});

describe('what a newer program stored', () => {
  const id = idOf('order');
  const path = () => join(directory, lineFileName(id));
  const replace = (file: string, from: string, to: string) => {
    const bytes = readFileSync(file);
    const text = bytes.toString('latin1').replaceAll(from, to);
    writeFileSync(file, Buffer.from(text, 'latin1'));
  };
  beforeEach(async () => {
    await openLineStore(directory, extract).write(id, place(id, [plainOrder('A-1')]));
    rmSync(`${path()}.blocks`);
    rmSync(`${path()}${KEYS_SUFFIX}.blocks`);
  });

  it('is refused, in words: a table', async () => {
    replace(path(), 'lines/1', 'lines/2');
    await expect(openLineStore(directory, extract).read(id)).rejects.toThrow(
      expect.objectContaining({
        code: 'store_newer_than_program',
        message: `${path()} was stored by a newer version of this program`,
        context: { path: path(), format: 'lines/2' },
      }),
    );
    await expect(openLineStore(directory, extract).read(id, [0])).rejects.toThrow(
      expect.objectContaining({ code: 'store_newer_than_program' }),
    );
  });

  it('is refused, in words: an index', async () => {
    replace(`${path()}${KEYS_SUFFIX}`, 'CUADREK3', 'CUADREK4');
    await expect(openLineStore(directory, extract).find([id], [{ kind: 'reference', value: 'a-1' }])).rejects.toThrow(
      expect.objectContaining({ code: 'store_newer_than_program' }),
    );
  });

  it.each(['fates/1', 'lines/0', 'lines/x', 'other/1'])('is no table of lines where it says %s', async (format) => {
    replace(path(), 'lines/1', format);
    await expect(openLineStore(directory, extract).read(id)).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });
});
