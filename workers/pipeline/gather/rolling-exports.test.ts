import type { History } from '../../../schemas/ports/history.ts';
import type { SourceRecords } from '../../../schemas/ports/sources.ts';
import { promised } from '../../../schemas/ports/promised.ts';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../schemas/config/config.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { lineFileId, type SourceFile } from '../../../schemas/lines/files.ts';
import type { Line, OrderLine, SettlementLine } from '../../../schemas/lines/records.ts';
import {
  at,
  calendar,
  configOf,
  day,
  erp,
  fileOf,
  gate,
  order,
  payment,
  pesos,
  sha,
} from '../../../scripts/testing/kit.ts';
import { memoryLines } from '../../../scripts/testing/memory-store.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { referenceExtractor } from '../../3-match/references.ts';
import { maySayNothingNew } from './rolling-exports.ts';

/** Days of July; the file in question is of the third. */
const on = (n: number): PlainDate => day(`2026-07-0${String(n)}`);
const sold = (n: number, name: string): Line =>
  order({
    date: on(n),
    merchantReference: `BOG01-${name}`,
    orderId: name,
    createdAt: at(`${on(n)} 09:00`),
    paidAt: at(`${on(n)} 09:00`),
  });
const paid = (n: number, name: string, change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ date: on(n), merchantReference: `BOG01-${name}`, providerId: `P-${name}`, ...change });

interface World {
  /** By day, what the shop's export says. */
  readonly shop: readonly (readonly [number, readonly Line[]])[];
  readonly gate?: readonly (readonly [number, readonly Line[]])[];
  readonly rolling?: number;
  readonly config?: Partial<Config>;
}

/** Files are in order of their days; the last of the shop is asked about, the others of its day go with it. */
async function mayStand({ shop, gate: provider = [], rolling, config }: World): Promise<boolean> {
  const lines = memoryLines(referenceExtractor(null));
  const files: SourceFile[] = [];
  const put = async (source: string, leg: SourceFile['leg'], days: World['shop']): Promise<void> => {
    for (const [n, rows] of days) {
      const bytes = sha(JSON.stringify(rows));
      const file = fileOf(source, on(n), { leg, sha256: bytes, profileHash: 'p', lines: rows.length });
      await lines.write(
        lineFileId(file),
        rows.map((row, at) => ({ ...row, source, date: on(n), file: bytes.slice(0, 12), row: at })),
      );
      files.push(file);
    }
  };
  await put('erp', 'order', shop);
  await put('gate', 'settlement', provider);
  const asked = files.findLast((one) => one.source === 'erp') as SourceFile;
  const before = files.filter((one) => one.date < asked.date);
  const datesWithBytes = (source: string, sha256: string) =>
    before.filter((one) => one.source === source && one.sha256 === sha256).map((one) => one.date);
  const filesBetween = (first: PlainDate, last: PlainDate) =>
    before.filter((one) => one.date >= first && one.date <= last);
  const store = {
    sources: promised<Pick<SourceRecords, 'datesWithBytes'>>({ datesWithBytes }),
    history: promised<Pick<History, 'filesBetween'>>({ filesBetween }),
  };
  const context = {
    config: configOf({ sources: [gate, { ...erp, rolling: rolling ?? null }], referenceExtract: null, ...config }),
    calendar,
    store,
    lines,
  } as unknown as Context;
  return maySayNothingNew(
    asked,
    files.filter((one) => one.date === asked.date && one !== asked),
    context,
  );
}

const [A, B, C] = [sold(1, 'a'), sold(2, 'b'), sold(2, 'c')];
/** The second export repeats the first and adds to it; the third is the second again. */
const ROLLS: World['shop'] = [[1, [A]], [2, [A, B]], [3, [A, B]]]; // prettier-ignore
/** Each export tells its own day; the third is the second again. */
const DAILY: World['shop'] = [[1, [A]], [2, [B, C]], [3, [B, C]]]; // prettier-ignore

describe('An order file that says nothing new', () => {
  const table: [string, World, boolean][] = [
    ['stands where former files repeat rows beside their own', { shop: ROLLS }, true],
    ['stands where the source is declared', { shop: DAILY, rolling: 2 }, true],
    ['does not where each file told its own day', { shop: DAILY }, false],
    ['does not where a former file only tells a row anew', { shop: [[1, [A]], [2, [{ ...A, amount: pesos(5) } as Line, B]], [3, [{ ...A, amount: pesos(5) } as Line, B]]] }, false], // prettier-ignore
    ['does not where nothing was told before', { shop: [[2, [A, B]], [3, [A, B]]] }, false], // prettier-ignore
    ['may still be the first that is told twice, where declared', { shop: [[2, [A, B]], [3, [A, B]]], rolling: 3 }, true], // prettier-ignore
    ['is not asked where it says something', { shop: [[2, [A]], [3, [A, B]]], rolling: 3 }, false], // prettier-ignore
    ['knows the sales that it holds', { shop: ROLLS, gate: [[2, [paid(2, 'b')]], [3, [paid(2, 'b')]]] }, true], // prettier-ignore
    ['lacks a sale of its day: the job hangs', { shop: ROLLS, gate: [[3, [paid(3, 'z')]]] }, false],
    ['lacks a sale of its day, declared or not', { shop: DAILY, rolling: 3, gate: [[3, [paid(3, 'z')]]] }, false],
    ['lacks a sale of the day on which it was written', { shop: ROLLS, gate: [[2, [paid(2, 'z')]]] }, false],
    [
      'is not asked for a sale of before that day',
      { shop: ROLLS, gate: [[3, [paid(3, 'z', { paidAt: at(`${on(1)} 23:59`) })]]] },
      true,
    ],
    [
      'nor for a payment that says no time, of a file before the days told',
      { shop: DAILY, rolling: 1, gate: [[2, [paid(2, 'z', { paidAt: null })]]] },
      true,
    ],
    ['counts a payment that says no time', { shop: ROLLS, gate: [[3, [paid(3, 'z', { paidAt: null })]]] }, false],
    [
      'takes a declined payment for no sale',
      { shop: ROLLS, gate: [[3, [paid(3, 'z', { status: 'rejected' })]]] },
      true,
    ],
    ['takes a refund for no sale', { shop: ROLLS, gate: [[3, [paid(3, 'z', { type: 'refund' })]]] }, true],
    [
      'takes a payment of a sandbox for no sale',
      { shop: ROLLS, gate: [[3, [paid(3, 'z', { environment: 'test' })]]] },
      true,
    ],
    [
      'takes a payment of a method that is not collected for no sale',
      { shop: ROLLS, gate: [[3, [paid(3, 'z', { method: 'CASH' })]]] },
      true,
    ],
    ['knows a sale by another order of an earlier day', { shop: [[1, [sold(1, 'z')]], ...ROLLS.slice(1)], rolling: 2, gate: [[3, [paid(3, 'z')]]] }, true], // prettier-ignore
    ['without rows is no copy', { shop: [[2, []], [3, []]], rolling: 2 }, false], // prettier-ignore
  ];
  test.each(table)('%s', async (_sentence, world, expected) => {
    expect(await mayStand(world)).toBe(expected);
  });

  const called: Line = { ...(A as OrderLine), status: 'cancelled' };
  const moved: Line = { ...(B as OrderLine), amount: pesos(5) };
  const back: [string, World, boolean][] = [
    [
      'stands where its only order was called off in between',
      {
        shop: [
          [1, [A]],
          [2, [called]],
          [3, [A]],
        ],
      },
      true,
    ],
    [
      'stands where every order of it was told otherwise',
      {
        shop: [
          [1, [A, B]],
          [2, [called, moved]],
          [3, [A, B]],
        ],
      },
      true,
    ],
    [
      'and where that was told file by file',
      {
        shop: [
          [1, [A, B]],
          [2, [called]],
          [3, [moved]],
          [4, [A, B]],
        ],
      },
      true,
    ],
    [
      'does not where one of them says what it said last',
      {
        shop: [
          [1, [A, B]],
          [2, [called]],
          [3, [A, B]],
        ],
      },
      false,
    ],
    [
      'does not where the order came back before',
      {
        shop: [
          [1, [A]],
          [2, [called]],
          [3, [A, C]],
          [4, [A]],
        ],
      },
      false,
    ],
    [
      'does not where another file came between that says nothing of it',
      {
        shop: [
          [1, [A]],
          [2, [B]],
          [3, [A]],
        ],
      },
      false,
    ],
    [
      'lacks a sale of its day: an old file',
      {
        shop: [
          [1, [A]],
          [2, [called]],
          [3, [A]],
        ],
        gate: [[3, [paid(3, 'z')]]],
      },
      false,
    ],
    [
      'is not asked for a sale of the day before',
      {
        shop: [
          [1, [A]],
          [2, [called]],
          [3, [A]],
        ],
        gate: [[2, [paid(2, 'z')]]],
      },
      true,
    ],
  ];
  test.each(back)('takes its word back: %s', async (_sentence, world, expected) => {
    expect(await mayStand(world)).toBe(expected);
  });

  test.each([
    [1, true],
    [2, true],
    [3, false],
    [4, false],
  ])('declared to tell %i days answers for the payments of their files', async (rolling, expected) => {
    const shop: World['shop'] = [[1, [A]], [2, [A]], [5, [A]]]; // prettier-ignore
    expect(await mayStand({ shop, rolling, gate: [[3, [paid(3, 'z')]]] })).toBe(expected);
    expect(addDays(on(5), 1 - rolling) <= on(3)).toBe(!expected);
  });
});
