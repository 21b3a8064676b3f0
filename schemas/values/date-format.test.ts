import { describe, expect, it } from 'vitest';
import { dateFormatProblem, writeMoment } from './date-format.ts';

describe('a pattern of dates', () => {
  it.each([
    'yyyy-MM-dd',
    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    'yyyy-MM-ddTHH:mm:ss',
    'dd-MMM-yyyy',
    "d 'de' MMMM 'de' yyyy",
    'dd/MM/yyyy hh:mm:ss a',
    'd/M/yy H:mm',
    'dd/MM',
  ])('%s can be read', (format) => {
    expect(dateFormatProblem(format)).toBeNull();
  });

  it.each([
    ['DD/MM/YYYY', '"DD"'],
    ['EEE, dd MMM yyyy', '"EEE"'],
    ['dd-MMMMM-yyyy', 'MMMMM'],
    ['yyyyy-MM-dd', 'yyyyy'],
    ['d de MMMM de yyyy', '"e"'],
    ['yyyy-MM-dd hh:mm', 'no a'],
    ['yyyy-MM-dd HH:mm a', 'no hours to twelve'],
    ['yyyy-MM', 'no day'],
    ['HH:mm', 'no month and no day'],
    ['yyyy-MM-dd MMM', 'the month twice'],
    ["yyyy-MM-dd'T", 'opens a quote'],
    ['yyyy-MM-dd HH:mm:ss.SSSSSSSSSS', 'SSSSSSSSSS'],
    ["yyyy-MM-dd'T'HH:mm:ssZ", '"Z"'],
  ])('%s is refused and says %s and what is possible', (format, said) => {
    expect(dateFormatProblem(format)).toContain(said);
    expect(dateFormatProblem(format)).toContain('MMM for jul or ago');
  });

  it('is written as it is read', () => {
    expect(writeMoment("d 'de' MMMM 'de' yyyy hh:mm a", '2026-08-01', 13 * 3600)).toBe('1 de august de 2026 01:00 PM');
    expect(writeMoment('dd-MMM-yy h:mm a SSS', '2026-12-31', 0)).toBe('31-dec-26 12:00 AM 000');
  });
});
