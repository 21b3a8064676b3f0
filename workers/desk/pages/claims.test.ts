import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeClaims } from '../../../scripts/cli/claim-files.ts';
import { openDemoDesk, type DemoDesk, type Somebody } from '../../../scripts/testing/desk-kit.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import { CLAIMED_KINDS } from '../../../schemas/kinds/kinds.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { claimsAsOf } from '../../queries/claims.ts';

/** What is claimed from a provider, read and taken along at the desk. */

const LAST = '2026-06-29' as PlainDate;
let shop: DemoDesk;
let claimed = '';
beforeAll(async () => {
  shop = await openDemoDesk(LAST);
  const { made } = await claimsAsOf(null, 'dlocal', CLAIMED_KINDS, shop.context);
  claimed = made.claims[0]?.items[0]?.discrepancy.id ?? '';
}, 120_000);
afterAll(() => shop.close());

describe('the draft of a claim', () => {
  it('shows each kind with its letter and what is asked first, and leads from the row to it', async () => {
    const { status, text } = await shop.get('/claims/dlocal');
    expect(status).toBe(200);
    expect(text).toContain('<h1>Claim to dlocal</h1>');
    expect(text).toContain('href="/claims/dlocal/missing_in_bank.csv"');
    expect(text).toMatch(/<pre class="raw" lang="es">[^<]*642924/);
    expect(text).toContain('href="/claims/dlocal/ask-first.csv"');
    expect((await shop.get(`/d/${claimed}`)).text).toContain('href="/claims/dlocal"');
  });

  it.each([null, LAST])('of %s has the files that the command writes, byte for byte', async (date) => {
    const folder = mkdtempSync(join(tmpdir(), 'cuadre-claims-'));
    const { config } = shop.context;
    const drafted = await claimsAsOf(date, 'dlocal', CLAIMED_KINDS, shop.context);
    writeClaims(folder, drafted.made, config.tenant, drafted.date);
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThan(date === null ? 2 : 0);
    await inTurn(names, async (name) => {
      const query = date === null ? '' : `?date=${date}`;
      const { status, bytes, headers } = await shop.get(`/claims/dlocal/${name}${query}`);
      expect([name, status]).toEqual([name, 200]);
      expect(headers.get('content-disposition')).toContain(`attachment; filename="dlocal-${drafted.date}-${name}"`);
      expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
    });
    rmSync(folder, { recursive: true, force: true });
  });

  it('of what was decided since is not made any more, and its row leads nowhere', async () => {
    const { seq = 0 } = (await shop.context.store.queue.find(claimed)) ?? {};
    const before = await shop.get('/claims/dlocal');
    const fields = { event: 'written_off', note: 'paid by hand', row: `${claimed}:${String(seq)}` };
    expect((await shop.post('/queue/decide', fields)).status).toBe(303);
    const after = await shop.get('/claims/dlocal');
    expect(after.text.length).toBeLessThan(before.text.length);
    expect((await shop.get(`/d/${claimed}`)).text).not.toContain('href="/claims/');
    expect((await shop.get(`/claims/dlocal?date=${LAST}`)).text).toContain('642924');
  });
});

describe('who reads it', () => {
  it.each<readonly [Somebody, number]>([
    ['approver', 200],
    ['viewer', 403],
    ['auditor', 403],
    ['admin', 403],
    ['store', 403],
  ])('%s gets %i', async (person, status) => {
    for (const path of ['/claims/dlocal', '/claims/dlocal/ask-first.csv'])
      expect([path, (await shop.get(path, person)).status]).toEqual([path, status]);
  });

  it('who may not write to a provider is shown no way to it', async () => {
    expect((await shop.get(`/d/${claimed}`, 'viewer')).text).not.toContain('/claims/');
  });

  it.each([
    '/claims/bank',
    '/claims/erp',
    '/claims/nobody',
    '/claims/__proto__',
    '/claims/dlocal?date=2026-06-01',
    '/claims/dlocal?date=yesterday',
    '/claims/dlocal?date=2026-06-26&date=2026-06-27',
    '/claims/dlocal/nothing.csv',
    '/claims/dlocal/..%2f..%2fcuadre.yaml',
    '/claims/..%2fdlocal/ask-first.csv',
    '/claims/dlocal/constructor',
  ])('there is nothing at %s', async (path) => {
    expect((await shop.get(path)).status).toBe(404);
  });
});
