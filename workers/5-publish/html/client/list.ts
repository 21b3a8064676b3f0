import type { RowData, RowsData, RowTexts } from '../row-data.ts';
import { FILTERS, goTo, NOTHING_CHOSEN, readAddress, writeAddress } from './address.ts';
import type { FilterName, SortName, Wanted } from './address.ts';
import { rowView, tableHead } from './row-view.ts';
import { ROW } from './row-fields.ts';
import type { ViewData } from './view.ts';

/** Rows drawn at once; more come on request, so that a phone is not asked to lay out thousands. */
const STEP = 100;

export interface List {
  /** Takes over the list of the page in this language, as it was left in another. */
  attach(page: HTMLElement, language: string): void;
}

const valueOf = (row: RowData, { names }: RowsData): Readonly<Record<FilterName, string>> => ({
  kind: names.kinds[row[ROW.kind]] ?? '',
  provider: row[ROW.provider],
  store: row[ROW.store],
  owner: names.owners[row[ROW.owner]] ?? '',
  band: String(row[ROW.age]),
  movement: names.movements[row[ROW.movement]] ?? '',
  severity: names.severities[row[ROW.severity]] ?? '',
  state: names.states[row[ROW.state]] ?? '',
  class: names.classes[row[ROW.isNotice]] ?? '',
});

/** Open actions alone, as the ages of the first screen count them. */
function isInBand(row: RowData, band: string): boolean {
  const [from = '', to = ''] = band.split('-');
  const age = row[ROW.age];
  const isWork = row[ROW.isNotice] === 0 && row[ROW.state] < 2 && row[ROW.parent] === '';
  return isWork && age >= Number(from) && (to === '' || age <= Number(to));
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Empty texts last. */
const filled = (a: string, b: string): number => Number(a === '') - Number(b === '') || text(a, b);

/** Each as one reads it; rows that are equal stay in the order of their money. */
const ORDERS: Readonly<Record<SortName, (a: RowData, b: RowData) => number>> = {
  risk: () => 0,
  age: (a, b) => b[ROW.age] - a[ROW.age],
  difference: (a, b) => Math.abs(b[ROW.difference] ?? 0) - Math.abs(a[ROW.difference] ?? 0),
  list: (a, b) =>
    a[ROW.isNotice] - b[ROW.isNotice] ||
    a[ROW.severity] - b[ROW.severity] ||
    a[ROW.kind] - b[ROW.kind] ||
    text(a[ROW.reference], b[ROW.reference]),
  due: (a, b) => filled(a[ROW.dates][3], b[ROW.dates][3]),
  reference: (a, b) => filled(a[ROW.reference] || a[ROW.payout], b[ROW.reference] || b[ROW.payout]),
  store: (a, b) => filled(a[ROW.store], b[ROW.store]),
};

/** The list of discrepancies: search, filters, order, and the row that the address names. */
export function openList(data: RowsData): List {
  const haystacks = new Map<string, string[]>();
  let shown: Attached | null = null;
  window.addEventListener('popstate', () => shown?.follow());
  window.addEventListener('hashchange', () => shown?.follow());
  return {
    attach(page, language) {
      const texts = data.texts.find((one) => one.tag === language);
      const place = page.querySelector<HTMLElement>('.rows');
      const controls = page.querySelector<HTMLFormElement>('.controls');
      if (texts === undefined || place === null || controls === null) return;
      const view: ViewData = { data, texts, language: data.texts.indexOf(texts) };
      const words = haystacks.get(language) ?? data.rows.map((row) => haystack(row, view));
      haystacks.set(language, words);
      shown = new Attached(view, words, page, place, controls, shown?.left ?? STEP);
      shown.start();
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
  readonly #words: readonly string[];
  readonly #page: HTMLElement;
  readonly #place: HTMLElement;
  readonly #controls: HTMLFormElement;
  #wanted: Wanted = NOTHING_CHOSEN;
  #shown: number;

  constructor(
    view: ViewData,
    words: readonly string[],
    page: HTMLElement,
    place: HTMLElement,
    controls: HTMLFormElement,
    shown: number,
  ) {
    this.#view = view;
    this.#words = words;
    this.#page = page;
    this.#place = place;
    this.#controls = controls;
    this.#shown = shown;
  }

  /** How many rows it showed at most. */
  get left(): number {
    return this.#shown;
  }

  start(): void {
    const controls = this.#controls;
    // The handlers are properties, not added: a language that is shown again replaces its own.
    controls.hidden = false;
    controls.onsubmit = (event): void => event.preventDefault();
    controls.oninput = (event): void => this.#read(event.target instanceof HTMLSelectElement);
    controls.onreset = (event): void => {
      event.preventDefault();
      this.#choose(NOTHING_CHOSEN, true);
    };
    this.#page.onclick = (event): void => this.#click(event);
    const more = this.#page.querySelector<HTMLButtonElement>('.more');
    if (more !== null) {
      more.onclick = (): void => {
        const first = this.#shown;
        this.#shown += STEP;
        this.#draw();
        this.#place.querySelectorAll<HTMLElement>('tbody')[first]?.querySelector<HTMLElement>('summary')?.focus();
      };
    }
    this.follow();
  }

  /** Shows what the address asks for. */
  follow(): void {
    this.#wanted = readAddress(location.search);
    this.#write();
    this.#draw();
    this.#openRow(location.hash.slice(1));
  }

  #choose(wanted: Wanted, isStep: boolean): void {
    this.#wanted = wanted;
    this.#shown = STEP;
    goTo(writeAddress(wanted, location.search), '', isStep);
    this.#write();
    this.#draw();
  }

  #select(name: string): HTMLSelectElement | null {
    return this.#controls.querySelector<HTMLSelectElement>(`select[name="${name}"]`);
  }

  #search(): HTMLInputElement | null {
    return this.#controls.querySelector<HTMLInputElement>('input');
  }

  /** From the controls into the address; every choice is a step to go back by, a letter of a search is none. */
  #read(isStep: boolean): void {
    const filters = new Map<FilterName, string>();
    for (const name of FILTERS) {
      const value = this.#select(name)?.value ?? '*';
      if (value !== '*') filters.set(name, value);
    }
    const sort = (this.#select('sort')?.value ?? 'risk') as SortName;
    const reversed = sort === this.#wanted.sort && this.#wanted.reversed;
    this.#choose({ search: this.#search()?.value ?? '', filters, sort, reversed }, isStep);
  }

  /** From what is wanted into the controls of this language. */
  #write(): void {
    const { search, filters, sort } = this.#wanted;
    const input = this.#search();
    if (input !== null && input.value !== search) input.value = search;
    for (const name of FILTERS) {
      const select = this.#select(name);
      if (select !== null) select.value = filters.get(name) ?? '*';
    }
    const order = this.#select('sort');
    if (order !== null) order.value = sort;
  }

  /** A link of another part that leads here with a filter, or the head of a column. */
  #click(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest<HTMLAnchorElement>('a[data-list]');
    if (link !== null) {
      event.preventDefault();
      this.#choose(readAddress(new URL(link.href).search), true);
      const title = this.#page.querySelector<HTMLElement>('#list-title');
      title?.scrollIntoView();
      this.#controls.querySelector<HTMLElement>('input')?.focus({ preventScroll: true });
      return;
    }
    const row = event.target.closest<HTMLElement>('a[data-row]');
    // The address stays as it was where the row is asked for again: no event comes of that.
    if (row !== null && location.hash === `#${row.dataset['row'] ?? ''}`) this.#openRow(row.dataset['row'] ?? '');
    const head = event.target.closest<HTMLElement>('[data-sort]');
    if (head === null) return;
    const sort = head.dataset['sort'] as SortName;
    this.#choose({ ...this.#wanted, sort, reversed: sort === this.#wanted.sort && !this.#wanted.reversed }, true);
    this.#place.querySelector<HTMLElement>(`[data-sort="${sort}"]`)?.focus();
  }

  /** Opens the row that an anchor names, wherever it stands; what filters would hide it is taken back. */
  #openRow(id: string): void {
    if (!/^dsc_/.test(id)) return;
    const isHere = this.#view.data.rows.some((row) => row[ROW.id] === id);
    if (!isHere) {
      this.#say(this.#view.texts.list['notHere'] ?? '');
      return;
    }
    let place = this.#matching().findIndex((row) => row[ROW.id] === id);
    if (place < 0) {
      this.#wanted = { ...NOTHING_CHOSEN, sort: this.#wanted.sort, reversed: this.#wanted.reversed };
      goTo(writeAddress(this.#wanted, location.search), `#${id}`, false);
      this.#write();
      place = this.#matching().findIndex((row) => row[ROW.id] === id);
    }
    this.#shown = Math.max(this.#shown, Math.ceil((place + 1) / STEP) * STEP);
    this.#draw();
    const row = document.getElementById(id);
    row?.classList.add('asked-for');
    row?.querySelector('details.evidence')?.setAttribute('open', '');
    row?.scrollIntoView();
    row?.querySelector<HTMLElement>('a[data-row]')?.focus({ preventScroll: true });
  }

  #matching(): RowData[] {
    const { search, filters, sort, reversed } = this.#wanted;
    const { data } = this.#view;
    const needles = search
      .toLowerCase()
      .split(/\s+/)
      .filter((needle) => needle !== '');
    const rows = data.rows.filter((row, index) => {
      const values = filters.size === 0 ? null : valueOf(row, data);
      for (const [name, value] of filters)
        if (name === 'band' ? !isInBand(row, value) : values?.[name] !== value) return false;
      return needles.every((needle) => this.#words[index]?.includes(needle));
    });
    // A stable sort: equal rows stay in the order of their money.
    if (sort !== 'risk') rows.sort(ORDERS[sort]);
    return reversed ? rows.reverse() : rows;
  }

  #draw(): void {
    const { data, texts } = this.#view;
    const matching = this.#matching();
    const shown = matching.slice(0, this.#shown);
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
    this.#say(
      matching.length === 0
        ? (texts.list['noMatch'] ?? '')
        : fill(texts, 'shown', { shown: shown.length, matching: matching.length, all: data.rows.length }),
    );
  }

  #say(said: string): void {
    const status = this.#page.querySelector('.status');
    if (status !== null && status.textContent !== said) status.textContent = said;
  }
}

/** A text with numbers put in. */
function fill(texts: RowTexts, name: string, numbers: Readonly<Record<string, number>>): string {
  return (texts.list[name] ?? '').replaceAll(/\{(\w+)\}/g, (_, key: string) => count(numbers[key] ?? 0, texts));
}

function count(number: number, texts: RowTexts): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, texts.thousands);
}
