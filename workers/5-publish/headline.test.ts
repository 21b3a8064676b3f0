import { describe, expect, it } from 'vitest';
import { headline, verdict } from './headline-text.ts';
import { measureDay, type HeadlineInput } from './headline.ts';
import { DAY, day, exampleDiscrepancy, exampleDue, exampleFate, exampleSource, pesos } from './testing.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';

const order = { leg: 'order', source: 'erp', bankLeg: 'none' } as const;

type Changes = Partial<Omit<HeadlineInput, 'fates'>> & { readonly fates?: readonly FateRow[] };

function tell({ fates = [], ...changes }: Changes): { en: string; es: string; zh: string } {
  const measured = measureDay({
    settlementDate: DAY,
    fates: fateTableOf(fates),
    discrepancies: [],
    dues: [],
    sources: [exampleSource('dlocal')],
    ...changes,
  });
  return { en: headline('en', measured), es: headline('es', measured), zh: headline('zh', measured) };
}

describe("the day's answer", () => {
  it('says what was sold and confirmed, what was due and arrived, the actions, and that no source is missing', () => {
    const fates = [
      exampleFate({ ...order, amount: pesos('120000.00') }),
      exampleFate({ ...order, amount: pesos('60000.00'), orderLeg: 'awaiting', fate: 'awaiting' }),
      exampleFate({ ...order, amount: pesos('9.00'), orderLeg: 'none' }),
      exampleFate({ ...order, amount: pesos('9.00'), fate: 'out_of_scope', reason: 'other_method' }),
      exampleFate({ ...order, amount: pesos('9.00'), date: day('2026-06-30') }),
      exampleFate({ leg: 'bank', source: 'bank', arrivedOn: DAY, amount: pesos('70000.00'), provider: 'dlocal' }),
      exampleFate({
        leg: 'bank',
        source: 'bank',
        arrivedOn: DAY,
        amount: pesos('20.00'),
        provider: null,
        bankMatch: 'm',
      }),
      exampleFate({
        leg: 'bank',
        source: 'bank',
        arrivedOn: DAY,
        amount: pesos('9.00'),
        provider: null,
        bankMatch: null,
      }),
      exampleFate({ leg: 'bank', source: 'bank', arrivedOn: DAY, amount: pesos('-9.00'), provider: 'dlocal' }),
      exampleFate({
        leg: 'bank',
        source: 'bank',
        amount: pesos('9.00'),
        provider: 'dlocal',
        arrivedOn: day('2026-06-30'),
      }),
      exampleFate({
        leg: 'bank',
        source: 'bank',
        arrivedOn: DAY,
        amount: pesos('9.00'),
        fate: 'out_of_scope',
        reason: 'not_ours',
      }),
    ];
    const dues = [
      exampleDue({
        dueOn: day('2026-06-29'),
        due: pesos('8000.00'),
        arrived: pesos('7000.00'),
        rest: pesos('1000.00'),
      }),
      exampleDue({ dueOn: day('2026-06-30'), due: pesos('4000.00'), rest: pesos('3000.00') }),
      exampleDue({
        due: pesos('100000.00'),
        arrived: pesos('96000.00'),
        rest: pesos('4000.00'),
        surplus: pesos('50.00'),
      }),
      exampleDue({ dueOn: day('2026-07-02'), due: pesos('9.00'), arrived: pesos('9.00'), surplus: pesos('9.00') }),
    ];
    const discrepancies = [
      exampleDiscrepancy('missing_in_bank', { id: 'a', moneyAtRisk: pesos('4000.00'), direction: 'owed_to_us' }),
      exampleDiscrepancy('duplicate_payment', { id: 'b', moneyAtRisk: pesos('500.00'), direction: 'owed_by_us' }),
      exampleDiscrepancy('amount_mismatch', {
        id: 'c',
        moneyAtRisk: pesos('7.00'),
        direction: 'owed_to_us',
        state: 'resolved',
      }),
      exampleDiscrepancy('amount_mismatch', {
        id: 'd',
        moneyAtRisk: pesos('7.00'),
        direction: 'owed_to_us',
        parentId: 'e',
      }),
      exampleDiscrepancy('late_arrival', { id: 'f' }),
    ];
    expect(tell({ fates, dues, discrepancies })).toEqual({
      en: 'The sales of 2026-07-01 are COP 180,000.00 in 2 orders, of which the provider confirms COP 120,000.00 (66.66 %); of COP 100,000.00 that fell due at the bank on 2026-07-01, COP 96,000.00 arrived by its close (96.00 %); COP 50.00 came beyond what was due; COP 4,000.00 is overdue from earlier dates; on 2026-07-01 the bank credited COP 70,020.00 from providers; 2 actions are open: COP 4,000.00 owed to us, COP 500.00 owed by us; no source is missing.',
      es: 'Las ventas del 2026-07-01 son COP 180.000,00 en 2 pedidos, de las cuales la pasarela confirma COP 120.000,00 (66,66 %); de COP 100.000,00 que vencían en el banco el 2026-07-01, llegaron COP 96.000,00 a su cierre (96,00 %); llegaron COP 50,00 de más; COP 4.000,00 están vencidos de fechas anteriores; el 2026-07-01 el banco abonó COP 70.020,00 de pasarelas; 2 acciones abiertas: COP 4.000,00 a nuestro favor, COP 500,00 a nuestro cargo; no falta ninguna fuente.',
      zh: '2026-07-01 的销售额为 COP 180,000.00，共 2 笔订单，其中支付服务商确认 COP 120,000.00（66.66%）；2026-07-01 到期应到账 COP 100,000.00，截至当日实际到账 COP 96,000.00（96.00%）；超出应到账 COP 50.00；此前日期逾期未到账 COP 4,000.00；2026-07-01 银行入账的支付服务商款项为 COP 70,020.00；有 2 项待办：应收 COP 4,000.00，应付 COP 500.00；数据源齐全。',
    });
  });

  it('calls the sale of an order that comes back in another currency off in the one that it had', () => {
    const again = exampleFate({
      ...order,
      currency: 'USD',
      amount: pesos('20.00'),
      sold: pesos('20.00'),
      cancelled: pesos('80000.00'),
      cancelledIn: 'COP',
    });
    const days = measureDay({
      settlementDate: DAY,
      fates: fateTableOf([again]),
      discrepancies: [],
      dues: [],
      sources: [],
    }).days;
    expect(days.map(({ currency, sold, cancelled }) => [currency, sold, cancelled])).toEqual([
      ['COP', 0, pesos('80000.00')],
      ['USD', pesos('20.00'), 0],
    ]);
  });

  it('adds the difference of a later version to its own date, and tells what was called off', () => {
    const amount = pesos('95000.00');
    const first = exampleFate({ ...order, amount: pesos('30000.00') });
    const version = exampleFate({ ...order, amount, sold: pesos('15000.00'), cancelled: pesos('0.00') });
    const unpaid = exampleFate({ ...order, amount, sold: pesos('0.00'), cancelled: pesos('0.00'), orderLeg: 'broken' });
    const calledOff = exampleFate({
      ...order,
      amount,
      fate: 'out_of_scope',
      reason: 'unpaid',
      orderLeg: 'none',
      sold: pesos('0.00'),
      cancelled: amount,
    });
    expect(tell({ fates: [first, version, unpaid] }).en).toContain(
      'are COP 45,000.00 in 1 order, of which the provider confirms COP 45,000.00 (100.00 %); that includes COP 15,000.00 by which orders of earlier dates changed;',
    );
    expect(tell({ fates: [first, calledOff] }).en).toContain(
      'are COP 30,000.00 in 1 order, of which the provider confirms COP 30,000.00 (100.00 %); COP 95,000.00 of earlier sales was cancelled;',
    );
    const lower = { ...version, sold: pesos('-40000.00') };
    expect(tell({ fates: [lower] }).en).toContain(
      'No sale of 2026-07-01 is on file; COP 40,000.00 of earlier sales was cancelled;',
    );
    expect(tell({ fates: [first, lower] }).en).toContain('; COP 10,000.00 of earlier sales was cancelled;');
  });

  it('says so when there is nothing', () => {
    expect(tell({})).toEqual({
      en: 'No sale of 2026-07-01 is on file; nothing fell due at the bank on 2026-07-01; no action is open; no source is missing.',
      es: 'No hay ventas del 2026-07-01 en los archivos; nada vencía en el banco el 2026-07-01; no hay acciones abiertas; no falta ninguna fuente.',
      zh: '文件中没有 2026-07-01 的销售；2026-07-01 没有到期应到账的款项；没有待办事项；数据源齐全。',
    });
  });

  it('names missing and refused sources', () => {
    const sources = [
      exampleSource('wompi', { state: 'rejected' }),
      exampleSource('erp', { state: 'missing' }),
      exampleSource('bank', { state: 'missing' }),
    ];
    expect(tell({ sources }).en).toContain('; missing: bank and erp; refused: wompi.');
    expect(tell({ sources }).es).toContain('; falta: bank y erp; rechazado: wompi.');
  });

  it('says that no source is missing only where none is open for any date', () => {
    const open = (
      kind: 'source_missing' | 'source_rejected',
      key: readonly string[],
      state: 'open' | 'acknowledged' | 'resolved' = 'open',
    ) => exampleDiscrepancy(kind, { id: key.join(), key, state });
    const ofToday = open('source_missing', ['bank', DAY]);
    expect(tell({ discrepancies: [ofToday] }).en).toContain('no source is missing');
    const older = [
      open('source_missing', ['bank', '2026-06-30']),
      open('source_rejected', ['erp', '2026-06-29'], 'acknowledged'),
    ];
    expect(tell({ discrepancies: older }).en).toContain(
      '; still missing from earlier dates: erp 2026-06-29 and bank 2026-06-30.',
    );
    expect(tell({ discrepancies: older }).en).not.toContain('no source is missing');
    expect(tell({ discrepancies: older }).es).toContain(
      '; aún faltan de fechas anteriores: erp 2026-06-29 y bank 2026-06-30.',
    );
    expect(tell({ discrepancies: older }).zh).toContain('；此前日期仍缺少：erp 2026-06-29、bank 2026-06-30。');
    expect(tell({ discrepancies: [open('source_missing', ['bank', '2026-06-30'], 'resolved')] }).en).toContain(
      'no source is missing',
    );
  });

  it('tells of a delivery that is refused beside a file in force, which is no missing source', () => {
    const kept = (date: string, state: 'open' | 'auto_resolved' = 'open') =>
      exampleDiscrepancy('source_rejected', { id: date, key: ['erp', date], state, facts: { formerStands: true } });
    const day = tell({ discrepancies: [kept(DAY), kept('2026-06-30'), kept('2026-06-29', 'auto_resolved')] });
    expect(day.en).toContain(
      '; refused when it came again, with the former file in force: erp 2026-06-30 and erp; no source is missing.',
    );
    expect(day.es).toContain(
      '; rechazado al llegar de nuevo, con el archivo anterior vigente: erp 2026-06-30 y erp; no falta ninguna fuente.',
    );
    expect(day.zh).toContain('；再次送达时被拒收，沿用原文件：erp 2026-06-30、erp；数据源齐全。');
  });

  it('tells what nobody can judge for want of a file, and then no share', () => {
    const dues = [exampleDue({ due: pesos('100.00'), rest: pesos('100.00'), unjudged: pesos('100.00') })];
    expect(tell({ dues }).en).toContain(
      '; of COP 100.00 that fell due at the bank on 2026-07-01, COP 0.00 arrived by its close; COP 100.00 cannot be judged because a file is missing;',
    );
    const earlier = [
      exampleDue({ dueOn: day('2026-06-30'), due: pesos('100.00'), rest: pesos('100.00'), unjudged: pesos('60.00') }),
    ];
    expect(tell({ dues: earlier }).en).toContain(
      '; COP 60.00 cannot be judged because a file is missing; COP 40.00 is overdue from earlier dates;',
    );
  });

  it('says by which date money arrived, in a view', () => {
    const dues = [exampleDue({ due: pesos('100.00'), arrived: pesos('100.00') })];
    expect(tell({ dues, asOf: day('2026-07-08') }).en).toContain(
      'COP 100.00 arrived by the close of 2026-07-08 (100.00 %)',
    );
  });

  it('puts currencies one after the other, without a rate, and never adds them up', () => {
    const fates = [
      exampleFate({ ...order, amount: pesos('10.00'), currency: 'USD' }),
      exampleFate({ ...order, amount: pesos('1000.00') }),
    ];
    expect(tell({ fates }).en).toMatch(
      /^The sales of 2026-07-01 are COP 1,000\.00 and USD 10\.00 in 2 orders, of which the provider confirms COP 1,000\.00 and USD 10\.00;/,
    );
  });

  it.each([
    ['1000.00', '100.00 %'],
    ['999.99', '99.99 %'],
    ['5.00', '0.50 %'],
    ['0.00', '0.00 %'],
  ])('shows %s of 1000.00 as %s, rounded down', (confirmed, rate) => {
    const rest = pesos('1000.00') - pesos(confirmed);
    const fates = [
      exampleFate({ ...order, amount: pesos(confirmed) }),
      exampleFate({ ...order, amount: rest as ReturnType<typeof pesos>, orderLeg: 'awaiting' }),
    ];
    expect(tell({ fates }).en).toContain(`(${rate})`);
  });
});

describe('the answer of a screen', () => {
  const dues = [exampleDue({ due: pesos('1000.50'), arrived: pesos('999.49') })];
  const actions = [
    exampleDiscrepancy('missing_in_bank', { direction: 'owed_to_us', moneyAtRisk: pesos('12.50') }),
    exampleDiscrepancy('fee_mismatch', { direction: 'owed_to_us', currency: 'USD', moneyAtRisk: pesos('3.10') }),
  ];
  const day = measureDay({ settlementDate: DAY, fates: fateTableOf([]), discrepancies: actions, dues, sources: [] });

  it('is two sentences, the money at the bank first, without decimals where a currency has no use for them', () => {
    expect(verdict('en', day)).toEqual([
      'Of COP 1,001 that fell due at the bank on 2026-07-01, COP 999 arrived by its close (99.89 %).',
      '2 actions are open: COP 13 and USD 3.10 owed to us, nothing owed by us; no source is missing.',
    ]);
    expect(verdict('es', day)[0]).toMatch(/^De COP 1\.001 que vencían/);
    expect(verdict('zh', day)[1]).toBe('有 2 项待办：应收 COP 13、USD 3.10，应付 无；数据源齐全。');
  });
});
