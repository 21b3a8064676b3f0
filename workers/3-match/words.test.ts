import { describe, expect, it } from 'vitest';
import { holdsWords } from './words.ts';

describe('words in a text', () => {
  it.each([
    ['BOLD', 'ABONO BOLD', true],
    ['BOLD', 'BOLD.CO', true],
    ['BOLD', 'PAGO BOLD-CO 77', true],
    ['BOLD', 'BOLD2026', true],
    ['BOLD', '2026BOLD', true],
    ['BOLD', 'KOBOLD LTDA', false],
    ['BOLD', 'BOLDEN SAS', false],
    ['BOLD', 'TRANSFERENCIA KOBOLD A BOLD', true],
    ['BOLD', 'ABONOBOLD', false],
    ['BOLD', 'ÑBOLD', false],
    ['PAGO 77', 'PAGO 77', true],
    ['PAGO 77', 'PAGO 778', false],
    ['PAGO 77', 'PAGO 77A', true],
    ['4X', '14X', false],
    ['S.A.', 'X S.A.B', true],
    ['', 'ANYTHING', false],
    ['BOLD', '', false],
  ])('%j in %j: %s', (words, text, expected) => {
    expect(holdsWords(text, words)).toBe(expected);
  });
});
