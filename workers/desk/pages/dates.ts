import { inTurn } from '../../../schemas/in-turn.ts';
import { FATES } from '../../../schemas/lines/records.ts';
import { sha12, type SourceFile } from '../../../schemas/lines/files.ts';
import { parsePlainDate, type PlainDate } from '../../../schemas/values/dates.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { shortSums } from '../../5-publish/html/tiles.ts';
import { pageCount } from '../../5-publish/html/numbers.ts';
import { Cells, table } from '../../5-publish/html/table.ts';
import { headline } from '../../5-publish/headline-text.ts';
import { indexedDate } from '../../5-publish/stage.ts';
import { statusOf, type DateStatus } from '../../queries/dates.ts';
import { WORDS } from '../../wording/index.ts';
import { wordFor } from '../../wording/kind-wording.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { assertSeesAll, type Asked } from '../desk.ts';
import { Refused } from '../refusals.ts';
import { replayLink } from './replay.ts';
import { uploadForms } from './upload-forms.ts';

/** Every date, and one date: its lines, its files with footing, its generations. */

const DATES_SHOWN = 60;

export async function datesPage(asked: Asked): Promise<Html> {
  assertSeesAll(asked);
  const { context, texts, language } = asked;
  const page = PAGE_TEXTS[language];
  const runs = (await context.store.runs.newestOfEach()).slice(-DATES_SHOWN).reverse();
  const dates = await inTurn(runs, (run) => indexedDate(run, context));
  const rows = dates.map(({ date, generation, stale, answer }) => {
    const day = answer?.headline;
    const sums = (part: 'due' | 'arrived') =>
      (day?.days ?? []).flatMap((one) => (one[part] === 0 ? [] : [[one.currency, one[part]] as const]));
    const absent = [...(day?.sourcesMissing ?? []), ...(day?.sourcesRejected ?? [])];
    return [
      html`<a class="date" href="/dates/${date}">${date}</a>${
          generation === 1 ? NOTHING : html` <span class="sub">${page.generation(String(generation))}</span>`
        }${stale ? html` <span class="badge severity-medium">${texts.dates.stale}</span>` : NOTHING}`,
      shortSums(language, sums('due')),
      shortSums(language, sums('arrived')),
      new Cells(language).count(day?.actions ?? null),
      absent.length === 0
        ? html`<span class="none">–</span>`
        : html`<span class="badge source-missing">${absent.length}</span> ${isolated(absent.join(', '))}`,
    ];
  });
  return html`<h1>${texts.dates.title}</h1>
    <section aria-label="${texts.dates.title}">
      ${
        rows.length === 0
          ? html`<p class="empty">${texts.dates.none}</p>`
          : table({
              id: 'dates',
              caption: texts.dates.title,
              columns: [
                { title: page.columns.date },
                { title: texts.today.due, isNumber: true },
                { title: texts.today.arrived, isNumber: true },
                { title: texts.dates.openActions, isNumber: true },
                { title: page.index.missing },
              ],
              rows,
            })
      }
    </section>`;
}

export async function datePage(
  asked: Asked,
  text: string,
): Promise<{ readonly date: PlainDate; readonly content: Html }> {
  assertSeesAll(asked);
  const { context, language } = asked;
  const date = parsePlainDate(text);
  const run = date === null ? null : await context.store.runs.newest(date);
  if (date === null || run === null) throw new Refused('not_found');
  const status = await statusOf(run, context);
  const { answer } = await indexedDate(run, context);
  const page = PAGE_TEXTS[language];
  return {
    date,
    content: html`<h1>${page.longDate(date)}</h1>
      <p class="meta">
        ${date} · ${page.generation(String(status.generation))} ·
        ${status.state === 'stale' ? asked.texts.dates.stale : asked.texts.dates.current}
      </p>
      ${answer === null ? NOTHING : html`<section class="answer"><p class="sentence">${headline(language, answer.headline)}</p></section>`}
      ${outcomes(asked, status)} ${files(asked, status.sources)} ${generations(asked, status)}
      ${uploadForms(asked, date, status.sources)} ${replayLink(asked, date)}`,
  };
}

function outcomes({ texts, language }: Asked, status: DateStatus): Html {
  const page = PAGE_TEXTS[language];
  return html`<section aria-labelledby="stages-title">
    <h2 id="stages-title">${texts.dates.stages}</h2>
    <dl class="tiles">
      ${FATES.map(
        (fate) =>
          html`<div>
            <dt>${page.fates[fate]}</dt>
            <dd>${pageCount(language, status.fates[fate])}</dd>
          </div> `,
      )}
      <div>
        <dt>${texts.dates.openActions}</dt>
        <dd>${pageCount(language, status.openActions)}</dd>
      </div>
    </dl>
  </section>`;
}

function files({ texts, language }: Asked, sources: readonly SourceFile[]): Html {
  const page = PAGE_TEXTS[language];
  const cells = new Cells(language);
  const rows = sources.map((file) => [
    isolated(file.source),
    html`${page.legs[file.leg]}`,
    html`<span class="badge source-${file.state}">${page.sourceStates[file.state]}</span>${
        file.problem === null ? NOTHING : html` ${wordFor(WORDS[language].refusals, file.problem.code)}`
      }`,
    html`${cells.text(file.name)} <code>${sha12(file) ?? ''}</code>`,
    cells.count(file.lines),
    cells.count(file.rejects),
    cells.text(file.footing === null ? null : page.footings[file.footing.state]),
  ]);
  const { columns } = page;
  return html`<section aria-labelledby="files-title">
    <h2 id="files-title">${texts.today.files}</h2>
    ${table({
      id: 'files',
      caption: texts.today.files,
      columns: [
        { title: columns.source },
        { title: columns.leg },
        { title: columns.state },
        { title: columns.file },
        { title: columns.lines, isNumber: true },
        { title: columns.rejects, isNumber: true },
        { title: columns.footing },
      ],
      rows,
    })}
  </section>`;
}

function generations({ texts, language }: Asked, status: DateStatus): Html {
  const page = PAGE_TEXTS[language];
  const rows = [...status.generations]
    .reverse()
    .map((run) => [
      html`${page.generation(String(run.generation))}${run.stale ? html` <span class="badge">${texts.dates.stale}</span>` : NOTHING}`,
      html`${pageCount(language, run.lastEvent)}`,
      run.reason === null ? html`<span class="none">–</span>` : isolated(run.reason),
    ]);
  return html`<section aria-labelledby="generations-title">
    <h2 id="generations-title">${texts.dates.generations}</h2>
    ${table({
      id: 'generations',
      caption: texts.dates.generations,
      columns: [
        { title: texts.dates.generations },
        { title: texts.dates.read, isNumber: true },
        { title: texts.dates.reason },
      ],
      rows,
    })}
  </section>`;
}
