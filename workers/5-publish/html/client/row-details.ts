import type { RowData, RowTexts } from '../row-data.ts';
import { amountText, element, FOLD_LENGTH, isolated, type Content } from './dom.ts';
import { evidenceOf } from './row-evidence.ts';
import { ROW } from './row-fields.ts';
import type { ViewData } from './view.ts';

/** The three sides beside each other to the centavo, the lines of the files, dates and ids: what one asks next. */
export function details(row: RowData, view: ViewData): HTMLElement {
  const { texts } = view;
  const about = row[ROW.reference] || row[ROW.payout] || row[ROW.transaction];
  return element(
    'details',
    { class: 'evidence' },
    element(
      'summary',
      {},
      texts.list['details'] ?? '',
      about === '' ? null : element('span', { class: 'hidden-text' }, `: ${about.slice(0, FOLD_LENGTH)}`),
    ),
    sides(row, view),
    facts(texts, [
      ['difference', moneyText(row, 3, row[ROW.difference], texts)],
      ['atRisk', moneyText(row, 3, row[ROW.atRisk], texts)],
      ['late', row[ROW.late] === null ? '' : String(row[ROW.late])],
      ['firstSeen', row[ROW.dates][0]],
      ['age', String(row[ROW.age])],
      ['under', row[ROW.parent]],
      ['id', row[ROW.id]],
    ]),
    evidenceOf(row, view),
  );
}

type Fact = readonly [name: string, value: string];

/** What was sold, what the provider says and what the bank received. */
function sides(row: RowData, { data, texts }: ViewData): HTMLElement {
  const [, paid, settled, due, arrived] = row[ROW.dates];
  const store = [row[ROW.store], data.stores[row[ROW.store]] ?? ''].filter((part) => part !== '').join(' ');
  const all: readonly (readonly [title: string, amount: string, facts: readonly Fact[]])[] = [
    [
      'order',
      moneyText(row, 0, row[ROW.order], texts),
      [
        ['reference', row[ROW.reference]],
        ['store', store],
        ['method', row[ROW.method]],
        ['paid', paid],
      ],
    ],
    [
      'provider',
      moneyText(row, 1, row[ROW.gross], texts),
      [
        ['netOf', moneyText(row, 1, row[ROW.net], texts)],
        ['provider', row[ROW.provider]],
        ['transaction', row[ROW.transaction]],
        ['payout', row[ROW.payout]],
        ['settled', settled],
      ],
    ],
    [
      'bank',
      moneyText(row, 2, row[ROW.bank], texts),
      [
        ['due', due],
        ['arrived', arrived],
      ],
    ],
  ];
  return element(
    'div',
    { class: 'sides' },
    ...all.map(([title, amount, own]) =>
      element(
        'div',
        { class: 'side' },
        element('p', { class: 'side-title' }, texts.list[title] ?? ''),
        element('p', { class: amount === '' ? 'side-amount none' : 'side-amount' }, amount === '' ? '–' : amount),
        facts(texts, own),
      ),
    ),
  );
}

/** `COP −1,234.00`; the side says which currency it is in where the sides differ. */
function moneyText(row: RowData, side: number, amount: number | null, texts: RowTexts): string {
  if (amount === null) return '';
  const currency = row[ROW.currencies][side] ?? row[ROW.currency];
  return currency === '' ? amountText(amount, texts) : `${currency}\u00a0${amountText(amount, texts)}`;
}

function facts(texts: RowTexts, all: readonly Fact[]): Content {
  const items = all
    .filter(([, value]) => value !== '')
    .map(([name, value]) =>
      element('div', {}, element('dt', {}, texts.list[name] ?? ''), element('dd', {}, isolated(value))),
    );
  return items.length === 0 ? null : element('dl', {}, ...items);
}
