import { describe, expect, it } from 'vitest';
import { headline, measureDay, type HeadlineInput } from './headline.ts';
import { DAY, day, exampleDiscrepancy, exampleFate, exampleSource, pesos } from './testing.ts';

const order = { leg: 'order', source: 'erp', bankLeg: 'none' } as const;

function tell(changes: Partial<HeadlineInput>): { en: string; es: string; zh: string } {
  const measured = measureDay({ settlementDate: DAY, fates: [], discrepancies: [], sources: [exampleSource('dlocal')], ...changes });
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
      exampleFate({ date: day('2026-06-29'), dueOn: DAY, settlementNet: pesos('96000.00') }),
      exampleFate({
        date: day('2026-06-29'),
        dueOn: day('2026-06-30'),
        settlementNet: pesos('4000.00'),
        bankLeg: 'broken',
        fate: 'broken',
      }),
      exampleFate({ dueOn: day('2026-07-03'), settlementNet: pesos('9.00') }),
    ];
    const discrepancies = [
      exampleDiscrepancy('missing_in_bank', { id: 'a', moneyAtRisk: pesos('4000.00'), direction: 'owed_to_us' }),
      exampleDiscrepancy('duplicate_payment', { id: 'b', moneyAtRisk: pesos('500.00'), direction: 'owed_by_us' }),
      exampleDiscrepancy('amount_mismatch', { id: 'c', moneyAtRisk: pesos('7.00'), direction: 'owed_to_us', state: 'resolved' }),
      exampleDiscrepancy('amount_mismatch', { id: 'd', moneyAtRisk: pesos('7.00'), direction: 'owed_to_us', parentId: 'e' }),
      exampleDiscrepancy('late_arrival', { id: 'f' }),
    ];
    expect(tell({ fates, discrepancies })).toEqual({
      en: 'The sales of 2026-07-01 are COP 180,000.00 in 2 orders, of which the provider confirms COP 120,000.00 (66.66 %); of COP 100,000.00 due at the bank by then, COP 96,000.00 arrived (96.00 %); 2 actions are open: COP 4,000.00 owed to us, COP 500.00 owed by us; no source is missing.',
      es: 'Las ventas del 2026-07-01 son COP 180.000,00 en 2 pedidos, de las cuales la pasarela confirma COP 120.000,00 (66,66 %); de COP 100.000,00 que debían estar en el banco a esa fecha, llegaron COP 96.000,00 (96,00 %); 2 acciones abiertas: COP 4.000,00 a nuestro favor, COP 500,00 a nuestro cargo; no falta ninguna fuente.',
      zh: '2026-07-01 的销售额为 COP 180,000.00，共 2 笔订单，其中支付服务商确认 COP 120,000.00（66.66%）；截至当日银行应到账 COP 100,000.00，实际到账 COP 96,000.00（96.00%）；有 2 项待办：应收 COP 4,000.00，应付 COP 500.00；数据源齐全。',
    });
  });

  it('says so when there is nothing', () => {
    expect(tell({})).toEqual({
      en: 'No sale of 2026-07-01 is on file; nothing was due at the bank by then; no action is open; no source is missing.',
      es: 'No hay ventas del 2026-07-01 en los archivos; no había abonos por llegar al banco a esa fecha; no hay acciones abiertas; no falta ninguna fuente.',
      zh: '文件中没有 2026-07-01 的销售；截至当日没有应到账的款项；没有待办事项；数据源齐全。',
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

  it('puts currencies one after the other, without a rate, and never adds them up', () => {
    const fates = [exampleFate({ ...order, amount: pesos('10.00'), currency: 'USD' }), exampleFate({ ...order, amount: pesos('1000.00') })];
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
