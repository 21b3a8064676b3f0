import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { exampleDiscrepancy } from '../testing.ts';
import { renderReport } from './page.ts';
import { sampleInput, sampleOutcome } from './sample-report.ts';

/** The page as text, its tags and runs of white space taken out. */
function pageOf(
  change: Partial<ReturnType<typeof sampleOutcome>>,
  discrepancies = sampleOutcome().discrepancies,
): string {
  const page = renderReport(sampleInput({ outcome: { ...sampleOutcome(discrepancies), ...change } })).toString('utf8');
  return page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('what takes no part in a rate', () => {
  it('is told by leg and reason, in every language, and not at all where there is nothing', () => {
    const conservation = sampleOutcome().conservation.map((leg) =>
      leg.leg === 'order' ? { ...leg, outOfScope: { unpaid: { lines: 2, amount: minor(8_900_000) } } } : leg,
    );
    const page = pageOf({ conservation });
    expect(page).toContain('Out of scope (Orders): orders that nobody paid (2 lines');
    expect(page).toContain('pedidos que nadie pagó (2 líneas');
    expect(page).toContain('无人付款的订单（2 条');
    expect(pageOf({})).not.toContain('orders that nobody paid');
  });

  it('shows beside the headline what no feed tells of several tenders, and sums it by store', () => {
    const split = (store: string, key: string, rest: number): ReturnType<typeof exampleDiscrepancy> =>
      exampleDiscrepancy('split_tender', {
        key: [key],
        state: 'noted',
        event: 'noted',
        store,
        facts: { restMinor: minor(rest) },
      });
    const page = pageOf({}, [split('CAL01', 'A', 100_000), split('CAL01', 'B', 50_000), split('CAL02', 'C', 990_000)]);
    expect(page).toContain(
      'No file shows how COP 11,400.00 of orders with several tenders was paid: CAL02 COP 9,900.00 and CAL01 COP 1,500.00.',
    );
    expect(page).toContain('Ningún archivo muestra cómo se pagaron COP 11.400,00');
    expect(page).toContain('如何支付没有任何文件显示');
    expect(pageOf({})).not.toContain('of orders with several tenders was paid');
  });
});
