/** The layers of the program: a folder imports only from folders to its right in scripts -> workers -> jobs -> schemas. */

const tests = '\\.test\\.ts$|^scripts/testing/';
const fileAccess = '^(node:)?(fs|fs/promises|net|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster)$';

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
    {
      name: 'no-stage-imports-another',
      severity: 'error',
      from: { path: '^workers/([1-5]-[a-z]+)/', pathNot: tests },
      to: { path: '^workers/[1-5]-[a-z]+/', pathNot: '^workers/$1/' },
    },
    {
      name: 'stages-do-io-in-stage-ts-only',
      comment: 'stage.ts and the sources do I/O through the context; readers of stage 2 may stream a file',
      severity: 'error',
      from: { path: '^workers/[1-5]-[a-z]+/', pathNot: [tests, '/stage\\.ts$', '^workers/1-download/', '^workers/2-normalise/'] },
      to: { path: fileAccess },
    },
    {
      name: 'normalise-only-reads-files',
      severity: 'error',
      from: { path: '^workers/2-normalise/', pathNot: [tests, '/stage\\.ts$'] },
      to: { path: fileAccess, pathNot: '^(node:)?fs(/promises)?$' },
    },
    {
      name: 'the-store-belongs-to-entry-points',
      severity: 'error',
      from: { path: '^(jobs|workers|schemas)/', pathNot: [tests, '^workers/store/', '^workers/(main|embedded|run-stage)\\.ts$'] },
      to: { path: '^workers/store/' },
    },
    {
      name: 'queues-live-in-jobs',
      comment: 'Queue has one home, Worker another; nothing else speaks to Redis',
      severity: 'error',
      from: { pathNot: [tests, '^jobs/', '^workers/(main|run-stage)\\.ts$', '^node_modules/'] },
      to: { path: '(^|/)node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'embedded-needs-no-redis',
      severity: 'error',
      from: { path: '^workers/embedded\\.ts$' },
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
