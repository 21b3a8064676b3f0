import { existsSync } from 'node:fs';
import type { Decision, DecisionCode } from '../../schemas/outcome/decision.ts';
import type { Config } from '../../schemas/config/config.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Proved } from '../../schemas/people/person.ts';
import type { DecisionVerdict, DeskAct } from '../../schemas/ports/queue.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Cli } from './command.ts';
import { countOf } from './config-file.ts';
import { personOf, personWho, REFUSALS, type Person } from './deciding.ts';
import { languageOf, moneyOf, subjectOf } from './describe.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { whoTypes } from './logins.ts';
import { withRecordedContext } from './open.ts';
import { VERBS } from '../../workers/queries/sheet-columns.ts';
import { readDecisionRows, type SheetRow } from './sheet-read.ts';
import { applyWork, judgeWork, workLines, workRows } from './sheet-work.ts';
import { onTerminal, canAsk, isAgreed } from './terminal.ts';
import { keptText } from './typed.ts';

export interface ImportOptions {
  readonly by?: string;
  readonly partial?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** A row that decides, and what came of it. */
interface Judged {
  readonly row: SheetRow;
  readonly verdict: DecisionVerdict | null;
  /** Why it is not right; null where it is. */
  readonly refusal: string | null;
  readonly code: DecisionCode | 'decision_unknown';
}

/**
 * Takes the decisions of a workbook. Every row with a decision is checked against the queue as it stands: an id that it
 * does not hold, one that has moved since the export, a decision that its state does not allow, a missing note; each is
 * named by its row of the sheet. Without `--partial` one that is not right stops all. Exit 1 where rows are refused.
 */
export async function importSheet(cli: Cli, options: ImportOptions, file: string): Promise<ExitCode> {
  if (!existsSync(file)) throw new CuadreError('usage_invalid', `${file}: there is no such file`, { file });
  const { rows: read, work, undecided } = await readDecisionRows(file);
  return withRecordedContext(cli, async (context) => {
    const proved = await whoTypes(context);
    const person = whoDecided([...read, ...work], proved, options.by);
    const { actOf } = await import('../../workers/people/acting.ts');
    const desk = actOf(proved, context);
    const rows = read.map((row) => withoutCards(row, context.config));
    const judged = await judge(rows, person.name, desk, context);
    const said = await judgeWork(work, person.name, desk, context);
    const right = judged.filter((one) => one.refusal === null);
    const rightSaid = said.filter((one) => one.refusal === null);
    const wrong = [...judged, ...said].filter((one) => one.refusal !== null).length;
    const count = right.length + rightSaid.length;
    const stops = count === 0 || (wrong > 0 && options.partial !== true);
    const shown = [textOf(file, judged, undecided, context), ...workLines(said)].join('\n');
    const isApplied = !stops && options.dryRun !== true && (await isConfirmed(options, shown, count));
    const applied = isApplied && right.length > 0 ? await apply(right, person.name, desk, context) : [];
    const worked = isApplied ? await applyWork(rightSaid, applied.length, desk, context) : 0;
    cli.print(
      { ...documentOf(file, judged, applied, undecided), worked, work: workRows(said) },
      () => `${shown}\n\n${endOf({ count, wrong, applied: applied.length, worked }, options, stops)}`,
    );
    return wrong > 0 ? EXIT.failed : EXIT.clean;
  });
}

/** What a person wrote into a row, and what of it is shown. */
function withoutCards(row: SheetRow, config: Config): SheetRow {
  const where = `row ${String(row.number)}`;
  return {
    ...row,
    note: keptText(row.note, `the note of ${where}`, config),
    ...(row.event === null ? { word: keptText(row.word, `the decision of ${where}`, config) } : {}),
  };
}

/** The column says who decided each row; where somebody is signed in, it is them or nobody. */
function whoDecided(rows: readonly Pick<SheetRow, 'by'>[], proved: Proved | null, by: string | undefined): Person {
  if (proved !== null) {
    for (const { by: name } of rows.filter((row) => row.by !== '')) personWho(proved, name);
    return personWho(proved, by);
  }
  return rows.every((row) => row.by !== '') && by === undefined ? { name: '', from: 'decided_by' } : personOf(by);
}

function decisionsOf(rows: readonly SheetRow[], by: string): Decision[] {
  return rows.flatMap((row): Decision[] =>
    row.event === null
      ? []
      : [{ discrepancyId: row.id, event: row.event, by: row.by === '' ? by : row.by, note: row.note, seq: row.seq }],
  );
}

async function judge(
  rows: readonly SheetRow[],
  by: string,
  desk: DeskAct,
  { store, clock }: Context,
): Promise<Judged[]> {
  const known = rows.filter((row) => row.event !== null);
  const verdicts = await store.queue.decide(decisionsOf(known, by), {
    atMs: clock.nowMs(),
    partial: true,
    check: true,
    desk,
  });
  const byRow = new Map(known.map((row, index) => [row, verdicts[index] ?? null]));
  return rows.map((row): Judged => {
    const verdict = byRow.get(row) ?? null;
    if (row.event === null)
      return { row, verdict, refusal: `"${onTerminal(row.word)}" is no decision`, code: 'decision_unknown' };
    if (row.seq === null)
      return { row, verdict, refusal: 'has no number in the column seq: export the queue again', code: 'stale' };
    const code = verdict?.code ?? 'unknown';
    if (code === 'ready' || code === 'applied' || code === 'proposed') return { row, verdict, refusal: null, code };
    const now =
      verdict?.entry === undefined || verdict.entry === null
        ? ''
        : `; it is ${verdict.entry.discrepancy.state} since its event ${String(verdict.entry.seq)}`;
    return { row, verdict, refusal: `${REFUSALS[code]}${now}`, code };
  });
}

async function isConfirmed(options: ImportOptions, shown: string, count: number): Promise<boolean> {
  if (options.yes === true) return true;
  if (!canAsk())
    throw new CuadreError('usage_invalid', `import would apply ${countOf(count, 'decision')}: say so with --yes`, {
      count,
    });
  return isAgreed(shown, `Apply ${countOf(count, 'decision')}?`);
}

async function apply(
  right: readonly Judged[],
  by: string,
  desk: DeskAct,
  { store, clock }: Context,
): Promise<DecisionVerdict[]> {
  const verdicts = await store.queue.decide(
    decisionsOf(
      right.map((one) => one.row),
      by,
    ),
    { atMs: clock.nowMs(), partial: false, desk },
  );
  if (verdicts.every(({ event }) => event !== null)) return verdicts;
  throw new CuadreError('decision_refused', 'the queue moved while the workbook was looked at: nothing was decided', {
    refused: verdicts
      .filter(({ code }) => code !== 'ready' && code !== 'proposed')
      .map((verdict) => verdict.decision.discrepancyId),
  });
}

function textOf(file: string, judged: readonly Judged[], undecided: number, { config }: Context): string {
  const language = languageOf(config);
  const lines = judged.map(({ row, verdict, refusal }) => {
    const one = verdict?.entry?.discrepancy;
    const what = row.event === null ? onTerminal(row.word) : VERBS[row.event];
    const about =
      one === undefined
        ? onTerminal(row.id)
        : `${one.kind}  ${onTerminal(subjectOf(one))}  ${moneyOf(one, language)}`.trimEnd();
    return `  row ${String(row.number)}  ${what}  ${about}${refusal === null ? '' : `\n    NOT RIGHT: ${refusal}`}`;
  });
  const head = `${onTerminal(file)}: ${countOf(judged.length, 'decision')}, ${countOf(undecided, 'row')} without one`;
  return [head, ...lines].join('\n');
}

interface Counts {
  /** Rows that are right. */
  readonly count: number;
  readonly wrong: number;
  readonly applied: number;
  readonly worked: number;
}

function endOf({ count, wrong, applied, worked }: Counts, { dryRun }: ImportOptions, stops: boolean): string {
  if (applied + worked > 0) {
    const done = [
      ...(applied === 0 ? [] : [`${countOf(applied, 'decision')} applied`]),
      ...(worked === 0 ? [] : [`work on ${countOf(worked, 'row')} saved`]),
    ].join(', ');
    return `${done}${wrong === 0 ? '' : `, ${countOf(wrong, 'row')} not right`}.`;
  }
  if (count + wrong === 0) return 'No row has a decision.';
  if (wrong > 0 && stops)
    return `${countOf(wrong, 'row')} not right: nothing was decided. Correct them, or apply the others with --partial.`;
  return dryRun === true ? `${countOf(count, 'decision')} would be applied; nothing was.` : 'Nothing was decided.';
}

function documentOf(file: string, judged: readonly Judged[], applied: readonly DecisionVerdict[], undecided: number) {
  const events = new Map(applied.map((verdict) => [verdict.decision.discrepancyId, verdict.event?.eventId ?? null]));
  return {
    file,
    applied: applied.length,
    undecided,
    rows: judged.map(({ row, code, refusal }) => ({
      row: row.number,
      id: row.id,
      decision: row.event === null ? row.word : VERBS[row.event],
      code: events.has(row.id) && code !== 'proposed' ? 'applied' : code,
      refusal,
      event_id: events.get(row.id) ?? null,
    })),
  };
}
