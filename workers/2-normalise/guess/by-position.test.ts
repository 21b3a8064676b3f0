import { describe, expect, it } from 'vitest';
import { proposeInline, type Proposal } from './proposal.ts';
import { proposalYaml } from './proposal-yaml.ts';

const BOGOTA = 'America/Bogota';

function proposed(...rows: string[]): Proposal {
  const proposal = proposeInline(
    { text: `${rows.join('\n')}\n`, encoding: 'utf-8', encodingIsGuessed: false },
    null,
    BOGOTA,
  );
  if (proposal === null) throw new Error('nothing was proposed');
  return proposal;
}

const placesOf = ({ columns }: Proposal): Record<string, string | number> => Object.fromEntries(columns);
const yamlOf = (proposal: Proposal): string => proposalYaml(proposal, 'x', '.', 'x_{date:yyyyMMdd}.csv');

describe('a bank file without a header', () => {
  it.each([
    [
      'oldest first',
      ['2026-07-13,PAGO,1000.00,5000.00', '2026-07-14,COMISION,-20.00,4980.00', '2026-07-15,ABONO,200.00,5180.00'],
    ],
    [
      'newest first',
      ['2026-07-15,ABONO,200.00,5180.00', '2026-07-14,COMISION,-20.00,4980.00', '2026-07-13,PAGO,1000.00,5000.00'],
    ],
    ['of whole pesos', ['2026-07-13,PAGO,1000,5000', '2026-07-14,COMISION,-20,4980', '2026-07-15,ABONO,200,5180']],
  ])('%s: the balance that goes on tells amount and balance, each to confirm', (_, rows) => {
    const proposal = proposed(...rows);
    expect(proposal.leg).toBe('bank');
    expect(placesOf(proposal)).toEqual({ booked_on: 0, description: 1, amount: 2, balance: 3 });
    const lines = yamlOf(proposal)
      .split('\n')
      .filter((line) => /^ {6}\w+: \d/.test(line));
    expect(lines.length).toBe(4);
    expect(lines.every((line) => line.includes('# confirm:'))).toBe(true);
  });

  it('tells credits from debits by the balance, whichever stands first', () => {
    expect(placesOf(proposed('13/07/2026;;10,00;50,00', '14/07/2026;5,00;;45,00'))).toMatchObject({
      credit: 2,
      debit: 1,
      balance: 3,
    });
    expect(placesOf(proposed('13/07/2026;10,00;;50,00', '14/07/2026;;5,00;45,00'))).toMatchObject({
      credit: 1,
      debit: 2,
      balance: 3,
    });
  });

  it('without a balance asks which side is which', () => {
    const proposal = proposed('13/07/2026;PAGO;;10,00', '14/07/2026;COMISION;5,00;');
    expect(proposal.columns.map(([column]) => column)).not.toContain('credit');
    expect(yamlOf(proposal)).toMatch(/# amount: \.\.\. {3}# confirm: required; columns 2 and 3: every row fills one/);
    expect(proposal.leftMoney.length).toBe(2);
  });

  it('takes marks of credit and debit, and the only column of money', () => {
    expect(placesOf(proposed('20260713;C;10.50;PAGO', '20260714;D;5.00;COMISION'))).toEqual({
      booked_on: 0,
      direction: 1,
      amount: 2,
      description: 3,
    });
  });

  it('where the balance goes on by nothing in the file asks which column moved the money', () => {
    const proposal = proposed('2026-07-13,PAGO,10.00,50.00', '2026-07-14,COMISION,5.00,70.00');
    expect(placesOf(proposal)).not.toHaveProperty('amount');
    expect(yamlOf(proposal)).toContain('columns 2 and 3 hold numbers');
  });

  it('passes over rows of balances, which have a title in place of a date', () => {
    const proposal = proposed(
      'SALDO INICIAL,,,40.00',
      '2026-07-13,PAGO,10.00,50.00',
      '2026-07-14,PAGO,12.00,62.00',
      'TOTAL,,22.00,',
    );
    expect(placesOf(proposal)).toMatchObject({ booked_on: 0, amount: 2, balance: 3 });
    expect(proposal.skip).toEqual({ column: 0, equals: ['SALDO INICIAL', 'TOTAL'] });
  });

  it('of a single row is one too', () => {
    expect(placesOf(proposed('2026-07-13,PAGO,10.00'))).toMatchObject({ booked_on: 0, amount: 2 });
  });
});

describe('a file of a provider without a header', () => {
  const rows = [
    'T-1,BOG01-1,2026-07-13 10:00:00,120000.00,COP,2820.00,535.80,116644.20,APPROVED,PO-77',
    'T-2,BOG01-2,2026-07-13 10:05:00,50000.00,COP,1575.00,299.25,48125.75,DECLINED,PO-77',
  ];

  it('is proved by gross less deductions, and the tax on the fee by its rate', () => {
    const proposal = proposed(...rows);
    expect(proposal.leg).toBe('settlement');
    expect(placesOf(proposal)).toEqual({ paid_at: 2, gross: 3, currency: 4, fee: 5, fee_vat: 6, net: 7, status: 8 });
  });

  it('does not say which id is whose', () => {
    expect(yamlOf(proposed(...rows))).toContain(
      '# provider_id: ...   # confirm: required; columns 0 and 1, with a value of its own',
    );
  });
});

describe('a file of orders without a header', () => {
  it('is known by the words of its states and the tax on its amounts', () => {
    const proposal = proposed(
      'BOG01-1,BOG01,119000.00,100000.00,19000.00,COP,paid,2026-07-13 10:00:00',
      'BOG01-2,BOG01,59500.00,50000.00,9500.00,COP,refunded,2026-07-13 11:00:00',
    );
    expect(proposal.leg).toBe('order');
    expect(placesOf(proposal)).toEqual({ merchant_reference: 0, amount: 2, currency: 5, status: 6, created_at: 7 });
    expect(proposal.leftMoney).toEqual(['column 3 (like "100000.00")', 'column 4 (like "19000.00")']);
  });
});

describe('the leg of a file with a header', () => {
  it.each([
    [
      'order_id,total,subtotal,tax,status',
      'A-1,119.00,100.00,19.00,paid',
      'order',
      'order: order_id, subtotal; settlement: nothing',
    ],
    [
      'reference,gross,fee,net,status',
      'A-1,119.00,1.00,118.00,paid',
      'settlement',
      'order: nothing; settlement: gross, fee, net',
    ],
    [
      'order_id,gross,fee,net,status',
      'A-1,119.00,1.00,118.00,paid',
      'settlement',
      'order: order_id; settlement: gross, fee, net',
    ],
    ['fecha,referencia,valor,saldo', '2026-07-13,A-1,10.00,50.00', 'bank', 'bank: saldo'],
    ['fecha,referencia,cargos,abonos', '2026-07-13,A-1,10.00,', 'bank', 'bank: credits beside debits'],
  ])('%s', (header, row, leg, outline) => {
    const proposal = proposed(header, row);
    expect(proposal.leg).toBe(leg);
    expect(proposal.doubts['leg']).toContain(outline);
  });
});

describe('a column of marks of credit and debit', () => {
  it.each([
    ['Signo', ['H', 'D'], { credit: ['H'], debit: ['D'] }, []],
    ['Tipo', ['C', 'D'], { credit: ['C'], debit: ['D'] }, []],
    ['Naturaleza', ['NC', 'ND'], { credit: ['NC'], debit: ['ND'] }, []],
    // Abono and cargo, deposit and retiro: C is no credit here, D no debit.
    ['X', ['A', 'C'], {}, ['A', 'C']],
    ['X', ['R', 'D'], {}, ['D', 'R']],
    ['X', ['CR', 'CR'], { credit: ['CR'] }, []],
  ])('%s with %s is never left aside', (name, [first, second], map, unknown) => {
    const proposal = proposed(
      `Fecha,Concepto,Importe,${name}`,
      `2026-07-13,PAGO,10.00,${first ?? ''}`,
      `2026-07-14,COMISION,1.00,${second ?? ''}`,
    );
    expect(placesOf(proposal)).toMatchObject({ direction: name });
    expect(proposal.direction).toEqual({ map, unknown });
    expect(yamlOf(proposal).includes('# confirm: what do these mean?')).toBe(unknown.length > 0);
  });

  it('of a provider asks which types they are', () => {
    const proposal = proposed('referencia,monto,comision,neto,dc', 'A-1,10.00,1.00,9.00,C', 'A-2,5.00,1.00,4.00,D');
    expect(placesOf(proposal)).toMatchObject({ type: 'dc' });
    expect(proposal.type?.unknown).toEqual(['C', 'D']);
  });

  it('is found beside a column of kinds that is called like one', () => {
    const proposal = proposed(
      'Fecha,Tipo,Importe,Signo',
      '2026-07-13,Transferencia,10.00,C',
      '2026-07-14,Tarifa,1.00,D',
    );
    expect(placesOf(proposal)).toMatchObject({ direction: 'Signo' });
  });
});

it('a reference that is the same in every row is given up, and the reason told', () => {
  const proposal = proposed('Referencia,Monto,Comision,Neto', 'NIT1,10.00,1.00,9.00', 'NIT1,5.00,1.00,4.00');
  expect(yamlOf(proposal)).toContain(
    '# merchant_reference: ...   # confirm: required; Referencia has one value in every row',
  );
});

it('a second column of dates in another notation is left out and told', () => {
  const proposal = proposed('Fecha,Fecha valor,Importe', '2026-07-13,14/07/2026,10.00', '2026-07-14,15/07/2026,1.00');
  expect(placesOf(proposal)).not.toHaveProperty('value_on');
  expect(yamlOf(proposal)).toContain(
    '# confirm: dates in another notation, which this profile cannot take as well: Fecha valor',
  );
  const alike = proposed('Fecha,Fecha valor,Importe', '2026-07-13,2026-07-14,10.00', '2026-07-14,2026-07-15,1.00');
  expect(placesOf(alike)).toMatchObject({ booked_on: 'Fecha', value_on: 'Fecha valor' });
});

describe('a column of money that is left', () => {
  it.each([
    ['whole pesos under a name of money', 'propina', ['500', '0'], true],
    ['whole hundreds under any name', 'otro', ['500', '1200'], true],
    ['codes that are round', 'status_code', ['200', '300'], false],
    ['counts', 'cuotas', ['1', '12'], false],
    ['codes of stores', 'sede', ['BOG01', 'BOG02'], false],
  ])('%s', (_, name, [first, second], isLeft) => {
    const proposal = proposed(
      `referencia,monto,comision,neto,${name}`,
      `A-1,1000.50,1.00,999.50,${first ?? ''}`,
      `A-2,1001.50,1.00,1000.50,${second ?? ''}`,
    );
    expect(proposal.leftMoney).toEqual(isLeft ? [name] : []);
    expect(yamlOf(proposal).includes(`hold money too, and nothing is taken from them: ${name}`)).toBe(isLeft);
  });

  it('is told also where no amount could be taken', () => {
    const proposal = proposed('referencia,propina,estado', 'A-1,500.00,pagado', 'A-2,20.50,pagado');
    expect(proposal.leftMoney).toEqual(['propina']);
  });
});
