import { COMMIT_STEPS } from '../../../workers/adapters/sqlite/commit.ts';

/** What a stage tells, embedded and on workers. */
const STAGE_STEPS = ['download:done', 'normalise:done', 'match:done', 'classify:done', 'publish:done', 'index:done'];
const PUBLISH_STEPS = ['written', 'generation_in_place', 'reports_recorded', 'swept', 'done'];
const LINKED = [
  'answer.json',
  'cuadre.xlsx',
  'discrepancies.csv',
  'manifest.json',
  'matches.csv',
  'payouts.csv',
  'report.html',
  'stores.csv',
  'summary.json',
].map((name) => `linked:${name}`);

/** A generation that is not the first says what it changes. */
export const REVISION_STEPS: readonly string[] = ['linked:diff.json'];

/** Beside these, every step that a run of a date passes, and nothing else (scripts/killed-runs.test.ts). */
export const RUN_STEPS: readonly string[] = [...STAGE_STEPS, ...COMMIT_STEPS, ...PUBLISH_STEPS, ...LINKED];

/** What a worker tells of its jobs beside that. */
export const JOB_STEPS: readonly string[] = ['download', 'normalise', 'match', 'publish'].flatMap((job) => [
  `${job}:started`,
  `${job}:recorded`,
]);

/** Under the write lock of the store nobody can go on until a process that stands still is gone. */
export const UNDER_LOCK: ReadonlySet<string> = new Set(['lease_checked', 'rows_written', 'queue_moved']);
