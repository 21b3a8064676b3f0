import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../schemas/config/config.ts';
import { certain, CuadreError } from '../../schemas/errors.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import type { Backup } from '../../workers/adapters/backup/manifest.ts';
import type { BackupObjects } from '../../workers/adapters/backup/objects.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { configOf, countOf, loadConfig, type LoadedConfig } from '../cli/config-file.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { lostSince, lostText, type Lost } from '../cli/lost-decisions.ts';
import { openLog } from '../cli/log.ts';
import { CLOCK, stampOf } from '../cli/open.ts';
import { openProgress } from '../cli/progress.ts';
import { PROGRAM_VERSION } from '../cli/version.ts';
import { documentOf } from './backup.ts';

interface RestoreOptions {
  readonly from: string;
  readonly backup?: string;
  readonly into?: string;
  readonly replace?: true;
}

const HELP = `
Stop every process of the store first: while one of this machine has the database open, or a lease of another machine
runs, it is refused. Not seen: a process of another machine that holds no date, and one whose database was removed
under it. The backup is laid out beside the places that the configuration names, every byte of it is
proved, and only then it is moved in: what is stopped before leaves everything as it was, what is stopped while it moves is ended
by the same command. Where there is no configuration, the one of the backup is put there. What was run and decided after
the backup is not in it: the next "cuadre run" runs those dates again from their sources, decisions have to be made again.`;

/** `cuadre restore`: a store again from a backup. */
export function register(program: Command): void {
  program
    .command('restore')
    .description('put a store in place from a backup, proved first')
    .requiredOption('--from <folder>', 'the folder of the backups')
    .option('--backup <id>', 'which one; default: the newest')
    .option('--into <folder>', 'the folder of the configuration; default: where --config stands')
    .option('--replace', 'put what stands there aside, as <name>.before-<time>')
    .addHelpText(
      'after',
      HELP +
        '\n' +
        examples([
          ['cuadre restore --from /mnt/backup/chain', 'the newest backup, here'],
          ['cuadre restore --from /mnt/backup/chain --backup 20260701T063000Z-0123456789ab', 'this one'],
          ['cuadre restore --from /mnt/backup/chain --into /srv/chain', 'into another folder'],
        ]),
    )
    .action(action(restore));
}

async function restore(cli: Cli, options: RestoreOptions): Promise<ExitCode> {
  const from = resolve(options.from);
  const file = resolve(options.into === undefined ? cli.configPath : join(options.into, basename(cli.configPath)));
  const [{ finishRestore, restoreBackup }, { chosenBackup }, { BackupObjects }] = await Promise.all([
    import('../../workers/adapters/backup/restore.ts'),
    import('../../workers/adapters/backup/manifest.ts'),
    import('../../workers/adapters/backup/objects.ts'),
  ]);
  const chosen = chosenBackup(from, options.backup);
  const objects = new BackupObjects(from);
  const loaded = await configurationOf(chosen, objects, file);
  const { config } = loaded;
  const finish = (id: string): Promise<void> => putConfiguration(chosenBackup(from, id), objects, file);
  const ended = await finishRestore(config, finish);
  if (ended !== null) return await tell(cli, { backup: chosenBackup(from, ended.backup), aside: ended.aside, config });
  const progress = openProgress('restoring', chosen.files + 1);
  try {
    const aside = await restoreBackup({
      config,
      from,
      backup: chosen,
      replace: options.replace === true,
      nowMs: CLOCK.nowMs(),
      stamp: stampOf(CLOCK.nowMs()),
      prove: (staged) => prove(staged, loaded.configHash, chosen),
      finish,
      onFile: (done, _total, path) => {
        progress.update(done, path);
      },
    });
    progress.close();
    return await tell(cli, { backup: chosen, aside, config });
  } finally {
    progress.close();
  }
}

/** The configuration that stands, or that of the backup as it will stand. Throws `configuration_invalid`. */
async function configurationOf(backup: Backup, objects: BackupObjects, file: string): Promise<LoadedConfig> {
  if (existsSync(file)) return loadConfig(file);
  const text = (await objects.read(certain(backup.configuration[0], 'the configuration'))).toString('utf8');
  return configOf(text, file);
}

/** What stands already stays. */
async function putConfiguration({ configuration }: Backup, objects: BackupObjects, file: string): Promise<void> {
  for (const [index, one] of configuration.entries()) {
    const target = index === 0 ? file : join(dirname(file), one.path);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    await objects.copyTo(one, `${target}.restoring`);
    renameSync(`${target}.restoring`, target);
  }
}

/** Holds the store that was laid out to its own record, and shows readers of each date what was published. */
async function prove(config: Config, configHash: string, backup: Backup): Promise<void> {
  const [{ openContext }, { verifyStore }, { publishIndex }] = await Promise.all([
    import('../../workers/pipeline/open.ts'),
    import('../../workers/adapters/sqlite/verify.ts'),
    import('../../workers/5-publish/stage.ts'),
  ]);
  const context = openContext({ config, configHash, programVersion: PROGRAM_VERSION, clock: CLOCK, log: openLog() });
  try {
    const { store, archive, reportFiles } = context;
    const places = {
      store,
      archive,
      linesDirectory: config.storage.lines,
      reportsDirectory: config.reports.directory,
      mayReplay: () => Promise.resolve(false),
    };
    await inTurn(await store.runs.newestOfEach(), async ({ date }) => {
      const generation = await store.reports.published(date);
      if (generation !== null) await reportFiles.show(await reportFiles.claim(date), generation);
    });
    await publishIndex(context);
    const [differing] = await store.chain.differences(1);
    if (differing !== undefined)
      throw new CuadreError('backup_damaged', `the backup is damaged: ${differing.what} is not as it was recorded`, {
        backup: backup.id,
      });
    for await (const { what, expected, found } of verifyStore(places)) {
      if (backup.damaged.some((known) => what.startsWith(certain(known.split(':')[0], 'a name')))) continue;
      throw new CuadreError('backup_damaged', `the backup is damaged: ${what} is not as it was recorded`, {
        backup: backup.id,
        expected,
        found,
      });
    }
  } finally {
    context.store.close();
  }
}

interface Restored {
  readonly backup: Backup;
  readonly aside: readonly string[];
  readonly config: Config;
}

async function tell(cli: Cli, { backup, aside, config }: Restored): Promise<ExitCode> {
  const reports = aside.find((path) => path.startsWith(`${config.reports.directory}.`));
  const lost = reports === undefined ? null : await lostSince(backup, reports, config);
  cli.print({ ...documentOf(backup), put_aside: aside, lost: lost === null ? null : lostDocument(lost) }, () =>
    [
      `Restored: backup ${backup.id} of ${backup.at}, ${countOf(backup.runs, 'run')}, ${countOf(backup.events, 'event')}, ${countOf(backup.files, 'file')}, every byte proved.`,
      ...backup.damaged.map((what) => `Damaged when it was backed up, and not restored: ${what}`),
      ...aside.map((path) => `What stood before is in ${path}`),
      lost === null
        ? `What was run and decided after ${backup.at} is not in it: "cuadre run" runs the dates again, decisions have to be made again.`
        : lostText(lost, backup),
    ].join('\n'),
  );
  return EXIT.clean;
}

function lostDocument({
  eventsAtLeast,
  byHandAtLeast,
  generations,
  decisions,
}: Lost): Readonly<Record<string, unknown>> {
  return { events_at_least: eventsAtLeast, by_hand_at_least: byHandAtLeast, generations, decisions };
}
