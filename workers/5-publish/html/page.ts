import { createHash } from 'node:crypto';
import type { Language } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { SCRIPT, STYLE } from './assets.ts';
import { changes } from './changes.ts';
import { expected, fileLink, kinds, late, openStores, payouts, sortedSources, sources, stores } from './details.ts';
import { html, NOTHING, isolated, trusted, type Html } from './markup.ts';
import { measureReport, type ReportFacts, type ReportInput } from './measure.ts';
import { encodeRows, pageTitle } from './rows.ts';
import { list } from './list-section.ts';
import { answer, answerInFull, fates, morning, owners } from './sections.ts';
import { trend } from './trend.ts';
import { sha12 } from '../../../schemas/lines/files.ts';

/** report.html: one file that needs nothing else, the same bytes for the same run. */

const FILES = [
  'discrepancies.csv',
  'matches.csv',
  'payouts.csv',
  'stores.csv',
  'cuadre.xlsx',
  'summary.json',
  'manifest.json',
];

/** The page as UTF-8. The list is written in pieces, so that no text of the size of the page is ever in memory. */
export function renderReport(input: ReportInput): Buffer {
  const facts = measureReport(input);
  const { pieces, shown } = encodeRows(facts);
  const [first = 'en', ...others] = input.languages;
  const start = html`${documentStart(first, pageTitle(first, facts))}
${languageBar(input.languages, first)}
<div id="page">
${reportBody(first, facts, shown)}</div>
${languageTemplates(others, (language) => reportBody(language, facts, shown))}
<script type="application/json" id="rows">`;
  return Buffer.concat([bytesOf(start), ...pieces, bytesOf(html`</script>\n${documentEnd()}`)]);
}

function bytesOf(part: Html): Buffer {
  return Buffer.from(part.markup, 'utf8');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

/** Nothing may be loaded and nothing may run but the style and the script of this program, by their hash. */
const POLICY = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;

/** The document up to its body's content; `documentEnd` closes it. */
export function documentStart(language: Language, title: string): Html {
  const head = html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <meta name="referrer" content="no-referrer" />
    <title>${title}</title>
    ${trusted(`<style>${STYLE}</style>`)}
  </head>`;
  return trusted(`<!doctype html>\n<html lang="${PAGE_TEXTS[language].tag}">\n${head.markup}\n<body>\n`);
}

export function documentEnd(): Html {
  return trusted(`<script>${SCRIPT}</script>\n</body>\n</html>\n`);
}

/** The buttons that change the language; without scripts the page stays in the first. */
export function languageBar(languages: readonly Language[], first: Language): Html {
  const buttons = languages.map(
    (language) =>
      html`<button
        type="button"
        lang="${PAGE_TEXTS[language].tag}"
        data-language="${PAGE_TEXTS[language].tag}"
        aria-pressed="${String(language === first)}"
      >
        ${PAGE_TEXTS[language].name}
      </button>`,
  );
  return html`<nav class="languages" aria-label="${PAGE_TEXTS[first].languages}" hidden>${buttons}</nav>`;
}

/** The page in the other languages: kept aside until one is asked for. */
export function languageTemplates(languages: readonly Language[], body: (language: Language) => Html): Html {
  return html`${languages.map((language) => html`<template data-language="${PAGE_TEXTS[language].tag}">${body(language)}</template> `)}`;
}

function reportBody(language: Language, facts: ReportFacts, shown: number): Html {
  return html`<a class="skip" href="#content">${PAGE_TEXTS[language].skip}</a>
    ${reportHeader(language, facts)}
    <main id="content" tabindex="-1">
      <div class="first-page">
        ${answer(language, facts)} ${morning(language, facts)} ${answerInFull(language, facts)}
        ${signatures(language, facts)}
      </div>
      ${trend(language, facts.trend)} ${list(language, facts, shown)} ${owners(language, facts)}
      <div class="pair">${kinds(language, facts)} ${openStores(language, facts)}</div>
      ${payouts(language, facts)} ${changes(language, facts)} ${late(language, facts)} ${expected(language, facts)}
      ${fates(language, facts)} ${stores(language, facts)} ${sources(language, facts)}
    </main>
    ${reportFooter(language, facts)} `;
}

function reportHeader(language: Language, { input }: ReportFacts): Html {
  const page = PAGE_TEXTS[language];
  const { run } = input.outcome;
  const view = input.asOf === run.date ? NOTHING : html` · ${page.asOf(input.asOf)}`;
  const version =
    run.generation === 1
      ? NOTHING
      : html` · <span title="${page.generationNote}">${page.generation(String(run.generation))}</span>`;
  return html`<header class="top" data-title="${pageTitle(language, { input })}">
    <p class="kicker"><span class="brand">Cuadre</span> ${isolated(input.tenant)} · ${page.title}</p>
    <h1>${page.longDate(run.date)}</h1>
    <p class="meta">
      ${run.date}${version}${view} ·
      ${pageLink(input.asOf === run.date ? '../index.html' : '../../index.html', page.index.backToIndex)}
    </p>
    <nav class="contents" aria-label="${page.contents}">
      <ul>
        ${(['list', 'owners', 'payouts', 'expected', 'fates', 'stores', 'sources'] as const).map(
          (name) => html`<li><a href="#${name}-title">${page.sections[name].title}</a></li>`,
        )}
      </ul>
    </nav>
  </header> `;
}

/** A link to another page of ours: the script adds the language to it. */
export function pageLink(address: string, text: string): Html {
  return html`<a href="${address}" data-page="${address}">${text}</a>`;
}

/** For the printed first page: who made it, who checked it, and from which files. */
function signatures(language: Language, { input }: ReportFacts): Html {
  const page = PAGE_TEXTS[language];
  const files = sortedSources(input.sources).filter((file) => file.sha256 !== null);
  return html`<div class="print-only signatures">
    <p class="sign">
      <span>${page.prepared}</span><span class="line"></span><span class="hint">${page.signature}</span>
    </p>
    <p class="sign">
      <span>${page.reviewed}</span><span class="line"></span><span class="hint">${page.signature}</span>
    </p>
    <p class="inputs">
      ${page.inputs}:
      ${files.map((file) => html`<span><bdi>${file.name ?? file.source}</bdi> <code>${sha12(file)}</code></span> `)}
    </p>
    <p class="inputs">${page.inputHash} <code>${input.inputHash}</code></p>
  </div> `;
}

function reportFooter(language: Language, { input }: ReportFacts): Html {
  const page = PAGE_TEXTS[language];
  return html`<footer>
    <p>${page.files}: ${FILES.map((file) => html`${fileLink(file)} `)}</p>
    <p class="hashes">
      ${page.inputHash} <code>${input.inputHash}</code><br />${page.configHash} <code>${input.configHash}</code>
    </p>
  </footer> `;
}
