import { html, visible, type Html } from './markup.ts';

/** How a page leads to a row and to a filtered list. */
export interface Links {
  readonly row: (id: string) => string;
  /** `filter` is a name of the list's filters, `value` one of its values. */
  readonly list: (filter: string, value: string) => string;
}

/** Within the report: an anchor, and the address of the list. */
export const REPORT_LINKS: Links = {
  row: (id) => `#${id}`,
  list: (filter, value) => `?${filter}=${encodeURIComponent(visible(value))}#list-title`,
};

/** A link to the list with one filter; the page's script follows it in place. */
export function listLink(links: Links, filter: string, value: string, text: Html): Html {
  return html`<a href="${links.list(filter, value)}" data-list>${text}</a>`;
}
