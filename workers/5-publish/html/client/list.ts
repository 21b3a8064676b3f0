import type { RowData, RowsData, RowTexts } from '../row-data.ts';
import { rowView, tableHead, type ViewData } from './row-view.ts';
import { ROW } from './row-fields.ts';

/** Rows drawn at once; more come on request, so that a phone is not asked to lay out thousands. */
const STEP = 100;

type SortName = 'list' | 'risk' | 'difference' | 'reference' | 'store' | 'due' | 'age';
const DESCENDING: ReadonlySet<SortName> = new Set(['risk', 'difference', 'age']);

interface Wanted {
  search: string;
  readonly filters: Map<string, string>;
  sort: SortName;
  descending: boolean;
  shown: number;
}

export interface List {
  /** Takes over the list of the page in this language, as it was left in another. */
  attach(page: HTMLElement, language: string): void;
}

const FILTERS: Readonly<Record<string, (row: RowData) => string>> = {
  kind: (row) => String(row[ROW.kind]),
  owner: (row) => String(row[ROW.owner]),
  store: (row) => row[ROW.store],
  severity: (row) => String(row[ROW.severity]),
  state: (row) => String(row[ROW.state]),
  class: (row) => String(row[ROW.isNotice]),
};

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Empty texts last. */
const filled = (a: string, b: string): number => Number(a === '') - Number(b === '') || text(a, b);

const SORTS: Readonly<Record<SortName, (a: RowData, b: RowData) => number>> = {
  list: () => 0,
  risk: (a, b) => a[ROW.atRisk] - b[ROW.atRisk],
  difference: (a, b) => Math.abs(a[ROW.difference] ?? 0) - Math.abs(b[ROW.difference] ?? 0),
  reference: (a, b) => filled(a[ROW.reference] || a[ROW.payout], b[ROW.reference] || b[ROW.payout]),
  store: (a, b) => filled(a[ROW.store], b[ROW.store]),
  due: (a, b) => filled(a[ROW.dates][3], b[ROW.dates][3]),
  age: (a, b) => a[ROW.age] - b[ROW.age],
};

/** The list of discrepancies: search, filters, order. */
export function openList(data: RowsData): List {
  const wanted: Wanted = { search: '', filters: new Map(), sort: 'list', descending: false, shown: STEP };
  const haystacks = new Map<string, string[]>();

  return {
    attach(page, language) {
      const texts = data.texts.find((one) => one.tag === language);
      const place = page.querySelector<HTMLElement>('.rows');
      const controls = page.querySelector<HTMLFormElement>('.controls');
      if (texts === undefined || place === null || controls === null) return;
      const view: ViewData = { data, texts, language: data.texts.indexOf(texts) };
      const words = haystacks.get(language) ?? data.rows.map((row) => haystack(row, view));
      haystacks.set(language, words);
      new Attached(view, wanted, words, page, place, controls).start();
    },
  };
}

/** What a search looks through, in small letters. */
function haystack(row: RowData, { data, texts, language }: ViewData): string {
  const parts = [
    row[ROW.id],
    row[ROW.reference],
    row[ROW.payout],
    row[ROW.transaction],
    row[ROW.provider],
    row[ROW.store],
    data.stores[row[ROW.store]] ?? '',
    row[ROW.note],
    texts.kinds[row[ROW.kind]] ?? '',
    row[ROW.reasons][language] ?? '',
  ];
  return parts.join('\n').toLowerCase();
}

class Attached {
  readonly #view: ViewData;
  readonly #wanted: Wanted;
  readonly #words: readonly string[];
  readonly #page: HTMLElement;
  readonly #place: HTMLElement;
  readonly #controls: HTMLFormElement;

  constructor(
    view: ViewData,
    wanted: Wanted,
    words: readonly string[],
    page: HTMLElement,
    place: HTMLElement,
    controls: HTMLFormElement,
  ) {
    this.#view = view;
    this.#wanted = wanted;
    this.#words = words;
    this.#page = page;
    this.#place = place;
    this.#controls = controls;
  }

  start(): void {
    const controls = this.#controls;
    // The handlers are properties, not added: a language that is shown again replaces its own.
    controls.hidden = false;
    controls.onsubmit = (event): void => event.preventDefault();
    controls.oninput = (): void => this.#read();
    controls.onreset = (): void => {
      setTimeout(() => this.#read());
    };
    this.#page.onclick = (event): void => this.#follow(event);
    const more = this.#page.querySelector<HTMLButtonElement>('.more');
    if (more !== null) {
      more.onclick = (): void => {
        const first = this.#wanted.shown;
        this.#wanted.shown += STEP;
        this.#draw();
        this.#place.querySelectorAll<HTMLElement>('tbody')[first]?.querySelector<HTMLElement>('summary')?.focus();
      };
    }
    this.#write();
    this.#draw();
  }

  #select(name: string): HTMLSelectElement | null {
    return this.#controls.querySelector<HTMLSelectElement>(`select[name="${name}"]`);
  }

  /** From the controls into what is wanted. */
  #read(): void {
    const wanted = this.#wanted;
    wanted.search = this.#controls.querySelector<HTMLInputElement>('input')?.value ?? '';
    for (const name of Object.keys(FILTERS)) wanted.filters.set(name, this.#select(name)?.value ?? '*');
    const sort = (this.#select('sort')?.value ?? 'list') as SortName;
    if (sort !== wanted.sort) this.#sortBy(sort, DESCENDING.has(sort));
    wanted.shown = STEP;
    this.#draw();
  }

  /** From what is wanted into the controls of this language. */
  #write(): void {
    const search = this.#controls.querySelector<HTMLInputElement>('input');
    if (search !== null) search.value = this.#wanted.search;
    for (const [name, value] of [...this.#wanted.filters, ['sort', this.#wanted.sort] as const]) {
      const select = this.#select(name);
      if (select !== null) select.value = value;
    }
  }

  #sortBy(sort: SortName, descending: boolean): void {
    this.#wanted.sort = sort;
    this.#wanted.descending = descending;
  }

  /** A link of another table that leads here with a filter, or the head of a column. */
  #follow(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest<HTMLElement>('[data-filter]');
    if (link !== null) {
      this.#controls.reset();
      this.#wanted.filters.clear();
      const select = this.#select(link.dataset['filter'] ?? '');
      if (select !== null) select.value = link.dataset['value'] ?? '*';
      this.#read();
    }
    const head = event.target.closest<HTMLElement>('[data-sort]');
    if (head === null) return;
    const sort = head.dataset['sort'] as SortName;
    this.#sortBy(sort, sort === this.#wanted.sort ? !this.#wanted.descending : DESCENDING.has(sort));
    this.#write();
    this.#draw();
    this.#place.querySelector<HTMLElement>(`[data-sort="${sort}"]`)?.focus();
  }

  #matching(): RowData[] {
    const { search, filters, sort, descending } = this.#wanted;
    const needles = search
      .toLowerCase()
      .split(/\s+/)
      .filter((needle) => needle !== '');
    const rows = this.#view.data.rows.filter((row, index) => {
      for (const [name, value] of filters) if (value !== '*' && FILTERS[name]?.(row) !== value) return false;
      return needles.every((needle) => this.#words[index]?.includes(needle));
    });
    if (sort === 'list') return descending ? rows.reverse() : rows;
    const compare = SORTS[sort];
    // A stable sort: equal rows stay in the order of the list.
    return rows.sort(descending ? (a, b) => compare(b, a) : compare);
  }

  #draw(): void {
    const { data, texts } = this.#view;
    const matching = this.#matching();
    const shown = matching.slice(0, this.#wanted.shown);
    const table = document.createElement('table');
    table.setAttribute('role', 'table');
    table.className = 'discrepancies';
    table.append(...tableHead(this.#view, this.#wanted), ...shown.map((row) => rowView(row, this.#view)));
    this.#place.replaceChildren(...(shown.length === 0 ? [] : [table]));
    const left = matching.length - shown.length;
    const more = this.#page.querySelector<HTMLButtonElement>('.more');
    if (more !== null) {
      more.hidden = left === 0;
      more.textContent = fill(texts, 'more', { count: Math.min(left, STEP) });
    }
    const status = this.#page.querySelector('.status');
    if (status !== null) {
      const isolated =
        matching.length === 0
          ? (texts.list['noMatch'] ?? '')
          : fill(texts, 'shown', { shown: shown.length, matching: matching.length, all: data.rows.length });
      if (status.textContent !== isolated) status.textContent = isolated;
    }
  }
}

/** A text with numbers put in. */
function fill(texts: RowTexts, name: string, numbers: Readonly<Record<string, number>>): string {
  return (texts.list[name] ?? '').replaceAll(/\{(\w+)\}/g, (_, key: string) => count(numbers[key] ?? 0, texts));
}

function count(number: number, texts: RowTexts): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, texts.thousands);
}
