import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findBrowser, launchBrowser } from './browser.ts';

/**
 * `npm run picture`: runs the demo and takes the picture of its worst day that the README shows. It needs a browser
 * (`npm run setup`); the letters are those of the machine, so that a picture of another one differs.
 */

const DAY = '2026-07-01';
const SIZE = { width: 1120, height: 1000 };
const PICTURE = fileURLToPath(new URL('../../fixtures/demo/report.png', import.meta.url));

const path = findBrowser();
if (path === null) {
  process.stderr.write('no browser found: npm run setup, or name one in CHROMIUM_PATH\n');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'cuadre-picture-'));
try {
  const place = join(folder, 'demo');
  const demo = spawnSync(process.execPath, [fileURLToPath(new URL('../../dist/demo.js', import.meta.url)), place], {
    encoding: 'utf8',
  });
  if (demo.status !== 0) throw new Error(`the demo failed: ${demo.stderr}`);
  const browser = await launchBrowser(path);
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(place, 'reports', DAY, 'report.html')).href);
  await page.screenshot({ path: PICTURE });
  await browser.close();
  process.stdout.write(`${PICTURE}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
