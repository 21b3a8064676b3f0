import { localBytes } from '../adapters/files/disk.ts';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { accepted, fixture, PLAIN, PLAIN_ROW, plainFile, read, refused, requestOf } from './fixture-reading.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { profileHash, readFile, readInto } from './read-file.ts';
import type { Line, Reject } from '../../schemas/lines/records.ts';

describe('reading a file', () => {
  it('gives the same result twice, and addresses every row in the order of the file', async () => {
    const text = plainFile(PLAIN_ROW, 'bad', PLAIN_ROW);
    const [first, second] = [
      accepted(await read(text, { inline: PLAIN })),
      accepted(await read(text, { inline: PLAIN })),
    ];
    expect(first).toEqual(second);
    expect(first.rows.map((row) => [row.file, row.row, row.line, row.date, row.source])).toEqual([
      ['abcdef012345', 0, 2, '2026-07-01', 'source'],
      ['abcdef012345', 1, 3, '2026-07-01', 'source'],
      ['abcdef012345', 2, 4, '2026-07-01', 'source'],
    ]);
  });

  it.each([
    ['amounts that are finer than hundredths', 'dlocal-settlement/usd.csv', 'dlocal-settlement'],
    ['an end that says more of its rows', 'camt.053/day.xml', 'camt.053'],
    ['a provider that sweeps', 'mercadopago-release/day.csv', 'mercadopago-release'],
  ] as const)('gives the same of a file with %s where rows are packed and made again', async (_, name, profile) => {
    const path = fileURLToPath(new URL(`../../fixtures/files/${name}`, import.meta.url));
    const request = requestOf(profile);
    const whole = accepted(await readFile(localBytes(path), request));
    const made: (Line | Reject)[][] = [];
    const read = await readInto(localBytes(path), request, () => {
      const rows: (Line | Reject)[] = [];
      made.push(rows);
      return { take: (row) => rows.push(structuredClone(row)), rows: () => structuredClone(rows) };
    });
    if (!read.ok) throw new Error(read.problem.detail);
    const { kept, ...file } = read.file;
    expect({ ...file, rows: kept.rows() }).toEqual(whole);
    // They came twice: what is written is what came last.
    expect(made).toHaveLength(2);
    expect(made[0]).not.toEqual(made[1]);
    expect(made[1]).toEqual(whole.rows);
  });

  it('asks a preview for no date', async () => {
    expect(accepted(await read(plainFile(PLAIN_ROW), { inline: PLAIN }, { date: null })).rows).toHaveLength(1);
    expect(refused(await read(plainFile(PLAIN_ROW), { inline: PLAIN }, { date: '2026-06-29' })).code).toBe(
      'another_date',
    );
  });

  it('takes a file for another date only where no row fits it', async () => {
    const rows = plainFile(PLAIN_ROW, PLAIN_ROW.replace('2026-06-30', '2026-05-01'));
    expect(accepted(await read(rows, { inline: PLAIN }, { date: '2026-07-10' })).rows).toHaveLength(2);
    expect(refused(await read(rows, { inline: PLAIN }, { date: '2026-07-11' })).code).toBe('another_date');
  });

  it('takes an export of many days whose rows are no older than those', async () => {
    const outline = { date: '2026-07-20', reportedDays: 20 };
    expect(accepted(await read(plainFile(PLAIN_ROW), { inline: PLAIN }, outline)).rows).toHaveLength(1);
    expect(refused(await read(plainFile(PLAIN_ROW), { inline: PLAIN }, { ...outline, date: '2026-07-21' })).code).toBe(
      'another_date',
    );
    expect(refused(await read(plainFile(PLAIN_ROW), { inline: PLAIN }, { ...outline, reportedDays: 9 })).code).toBe(
      'another_date',
    );
  });

  it('refuses a built-in profile on another leg', async () => {
    await expect(
      read(fixture('wompi-disbursement/day.csv'), 'wompi-disbursement', { leg: 'bank' }),
    ).rejects.toMatchObject({
      code: 'configuration_invalid',
    });
  });

  it('throws for a file that is not there: a broken world is no bad data', async () => {
    const request = {
      source: 's',
      leg: 'settlement',
      date: null,
      cohort: '2026-07-01' as PlainDate,
      zone: 'America/Bogota',
      profile: { inline: PLAIN },
      fileName: 'f',
      sha256: '',
      empty: 'refused',
    } as const;
    await expect(readFile(localBytes('/nowhere/at/all.csv'), request)).rejects.toMatchObject({ code: 'disk_failed' });
  });
});

describe('the hash of a profile', () => {
  it('depends on everything that decides how a file is read, and on no order of keys', () => {
    const other = Object.fromEntries(Object.entries(PLAIN).reverse()) as unknown as typeof PLAIN;
    expect(profileHash({ inline: other }, null)).toBe(profileHash({ inline: PLAIN }, null));
    const hashes = [
      profileHash({ inline: PLAIN }, null),
      profileHash({ inline: PLAIN }, '^(?<ref>.+)$'),
      profileHash({ inline: PLAIN }, null, true),
      profileHash({ inline: { ...PLAIN, delimiter: ';' } }, null),
      profileHash({ builtIn: 'camt.053' }, null),
      profileHash({ builtIn: 'bancolombia-9' }, null),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});
