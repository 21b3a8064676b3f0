import { describe, expect, it } from 'vitest';
import { baseName, describeFile, typeOfBytes } from './attaching.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('what may be attached', () => {
  it.each([
    ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n'), 'application/pdf'],
    ['a PNG', hex('89504e47 0d0a1a0a 0000000d 49484452 00000001 00000001 0806000000 1f15c489'), 'image/png'],
    ['a JPEG', hex('ffd8ffe0 00104a46 49460001 01000001 00010000 ffd9'), 'image/jpeg'],
    ['a CSV', Buffer.from('a;b\n1;ñ\n'), 'text/plain'],
    ['a mail', Buffer.from('From: a@b.co\nSubject: su reclamo\n\nSí.\n'), 'text/plain'],
    ['a page, as text', Buffer.from('<!DOCTYPE html><script>1</script>'), 'text/plain'],
    ['XML, as text', Buffer.from('<?xml version="1.0"?><svg onload="x"/>'), 'text/plain'],
    ['a program', hex('7f454c46 02010100 00000000 00000000 02003e00'), null],
    ['a program of Windows', hex('4d5a9000 03000000 04000000 ffff0000'), null],
    ['a zip', hex('504b0304 14000000 00000000 00000000 00000000 0000'), null],
    ['gzip', hex('1f8b0800 00000000 0003'), null],
    ['bytes', hex('00010203 fffefdfc'), null],
    ['text of another code page', Buffer.from('se\xf1or', 'latin1'), 'text/plain'],
  ])('of %s is told by its bytes', async (_, bytes, type) => {
    expect(await typeOfBytes(bytes)).toBe(type);
  });

  it.each([
    ['letter.pdf', 'letter.pdf'],
    ['C:\\Users\\ana\\carta.pdf', 'carta.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['a\u0000b\n.txt', 'ab.txt'],
    ['..', null],
    ['x/', null],
    ['x'.repeat(201), null],
  ])('is called by its last name: %j', (name, expected) => {
    expect(baseName(name)).toBe(expected);
  });

  it('is neither empty nor larger than is taken', async () => {
    expect(await describeFile('a.txt', Buffer.alloc(0))).toBe(null);
    expect(await describeFile('a.txt', Buffer.alloc(20 * 1024 * 1024 + 1, 'a'))).toBe(null);
    expect(await describeFile('a.txt', Buffer.from('a'))).toEqual({ name: 'a.txt', type: 'text/plain', bytes: 1 });
  });
});
