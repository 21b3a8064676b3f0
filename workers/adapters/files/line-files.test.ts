import {
  Bool,
  DateDay,
  Dictionary,
  Int32,
  Int64,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
  type DataType,
  type Vector,
} from 'apache-arrow';
import { inTurn } from '../../../schemas/in-turn.ts';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extract, idOf, place, plainOrder, rowsOf } from '../../../scripts/testing/line-rows.ts';
import { columnName, type ColumnKind } from './columns.ts';
import { hashKey, KeyHashes } from './key-hashes.ts';
import { writeKeyIndex } from './key-index.ts';
import { LEG_GROUPS, REJECT_GROUP } from './line-columns.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import { lineKeys } from '../../../schemas/lines/line-keys.ts';
import { KEYS_SUFFIX, lineFileName, openLineStore } from './line-files.ts';

const SEED = 20_260_701;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-lines-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('a line file', () => {
  it('has the same bytes however often it is written', async () => {
    const [bare] = fc.sample(rowsOf('settlement'), { seed: SEED, numRuns: 1 });
    const id = idOf('settlement');
    const bytes = await inTurn(['a', 'b'], async (name) => {
      await openLineStore(join(directory, name), extract).write(id, place(id, bare ?? []));
      const path = join(directory, name, lineFileName(id));
      return [readFileSync(path, 'hex'), readFileSync(`${path}${KEYS_SUFFIX}`, 'hex')];
    });
    expect(bytes[0]).toEqual(bytes[1]);
  });

  it('leaves no temporary file behind, and stands only under its name', async () => {
    const id = idOf('order');
    const store = openLineStore(directory, extract);
    expect(await store.has(id)).toBe(false);
    await store.write(id, place(id, [plainOrder('A-00001')]));
    expect(await store.has(id)).toBe(true);
    expect(readdirSync(join(directory, '.tmp'))).toEqual([]);
  });

  it('is integrity_broken when it was cut short', async () => {
    const id = idOf('order');
    await openLineStore(directory, extract).write(id, place(id, [plainOrder('A')]));
    truncateSync(join(directory, lineFileName(id)), 100);
    await expect(openLineStore(directory, extract).read(id)).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });
});

describe('the columns of a line file', () => {
  const tableIn = (id: LineFileId) => tableFromIPC(readFileSync(join(directory, lineFileName(id))));

  it('without a value take no room: the file names them, and every other stands in it', async () => {
    const id = idOf('order');
    const row = plainOrder('A');
    await openLineStore(directory, extract).write(id, place(id, [row]));
    const { schema } = tableIn(id);
    const empty = schema.metadata.get('cuadre.empty')?.split(' ') ?? [];
    const stored = schema.fields.map((field) => field.name);
    expect(stored).toContain('amount');
    expect(empty).toContain('reject_code');
    expect(stored.filter((name) => empty.includes(name))).toEqual([]);
    expect(stored.length + empty.length).toBe(1 + 17 + 10);
  });

  it.each([1, 0x80, 0x81, 0x8000, 0x8001])(
    'keep %i texts that repeat, in codes as wide as they need',
    async (texts) => {
      const id = idOf('order');
      const rows = Array.from({ length: texts }, (_, at) => ({ ...plainOrder('A'), store: `S${String(at)}` }));
      const store = openLineStore(directory, extract);
      await store.write(id, place(id, rows));
      const bytes = texts <= 0x80 ? 1 : texts <= 0x8000 ? 2 : 4;
      expect(tableIn(id).getChild('store')?.data[0]?.values).toHaveProperty('BYTES_PER_ELEMENT', bytes);
      const read = await store.read(id);
      expect(read.map((row) => 'store' in row && row.store)).toEqual(rows.map((row) => row.store));
    },
  );

  const typeOfBefore = (kind: ColumnKind): DataType =>
    ({
      amount: new Int64(),
      seconds: new Int64(),
      integer: new Int32(),
      date: new DateDay(),
      flag: new Bool(),
      text: new Utf8(),
      words: new Utf8(),
      category: new Dictionary(new Utf8(), new Int32()),
    })[kind];

  /** The columns of which no row of an order file in these tests has a value, with their kinds. */
  function emptyOf(names: readonly string[]): [string, ColumnKind][] {
    const all = [LEG_GROUPS.order, REJECT_GROUP].flatMap(({ prefix, columns }) =>
      Object.entries(columns).map(([property, kind]): [string, ColumnKind] => [columnName(prefix, property), kind]),
    );
    return all.filter(([name]) => names.includes(name));
  }

  it('are read from files of before: all of them there, whatever they hold, and codes of four bytes', async () => {
    const id = idOf('order');
    const rows = place(id, [plainOrder('A'), plainOrder('B')]);
    const store = openLineStore(directory, extract);
    await store.write(id, rows);
    const table = tableIn(id);
    const ofBefore = new Table(
      Object.fromEntries([
        ...table.schema.fields.map(({ name, type }) => {
          const cells = table.getChild(name)?.toArray() as unknown;
          const old = type instanceof Dictionary ? new Dictionary(new Utf8(), new Int32()) : (type as DataType);
          return [name, vectorFromArray(Array.isArray(cells) ? cells : Array.from(table.getChild(name) ?? []), old)];
        }),
        ...emptyOf(table.schema.metadata.get('cuadre.empty')?.split(' ') ?? []).map(([name, kind]) => [
          name,
          vectorFromArray([null, null], typeOfBefore(kind)),
        ]),
      ]) as Record<string, Vector>,
    );
    for (const [key, value] of table.schema.metadata)
      if (key !== 'cuadre.empty') ofBefore.schema.metadata.set(key, value);
    writeFileSync(join(directory, lineFileName(id)), tableToIPC(ofBefore, 'file'));
    expect(await openLineStore(directory, extract).read(id)).toEqual(rows);
  });
});

describe('the key index', () => {
  it('spreads near values over its 64 bits', () => {
    const hashes = new Set(
      Array.from({ length: 100_000 }, (_, index) =>
        hashKey({ kind: 'reference', value: `bog01-${String(index)}` }).join(':'),
      ),
    );
    expect(hashes.size).toBe(100_000);
  });

  it('only proposes: a row that it names without reason is not found', async () => {
    const id = idOf('order');
    const rows = place(id, [plainOrder('A-1'), plainOrder('B-2')]);
    await openLineStore(directory, extract).write(id, rows);
    const index = join(directory, `${lineFileName(id)}${KEYS_SUFFIX}`);
    rmSync(`${index}.blocks`);
    const [first = [], second = []] = rows.map((row) => lineKeys(row, extract));
    const hashes = new KeyHashes();
    for (const keys of [first, [...second, ...first]]) hashes.take(keys);
    writeKeyIndex(index, hashes);
    const store = openLineStore(directory, extract);
    expect(await store.find([id], [{ kind: 'reference', value: 'a-1' }])).toEqual([[0]]);
    expect(await store.find([id], [{ kind: 'reference', value: 'b-2' }])).toEqual([[1]]);
  });

  it('is refused when it was cut short', async () => {
    const id = idOf('order');
    const store = openLineStore(directory, extract);
    await store.write(id, place(id, [plainOrder('A-1')]));
    truncateSync(join(directory, `${lineFileName(id)}${KEYS_SUFFIX}`), 20);
    await expect(store.find([id], [{ kind: 'reference', value: 'a-1' }])).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });
});
