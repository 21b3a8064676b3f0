import { describe, expect, it } from 'vitest';
import type { CsvProfile } from '../../../schemas/lines/profile.ts';
import {
  accepted,
  fixture,
  movements,
  orders,
  PLAIN,
  plainFile,
  read,
  refused,
  rejectsOf,
  settlements,
} from '../fixture-reading.ts';

const SETTLEMENT = fixture('inline/settlement.csv').toString();
const declared: CsvProfile = {
  ...PLAIN,
  delimiter: ';',
  amounts: { decimal: ',', thousands: '.', unit: 'major' },
  dates: { format: 'dd/MM/yyyy HH:mm', zone: 'America/Bogota' },
  columns: {
    provider_id: 'id',
    paid_at: 'fecha',
    merchant_reference: 'referencia',
    status: 'estado',
    gross: 'valor',
    currency: 'moneda',
    fee: 'comision',
    net: 'neto',
    type: 'tipo',
  },
  status: { approved: ['Aprobada'], rejected: ['Rechazada'] },
  type: { payment: ['Pago'], refund: ['Devolución'] },
  trailer: { column: 'id', equals: 'TOTAL', count: 'fecha', sum: { column: 'neto', of: 'net' } },
};
const inline = (changes: Partial<CsvProfile>) => ({ inline: { ...PLAIN, ...changes } });

describe('a declared settlement profile', () => {
  it('reads notation, dates, maps and signs as declared, and proves its trailer', async () => {
    const file = accepted(
      await read(SETTLEMENT, { inline: declared }, { date: '2026-06-30', source: 'pagos', filePayout: true }),
    );
    expect(file.footing).toEqual({ state: 'proved', detail: 'trailer: 3 rows; net 1268635.78, rows 1268635.78' });
    expect(settlements(file)).toMatchObject([
      {
        type: 'payment',
        status: 'approved',
        gross: 123456789,
        fee: 100000,
        net: 123356789,
        payoutId: 'pagos 2026-06-30',
      },
      { status: 'rejected' },
      { type: 'refund', gross: -3456789, net: -3456789 },
    ]);
  });

  it.each([
    ['no trailer', SETTLEMENT.replace(/TOTAL.*\n/, ''), 'truncated'],
    ['another count', SETTLEMENT.replace('TOTAL;3', 'TOTAL;4'), 'does_not_foot'],
    ['another sum', SETTLEMENT.replace('1.268.635,78', '1.268.635,79'), 'does_not_foot'],
    ['rows behind its trailer', SETTLEMENT + SETTLEMENT.split('\n').slice(1).join('\n'), 'broken_format'],
  ])('is refused with %s', async (_, text, code) => {
    expect(refused(await read(text, { inline: declared })).code).toBe(code);
  });

  it('never guesses a notation', async () => {
    const file = accepted(
      await read(
        plainFile('A,T1,approved,"1,000.00",COP,2026-06-30 10:00:00', 'B,T2,approved,1e3,COP,2026-06-30 10:00:00'),
        {
          inline: PLAIN,
        },
      ),
    );
    expect(
      rejectsOf(file).map((reject) => [reject.code, reject.field, reject.amount, reject.merchantReference]),
    ).toEqual([
      ['bad_amount', 'gross', null, 'A'],
      ['bad_amount', 'gross', null, 'B'],
    ]);
  });

  it.each([
    [',T1,approved,1.00,COP,2026-06-30 10:00:00', 'missing_value', 'merchant_reference'],
    ['A,,approved,1.00,COP,2026-06-30 10:00:00', 'missing_value', 'provider_id'],
    ['A,T1,,1.00,COP,2026-06-30 10:00:00', 'missing_value', 'status'],
    ['A,T1,OK,1.00,COP,2026-06-30 10:00:00', 'unmapped_value', 'status'],
    ['A,T1,approved,,COP,2026-06-30 10:00:00', 'missing_value', 'gross'],
    ['A,T1,approved,1.00,,2026-06-30 10:00:00', 'missing_value', 'currency'],
    ['A,T1,approved,1.00,cop,2026-06-30 10:00:00', 'bad_currency', 'currency'],
    ['A,T1,approved,1.00,COP,', 'missing_value', 'paid_at'],
    ['A,T1,approved,1.00,COP,2026-02-30 10:00:00', 'bad_date', 'paid_at'],
  ])('rejects %s', async (row, code, field) => {
    expect(rejectsOf(accepted(await read(plainFile(row), { inline: PLAIN })))).toMatchObject([
      { code, field, raw: row },
    ]);
  });

  it('lets what is not approved have no time, and what is no sale no reference', async () => {
    const columns = { ...PLAIN.columns, type: 'type' };
    const text = 'ref,id,status,gross,currency,paid,type\nA,T1,pending,1.00,COP,,payment\n,,approved,-5.00,COP,,fee\n';
    expect(rejectsOf(accepted(await read(text, inline({ columns }))))).toEqual([]);
  });

  it('sums a tax from its parts, and rejects parts that contradict it', async () => {
    const columns = { ...PLAIN.columns, tax: 'tax', fee_vat: 'vat', withheld_income: 'income' };
    const row = 'A,T1,approved,1.00,COP,2026-06-30 10:00:00';
    const text = `ref,id,status,gross,currency,paid,tax,vat,income\n${row},,0.10,0.05\n${row},0.15,0.10,0.05\n${row},0.16,0.10,0.05\n`;
    const file = accepted(await read(text, inline({ columns })));
    expect(settlements(file).map((line) => line.tax)).toEqual([15, 15]);
    expect(rejectsOf(file)).toMatchObject([{ code: 'net_of_parts', field: 'tax', amount: 100 }]);
  });

  it('takes constants as canonical values in its own notation', async () => {
    const { status: _, ...columns } = declared.columns;
    const file = accepted(
      await read(SETTLEMENT, {
        inline: {
          ...declared,
          columns,
          constants: { status: 'approved', settled_on: '2026-07-02', other_deductions: '1.50' },
          trailer: declared.trailer,
        },
      }),
    );
    expect(settlements(file)[0]).toMatchObject({ status: 'approved', settledOn: '2026-07-02', otherDeductions: 150 });
  });

  it('reads unsigned refunds, chargebacks and their nets as negative, and a negative one as it is', async () => {
    const columns = { ...PLAIN.columns, type: 'type', net: 'net' };
    const row = (gross: string, type: string, net: string) =>
      `A,T1,approved,${gross},COP,2026-06-30 10:00:00,${type},${net}\n`;
    const text = `ref,id,status,gross,currency,paid,type,net\n${row('5.00', 'refund', '4.00')}${row('-5.00', 'chargeback', '-6.00')}${row('5.00', 'chargeback_reversal', '5.00')}`;
    expect(settlements(accepted(await read(text, inline({ columns })))).map((line) => [line.gross, line.net])).toEqual([
      [-500, -400],
      [-500, -600],
      [500, 500],
    ]);
  });

  it('counts a fine amount of a reject in its column', async () => {
    const file = accepted(
      await read(plainFile('A,T1,approved,0.005,COP,2026-06-30 10:00:00', 'B,T2,what,0.005,COP,2026-06-30 10:00:00'), {
        inline: PLAIN,
      }),
    );
    expect((settlements(file)[0]?.gross ?? 0) + (rejectsOf(file)[0]?.amount ?? 0)).toBe(1);
  });

  it('passes a preamble over and is held to positions without a header', async () => {
    const file = accepted(
      await read(
        `Report of the day\n\n${plainFile('A,T1,approved,1.00,COP,2026-06-30 10:00:00')}`,
        inline({ preambleRows: 1 }),
      ),
    );
    expect(settlements(file)[0]).toMatchObject({ line: 4, row: 0 });
    const positions = inline({
      header: false,
      columns: { merchant_reference: 0, provider_id: 1, status: 2, gross: 3, currency: 4, paid_at: 9 },
    });
    expect(refused(await read(plainFile('A,T1,approved,1.00,COP,2026-06-30 10:00:00'), positions)).code).toBe(
      'wrong_header',
    );
  });
});

describe('a declared order profile', () => {
  const profile: CsvProfile = {
    ...PLAIN,
    columns: {
      merchant_reference: 'ref',
      amount: 'total',
      currency: 'cur',
      status: 'status',
      created_at: 'created',
      refunded_amount: 'refunded',
      method: 'method',
    },
    status: { paid: ['paid'], cancelled: ['cancelled'] },
    method: { PSE: ['pse', 'PSE'] },
  };

  it('reads refunds positive, empty ones as unknown, and says which columns it carries', async () => {
    const text =
      'ref,total,cur,status,created,refunded,method\nA,10.00,COP,paid,2026-06-30 10:00:00,-2.00,pse\nB,10.00,COP,paid,2026-06-30 10:00:00,,PSE\nC,1.00,COP,paid,2026-06-30 10:00:00,,Nequi\n';
    const file = accepted(await read(text, { inline: profile }, { leg: 'order' }));
    expect(orders(file).map((line) => [line.refundedAmount, line.method])).toEqual([
      [200, 'PSE'],
      [null, 'PSE'],
    ]);
    expect(rejectsOf(file)).toMatchObject([{ code: 'unmapped_value', field: 'method', amount: 100 }]);
    expect(file.columns).toEqual([
      'merchant_reference',
      'amount',
      'currency',
      'status',
      'created_at',
      'method',
      'refunded_amount',
    ]);
  });
});

describe('a declared bank profile', () => {
  const profile: CsvProfile = {
    ...PLAIN,
    dates: { format: 'dd/MM/yyyy', zone: 'America/Bogota' },
    columns: {
      booked_on: 'fecha',
      amount: 'valor',
      direction: 'tipo',
      description: 'texto',
      reference: 'ref',
      balance: 'saldo',
    },
    constants: { currency: 'COP', account: '123' },
    direction: { credit: ['CR'], debit: ['DB'] },
    skip: [{ column: 'texto', equals: ['SALDO'] }],
  };
  const text =
    'fecha,valor,tipo,texto,ref,saldo\n01/07/2026,5.00,DB,PAGO,,95.00\n01/07/2026,7.00,CR,ABONO,R1,102.00\n,,,SALDO,,102.00\n01/07/2026,7.00,XX,ABONO,R2,\n';

  it('takes signs from the marks, keeps balance rows as lines and rejects unknown marks', async () => {
    const file = accepted(await read(text, { inline: profile }, { leg: 'bank', date: '2026-07-01' }));
    expect(movements(file)).toMatchObject([
      { amount: -500, balance: 9500, account: '123', reference: null },
      { amount: 700, reference: 'R1' },
      { skip: 'balance_row', amount: 0, bookedOn: '2026-07-01', balance: 10200 },
    ]);
    expect(rejectsOf(file)).toMatchObject([{ code: 'unmapped_value', field: 'direction', merchantReference: 'R2' }]);
  });
});

describe('a declared statement with a column of credits and one of debits', () => {
  const STATEMENT = fixture('inline/bank-two-columns.csv').toString();
  const profile: CsvProfile = {
    ...PLAIN,
    preambleRows: 4,
    amounts: { decimal: ',', thousands: '', unit: 'major' },
    dates: { format: 'd/M/yy', zone: 'America/Bogota' },
    columns: { booked_on: 'Fecha', reference: 'Operación', description: 'Detalle', debit: 'Débito', credit: 'Crédito' },
    constants: { currency: 'COP' },
    skip: [{ column: 'Fecha', equals: ['Saldo inicial'] }],
  };
  const statement = (text: string) => read(text, { inline: profile }, { leg: 'bank' });

  it('takes the one that is filled, negative for a debit, whatever sign it has; dates of one digit and two of the year', async () => {
    expect(movements(accepted(await statement(STATEMENT)))).toMatchObject([
      { amount: 12000, bookedOn: '2026-07-01', reference: 'OP-1' },
      { amount: -5000, bookedOn: '2026-07-01' },
      { amount: -68, bookedOn: '2026-07-02' },
      { skip: 'balance_row' },
    ]);
  });

  it.each([
    ['both', '"0,68","5,00"', { field: 'credit', column: 'Crédito', text: '5,00 / 0,68', hint: 'both_filled' }],
    [
      'a negative credit',
      ',"-5,00"',
      { field: 'credit', column: 'Crédito', text: '-5,00', hint: 'contradicting_signs' },
    ],
    ['no amount', 'x,', { field: 'debit', column: 'Débito', text: 'x', hint: null }],
    ['another notation', '"(5,00)",', { field: 'debit', column: 'Débito', hint: 'amounts: { negative: parentheses }' }],
  ])('rejects %s', async (_, cells, said) => {
    const file = accepted(await statement(STATEMENT.replace('"0,68","0,00"', cells)));
    expect(rejectsOf(file)).toMatchObject([{ code: 'bad_amount', line: 8, ...said }]);
  });

  it.each([
    ['-,"5,00"', 500],
    ['"0,00",-', 0],
    ['"0,00","0,00"', 0],
    ['"-7,00",', -700],
    ['"7,00",', -700],
  ])('reads %s as %i', async (cells, amount) => {
    const file = accepted(await statement(STATEMENT.replace('"0,68","0,00"', cells)));
    expect(movements(file)[2]?.amount).toBe(amount);
  });

  it('sums credits less debits against a trailer of amounts', async () => {
    const declaredTotal = {
      ...profile,
      skip: [],
      trailer: { column: 'Fecha', equals: 'Total', sum: { column: 'Crédito', of: 'amount' } },
    };
    const rows = 'Fecha,Operación,Detalle,Débito,Crédito,Saldo\n';
    const of = (total: string) =>
      read(
        `${rows}1/7/26,A,x,,"9,00",\n1/7/26,B,x,"2,50",,\n2/7/26,C,x,"-1,00",,\nTotal,,,,"${total}",\n`,
        { inline: { ...declaredTotal, preambleRows: 0 } },
        { leg: 'bank' },
      );
    expect(accepted(await of('5,50')).footing.state).toBe('proved');
    expect(refused(await of('5,51')).code).toBe('does_not_foot');
  });

  it('rejects a row with neither', async () => {
    expect(rejectsOf(accepted(await statement(STATEMENT.replace('"0,68","0,00"', ','))))).toMatchObject([
      { code: 'missing_value', field: 'amount' },
    ]);
  });
});

describe('the bytes of a declared file', () => {
  const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
  const text = plainFile(
    'A-\u00d1,T1,approved,100.00,COP,2026-06-30 10:00:00',
    'B,T2,approved,50.00,COP,2026-06-30 10:00:00',
  );
  const grossOf = async (bytes: Buffer | string, encoding: CsvProfile['encoding']) =>
    settlements(accepted(await read(bytes, inline({ encoding })))).map((line) => [line.merchantReference, line.gross]);
  const LINES = [
    ['A-\u00d1', 10_000],
    ['B', 5000],
  ];
  const LE = Buffer.from(text, 'utf16le');
  const BE = Buffer.from(LE).swap16();

  it.each<[string, Buffer | string, CsvProfile['encoding']]>([
    ['a mark', Buffer.concat([MARK, Buffer.from(text)]), 'utf-8'],
    ['two marks', Buffer.concat([MARK, MARK, Buffer.from(text)]), 'utf-8'],
    ['utf-16le', LE, 'utf-16le'],
    ['utf-16le with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), LE]), 'utf-16le'],
    ['utf-16be', BE, 'utf-16be'],
    ['utf-16be with its mark', Buffer.concat([Buffer.from([0xfe, 0xff]), BE]), 'utf-16be'],
    ['cp850', Buffer.from(text.replace('\u00d1', '\u00a5'), 'latin1'), 'cp850'],
    ['latin1', Buffer.from(text, 'latin1'), 'latin1'],
    ['windows-1252', Buffer.from(text, 'latin1'), 'windows-1252'],
    ['CR alone', text.replaceAll('\n', '\r'), 'utf-8'],
    ['CRLF', text.replaceAll('\n', '\r\n'), 'utf-8'],
  ])('are read with %s', async (_, bytes, encoding) => {
    expect(await grossOf(bytes, encoding)).toEqual(LINES);
  });

  it.each<[Buffer, CsvProfile['encoding'], string]>([
    [Buffer.concat([Buffer.from([0xff, 0xfe]), LE]), 'utf-8', 'declare encoding: utf-16le'],
    [Buffer.concat([Buffer.from([0xfe, 0xff]), BE]), 'utf-16le', 'declare encoding: utf-16be'],
    [LE, 'utf-8', 'declare encoding: utf-16le'],
    [BE, 'windows-1252', 'declare encoding: utf-16be'],
    [Buffer.concat([MARK, Buffer.from(text)]), 'latin1', 'declare encoding: utf-8'],
    [Buffer.from(text, 'latin1'), 'utf-8', 'encoding: windows-1252'],
  ])('%# are refused with the encoding to declare', async (bytes, encoding, said) => {
    expect(refused(await read(bytes, inline({ encoding })))).toMatchObject({
      code: 'wrong_encoding',
      detail: expect.stringContaining(said) as string,
    });
  });

  it('count blank lines among the rows before the header', async () => {
    const titled = `Banco\n\nCuenta;1\n${text}`;
    expect(settlements(accepted(await read(titled, inline({ preambleRows: 3 })))).length).toBe(2);
  });

  it('take the width of a headerless file from the rows that count, and skip a balance of another width', async () => {
    const columns = { merchant_reference: 0, provider_id: 1, status: 2, gross: 3, currency: 4, paid_at: 5 };
    const rows = text.split('\n').slice(1).join('\n');
    const file = accepted(
      await read(
        `SALDO,1000.00\n${rows}SALDO,1150.00\n`,
        inline({ header: false, columns, skip: [{ column: 0, equals: ['SALDO'] }] }),
      ),
    );
    expect(file.rows.map((row) => ('code' in row ? row.code : row.skip))).toEqual([
      'balance_row',
      null,
      null,
      'balance_row',
    ]);
  });

  it('give dates without a year the one of the period above them', async () => {
    const bank = {
      ...PLAIN,
      yearFrom: 'Periodo',
      preambleRows: 2,
      delimiter: ';',
      dates: { format: 'dd/MM', zone: 'America/Bogota' },
      columns: { booked_on: 'Fecha', amount: 'Valor' },
      constants: { currency: 'COP' },
    };
    const statement = (period: string) =>
      read(`${period}\n\nFecha;Valor\n31/12;1.00\n02/01;2.00\n30/02;3.00\n`, { inline: bank }, { leg: 'bank' });
    const file = accepted(await statement('Periodo;15/12/2026 - 15/01/2027;'));
    expect(movements(file).map((line) => line.bookedOn)).toEqual(['2026-12-31', '2027-01-02']);
    expect(rejectsOf(file)).toMatchObject([{ code: 'bad_date', line: 6 }]);
    expect(refused(await statement('Cuenta;1;')).detail).toContain("'Periodo'");
  });
});
