import { DISCREPANCY_STATES } from '../../../schemas/kinds/discrepancy.ts';
import { SEVERITIES } from '../../../schemas/kinds/kind.ts';
import { DISCREPANCY_KINDS } from '../../../schemas/kinds/kinds.ts';
import { MOVEMENTS } from '../morning.ts';
import type { Language } from '../../wording/format.ts';
import { WORDS } from '../../wording/index.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { fileLink } from './details.ts';
import { html, NOTHING, type Html } from './markup.ts';
import type { FoundValues, ReportFacts } from './measure.ts';
import { pageCount } from './numbers.ts';
import { bandsOf } from './overview.ts';
import { OWNERS } from './rows.ts';
import { section } from './section.ts';

/** The list of discrepancies and its controls; its rows are drawn by the script from data at the end of the page. */
export function list(language: Language, facts: ReportFacts, shown: number): Html {
  if (facts.rows.length === 0) return section(language, 'list', null);
  const page = PAGE_TEXTS[language];
  const cutText =
    shown === facts.rows.length
      ? NOTHING
      : html`<p class="note cut">
          ${page.cutByRisk(pageCount(language, shown), pageCount(language, facts.rows.length), 'discrepancies.csv')}
          ${fileLink('discrepancies.csv')}
        </p>`;
  return section(
    language,
    'list',
    html`${cutText}<noscript><p class="note">${page.needsScript}</p></noscript>
      ${listControls(language, facts.found)}
      <p class="status" role="status" aria-live="polite"></p>
      <div class="rows"></div>
      <button type="button" class="more" hidden></button> `,
  );
}

type Options = readonly (readonly [value: string, text: string])[];

/** Search, filters and order of a list; each is named as it stands in the address. */
export function listControls(language: Language, found: FoundValues): Html {
  const { list: texts } = PAGE_TEXTS[language];
  return html`<form class="controls" role="search" aria-label="${texts.filters}" hidden>
    <label class="search"
      >${texts.search}
      <input type="search" name="q" placeholder="${texts.searchHint}" autocomplete="off" spellcheck="false"
    /></label>
    ${filtersOf(language, found).map(
      ([name, label, options]) =>
        html`<label
          >${label}
          <select name="${name}">
            <option value="*">${texts.all}</option>
            ${optionsOf(options)}
          </select></label
        > `,
    )}
    <label
      >${texts.sort}
      <select name="sort">
        ${optionsOf([
          ['risk', texts.sortRisk],
          ['age', texts.sortAge],
          ['difference', texts.sortDifference],
          ['list', texts.sortList],
          ['due', texts.sortDue],
          ['reference', texts.sortReference],
          ['store', texts.sortStore],
        ])}
      </select></label
    >
    <button type="reset">${texts.clear}</button>
  </form> `;
}

function optionsOf(options: Options): Html[] {
  return options.map(([value, text]) => html`<option value="${value}">${text}</option>`);
}

/** Every filter that tells rows apart: its name, its label and what can be chosen. */
function filtersOf(
  language: Language,
  { stores, providers, kinds, owners, states }: FoundValues,
): (readonly [name: string, label: string, options: Options])[] {
  const page = PAGE_TEXTS[language];
  const { list: texts } = page;
  const codes = (known: readonly string[]): Options => known.map((code) => [code, code]);
  return [
    [
      'kind',
      texts.kind,
      DISCREPANCY_KINDS.filter((kind) => kinds.has(kind)).map((kind) => [kind, kindName(language, kind)]),
    ],
    ['provider', texts.provider, [['', page.noProvider], ...codes(providers)]],
    ['store', texts.store, [['', texts.noStore], ...codes(stores)]],
    [
      'owner',
      texts.owner,
      OWNERS.filter((owner) => owners.has(owner)).map((owner) => [owner, WORDS[language].owners[owner]]),
    ],
    ['band', page.columns.age, bandsOf(language)],
    ['movement', page.sections.since.title, MOVEMENTS.map((movement) => [movement, page.movements[movement]])],
    ['severity', texts.severity, SEVERITIES.map((severity) => [severity, page.severities[severity]])],
    [
      'state',
      texts.state,
      DISCREPANCY_STATES.filter((state) => states.has(state)).map((state) => [state, page.states[state]]),
    ],
    [
      'class',
      texts.class,
      [
        ['action', page.classes.action],
        ['notice', page.classes.notice],
      ],
    ],
  ];
}
