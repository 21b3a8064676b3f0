import { describe, expect, test } from 'vitest';
import type { Line, OutOfScopeReason } from '../../schemas/lines/records.ts';
import {
  configOf,
  credit,
  daily,
  day,
  erp,
  gate,
  workingSetOf,
  order,
  payment,
  wompi,
  bank,
  fatesOf,
  pesos,
  type InWorkingSet,
  decide,
} from '../../scripts/testing/kit.ts';
import { match } from './match.ts';
import { collectorsOf } from './scope.ts';

/** The reason of every line in the working set, in address order. */
function reasons(...lines: (Line | InWorkingSet)[]): (OutOfScopeReason | null)[] {
  const workingSet = workingSetOf({ lines });
  const { outOfScope } = match(workingSet);
  return workingSet.lines.map((held) => outOfScope.get(held.ix) ?? null);
}

describe('Why a line takes no part', () => {
  const table: [string, Line, OutOfScopeReason | null][] = [
    ['an approved payment takes part', payment(), null],
    ['a pending one', payment({ status: 'pending' }), 'pending'],
    ['a rejected one', payment({ status: 'rejected' }), 'declined'],
    ['a cancelled one', payment({ status: 'cancelled' }), 'declined'],
    ['an expired one', payment({ status: 'expired' }), 'declined'],
    ['a failed one', payment({ status: 'failed' }), 'declined'],
    ['a sandbox line', payment({ environment: 'test' }), 'other_environment'],
    [
      'a declined sandbox line is of the sandbox first',
      payment({ environment: 'test', status: 'rejected' }),
      'other_environment',
    ],
    ['our environment in other letters', payment({ environment: ' LIVE ' }), null],
    ['an empty environment says nothing', payment({ environment: '' }), null],
    ['a method that the gateway does not collect for us', payment({ method: 'CARD' }), 'other_method'],
    ['the method in other letters', payment({ method: 'pse' }), null],
    ['a line without method', payment({ method: null }), null],
    ['in a payout every line counts, whatever its method', payment({ source: 'wompi', method: 'CARD' }), null],
    ['a balance row', payment({ skip: 'balance_row' }), 'balance_row'],
    ['a balance row of the bank', credit({ skip: 'balance_row' }), 'balance_row'],
    ['an order takes part, whatever its status', order({ status: 'cancelled' }), null],
    ['an order of a method that nobody collects', order({ method: 'CASH' }), 'other_method'],
    ['an order of the sandbox', order({ environment: 'test' }), 'other_environment'],
    ['a total row of the order feed', order({ skip: 'balance_row' }), 'balance_row'],
  ];
  test.each(table)('%s', (_sentence, line, reason) => {
    expect(reasons(line)).toEqual([reason]);
  });
});

describe('A line out of scope exists for no other rule', () => {
  test('a sandbox order of the same reference neither counts nor is a duplicate', () => {
    const outcome = decide({ lines: [order(), order({ environment: 'test' }), payment(), credit()] });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['test_transaction']);
    expect(fatesOf(outcome)).toEqual([
      'bank : matched',
      'order BOG01-1: matched',
      'order BOG01-1: out_of_scope other_environment',
      'settlement P-BOG01-1: matched',
    ]);
  });

  test('a sandbox payment under the id of a live one is no version of it', () => {
    const outcome = decide({
      lines: [order(), payment(), payment({ environment: 'test', gross: pesos(1) }), credit()],
    });
    expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['test_transaction']);
  });

  test('two total rows of the order feed are no duplicate order', () => {
    const total = order({ merchantReference: '', skip: 'balance_row' });
    expect(decide({ lines: [order(), payment(), credit(), total, total] }).discrepancies).toEqual([]);
  });

  test('an order of a method that nobody collects is compared with nothing, twice or not', () => {
    const cash = order({ method: 'CASH', invoiceNumber: null });
    expect(decide({ lines: [cash, cash] }).discrepancies).toEqual([]);
  });
});

describe('The sources that collect an order', () => {
  const any = configOf({ sources: [gate, wompi, { ...daily, methods: null }, erp, bank] });
  const table: [string, string, typeof any, string[]][] = [
    ['those that name its method', 'PSE', configOf(), ['gate', 'wompi']],
    ['in any letters', 'pse ', configOf(), ['gate', 'wompi']],
    ['one that names none collects all', 'CASH', any, ['daily']],
    ['nobody', 'CASH', configOf(), []],
  ];
  test.each(table)('%s', (_sentence, method, config, expected) => {
    expect(collectorsOf(order({ method, date: day('2026-07-01') }), { config }).map((source) => source.id)).toEqual(
      expected,
    );
  });
});
