/** The layers of the program: a folder imports only from folders to its right in scripts -> workers -> jobs -> schemas. */

const tests = '\\.test\\.ts$|^scripts/(testing|bench)/';
const fileAccess = '^(node:)?(fs|fs/promises|net|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster)$';

const stages = ['1-download', '2-normalise', '3-match', '4-classify', '5-publish'];
/** Modules of a stage that run it or read files. Stages 1 and 2 are nothing else; stages 3 and 4 have none. */
const impureModules = ['^workers/[1-5]-[a-z]+/stage\\.ts$', '^workers/(1-download|2-normalise)/'];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'schemas-import-nothing-of-ours',
      severity: 'error',
      from: { path: '^schemas/', pathNot: tests },
      to: { path: '^(jobs|workers|scripts)/' },
    },
    {
      name: 'schemas-do-no-io',
      comment: 'schemas say what things are; they read nothing',
      severity: 'error',
      from: { path: '^schemas/', pathNot: tests },
      to: { path: fileAccess },
    },
    {
      name: 'jobs-import-schemas-only',
      severity: 'error',
      from: { path: '^jobs/', pathNot: tests },
      to: { path: '^(workers|scripts)/' },
    },
    {
      name: 'workers-import-no-scripts',
      severity: 'error',
      from: { path: '^workers/', pathNot: tests },
      to: { path: '^scripts/' },
    },
    ...stages.slice(0, -1).map((stage, index) => ({
      name: 'no-stage-imports-a-later-one',
      comment: 'facts flow from left to right: a stage knows nothing of what is decided after it',
      severity: 'error',
      from: { path: `^workers/${stage}/`, pathNot: tests },
      to: { path: `^workers/(${stages.slice(index + 1).join('|')})/` },
    })),
    {
      name: 'matching-and-judging-ask-nobody',
      comment: 'what a run decides with is given to it as data (pipeline/gather): no port and nothing that holds one',
      severity: 'error',
      from: { path: '^workers/(3-match|4-classify)/', pathNot: tests },
      to: { path: '^(schemas/ports|jobs|workers/(pipeline|queries|service|alerts|retention|adapters))/' },
    },
    {
      name: 'no-stage-knows-who-runs-it',
      comment: 'a stage is handed its ports (schemas/ports/context.ts) and what came before it; the pipeline calls it',
      severity: 'error',
      from: { path: '^workers/[1-5]-[a-z]+/', pathNot: tests },
      to: { path: '^workers/(pipeline|service|queries|alerts)/' },
    },
    {
      name: 'no-stage-runs-another',
      comment:
        'a stage may read the pure modules of an earlier one (stage 4 words what stage 3 found, in its types and with its helpers), never what runs it or speaks to the world',
      severity: 'error',
      from: { path: '^workers/([1-5]-[a-z]+)/', pathNot: tests },
      // What a format knows of its provider is data (facts.ts): matching and judging read it.
      to: { path: impureModules, pathNot: ['^workers/$1/', '^workers/2-normalise/formats/[a-z0-9/]*facts\\.ts$'] },
    },
    {
      name: 'stages-do-io-in-stage-ts-only',
      comment:
        'stage.ts and the sources do I/O through the context; readers of stage 2 are given bytes, and stage 5 only renders',
      severity: 'error',
      from: {
        path: '^workers/[1-5]-[a-z]+/',
        pathNot: [tests, '^workers/[1-4]-[a-z]+/stage\\.ts$', '^workers/1-download/', '/fixture-reading\\.ts$'],
      },
      to: { path: fileAccess },
    },
    {
      name: 'the-desk-only-shows-and-asks',
      comment:
        'pages and the interface read by ports and queries, and decide by the functions that commands call: no stage that reads or decides, and nothing that runs one',
      severity: 'error',
      from: { path: '^workers/desk/', pathNot: tests },
      to: { path: '^workers/(1-download|2-normalise|3-match|4-classify|service|alerts|retention|adapters)/' },
    },
    {
      name: 'nothing-stands-on-the-desk',
      comment: 'a command starts it; reports, runs and queries know of no desk',
      severity: 'error',
      from: { path: '^(schemas|jobs|workers)/', pathNot: [tests, '^workers/desk/'] },
      to: { path: '^workers/desk/' },
    },
    {
      name: 'the-adapters-belong-to-entry-points',
      comment:
        'how a file is read and made whole on disk (disk.ts), and how a zip is opened wherever its bytes stand (zip.ts), is said once, for the store and for the folders that files come from',
      severity: 'error',
      from: {
        path: '^(jobs|workers|schemas)/',
        pathNot: [tests, '^workers/adapters/', '^workers/(service/(main|run-stage)|pipeline/(embedded|open))\\.ts$'],
      },
      to: { path: '^workers/adapters/', pathNot: '^workers/adapters/files/(disk|zip)\\.ts$' },
    },
    {
      name: 'queues-live-in-jobs',
      comment:
        'Queue has one home, Worker another; nothing else of the program speaks to Redis (the example stands for another program)',
      severity: 'error',
      from: {
        pathNot: [
          tests,
          '^jobs/',
          '^workers/service/(main|run-stage)\\.ts$',
          '^scripts/example-consumer\\.ts$',
          '^node_modules/',
        ],
      },
      to: { path: '(^|/)node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'embedded-needs-no-redis',
      severity: 'error',
      from: { path: '^workers/pipeline/embedded\\.ts$' },
      to: { path: '(^|/)node_modules/(bullmq|ioredis)/', reachable: true },
    },
    {
      name: 'no-test-code-in-the-program',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-development-packages-in-the-program',
      severity: 'error',
      from: { path: '^(schemas|jobs|workers|scripts/(cuadre\\.ts|demo\\.ts|commands|cli))', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
