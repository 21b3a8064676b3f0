import type { RowsData } from '../row-data.ts';
import { goTo } from './address.ts';
import { fitTables, keepTablesFitting } from './fit-tables.ts';
import { openList } from './list.ts';

/**
 * What runs inside report.html and index.html: languages, and the list of discrepancies. It loads nothing and stores
 * nothing.
 */

const page = document.getElementById('page');
const source = document.getElementById('rows');
const data = source === null ? null : (JSON.parse(source.textContent) as RowsData);
const list = data === null ? null : openList(data);

/** The parts of the page by language; those of a language that is not shown are kept aside. */
const bodies = new Map<string, Node[]>();

function start(): void {
  if (page === null) return;
  for (const template of document.querySelectorAll('template')) {
    bodies.set(template.dataset['language'] ?? '', [...template.content.childNodes]);
  }
  const bar = document.querySelector<HTMLElement>('.languages');
  bar?.removeAttribute('hidden');
  bar?.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.dataset['language'] !== undefined) chooseLanguage(button.dataset['language'], page);
  });
  showLanguage(wantedLanguage(), page);
  keepTablesFitting(page);
}

/** The language of the address, else the first of the reader's that the page speaks, else the page's own. */
function wantedLanguage(): string {
  const own = document.documentElement.lang;
  const spoken = [own, ...bodies.keys()];
  const chosen = new URLSearchParams(location.search).get('lang');
  if (chosen !== null && spoken.includes(chosen)) return chosen;
  const primary = (tag: string): string => tag.split('-')[0]?.toLowerCase() ?? '';
  for (const asked of navigator.languages) {
    const found = spoken.find((tag) => primary(tag) === primary(asked));
    if (found !== undefined) return found;
  }
  return own;
}

/** The reader's choice stands in the address, so that it goes with a link. */
function chooseLanguage(language: string, place: HTMLElement): void {
  const asked = new URLSearchParams(location.search);
  asked.set('lang', language);
  goTo(`?${asked.toString()}`, location.hash, false);
  showLanguage(language, place);
}

function showLanguage(language: string, place: HTMLElement): void {
  const body = bodies.get(language);
  if (body !== undefined) {
    bodies.set(document.documentElement.lang, [...place.childNodes]);
    bodies.delete(language);
    place.replaceChildren(...body);
    document.documentElement.lang = language;
  }
  settle(place);
}

/** What follows from the language that is shown now. */
function settle(place: HTMLElement): void {
  const { lang } = document.documentElement;
  for (const button of document.querySelectorAll<HTMLElement>('.languages button')) {
    button.setAttribute('aria-pressed', String(button.dataset['language'] === lang));
  }
  for (const link of place.querySelectorAll<HTMLAnchorElement>('a[data-page]'))
    link.href = addressOf(link.dataset['page'] ?? '', lang);
  const title = place.querySelector<HTMLElement>('[data-title]');
  if (title?.dataset['title'] !== undefined) document.title = title.dataset['title'];
  list?.attach(place, lang);
  fitTables(place);
}

/** Another page in the same language. A generation's folder lies two deeper than the folder of its date. */
function addressOf(link: string, language: string): string {
  const deeper = /\/generations\/\d+\/[^/]*$/.test(location.pathname) && link.startsWith('../') ? '../../' : '';
  return `${deeper}${link}?lang=${language}`;
}

start();
