import type { Minor } from '../../../schemas/values/money.ts';
import type { Language } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import type { ColumnName } from '../../wording/page-wording.ts';
import { html, NOTHING, isolated, type Html } from './markup.ts';
import { pageAmount, pageCount, pageMoney } from './numbers.ts';

export interface TableColumn {
  readonly title: string;
  /** Right-aligned with tabular figures. */
  readonly isNumber?: boolean;
}

export interface TableContent {
  readonly id: string;
  readonly caption: string;
  /** The first column heads its row. */
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Html[])[];
  readonly totals?: readonly (readonly Html[])[];
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
  return column?.isNumber === true ? html` class="n"` : NOTHING;
}

/** Cells of one language. */
export class Cells {
  readonly language: Language;

  constructor(language: Language) {
    this.language = language;
  }

  text(value: string | null): Html {
    return value === null || value === '' ? html`<span class="none">–</span>` : isolated(value);
  }

  /** A date is never broken between its digits. */
  date(value: string | null): Html {
    return value === null ? this.text(null) : html`<span class="date">${value}</span>`;
  }

  count(value: number | null): Html {
    if (value === null) return this.text(null);
    return value === 0 ? html`<span class="zero">0</span>` : html`${pageCount(this.language, value)}`;
  }

  amount(value: Minor | null): Html {
    if (value === null) return this.text(null);
    return value === 0
      ? html`<span class="zero">${pageAmount(this.language, value)}</span>`
      : html`${pageAmount(this.language, value)}`;
  }

  /** Sums of several currencies, one under the other. */
  sums(values: readonly (readonly [currency: string, sum: Minor])[]): Html {
    if (values.length === 0) return this.text(null);
    return html`${values.map(([currency, sum]) => html`<span class="sum">${pageMoney(this.language, currency, sum)}</span>`)}`;
  }
}
