import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDemoDesk, type DemoDesk, type SentForm } from '../../../scripts/testing/desk-kit.ts';
import { runDates } from '../../pipeline/run-dates.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';

/** A missing file, brought to the page of its date. */

const DATE = '2026-06-25' as PlainDate;
const NAME = 'worldline_20260625.xml';
const BYTES_MAX = 64 * 1024;
let shop: DemoDesk;
let inbox = '';
let bytes = Buffer.alloc(0);
/** Everything that lies in the folder, but for what is brought here. */
let before: readonly string[] = [];
const now = (): readonly string[] => readdirSync(inbox).sort();

beforeAll(async () => {
  shop = await openDemoDesk('2026-06-24' as PlainDate, () => ({ uploadBytesMax: BYTES_MAX }));
  inbox = join(shop.folder, 'input');
  bytes = readFileSync(join(inbox, NAME));
  rmSync(join(inbox, NAME));
  await runDates(shop.context, { date: DATE });
  before = now();
}, 120_000);
afterAll(() => shop.close());
afterEach(() => {
  for (const name of now()) if (!before.includes(name)) rmSync(join(inbox, name), { recursive: true });
});

const page = `/dates/${DATE}`;
function formWith(name: string, content: Uint8Array<ArrayBuffer> | string, source = 'worldline'): FormData {
  const form = new FormData();
  form.append('source', source);
  form.append('file', new Blob([content]), name);
  return form;
}
const bring = (form: FormData, sent: SentForm = {}) => shop.post(`${page}/file`, form, { page, ...sent });
const plain = (): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

describe('a missing file', () => {
  it('is asked for by the name that it has, put into the folder byte for byte, and read from there by the next run', async () => {
    const { text } = await shop.get(page);
    expect(text).toContain('enctype="multipart/form-data"');
    expect(text).toContain(`<code>${NAME}</code>`);
    expect((text.match(/name="file"/g) ?? []).length).toBe(1);
    const { status, headers } = await bring(formWith(NAME, plain()));
    expect([status, headers.get('location')]).toEqual([303, page]);
    expect(readFileSync(join(inbox, NAME)).equals(bytes)).toBe(true);
    expect(now()).toEqual([...before, NAME].sort());
    await runDates(shop.context, { date: DATE });
    expect((await shop.get(page)).text).not.toContain('enctype="multipart/form-data"');
    rmSync(join(inbox, NAME));
  });

  it('never takes the place of one that stands', async () => {
    writeFileSync(join(inbox, NAME), 'what stood before');
    const { status, text } = await bring(formWith(NAME, plain()));
    expect(status).toBe(409);
    expect(text).toContain('stands there already');
    expect(readFileSync(join(inbox, NAME), 'utf8')).toBe('what stood before');
  });

  it('sent twice at once is put there once', async () => {
    const both = await Promise.all([bring(formWith(NAME, plain())), bring(formWith(NAME, plain()))]);
    const statuses = both.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, 409]);
    expect(readFileSync(join(inbox, NAME)).equals(bytes)).toBe(true);
  });

  it.each([
    '../worldline_20260625.xml',
    '../../worldline_20260625.xml',
    '..',
    '/etc/worldline_20260625.xml',
    'input/worldline_20260625.xml',
    '..\\worldline_20260625.xml',
    'worldline_20260625.xml\u0000.png',
    '.worldline_20260625.xml',
    'worldline_20260626.xml',
    'worldline_20260625.xml.exe',
    'statement_20260625.xml',
    'cuadre.yaml',
    `${'x'.repeat(300)}.xml`,
  ])('called %j is refused, and stands nowhere', async (name) => {
    const { status } = await bring(formWith(name, plain()), { person: 'approver' });
    expect(status).toBe(422);
    expect(now()).toEqual(before);
    expect(existsSync(join(shop.folder, NAME))).toBe(false);
  });

  it('of one byte more than may come is refused, of so many it is not', async () => {
    const large = await bring(formWith(NAME, new Uint8Array(BYTES_MAX + 1)));
    expect(large.status).toBe(413);
    expect(now()).toEqual(before);
    const far = await bring(formWith(NAME, new Uint8Array(8 * 1024 * 1024)));
    expect(far.status).toBe(413);
    expect(now()).toEqual(before);
    expect((await bring(formWith(NAME, new Uint8Array(BYTES_MAX)))).status).toBe(303);
  });

  it('that is empty, or none, is refused', async () => {
    expect((await bring(formWith(NAME, ''))).status).toBe(422);
    const none = new FormData();
    none.append('source', 'worldline');
    expect((await bring(none)).status).toBe(403);
    expect(now()).toEqual(before);
  });

  it('that is cut off on its way leaves nothing', async () => {
    const shown = await shop.get(page);
    const token = [...shown.text.matchAll(/name="_csrf" value="([^"]+)"/g)].at(-1)?.[1] ?? '';
    const [cookie = ''] = (shown.headers.get('set-cookie') ?? '').split(';');
    const field = (name: string, value: string) =>
      `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const head = `${field('_csrf', token)}${field('source', 'worldline')}--B\r\ncontent-disposition: form-data; name="file"; filename="${NAME}"\r\ncontent-type: text/xml\r\n\r\n`;
    await new Promise<void>((resolve) => {
      const sent = request(`${shop.desk.address}${page}/file`, {
        method: 'POST',
        headers: {
          cookie: `cuadre_session=${shop.session('clerk')}; ${cookie}`,
          'content-type': 'multipart/form-data; boundary=B',
          'content-length': String(head.length + bytes.length + 10),
        },
      });
      sent.on('error', () => undefined);
      sent.on('close', resolve);
      sent.write(head);
      sent.write(bytes.subarray(0, 1_000));
      setTimeout(() => sent.destroy(), 300);
    });
    // The desk hears of it in its own time; it is never there under its name.
    for (let looks = 0; looks < 100 && now().length !== before.length; looks += 1) await sleep(50);
    expect(now()).toEqual(before);
    await sleep(200);
    expect(now()).toEqual(before);
  });
});

describe('who brings it', () => {
  it.each(['viewer', 'auditor', 'admin', 'store'] as const)('%s is refused, and nothing is kept', async (person) => {
    expect((await bring(formWith(NAME, plain()), { person, page: '/queue' })).status).toBe(403);
    if (person !== 'store') expect((await shop.get(page, person)).text).not.toContain('multipart');
    expect(now()).toEqual(before);
  });

  it('a form without the token of its page is refused before a byte is kept', async () => {
    expect((await bring(formWith(NAME, plain()), { isOurs: false })).status).toBe(403);
    expect(now()).toEqual(before);
  });

  it('there is nothing to bring to a date that was not run, or to a source that is none', async () => {
    expect((await shop.post('/dates/2026-01-01/file', formWith(NAME, plain()))).status).toBe(404);
    expect((await bring(formWith(NAME, plain(), 'nobody'))).status).toBe(404);
    expect((await shop.post(`${page}/file`, { source: 'worldline' }, { page })).status).toBe(400);
    expect(now()).toEqual(before);
  });

  it('no other form takes a file', async () => {
    expect((await shop.post('/queue/decide', formWith(NAME, plain()))).status).toBe(400);
  });
});
