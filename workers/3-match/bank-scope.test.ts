import { describe, expect, test } from 'vitest';
import type { Config } from '../../schemas/config/config.ts';
import { bank, configOf, credit, pesos, settlementSource } from '../../scripts/testing/kit.ts';
import type { BankLine } from '../../schemas/lines/records.ts';
import { bankScoper, plainText, type BankScope } from './bank-scope.ts';
import { referenceComparer } from './references.ts';

const wompi = settlementSource('wompi', { bankText: ['WOMPI', 'PAGO DE TERC WOMPI'] });
const plus = settlementSource('plus', { bankText: ['WOMPI PLUS', 'Recaudo Bogotá'] });
const withBank = (referencePattern: string | null): Config =>
  configOf({ sources: [wompi, plus, { ...bank, referencePattern }] });

function scope(line: Partial<BankLine>, config = withBank(null), known: readonly string[] = []): BankScope {
  return bankScoper(config, referenceComparer(config), (reference) => known.includes(reference))(
    credit({ reference: null, ...line }),
  );
}

describe('Which provider a bank line looks like', () => {
  const table: [string, string, string | null][] = [
    ['its text anywhere', 'ABONO WOMPI SAS', 'wompi'],
    ['in small letters', 'abono wompi sas', 'wompi'],
    ['the longest text wins', 'PAGO WOMPI PLUS 01', 'plus'],
    ['a longer text of the other source wins', 'PAGO DE TERC WOMPI PLUS', 'wompi'],
    ['accents do not count on either side', 'RECAUDO BOGOTA', 'plus'],
    ['nor do several spaces', 'RECAUDO   BOGOTÁ', 'plus'],
    ['nobody’s', 'ABONO NOMINA', null],
    ['not a text inside a word of letters', 'TRANSF DE NEWOMPIA LTDA', null],
    ['nor at its end', 'NEWOMPI', null],
    ['digits beside it are another word', 'ABONO 2026WOMPI07', 'wompi'],
    ['so is punctuation', 'WOMPI.CO/77', 'wompi'],
    ['once inside a word and once alone', 'NEWOMPI A WOMPI', 'wompi'],
    ['an empty text', '', null],
  ];
  test.each(table)('%s', (_sentence, description, source) => {
    expect(scope({ description }).looksLike?.id ?? null).toBe(source);
  });

  test('a source with an empty text takes nothing', () => {
    const config = configOf({ sources: [settlementSource('x', { bankText: ['', ' '] }), bank] });
    expect(scope({ description: 'ANYTHING' }, config)).toMatchObject({ looksLike: null, reason: 'not_ours' });
  });
});

describe('Why a bank line takes no part', () => {
  const debit = pesos(-4_000);
  const table: [string, Partial<BankLine>, string | null][] = [
    ['a credit of nobody we know', { description: 'ABONO NOMINA' }, 'not_ours'],
    ['a debit of nobody we know', { description: 'PAGO ARRIENDO', amount: debit }, 'not_ours'],
    ['a provider’s credit takes part', { description: 'WOMPI' }, null],
    ['a provider’s debit takes part', { description: 'WOMPI', amount: debit }, null],
    [
      'a line that the bank marks as a reversal takes part',
      { description: 'DEVOLUCION', amount: debit, reversal: true },
      null,
    ],
    ['4x1000', { description: 'IMPTO GOBIERNO 4X1000', amount: debit }, 'gmf'],
    ['4 x mil', { description: 'GRAV. 4 x MIL', amount: debit }, 'gmf'],
    ['GMF', { description: 'Cobro GMF', amount: debit }, 'gmf'],
    ['the tax by its name', { description: 'Gravamen a los movimientos', amount: debit }, 'gmf'],
    ['the tax on a provider’s money is still the tax', { description: '4X1000 WOMPI', amount: debit }, 'gmf'],
    ['a credit is never the tax', { description: 'DEVOLUCION GMF WOMPI' }, null],
    ['a commission of the bank', { description: 'COMISION PAGO A PROVEEDORES', amount: debit }, 'bank_charge'],
    ['with an accent', { description: 'Comisión dispersión', amount: debit }, 'bank_charge'],
    ['VAT', { description: 'IVA COMISIONES', amount: debit }, 'bank_charge'],
    ['a monthly fee', { description: 'CUOTA DE MANEJO', amount: debit }, 'bank_charge'],
    ['a commission given back is no charge', { description: 'COMISION DEVUELTA' }, 'not_ours'],
    ['a charge that names a provider is the provider’s', { description: 'COMISION WOMPI', amount: debit }, null],
    ['a word that only begins alike', { description: 'IVANNA GOMEZ', amount: debit }, 'not_ours'],
  ];
  test.each(table)('%s', (_sentence, line, reason) => {
    expect(scope(line).reason).toBe(reason);
  });
});

describe('The references that a bank line may name', () => {
  const PATTERN = 'REF ([A-Z]{3}\\d{2}-\\d+)';

  test('the surest first: the column, the pattern’s find, the end-to-end reference, the tokens', () => {
    const line = { reference: 'COL-00001', endToEndId: 'E2E-00001', description: 'PSE REF BOG01-1 TOK-00001' };
    expect(scope(line, withBank(PATTERN)).references).toEqual([
      'col-00001',
      'bog01-1',
      'e2e-00001',
      'tok-00001',
      'pse',
      'ref',
    ]);
  });

  test('the pattern’s first group is the reference; without a group, the whole find', () => {
    expect(scope({ description: 'PSE REF BOG01-1' }, withBank(PATTERN)).written).toBe('BOG01-1');
    expect(scope({ description: 'PSE BOG01-1' }, withBank('[A-Z]{3}\\d{2}-\\d+')).written).toBe('BOG01-1');
  });

  test('a find of the pattern is ours, whoever it looks like', () => {
    expect(scope({ description: 'PSE REF BOG01-1' }, withBank(PATTERN)).reason).toBeNull();
    expect(scope({ description: 'PSE REF BOG01-1' }).reason).toBe('not_ours');
  });

  test('a token is a reference only where it equals a known one', () => {
    expect(scope({ description: 'PSE BOG01-1' }, withBank(null), ['bog01-1']).reason).toBeNull();
    expect(scope({ description: 'PSE BOG01-10' }, withBank(null), ['bog01-1']).reason).toBe('not_ours');
  });

  test('a token is compared without its retry suffix', () => {
    expect(scope({ description: 'PSE BOG01-1-R2' }, withBank(null), ['bog01-1']).reason).toBeNull();
  });

  test('a reference that stands only in a token is not printed as the line’s own', () => {
    expect(scope({ description: 'PSE BOG01-1' }).written).toBeNull();
    expect(scope({ reference: 'BOG01-1', description: '' }).written).toBe('BOG01-1');
  });
});

test('plain text is upper case, without accents, with single spaces', () => {
  expect(plainText('  Recaudo   Bogotá ñ ')).toBe('RECAUDO BOGOTA N');
});
