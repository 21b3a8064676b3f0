/**
 * Bundles the command line into dist/. Plain JavaScript, because `prepare` runs it before anything else exists.
 *
 * Code splitting keeps each command's heavy modules out of the others' start: a dynamic import becomes a file of its own.
 * Pure packages of many files are bundled (one read instead of hundreds); native ones stay where npm put them.
 */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** `node scripts/build.mjs [folder [entry...]]`: another folder, with entry points of their own beside the program's, is for tests
 * that run the bundle. It is emptied first. */
const outputFolder = resolve(process.argv[2] ?? join(root, 'dist'));
const bundled = [
  '@eslint-community/regexpp',
  'apache-arrow',
  'commander',
  'csv-parse',
  'drizzle-orm',
  'fast-xml-parser',
  'fflate',
  'flatbuffers',
  'tslib',
  'yaml',
  'zod',
];
const entries = [
  'scripts/cuadre.ts',
  'scripts/demo.ts',
  'workers/service/stage-thread.ts',
  'scripts/cli/stage-limit-thread.ts',
  ...process.argv.slice(3),
].filter((entry) => existsSync(join(root, entry)));

/** Everything from node_modules stays outside the bundle, but the few that are named. */
const keepPackagesOutside = {
  name: 'keep-packages-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, (request) => {
      if (request.kind === 'entry-point' || request.importer.includes('node_modules')) return undefined;
      const isBundled = bundled.some((name) => request.path === name || request.path.startsWith(`${name}/`));
      return isBundled ? undefined : { path: request.path, external: true };
    });
  },
};

async function loadEsbuild() {
  try {
    return await import('esbuild');
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return null;
  }
}

const esbuild = await loadEsbuild();
if (esbuild === null) {
  // An install without development packages can use a bundle that is already there.
  process.stderr.write(`build: esbuild is not installed (npm ci --omit=dev?); dist/ is left as it is\n`);
} else if (entries.length > 0) {
  rmSync(outputFolder, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: entries,
    entryNames: '[name]',
    // Beside the entry points: a module finds the migrations relative to itself.
    chunkNames: '[name]-[hash]',
    outdir: outputFolder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    // Bundled CommonJS packages call `require` for Node's own modules.
    banner: {
      js: "import { createRequire as nodeCreateRequire } from 'node:module';\nconst require = nodeCreateRequire(import.meta.url);",
    },
    plugins: [keepPackagesOutside],
    logLevel: 'warning',
  });
  const migrations = join(root, 'schemas/tables/migrations');
  if (existsSync(migrations)) cpSync(migrations, join(outputFolder, 'migrations'), { recursive: true });
}
