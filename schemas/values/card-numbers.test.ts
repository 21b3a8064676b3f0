import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certain } from '../errors.ts';
import { isCardNumber, replaceCardNumbers, withoutCardNumbers } from './card-numbers.ts';

/** The number of a card that begins with these digits and has one more. */
function withCheckDigit(body: string): string {
  const all = Array.from({ length: 10 }, (_, check) => `${body}${String(check)}`);
  return certain(all.find(isCardNumber), `a check digit of ${body}`);
}

describe('the number of a card in a text', () => {
  it.each([
    ['4111111111111111', '411111******1111'],
    ['4222222222222', '422222***2222'],
    ['378282246310005', '378282*****0005'],
    ['5555555555554444', '555555******4444'],
    ['2223003122003222', '222300******3222'],
    ['6011111111111117', '601111******1117'],
    ['3530111333300000', '353011******0000'],
    ['30569309025904', '305693****5904'],
    ['6212345678901265', '621234******1265'],
    ['4111 1111 1111 1111', '411111******1111'],
    ['4111-1111-1111-1111', '411111******1111'],
    ['4111\u00a01111\u00a01111\u00a01111', '411111******1111'],
    ['3782 822463 10005', '378282*****0005'],
    ['4111\u20091111\u20091111\u20091111', '411111******1111'],
    ['4111\u20111111\u20111111\u20111111', '411111******1111'],
    ['4111.1111.1111.1111', '411111******1111'],
    ['4111\u00b71111\u00b71111\u00b71111', '411111******1111'],
    ['３７８２８２２４６３１０００５', '378282*****0005'],
    ['卡号４１１１\u3000１１１１\u3000１１１１\u3000１１１１。', '卡号411111******1111。'],
    ['0000004111111111111111', '000000411111******1111'],
    ['0000 4111111111111111', '0000 411111******1111'],
    ['PAGO TARJ4111111111111111REF 77', 'PAGO TARJ411111******1111REF 77'],
    ['%B4111111111111111^DOE/J^2607;4111111111111111=2607?', '%B411111******1111^DOE/J^2607;411111******1111=2607?'],
    ['4111 1111 1111 1111 12 5555-5555-5555-4444', '411111******1111 12 555555******4444'],
    ['12 4111111111111111', '12 411111******1111'],
    ['a'.repeat(40) + '4111111111111111', `${'a'.repeat(40)}411111******1111`],
  ])('%s', (text, masked) => {
    expect(withoutCardNumbers(text)).toBe(masked);
  });

  it.each([
    '4111111111111112',
    // Of no network, or of another length than its network has.
    '9111111111111111',
    '411111111111116',
    // Longer than any.
    '41111111111111111111',
    // What looks like it by its digits alone, and is written as no card is.
    'BOG51-20260701-000194',
    '20260701100500',
    '2026-07-01 10:05:00',
    '-',
    '',
  ])('is not %s', (text) => {
    expect(withoutCardNumbers(text)).toBe(text);
  });

  it('is found wherever it stands, and its mask is none', () => {
    const digits = fc
      .tuple(fc.constantFrom('4', '51', '34', '6011', '3528'), fc.array(fc.nat(9), { minLength: 14, maxLength: 14 }))
      .map(([prefix, rest]): string => {
        const length = prefix === '34' ? 15 : 16;
        const body = (prefix + rest.join('')).slice(0, length - 1);
        return withCheckDigit(body);
      });
    const letters = fc.string({ maxLength: 60 }).map((text) => text.replace(/[0-9]/g, 'x').replace(/[-. _]$/, 'x'));
    const writings = fc.constantFrom(
      (number: string) => number,
      (number: string) => number.replace(/\d/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
      (number: string) => `00000${number}`,
      (number: string) => (number.length === 16 ? number.replace(/(\d{4})(?=\d)/g, '$1\u2009') : number),
    );
    const property = fc.property(letters, digits, letters, writings, (before, number, after, write) => {
      expect(isCardNumber(number)).toBe(true);
      const masked = withoutCardNumbers(`${before}${write(number)}${after}`);
      expect(masked).not.toContain(write(number));
      expect(withoutCardNumbers(masked)).toBe(masked);
    });
    fc.assert(property, { seed: 20260701, numRuns: 2_000 });
  });

  it.each(['4-4-4-4', '4-4-4-4-3', '4-6-5', '4-6-4', '4-4-4-1', '4-3-3-3', '6-13', '4-4-4-4-1', '4-4-4-4-2'])(
    'is found at every place of a text where it is printed as %s',
    (shape) => {
      const groups = shape.split('-').map(Number);
      const length = groups.reduce((sum, group) => sum + group, 0);
      const beginning = new Map([
        [13, '4'],
        [14, '36'],
        [15, '34'],
        [17, '36'],
        [18, '36'],
      ]);
      const body = (beginning.get(length) ?? '4').padEnd(length - 1, '1');
      const number = withCheckDigit(body);
      for (const separator of [' ', '-', '\u00a0', '.']) {
        let rest = number;
        const printed = groups
          .map((group) => {
            const part = rest.slice(0, group);
            rest = rest.slice(group);
            return part;
          })
          .join(separator);
        for (let before = 0; before < 30; before += 1) {
          const masked = withoutCardNumbers(`${'x'.repeat(before)}${printed} fin 2026-07-01`);
          expect(masked).toMatch(/^x*\d{6}\*+\d{4} fin 2026-07-01$/);
        }
      }
    },
  );

  it('may be let stand', () => {
    expect(replaceCardNumbers('4111111111111111 5555555555554444', (one) => (one.startsWith('4') ? null : 'x'))).toBe(
      '4111111111111111 x',
    );
  });
});
