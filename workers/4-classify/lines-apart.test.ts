import { describe, expect, test } from 'vitest';
import { NO_DECISIONS } from '../3-match/decisions.ts';
import { discrepancyId } from '../../schemas/kinds/discrepancy.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import {
  carried,
  day,
  workingSetOf,
  hold,
  NO_HISTORY,
  payment,
  pesos,
  refund,
  decide,
} from '../../scripts/testing/kit.ts';
import { named, type Draft } from './draft.ts';
import { withLinesApart } from './lines-apart.ts';

const LATER = day('2026-07-03');
const compare = (reference: string): string => reference.trim().toLowerCase();
const workingSet = workingSetOf({ decisions: NO_DECISIONS });

function draftOf(line: SettlementLine, change: Partial<Draft> = {}): Draft {
  const [held] = hold([line]);
  return {
    kind: 'missing_in_bank',
    key: ['gate', '004711', line.type, line.gross < 0 ? '-' : '+'],
    lines: held === undefined ? [] : [named(held.line, true)],
    moneyAtRisk: pesos(1),
    direction: 'unknown',
    merchantReference: line.merchantReference,
    payoutId: line.payoutId,
    ...change,
  };
}

const keysOf = (drafts: readonly Draft[], last: readonly Discrepancy[] = []): string[] => {
  const match = { compare } as Parameters<typeof withLinesApart>[1]['match'];
  const apart = withLinesApart(drafts, { workingSet, match });
  let step = apart.next();
  while (!step.done) {
    const asked = step.value.formerOf;
    const former = last.filter((one) => asked.includes(one.id));
    const states = former.map((one) => [one.id, { firstSeen: one.firstSeen, last: one }] as const);
    step = apart.next({ former: new Map(states), sightings: [] });
  }
  return step.value.map((one) => one.key.slice(4).join());
};

const first = draftOf(payment({ merchantReference: 'BOG01-1' }));
const second = draftOf(payment({ merchantReference: 'BOG02-9', date: LATER }));

/** What an earlier run left of a draft. */
function leftOf(draft: Draft): Discrepancy {
  const id = discrepancyId(workingSet.config.tenant, draft.kind, draft.key);
  return { ...draft, id } as unknown as Discrepancy;
}

describe('One key, several transactions', () => {
  test('the first keeps the bare key, another adds its reference', () => {
    expect(keysOf([first, second])).toEqual(['', 'bog02-9']);
  });

  test('alone, and known from no earlier run, it has the bare key', () => {
    expect(keysOf([second])).toEqual(['']);
  });

  test('what stood first keeps the key, whichever comes first now', () => {
    expect(keysOf([first, second], [leftOf(second)])).toEqual(['bog01-1', '']);
    expect(keysOf([second], [leftOf(first)])).toEqual(['bog02-9']);
  });

  test('a new version of a transaction is the same one', () => {
    const newer = draftOf(payment({ merchantReference: ' bog01-1', date: LATER }));
    expect(keysOf([newer], [leftOf(first)])).toEqual(['']);
  });

  test('refunds under one reference add their payout, payments do not', () => {
    const back = (payoutId: string, date = LATER): Draft => draftOf(refund({ payoutId, date }));
    expect(keysOf([back('PO-2')], [leftOf(back('PO-1', day('2026-07-01')))])).toEqual(['PO-2']);
    const paid = (payoutId: string, date = LATER): Draft => draftOf(payment({ payoutId, date }));
    expect(keysOf([paid('PO-2')], [leftOf(paid('PO-1', day('2026-07-01')))])).toEqual(['']);
  });

  test('equal ones are numbered as before', () => {
    expect(keysOf([first, first])).toEqual(['', '2']);
  });
});

test('an authorisation number that is used again leaves the first discrepancy and its id alone', () => {
  const reused = { providerId: '004711', source: 'gate' };
  const day1 = decide({ date: LATER, lines: [payment({ ...reused, merchantReference: 'BOG01-1' })] });
  const [one] = day1.discrepancies.filter((row) => row.kind === 'missing_in_erp');
  const again = payment({ ...reused, merchantReference: 'BOG02-9', date: LATER });
  const date = day('2026-07-06');
  const history = { ...NO_HISTORY, known: one === undefined ? [] : [one] };
  const later = decide(
    {
      date,
      priorDiscrepancies: day1.discrepancies,
      lines: [carried(payment({ ...reused, merchantReference: 'BOG01-1' })), again],
    },
    history,
  );
  const rows = later.discrepancies.filter((row) => row.kind === 'missing_in_erp');
  expect(rows.map((row) => [row.merchantReference, row.state, row.id === one?.id]).sort()).toEqual([
    ['BOG01-1', 'open', true],
    ['BOG02-9', 'open', false],
  ]);
});
