import type { FastifyReply } from 'fastify';
import { LANGUAGES, type Language } from '../../schemas/values/language.ts';
import { html, isolated, NOTHING, trusted, type Html } from '../5-publish/html/markup.ts';
import { DESK_TEXTS } from '../wording/desk-texts.ts';
import { PAGE_TEXTS } from '../wording/page-texts.ts';
import { ICON_PATH, SCRIPT_PATH, STYLE_PATH } from './served-assets.ts';
import type { Signed } from './who.ts';

/** What stands around every page. */

export type PageName = 'today' | 'queue' | 'dates' | 'payouts' | 'stores' | 'providers' | 'people' | 'other';

export interface Shell {
  readonly language: Language;
  readonly tenant: string;
  readonly title: string;
  readonly current: PageName;
  /** Null: nobody is signed in, and the page leads nowhere. */
  readonly signed: Signed | null;
  /** The token of the forms of this page. */
  readonly csrf: string;
  readonly content: Html;
}

const PAGES: readonly {
  readonly name: Exclude<PageName, 'other'>;
  readonly path: string;
  readonly isOfAll: boolean;
}[] = [
  { name: 'today', path: '/', isOfAll: false },
  { name: 'queue', path: '/queue', isOfAll: false },
  { name: 'dates', path: '/dates', isOfAll: true },
  { name: 'payouts', path: '/payouts', isOfAll: true },
  { name: 'stores', path: '/stores', isOfAll: false },
  { name: 'providers', path: '/providers', isOfAll: true },
  { name: 'people', path: '/people', isOfAll: true },
];

/** The whole document. */
export function shell({ language, tenant, title, current, signed, csrf, content }: Shell): string {
  const page = PAGE_TEXTS[language];
  const head = html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>${title} · ${tenant} · Cuadre</title>
    <link rel="icon" type="image/svg+xml" href="${ICON_PATH}" />
    <link rel="stylesheet" href="${STYLE_PATH}" />
    <script src="${SCRIPT_PATH}" defer></script>
  </head>`;
  const body = html`<body>
    <a class="skip" href="#content">${page.skip}</a>
    <header class="bar">
      <div class="inside">
        <a class="brand" href="/">Cuadre</a> <span class="tenant">${isolated(tenant)}</span>
        ${signed === null ? NOTHING : navigation(language, signed, current)} ${corner(language, signed, csrf)}
      </div>
    </header>
    <main id="content" tabindex="-1">${content}</main>
  </body>`;
  return `<!doctype html>\n<html lang="${page.tag}">\n${head.markup}\n${body.markup}\n</html>\n`;
}

function navigation(language: Language, signed: Signed, current: PageName): Html {
  const { nav } = DESK_TEXTS[language];
  const shown = PAGES.filter(
    ({ name, isOfAll }) => (signed.scope === null || !isOfAll) && (name !== 'people' || signed.may('read_log')),
  );
  return html`<nav class="pages" aria-label="${nav.menu}">
    <ul>
      ${shown.map(
        ({ name, path }) =>
          html`<li>
            <a href="${path}" ${name === current ? trusted(' aria-current="page"') : NOTHING}>${nav[name]}</a>
          </li> `,
      )}
    </ul>
  </nav>`;
}

/** Language, person, the way out. */
function corner(language: Language, signed: Signed | null, csrf: string): Html {
  const { nav } = DESK_TEXTS[language];
  const languages = LANGUAGES.map(
    (one) =>
      html`<button
        name="language"
        value="${one}"
        lang="${PAGE_TEXTS[one].tag}"
        aria-pressed="${String(one === language)}"
      >
        ${PAGE_TEXTS[one].name}
      </button> `,
  );
  const out =
    signed === null
      ? NOTHING
      : html`<form method="post" action="/sign-out">
          ${hidden('_csrf', csrf)}<span class="person">${isolated(signed.name)}</span>
          <button>${nav.signOut}</button>
        </form>`;
  return html`<div class="corner">
    <form class="tongues" method="get" action="/language" aria-label="${nav.language}">${languages}</form>
    ${out}
  </div>`;
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** Sends a page. Nothing of it is kept by a browser or on the way. */
export function send(reply: FastifyReply, status: number, document: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(document);
}
