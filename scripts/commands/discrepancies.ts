import type { Command } from 'commander';
import { CHARGEBACK_STATES } from '../../schemas/outcome/work.ts';
import { statesBefore, type DecisionEvent } from '../../schemas/outcome/decision.ts';
import { OPEN_STATES } from '../../schemas/kinds/discrepancy.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Language } from '../../workers/wording/format.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import type { DecideOptions } from '../cli/deciding.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withLookedAtContext } from '../cli/open.ts';
import { readFilter, withFilters, type FilterOptions } from '../cli/queue-filter.ts';
import type { ExportOptions } from '../cli/sheet-export.ts';
import type { ImportOptions } from '../cli/sheet-import.ts';
import type { WorkOptions } from '../cli/working.ts';

/** `cuadre discrepancies`: the queue as people work it. */
export function register(program: Command): void {
  const group = program
    .command('discrepancies')
    .description('the queue as people work it: what is open, one of them in full, and decisions');
  withFilters(group.command('list'))
    .description(
      'what is open or acknowledged; with --state what is closed; notices where a kind or class asks for them',
    )
    .option('--limit <rows>', 'show so many rows; the totals are of all')
    .option('--lang <language>', 'the language of amounts; default: the first of the reports')
    .addHelpText(
      'after',
      examples([
        ['cuadre discrepancies list', 'what is to be done, the most severe first'],
        [
          'cuadre discrepancies list --owner bank --older-than 5',
          'what the bank owes an answer for since more than five business days',
        ],
        [
          'cuadre discrepancies list --date 2026-07-01 --state all --json',
          'what discrepancies.csv of a date lists, as it stands now',
        ],
        ['cuadre discrepancies list --assignee ana@chain.co --overdue', 'what is hers and should be done by now'],
        ['cuadre discrepancies list --state resolved,written_off --from 2026-07-01', 'what people closed of July'],
      ]),
    )
    .action(action(list));
  group
    .command('show')
    .argument('<id>', 'the id, or at least its first 8 characters')
    .description(
      'one discrepancy: three legs, reason, next action, evidence with its raw lines, events, what can be decided',
    )
    .option('--lang <language>', 'the language of reason and action; default: the first of the reports')
    .addHelpText('after', examples([['cuadre discrepancies show dsc_1f0c2a9b', 'by the beginning of its id']]))
    .action(action(show));
  registerDecision(group, 'ack', 'acknowledged', 'somebody works on it: it stays on the list', [
    ['cuadre discrepancies ack dsc_1f0c2a9b --note "asked the bank"', 'one, by the beginning of its id'],
  ]);
  registerDecision(group, 'resolve', 'resolved', 'the matter is settled: it stays closed while its facts stand', [
    ['cuadre discrepancies resolve dsc_1f0c2a9b --note "refunded, ticket 4711"', 'one'],
    [
      'cuadre discrepancies resolve dsc_1f0c2a9b --note "refunded" --seq 3',
      'only if nothing has happened to it since its event 3',
    ],
  ]);
  registerDecision(group, 'write-off', 'written_off', 'nobody will pay: it stays closed while its facts stand', [
    [
      'cuadre discrepancies write-off --kind fee_mismatch --severity low --note "immaterial" --yes --expect 12',
      'all that pass the filters, if they are 12',
    ],
  ]);
  registerDecision(group, 'reopen', 'reopened', 'puts a closed one back on the list', [
    ['cuadre discrepancies reopen dsc_1f0c2a9b --note "the refund bounced"', 'one'],
  ]);
  registerWork(group);
  registerSecond(group);
  registerSheets(group);
}

function registerWork(group: Command): void {
  group
    .command('work')
    .argument('<ids...>', 'ids, or the first 8 characters of each')
    .description(
      'says who has it, until when, under which number it is claimed, and what was found out; decides nothing',
    )
    .option('--assign <email>', 'to whom; "none": whoever it falls to')
    .option('--follow-up <date>', 'when somebody looks at it again; "none": no day')
    .option('--claim-number <text>', 'under which number the provider knows it; "none": under none')
    .option('--chargeback <state>', `how its dispute stands: ${CHARGEBACK_STATES.join(', ')}`)
    .option('--comment <text>', 'what was found out')
    .option('--file <file>', 'attaches a letter, a scan, a sheet: PDF, image, text or office file, at most 20 MiB')
    .option('--by <name>', 'who; default: CUADRE_USER, USER, LOGNAME or USERNAME of the environment')
    .option('--seq <number>', 'of one id: refuse where somebody set the same thing since this event')
    .addHelpText(
      'after',
      examples([
        ['cuadre discrepancies work dsc_1f0c2a9b --assign ana@chain.co --follow-up 2026-07-10', 'hers, until then'],
        ['cuadre discrepancies work dsc_1f0c2a9b --comment "Wompi answers by Friday"', 'a word for who comes next'],
        ['cuadre discrepancies work dsc_1f0c2a9b --chargeback submitted', 'the evidence was sent'],
      ]),
    )
    .action(
      action(async (cli: Cli, options: WorkOptions, ids: readonly string[]) => {
        const { workOnIds } = await import('../cli/working.ts');
        return workOnIds(cli, options, ids);
      }),
    );
}

/** The second pair of eyes. */
function registerSecond(group: Command): void {
  group
    .command('proposals')
    .description('what waits for a second person: decisions above what one may take alone ("approval")')
    .addHelpText('after', examples([['cuadre discrepancies proposals', 'what is to be confirmed, and until when']]))
    .action(
      action(async (cli: Cli) => {
        const { listProposals } = await import('../cli/confirming.ts');
        return listProposals(cli);
      }),
    );
  for (const [name, answer, does] of [
    ['confirm', 'confirmed', 'takes the step that another person proposed: never your own'],
    ['decline', 'declined', 'declines what was proposed: it stays as it is; your own is taken back so'],
  ] as const)
    group
      .command(name)
      .argument('<ids...>', 'ids, or the first 8 characters of each')
      .description(does)
      .option('--note <text>', answer === 'declined' ? 'why; required' : 'what you want to add')
      .addHelpText('after', examples([[`cuadre discrepancies ${name} dsc_1f0c2a9b --note "asked the bank"`, 'one']]))
      .action(
        action(async (cli: Cli, options: { readonly note?: string }, ids: readonly string[]) => {
          const { answerOn } = await import('../cli/confirming.ts');
          return answerOn(cli, answer, options, ids);
        }),
      );
}

function registerSheets(group: Command): void {
  withFilters(group.command('export'))
    .description('the open queue as a workbook with columns to decide in')
    .requiredOption('--xlsx <file>', 'the workbook to write; never over an existing one')
    .addHelpText(
      'after',
      examples([
        ['cuadre discrepancies export --xlsx open.xlsx', 'everything that is to be done'],
        ['cuadre discrepancies export --owner bank --xlsx bank.xlsx', 'what the bank desk has to answer'],
      ]),
    )
    .action(
      action(async (cli: Cli, options: ExportOptions) => {
        const { exportSheet } = await import('../cli/sheet-export.ts');
        return exportSheet(cli, options);
      }),
    );
  group
    .command('import')
    .argument('<file>', 'a workbook that "export" wrote and somebody filled in')
    .description('take the decisions of a workbook: every row is checked, then all of them are applied or none')
    .option(
      '--by <name>',
      'who decided, where the column decided_by is empty; default: CUADRE_USER, USER, LOGNAME or USERNAME',
    )
    .option('--partial', 'apply the rows that are right, and name the others')
    .option('--dry-run', 'check every row and apply nothing')
    .option('--yes', 'apply without asking')
    .addHelpText(
      'after',
      examples([
        ['cuadre discrepancies import open.xlsx --dry-run', 'what would be decided, and which rows are not right'],
        ['cuadre discrepancies import open.xlsx --by "Ana Ruiz" --yes', 'decides'],
      ]),
    )
    .action(
      action(async (cli: Cli, options: ImportOptions, [file = '']: readonly string[]) => {
        const { importSheet } = await import('../cli/sheet-import.ts');
        return importSheet(cli, options, file);
      }),
    );
}

function registerDecision(
  group: Command,
  name: string,
  event: DecisionEvent,
  does: string,
  lines: readonly (readonly [string, string])[],
): void {
  withFilters(group.command(name))
    .argument('[ids...]', 'ids, or the first 8 characters of each; or none, and filters')
    .description(`${does} (from ${statesBefore(event).join(', ')})`)
    .option('--note <text>', 'why; required')
    .option('--by <name>', 'who; default: CUADRE_USER, USER, LOGNAME or USERNAME of the environment')
    .option('--seq <number>', 'of one id: refuse where it has moved since this event')
    .option('--expect <count>', 'refuse where it is another number of discrepancies')
    .option('--yes', 'decide on all that pass the filters without asking')
    .addHelpText('after', examples(lines))
    .action(
      action(async (cli: Cli, options: DecideOptions, ids: readonly string[]) => {
        const { decideOn } = await import('../cli/deciding.ts');
        return decideOn(cli, event, options, ids);
      }),
    );
}

interface ListOptions extends FilterOptions {
  readonly limit?: string;
  readonly lang?: string;
}

async function list(cli: Cli, options: ListOptions): Promise<ExitCode> {
  const filter = readFilter(options);
  const limit = limitOf(options.limit);
  return withLookedAtContext(cli, async (context) => {
    const language = await languageFor(options.lang, context);
    const [{ rowsThatPass }, { listText, listedDocument }] = await Promise.all([
      import('../../workers/queries/queue-rows.ts'),
      import('../cli/queue-text.ts'),
    ]);
    const byDefault = filter.wantsNotices ? ([...OPEN_STATES, 'noted'] as const) : OPEN_STATES;
    const all = await rowsThatPass(filter, byDefault, context);
    const shown = all.slice(0, limit);
    cli.print({ discrepancies: shown.map((row) => listedDocument(row, context.calendar)) }, () =>
      listText(shown, all, language),
    );
    return EXIT.clean;
  });
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new CuadreError('usage_invalid', `--limit is "${text}"; it is a number of rows`, {
    option: 'limit',
    value: text,
  });
}

async function show(cli: Cli, options: { readonly lang?: string }, [id = '']: readonly string[]): Promise<ExitCode> {
  return withLookedAtContext(cli, async (context) => {
    const language = await languageFor(options.lang, context);
    const [{ rowNamed }, { showText, showDocument }, { evidenceOf }] = await Promise.all([
      import('../../workers/queries/queue-rows.ts'),
      import('../cli/queue-text.ts'),
      import('../../workers/queries/evidence.ts'),
    ]);
    const row = await rowNamed(id, context);
    const shown = {
      row,
      events: await context.store.queue.events({ discrepancyId: row.discrepancy.id }),
      people: await context.store.queue.eventPeople(row.discrepancy.id),
      steps: await context.store.work.steps(row.discrepancy.id),
      everybody: await context.store.people.all(),
      evidence: await evidenceOf(row.discrepancy, context),
      language,
      timezone: context.config.timezone,
    };
    cli.print(showDocument(shown, context.calendar), () => showText(shown));
    return EXIT.clean;
  });
}

async function languageFor(asked: string | undefined, { config }: Context): Promise<Language> {
  const [{ languageOf }, { LANGUAGES }] = await Promise.all([
    import('../cli/describe.ts'),
    import('../../schemas/config/config.ts'),
  ]);
  if (asked === undefined) return languageOf(config);
  const known = LANGUAGES.find((language) => language === asked);
  if (known !== undefined) return known;
  throw new CuadreError('usage_invalid', `--lang is "${asked}"; it may be ${LANGUAGES.join(', ')}`, {
    accepted: LANGUAGES,
  });
}
