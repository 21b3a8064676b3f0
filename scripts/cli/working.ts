import { basename } from 'node:path';
import { CuadreError, certain, messageOf, type ErrorCode } from '../../schemas/errors.ts';
import { CHARGEBACK_STATES, FILE_BYTES_MAX, type WorkChange } from '../../schemas/outcome/work.ts';
import type { Config } from '../../schemas/config/config.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { WorkCode, WorkVerdict } from '../../schemas/ports/work.ts';
import { workDocument } from '../../workers/queries/work-documents.ts';
import { rowNamed, type QueueRow } from '../../workers/queries/queue-rows.ts';
import type { Cli } from './command.ts';
import { dateOption } from './dates.ts';
import { personWho } from './deciding.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { whoTypes } from './logins.ts';
import { withRecordedContext } from './open.ts';
import { workText } from './queue-text.ts';
import { onTerminal } from './terminal.ts';
import { keptText } from './typed.ts';

/** Saying something of a discrepancy from the command line: who has it, until when, what was found out. */

export interface WorkOptions {
  readonly assign?: string;
  readonly followUp?: string;
  readonly claimNumber?: string;
  readonly chargeback?: string;
  readonly comment?: string;
  readonly file?: string;
  readonly by?: string;
  readonly seq?: string;
}

/** What takes something away again. */
const NONE = 'none';

/**
 * Works on the discrepancies that are named: on all of them or on none. Throws `usage_invalid` where nothing is said or
 * a text cannot be read, `reference_unknown`, `decision_refused`, `sign_in_refused` and `right_missing`.
 */
export async function workOnIds(cli: Cli, options: WorkOptions, ids: readonly string[]): Promise<ExitCode> {
  const seq = seqOf(options.seq, ids);
  return withRecordedContext(cli, async (context) => {
    const said = await changeOf(options, context);
    const file = options.file === undefined ? null : await readFileToAttach(options.file, context.config);
    if (Object.keys(said).length === 0 && file === null)
      throw new CuadreError('usage_invalid', 'what is to be said? cuadre discrepancies work --help');
    const proved = await whoTypes(context);
    const person = personWho(proved, options.by);
    const rows: QueueRow[] = [];
    for (const id of ids) rows.push(await rowNamed(id, context));
    const { actOf } = await import('../../workers/people/acting.ts');
    const acts = (change: WorkChange) =>
      rows.map(({ discrepancy: { id } }) => ({ discrepancyId: id, seq, by: person.name, change }));
    const at = { atMs: context.clock.nowMs(), desk: actOf(proved, context) };
    const described = file === null ? {} : { file: { sha256: NO_HASH, ...file.described } };
    // Nothing comes into the archive of what is refused.
    assertTaken(await context.store.work.take(acts({ ...said, ...described }), { ...at, check: true }));
    const attached = file === null ? {} : { file: await file.keep(context) };
    const verdicts = await context.store.work.take(acts({ ...said, ...attached }), at);
    assertTaken(verdicts);
    const after: QueueRow[] = [];
    for (const { discrepancy } of rows) after.push(await rowNamed(discrepancy.id, context));
    cli.print(documentOf(after, verdicts, person.name), () =>
      [
        ...after.map((row) => `${row.discrepancy.id}  ${row.discrepancy.kind}\n  ${workText(row).join('\n  ')}`),
        `by ${onTerminal(person.name)} (${person.from})`,
      ].join('\n'),
    );
    return EXIT.clean;
  });
}

/** Stands for the hash of a file until its bytes are kept. */
const NO_HASH = '0'.repeat(64);

/** A file that is to be attached. Throws `usage_invalid` where it cannot be read, or is none that is taken. */
async function readFileToAttach(path: string, config: Config) {
  const [{ readFile, stat }, { describeFile, keepFile }] = await Promise.all([
    import('node:fs/promises'),
    import('../../workers/people/attaching.ts'),
  ]);
  const wrong = (why: string): CuadreError =>
    new CuadreError('usage_invalid', `--file ${onTerminal(path)} ${why}`, { option: 'file' });
  const { size } = await stat(path).catch((error: unknown) => {
    throw wrong(`cannot be read: ${messageOf(error)}`);
  });
  if (size > FILE_BYTES_MAX) throw wrong('is larger than 20 MiB');
  const bytes = await readFile(path).catch((error: unknown) => {
    throw wrong(`cannot be read: ${messageOf(error)}`);
  });
  const described = await describeFile(keptText(basename(path), 'the name of --file', config), bytes);
  if (described === null) throw wrong('is not taken: PDF, image, text, e-mail as text, or office file, not empty');
  return { described, keep: (context: Context) => keepFile(described, bytes, context) };
}

function seqOf(text: string | undefined, ids: readonly string[]): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text))
    throw new CuadreError('usage_invalid', `--seq is "${text}"; it is a whole number`, { option: 'seq', value: text });
  if (ids.length !== 1) throw new CuadreError('usage_invalid', '--seq needs exactly one id', { option: 'seq' });
  return Number(text);
}

async function changeOf(options: WorkOptions, { config, store }: Context): Promise<WorkChange> {
  const { assign, followUp, claimNumber, chargeback, comment } = options;
  return {
    ...(assign === undefined ? {} : { assignee: assign === NONE ? null : await personCalled(assign, store) }),
    ...(followUp === undefined ? {} : { followUp: followUp === NONE ? null : dateOption('follow-up', followUp) }),
    ...(claimNumber === undefined
      ? {}
      : { claimNumber: claimNumber === NONE ? null : keptText(claimNumber, '--claim-number', config) }),
    ...(chargeback === undefined ? {} : { chargeback: stateNamed(chargeback) }),
    ...(comment === undefined ? {} : { comment: keptText(comment, '--comment', config) }),
  };
}

async function personCalled(text: string, { people }: Context['store']): Promise<string> {
  const person = await people.find(text.trim().toLowerCase());
  if (person !== null) return person.id;
  throw new CuadreError('usage_invalid', `--assign is "${text}"; "cuadre people list" shows who is here, by e-mail`, {
    option: 'assign',
    value: text,
  });
}

function stateNamed(text: string): (typeof CHARGEBACK_STATES)[number] {
  const state = CHARGEBACK_STATES.find((one) => one === text.trim().replaceAll('-', '_'));
  if (state !== undefined) return state;
  throw new CuadreError('usage_invalid', `--chargeback is "${text}"; it may be ${CHARGEBACK_STATES.join(', ')}`, {
    option: 'chargeback',
    accepted: CHARGEBACK_STATES,
  });
}

/** Why something was not taken: what it is for a program, and the end of a sentence. */
export const WORK_REFUSED: Readonly<Record<Exclude<WorkCode, 'applied' | 'ready'>, readonly [ErrorCode, string]>> = {
  unknown: ['reference_unknown', 'is not in the queue'],
  repeated: ['usage_invalid', 'is named twice'],
  stale: ['decision_refused', 'has moved since: somebody set the same thing'],
  nothing: ['usage_invalid', 'is so already'],
  text_missing: ['usage_invalid', 'needs a text that says something'],
  text_too_long: ['usage_invalid', 'has too long a text'],
  date_past: ['usage_invalid', 'cannot be followed up on a day that is over'],
  assignee_unfit: ['usage_invalid', 'cannot fall to this person: they are not here, do no work, or do not see it'],
  not_a_chargeback: ['usage_invalid', 'is no chargeback, and has no dispute'],
  not_possible: ['decision_refused', 'has no such step of its dispute from where it stands'],
  file_refused: ['usage_invalid', 'takes no such file'],
  name_missing: ['usage_invalid', 'needs the name of a person: give --by'],
  not_proved: ['sign_in_refused', 'is worked on by somebody who is signed in: "cuadre login"'],
  not_allowed: ['right_missing', 'is not yours to work on so: no role of yours may'],
};

function assertTaken(verdicts: readonly WorkVerdict[]): void {
  const refused = verdicts.flatMap(({ act, code }) =>
    code === 'applied' || code === 'ready' ? [] : [{ id: act.discrepancyId, refusal: WORK_REFUSED[code] }],
  );
  const [first] = refused;
  if (first === undefined) return;
  const [code, why] = first.refusal;
  throw new CuadreError(code, `${first.id} ${why}: nothing was saved`, {
    refused: refused.map(({ id, refusal: [, say] }) => `${id} ${say}`),
  });
}

function documentOf(rows: readonly QueueRow[], verdicts: readonly WorkVerdict[], by: string): unknown {
  return {
    by,
    worked: rows.map((row, index) => ({
      id: row.discrepancy.id,
      seq: row.seq,
      work: workDocument(row.work, row.task),
      events: certain(verdicts[index], 'what came of it').events.map(({ event, eventId }) => ({
        event,
        event_id: eventId,
      })),
    })),
  };
}
