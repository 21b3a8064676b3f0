import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{schemas,jobs,workers,scripts}/**/*.test.ts'],
    globalSetup: ['scripts/testing/temporary.ts', 'scripts/testing/not-run.ts', 'scripts/testing/redis-setup.ts'],
    // A focused test left behind must fail the run, not shrink it.
    allowOnly: false,
    // Two cores, real files and databases: a slow machine is no failure. Half of the time is spent waiting for
    // processes, timers and disks: two files at once even where the default is one.
    maxWorkers: 2,
    // A module is loaded once for all files of a worker, not once for each of two hundred: no test leaves anything
    // behind in one.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [['default', { summary: false }]],
    coverage: { provider: 'v8', include: ['{schemas,jobs,workers}/**/*.ts'], exclude: ['**/*.test.ts'] },
  },
});
