import { cpSync, readFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type PlainDate, parsePlainDate } from '../../schemas/values/dates.ts';
import type { Config } from '../../schemas/config/config.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { DateResult } from '../../workers/pipeline/embedded.ts';
import { openContext } from '../../workers/pipeline/open.ts';
import { runDates } from '../../workers/pipeline/run-dates.ts';
import { loadConfig } from '../cli/config-file.ts';
import { COMPARED_FILES, type GoldenCase } from './case-folder.ts';
import { takeDecisions, readDecisions, type CaseDecision } from './decisions.ts';
import { compareText } from '../../schemas/lines/records.ts';

/** After every case; a run must not depend on it. */
export const CLOCK_MS = Date.UTC(2026, 11, 31, 12);
const log = { info() {}, warn() {}, error() {} };

/** A case laid out in a folder of its own, with a real database and real files. */
export interface CaseWorkspace {
  readonly context: Context;
  /** Runs what is due up to a date; a date that is asked for is always looked at again. */
  readonly run: (date: PlainDate) => Promise<DateResult[]>;
  /** Runs the case to a date, with the files that come and what people decide in between. */
  readonly play: (last: PlainDate) => Promise<DateResult[]>;
  /** A report of the newest generation of a date. */
  readonly report: (date: PlainDate, name: string) => string;
  /** Copies a folder of the case over the input, as if its files had come just now. */
  readonly receive: (folder: string) => void;
  readonly close: () => void;
}

/**
 * Copies a case into an empty folder and opens it there. Close it when done.
 *
 * @param into an existing, empty folder
 * @param storage a folder for database, archive and lines; by default they stand in `into`
 */
export async function openCase(
  golden: Pick<GoldenCase, 'folder'>,
  into: string,
  storage: string = join(into, 'data'),
): Promise<CaseWorkspace> {
  cpSync(join(golden.folder, 'cuadre.yaml'), join(into, 'cuadre.yaml'));
  const receive = (folder: string): void => {
    cpSync(join(golden.folder, folder), join(into, 'input'), { recursive: true });
  };
  receive('input');
  const { config, configHash } = await loadConfig(join(into, 'cuadre.yaml'));
  const moved: Config = {
    ...config,
    storage: {
      ...config.storage,
      path: join(storage, 'cuadre.db'),
      archive: join(storage, 'archive'),
      lines: join(storage, 'lines'),
    },
    reports: { ...config.reports, directory: join(into, 'reports') },
  };
  const context = openContext({
    config: moved,
    configHash,
    programVersion: '0',
    clock: { nowMs: () => CLOCK_MS },
    log,
  });
  const play = async (last: PlainDate): Promise<DateResult[]> => {
    const results: DateResult[] = [];
    for (const { after, received, decisions } of storyOf(golden.folder)) {
      results.push(...(await runDates(context, { date: after })));
      if (received !== null) receive(received);
      await takeDecisions(decisions, context.store, CLOCK_MS);
    }
    return [...results, ...(await runDates(context, { date: last }))];
  };
  return {
    context,
    run: (date) => runDates(context, { date }),
    play,
    report: (date, name) => readFileSync(join(into, 'reports', date, name), 'utf8'),
    receive,
    close: () => context.store.close(),
  };
}

/** The compared reports of a case, by `<date>/<file>`, in the order of its dates. */
export function reportsOf(golden: GoldenCase, workspace: CaseWorkspace): Map<string, string> {
  return new Map(
    golden.dates.flatMap((date) =>
      COMPARED_FILES.map((name) => [`${date}/${name}`, workspace.report(date, name)] as const),
    ),
  );
}

/** What happens after the run of a date, before the case goes on. */
export interface Chapter {
  readonly after: PlainDate;
  /** The folder of the case, within it, with files that come then; null where none do. */
  readonly received: string | null;
  readonly decisions: readonly CaseDecision[];
}

/**
 * What happens in between, in order: files of `received/<date>/` come and people decide (`decisions.csv`) after the run
 * of a date.
 */
export function storyOf(folder: string): Chapter[] {
  const decisions = readDecisions(folder);
  const received = receivedAfter(folder);
  const dates = new Set([...decisions.map((one) => one.after), ...received]);
  return [...dates].sort(compareText).map((after) => ({
    after,
    received: received.includes(after) ? join('received', after) : null,
    decisions: decisions.filter((one) => one.after === after),
  }));
}

function receivedAfter(folder: string): PlainDate[] {
  const received = join(folder, 'received');
  if (!existsSync(received)) return [];
  return readdirSync(received).map((name) => {
    const date = parsePlainDate(name);
    if (date === null) throw new Error(`${received}/${name} must be named by the date after whose run its files come`);
    return date;
  });
}
