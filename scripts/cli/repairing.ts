import { CuadreError, messageOf } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Difference, Repair } from '../../schemas/ports/differences.ts';
import type { Cli } from './command.ts';
import { countOf } from './config-file.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { canAsk, isAgreed } from './terminal.ts';

/** What can be made again goes before what is made of it. */
const ORDER: readonly Repair['kind'][] = ['index', 'joined', 'lines', 'reports', 'shown', 'page'];

interface Plan {
  readonly differences: readonly Difference[];
  readonly repairs: readonly Repair[];
  /** What only a backup has. */
  readonly lost: readonly Difference[];
}

/**
 * Shows every difference with what would be done about it, asks, does it, and looks again. Exit code 0 where nothing
 * differs afterwards. Throws `usage_invalid` where a person says no, and where there is nobody to ask and no `--yes`:
 * then nothing was changed.
 */
export async function repairAll(
  cli: Cli,
  look: () => AsyncIterable<Difference>,
  { isAgreed: isAgreedBefore, context }: { readonly isAgreed: boolean; readonly context: Context },
): Promise<ExitCode> {
  const plan = await planOf(look());
  if (plan.repairs.length > 0 && !isAgreedBefore) await ask(plan);
  const done: string[] = [];
  const refused: string[] = [];
  const { repair } = await import('../../workers/pipeline/repair.ts');
  const { removeJoined } = await import('../../workers/adapters/sqlite/verify.ts');
  for (const one of plan.repairs) {
    try {
      if (one.kind === 'joined') removeJoined(one.path, context.config.storage.lines);
      else await repair(one, context);
      done.push(repairText(one));
    } catch (error) {
      if (!(error instanceof CuadreError)) throw error;
      refused.push(`${repairText(one)}: ${messageOf(error)}`);
    }
  }
  const left = plan.repairs.length === 0 ? plan : await planOf(look());
  cli.print({ ok: left.differences.length === 0, done, refused, left: left.differences }, () =>
    resultText(done, refused, left),
  );
  return left.differences.length === 0 ? EXIT.clean : EXIT.failed;
}

async function planOf(found: AsyncIterable<Difference>): Promise<Plan> {
  const differences: Difference[] = [];
  for await (const difference of found) differences.push(difference);
  const named = differences.flatMap(({ repair }) => repair ?? []);
  // The page over all dates is made of what their reports say.
  const all: Repair[] = named.some(({ kind }) => kind === 'reports') ? [...named, { kind: 'page' }] : named;
  const repairs = new Map(all.map((repair) => [JSON.stringify(repair), repair]));
  return {
    differences,
    repairs: [...repairs.values()].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)),
    lost: differences.filter(({ repair }) => repair === undefined),
  };
}

async function ask(plan: Plan): Promise<void> {
  if (canAsk() && (await isAgreed(planText(plan), 'Do it?'))) return;
  throw new CuadreError('usage_invalid', `nothing was changed: ${countOf(plan.repairs.length, 'repair')} to agree to`, {
    repairs: plan.repairs.map(repairText),
    onlyInABackup: plan.lost.map(({ what }) => what),
    next: 'Look at the list, and say so with --yes.',
  });
}

function planText(plan: Plan): string {
  return [
    ...plan.differences.map(({ what, found }) => `Different: ${what} (${found})`),
    'To do:',
    ...plan.repairs.map((one) => `  ${repairText(one)}`),
    ...lostText(plan),
  ].join('\n');
}

function lostText({ lost }: Plan): string[] {
  if (lost.length === 0) return [];
  return ['Only a backup has these ("cuadre restore --from FOLDER"):', ...lost.map(({ what }) => `  ${what}`)];
}

function repairText(repair: Repair): string {
  switch (repair.kind) {
    case 'index':
      return `build the index ${repair.index} of the database anew from its table`;
    case 'joined':
      return `take away the joined index ${repair.path}, which a coming date makes again`;
    case 'lines':
      return `make lines and fates of ${repair.date} again from the archive`;
    case 'reports':
      return `write the reports of ${repair.date}, generation ${String(repair.generation)}, again from the record, and take away files that it never had`;
    case 'shown':
      return `show the readers of ${repair.date} its newest reports again, and take away files that are not of them`;
    case 'page':
      return 'write index.html again from the reports of all dates';
  }
}

function resultText(done: readonly string[], refused: readonly string[], left: Plan): string {
  return [
    ...done.map((text) => `Done: ${text}`),
    ...refused.map((text) => `Not done: ${text}`),
    ...left.differences.map(({ what }) => `Still different: ${what}`),
    ...lostText(left),
    left.differences.length === 0 ? 'No difference.' : 'Not everything is as it was recorded.',
  ].join('\n');
}
