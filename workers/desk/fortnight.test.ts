import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, launchBrowser } from '../../scripts/testing/browser.ts';
import { openDemo } from '../../scripts/testing/demo-record.ts';
import { openDeskOver, type DemoDesk, type Somebody } from '../../scripts/testing/desk-kit.ts';
import { commitFortnight, LAST_DAY, STORE } from '../../scripts/testing/many-rows.ts';
import { tell } from '../../scripts/testing/tell.ts';
import { certain } from '../../schemas/errors.ts';
import { ZERO } from '../../schemas/values/money.ts';

/** A made-up fortnight with 5,000 open rows, as people see and work it in a real browser. */

const ROWS = 5_000;
const WIDTHS = [390, 1366, 1920] as const;
const SCHEMES = ['light', 'dark'] as const;
/** Every language, scheme and width of every page: `npm run desk-look`. */
const IS_WHOLE = process.env['DESK_LOOK'] === 'whole';
const WHOLE = ['en', 'es', 'zh'].map((locale) => ({ locale, schemes: SCHEMES, widths: WIDTHS }));
/** The longest words on the narrowest window, and each width and scheme once. */
const SHORT = [
  { locale: 'en', schemes: ['light'], widths: WIDTHS },
  { locale: 'es', schemes: ['dark'], widths: [390, 1366] },
] as const;
/** So many of the first pages are held to the rules in the short form. */
const RULED = 3;
const LAPTOP = { width: 1366, height: 800 };

const browserPath = findBrowser();
if (browserPath === null) tell('NOT RUN: 5,000 rows of the desk in a browser (npm run setup)');

describe.skipIf(browserPath === null)('5,000 open rows in a browser', { timeout: 120_000 }, () => {
  let kit: DemoDesk;
  let browser: Browser;
  let troubles: string[] = [];
  beforeAll(async () => {
    const root = mkdtempSync(join(tmpdir(), 'cuadre-fortnight-'));
    const demo = await openDemo(join(root, 'demo'));
    const approval = { COP: { written_off: ZERO, resolved: null } };
    await commitFortnight(demo.store, ROWS);
    kit = await openDeskOver(root, { ...demo, config: { ...demo.config, approval } });
    browser = await launchBrowser(browserPath ?? '');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await kit.close();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((one) => one.close()));
    const said = troubles;
    troubles = [];
    expect(said).toEqual([]);
  });

  async function open(path: string, person: Somebody = 'clerk', options: BrowserContextOptions = {}): Promise<Page> {
    const of = await browser.newContext({ viewport: LAPTOP, colorScheme: 'light', locale: 'en', ...options });
    await of.addCookies([{ name: 'cuadre_session', value: kit.session(person), url: kit.desk.address }]);
    const page = await of.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (asked) => {
      if (!asked.url().startsWith(kit.desk.address)) troubles.push(`asked for ${asked.url()}`);
    });
    await page.goto(`${kit.desk.address}${path}`);
    return page;
  }

  const idsOf = (page: Page): Promise<string[]> =>
    page.evaluate("[...document.querySelectorAll('tr.item')].map((row) => row.id)");
  const stateOf = async (id: string) => (await kit.context.store.queue.find(id))?.discrepancy.state;
  const pathsOf = async (): Promise<readonly string[]> => {
    const [id = ''] = await idsOf(await open('/queue'));
    return [
      '/',
      '/queue',
      `/d/${id}`,
      `/d/${id}/match`,
      '/dates',
      `/dates/${LAST_DAY}`,
      '/payouts',
      '/stores',
      `/stores/${STORE}`,
      '/claims/dlocal',
      '/sign-in',
    ];
  };

  it('the first screen of a laptop says whether the money is here and the three rows to do first', async () => {
    for (const locale of ['en', 'es', 'zh']) {
      const page = await open('/', 'clerk', { locale });
      const bottoms = await page.evaluate<number[]>(
        "[...document.querySelectorAll('.answer .sentence, .answer .tiles, #first tr.item')]" +
          '.map((one) => one.getBoundingClientRect().bottom)',
      );
      expect(bottoms).toHaveLength(5);
      expect([locale, Math.max(...bottoms) <= LAPTOP.height, Math.min(...bottoms) > 0]).toEqual([locale, true, true]);
    }
  });

  it('the queue says how many there are, and leads on to all of them, page by page', async () => {
    const page = await open('/queue');
    expect(await page.locator('.status strong').innerText()).toContain('5,000');
    const first = await idsOf(page);
    await page.locator('a[rel=next]').click();
    const second = await idsOf(page);
    expect(new Set([...first, ...second]).size).toBe(first.length + second.length);
    expect(second.length).toBeGreaterThan(0);
  });

  it('ten rows are decided by keyboard alone, in fewer than fifty strokes', async () => {
    const page = await open('/queue?sort=reference&state=open&severity=high');
    const ten = (await idsOf(page)).slice(0, 10);
    let strokes = 0;
    const press = async (key: string): Promise<void> => {
      strokes += 1;
      await page.keyboard.press(key);
    };
    for (const _row of ten) {
      await press('j');
      await press('x');
    }
    await press('n');
    for (const letter of 'asked the bank') await press(letter === ' ' ? 'Space' : letter);
    while (!(await page.evaluate<boolean>("document.activeElement.matches('button[value=acknowledged]')"))) {
      await press('Tab');
      if (strokes > 100) break;
    }
    await press('Enter');
    await page.waitForURL(/done=10/);
    expect(strokes).toBeLessThan(50);
    expect(await Promise.all(ten.map(stateOf))).toEqual(ten.map(() => 'acknowledged'));
  });

  it('a write-off is proposed by a clerk and confirmed by an approver, each in a browser of their own', async () => {
    const clerk = await open('/queue?sort=money&state=open');
    const id = certain((await idsOf(clerk))[0], 'a row');
    await clerk.goto(`${kit.desk.address}/d/${id}`);
    await clerk.locator('#decide textarea').fill('lost for good');
    await clerk.getByRole('button', { name: 'Write off' }).click();
    await clerk.waitForURL(/proposed=1/);
    expect(await clerk.locator('button[value=confirmed]').count()).toBe(0);
    expect(await stateOf(id)).toBe('open');
    const approver = await open('/', 'approver');
    await approver.locator(`a[href="/d/${id}"]`).first().click();
    await approver.locator('button[value=confirmed]').click();
    await approver.waitForURL(/done=1/);
    expect(await stateOf(id)).toBe('written_off');
  });

  it('the manager of a store sees the rows of that store alone', async () => {
    const page = await open('/queue', 'store');
    const stores = await page.evaluate<string[]>(
      "[...document.querySelectorAll('tr.item td[data-label=Store]')].map((one) => one.innerText.trim())",
    );
    expect(stores.length).toBeGreaterThan(0);
    expect(new Set(stores)).toEqual(new Set([STORE]));
    await page.goto(`${kit.desk.address}/`);
    expect(await page.locator('.answer').count()).toBe(0);
    expect(await page.locator('#first tr.item').count()).toBeGreaterThan(0);
  });

  it('no page breaks a rule for all to read it, and none is wider than its window', async () => {
    for (const [index, path] of (await pathsOf()).entries())
      for (const { locale, schemes, widths } of IS_WHOLE ? WHOLE : SHORT) {
        const page = await open(path, 'clerk', { locale });
        // Looking for what keeps somebody from reading takes seconds a page.
        if (locale === 'en' && (IS_WHOLE || index < RULED)) expect([path, await violations(page)]).toEqual([path, []]);
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme });
          for (const width of widths) {
            await page.setViewportSize({ width, height: 800 });
            const over = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
            expect([path, locale, colorScheme, width, over]).toEqual([path, locale, colorScheme, width, 0]);
          }
        }
        await page.context().close();
      }
  });

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    return page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) =>
      result.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')))`);
  }
});
