import { describe, expect, it } from 'vitest';
import { minor, ZERO } from '../../../schemas/values/money.ts';
import { html, type Html } from './markup.ts';
import { Cells, columnsOf, offPaper, tableOfFilled } from './table.ts';

const cells = new Cells('en');

/** The heads of the table, and what stands under it. */
function told(
  rows: readonly (readonly Html[])[],
  totals: readonly (readonly Html[])[] = [],
): readonly [string[], string] {
  const columns = columnsOf('en', 'store', '#refunds', '#taxes', 'due');
  const { markup } = tableOfFilled('en', { id: 'x', caption: 'x', columns, rows, totals });
  const heads = [...markup.matchAll(/<th scope="col"[^>]*>([^<]*)/g)].map(([, head = '']) => head);
  return [heads, /<p class="note left-out">([^<]*)/.exec(markup)?.[1] ?? ''];
}

describe('a table without its empty columns', () => {
  it('leaves out what is zero or nothing in every row, and says which columns', () => {
    const row = [html`A`, cells.amount(ZERO), cells.count(0), cells.date(null)];
    expect(told([row, row])).toEqual([['Store'], 'Zero or empty in every row: Refunds, Taxes and Due on.']);
  });

  it('keeps a column for one centavo in one row, or in a total alone', () => {
    const none = [html`A`, cells.amount(ZERO), cells.amount(ZERO), cells.text('')];
    const one = [html`A`, cells.amount(minor(1)), cells.amount(ZERO), cells.text('')];
    expect(told([none, one, none])[0]).toEqual(['Store', 'Refunds']);
    expect(told([none], [one])[0]).toEqual(['Store', 'Refunds']);
  });

  it('keeps amounts that only look like nothing: a sum of several that come to zero is one, a negative one is one', () => {
    const row = [html`A`, cells.sums([['COP', ZERO]]), cells.amount(minor(-1)), cells.text('0')];
    expect(told([row])).toEqual([['Store', 'Refunds', 'Taxes', 'Due on'], '']);
  });

  it('keeps its first column and every cell under its own head', () => {
    const { markup } = tableOfFilled('es', {
      id: 'x',
      caption: 'x',
      columns: offPaper('es', columnsOf('es', 'store', '#refunds', '#taxes'), 'taxes'),
      rows: [[cells.text(null), cells.amount(ZERO), cells.amount(minor(5))]],
    });
    expect(markup).toContain('<td class="n off-paper">0.05</td>');
    expect(markup).toContain('<th scope="row"><span class="none">–</span></th>');
    expect(markup).not.toContain('0.00');
  });

  it('has all its columns where it has no row', () => {
    expect(told([])[0]).toHaveLength(4);
  });
});
