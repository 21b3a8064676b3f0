import { DIFF_CHANGES } from '../../../schemas/outcome/generation-diff.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Language } from '../../../schemas/values/language.ts';
import { parseMinor, type AmountNotation } from '../../../schemas/values/money.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { pageCount } from '../../5-publish/html/numbers.ts';
import { table } from '../../5-publish/html/table.ts';
import { shortSum } from '../../5-publish/html/tiles.ts';
import type { DeskTexts } from '../../wording/desk-wording.ts';
import { formatList } from '../../wording/format.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { REPLAY_PHRASES, type ReplayPhrases } from '../../wording/replay-phrases.ts';
import type { ReplayDocument } from '../replays.ts';

/** What a date that is run again changes, or would change. */

type Diff = NonNullable<ReplayDocument['diff']>;

/** As every document of ours prints an amount. */
const PLAIN: AmountNotation = { decimal: '.', thousands: '', unit: 'major' };

/** More discrepancies than these are counted and not listed. */
const LISTED_MAX = 50;

export function replayTold(language: Language, texts: DeskTexts, document: ReplayDocument, date: PlainDate): Html {
  const words = REPLAY_PHRASES[language];
  const { diff, stale, rerun } = document;
  const later = rerun.filter(({ changed }) => changed).map((one) => one.date);
  return html`${
    diff === null
      ? html`<p class="empty">${words.equal}</p>`
      : html`<p>${words.against(String(diff.former_generation), formatList(language, causesOf(diff, words)))}</p>
          ${totals(language, words, texts, diff)} ${discrepancies(language, words, texts, diff)}`
  }
  ${later.length === 0 ? NOTHING : html`<p>${texts.replay.rerun} ${formatList(language, later)}</p>`}
  ${
    stale.length === 0
      ? NOTHING
      : html`<p class="note">
          ${words.stale(pageCount(language, stale.length), [...new Set([stale[0], stale.at(-1)])].join(' - '), date)}
        </p>`
  }`;
}

function causesOf({ inputs }: Diff, { cause }: ReplayPhrases): string[] {
  return [
    ...inputs.files.map(({ source, before, after }) => {
      if (before?.sha256 === after?.sha256) return cause.readDifferently(source);
      return (before?.sha256 ?? null) === null ? cause.fileCame(source) : cause.fileChanged(source);
    }),
    ...(['parent', 'configuration', 'rules', 'decisions'] as const).flatMap((one) => (inputs[one] ? [cause[one]] : [])),
  ];
}

function totals(language: Language, words: ReplayPhrases, texts: DeskTexts, diff: Diff): Html {
  const money = (currency: string, text: string): Html => {
    const minor = parseMinor(text, PLAIN);
    return minor === null ? html`${text}` : shortSum(language, currency, minor);
  };
  const rows = DIFF_CHANGES.flatMap((change) => diff.totals.filter((total) => total.change === change));
  return table({
    id: 'changes',
    caption: texts.replay.changes,
    columns: [
      { title: texts.replay.changes },
      { title: texts.replay.references, isNumber: true },
      { title: texts.replay.before, isNumber: true },
      { title: texts.replay.after, isNumber: true },
    ],
    rows: rows.map(({ change, currency, references, before, after }) => [
      html`${words.change[change]}`,
      html`${pageCount(language, references)}`,
      money(currency, before),
      money(currency, after),
    ]),
  });
}

function discrepancies(language: Language, words: ReplayPhrases, { replay: { changes } }: DeskTexts, diff: Diff): Html {
  const shown = diff.discrepancies.slice(0, LISTED_MAX);
  if (shown.length === 0) return NOTHING;
  const { columns } = PAGE_TEXTS[language];
  const count = (['opened', 'closed', 'changed'] as const)
    .map((change) => [change, diff.discrepancies.filter((one) => one.change === change).length] as const)
    .map(([change, rows]) => `${words.discrepancy[change]} ${pageCount(language, rows)}`);
  return html`<p>${words.discrepancies}: ${count.join(', ')}</p>
    ${table({
      id: 'discrepancies',
      caption: words.discrepancies,
      columns: [{ title: columns.kind }, { title: columns.reference }, { title: changes }],
      rows: shown.map((one) => [
        html`${kindName(language, one.kind)}`,
        isolated(one.merchant_reference ?? one.payout_id ?? one.provider ?? ''),
        html`${words.discrepancy[one.change]}`,
      ]),
    })}`;
}
