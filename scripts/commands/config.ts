import type { Command } from 'commander';
import { placeOf } from '../../schemas/from.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { checkConfigFile, countOf, problemText, type CheckedConfig } from '../cli/config-file.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { table } from '../cli/output.ts';

/** `cuadre config check` and `cuadre config schema`. */
export function register(program: Command): void {
  const config = program.command('config').description('check the configuration, or print its JSON Schema');
  config
    .command('check')
    .description('every problem of the configuration at once, each with its line')
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
    .addHelpText('after', examples([['cuadre config schema > cuadre.schema.json', 'let an editor complete and check cuadre.yaml']]))
    .action(action(schema));
}

async function check(cli: Cli): Promise<ExitCode> {
  const checked = await checkConfigFile(cli.configPath);
  cli.print(documentOf(checked), () => textOf(cli.configPath, checked));
  return checked.ok ? EXIT.clean : EXIT.usage;
}

function documentOf(checked: CheckedConfig): unknown {
  if (!checked.ok) return { ok: false, file: checked.file, problems: checked.problems };
  const { config, configHash, file } = checked;
  const sources = config.sources.map((source) => ({
    id: source.id,
    leg: source.leg,
    profile: profileName(source.profile),
    from: source.from,
  }));
  return { ok: true, file, problems: [], tenant: config.tenant, configHash, sources };
}

function textOf(path: string, checked: CheckedConfig): string {
  if (!checked.ok) {
    return [
      ...checked.problems.map((problem) => problemText(path, problem)),
      `${path}: ${countOf(checked.problems.length, 'problem')}`,
    ].join('\n');
  }
  const { config, configHash } = checked;
  const rows = config.sources.map((source) => [source.id, source.leg, profileName(source.profile), source.from.file, placeOf(source.from)]);
  return [
    `${path}: no problems. Tenant ${config.tenant}, configuration ${configHash.slice(0, 12)}.`,
    '',
    table(['source', 'leg', 'profile', 'file', 'from'], rows),
  ].join('\n');
}

function profileName(profile: { readonly builtIn: string } | { readonly inline: { readonly format: string } }): string {
  return 'builtIn' in profile ? profile.builtIn : `inline ${profile.inline.format}`;
}

/** A JSON Schema is JSON with or without `--json`. */
async function schema(cli: Cli): Promise<ExitCode> {
  const { configSchema } = await import('../../schemas/config-schema.ts');
  const document = configSchema();
  cli.print(document, () => JSON.stringify(document, null, 2));
  return EXIT.clean;
}
