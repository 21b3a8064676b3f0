import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** A real browser for tests, where the machine has one. */

/** The browser of `CHROMIUM_PATH`, else the first of the usual names on the path; null where there is none. */
export function findBrowser(env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const named = env['CHROMIUM_PATH'] ?? '';
  const places = (env['PATH'] ?? '').split(delimiter).filter((place) => place !== '');
  const candidates =
    named === '' ? ['chromium', 'google-chrome'].flatMap((name) => places.map((place) => join(place, name))) : [named];
  return candidates.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a headless browser that keeps to itself: no update, no sync, no first run. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
