import type { Minor } from '../../../schemas/values/money.ts';
import type { Language } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { formatList } from '../../wording/format.ts';
import type { ColumnName } from '../../wording/page-wording.ts';
import { blank, html, NOTHING, isolated, type Html } from './markup.ts';
import { pageAmount, pageCount, pageMoney } from './numbers.ts';

export interface TableColumn {
  readonly title: string;
  /** Right-aligned with tabular figures. */
  readonly isNumber?: boolean;
  /** Of its own in the style: paper has no room for it, or it takes more of the width. */
  readonly look?: 'off-paper' | 'wide' | 'kinds-column';
}

export interface TableContent {
  readonly id: string;
  readonly caption: string;
  /** The first column heads its row. */
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Html[])[];
  readonly totals?: readonly (readonly Html[])[];
}

/**
 * The same without the columns that say zero or nothing in every row, and in every total; under the table it says which
 * they are, for who looks for one must not take it for forgotten. The first column heads the rows and stays.
 */
export function tableOfFilled(language: Language, content: TableContent): Html {
  const { columns, rows, totals = [] } = content;
  const isFilled = (place: number): boolean => [...rows, ...totals].some((row) => row[place]?.isBlank !== true);
  const filled = new Set(columns.flatMap((_, place) => (place === 0 || isFilled(place) ? [place] : [])));
  const left = columns.filter((_, place) => !filled.has(place)).map(({ title }) => title);
  if (rows.length === 0 || left.length === 0) return table(content);
  const only = <Cell>(cells: readonly Cell[]): Cell[] => cells.filter((_, place) => filled.has(place));
  return html`${table({ ...content, columns: only(columns), rows: rows.map(only), totals: totals.map(only) })}
    <p class="note left-out">${PAGE_TEXTS[language].leftOut(formatList(language, left))}</p> `;
}

/** Columns by the name of their title; `#` before it: of numbers. */
export function columnsOf(language: Language, ...names: readonly (ColumnName | `#${ColumnName}`)[]): TableColumn[] {
  const { columns } = PAGE_TEXTS[language];
  return names.map((name) =>
    name.startsWith('#')
      ? { title: columns[name.slice(1) as ColumnName], isNumber: true }
      : { title: columns[name as ColumnName] },
  );
}

/** The same columns, of which paper has no room for some; the CSV has them all. */
export function offPaper(
  language: Language,
  columns: readonly TableColumn[],
  ...names: readonly ColumnName[]
): TableColumn[] {
  const titles = new Set(names.map((name) => PAGE_TEXTS[language].columns[name]));
  return columns.map((column) => (titles.has(column.title) ? { ...column, look: 'off-paper' } : column));
}

/**
 * A table that a screen reader can walk and a narrow screen can scroll: caption, scopes, a region that takes the focus.
 */
export function table({ id, caption, columns, rows, totals = [] }: TableContent): Html {
  return html`<div class="scroll" role="region" aria-labelledby="${id}-caption" tabindex="0">
    <table id="${id}">
      <caption id="${id}-caption">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" ${classOf(column)}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => tableRow(columns, row))}
      </tbody>
      ${
        totals.length === 0
          ? NOTHING
          : html`<tfoot>
              ${totals.map((row) => tableRow(columns, row))}
            </tfoot>`
      }
    </table>
  </div> `;
}

function tableRow(columns: readonly TableColumn[], cells: readonly Html[]): Html {
  return html`<tr>
    ${cells.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td${classOf(columns[index])}>${cell}</td>`))}
  </tr> `;
}

function classOf(column: TableColumn | undefined): Html {
  const names = [column?.isNumber === true ? 'n' : '', column?.look ?? ''].filter((name) => name !== '');
  return names.length === 0 ? NOTHING : html` class="${names.join(' ')}"`;
}

const NONE = blank(html`<span class="none">–</span>`);

/** Cells of one language. */
export class Cells {
  readonly language: Language;

  constructor(language: Language) {
    this.language = language;
  }

  text(value: string | null): Html {
    return value === null || value === '' ? NONE : isolated(value);
  }

  /** A date is never broken between its digits. */
  date(value: string | null): Html {
    return value === null ? this.text(null) : html`<span class="date">${value}</span>`;
  }

  count(value: number | null): Html {
    if (value === null) return this.text(null);
    return value === 0 ? blank(html`<span class="zero">0</span>`) : html`${pageCount(this.language, value)}`;
  }

  amount(value: Minor | null): Html {
    if (value === null) return this.text(null);
    return value === 0
      ? blank(html`<span class="zero">${pageAmount(this.language, value)}</span>`)
      : html`${pageAmount(this.language, value)}`;
  }

  /** Sums of several currencies, one under the other. */
  sums(values: readonly (readonly [currency: string, sum: Minor])[]): Html {
    if (values.length === 0) return this.text(null);
    return html`${values.map(([currency, sum]) => html`<span class="sum">${pageMoney(this.language, currency, sum)}</span>`)}`;
  }
}
