import type { FastifyInstance, FastifyReply } from 'fastify';
import { CuadreError } from '../../../schemas/errors.ts';
import { parsePlainDate, type PlainDate } from '../../../schemas/values/dates.ts';
import { minuteShown } from '../../../schemas/values/local-time.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { html, isolated, NOTHING, trusted, type Html } from '../../5-publish/html/markup.ts';
import type { ReplayRefusal } from '../../wording/desk-actions-wording.ts';
import { ask, assertSeesAll, type Asked, type Desk } from '../desk.ts';
import { csrfOf, fieldOf, formOf, sendPage, type Form } from '../forms.ts';
import { Refused } from '../refusals.ts';
import type { FinishedReplay, Replays } from '../replays.ts';
import { hidden } from '../shell.ts';
import { replayTold } from './replay-told.ts';

/** A date again, from its page: what would change first, then with a reason the change. */

interface Params {
  readonly date: string;
}

/** Each begins a process. */
const REPLAYS_A_MINUTE = 20;
/** With the name of who asks it is no longer than the command takes. */
const REASON_LENGTH_MAX = 350;

const STATUS: Readonly<Record<ReplayRefusal, number>> = {
  under_way: 409,
  held: 409,
  look_first: 412,
  moved: 412,
  reason_missing: 422,
  reason_too_long: 422,
};

/** Adds the addresses. */
export function addReplay(app: FastifyInstance, desk: () => Desk): void {
  app.get('/dates/:date/replay', async (request, reply) => {
    const of = await replayedDate(ask(desk(), request, reply, 'run'), request.params as Params);
    const { brought } = request.query as { readonly brought?: unknown };
    return answer(of, { refusal: null, reason: '', isBrought: brought !== undefined });
  });
  const options = {
    preHandler: app.csrfProtection.bind(app),
    config: { rateLimit: { max: REPLAYS_A_MINUTE, timeWindow: '1 minute' } },
  };
  app.post('/dates/:date/replay', options, async (request, reply) => {
    const of = await replayedDate(ask(desk(), request, reply, 'run'), request.params as Params);
    const form = formOf(request.body);
    const step = fieldOf(form, 'step');
    if (step !== 'look' && step !== 'confirm') throw new Refused('unreadable');
    const reason = fieldOf(form, 'reason');
    const refusal = step === 'look' ? await look(of, form) : await confirm(of, form);
    if (refusal === 'held') return answer(of, { refusal, reason, holder: (await holderOf(of.date, of.asked)) ?? '' });
    if (refusal !== null) return answer(of, { refusal, reason });
    const { date, by, replays } = of;
    const last = replays.last(date, by);
    const isOver = replays.underWay() === null && last?.answer.isDone === false;
    const holder = isOver ? last.answer.holder : null;
    if (holder !== null) return answer(of, { refusal: 'held', reason: '', holder });
    return reply.redirect(`/dates/${date}/replay`, 303);
  });
}

interface OfDate {
  readonly asked: Asked;
  readonly date: PlainDate;
  readonly run: RunRecord;
  readonly replays: Replays;
  readonly by: { readonly id: string; readonly name: string };
}

/** Throws `Refused` for a date that was never run, and where nothing is run from the desk. */
async function replayedDate(asked: Asked, { date: text }: Params): Promise<OfDate> {
  assertSeesAll(asked);
  const { replays, context, signed } = asked;
  const date = parsePlainDate(text);
  const run = date === null ? null : await context.store.runs.newest(date);
  if (date === null || run === null || replays === null) throw new Refused('not_found');
  return { asked, date, run, replays, by: { id: signed.id, name: signed.name } };
}

async function look({ date, replays, by }: OfDate, form: Form): Promise<ReplayRefusal | null> {
  const [refetch, cascade] = [fieldOf(form, 'refetch') === 'yes', fieldOf(form, 'cascade') === 'yes'];
  const isBegun = await replays.begin({ date, isDry: true, refetch, cascade, reason: null }, by);
  return isBegun ? null : 'under_way';
}

/** What was told is done, once, while it is still what would be done. */
async function confirm({ asked, date, run, replays, by }: OfDate, form: Form): Promise<ReplayRefusal | null> {
  const typed = fieldOf(form, 'reason').trim();
  if (typed === '') return 'reason_missing';
  if (typed.length > REASON_LENGTH_MAX) return 'reason_too_long';
  // Before the ticket is used up: who waits for another one's run need not look anew.
  if (replays.underWay() !== null) return 'under_way';
  if ((await holderOf(date, asked)) !== null) return 'held';
  const looked = replays.take(date, by, fieldOf(form, 'ticket'));
  if (looked === null) return 'look_first';
  const { answer: told, wish } = looked;
  if (!told.isDone || told.document.diff?.former_generation !== run.generation) return 'moved';
  // By whom is part of why: the generation keeps both.
  const reason = `${typed} (${by.name})`;
  return (await replays.begin({ ...wish, isDry: false, reason }, by)) ? null : 'under_way';
}

/** Who holds a date now; null: nobody. Whoever takes it before the run does is told of by the run. */
async function holderOf(date: PlainDate, { context }: Pick<Asked, 'context'>): Promise<string | null> {
  const { leases } = context.store;
  try {
    await leases.release(await leases.take(date, context.holder, context.clock.nowMs()));
    return null;
  } catch (error) {
    if (!(error instanceof CuadreError) || error.code !== 'run_held_elsewhere') throw error;
    const { holder } = error.context;
    return typeof holder === 'string' ? holder : error.message;
  }
}

interface Shown {
  readonly refusal: ReplayRefusal | null;
  /** What was typed when it was refused. */
  readonly reason: string;
  /** A file was brought for it just now: it is what to look for. */
  readonly isBrought?: boolean;
  /** Who has the date, where that is why. */
  readonly holder?: string;
}

/** How often a browser looks again while it is under way. */
const LOOKS_AGAIN_S = 5;

function answer(of: OfDate, shown: Shown): FastifyReply {
  const { asked, date, replays, by } = of;
  const { texts, reply } = asked;
  const title = texts.replay.title(date);
  const current = replays.underWay();
  const last = replays.last(date, by);
  const isOwn = current !== null && current.by.id === by.id && current.wish.date === date;
  if (isOwn && shown.refusal === null) reply.header('refresh', String(LOOKS_AGAIN_S));
  const content = html`<p class="back"><a href="/dates/${date}">${date}</a></p>
    <h1>${title}</h1>
    ${shown.isBrought === true ? html`<p class="told" role="status">${texts.upload.brought}</p>` : NOTHING}
    ${refusedBanner(of, shown)}
    ${isOwn ? underWay(of) : html`${finished(of, last, shown)} ${lookForm(of, last, shown.isBrought === true)}`}`;
  const status = shown.refusal === null ? 200 : STATUS[shown.refusal];
  return sendPage(asked, { title, current: 'dates', content, status });
}

function refusedBanner({ asked, replays }: OfDate, { refusal, holder = '' }: Shown): Html {
  if (refusal === null) return NOTHING;
  const { texts, context } = asked;
  const current = refusal === 'under_way' ? replays.underWay() : null;
  const who =
    current === null
      ? holder
      : texts.replay.heldBy(current.by.name, current.wish.date, minuteShown(current.sinceMs, context.config.timezone));
  return html`<p class="told refused" role="alert">
    ${texts.replay.refused[refusal]} ${who === '' ? NOTHING : isolated(who)}
  </p>`;
}

function underWay({ asked, date, replays }: OfDate): Html {
  const { texts, context } = asked;
  const since = minuteShown(replays.underWay()?.sinceMs ?? 0, context.config.timezone);
  return html`<section role="status">
    <p>${texts.replay.underWay(since)}</p>
    <p><a href="/dates/${date}/replay">${texts.replay.lookAgain}</a></p>
  </section>`;
}

function finished(of: OfDate, last: FinishedReplay | null, { reason }: Shown): Html {
  if (last === null) return NOTHING;
  const { asked, date } = of;
  const { texts, language } = asked;
  const { answer: told, wish, ticket } = last;
  if (!told.isDone)
    return html`<section class="told refused" aria-label="${texts.replay.failed}">
      <p>${texts.replay.failed} <code>${told.code}</code></p>
      <p>${isolated(told.message)}</p>
    </section>`;
  const form =
    ticket === null
      ? NOTHING
      : html`<form method="post" action="/dates/${date}/replay" class="deciding">
          ${hidden('_csrf', csrfOf(asked))} ${hidden('step', 'confirm')} ${hidden('ticket', ticket)}
          <label
            >${texts.replay.reason}
            <textarea name="reason" rows="2" maxlength="${REASON_LENGTH_MAX}" required>${reason}</textarea>
          </label>
          <div class="buttons"><button>${texts.replay.confirm}</button></div>
        </form>`;
  return html`<section aria-labelledby="told-title">
    <h2 id="told-title">${wish.isDry ? texts.replay.would : texts.replay.did}</h2>
    ${replayTold(language, texts, told.document, date)} ${form}
  </section>`;
}

function lookForm({ asked, date }: OfDate, last: FinishedReplay | null, isBrought: boolean): Html {
  const { texts } = asked;
  const box = (name: 'refetch' | 'cascade', say: string): Html =>
    html`<label class="all"
      ><input
        type="checkbox"
        name="${name}"
        value="yes"
        ${(isBrought && name === 'refetch') || last?.wish[name] === true ? trusted(' checked') : NOTHING}
      />
      ${say}</label
    > `;
  return html`<section aria-labelledby="look-title">
    <h2 id="look-title">${texts.replay.look}</h2>
    <p class="note">${texts.replay.lookNote}</p>
    <form method="post" action="/dates/${date}/replay" class="deciding">
      ${hidden('_csrf', csrfOf(asked))} ${hidden('step', 'look')} ${box('refetch', texts.replay.refetch)}
      ${box('cascade', texts.replay.cascade)}
      <div class="buttons"><button>${texts.replay.lookButton}</button></div>
    </form>
  </section>`;
}

/** The way to it from the page of a date; nothing for who may not run, and where nothing is run from the desk. */
export function replayLink({ signed, texts, replays }: Asked, date: PlainDate): Html {
  if (!signed.may('run') || replays === null) return NOTHING;
  return html`<p class="more-link"><a href="/dates/${date}/replay">${texts.replay.link}</a></p>`;
}
