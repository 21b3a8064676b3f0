import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../scripts/cli/config-file.ts';
import { BULK_DATE, writeBulk } from '../../scripts/testing/bulk.ts';
import { parsePlainDate } from '../../schemas/dates.ts';
import { classify } from '../4-classify/classify.ts';
import { openContext } from '../open.ts';
import { runDates, settledGoLive } from '../run-dates.ts';
import { NO_DECISIONS } from './decisions.ts';
import { gather } from './gather.ts';
import type { Hand } from './hand.ts';
import { match } from './match.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const TRANSACTIONS = 600;

/** A date of sales that agree, with about one in a hundred each missing, wrong, doubled or late among them. */
async function handOfBulk(seed: number): Promise<Hand> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-agree-'));
  folders.push(folder);
  writeBulk(folder, TRANSACTIONS, seed);
  const loaded = await loadConfig(join(folder, 'cuadre.yaml'));
  const context = openContext({ ...loaded, programVersion: 'test', clock: { nowMs: () => Date.UTC(2026, 11, 1) }, log: SILENT });
  const date = parsePlainDate(BULK_DATE);
  if (date === null) throw new RangeError(BULK_DATE);
  const [result] = await runDates(context, { date });
  if (result === undefined) throw new RangeError(`${date} was not run`);
  const hand = gather(date, await settledGoLive(context), context.store.files(result.run), null, NO_DECISIONS, context);
  context.store.close();
  return hand;
}

function decided(hand: Hand, withAgreements: boolean): unknown {
  const result = match(hand, [], { withAgreements });
  return classify({ date: hand.date, generation: 1 }, hand, result, { firstSeen: () => null, lastState: () => null });
}

describe('closing what agrees first', () => {
  it.each([1, 2, 3])('changes nothing of what a run decides, byte for byte (seed %i)', async (seed) => {
    const hand = await handOfBulk(seed);
    const closed = match(hand).agreed.filter((agreement) => agreement !== undefined).length;
    // Otherwise the comparison would hold for want of anything to compare.
    expect(closed).toBeGreaterThan(TRANSACTIONS);
    expect(JSON.stringify(decided(hand, true))).toBe(JSON.stringify(decided(hand, false)));
  });

  it('leaves to the passes what has anything to tell: each disturbance of one leg takes exactly its sale out', async () => {
    const hand = await handOfBulk(4);
    const agreed = match(hand).agreed;
    const index = hand.lines.findIndex((held) => held.line.leg === 'bank' && agreed[held.ix] !== undefined);
    const held = hand.lines[index];
    if (held === undefined || held.line.leg !== 'bank') throw new RangeError('no credit agrees');
    const off = { ...held, line: { ...held.line, amount: (held.line.amount + 1) as typeof held.line.amount } };
    const disturbed: Hand = { ...hand, lines: hand.lines.with(index, off) };
    const left = match(disturbed).agreed.filter((agreement) => agreement !== undefined).length;
    expect(left).toBe(agreed.filter((agreement) => agreement !== undefined).length - 3);
    expect(JSON.stringify(decided(disturbed, true))).toBe(JSON.stringify(decided(disturbed, false)));
  });
});
