import type { Language } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import type { SectionName } from '../../wording/page-wording.ts';
import { html, NOTHING, type Html } from './markup.ts';

/** A section with its heading; where it has nothing to show it says so. */
export function section(language: Language, name: SectionName, content: Html | null): Html {
  const { title, note, empty } = PAGE_TEXTS[language].sections[name];
  return html`<section aria-labelledby="${name}-title" class="section-${name}">
    <h2 id="${name}-title">${title}</h2>
    ${content === null || note === '' ? NOTHING : html`<p class="note">${note}</p>`}
    ${content ?? html`<p class="empty">${empty}</p>`}
  </section> `;
}
