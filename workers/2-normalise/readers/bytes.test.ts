import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Encoding } from '../../../schemas/lines/profile.ts';
import { decodedChunks } from './bytes.ts';
import { accepted, PLAIN, plainFile, read, refused, rejectsOf, settlements } from '../fixture-reading.ts';

const TEXT = plainFile(
  'Ñandú-1,T1,approved,1000.00,COP,2026-06-30 10:00:00',
  'BOG01-€,T2,approved,5.00,COP,2026-06-30 10:00:00',
);
const LATIN = TEXT.replace('€', 'ó');
const declared = (encoding: Encoding) => ({ inline: { ...PLAIN, encoding } });
const references = async (bytes: Buffer | string, encoding: Encoding) =>
  settlements(accepted(await read(bytes, declared(encoding)))).map((line) => line.merchantReference);

describe('the encoding of a file', () => {
  it.each<[string, Encoding, Buffer]>([
    ['UTF-8', 'utf-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', 'utf-8', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 with a mark', 'utf-16le', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16', 'utf-16le', Buffer.from(TEXT, 'utf16le')],
    ['windows-1252', 'windows-1252', Buffer.from(TEXT.replace('€', '\u0080'), 'latin1')],
  ])('reads %s as declared', async (_, encoding, bytes) => {
    expect(await references(bytes, encoding)).toEqual(['Ñandú-1', 'BOG01-€']);
  });

  it('reads latin1 as declared', async () => {
    expect(await references(Buffer.from(LATIN, 'latin1'), 'latin1')).toEqual(['Ñandú-1', 'BOG01-ó']);
  });

  it.each<[string, Encoding, Buffer, number]>([
    ['latin1 bytes in UTF-8', 'utf-8', Buffer.from(LATIN, 'latin1'), 34],
    ['a sequence that is cut off', 'utf-8', Buffer.from('ref\u20ac').subarray(0, 5), 3],
    ['UTF-16 where UTF-8 is declared', 'utf-8', Buffer.from('\ufeffref', 'utf16le'), 0],
    ['UTF-8 with a mark where windows-1252 is declared', 'windows-1252', Buffer.from('\ufeffref'), 0],
    ['a byte that windows-1252 leaves undefined', 'windows-1252', Buffer.from('ref,\u0081', 'latin1'), 4],
    ['UTF-16 the other way round', 'utf-16le', Buffer.from([0xfe, 0xff, 0, 0x41]), 0],
    ['half a UTF-16 unit', 'utf-16le', Buffer.from([0x41, 0, 0x42]), 2],
    ['a lone surrogate', 'utf-16le', Buffer.from([0x41, 0, 0x00, 0xdc, 0x41, 0]), 2],
  ])('refuses %s, with the byte', async (_, encoding, bytes, byte) => {
    expect(refused(await read(bytes, declared(encoding)))).toMatchObject({ code: 'wrong_encoding', byte });
  });

  it('of one byte a letter where UTF-16 is declared says so', async () => {
    expect(refused(await read(TEXT, declared('utf-16be')))).toMatchObject({
      code: 'wrong_encoding',
      detail: expect.stringContaining('declare encoding: utf-8') as string,
    });
  });

  it('of DOS where the code page of Windows is declared says what to declare', async () => {
    const bytes = Buffer.from([...Buffer.from('ref,'), 0x90]);
    expect(refused(await read(bytes, declared('windows-1252'))).detail).toContain('declare encoding: cp850');
  });

  it('finds the byte behind the first chunk, and cuts no character between chunks', async () => {
    const row = 'Ñandú-1,T1,approved,1000.00,COP,2026-06-30 10:00:00';
    const long = plainFile(...Array.from({ length: 12_000 }, () => row));
    expect(new Set(await references(Buffer.from(long), 'utf-8'))).toEqual(new Set(['Ñandú-1']));
    const bytes = Buffer.from(long);
    bytes[500_000] = 0xff;
    expect(refused(await read(bytes, declared('utf-8')))).toMatchObject({ code: 'wrong_encoding', byte: 500_000 });
  });

  it.each(['utf-8', 'utf-16le', 'windows-1252'] as const)(
    'is handed on in small pieces of whole letters: %s',
    async (encoding) => {
      const text = 'Ñandú-€ '.repeat(40_000);
      const bytes =
        encoding === 'windows-1252'
          ? Buffer.from(text.replaceAll('€', '\u0080'), 'latin1')
          : Buffer.from(text, encoding);
      const pieces: string[] = [];
      for await (const piece of decodedChunks(Readable.from([bytes]) as AsyncIterable<Buffer>, encoding)) {
        expect(piece.length).toBeLessThan(128 * 1024);
        pieces.push(piece.toString('utf8'));
      }
      expect(pieces.join('')).toBe(text);
    },
  );

  it.each(['\u0000', '\u0001', '\u001b', '\u007f', '\u0085', '\ufffd'])(
    'rejects a row with %j in a cell, and no other',
    async (bad) => {
      const file = accepted(
        await read(
          plainFile(
            'A-1,T1,approved,1.00,COP,2026-06-30 10:00:00',
            `B${bad},T2,approved,1.00,COP,2026-06-30 10:00:00`,
            'C-1,T3,approved,1.00,COP,2026-06-30 10:00:00',
          ),
          declared('utf-8'),
        ),
      );
      expect(rejectsOf(file)).toMatchObject([{ code: 'bad_encoding', field: 'merchant_reference', row: 1, line: 3 }]);
      expect(settlements(file)).toHaveLength(2);
    },
  );
});
