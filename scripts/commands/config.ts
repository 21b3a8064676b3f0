import type { Command } from 'commander';
import { placeOf } from '../../schemas/config/from.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { checkConfigFile, countOf, problemText, type CheckedConfig, type LoadedConfig } from '../cli/config-file.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { table } from '../cli/output.ts';
import type { FolderFound } from '../cli/source-folders.ts';

/** `cuadre config check` and `cuadre config schema`. */
export function register(program: Command): void {
  const config = program.command('config').description('check the configuration, or print its JSON Schema');
  config
    .command('check')
    .description('every problem of the configuration at once, each with its line; what the folders of the sources hold')
    .addHelpText(
      'after',
      examples([
        ['cuadre config check', 'check cuadre.yaml'],
        ['cuadre config check --config shop.yaml --json', 'the problems as JSON'],
      ]),
    )
    .action(action(check));
  config
    .command('schema')
    .description('the JSON Schema of the configuration, for editors')
    .addHelpText(
      'after',
      examples([['cuadre config schema > cuadre.schema.json', 'let an editor complete and check cuadre.yaml']]),
    )
    .action(action(schema));
}

async function check(cli: Cli): Promise<ExitCode> {
  const checked = await checkConfigFile(cli.configPath);
  const checkedFolders = checked.ok ? await checkSources(checked) : { found: [], warnings: [] };
  cli.print(documentOf(checked, checkedFolders), () => textOf(cli.configPath, checked, checkedFolders));
  return checked.ok ? EXIT.clean : EXIT.usage;
}

/** What no configuration says by itself: what stands in the folders, and what will not be found at the bank. */
interface FolderCheck {
  readonly found: readonly FolderFound[];
  readonly warnings: readonly string[];
}

async function checkSources({ config, warnings }: LoadedConfig): Promise<FolderCheck> {
  const [{ checkFolders, bankTextWarnings, accountWarnings }, { today }, { CLOCK }] = await Promise.all([
    import('../cli/source-folders.ts'),
    import('../../workers/pipeline/run-dates.ts'),
    import('../cli/open.ts'),
  ]);
  const found = checkFolders(config, today({ config, clock: CLOCK }));
  const ofSources = [...bankTextWarnings(config.sources), ...accountWarnings(config.sources)];
  return { found, warnings: [...warnings, ...found.flatMap((folder) => folder.warnings), ...ofSources] };
}

function documentOf(checked: CheckedConfig, { found, warnings }: FolderCheck): unknown {
  if (!checked.ok) return { ok: false, file: checked.file, problems: checked.problems };
  const { config, configHash, file } = checked;
  const sources = config.sources.map((source) => ({
    id: source.id,
    leg: source.leg,
    profile: profileName(source.profile),
    from: source.from,
    dates: found.find((folder) => folder.source === source.id)?.dates ?? null,
  }));
  return { ok: true, file, problems: [], warnings, tenant: config.tenant, configHash, sources };
}

function textOf(path: string, checked: CheckedConfig, { found, warnings }: FolderCheck): string {
  if (!checked.ok) {
    return [
      ...checked.problems.map((problem) => problemText(path, problem)),
      `${path}: ${countOf(checked.problems.length, 'problem')}`,
    ].join('\n');
  }
  const { config, configHash } = checked;
  const rows = config.sources.map((source) => [
    source.id,
    source.leg,
    profileName(source.profile),
    source.from.file,
    placeOf(source.from),
    found.find((folder) => folder.source === source.id)?.found ?? 'not asked',
  ]);
  return [
    `${path}: no problems. Tenant ${config.tenant}, configuration ${configHash.slice(0, 12)}.`,
    '',
    table(['source', 'leg', 'profile', 'file', 'from', 'found'], rows),
    ...(warnings.length === 0 ? [] : ['', ...warnings.map((warning) => `to look at: ${warning}`)]),
  ].join('\n');
}

function profileName(profile: { readonly builtIn: string } | { readonly inline: { readonly format: string } }): string {
  return 'builtIn' in profile ? profile.builtIn : `inline ${profile.inline.format}`;
}

/** A JSON Schema is JSON with or without `--json`. */
async function schema(cli: Cli): Promise<ExitCode> {
  const { configSchema } = await import('../../schemas/config/config-schema.ts');
  const document = configSchema();
  cli.print(document, () => JSON.stringify(document, null, 2));
  return EXIT.clean;
}
