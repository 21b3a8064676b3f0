import { createInterface } from 'node:readline/promises';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { emptyStretch, type EmptyStretch } from '../../workers/pipeline/empty-stretch.ts';

/**
 * Asks before a run would go through more than 31 dates without a single file, each of which would say that every
 * source is missing. Throws `usage_invalid` where a person says no, and where there is nobody to ask and no `--yes`:
 * nothing was run.
 */
export async function confirmEmptyDates(planned: readonly PlainDate[], context: Context, yes: boolean): Promise<void> {
  const stretch = yes ? null : await emptyStretch(planned, context);
  if (stretch === null) return;
  const isAsked = process.stdin.isTTY && process.stderr.isTTY;
  if (
    isAsked &&
    (await answer(
      `${whatOf(stretch)}. ${whatToDo(stretch)}\nRun all ${String(planned.length)} dates all the same? [y/N] `,
    ))
  )
    return;
  throw new CuadreError('usage_invalid', `nothing was run: ${whatOf(stretch)}`, {
    from: stretch.from,
    to: stretch.to,
    dates: stretch.dates,
    firstDateWithFile: stretch.next,
    next: `${whatToDo(stretch)} Or run them with --yes: each is then recorded with its sources missing.`,
  });
}

function whatOf({ from, to, dates, after }: EmptyStretch): string {
  if (after !== null)
    return `${String(dates)} dates, ${from} to ${to}, would follow the newest run, ${after}, and no folder has a file of them`;
  return `for the ${String(dates)} dates from ${from} to ${to} no source has a file`;
}

function whatToDo({ next, after }: EmptyStretch): string {
  if (after !== null) return 'Look whether the clock of this machine, and --date, are right.';
  const first = next === null ? 'the first date that has files' : `${next}, the next date that has one,`;
  return `Set goLive in the configuration to ${first} or look with "cuadre config check" what is in the folders.`;
}

async function answer(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^\s*(y|yes|s|si|sí|是)\s*$/iu.test(await terminal.question(question));
  } finally {
    terminal.close();
  }
}
