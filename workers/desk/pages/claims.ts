import type { FastifyInstance, FastifyReply } from 'fastify';
import { CLAIMED_KINDS } from '../../../schemas/kinds/kinds.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { piecesOf } from '../../../schemas/ports/reports.ts';
import { parsePlainDate, type PlainDate } from '../../../schemas/values/dates.ts';
import { CLAIM_LANGUAGES } from '../../../schemas/values/language.ts';
import { ASK_FIRST, claimFiles } from '../../5-publish/claims/claim-files.ts';
import { claimText } from '../../5-publish/claims/claim-text.ts';
import type { AskFirst, Claim, ProviderClaims } from '../../5-publish/claims/claims.ts';
import { sumByCurrency } from '../../5-publish/counted.ts';
import { html, isolated, NOTHING, trusted, type Html } from '../../5-publish/html/markup.ts';
import { pageCount } from '../../5-publish/html/numbers.ts';
import { table } from '../../5-publish/html/table.ts';
import { shortSums } from '../../5-publish/html/tiles.ts';
import { claimedFrom, claimsAsOf } from '../../queries/claims.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { ask, assertSeesAll, type Asked, type Desk } from '../desk.ts';
import { sendFile } from '../files.ts';
import { sendPage } from '../forms.ts';
import { Refused } from '../refusals.ts';
import { subjectOf } from './rows.ts';

/** The drafts of what is claimed from a provider: what `cuadre claims` writes, to be read here and taken along. */

interface Params {
  readonly provider: string;
  readonly file: string;
}

/** A draft reads every line that it names, after the proof of the record. */
const DRAFTS_A_MINUTE = 60;

/** Adds the addresses of drafts and of their files. */
export function addClaims(app: FastifyInstance, desk: () => Desk): void {
  const config = { rateLimit: { max: DRAFTS_A_MINUTE, timeWindow: '1 minute' } };
  app.get('/claims/:provider', { config }, async (request, reply) => {
    const draft = await draftOf(ask(desk(), request, reply, 'claim'), request.params as Params, request.query);
    return sendPage(draft.asked, { title: titleOf(draft), current: 'other', content: await claimsPage(draft) });
  });
  app.get('/claims/:provider/:file', { config }, async (request, reply) => {
    const draft = await draftOf(ask(desk(), request, reply, 'claim'), request.params as Params, request.query);
    return fileOf(draft, (request.params as Params).file);
  });
}

interface Draft {
  readonly asked: Asked;
  readonly provider: string;
  /** What the address names; null: the newest date, with the decisions since. */
  readonly named: PlainDate | null;
  readonly date: PlainDate;
  readonly made: ProviderClaims;
}

/** Throws `Refused` for a provider or a date that there is not. */
async function draftOf(asked: Asked, { provider }: Pick<Params, 'provider'>, query: unknown): Promise<Draft> {
  assertSeesAll(asked);
  const { context } = asked;
  const isKnown = context.config.sources.some(({ id, leg }) => leg === 'settlement' && id === provider);
  const text = (query as { readonly date?: unknown }).date ?? '';
  const named = typeof text === 'string' ? parsePlainDate(text) : null;
  const isDated = text === '' || (named !== null && (await context.store.runs.newest(named)) !== null);
  if (!isKnown || !isDated) throw new Refused('not_found');
  return { asked, provider, named, ...(await claimsAsOf(named, provider, CLAIMED_KINDS, context)) };
}

function fileOf({ asked, provider, date, made }: Draft, name: string): FastifyReply {
  const content = claimFiles(made, asked.context.config.tenant, date).get(name);
  if (content === undefined) throw new Refused('not_found');
  const type = name.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'text/plain; charset=utf-8';
  return sendFile(asked.reply, {
    name: `${provider}-${date}-${name}`,
    type,
    content: Buffer.concat(piecesOf(content)),
  });
}

function titleOf({ asked, provider }: Draft): string {
  return asked.texts.claims.title(provider);
}

async function claimsPage(draft: Draft): Promise<Html> {
  const { asked, date, made } = draft;
  const { claims: texts } = asked.texts;
  return html`<h1>${titleOf(draft)}</h1>
    <p class="meta">${texts.asOf(date)}</p>
    ${await dateChoice(draft)}
    ${
      made.claims.length === 0
        ? html`<section><p class="empty">${texts.none}</p></section>`
        : html`<p class="note">${texts.letterNote}</p>`
    }
    ${made.claims.map((claim) => claimSection(draft, claim))}
    ${made.askFirst.length === 0 ? NOTHING : askFirstSection(draft, made.askFirst)}`;
}

const DATES_OFFERED = 60;

async function dateChoice({ asked, provider, named }: Draft): Promise<Html> {
  const { texts, context } = asked;
  const dates = (await context.store.runs.newestOfEach()).map(({ date }) => date).slice(-DATES_OFFERED);
  const offered = named === null || dates.includes(named) ? dates : [named, ...dates];
  return html`<form class="controls" method="get" action="/claims/${encodeURIComponent(provider)}">
    <label class="search"
      >${texts.claims.choose}
      <select name="date">
        <option value="">${texts.claims.newest}</option>
        ${[...offered]
          .reverse()
          .map(
            (date) => html`<option value="${date}" ${date === named ? trusted(' selected') : NOTHING}>${date}</option>`,
          )}
      </select></label
    >
    <button class="primary">${texts.claims.show}</button>
  </form>`;
}

function fileLink({ provider, named }: Draft, name: string, say: string): Html {
  const query = named === null ? '' : `?date=${named}`;
  return html`<a href="/claims/${encodeURIComponent(provider)}/${name}${query}" download>${say}</a> `;
}

function claimSection(draft: Draft, claim: Claim): Html {
  const { asked, date } = draft;
  const { language, context } = asked;
  const { claims: texts } = asked.texts;
  const { kind, items } = claim;
  const sums = sumByCurrency(items.map(({ discrepancy }) => [discrepancy.currency, discrepancy.moneyAtRisk] as const));
  const csv = `${kind}.csv`;
  return html`<section aria-labelledby="${kind}-title">
    <h2 id="${kind}-title">${kindName(language, kind)}</h2>
    <p>${texts.rows(pageCount(language, items.length), items.length === 1)} ${shortSums(language, sums)}</p>
    <p class="taking">
      ${fileLink(draft, csv, texts.table)}
      ${CLAIM_LANGUAGES.map((one) => fileLink(draft, `${kind}.${one}.txt`, `${texts.letters} ${texts.letter[one]}`))}
    </p>
    ${CLAIM_LANGUAGES.map(
      (one) =>
        html`<details class="letter" ${one === (language === 'es' ? 'es' : 'en') ? trusted(' open') : NOTHING}>
          <summary>${texts.letters} ${texts.letter[one]}</summary>
          <pre class="raw" lang="${one}">${claimText(one, claim, context.config.tenant, date, csv)}</pre>
        </details> `,
    )}
  </section>`;
}

function askFirstSection(draft: Draft, rows: readonly AskFirst[]): Html {
  const { language, texts } = draft.asked;
  const { columns, list } = PAGE_TEXTS[language];
  return html`<section aria-labelledby="ask-first-title">
    <h2 id="ask-first-title">${texts.claims.askFirst}</h2>
    <p class="note">${texts.claims.askFirstNote}</p>
    <p class="taking">${fileLink(draft, ASK_FIRST, texts.claims.table)}</p>
    ${table({
      id: 'ask-first',
      caption: texts.claims.askFirst,
      columns: [
        { title: columns.kind },
        { title: columns.reference },
        { title: list.atRisk, isNumber: true },
        { title: texts.claims.because },
      ],
      rows: rows.map(({ discrepancy, why }) => [
        html`<a href="/d/${discrepancy.id}">${kindName(language, discrepancy.kind)}</a>`,
        isolated(subjectOf(discrepancy)),
        shortSums(
          language,
          discrepancy.currency === null ? [] : [[discrepancy.currency, discrepancy.moneyAtRisk] as const],
        ),
        html`${texts.claims.whys[why]}`,
      ]),
    })}
  </section>`;
}

/** Where a row may be claimed, the way to the draft that it stands in; nothing for who may not write to a provider. */
export function claimLink({ signed, texts, context }: Asked, one: Discrepancy): Html {
  const provider = signed.may('claim') ? claimedFrom(one, context.config) : null;
  if (provider === null || signed.scope !== null) return NOTHING;
  return html`<p class="more-link"><a href="/claims/${encodeURIComponent(provider)}">${texts.claims.link}</a></p>`;
}
