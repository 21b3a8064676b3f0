import {
  NOTE_LENGTH_MAX,
  statesBefore,
  type Decision,
  type DecisionCode,
  type DecisionEvent,
} from '../../schemas/outcome/decision.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { DecisionVerdict } from '../../schemas/ports/queue.ts';
import type { Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Cli } from './command.ts';
import { languageOf, moneyOf, subjectOf } from './describe.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { whoTypes } from './logins.ts';
import { withRecordedContext } from './open.ts';
import { readFilter, type FilterOptions } from './queue-filter.ts';
import type { QueueFilter } from '../../workers/queries/queue-rows.ts';
import { rowsToDecide, type QueueRow } from '../../workers/queries/queue-rows.ts';
import { VERBS } from '../../workers/queries/sheet-columns.ts';
import { totalsDocument, totalsText } from './queue-text.ts';
import { onTerminal, canAsk, isAgreed } from './terminal.ts';
import { keptText } from './typed.ts';

/** Taking decisions from the command line. */

export interface DecideOptions extends FilterOptions {
  readonly note?: string;
  readonly by?: string;
  readonly seq?: string;
  readonly expect?: string;
  readonly yes?: true;
}

/** Who decides, and where the name is from. */
export interface Person {
  readonly name: string;
  /** `--by`, or the variable of the environment. */
  readonly from: string;
}

/**
 * Decides on the ids given, or on all that pass the filters: all of them or none. Throws `usage_invalid` without a note
 * or name, for a count that is not the expected one, and on a pipe without `--yes`; `reference_unknown` and
 * `decision_refused` where one of them cannot be decided.
 */
export async function decideOn(
  cli: Cli,
  event: DecisionEvent,
  options: DecideOptions,
  ids: readonly string[],
): Promise<ExitCode> {
  const filter = readFilter(options);
  const typed = noteOf(options.note, event);
  const seq = wholeNumber('seq', options.seq);
  const expected = wholeNumber('expect', options.expect);
  assertSelection(event, ids, filter, seq);
  return withRecordedContext(cli, async (context) => {
    const proved = await whoTypes(context);
    const person = personWho(proved, options.by);
    const note = keptText(typed, '--note', context.config);
    const rows = await rowsToDecide(event, ids, filter, context);
    if (expected !== null && rows.length !== expected) {
      throw new CuadreError(
        'usage_invalid',
        `${String(rows.length)} discrepancies are meant and --expect is ${String(expected)}: nothing was decided`,
        {
          count: rows.length,
          expected,
        },
      );
    }
    const totals = totalsText(rows, languageOf(context.config));
    if (
      ids.length === 0 &&
      rows.length > 0 &&
      !(await isConfirmed(options.yes === true, event, rows, totals, context))
    ) {
      process.stderr.write('Nothing was decided.\n');
      return EXIT.clean;
    }
    const decisions = rows.map((row): Decision => ({
      discrepancyId: row.discrepancy.id,
      event,
      by: person.name,
      note,
      seq: seq ?? row.seq,
    }));
    const { actOf } = await import('../../workers/people/acting.ts');
    const desk = actOf(proved, context);
    const verdicts = await context.store.queue.decide(decisions, { atMs: context.clock.nowMs(), partial: false, desk });
    assertApplied(event, verdicts);
    const proposed = verdicts.filter(({ code }) => code === 'proposed').length;
    const text = await textOf({ event, person, rows, totals, proposed, lapsesAfter: desk.lapsesAfter }, context);
    cli.print(documentOf(event, person, rows, verdicts), () => text);
    return EXIT.clean;
  });
}

function noteOf(note: string | undefined, event: DecisionEvent): string {
  if (note === undefined || note.trim() === '') {
    throw new CuadreError('usage_invalid', `${VERBS[event]} needs --note: why was it decided so?`, { option: 'note' });
  }
  if (note.trim().length > NOTE_LENGTH_MAX) {
    throw new CuadreError('usage_invalid', `--note has more than ${String(NOTE_LENGTH_MAX)} characters`, {
      option: 'note',
    });
  }
  return note;
}

/** The first of these that is set names the person. */
const NAME_VARIABLES = ['CUADRE_USER', 'USER', 'LOGNAME', 'USERNAME'] as const;

export function personOf(by: string | undefined): Person {
  if (by !== undefined) return { name: by.trim(), from: '--by' };
  for (const variable of NAME_VARIABLES) {
    const name = (process.env[variable] ?? '').trim();
    if (name !== '') return { name, from: variable };
  }
  throw new CuadreError('usage_invalid', `who decides? Give --by; none of ${NAME_VARIABLES.join(', ')} is set`, {
    option: 'by',
  });
}

/** Who is proved to type; where nobody is, the name that is stated. */
export function personWho(proved: Proved | null, by: string | undefined): Person {
  if (proved === null) return personOf(by);
  const { name, email } = proved.person;
  if (by === undefined || [name, email].includes(by.trim())) return { name, from: 'login' };
  throw new CuadreError('usage_invalid', `--by is ${by.trim()}, and ${name} is signed in: nobody decides for another`, {
    option: 'by',
  });
}

function wholeNumber(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CuadreError('usage_invalid', `--${name} is "${text}"; it is a whole number`, { option: name, value: text });
}

function assertSelection(event: DecisionEvent, ids: readonly string[], filter: QueueFilter, seq: number | null): void {
  if (ids.length === 0 && filter.given.length === 0) {
    throw new CuadreError(
      'usage_invalid',
      `what is to be decided? Give ids, or filters: cuadre discrepancies ${VERBS[event]} --help`,
    );
  }
  if (ids.length > 0 && filter.given.some((name) => name !== 'date')) {
    throw new CuadreError('usage_invalid', 'ids and filters exclude each other', { filters: filter.given });
  }
  if (seq !== null && ids.length !== 1)
    throw new CuadreError('usage_invalid', '--seq needs exactly one id', { option: 'seq' });
}

/** Shows what would be decided, and asks. Throws `usage_invalid` where nobody can be asked. */
async function isConfirmed(
  yes: boolean,
  event: DecisionEvent,
  rows: readonly QueueRow[],
  totals: string,
  { config }: Context,
): Promise<boolean> {
  if (yes) return true;
  if (!canAsk()) {
    throw new CuadreError(
      'usage_invalid',
      `${VERBS[event]} would decide on ${totals}: say so with --yes, and how many with --expect`,
      {
        count: rows.length,
      },
    );
  }
  return isAgreed(`${previewText(rows, config)}\n${totals}`, `${VERBS[event]} all of them?`);
}

/** Enough to see that the right ones are meant. */
const PREVIEW_ROWS_MAX = 10;

function previewText(rows: readonly QueueRow[], config: Context['config']): string {
  const language = languageOf(config);
  const shown = rows.slice(0, PREVIEW_ROWS_MAX).map(({ discrepancy: one }) => {
    return `  ${one.id.slice(0, 16)}  ${one.kind}  ${onTerminal(subjectOf(one))}  ${moneyOf(one, language)}`.trimEnd();
  });
  const more = rows.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${String(more)} more`] : [])].join('\n');
}

export const REFUSALS: Readonly<Record<Exclude<DecisionCode, 'applied' | 'ready' | 'proposed'>, string>> = {
  unknown: 'is not in the queue',
  repeated: 'is named twice',
  stale: 'has moved since',
  not_possible: 'has no such step',
  note_missing: 'needs a note',
  note_too_long: 'has too long a note',
  name_missing: 'needs the name of a person',
  needs_second:
    'is above the limit of "approval" for one person, and the record has no second one: "cuadre people invite"',
  not_proved: 'is decided by somebody who is signed in: --by is for a record without people',
  not_allowed: 'is not yours to decide so: no role of yours may',
  waiting: 'waits for a second person: confirm or decline that first',
};

/** Throws where one of the decisions cannot be taken: none was. Says how each of those stands now. */
function assertApplied(event: DecisionEvent, verdicts: readonly DecisionVerdict[]): void {
  const refused = verdicts.flatMap((verdict) => {
    const { code } = verdict;
    return code === 'applied' || code === 'ready' || code === 'proposed' ? [] : [{ ...verdict, code }];
  });
  const [first] = refused;
  if (first === undefined) return;
  const shown = refused.map(({ decision, code, entry }) => {
    const now = entry === null ? '' : `; it is ${entry.discrepancy.state} since its event ${String(entry.seq)}`;
    return `${decision.discrepancyId} ${REFUSALS[code]}${now}`;
  });
  const isUsage = first.code === 'name_missing' || first.code === 'note_missing' || first.code === 'note_too_long';
  const code = isUsage
    ? 'usage_invalid'
    : first.code === 'not_proved'
      ? 'sign_in_refused'
      : first.code === 'not_allowed'
        ? 'right_missing'
        : refused.every((one) => one.code === 'unknown')
          ? 'reference_unknown'
          : 'decision_refused';
  throw new CuadreError(
    code,
    `${VERBS[event]}: ${String(refused.length)} of ${String(verdicts.length)} cannot be decided so: nothing was decided`,
    {
      accepted: statesBefore(event),
      refused: shown,
    },
  );
}

function documentOf(
  event: DecisionEvent,
  person: Person,
  rows: readonly QueueRow[],
  verdicts: readonly DecisionVerdict[],
): unknown {
  return {
    decision: VERBS[event],
    by: person.name,
    by_from: person.from,
    count: verdicts.length,
    totals: totalsDocument(rows),
    decided: verdicts.map(({ decision, code, entry, event: taken }) => ({
      id: decision.discrepancyId,
      state: entry?.discrepancy.state ?? null,
      proposed: code === 'proposed',
      seq: entry?.seq ?? null,
      event_id: taken?.eventId ?? null,
    })),
  };
}

interface Told {
  readonly event: DecisionEvent;
  readonly person: Person;
  readonly rows: readonly QueueRow[];
  readonly totals: string;
  /** How many wait for a second person now. */
  readonly proposed: number;
  readonly lapsesAfter: PlainDate;
}

async function textOf(told: Told, { store, config }: Context): Promise<string> {
  const { event, person, rows, totals, proposed, lapsesAfter } = told;
  if (rows.length === 0) return 'Nothing to decide: no discrepancy passes the filters.';
  const newest = (await store.runs.newestOfEach()).at(-1)?.date ?? '';
  const waits =
    proposed === 0
      ? []
      : [
          `${String(proposed)} of them above what one person may close alone: proposed, and open until another person ` +
            `confirms by ${lapsesAfter} ("cuadre discrepancies confirm")`,
        ];
  const next = `The next run uses the decision; "cuadre run --date ${newest}" writes the reports of ${newest} again with it.`;
  return [
    `${event.replaceAll('_', ' ')}: ${totals}`,
    previewText(rows, config),
    `by ${onTerminal(person.name)} (${person.from})`,
    ...waits,
    ...(proposed === rows.length ? [] : [next]),
  ].join('\n');
}
