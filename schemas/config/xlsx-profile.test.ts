import { describe, expect, it } from 'vitest';
import type { Config, ConfigProblem } from './config.ts';
import { parseConfig } from './parse-config.ts';

const options = { baseDirectory: '/srv/cuadre', env: {} };

function accepted(text: string): Config {
  const parsed = parseConfig(text, options);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 1));
  return parsed.config;
}

function problemsOf(text: string): ConfigProblem[] {
  const parsed = parseConfig(text, options);
  return parsed.ok ? [] : parsed.problems;
}

describe('a sheet of a workbook', () => {
  const sheet = (profile: string): string =>
    `version: 1\ntenant: t\nsources:\n  - id: bank\n    leg: bank\n    from: { directory: ./inbox, file: 'b_{date:yyyyMMdd}.xlsx' }\n    profile: { format: xlsx, ${profile} }\n`;
  const COLUMNS = 'columns: { booked_on: F, amount: V }, constants: { currency: COP }';

  it('has defaults, and what it declares', () => {
    expect(accepted(sheet(COLUMNS)).sources[0]?.profile).toMatchObject({
      inline: {
        format: 'xlsx',
        sheet: null,
        decimalsMax: 2,
        end: null,
        yearFrom: null,
        columns: { booked_on: 'F', amount: 'V' },
      },
    });
    expect(
      accepted(sheet(`${COLUMNS}, sheet: S, decimalsMax: 0, end: FIN, yearFrom: HASTA, dates: { format: d/MM }`))
        .sources[0]?.profile,
    ).toMatchObject({
      inline: { sheet: 'S', decimalsMax: 0, end: 'FIN', yearFrom: 'HASTA', dates: { format: 'd/MM' } },
    });
  });

  it.each([
    [`${COLUMNS}, dates: { format: d/MM }`, 'has no year'],
    [`${COLUMNS}, yearFrom: HASTA, dates: { format: d/MM/yyyy }`, 'has a year'],
    ['columns: { booked_on: F, credit: C }, constants: { currency: COP }', '"amount" is not covered'],
  ])('is a problem with %s', (profile, words) => {
    expect(problemsOf(sheet(profile)).map((problem) => problem.message)).toEqual([expect.stringContaining(words)]);
  });

  it('may have a column of credits and one of debits in place of an amount', () => {
    expect(problemsOf(sheet('columns: { booked_on: F, credit: C, debit: D }, constants: { currency: COP }'))).toEqual(
      [],
    );
  });
});
