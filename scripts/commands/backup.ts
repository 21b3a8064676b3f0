import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CuadreError } from '../../schemas/errors.ts';
import type { Backup } from '../../workers/adapters/backup/manifest.ts';
import type { BackupMade } from '../../workers/adapters/backup/make.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { countOf } from '../cli/config-file.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { CLOCK, withRecordedContext } from '../cli/open.ts';
import { table } from '../cli/output.ts';
import { openProgress } from '../cli/progress.ts';
import { PROGRAM_VERSION } from '../cli/version.ts';

interface BackupOptions {
  readonly to?: string;
  readonly backup?: string;
}

const HELP = `
A backup holds the database as of one moment and every object that it names: source files, line files, fates, reports,
and the configuration with the files beside it that it names. It holds no value of a secret. It is made while others work.
What any backup of the folder holds already is not written again. Keep the folder on another disk, or take it away.`;

/** `cuadre backup`: what an empty machine needs. */
export function register(program: Command): void {
  const group = program
    .command('backup')
    .description('back up the store to a folder, while runs and workers go on')
    .option('--to <folder>', 'the folder of the backups; default: backup.to of the configuration')
    .addHelpText(
      'after',
      HELP +
        '\n' +
        examples([
          ['cuadre backup --to /mnt/backup/chain', 'one more backup in this folder'],
          ['cuadre backup list --to /mnt/backup/chain', 'which there are'],
          ['cuadre backup verify --to /mnt/backup/chain', 'reads every byte of the newest one'],
        ]),
    )
    .action(action(backup));
  group.command('list').description('the backups of the folder, newest first').action(action(list));
  group
    .command('verify')
    .description('read every byte of a backup and name what is not as it was written')
    .option('--backup <id>', 'which one; default: the newest')
    .action(action(verify));
}

/** The folder that is named, or that of the configuration. Throws `usage_invalid`. */
async function folderOf(cli: Cli, to: string | undefined): Promise<string> {
  if (to !== undefined && to !== '') return resolve(to);
  const { config } = await cli.loadConfig();
  if (config.backup !== null) return config.backup.to;
  throw new CuadreError('usage_invalid', '--to is missing, and the configuration has no backup.to', { option: 'to' });
}

async function backup(cli: Cli, options: BackupOptions): Promise<ExitCode> {
  const { config, file } = await cli.loadConfig();
  const to = await folderOf(cli, options.to);
  const { makeBackup } = await import('../../workers/adapters/backup/make.ts');
  let progress = openProgress('backing up', 0);
  let isFirst = true;
  const onFile = (done: number, total: number, path: string): void => {
    if (isFirst) progress = openProgress('backing up', total);
    isFirst = false;
    progress.update(done, path);
  };
  try {
    // Opened first: a store of a former version is converted, one whose record is gone or of another shop refused.
    const made = await withRecordedContext(cli, () =>
      makeBackup({
        config,
        configFile: file,
        programVersion: PROGRAM_VERSION,
        to,
        clock: CLOCK,
        onFile,
      }),
    );
    progress.close();
    cli.print({ folder: to, ...documentOf(made), bytes_added: made.added, same_disk: made.sameDisk }, () =>
      madeText(made, to),
    );
    return made.damaged.length === 0 ? EXIT.clean : EXIT.failed;
  } finally {
    progress.close();
  }
}

/** A backup as `--json` tells it. */
export function documentOf(one: Backup): Readonly<Record<string, unknown>> {
  return {
    id: one.id,
    at: one.at,
    tenant: one.tenant,
    program_version: one.program,
    runs: one.runs,
    newest_date: one.newestDate,
    events: one.events,
    seal: one.seal,
    files: one.files,
    bytes: one.bytes,
    configuration: one.configuration.map(({ path }) => path),
    not_included: one.elsewhere,
    damaged: one.damaged,
  };
}

function madeText(made: BackupMade, to: string): string {
  const { id, runs, newestDate, events, files, bytes, added, elsewhere, damaged, sameDisk } = made;
  const upTo = newestDate === null ? '' : ` up to ${newestDate}`;
  return [
    `Backup ${id} in ${to}: ${countOf(runs, 'run')}${upTo}, ${countOf(events, 'event')}, ${countOf(files, 'file')}, ${megabytes(bytes)}; ${megabytes(added)} are new.`,
    ...(sameDisk ? [`${to} is on the disk of the store: keep a copy elsewhere, a lost disk takes both.`] : []),
    ...elsewhere.map((path) => `Not in the backup, for it stands elsewhere than the configuration: ${path}`),
    ...damaged.map((what) => `Damaged in the store, and not in the backup: ${what}. Run "cuadre verify".`),
  ].join('\n');
}

/** To a tenth, upwards: what is not nothing is not shown as nothing. */
function inMegabytes(bytes: number): string {
  return String(Math.ceil(bytes / 1e5) / 10);
}

function megabytes(bytes: number): string {
  return `${inMegabytes(bytes)} MB`;
}

async function list(cli: Cli, options: BackupOptions): Promise<ExitCode> {
  const folder = await folderOf(cli, options.to);
  const { backupIds, readBackup } = await import('../../workers/adapters/backup/manifest.ts');
  const backups = backupIds(folder)
    .map((id) => readBackup(folder, id))
    .reverse();
  cli.print({ folder, backups: backups.map(documentOf) }, () =>
    backups.length === 0
      ? `There is no backup in ${folder}.`
      : table(
          ['backup', 'tenant', 'program', 'runs', 'up to', 'events', 'files', 'MB', 'damaged'],
          backups.map((one) => [
            one.id,
            one.tenant,
            one.program,
            String(one.runs),
            one.newestDate ?? 'none',
            String(one.events),
            String(one.files),
            inMegabytes(one.bytes),
            String(one.damaged.length),
          ]),
          { right: [3, 5, 6, 7, 8] },
        ),
  );
  return EXIT.clean;
}

async function verify(cli: Cli, options: BackupOptions): Promise<ExitCode> {
  const folder = await folderOf(cli, options.to);
  const [{ chosenBackup }, { filesOf }, { BackupObjects }] = await Promise.all([
    import('../../workers/adapters/backup/manifest.ts'),
    import('../../workers/adapters/backup/make.ts'),
    import('../../workers/adapters/backup/objects.ts'),
  ]);
  const chosen = chosenBackup(folder, options.backup);
  const objects = new BackupObjects(folder);
  const files = [...(await filesOf(chosen, objects)).values(), ...chosen.database.pieces, ...chosen.configuration];
  const progress = openProgress('verifying', files.length);
  try {
    for (const [index, file] of files.entries()) {
      progress.update(index, file.sha256.slice(0, 12));
      objects.prove(file);
    }
  } finally {
    progress.close();
  }
  cli.print(
    { ok: true, folder, ...documentOf(chosen) },
    () => `Backup ${chosen.id} is whole: ${countOf(files.length, 'object')} read.`,
  );
  return EXIT.clean;
}
