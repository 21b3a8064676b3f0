import { CuadreError, type ErrorCode } from '../../schemas/errors.ts';
import { jsonOnTerminal, linesOnTerminal } from './terminal.ts';
import { EXIT, exitOfError, type ExitCode } from './exit.ts';

/** What to do next, by code. */
const NEXT_STEP: Readonly<Record<ErrorCode, string>> = {
  configuration_invalid: 'Correct the configuration, then run "cuadre config check".',
  usage_invalid: 'Run "cuadre --help", or "cuadre <command> --help".',
  conservation_broken: 'Nothing was published. This is a defect of Cuadre: please report it with the context below.',
  money_out_of_range:
    'An amount is larger than can be added up exactly. Look at the file and the amount notation of its profile.',
  record_invalid: 'This is a defect of Cuadre: please report it with the context below.',
  two_files_for_one_date: 'Leave one file per source and date in the folder, or make the file pattern narrower.',
  file_claimed_twice: 'Make the file patterns of the two sources different, or give each a folder of its own.',
  run_unknown: 'Run "cuadre status" to see the dates that were reconciled.',
  reference_unknown: 'Check the spelling; discrepancies.csv of the newest date lists the references with open items.',
  decision_refused:
    'Nothing was decided. See with "cuadre discrepancies show" how each row stands now, and decide again.',
  person_unknown: 'See who there is with "cuadre people list".',
  person_refused: 'Nothing was changed.',
  sign_in_refused:
    'Sign in with "cuadre login --email ADDRESS", or give a token in CUADRE_TOKEN. An admin makes both: "cuadre people".',
  right_missing: 'Nothing was done. Ask somebody who may; "cuadre people list" shows the roles.',
  integrity_broken:
    'A file or a row is not what was recorded. Run "cuadre verify": it names what differs, and how to get it back.',
  file_pruned:
    'The reports, lines and decisions of the date stand and can be read. To run the date again, put the dropped files back into the archive from a backup.',
  store_newer_than_program: 'Install the version of Cuadre that wrote this store, or a newer one.',
  store_not_converted:
    'Nothing of the store was changed: the version that wrote it goes on reading it. Please report this with the context above.',
  record_gone:
    'Get it back with "cuadre restore --from FOLDER". To do without it: "cuadre run --begin-anew" puts what is left aside and forgets every standing discrepancy, decision and generation; the next run tells everything as new.',
  store_of_another:
    'Nothing was changed. Give each shop a data folder and a reports folder of its own, or use the configuration that this store was made with. Where only the mark in the archive is damaged, "cuadre restore" brings it back.',
  backup_damaged:
    'Nothing was put in place. Take another backup ("cuadre backup list --to FOLDER", then --backup ID), or a copy of the folder that is whole.',
  backup_unknown: 'See which there are with "cuadre backup list --to FOLDER".',
  restore_refused:
    'Nothing was changed. Restore where nothing stands, or say --replace: what stands is put aside, nothing of it is removed, and what was run and decided after the backup is not in the store any more.',
  payload_invalid:
    'A job was written by another version. Stop every worker, start them all with one version, and enqueue the date again.',
  run_held_elsewhere: 'Another process is working on this date. Wait until it has finished, then try again.',
  lease_lost: 'Another process took this date over; its result stands. Nothing of this one was written.',
  store_busy: 'Another process is writing to the store. Try again in a moment.',
  store_in_use:
    'Nothing was changed. End these processes, and what starts them anew ("cuadre worker" ends by SIGTERM; a lease runs out by itself), then do it again.',
  disk_failed: 'Check free space and permissions of the folders named in the configuration, then try again.',
  queue_evicts:
    'Set maxmemory-policy to noeviction (redis-cli CONFIG SET maxmemory-policy noeviction, and in redis.conf), or start with --allow-eviction.',
  stage_parked: 'See what the log of the workers says of this stage, then run "cuadre enqueue --date <date> --replay".',
  stage_too_long:
    'Nothing of the stage was recorded. If the date is that large, raise limits.stageMinutes; else look at the newest file of the source that it stood at, and report it. Then run the date again.',
  alert_refused:
    'Check the address, the secret and the recipients of this channel under "notify"; the message is not sent again.',
  alert_undelivered: 'Nothing to do: the message is sent again. Check the network if this goes on.',
  thread_not_started:
    'Start the worker again: its program was changed or removed while it ran, or the machine has no memory for a thread.',
  queue_unreachable: 'Start Redis, or correct queue.url. "cuadre run" works without Redis.',
  source_unreachable:
    'The date was not reconciled: a file that could not be fetched is not a missing file. Try again later, or check the network.',
  source_refused:
    'Check the credentials, the pinned host keys and the certificate authority of the source. It was asked only once.',
  source_forbidden:
    'The configuration does not allow this address. Look at the redirect; see allowHosts and allowPrivateNetwork.',
  source_unusable:
    'The source answers with something that cannot be used. Ask its operator, or correct "from" in the configuration.',
};

/** An error as a person reads it: what is wrong, the facts, what to do next. */
export function errorText(error: CuadreError): string {
  const facts = Object.entries(error.context)
    .filter(([, value]) => value !== null && value !== '')
    .flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((item: string) => `  ${item}`) : [`  ${name}: ${String(value)}`],
    );
  return [`cuadre: ${error.message}`, ...facts, NEXT_STEP[error.code], ''].join('\n');
}

/** The same as one JSON document, for `--json`. */
export function errorDocument(error: CuadreError): unknown {
  return { error: { code: error.code, message: error.message, context: error.context } };
}

/**
 * Prints what ended a command and gives its exit code. Nothing but a CuadreError is expected: the rest is a defect,
 * with its stack.
 */
export function reportFailure(error: unknown, json: boolean): ExitCode {
  if (error instanceof CuadreError) {
    if (json) process.stdout.write(`${jsonOnTerminal(JSON.stringify(errorDocument(error), null, 2))}\n`);
    else process.stderr.write(linesOnTerminal(errorText(error)));
    return exitOfError(error);
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ error: { code: 'unexpected', message: firstLine(detail), context: {} } }, null, 2)}\n`,
    );
  process.stderr.write(`cuadre: unexpected, a defect of Cuadre: please report it\n${detail}\n`);
  return EXIT.failed;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
