import type { Command } from 'commander';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { nearestName } from '../../schemas/values/nearest.ts';
import type { Config } from '../../schemas/config/config.ts';
import { formatMajor, sum } from '../../schemas/values/money.ts';
import { CLAIMED_KINDS, type ClaimedKind } from '../../schemas/kinds/kinds.ts';
import type { AskFirstReason, Claim, ProviderClaims } from '../../workers/5-publish/claims/claims.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { dateOption } from '../cli/dates.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withLookedAtContext, withRecordedContext } from '../cli/open.ts';
import { table } from '../cli/output.ts';

interface ClaimsOptions {
  readonly provider: string;
  readonly date?: string;
  readonly kind?: readonly string[];
  readonly output?: string;
}

/** `cuadre claims`: what a person sends to a provider, as files. */
export function register(program: Command): void {
  program
    .command('claims')
    .description(
      'writes what may be claimed from a provider: per kind a CSV and a letter in English and Spanish; what is no claim yet stands in ask-first.csv',
    )
    .requiredOption('--provider <source>', 'the settlement source whose provider is written to')
    .option(
      '--date <date>',
      'what is open at the close of this date; default: the newest that was run, with the decisions since',
    )
    .option('--kind <kind...>', 'only these kinds of discrepancy; default: all that a provider can answer')
    .option('--output <folder>', 'where the files go; default: claims/<provider>/<date>/ beside the reports')
    .addHelpText(
      'after',
      examples([
        ['cuadre claims --provider dlocal', 'everything open that dlocal can answer'],
        [
          'cuadre claims --provider dlocal --kind missing_in_bank payout_mismatch',
          'only the money that did not arrive',
        ],
      ]),
    )
    .action(action(claims));
}

async function claims(cli: Cli, options: ClaimsOptions): Promise<ExitCode> {
  const asked = dateOption('date', options.date);
  const open = options.output === undefined ? withRecordedContext : withLookedAtContext;
  return open(cli, async (context) => {
    assertProvider(options.provider, context.config);
    const [{ claimsAsOf }, { writeClaims }] = await Promise.all([
      import('../../workers/queries/claims.ts'),
      import('../cli/claim-files.ts'),
    ]);
    const kinds = kindsOf(options.kind, CLAIMED_KINDS);
    const { date, made } = await claimsAsOf(asked, options.provider, kinds, context);
    const folder =
      options.output === undefined
        ? join(context.config.reports.directory, 'claims', encodeURIComponent(options.provider), date)
        : resolve(options.output);
    const files = writeClaims(folder, made, context.config.tenant, date);
    cli.print(document(options.provider, date, folder, made, files), () =>
      textOf(options.provider, date, folder, made),
    );
    return EXIT.clean;
  });
}

function assertProvider(provider: string, { sources }: Pick<Config, 'sources'>): void {
  const known = sources.filter((source) => source.leg === 'settlement').map((source) => source.id);
  if (known.includes(provider)) return;
  throw new CuadreError(
    'usage_invalid',
    `--provider is "${provider}"; the settlement sources are ${known.join(', ')}`,
    {
      provider,
      accepted: known,
      nearest: nearestName(provider, known),
    },
  );
}

function kindsOf(asked: readonly string[] | undefined, all: readonly ClaimedKind[]): readonly ClaimedKind[] {
  if (asked === undefined) return all;
  return asked.map((kind) => {
    const known = all.find((one) => one === kind);
    if (known !== undefined) return known;
    throw new CuadreError('usage_invalid', `--kind is "${kind}"; what a provider can answer is ${all.join(', ')}`, {
      kind,
      accepted: all,
      nearest: nearestName(kind, all),
    });
  });
}

function document(
  provider: string,
  date: PlainDate,
  folder: string,
  made: ProviderClaims,
  files: readonly string[],
): unknown {
  return {
    provider,
    as_of: date,
    folder,
    files,
    claims: made.claims.map(({ kind, items }) => ({ kind, count: items.length, money_at_risk: totalsOf(items) })),
    ask_first: made.askFirst.map(({ discrepancy, why }) => ({
      id: discrepancy.id,
      kind: discrepancy.kind,
      merchant_reference: discrepancy.merchantReference,
      payout_id: discrepancy.payoutId,
      why,
    })),
  };
}

function totalsOf(items: Claim['items']): Readonly<Record<string, string>> {
  const currencies = [...new Set(items.map(({ discrepancy }) => discrepancy.currency ?? 'XXX'))].sort();
  return Object.fromEntries(
    currencies.map((currency) => {
      const amounts = items.filter(({ discrepancy }) => (discrepancy.currency ?? 'XXX') === currency);
      return [currency, formatMajor(sum(amounts.map(({ discrepancy }) => discrepancy.moneyAtRisk)))];
    }),
  );
}

function textOf(provider: string, date: PlainDate, folder: string, made: ProviderClaims): string {
  const asked = askFirstText(made.askFirst);
  if (made.claims.length === 0)
    return [`Nothing is to be claimed from ${provider}, as of ${date}.`, ...asked].join('\n');
  const rows = made.claims.flatMap(({ kind, items }) =>
    Object.entries(totalsOf(items)).map(([currency, total], index) => [
      index === 0 ? kind : '',
      index === 0 ? String(items.length) : '',
      `${currency} ${total}`,
    ]),
  );
  const short = relative(process.cwd(), folder);
  const place = short.startsWith('..') || isAbsolute(short) ? folder : short;
  return [
    `To claim from ${provider}, as of ${date}:`,
    '',
    table(['kind', 'count', 'money at risk'], rows, { right: [1, 2] }),
    '',
    `Each as <kind>.csv, <kind>.en.txt and <kind>.es.txt in ${place}`,
    ...asked,
  ].join('\n');
}

const WHY: Readonly<Record<AskFirstReason, string>> = {
  seen_elsewhere: 'the books hold what may be it',
  several_providers: 'more than one provider could be meant',
  file_suspect: 'a file may be the cause',
  in_another_letter: 'its lines stand in another letter',
  not_owed_to_us: 'it is not known to be owed to us',
  ours_first: 'our own books answer first',
};

/** What is not claimed, and what to find out first. */
function askFirstText(rows: ProviderClaims['askFirst']): string[] {
  if (rows.length === 0) return [];
  const shown = rows.map(({ discrepancy, why }) => [
    discrepancy.kind,
    discrepancy.merchantReference ?? discrepancy.payoutId ?? discrepancy.providerId ?? '',
    `${discrepancy.currency ?? ''} ${formatMajor(discrepancy.moneyAtRisk)}`.trim(),
    WHY[why],
  ]);
  const left = shown.length - ASK_FIRST_SHOWN_MAX;
  return [
    '',
    'Ask first, nothing of it is in a letter:',
    '',
    table(['kind', 'about', 'money at risk', 'because'], shown.slice(0, ASK_FIRST_SHOWN_MAX), { right: [2] }),
    ...(left > 0 ? [`and ${String(left)} more in ask-first.csv`] : []),
  ];
}

/** A longer list is read in its file. */
const ASK_FIRST_SHOWN_MAX = 20;
