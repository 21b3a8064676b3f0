import type { RowData } from '../row-data.ts';
import type { SortName, Wanted } from './address.ts';
import { amountText, element, isolated, shortAmountText, type Content } from './dom.ts';
import { details } from './row-details.ts';
import { ROW } from './row-fields.ts';
import type { ViewData } from './view.ts';

/** One discrepancy as two rows of a table. Every text of a file becomes a text node: nothing of it can be markup. */

const COLUMNS = [
  ['what', 'reference'],
  ['order', null],
  ['provider', null],
  ['bank', null],
  ['difference', 'difference'],
  ['atRisk', 'risk'],
] as const;

/** Orders that one reads from the largest on. */
const DESCENDING: ReadonlySet<SortName> = new Set(['risk', 'difference', 'age']);

/** Caption and head; the column that the rows stand in the order of says so. */
export function tableHead({ texts }: ViewData, order: Pick<Wanted, 'sort' | 'reversed'>): HTMLElement[] {
  const descending = DESCENDING.has(order.sort) !== order.reversed;
  const cells = COLUMNS.map(([name, sort], index) => {
    const title = texts.list[name] ?? '';
    const attributes = { scope: 'col', role: 'columnheader', ...(index === 0 ? {} : { class: 'n' }) };
    if (sort === null) return element('th', attributes, title);
    const button = element('button', { type: 'button', 'data-sort': sort }, title);
    // A head that repeats on every printed page leaves its buttons out.
    const printed = element('span', { class: 'print-only' }, title);
    if (sort !== order.sort) return element('th', attributes, button, printed);
    button.append(element('span', { 'aria-hidden': 'true' }, descending ? ' ▼' : ' ▲'));
    return element('th', { ...attributes, 'aria-sort': descending ? 'descending' : 'ascending' }, button, printed);
  });
  return [
    element('caption', { class: 'hidden-text' }, texts.list['caption'] ?? ''),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...cells)),
  ];
}

export function rowView(row: RowData, view: ViewData): HTMLElement {
  const { texts } = view;
  const severity = ['high', 'medium', 'low'][row[ROW.severity]] ?? 'low';
  const closed = row[ROW.state] >= 2 && row[ROW.state] <= 4;
  const isWhole = row[ROW.currencies].length === 0 && view.data.whole.includes(row[ROW.currency]);
  const shortened = (amount: number): string => (isWhole ? shortAmountText(amount, texts) : amountText(amount, texts));
  const figure = (name: string, amount: number | null, note: Content = null): HTMLElement => {
    const label = element('span', { class: 'label', 'aria-hidden': 'true' }, texts.list[name] ?? '');
    if (amount === null) return element('td', { role: 'cell', class: 'n none' }, label, element('span', {}, '–'));
    return element('td', { role: 'cell', class: 'n' }, label, element('span', {}, shortened(amount)), note);
  };
  const sub = (text: string): HTMLElement => element('span', { class: 'sub' }, text);
  const net = row[ROW.net];
  const netNote =
    net !== null && net !== row[ROW.gross] && row[ROW.gross] !== null
      ? sub(`${texts.list['net'] ?? ''} ${shortened(net)}`)
      : null;
  const [orderIn, providerIn, bankIn] = row[ROW.currencies];
  const inCurrency = (code: string | undefined): Content => (code === undefined || code === '' ? null : sub(code));
  const direction = row[ROW.direction];
  const owed = direction === 0 ? null : sub((direction > 0 ? texts.list['owedToUs'] : texts.list['owedByUs']) ?? '');
  const currency = row[ROW.currency] === '' ? null : element('span', { class: 'currency' }, row[ROW.currency]);
  return element(
    'tbody',
    { role: 'rowgroup', id: row[ROW.id], class: `row severity-${severity}${closed ? ' closed' : ''}` },
    element(
      'tr',
      { role: 'row', class: 'figures-row' },
      whatCell(row, view, severity),
      figure('order', row[ROW.order], inCurrency(orderIn)),
      figure('provider', row[ROW.gross] ?? net, inCurrency(providerIn) ?? netNote),
      figure('bank', row[ROW.bank], inCurrency(bankIn)),
      figure('difference', row[ROW.difference]),
      figure('atRisk', row[ROW.atRisk], element('span', {}, currency, owed)),
    ),
    element('tr', { role: 'row', class: 'words-row' }, wordsCell(row, view)),
  );
}

const MARKS: Readonly<Record<string, string>> = { high: '▲', medium: '◆', low: '▽' };

function whatCell(row: RowData, { data, texts }: ViewData, severity: string): HTMLElement {
  const about = row[ROW.reference] || row[ROW.payout] || row[ROW.transaction];
  const store = row[ROW.store];
  const where = [store, data.stores[store] ?? '', row[ROW.provider]].filter((part) => part !== '');
  const event = row[ROW.event];
  return element(
    'th',
    { scope: 'row', role: 'rowheader', class: 'what' },
    element(
      'span',
      { class: `badge severity severity-${severity}` },
      element('span', { 'aria-hidden': 'true' }, `${MARKS[severity] ?? ''} `),
      texts.severities[row[ROW.severity]] ?? '',
    ),
    ' ',
    element('a', { class: 'kind', href: `#${row[ROW.id]}`, 'data-row': row[ROW.id] }, texts.kinds[row[ROW.kind]] ?? ''),
    ' ',
    row[ROW.isNotice] === 1
      ? element('span', { class: 'badge' }, texts.classes[1] ?? '')
      : element('span', { class: 'badge' }, texts.states[row[ROW.state]] ?? ''),
    event < 0 ? null : element('span', { class: 'badge event' }, texts.events[event] ?? ''),
    about === '' ? null : element('div', { class: 'about' }, isolated(about)),
    where.length === 0
      ? null
      : element(
          'div',
          { class: 'where' },
          ...where.flatMap((part, index) => [index === 0 ? '' : ' · ', isolated(part)]),
        ),
  );
}

function wordsCell(row: RowData, view: ViewData): HTMLElement {
  const { data, texts, language } = view;
  const action = data.actions[row[ROW.actions][language] ?? -1] ?? '';
  const note = row[ROW.note];
  return element(
    'td',
    { role: 'cell', colspan: String(COLUMNS.length) },
    element('p', { class: 'reason' }, element('bdi', {}, row[ROW.reasons][language] ?? '')),
    element(
      'p',
      { class: 'next' },
      element('span', { class: 'arrow', 'aria-hidden': 'true' }, '→ '),
      element('bdi', {}, action),
    ),
    note === '' ? null : element('p', { class: 'person-note' }, `${texts.list['note'] ?? ''}: `, isolated(note)),
    details(row, view),
  );
}
