import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * `npx tsx scripts/page-assets.ts`: writes the style and the script of the pages, as they stand in report.html, into
 * `workers/5-publish/html/assets.ts`, and those of the desk into `workers/desk/assets.ts`. They are kept as text: the
 * program must not read files of its own to publish, and the same bytes must come from the bundle and from a checkout.
 * A test fails when the two differ.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const DESK_ASSETS = fileURLToPath(new URL('../workers/desk/assets.ts', import.meta.url));
const ASSETS = fileURLToPath(new URL('../workers/5-publish/html/assets.ts', import.meta.url));

/** The text of `assets.ts` for the client as it stands. */
export async function pageAssets(): Promise<string> {
  const style = await textOf('workers/5-publish/html/client/page.css');
  const script = await textOf('workers/5-publish/html/client/main.ts');
  return [
    '// Written by scripts/page-assets.ts from client/: change it there.',
    '/** The style of the pages. */',
    `export const STYLE = ${JSON.stringify(style)};`,
    '/** The script of the pages: one function, which loads nothing. */',
    `export const SCRIPT = ${JSON.stringify(script)};`,
    '',
  ].join('\n');
}

/** The text of the desk's `assets.ts`: its style is that of the report, and what the desk has beside it. */
export async function deskAssets(): Promise<string> {
  const style = await textOf('workers/desk/client/desk.css');
  const script = await textOf('workers/desk/client/main.ts');
  return [
    '// Written by scripts/page-assets.ts from client/: change it there.',
    '/** The style of the desk. */',
    `export const DESK_STYLE = ${JSON.stringify(style)};`,
    '/** The script of the desk. */',
    `export const DESK_SCRIPT = ${JSON.stringify(script)};`,
    '',
  ].join('\n');
}

async function textOf(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    // The names stay: a browser's error then says where it was.
    minifyIdentifiers: false,
    target: ['es2022', 'chrome105', 'firefox110', 'safari16'],
    charset: 'utf8',
    legalComments: 'none',
    format: 'iife',
    tsconfigRaw: {},
  });
  return (outputFiles[0]?.text ?? '').trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(ASSETS, await pageAssets());
  writeFileSync(DESK_ASSETS, await deskAssets());
}
