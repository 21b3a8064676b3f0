import { localBytes } from '../../workers/adapters/files/disk.ts';
import { stat } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { CuadreError } from '../../schemas/errors.ts';
import { LEGS, type Leg } from '../../schemas/lines/records.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import type { BuiltInFit, NearBuiltIn } from '../../workers/2-normalise/guess/built-ins.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';

interface GuessOptions {
  readonly leg?: string;
  readonly zone: string;
}

/** `cuadre source guess`: what a newcomer's file is, before there is a configuration. */
export function register(program: Command): void {
  const source = program.command('source').description('help with the files of a source');
  source
    .command('guess')
    .argument('<file>', 'a file of a provider, an ERP or a bank')
    .description(
      'propose the built-in profile that reads a file, or an inline profile with its guesses marked to confirm; writes nothing',
    )
    .option('--leg <leg>', `what the file speaks of: ${LEGS.join(', ')}; default: what its columns are called tells`)
    .option('--zone <zone>', 'the time zone of moments that name none', 'America/Bogota')
    .addHelpText(
      'after',
      examples([
        ['cuadre source guess inbox/report.csv', 'which built-in reads it, or a profile to start from'],
        ['cuadre source guess inbox/movements.csv --leg bank', 'as a bank statement'],
      ]),
    )
    .action(action(guess));
}

async function guess(cli: Cli, options: GuessOptions, [path = '']: readonly string[]): Promise<ExitCode> {
  const leg = legOf(options.leg);
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new CuadreError('usage_invalid', `${path}: there is no such file`, { file: path });
  const [
    { builtInsThatFit, nearBuiltIns },
    { proveProposal },
    { readSample },
    { proposeInline },
    { proposalYaml },
    { foreignFormat },
  ] = await Promise.all([
    import('../../workers/2-normalise/guess/built-ins.ts'),
    import('../../workers/2-normalise/guess/proof.ts'),
    import('../../workers/2-normalise/guess/sample.ts'),
    import('../../workers/2-normalise/guess/proposal.ts'),
    import('../../workers/2-normalise/guess/proposal-yaml.ts'),
    import('../../workers/2-normalise/foreign.ts'),
  ]);
  const [name, bytes] = [withoutCardNumbers(basename(path)), localBytes(path)];
  const fits = (await builtInsThatFit(bytes, name)).filter((fit) => leg === null || fit.leg === leg);
  const foreign = fits.length > 0 ? null : await foreignFormat(bytes, null, false);
  if (foreign !== null) {
    cli.print(
      { file: name, builtIns: [], inline: null, yaml: null, proof: null, near: [], foreign: foreign.words },
      () => `${name}: ${foreign.words}.`,
    );
    return EXIT.failed;
  }
  const near = fits.length > 0 ? [] : await nearBuiltIns(bytes, name, leg);
  const proposal = fits.length > 0 ? null : proposeInline(await readSample(bytes), leg, options.zone);
  const yaml =
    proposal === null ? null : proposalYaml(proposal, idFrom(name), folderFor(path, cli.configPath), patternFrom(name));
  const proof = yaml === null ? null : await proveProposal(bytes, yaml);
  cli.print({ file: name, builtIns: fits, inline: proposal, yaml, proof, near: fits.length > 0 ? [] : near }, () =>
    textOf(name, fits, yaml, proof, near),
  );
  return fits.length === 0 && proposal === null ? EXIT.failed : EXIT.clean;
}

function legOf(text: string | undefined): Leg | null {
  if (text === undefined) return null;
  const leg = LEGS.find((one) => one === text);
  if (leg !== undefined) return leg;
  throw new CuadreError('usage_invalid', `--leg is "${text}"; it is one of ${LEGS.join(', ')}`, {
    leg: text,
    accepted: LEGS,
  });
}

function textOf(
  name: string,
  fits: readonly BuiltInFit[],
  yaml: string | null,
  proof: string | null,
  near: readonly NearBuiltIn[],
): string {
  const nearly = near.map((one) => `# nearly the built-in ${one.name}, which is not taken: ${one.why}`);
  const [best] = fits;
  if (best !== undefined) {
    const rows = fits.map((fit) =>
      fit.problem === null
        ? `  profile: ${fit.name}   (${fit.leg}; ${String(fit.lines)} lines${fit.rejects === 0 ? '' : `, ${String(fit.rejects)} unreadable rows`})`
        : `  profile: ${fit.name}   (${fit.leg}; of this format, but refused: ${fit.problem.code}, ${fit.problem.detail})`,
    );
    return [
      `${name} is read by`,
      ...rows,
      '',
      `Put it under "sources:" with leg: ${best.leg}, then look at it with "cuadre preview".`,
    ].join('\n');
  }
  if (yaml === null) return `${name} is neither a format that is built in, nor delimited text, nor XML.`;
  return [
    `${name} is no format that is built in. A profile to start from; put it under "sources:", settle each "# confirm",`,
    'then run "cuadre config check" and "cuadre preview":',
    '',
    ...nearly,
    yaml,
    ...(proof === null ? [] : [`# ${proof}`]),
  ].join('\n');
}

/** The file's folder as the configuration writes it: from its own folder. */
function folderFor(path: string, configPath: string): string {
  const folder = relative(dirname(resolve(configPath)), dirname(resolve(path))).replaceAll('\\', '/');
  return folder === '' ? '.' : folder.startsWith('.') || folder.startsWith('/') ? folder : `./${folder}`;
}

/** `Reporte PSE 2026-07-01.csv` is the source `reporte-pse`. */
function idFrom(name: string): string {
  const id = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return id === '' ? 'source' : id;
}

/** The name with its date as a pattern; a name without a date says where one belongs. */
function patternFrom(name: string): string {
  const forms = [
    [/(20\d\d)-(\d\d)-(\d\d)/, '{date:yyyy-MM-dd}'],
    [/(\d\d)-(\d\d)-(20\d\d)/, '{date:dd-MM-yyyy}'],
    [/20\d{6}/, '{date:yyyyMMdd}'],
  ] as const;
  for (const [form, pattern] of forms) if (form.test(name)) return name.replace(form, pattern);
  return name.replace(/(\.[^.]*)?$/, '_{date:yyyyMMdd}$1');
}
