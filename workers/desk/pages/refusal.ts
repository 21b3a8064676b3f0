import type { Language } from '../../../schemas/values/language.ts';
import { html } from '../../5-publish/html/markup.ts';
import { DESK_TEXTS } from '../../wording/desk-texts.ts';
import type { Refusal } from '../../wording/desk-wording.ts';
import { shell } from '../shell.ts';

/** The page that says why something was not done, and what to do. */
export function refusalPage(asked: {
  readonly language: Language;
  readonly tenant: string;
  readonly refusal: Refusal;
}): string {
  const { language, tenant, refusal } = asked;
  const texts = DESK_TEXTS[language];
  const { title, say } = texts.refusals[refusal];
  const content = html`<section class="narrow" role="alert">
    <h1>${title}</h1>
    <p>${say}</p>
    <p><a href="/">${texts.goToday}</a></p>
  </section>`;
  // A page without forms: a token for them would need a cookie.
  return shell({ language, tenant, title, current: 'other', signed: null, csrf: '', content });
}
