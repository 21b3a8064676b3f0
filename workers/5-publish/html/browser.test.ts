import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { findBrowser, launchBrowser } from '../../../scripts/testing/browser.ts';
import { tell } from '../../../scripts/testing/tell.ts';
import { readAnswer, renderAnswer } from '../answer.ts';
import { DAY, exampleDiscrepancy, exampleLine, examplePayout, exampleSource, exampleStore, pesos } from '../testing.ts';
import { renderIndex } from './index-page.ts';
import { renderReport } from './page.ts';
import { manyRows, sampleDates, sampleInput, sampleOutcome, sampleRows } from './sample-report.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

/** The pages in a real browser: looks, languages, keyboard, accessibility, and that nothing gets in or out. */

const browserPath = findBrowser();
/** Pictures of the last run, for a person's eye; git does not see them. */
const SHOTS = fileURLToPath(new URL('../../../.screenshots', import.meta.url));
const WIDTHS = { phone: 360, tablet: 768, laptop: 1280 } as const;

let browser: Browser;
let folder = '';
/** What the pages of a test complained of, and what they asked the network for. */
let troubles: string[] = [];

if (browserPath === null) {
  tell('NOT RUN: report in a browser (npm run setup)');
  it('has a browser where CI promises one', () => {
    expect(process.env['CI'] ?? '', 'install chromium: npm run setup, or name one in CHROMIUM_PATH').toBe('');
  });
}

async function open(content: Buffer | string, options: BrowserContextOptions = {}, query = ''): Promise<Page> {
  const file = join(folder, `${sha256(content).slice(0, 16)}.html`);
  writeFileSync(file, content);
  const context = await browser.newContext({
    viewport: { width: WIDTHS.laptop, height: 900 },
    colorScheme: 'light',
    ...options,
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(pathToFileURL(folder).href)) troubles.push(`asked for ${request.url()}`);
  });
  await page.goto(`${pathToFileURL(file).href}${query}`);
  return page;
}

const shoot = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
const statusOf = (page: Page): Promise<string> => page.locator('[role=status]').innerText();
const references = (page: Page): Promise<string[]> => page.locator('.discrepancies .about').allInnerTexts();

const pagesOf = (pdf: Buffer): number => [...pdf.toString('latin1').matchAll(/\/Type \/Page\b/g)].length;

/** Ids of the rules of WCAG 2.2 A and AA that the page breaks, each with what breaks it. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((result) =>
    result.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')))`);
}

function sampleIndex(): string {
  const { sources } = sampleInput();
  const dates = Array.from({ length: 6 }, (_, index) => {
    const date = addDays(DAY, -index);
    const text = renderAnswer({ ...sampleOutcome(), run: { date, generation: 1 } }, sources, date);
    const answer = readAnswer(Buffer.from(text), sha256(text));
    return {
      date,
      generation: 1,
      stale: index === 0,
      page: index === 3 ? null : `${date}/report.html`,
      answer: index === 2 ? null : answer,
    };
  });
  return renderIndex('yoga-andes', ['en', 'es', 'zh'], dates, sampleDates());
}

describe.skipIf(browserPath === null)('the pages in a browser', { timeout: 60_000 }, () => {
  const sample = renderReport(sampleInput());

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cuadre-page-'));
    mkdirSync(SHOTS, { recursive: true });
    browser = await launchBrowser(browserPath ?? '');
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
    tell(`Screenshots of report.html: ${SHOTS}`);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const said = troubles;
    troubles = [];
    expect(said).toEqual([]);
  });

  it.each(Object.entries(WIDTHS))('fit the width of a %s', async (name, width) => {
    const report = await open(sample, { viewport: { width, height: 800 } });
    expect(await overflow(report)).toBeLessThanOrEqual(0);
    expect(await report.locator('.discrepancies .row').count()).toBe(sampleRows().length);
    await shoot(report, `report-${name}`);
    const index = await open(sampleIndex(), { viewport: { width, height: 800 } });
    expect(await overflow(index)).toBeLessThanOrEqual(0);
    await shoot(index, `index-${name}`);
  });

  it('cut no table: what has no room becomes cards with every figure under its title, on the screen alone', async () => {
    const billions = { gross: pesos('1234567890.12'), net: pesos('1234567890.12'), bankAmount: pesos('1234567890.12') };
    const payouts = [
      examplePayout({ payoutId: 'P-of-a-large-chain', refunds: pesos('-123456789.01'), ...billions }),
      examplePayout({ payoutId: 'P2', adjustments: pesos('-12345678.90'), difference: pesos('-1234567.89') }),
    ];
    const content = renderReport(sampleInput({ outcome: { ...sampleOutcome(), payouts } }));
    const cut =
      "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.firstElementChild.id)";
    const cards = "[...document.querySelectorAll('.cards table')].map((one) => one.id)";
    for (const width of [390, 1366, 1920]) {
      const page = await open(content, { viewport: { width, height: 768 } });
      for (const language of ['English', 'Español', '中文']) {
        await page.getByRole('button', { name: language }).click();
        await page.locator('.trend summary').first().click();
        // What was folded open is fitted once the browser has told of it.
        await expect.poll(() => page.evaluate(cut), { message: `${language} at ${String(width)}` }).toEqual([]);
      }
      expect((await page.evaluate<string[]>(cards)).includes('owners')).toBe(width === 390);
      const index = await open(sampleIndex(), { viewport: { width, height: 768 } });
      for (const summary of await index.locator('.month summary').all()) await summary.click();
      await expect.poll(() => index.evaluate(cut)).toEqual([]);
      await shoot(index, `index-${String(width)}`);
    }
    const phone = await open(content, { viewport: { width: 390, height: 768 } });
    const first = phone.locator('#payouts tbody tr').first();
    expect(await first.locator('td[data-title=Refunds]').innerText()).toContain('−123,456,789.01');
    expect(await first.getByRole('cell').count()).toBeGreaterThan(8);
    expect(await phone.locator('#payouts').getAttribute('role')).toBe('table');
    await phone.setViewportSize({ width: 1920, height: 768 });
    await expect.poll(() => phone.evaluate("document.querySelectorAll('.cards #owners').length")).toBe(0);
    await phone.setViewportSize({ width: 390, height: 768 });
    await phone.emulateMedia({ media: 'print' });
    expect(await phone.evaluate("getComputedStyle(document.querySelector('#owners')).display")).toBe('table');
  });

  it('print on A4 with the answer, what to do, the signatures and the inputs on the first page, black on white', async () => {
    const page = await open(sample, { colorScheme: 'dark' });
    const pdf = await page.pdf({ path: join(SHOTS, 'report.pdf'), format: 'A4', preferCSSPageSize: true });
    expect(pagesOf(pdf)).toBeGreaterThan(2);
    await page.emulateMedia({ media: 'print' });
    const first = page.locator('.first-page');
    for (const shown of ['Prepared by', 'Reviewed by', 'a'.repeat(64), 'dlocal_20260701.csv'])
      expect(await first.innerText()).toContain(shown);
    for (const hidden of ['.controls', '.languages', '.contents'])
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    expect(
      await page.evaluate(
        "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.querySelector('.verdict')).color",
      ),
    ).toBe('rgb(255, 255, 255)rgb(0, 0, 0)');
    // Every kind of every owner, and still one page.
    await page.evaluate(`(() => {
      const first = document.querySelector('.first-page');
      first.style.breakAfter = 'auto';
      document.querySelector('main').replaceChildren(first);
    })()`);
    expect(pagesOf(await page.pdf({ format: 'A4', preferCSSPageSize: true }))).toBe(1);
  });

  it('change language in place, with the search kept', async () => {
    const page = await open(sample);
    await page.locator('input[type=search]').fill('BOG02');
    const shown = await statusOf(page);
    await page.getByRole('button', { name: 'Español' }).click();
    expect(await page.evaluate('document.documentElement.lang')).toBe('es');
    expect(await page.title()).toContain('Conciliación diaria');
    expect(await page.locator('.verdict').first().innerText()).toMatch(
      /^De COP.250\.000 que vencían en el banco el 2026-07-01, llegaron COP.240\.000/,
    );
    expect(await page.locator('.sentence').innerText()).toMatch(
      /Las ventas del 2026-07-01 son COP.180\.000,00 en 1 pedido/,
    );
    expect(await page.locator('input[type=search]').inputValue()).toBe('BOG02');
    expect((await statusOf(page)).slice(0, 2)).toBe(shown.slice(0, 2));
    await page.getByRole('button', { name: '中文' }).click();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-Hans');
    expect(await page.locator('.discrepancies td.n').first().innerText()).toBe('120,000');
    await shoot(page, 'report-zh');
    // The address remembers it.
    expect(page.url()).toContain('lang=zh-Hans');
    const again = await open(sample, {}, '?lang=es');
    expect(await again.getByRole('button', { name: 'Español' }).getAttribute('aria-pressed')).toBe('true');
    expect(await again.locator('.meta a').getAttribute('href')).toBe('../index.html?lang=es');
  });

  it('search, filter and sort, and say how many rows are left', async () => {
    const page = await open(sample);
    const all = sampleRows().length;
    const work = sampleRows()
      .filter((row) => row.class === 'action')
      .sort((a, b) => b.moneyAtRisk - a.moneyAtRisk);
    expect(await statusOf(page)).toBe(`${String(all)} of ${String(all)} rows shown`);
    await page.locator('select[name=owner]').selectOption({ label: 'Systems' });
    const systems = sampleRows().filter((row) => row.owner === 'systems').length;
    expect(await statusOf(page)).toBe(`${String(systems)} of ${String(systems)} rows shown`);
    await page.locator('select[name=class]').selectOption({ label: 'Notice' });
    await page.locator('select[name=severity]').selectOption({ label: 'High' });
    expect(await statusOf(page)).toBe('1 of 1 rows shown');
    await page.locator('select[name=state]').selectOption({ label: 'Open' });
    expect(await statusOf(page)).toBe('No row matches.');
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => page.locator('.row').count()).toBe(all);
    await page.locator('select[name=store]').selectOption('');
    expect(await references(page)).toHaveLength(sampleRows().filter((row) => row.store === null).length);
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => page.locator('.row').count()).toBe(all);
    // What somebody has to do stands before what is only told, each by its money.
    const [largest = ''] = work.map((row) => row.merchantReference ?? '');
    expect((await references(page))[0]).toBe(largest);
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    await page.getByRole('button', { name: 'Money at risk' }).click();
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    expect((await references(page)).at(-1)).toBe(largest);
    await page.locator('.section-kinds a', { hasText: 'chargeback' }).click();
    expect(await page.locator('.row .kind').allInnerTexts()).toEqual(['chargeback']);
  });

  it('work by keyboard alone', async () => {
    const page = await open(sample);
    for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.getByRole('button', { name: 'Difference' }).focus();
    await page.keyboard.press('Enter');
    expect(
      await page.evaluate(
        "document.activeElement.dataset.sort + document.activeElement.closest('th').getAttribute('aria-sort')",
      ),
    ).toBe('differencedescending');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    const details = page.locator('details.evidence').first();
    await details.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await details.innerText()).toContain('aaaaaaaaaaaa:');
    expect(await details.innerText()).toContain('dlocal_20260701.csv');
  });

  it('name the lines of a row by file, the first ten, and the rest on demand', async () => {
    const lines = Array.from({ length: 14 }, (_, index) => exampleLine({ line: index + 2 }));
    const bank = exampleLine({ leg: 'bank', source: 'bank', file: 'bbbbbbbbbbbb', line: 7 });
    const row = exampleDiscrepancy('payout_mismatch', { id: 'dsc_a', payoutId: 'P1', lines: [bank, ...lines] });
    const page = await open(renderReport(sampleInput({ outcome: sampleOutcome([row]) })), {}, '#dsc_a');
    const told = page.locator('.lines-of-files');
    expect((await told.innerText()).split('\n').map((line) => line.replace(/\s+/g, ' ').trim())).toEqual([
      'Provider dlocal_20260701.csv aaaaaaaaaaaa: lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11',
      'Show 5 more',
    ]);
    await told.locator('summary').click();
    expect(await told.locator('details li').allInnerTexts()).toEqual([
      'Provider dlocal_20260701.csv aaaaaaaaaaaa: lines 12, 13, 14, 15',
      'Bank bbbbbbbbbbbb: line 7',
    ]);
  });

  it.each(['light', 'dark'] as const)('break no rule of WCAG 2.2 A and AA in %s colours', async (colorScheme) => {
    const few = renderReport(sampleInput({ outcome: sampleOutcome(sampleRows().slice(-6)) }));
    const report = await open(few, { colorScheme });
    await report.locator('details.evidence > summary').first().click();
    await report.getByRole('button', { name: 'Money at risk' }).click();
    expect(await violations(report)).toEqual([]);
    await shoot(report, `report-${colorScheme}`);
    expect(
      await violations(
        await open(few, { colorScheme, viewport: { width: WIDTHS.phone, height: 800 } }, '?lang=zh-Hans'),
      ),
    ).toEqual([]);
    expect(await violations(await open(sampleIndex(), { colorScheme }))).toEqual([]);
  });

  it('show hostile texts as text, keep their layout, and let nothing of them run', async () => {
    const hostile = [
      '<img src=x onerror="window.ran=1"><script>window.ran=1</script>',
      '</script><script>window.ran=1</script>',
      '=HYPERLINK("http://x.example","click")',
      '\u202Egnp.exe\u2066\u2067',
      '🧘🏽‍♀️'.repeat(40),
      'x'.repeat(10_000),
      '<!-- <template> </template> -->',
    ];
    const rows = hostile.map((text, index) =>
      exampleDiscrepancy('missing_in_bank', {
        id: `dsc_${String(index)}`,
        merchantReference: text,
        provider: text,
        store: text,
        note: text,
        payoutId: text,
        moneyAtRisk: minor(1),
      }),
    );
    const outcome = { ...sampleOutcome(rows), stores: hostile.map((text) => exampleStore(text, { name: text })) };
    const sources = hostile.map((text) =>
      exampleSource(text, { name: text, footing: { state: 'proved', detail: text } }),
    );
    const content = renderReport(
      sampleInput({ outcome, sources, tenant: hostile[0] ?? '', fileName: () => hostile[1] ?? '' }),
    );
    for (const width of Object.values(WIDTHS)) {
      const page = await open(content, { viewport: { width, height: 800 } });
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await page.evaluate('[typeof window.ran, document.images.length, document.scripts.length]')).toEqual([
        'undefined',
        0,
        2,
      ]);
      const cells = await page.evaluate<string[]>(
        "[...document.querySelectorAll('.discrepancies .about')].map((place) => place.textContent)",
      );
      for (const text of hostile) expect(cells.some((cell) => cell.includes(text))).toBe(true);
      if (width === WIDTHS.phone) await shoot(page, 'report-hostile');
    }
  });

  it('refuse what a page could be made to load or run', async () => {
    const page = await open(sample);
    const refused = await page.evaluate(`(async () => {
      const refused = [];
      document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.ran = 1';
      document.body.append(script);
      const image = document.createElement('img');
      image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
      document.body.append(image);
      document.body.setAttribute('style', 'color: red');
      await fetch('https://example.com/').catch(() => 0);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return [typeof window.ran, ...refused.sort()];
    })()`);
    expect(refused).toEqual(['undefined', 'connect-src', 'img-src', 'script-src-elem', 'style-src-attr']);
    // That is what this test provoked.
    expect(troubles.filter((trouble) => !/Content Security Policy/.test(trouble))).toEqual([]);
    troubles = [];
  });

  it('open with fifty thousand discrepancies, the largest of which they hold', async () => {
    const content = renderReport(sampleInput({ outcome: sampleOutcome(manyRows(50_000)) }));
    expect(content.length).toBeLessThan(10_000_000);
    const started = performance.now();
    const page = await open(content);
    expect(await statusOf(page)).toBe('100 of 5,000 rows shown');
    const seconds = (performance.now() - started) / 1000;
    // A bound that only a broken page misses; the figure itself is told.
    expect(seconds).toBeLessThan(20);
    tell(
      `report.html of 50,000 discrepancies: ${String(Math.ceil(content.length / 1000))} kB, open in ${String(Math.round(seconds * 1000))} ms`,
    );
    expect(await page.locator('.cut').innerText()).toContain(
      'The 5,000 largest by money at risk, of 50,000; all of them are in discrepancies.csv',
    );
    await page.locator('input[type=search]').fill('049999');
    expect(await references(page)).toEqual(['BOG01-20260701-049999']);
    await page.locator('input[type=search]').fill('');
    await page.getByRole('button', { name: 'Show 100 more' }).click();
    expect(await page.locator('.row').count()).toBe(200);
  });
});
