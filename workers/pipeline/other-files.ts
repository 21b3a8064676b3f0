import type { SourceConfig } from '../../schemas/config/config.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { isRemote } from '../../schemas/config/from.ts';
import type { RunKey } from '../../schemas/outcome/run.ts';
import { isRestated } from '../1-download/restated.ts';
import { download } from '../1-download/stage.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { prunedInTheWay } from '../retention/closed.ts';

/** The dates on which a look is made. */
export interface CheckSpan {
  readonly goLive: PlainDate;
  /** The newest date of this run: the last `schedule.recheckDays` dates up to it are looked at again. */
  readonly last: PlainDate;
  /** Today in the tenant's zone: a remote source is asked again for `askAgainDays` only. */
  readonly today: PlainDate;
}

/**
 * Whether the sources have other files for a date than its newest run used: one that was missing, refused or not
 * expected and is there by now, one that was refused for being empty and may be so now, or one that came again with
 * other bytes. What was missing or refused is looked for whatever its date; what was read, and what nobody expected, at
 * the last `schedule.recheckDays` dates. Throws `two_files_for_one_date`, and for a folder `source_unreachable`.
 */
export async function hasOtherFiles(run: RunKey, span: CheckSpan, context: Context): Promise<boolean> {
  const { store, config } = context;
  const isNear = run.date > addDays(span.last, -config.schedule.recheckDays);
  for (const file of await store.outcomes.files(run)) {
    const source = config.sources.find((one) => one.id === file.source);
    const isOpen = file.state === 'missing' || file.state === 'rejected' || Boolean(file.refused);
    if (source === undefined || !(isOpen || isNear)) continue;
    // What can no longer be run again is not looked for.
    if ((await prunedInTheWay(run.date, context)) !== null) return false;
    if ((await isAllowedNow(run, source, file, context)) || (await isOther(source, lastSeen(file), span, context)))
      return true;
  }
  return false;
}

/**
 * What the source had when it was last looked at: the newest delivery, also where it was refused and another one
 * stands.
 */
function lastSeen(file: SourceFile): SourceFile {
  return file.refused ? { ...file, sha256: file.refused.sha256 } : file;
}

/**
 * A file that was refused for being empty, by a configuration that is another by now and lets it be empty, is read once
 * more.
 */
async function isAllowedNow(
  run: RunKey,
  source: SourceConfig,
  file: SourceFile,
  { store, configHash }: Context,
): Promise<boolean> {
  const problem = file.refused?.problem ?? (file.state === 'rejected' ? file.problem : null);
  if (problem?.code !== 'empty_file' || source.expected.empty !== 'allowed') return false;
  return (await store.runs.get(run))?.configHash !== configHash;
}

/**
 * That a remote source cannot be reached changes nothing about a date that was run: it is logged, and the date stays.
 */
async function isOther(source: SourceConfig, file: SourceFile, span: CheckSpan, context: Context): Promise<boolean> {
  const { from } = source;
  if (!isRemote(from)) {
    const unpacked = async (): Promise<string | null> =>
      (await download(source, file.date, context, span.goLive)).sha256;
    return isRestated(source.id, from, file, context, from.unpack === undefined ? null : unpacked);
  }
  if (addDays(file.date, from.askAgainDays) < span.today) return false;
  try {
    const found = await download(source, file.date, context, span.goLive);
    return found.sha256 !== null && found.sha256 !== file.sha256;
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    context.log.warn({ source: source.id, date: file.date, code: error.code }, 'a file could not be asked for again');
    return false;
  }
}
