import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { RunKey } from '../../schemas/outcome/run.ts';
import type { Context } from '../pipeline/context.ts';
import type { Decisions } from './decisions.ts';
import { gather, recentLines } from './gather.ts';
import type { WorkingSet } from './working-set.ts';
import { match, type MatchResult } from './match.ts';

/** What stage 3 hands to stage 4: a function of the store, made again wherever it is not at hand. */
export interface Matched {
  readonly workingSet: WorkingSet;
  readonly result: MatchResult;
}

/** Stage 3: brings everything that the date decides upon together, and matches it. Writes nothing. */
export function matchDate(
  date: PlainDate,
  goLive: PlainDate,
  files: readonly SourceFile[],
  parent: RunKey | null,
  decisions: Decisions,
  context: Context,
): Matched {
  const workingSet = gather(date, goLive, files, parent, decisions, context);
  const result = match(workingSet);
  if (result.differingSources.length === 0) return { workingSet, result };
  // A difference may be explained by lines that closed lately and are not in the working set.
  return { workingSet, result: match(workingSet, recentLines(workingSet, result.differingSources, context)) };
}
