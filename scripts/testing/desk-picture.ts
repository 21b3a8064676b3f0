import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { findBrowser, launchBrowser } from './browser.ts';
import { openDemoDesk } from './desk-kit.ts';

/**
 * `npm run picture-desk`: the first page of the desk over the demo's worst day, as the README shows it. It needs a
 * browser (`npm run setup`); the letters are those of the machine, so that a picture of another one differs.
 */

const DAY = '2026-07-01' as PlainDate;
const SIZE = { width: 1120, height: 860 };
const PICTURE = fileURLToPath(new URL('../../fixtures/demo/desk.png', import.meta.url));
/** It stands in the package's page, and in every checkout. */
const BYTES_MAX = 150 * 1024;

const path = findBrowser();
if (path === null) {
  process.stderr.write('no browser found: npm run setup, or name one in CHROMIUM_PATH\n');
  process.exit(1);
}
const kit = await openDemoDesk(DAY);
try {
  const browser = await launchBrowser(path);
  const of = await browser.newContext({ viewport: SIZE, colorScheme: 'light', locale: 'en' });
  await of.addCookies([{ name: 'cuadre_session', value: kit.session('clerk'), url: kit.desk.address }]);
  const page = await of.newPage();
  await page.goto(`${kit.desk.address}/`);
  await page.screenshot({ path: PICTURE });
  await browser.close();
  const { size } = statSync(PICTURE);
  if (size > BYTES_MAX) throw new Error(`the picture has ${String(size)} bytes`);
  process.stdout.write(`${PICTURE}: ${String(size)} bytes\n`);
} finally {
  await kit.close();
}
