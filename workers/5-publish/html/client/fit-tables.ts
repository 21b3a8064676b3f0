/**
 * A table that its place has no room for becomes cards: a row a card, each cell under the title of its column. What
 * fits stays a table, where amounts can be compared down a column; nothing is ever cut at the edge of a screen.
 */

const ROLES: readonly (readonly [selector: string, role: string])[] = [
  ['thead, tbody, tfoot', 'rowgroup'],
  ['tr', 'row'],
  ['thead th', 'columnheader'],
  ['tbody th, tfoot th', 'rowheader'],
  ['td', 'cell'],
];

/** Fits every table that is to be seen, and does so again where the window or what is folded open changes. */
export function keepTablesFitting(page: HTMLElement): void {
  let width = 0;
  window.addEventListener('resize', () => {
    // A phone that rolls its address bar away has the width that it had.
    if (window.innerWidth !== width) fitTables(page);
    width = window.innerWidth;
  });
  page.addEventListener('toggle', (event) => event.target instanceof HTMLElement && fitTables(event.target), true);
}

/** All are measured before any is changed: each change moves what stands below it. */
export function fitTables(within: HTMLElement): void {
  const places = [...within.querySelectorAll<HTMLElement>('.scroll')];
  for (const place of places) place.classList.remove('cards');
  const narrow = places.filter((place) => place.scrollWidth > place.clientWidth);
  for (const place of narrow) {
    place.classList.add('cards');
    label(place);
  }
}

/** Once for each table: what its cells are called, and that it stays a table for who hears it. */
function label(place: HTMLElement): void {
  const table = place.querySelector('table');
  if (table === null || table.hasAttribute('role')) return;
  table.setAttribute('role', 'table');
  for (const [selector, role] of ROLES)
    for (const part of table.querySelectorAll(selector)) part.setAttribute('role', role);
  const titles = [...table.querySelectorAll('thead th')].map((head) => head.textContent.trim());
  for (const cell of table.querySelectorAll('td')) {
    cell.dataset['title'] = titles[cell.cellIndex] ?? '';
    if (cell.textContent.trim() === '–') cell.classList.add('empty-cell');
  }
}
