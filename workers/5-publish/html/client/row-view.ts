import type { RowData, RowsData, RowTexts } from '../row-data.ts';
import { ROW } from './row-fields.ts';

/** One discrepancy as two rows of a table. Every text of a file becomes a text node: nothing of it can be markup. */

export interface ViewData {
  readonly data: RowsData;
  readonly texts: RowTexts;
  /** The place of the language in the lists of a row. */
  readonly language: number;
}

type Content = Node | string | null;

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly Content[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content.filter((part) => part !== null));
  return made;
}

const FOLD_LENGTH = 160;
const SUMMARY_LENGTH = 90;

/** A text of a file, isolated from the direction of what stands around it, folded where it is long. */
function isolated(text: string): HTMLElement {
  const characters = text.length > FOLD_LENGTH ? Array.from(text) : [];
  if (characters.length <= FOLD_LENGTH) return element('bdi', {}, text);
  const start = `${characters.slice(0, SUMMARY_LENGTH).join('')}…`;
  return element(
    'details',
    { class: 'long' },
    element('summary', {}, element('bdi', {}, start)),
    element('bdi', {}, text),
  );
}

/** `−1,234,567.89`, as `pageAmount` writes it. */
function amountText(amount: number, { thousands, decimal }: RowTexts): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${amount < 0 ? '\u2212' : ''}${whole}${decimal}${digits.slice(-2)}`;
}

const COLUMNS = [
  ['what', 'reference'],
  ['order', null],
  ['provider', null],
  ['bank', null],
  ['difference', 'difference'],
  ['atRisk', 'risk'],
] as const;

/** Caption and head; the column that the rows stand in the order of says so. */
export function tableHead(
  { texts }: ViewData,
  order: { readonly sort: string; readonly descending: boolean },
): HTMLElement[] {
  const cells = COLUMNS.map(([name, sort], index) => {
    const title = texts.list[name] ?? '';
    const attributes = { scope: 'col', role: 'columnheader', ...(index === 0 ? {} : { class: 'n' }) };
    if (sort === null) return element('th', attributes, title);
    const button = element('button', { type: 'button', 'data-sort': sort }, title);
    // A head that repeats on every printed page leaves its buttons out.
    const printed = element('span', { class: 'print-only' }, title);
    if (sort !== order.sort) return element('th', attributes, button, printed);
    button.append(element('span', { 'aria-hidden': 'true' }, order.descending ? ' ▼' : ' ▲'));
    return element(
      'th',
      { ...attributes, 'aria-sort': order.descending ? 'descending' : 'ascending' },
      button,
      printed,
    );
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
  const figure = (name: string, amount: number | null, note: Content = null): HTMLElement => {
    const label = element('span', { class: 'label', 'aria-hidden': 'true' }, texts.list[name] ?? '');
    if (amount === null) return element('td', { role: 'cell', class: 'n none' }, label, element('span', {}, '–'));
    return element('td', { role: 'cell', class: 'n' }, label, element('span', {}, amountText(amount, texts)), note);
  };
  const sub = (text: string): HTMLElement => element('span', { class: 'sub' }, text);
  const net = row[ROW.net];
  const netNote =
    net !== null && net !== row[ROW.gross] && row[ROW.gross] !== null
      ? sub(`${texts.list['net'] ?? ''} ${amountText(net, texts)}`)
      : null;
  const [orderIn, providerIn, bankIn] = row[ROW.currencies];
  const inCurrency = (code: string | undefined): Content => (code === undefined || code === '' ? null : sub(code));
  const direction = row[ROW.direction];
  const owed = direction === 0 ? null : sub((direction > 0 ? texts.list['owedToUs'] : texts.list['owedByUs']) ?? '');
  const currency = row[ROW.currency] === '' ? null : element('span', { class: 'currency' }, row[ROW.currency]);
  return element(
    'tbody',
    { role: 'rowgroup', class: `row severity-${severity}${closed ? ' closed' : ''}` },
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
    element('span', { class: 'kind' }, texts.kinds[row[ROW.kind]] ?? ''),
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

/** Evidence, dates and ids, folded: what somebody who works on the row asks next. */
function details(row: RowData, view: ViewData): HTMLElement {
  const { data, texts } = view;
  const [firstSeen, paid, settled, due, arrived] = row[ROW.dates];
  const about = row[ROW.reference] || row[ROW.payout] || row[ROW.transaction];
  const facts: (readonly [name: string, value: string])[] = [
    ['paid', paid],
    ['settled', settled],
    ['due', due],
    ['arrived', arrived],
    ['late', row[ROW.late] === null ? '' : String(row[ROW.late])],
    ['firstSeen', firstSeen],
    ['age', String(row[ROW.age])],
    ['payout', row[ROW.payout]],
    ['transaction', row[ROW.transaction]],
    ['method', row[ROW.method]],
    ['under', row[ROW.parent]],
    ['id', row[ROW.id]],
  ];
  const items = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) =>
      element('div', {}, element('dt', {}, texts.list[name] ?? ''), element('dd', {}, isolated(value))),
    );
  const evidence = row[ROW.evidence].map(([file, line, name]) =>
    element(
      'li',
      {},
      element('code', {}, `${file}:${String(line)}`),
      ' ',
      name < 0 ? null : isolated(data.files[name] ?? ''),
    ),
  );
  if (row[ROW.evidenceLeft] > 0) {
    evidence.push(
      element('li', {}, (texts.list['moreEvidence'] ?? '').replace('{count}', String(row[ROW.evidenceLeft]))),
    );
  }
  return element(
    'details',
    { class: 'evidence' },
    element(
      'summary',
      {},
      texts.list['details'] ?? '',
      about === '' ? null : element('span', { class: 'hidden-text' }, `: ${about.slice(0, FOLD_LENGTH)}`),
    ),
    evidence.length === 0 ? null : element('ul', { 'aria-label': texts.list['evidence'] ?? '' }, ...evidence),
    element('dl', {}, ...items),
  );
}
