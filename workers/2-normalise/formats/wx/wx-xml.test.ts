import { describe, expect, it } from 'vitest';
import { accepted, fixture, read, refused, rejectsOf, settlements } from '../../fixture-reading.ts';

const DAY = fixture('wx-xml/day.xml').toString();
const report = (text: string, date: string | null = '2026-07-01') => read(text, 'wx-xml', { date, source: 'wx' });

describe('the WX report', () => {
  it('reads settled, processed and returned money, and proves its totals', async () => {
    const file = accepted(await report(DAY));
    expect(file.footing.state).toBe('proved');
    expect(new Set(settlements(file).map((line) => line.payoutId))).toEqual(new Set(['wx 2026-07-01']));
    expect(settlements(file)).toMatchObject([
      {
        type: 'payment',
        status: 'approved',
        gross: 9500000,
        net: 9500000,
        method: 'PSE',
        providerId: '1234-657000000001',
        paidAt: null,
        settledOn: '2026-07-01',
        settledCurrency: null,
      },
      {
        type: 'payment',
        status: 'pending',
        gross: 12000050,
        net: null,
        method: '1',
        providerId: '1234-5001-1-1',
        merchantReference: 'BOG02-A&B-01',
      },
      { type: 'refund', status: 'approved', gross: -1000000, net: -1000000, providerId: '1234-4001--1-1' },
    ]);
  });

  it('reads the same with other prefixes, comments and on one line', async () => {
    const plain = DAY.replaceAll('tns:', 'q:')
      .replace('xmlns:q', 'xmlns:q')
      .replaceAll(/>\s+</g, '><')
      .replace('<q:OrderID>', '<!-- <q:DataRecord> --><q:OrderID>');
    const strip = (text: string) => text.replaceAll(/"line":\d+/g, '');
    expect(strip(JSON.stringify(accepted(await report(plain)).rows))).toBe(
      strip(JSON.stringify(accepted(await report(DAY)).rows)),
    );
  });

  it('gives each record the line of its first tag', async () => {
    const lines = accepted(await report(DAY)).rows.map((row) => row.line);
    expect(lines.map((line) => DAY.split('\n')[line - 1]?.trim())).toEqual([
      '<tns:DataRecord>',
      '<tns:DataRecord>',
      '<tns:DataRecord>',
    ]);
  });

  it.each([
    ['a record more than are there', DAY.replace('>3</tns:NumberOfRecords>', '>4</tns:NumberOfRecords>')],
    ['one hundredth too much', DAY.replace('>8500000<', '>8500001<')],
    [
      'a total in another currency',
      DAY.replace(
        '<tns:CurrencyDue>COP</tns:CurrencyDue><tns:TotalAmountDue>',
        '<tns:CurrencyDue>USD</tns:CurrencyDue><tns:TotalAmountDue>',
      ),
    ],
  ])('does not foot with %s', async (_, text) => {
    expect(refused(await report(text)).code).toBe('does_not_foot');
  });

  it('is of the date that it was produced or covers', async () => {
    expect(accepted(await report(DAY, '2026-06-30')).rows).toHaveLength(3);
    expect(refused(await report(DAY, '2026-07-02')).code).toBe('another_date');
  });

  it('rejects a kind of record that nobody mapped', async () => {
    const file = accepted(await report(DAY.replace('>IP<', '>ZZ<')));
    expect(rejectsOf(file)).toMatchObject([
      {
        code: 'unmapped_value',
        field: 'type',
        amount: 9500000,
        currency: 'COP',
        merchantReference: 'BOG01-20260630-000031',
      },
    ]);
    expect(file.footing.state).toBe('proved');
  });

  it.each([
    ['<!DOCTYPE x [<!ENTITY a "b">]>', 'doctype_refused'],
    ['<!ENTITY a "b">', 'doctype_refused'],
    ['text', 'broken_format'],
  ])('refuses %s before the root', async (before, code) => {
    expect(refused(await report(DAY.replace('<!-- invented values -->', before))).code).toBe(code);
  });

  it.each([
    ['a second document', DAY + DAY.slice(DAY.indexOf('<tns:report')), 'broken_format'],
    ['text at its end', `${DAY}x`, 'broken_format'],
    ['crossed tags', DAY.replace('</tns:DateProduction>', '</tns:PeriodFrom>'), 'broken_format'],
    [
      'a document in it',
      DAY.replace(/<tns:report[^>]*>/, '$&' + DAY.slice(DAY.indexOf('<tns:report'))),
      'broken_format',
    ],
    ['a record in a record', DAY.replace('</tns:DataRecord>', '<tns:DataRecord></tns:DataRecord>$&'), 'broken_format'],
    ['no end', DAY.slice(0, -20), 'truncated'],
  ])('refuses a document with %s', async (_, text, code) => {
    expect(refused(await report(text)).code).toBe(code);
  });

  it.each([
    ['neither category nor type', DAY.replace(/<tns:Recordcategory>-<.*?CR<\/tns:Recordtype>/, '')],
    [
      'a refund that is due to the merchant',
      DAY.replace('>-1000000</tns:AmountDue>', '>1000000</tns:AmountDue>').replace('>8500000<', '>10500000<'),
    ],
    [
      'a payment that is due from the merchant',
      DAY.replace('>9500000</tns:AmountDue>', '>-9500000</tns:AmountDue>').replace('>8500000<', '>-10500000<'),
    ],
  ])('rejects a record with %s', async (_, text) => {
    expect(rejectsOf(accepted(await report(text)))).toMatchObject([{ code: 'unmapped_value', field: 'type' }]);
  });

  it('finds the end of a tag in one pass, however many quotes and brackets it holds', async () => {
    const started = process.cpuUsage();
    const open = DAY.replace('<tns:report ', `<tns:report a="${'>'.repeat(60_000)} `);
    expect(refused(await report(open)).code).toBe('truncated');
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(500);
  });

  it.each(['&#1;', '&unknown;', '&#xD800;', '\u0007'])(
    'rejects a record with %j, which no text may hold',
    async (bad) => {
      const file = accepted(await report(DAY.replace('BOG01-20260630-000031', `BOG01${bad}`)));
      expect(rejectsOf(file)).toMatchObject([{ code: 'bad_encoding', row: 0 }]);
      expect(file.footing.state).toBe('open');
    },
  );

  it('accepts a report that says itself that it is empty', async () => {
    const empty = DAY.replace(/<tns:DataRecord>[\s\S]*<\/tns:DataRecord>/, '')
      .replace('>8500000<', '>0<')
      .replace('>3</tns:NumberOf', '>0</tns:NumberOf');
    expect(accepted(await report(empty)).rows).toEqual([]);
  });
});
