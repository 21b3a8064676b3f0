import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDemoDesk, type DemoDesk, type Somebody } from '../../../scripts/testing/desk-kit.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { decisionSheet, openRowsOf } from '../../queries/open-export.ts';
import type { OpenRow } from '../../queries/open-row.ts';
import { keepOpenRows } from '../../queries/open-rows.ts';

/** The open queue as files, from the page of the queue. */

const LAST = '2026-06-29' as PlainDate;
let shop: DemoDesk;
let rows: readonly OpenRow[] = [];
beforeAll(async () => {
  shop = await openDemoDesk(LAST);
  rows = (await keepOpenRows(shop.context).current()).sorted('money');
}, 120_000);
afterAll(() => shop.close());

const idsIn = (csv: string): string[] => (csv.match(/^dsc_[0-9a-f]{32}/gm) ?? []).sort();
const idsOf = (passes: (row: OpenRow) => boolean): string[] =>
  rows
    .filter(passes)
    .map(({ id }) => id)
    .sort();

describe('the open queue as a file', () => {
  it('is a CSV with the columns of discrepancies.csv, of the rows of the filter alone', async () => {
    const all = await shop.get('/queue/open.csv');
    expect(all.status).toBe(200);
    expect(all.headers.get('content-disposition')).toContain(`attachment; filename="open-${LAST}.csv"`);
    expect(all.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(all.headers.get('cache-control')).toBe('no-store');
    expect(all.text.split('\n')[0]).toMatch(/^id,kind,class,severity,state,owner,settlement_date,.*,claimable$/);
    expect(idsIn(all.text)).toEqual(idsOf(() => true));
    const some = await shop.get('/queue/open.csv?severity=high&store=BOG02');
    expect(idsIn(some.text)).toEqual(idsOf((row) => row.severity === 'high' && row.store === 'BOG02'));
  });

  it('is the workbook that the command writes, byte for byte', async () => {
    const { status, bytes, headers } = await shop.get('/queue/open.xlsx?owner=bank&owner=provider');
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toContain(`filename="open-${LAST}.xlsx"`);
    const ids = new Set(idsOf((row) => row.owner === 'bank' || row.owner === 'provider'));
    expect(ids.size).toBeGreaterThan(0);
    const expected = decisionSheet(await openRowsOf(ids, shop.context), shop.context);
    expect(Buffer.from(bytes).equals(expected)).toBe(true);
    expect(Object.keys(unzipSync(bytes))).toContain('xl/workbook.xml');
  });

  it('of a filter that nothing passes has a header and no row', async () => {
    const { status, text } = await shop.get('/queue/open.csv?q=no-such-thing-anywhere');
    expect([status, text.trimEnd().split('\n').length]).toEqual([200, 1]);
    expect((await shop.get('/queue/open.xlsx?q=no-such-thing-anywhere')).status).toBe(200);
  });

  it('runs nothing in a spreadsheet: a note that begins like a formula is a text', async () => {
    const [row] = rows;
    const fields = {
      event: 'acknowledged',
      note: '=HYPERLINK("http://evil.example")',
      row: `${row?.id ?? ''}:${String(row?.seq)}`,
    };
    expect((await shop.post('/queue/decide', fields)).status).toBe(303);
    const { text } = await shop.get('/queue/open.csv');
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(text).not.toMatch(/[,"]=HYPERLINK/);
  });
});

describe('who takes it away', () => {
  it.each<readonly [Somebody, number]>([
    ['viewer', 200],
    ['auditor', 200],
    ['approver', 200],
    ['admin', 403],
  ])('%s gets %i', async (person, status) => {
    for (const form of ['csv', 'xlsx']) expect((await shop.get(`/queue/open.${form}`, person)).status).toBe(status);
    expect((await shop.get('/queue', person)).text.includes('/queue/open.csv')).toBe(status === 200);
  });

  it('who sees some stores only takes rows of these alone, whatever the address asks for', async () => {
    const own = idsOf((row) => row.store === 'BOG02');
    expect(idsIn((await shop.get('/queue/open.csv', 'store')).text)).toEqual(own);
    expect(idsIn((await shop.get('/queue/open.csv?store=BOG01', 'store')).text)).toEqual([]);
    expect(idsIn((await shop.get('/queue/open.csv?store=-', 'store')).text)).toEqual([]);
    const sheet = unzipSync((await shop.get('/queue/open.xlsx', 'store')).bytes)['xl/worksheets/sheet1.xml'];
    const text = new TextDecoder().decode(sheet);
    expect(own.every((id) => text.includes(id))).toBe(true);
    expect(idsOf((row) => row.store !== 'BOG02').filter((id) => text.includes(id))).toEqual([]);
  });

  it('the links of the queue carry its filter', async () => {
    const { text } = await shop.get('/queue?store=BOG02&sort=age');
    expect(text).toContain('href="/queue/open.csv?store=BOG02&amp;sort=age"');
  });

  it('who asks again and again waits', async () => {
    const asked = await inTurn(Array.from({ length: 25 }), () => shop.get('/queue/open.csv?q=nothing', 'auditor'));
    expect(asked.at(-1)?.status).toBe(429);
  });
});
