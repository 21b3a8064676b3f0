import type {
  DiffChange,
  DiffEntry,
  DiffSubject,
  GenerationDiff,
  SubjectState,
} from '../../../schemas/outcome/generation-diff.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import { DIFF_NAME } from '../diff-json.ts';
import type { Language } from '../../wording/format.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import type { PageTexts } from '../../wording/page-wording.ts';
import { cutNote, TABLE_ROWS_MAX } from './details.ts';
import { html, NOTHING, isolated, type Html } from './markup.ts';
import type { ReportFacts } from './measure.ts';
import { section } from './section.ts';
import { Cells, tableOfFilled } from './table.ts';

const NAMES: Readonly<Record<DiffChange, keyof PageTexts['changes']>> = {
  newly_matched: 'newlyMatched',
  newly_broken: 'newlyBroken',
  changed: 'changed',
  unchanged: 'unchanged',
};

/** What this generation changes against the one before it; nothing for the first of a date. */
export function changes(language: Language, { input: { diff } }: ReportFacts): Html {
  if (diff === null) return NOTHING;
  const { changes: texts } = PAGE_TEXTS[language];
  const reason = diff.reason === null ? NOTHING : html`<p>${texts.reason}: ${isolated(diff.reason)}</p>`;
  return section(language, 'changes', html`${reason}${totals(language, diff)}${entries(language, diff)}`);
}

function totals(language: Language, diff: GenerationDiff): Html {
  const { changes: texts, columns, sections } = PAGE_TEXTS[language];
  const cells = new Cells(language);
  return tableOfFilled(language, {
    id: 'changes',
    caption: sections.changes.title,
    columns: [
      { title: columns.what },
      { title: columns.currency },
      { title: columns.rows, isNumber: true },
      { title: texts.before, isNumber: true },
      { title: texts.after, isNumber: true },
    ],
    rows: diff.totals.map((total) => [
      html`${texts[NAMES[total.change]]}`,
      cells.text(total.currency),
      cells.count(total.subjects),
      cells.amount(total.before),
      cells.amount(total.after),
    ]),
  });
}

function entries(language: Language, diff: GenerationDiff): Html {
  if (diff.entries.length === 0) return NOTHING;
  const { changes: texts, columns, sections } = PAGE_TEXTS[language];
  const shown = diff.entries.slice(0, TABLE_ROWS_MAX);
  const content = tableOfFilled(language, {
    id: 'changed-lines',
    caption: `${sections.changes.title}: ${columns.reference}`,
    columns: [
      { title: columns.reference },
      { title: columns.what },
      { title: `${texts.before}: ${columns.fate}` },
      { title: texts.before, isNumber: true },
      { title: `${texts.after}: ${columns.fate}` },
      { title: texts.after, isNumber: true },
    ],
    rows: shown.map((entry) => entryRow(language, entry)),
  });
  return html`${content}${cutNote(language, shown.length, diff.entries.length, DIFF_NAME)}`;
}

function entryRow(language: Language, { subject, change, before, after }: DiffEntry): Html[] {
  const page = PAGE_TEXTS[language];
  const cells = new Cells(language);
  const side = (state: SubjectState | null): Html[] => [
    cells.text(state === null ? null : page.fates[state.fate]),
    cells.amount(state === null ? null : moneyOf(state)),
  ];
  return [
    html`${isolated(nameOf(subject))} <span class="sub">${subject.currency}</span>`,
    html`${page.changes[NAMES[change]]}`,
    ...side(before),
    ...side(after),
  ];
}

function nameOf({ merchantReference, id, payoutId, source }: DiffSubject): string {
  return merchantReference === '' ? (id ?? payoutId ?? source ?? '') : merchantReference;
}

/** As the totals count it: the order's, else the provider's, else the bank's. */
function moneyOf({ order, settlement, bank }: SubjectState): Minor | null {
  return order ?? settlement ?? bank;
}
