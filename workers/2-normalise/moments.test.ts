import fc from 'fast-check';
import { Temporal } from '@js-temporal/polyfill';
import { describe, expect, it } from 'vitest';
import type { EpochSeconds } from '../../schemas/lines/records.ts';
import { dateTokens } from '../../schemas/values/date-format.ts';
import { momentReader, parseByPlaces, parseByTokens, placesOf } from './moments.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 400);

const iso = (moment: EpochSeconds | null) =>
  moment === null ? null : new Date(moment * 1000).toISOString().replace('.000Z', 'Z');

describe('a moment in the declared notation', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss', '2026-06-30 19:30:00', '2026-07-01T00:30:00Z'],
    ['dd-MM-yyyy HH:mm', '30-06-2026 19:30', '2026-07-01T00:30:00Z'],
    ['yyyyMMdd', '20260630', '2026-06-30T05:00:00Z'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", '2026-06-30T19:30:00.000-04:00', '2026-06-30T23:30:00Z'],
    ['yyyy-MM-ddTHH:mm:ssXXX', '2026-06-30T19:30:00-0400', '2026-06-30T23:30:00Z'],
    ['yyyy-MM-dd HH:mm:ss XXX', '2026-06-30 19:30:00 Z', '2026-06-30T19:30:00Z'],
    ['dd-MMM-yyyy', '01-JUL-2026', '2026-07-01T05:00:00Z'],
    ['dd-MMM-yyyy', '01-ago-2026', '2026-08-01T05:00:00Z'],
    ['dd-MMM-yyyy', '01-Aug-2026', '2026-08-01T05:00:00Z'],
    ['d MMM yyyy', '1 sept. 2026', '2026-09-01T05:00:00Z'],
    ['dd.MMM.yyyy', '01.ene.2026', '2026-01-01T05:00:00Z'],
    ["d 'de' MMMM 'de' yyyy", '1 de julio de 2026', '2026-07-01T05:00:00Z'],
    ['MMMM d, yyyy', 'September 9, 2026', '2026-09-09T05:00:00Z'],
    ['dd/MM/yyyy hh:mm:ss a', '01/07/2026 08:30:00 p. m.', '2026-07-02T01:30:00Z'],
    ['dd/MM/yyyy hh:mm:ss a', '01/07/2026 12:05:00 a. m.', '2026-07-01T05:05:00Z'],
    ['dd/MM/yyyy hh:mm a', '01/07/2026 12:05 p.\u00a0m.', '2026-07-01T17:05:00Z'],
    ['dd/MM/yyyy h:mma', '01/07/2026 1:05pm', '2026-07-01T18:05:00Z'],
    ['yyyy-MM-dd HH:mm:ss.SSSSSS', '2026-06-30 19:30:00.123456', '2026-07-01T00:30:00Z'],
    ['d/M/yyyy H:mm', '1/7/2026 9:05', '2026-07-01T14:05:00Z'],
  ])('%s: %s is %s', (format, text, expected) => {
    expect(iso(momentReader({ format, zone: 'America/Bogota' }).moment(text))).toBe(expected);
  });

  it.each([
    '2026-02-30 00:00:00',
    '2026-13-01 00:00:00',
    '2026-06-31 00:00:00',
    '2026-06-30 24:00:00',
    '2026-06-30 10:60:00',
    '2026-06-30 10:00:60',
    '2026-6-30 10:00:00',
    '30-06-2026 10:00:00',
    '2026-06-30 10:00:00 ',
    '2026-06-30 10:00',
    '2026-06-30T10:00:00',
    '0026-06-30 10:00:00',
    'x',
  ])('refuses %s', (text) => {
    expect(momentReader({ format: 'yyyy-MM-dd HH:mm:ss', zone: 'America/Bogota' }).moment(text)).toBeNull();
  });

  it.each([
    ['dd-MMM-yyyy', '01-JULIO-2026'],
    ['dd-MMM-yyyy', '31-feb-2026'],
    ['dd-MMM-yyyy', '01-jux-2026'],
    ['dd MMMM yyyy', '01 jul 2026'],
    ['dd/MM/yyyy hh:mm a', '01/07/2026 13:05 p. m.'],
    ['dd/MM/yyyy hh:mm a', '01/07/2026 00:05 a. m.'],
    ['dd/MM/yyyy hh:mm a', '01/07/2026 08:05'],
    ['dd/MM/yyyy hh:mm a', '01/07/2026 08:05 pmx'],
    ['yyyy-MM-dd HH:mm:ss.SSSSSS', '2026-06-30 19:30:00.123'],
  ])('%s refuses %s', (format, text) => {
    expect(momentReader({ format, zone: 'America/Bogota' }).moment(text)).toBeNull();
  });

  it('knows 29 February of leap years only', () => {
    const reader = momentReader({ format: 'yyyy-MM-dd', zone: 'America/Bogota' });
    expect([reader.day('2028-02-29'), reader.day('2026-02-29')]).toEqual(['2028-02-29', null]);
  });

  it('takes the date of a text as written, and of an offset in the declared zone', () => {
    const reader = momentReader({ format: 'yyyy-MM-dd HH:mm:ssXXX', zone: 'America/Bogota' });
    expect(reader.day('2026-07-01 03:00:00Z')).toBe('2026-06-30');
    expect(reader.day('2026-07-01')).toBe('2026-07-01');
    expect(momentReader({ format: 'yyyy-MM-dd HH:mm:ss', zone: 'America/Bogota' }).day('2026-07-01 23:59:59')).toBe(
      '2026-07-01',
    );
  });

  it('agrees with Temporal in zones that change their clocks, in gaps and overlaps too', () => {
    const zones = [
      'America/Bogota',
      'America/New_York',
      'Europe/Madrid',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'UTC',
    ];
    const readers = new Map(zones.map((zone) => [zone, momentReader({ format: 'yyyy-MM-dd HH:mm:ss', zone })]));
    const local = fc.record({
      zone: fc.constantFrom(...zones),
      month: fc.constantFrom(1, 3, 4, 10, 11),
      day: fc.integer({ min: 1, max: 31 }),
      hour: fc.integer({ min: 0, max: 4 }),
      minute: fc.integer({ min: 0, max: 59 }),
      year: fc.integer({ min: 2020, max: 2030 }),
    });
    fc.assert(
      fc.property(local, ({ zone, year, month, day, hour, minute }) => {
        const plain = Temporal.PlainDateTime.from({ year, month, day, hour, minute }, { overflow: 'constrain' });
        const expected = plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds / 1000;
        expect(readers.get(zone)?.moment(plain.toString({ smallestUnit: 'second' }).replace('T', ' '))).toBe(expected);
      }),
      { seed: 20260701, numRuns: 400 },
    );
  });
});

describe('a text whose pieces stand at fixed places', () => {
  const formats = [
    ...['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd', 'dd/MM/yyyy', 'dd/MM/yy HH:mm', 'yyyyMMdd', 'yyyyMMddHHmmss', 'ddMMyy'],
    ...['yyyy-MM-ddTHH:mm:ss.SSS', "dd 'de' MM 'de' yyyy", 'HH:mm dd.MM.yyyy'],
  ];

  it('is read as it is piece by piece, right or wrong', () => {
    const number = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
    const written = fc
      .record({
        format: fc.constantFrom(...formats),
        numbers: fc.tuple(
          number(1899, 2200),
          number(0, 13),
          number(0, 32),
          number(0, 25),
          number(0, 61),
          number(0, 61),
        ),
        damage: fc.option(fc.tuple(fc.nat(), fc.constantFrom('', 'x', ' ', '0', '9', '-', '\u0663', '00')), {
          freq: 2,
        }),
        gone: fc.constantFrom(0, 1, 2),
      })
      .map(({ format, numbers, damage, gone }) => {
        const slots = [...numbers, 7];
        const text = dateTokens(format)
          .map(({ kind, slot, text: piece }) =>
            kind === 'literal' ? piece : String(slots[slot]).padStart(piece.length, '0').slice(-piece.length),
          )
          .join('');
        if (damage === null) return { format, text };
        const at = damage[0] % (text.length + 1);
        return { format, text: text.slice(0, at) + damage[1] + text.slice(at + gone) };
      });
    let read = 0;
    fc.assert(
      fc.property(written, ({ format, text }) => {
        const tokens = dateTokens(format);
        const places = placesOf(tokens);
        if (places === null) throw new Error(`${format} has fixed places`);
        const byTokens = parseByTokens(text, tokens);
        expect(parseByPlaces(text, places)).toEqual(byTokens);
        if (byTokens !== null) read += 1;
      }),
      { seed: 20260701, numRuns: 10 * RUNS },
    );
    expect(read).toBeGreaterThan(RUNS);
  });

  it.each(['d/M/yyyy', 'dd-MMM-yyyy', 'dd/MM/yyyy hh:mm a', 'yyyy-MM-ddTHH:mm:ssXXX'])('is none of %s', (format) => {
    expect(placesOf(dateTokens(format))).toBeNull();
  });
});
