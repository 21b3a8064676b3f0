import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq, inArray } from 'drizzle-orm';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { certain, CuadreError } from '../../../schemas/errors.ts';
import type { AlertLedger } from '../../../schemas/ports/alerts.ts';
import type { Chain, RecordDifference } from '../../../schemas/ports/chain.ts';
import type { History } from '../../../schemas/ports/history.ts';
import type { Leases } from '../../../schemas/ports/leases.ts';
import type { Outbox } from '../../../schemas/ports/outbox.ts';
import type { Outcomes } from '../../../schemas/ports/outcomes.ts';
import type { Pairings } from '../../../schemas/ports/pairings.ts';
import type { People, Sessions, Tokens } from '../../../schemas/ports/people.ts';
import type { Progress } from '../../../schemas/ports/progress.ts';
import type { Queue } from '../../../schemas/ports/queue.ts';
import { MANIFEST_NAME, type Reports } from '../../../schemas/ports/reports.ts';
import type { Retention } from '../../../schemas/ports/retention.ts';
import type { Runs } from '../../../schemas/ports/runs.ts';
import type { SourceRecords } from '../../../schemas/ports/sources.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import type { Work } from '../../../schemas/ports/work.ts';
import type { FateRow, RunKey } from '../../../schemas/outcome/run.ts';
import { meta, registeredFiles, reportFiles, sourceStamps } from '../../../schemas/tables/tables.ts';
import { alertsOf } from './alerts.ts';
import { cardKeyHashOf } from './card-key-hash.ts';
import { dropFiles } from '../files/archive-inventory.ts';
import { openArrowFile, type ArrowFile } from '../files/arrow-file.ts';
import { assertRowsRecorded, holdsSeal, notAsRecorded, readSeal } from './chain.ts';
import { commitRun, putFatesAgain } from './commit.ts';
import type { CommitStep } from './commit.ts';
import { reading, translated, writing } from './database.ts';
import type { Connection } from './database.ts';
import { TEMPORARY_FOLDER, makeFolder, onDisk } from '../files/disk.ts';
import { fatesAt, fateViewer } from '../../../schemas/outcome/fates.ts';
import { fateReader, fateTable, placesOfFates } from '../files/fate-files.ts';
import { fileCache, type FileCache } from '../files/file-cache.ts';
import { proverOf } from '../files/proofs.ts';
import { assertReadable } from '../files/stored-versions.ts';
import { isAsRecorded } from '../files/block-hashes.ts';
import { fatesOfLines, membersOfMatches, statesOfLines } from '../files/fate-lookup.ts';
import { walkFates, type FateSource } from '../files/fate-walk.ts';
import { pairingsOf } from './pairings.ts';
import { peopleOf } from './people.ts';
import { progressIn } from './progress.ts';
import { promised, type AtOnce } from '../../../schemas/ports/promised.ts';
import { assertLease, releaseLease, renewLease, takeLease } from './leases.ts';
import { bindStore, type Opener } from './identity.ts';
import { migrationsDirectory, type Converting } from './migrate.ts';
import { openConnection } from './open.ts';
import { assertRecordStands, assertStillStands, fileAt, placesOf } from './standing.ts';
import { cameBack, retentionOf } from './retention.ts';
import { sessionsOf, tokensOf } from './tokens.ts';
import * as discrepancies from './discrepancy-reads.ts';
import { outboxOf, queueOf } from './queue-ports.ts';
import * as reads from './reads.ts';
import { workOf } from './work.ts';
import { assertSchema, rebuildIndexes, recordDifferences } from './record-checks.ts';

export interface StoreOptions {
  /** The SQLite file, on a local disk. */
  readonly path: string;
  /** The folder of the line files; the fates of each run stand beside them. */
  readonly linesDirectory: string;
  /** The folder of the archive, for who drops files of it. */
  readonly archiveDirectory?: string;
  /** Default: beside the program. */
  readonly migrationsDirectory?: string;
  readonly converting?: Converting;
  /** Who opens it, and where its reports stand: held to what the store is. Absent: a part of a test. */
  readonly opener?: Opener & { readonly reportsDirectory: string };
  /** Only the database may be written to, a copy: the folders may not. */
  readonly foldersAreReadOnly?: true;
  /**
   * How long a method asks again for another one's lock, by a timer: for a thread that must not stand still. Absent: it
   * waits where it is.
   */
  readonly asksAgainForMs?: number;
  /** Called after each step of a commit; a test stops there. */
  readonly onCommitStep?: (step: CommitStep) => void;
  /** Called after each file that retention drops; a test stops there. */
  readonly onDropped?: () => void;
}

/**
 * Opens the record, every port over one connection; creates it, brings it up to date or converts it first. Throws
 * `record_gone`, `store_of_another`, `store_newer_than_program`, `store_not_converted`, `run_held_elsewhere`,
 * `integrity_broken`, `store_busy` and `disk_failed`; every method can reject with the last two.
 */
export function openStore(options: StoreOptions): Store {
  const { linesDirectory, opener } = options;
  if (opener !== undefined) assertRecordStands(placesOf(opener), opener);
  const { asksAgainForMs, foldersAreReadOnly } = options;
  if (foldersAreReadOnly !== true)
    onDisk(linesDirectory, () => {
      makeFolder(join(linesDirectory, TEMPORARY_FOLDER));
    });
  const directory = options.migrationsDirectory ?? migrationsDirectory();
  const before = fileAt(options.path);
  const connection = openConnection(options.path, directory, options.converting);
  if (opener !== undefined) bindOrClose(connection, opener, before, foldersAreReadOnly !== true);
  if (asksAgainForMs !== undefined) connection.raw.pragma('busy_timeout = 0');
  const coded = (answer: () => unknown): unknown => translated(answer, connection.raw);
  /** Every method speaks of SQLite's trouble in our codes. */
  const inCodes = <Port extends object>(answers: AtOnce<Port>): Port =>
    promised<Port>(answers, (answer) =>
      asksAgainForMs === undefined ? coded(answer) : askingAgain(() => coded(answer), asksAgainForMs),
    );
  const cache = fileCache<ArrowFile>();
  const { onCommitStep: onStep = () => undefined, onDropped = () => undefined } = options;
  return {
    leases: inCodes<Leases>(leasesOf(connection, linesDirectory)),
    runs: inCodes<Runs>({
      ...runsOf(connection),
      commit: (lease, record) => {
        commitRun({ connection, linesDirectory, onStep }, lease, record);
      },
      putFatesAgain: (lease, run, fates) => {
        for (const path of putFatesAgain({ connection, linesDirectory }, lease, run, fates))
          cache.forget(join(linesDirectory, path));
      },
    }),
    outcomes: inCodes<Outcomes>(outcomesOf(connection, linesDirectory, fatesOf(connection, linesDirectory, cache))),
    history: inCodes<History>(historyOf(connection, fatesOf(connection, linesDirectory, cache))),
    sources: inCodes<SourceRecords>(sourcesOf(connection)),
    pairings: inCodes<Pairings>(pairingsOf(connection)),
    work: inCodes<Work>(workOf(connection)),
    queue: inCodes<Queue>(queueOf(connection)),
    outbox: inCodes<Outbox>(outboxOf(connection)),
    reports: inCodes<Reports>(reportsOf(connection)),
    progress: inCodes<Progress>(progressIn(connection, linesDirectory)),
    alerts: inCodes<AlertLedger>(alertsOf(connection)),
    retention: inCodes<Retention>(
      retentionOf(connection, (paths) => {
        dropFiles(certain(options.archiveDirectory, 'the folder of the archive'), paths, onDropped);
      }),
    ),
    chain: inCodes<Chain>(chainOf(connection, directory)),
    people: inCodes<People>(peopleOf(connection)),
    tokens: inCodes<Tokens>(tokensOf(connection)),
    sessions: inCodes<Sessions>(sessionsOf(connection)),
    close: () => {
      connection.raw.close();
    },
  };
}

function bindOrClose(
  connection: Connection,
  opener: NonNullable<StoreOptions['opener']>,
  before: string | null,
  mayMark: boolean,
): void {
  try {
    assertStillStands(placesOf(opener), before);
    bindStore(connection, opener, mayMark);
  } catch (error) {
    connection.raw.close();
    throw error;
  }
}

/** Between two tries for a lock: most are held for less. */
const ASK_AGAIN_MS = 20;

/** Does a method, one transaction, again until nobody else holds the lock or the time is over. */
async function askingAgain(answer: () => unknown, forMs: number): Promise<unknown> {
  for (let waitedMs = 0; waitedMs < forMs; waitedMs += ASK_AGAIN_MS) {
    try {
      return answer();
    } catch (error) {
      if (!(error instanceof CuadreError) || error.code !== 'store_busy') throw error;
    }
    await sleep(ASK_AGAIN_MS);
  }
  return answer();
}

function leasesOf(connection: Connection, linesDirectory: string): AtOnce<Leases> {
  return {
    take: (date, holder, nowMs) => takeLease(connection, linesDirectory, date, holder, nowMs),
    renew: (lease, nowMs, lastsMs) => {
      renewLease(connection, lease, nowMs, lastsMs);
    },
    release: (lease) => {
      releaseLease(connection, lease);
    },
  };
}

const GO_LIVE = 'go_live';

function runsOf(connection: Connection): Omit<AtOnce<Runs>, 'commit' | 'putFatesAgain'> {
  const { db } = connection;
  return {
    goLive: () => (db.select().from(meta).where(eq(meta.key, GO_LIVE)).get()?.value ?? null) as PlainDate | null,
    recordGoLive: (date) => {
      const row = { key: GO_LIVE, value: date };
      writing(connection, () => {
        db.insert(meta).values(row).onConflictDoUpdate({ target: meta.key, set: row }).run();
      });
    },
    newest: (date) => reads.readGenerations(connection, date).at(-1) ?? null,
    newestOfEach: () => reads.readNewestRuns(connection),
    get: (run) => reads.readRun(connection, run),
    generations: (date) => reads.readGenerations(connection, date),
  };
}

/** The fates of a run stand in a file of their own, which the record names: what is read of it is proved first. */
function fatesOf(connection: Connection, linesDirectory: string, cache: FileCache<ArrowFile>) {
  return (run: RunKey): ArrowFile => {
    const { date, generation } = run;
    const named = reads.readFatesFile(connection, run);
    if (named === null)
      throw reads.readRun(connection, run) === null
        ? new CuadreError('run_unknown', `no run of ${date} has generation ${String(generation)}`, { date, generation })
        : notAsRecorded(`registered_files ${date}`, connection.raw);
    const path = join(linesDirectory, named.path);
    const isNewest = reads.newestGeneration(connection, date) === generation;
    const getBack = isNewest
      ? `run "cuadre replay --date ${date}", which makes it again where nothing that it was made from has changed, or restore it from a backup`
      : 'restore it from a backup: a former generation is made nowhere else';
    const file =
      cache.get(path) ?? cache.keep(path, openArrowFile(path, proverOf(path, { sha256: named.sha256, getBack })));
    assertReadable('fates', file.metadata, path);
    return file;
  };
}

function outcomesOf(
  connection: Connection,
  linesDirectory: string,
  open: ReturnType<typeof fatesOf>,
): AtOnce<Outcomes> {
  return {
    files: (run) => reads.readFiles(connection, run),
    fates: (run) => fateTable(open(run)),
    hasFates: (run) => {
      const named = reads.readFatesFile(connection, run);
      return named !== null && isAsRecorded(join(linesDirectory, named.path), named.sha256);
    },
    members: (run, leg, matches) => membersOfMatches(open(run), leg, matches),
    discrepancies: (run) => discrepancies.readDiscrepancies(connection, run),
    writtenDiscrepancies: (run) => discrepancies.readWritten(connection, run),
    discrepancy: (run, id) => discrepancies.readDiscrepancy(connection, run, id),
    payouts: (run) => reads.readPayouts(connection, run),
    stores: (run) => reads.readStores(connection, run),
    figures: (run) => reads.readFigures(connection, run),
    registeredFiles: (date) => reads.readRegisteredFiles(connection, date),
  };
}

function historyOf(connection: Connection, open: ReturnType<typeof fatesOf>): AtOnce<History> {
  const prepared = (): ReturnType<typeof reads.preparedReads> => reads.preparedReads(connection);
  const walkedUpTo = (upTo: PlainDate): FateSource => ({
    runs: reads.readNewestRuns(connection, upTo),
    open,
    broughtBack: (file) => prepared().broughtBack(file, upTo),
  });
  return {
    filesBetween: (first, last) => reads.readFilesBetween(connection, first, last),
    carry: (run) => {
      const file = open(run);
      const isOpenReject = discrepancies.openRejects(connection, run);
      const table = fateTable(file);
      const at = fateViewer(table);
      const mayBe = placesOfFates(file, ['awaiting', 'broken', 'out_of_scope', 'rejected']);
      return fatesAt(
        table,
        mayBe.filter((place) => isCarried(at(place), isOpenReject)),
      );
    },
    decidedWaiting: (run) => {
      const file = open(run);
      return placesOfFates(file, ['decided']).map(fateReader(file)).filter(isWaiting);
    },
    presentFates: (lines, upTo) => walkFates(lines, walkedUpTo(upTo), fatesOfLines),
    presentStates: (lines, upTo) => walkFates(lines, walkedUpTo(upTo), statesOfLines),
    formerStates: (ids, before) => discrepancies.readFormerStates(connection, ids, before),
    findPayouts: (source, payoutIds, upTo) =>
      [...new Set(payoutIds)].flatMap((id) => prepared().payout(source, id, upTo)),
    duesBetween: (first, last) => reads.readDuesBetween(connection, first, last),
    decided: (upTo) => discrepancies.readDecided(connection, upTo),
    named: (names) => discrepancies.readNamed(connection, names),
  };
}

function isCarried(fate: FateRow, isOpenReject: (id: string) => boolean): boolean {
  switch (fate.fate) {
    case 'awaiting':
    case 'broken':
      return true;
    case 'out_of_scope':
      return fate.reason === 'pending';
    case 'rejected':
      return fate.discrepancyIds.some(isOpenReject);
    case 'matched':
    case 'decided':
      return false;
  }
}

/** A leg of a decided line that still looks for its counterpart. */
function isWaiting(fate: FateRow): boolean {
  return fate.orderLeg === 'awaiting' || fate.bankLeg === 'awaiting';
}

function sourcesOf(connection: Connection): AtOnce<SourceRecords> {
  const { db } = connection;
  return {
    stamp: (date, source) => reads.readSourceStamp(connection, date, source),
    recordStamp: (stamp) => {
      const target = [sourceStamps.date, sourceStamps.source];
      db.insert(sourceStamps).values(stamp).onConflictDoUpdate({ target, set: stamp }).run();
    },
    datesWithBytes: (source, sha256, date) => reads.readDatesWithBytes(connection, source, sha256, date),
    cameBack: (path, atMs) => {
      cameBack(connection, path, atMs);
    },
    linesMadeAgain: ({ path, sha256, size }) => {
      writing(connection, () => {
        db.update(registeredFiles).set({ sha256, size }).where(eq(registeredFiles.path, path)).run();
      });
    },
    keysJoined: (file, instead) => {
      writing(connection, () => {
        db.delete(registeredFiles)
          .where(inArray(registeredFiles.path, [...instead]))
          .run();
        const target = registeredFiles.path;
        db.insert(registeredFiles).values(file).onConflictDoUpdate({ target, set: file }).run();
      });
    },
    ...cardKeyHashOf(connection),
  };
}

function reportsOf(connection: Connection): AtOnce<Reports> {
  return {
    record: (lease, { date, generation }, files, manifest) => {
      writing(connection, () => {
        assertLease(connection, lease);
        for (const { name, sha256, size } of files) {
          const content = name === MANIFEST_NAME ? manifest : null;
          const row = { date, generation, name, sha256, size, content };
          const target = [reportFiles.date, reportFiles.generation, reportFiles.name];
          connection.db.insert(reportFiles).values(row).onConflictDoUpdate({ target, set: row }).run();
        }
      });
    },
    of: (run) => reads.readReports(connection, run),
    manifest: (run) => reads.readManifest(connection, run),
    published: (date) => reads.readPublished(connection, date),
    unpublished: () => reads.readUnpublished(connection),
  };
}

function chainOf(connection: Connection, migrations: string): AtOnce<Chain> {
  const { raw } = connection;
  return {
    seal: () => readSeal(raw),
    assertRecorded: () => {
      reading(connection, () => {
        assertSchema(raw, migrations);
        assertRowsRecorded(raw);
      });
    },
    holds: (seal) => holdsSeal(raw, seal),
    rebuildIndexes: (indexes) => {
      writing(connection, () => {
        rebuildIndexes(raw, indexes);
      });
    },
    differences: (limit) =>
      reading(connection, () => {
        const found: RecordDifference[] = [];
        for (const difference of recordDifferences(raw, migrations)) {
          found.push(difference);
          if (found.length >= limit) break;
        }
        return found;
      }),
  };
}
