import { describe, expect, it } from 'vitest';
import { accepted, fixture, movements, read, refused, rejectsOf } from '../../fixture-reading.ts';

const DAY = fixture('asobancaria-2001/day.txt').toString();
const file = (text: string, date: string | null = '2026-07-01') =>
  read(text, 'asobancaria-2001', { date, source: 'recaudo' });
const LINES = DAY.split('\r\n');
/** The day with one line changed, 1-based. */
const changed = (line: number, change: (text: string) => string): string =>
  LINES.map((text, index) => (index === line - 1 ? change(text) : text)).join('\r\n');

describe('the Asobancaria 2001 collections file', () => {
  it('reads payments as credits with their reference, of several lots, and proves every control', async () => {
    const day = accepted(await file(DAY));
    expect(day.footing).toEqual({ state: 'proved', detail: 'Asobancaria: 4 payments in 2 lots, value 174691.39' });
    expect(movements(day)).toMatchObject([
      {
        amount: 15000000,
        currency: 'COP',
        bookedOn: '2026-07-01',
        account: '11122222233',
        reference: '20260630000041',
        bankId: null,
        description: 'RECAUDO servicio-7709990000011 medio-01 sucursal-0442 secuencia-0000001',
        line: 3,
      },
      { amount: 1234567, reference: 'BOG01-7' },
      { amount: 1234567, reference: 'BOG01-7' },
      {
        amount: 5,
        reference: '99',
        description: 'RECAUDO servicio-7709990000012 medio-06 sucursal-0442 secuencia-0000004',
      },
    ]);
  });

  it('reads LF, and records cut at their last character', async () => {
    const trimmed = LINES.map((line) => line.trimEnd()).join('\n');
    expect(accepted(await file(trimmed)).rows).toEqual(accepted(await file(DAY)).rows);
  });

  it('belongs to the date that it collects, or to the date that it was made', async () => {
    expect(accepted(await file(DAY, '2026-07-02')).rows).toHaveLength(4);
    expect(refused(await file(DAY, '2026-07-03')).code).toBe('another_date');
  });

  it('accepts a file without payments whose controls say so', async () => {
    const empty = [LINES[0], `09${'0'.repeat(27)}`].join('\n');
    expect(accepted(await file(empty))).toMatchObject({ rows: [], footing: { state: 'proved' } });
  });

  it.each([
    [
      'a value that is no number',
      (text: string) => text.replace('00000015000000', '0000001500000O'),
      'bad_amount',
      'amount',
      'open',
    ],
    ['a cut payment', (text: string) => text.slice(0, 40), 'bad_record', '', 'open'],
    ['a control character', (text: string) => text.replace('20260630', '2026063\u0007'), 'bad_encoding', '', 'open'],
    [
      'a cause of return',
      (text: string) => `${text.slice(0, 94)}R01${text.slice(97)}`,
      'unmapped_value',
      'direction',
      'proved',
    ],
  ])('rejects %s', async (_, change, code, field, state) => {
    const day = accepted(await file(changed(3, change)));
    expect(rejectsOf(day)).toMatchObject([{ code, field, line: 3 }]);
    expect(day.footing.state).toBe(state);
  });

  it.each([
    ['blank lines', '\r\n\r\n', 'empty_file', null],
    ['no header', LINES.slice(1).join('\n'), 'broken_format', 1],
    ['a header twice', [LINES[0], DAY].join('\n'), 'broken_format', 2],
    [
      'a collection date of 30 February',
      changed(1, (text) => text.replace('20260701', '20260230')),
      'broken_format',
      1,
    ],
    ['a payment less', LINES.filter((_, index) => index !== 3).join('\n'), 'does_not_foot', 5],
    ['a payment twice', changed(3, (text) => `${text}\n${text}`), 'does_not_foot', 7],
    ['another value in a lot', changed(3, (text) => text.replace('15000000', '15000001')), 'does_not_foot', 6],
    ['another value of the file', changed(10, (text) => text.replace(/9$/, '8')), 'does_not_foot', 10],
    ['another count of the file', changed(10, (text) => text.replace('000000004', '000000005')), 'does_not_foot', 10],
    ['a control that is none', changed(10, () => '09hello'), 'does_not_foot', 10],
    ['no lot control', LINES.filter((_, index) => index !== 5).join('\n'), 'broken_format', 6],
    ['no lot', LINES.filter((_, index) => index !== 1).join('\n'), 'broken_format', 2],
    ['the control of another lot', changed(6, (text) => text.replace('0001 ', '0009 ')), 'broken_format', 6],
    ['no file control', LINES.slice(0, -1).join('\n'), 'truncated', null],
    ['a file glued to it', `${DAY}\r\n${DAY}`, 'broken_format', 11],
    ['two records on one line', DAY.replace('\r\n06', '06'), 'broken_format', 2],
    ['another record', changed(3, () => '07'), 'broken_format', 3],
  ])('is refused with %s', async (_, text, code, line) => {
    expect(refused(await file(text, null))).toMatchObject({ code, line });
  });
});
