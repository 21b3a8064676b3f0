import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replaysBy } from '../../../scripts/cli/replay-process.ts';
import { openDemoDesk, type DemoDesk, type Somebody } from '../../../scripts/testing/desk-kit.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { keepReplays, type ReplayAnswer, type ReplayWish } from '../replays.ts';

/** A date again from the desk: by the real command in a process of its own, and by one that the test holds. */

const LAST = '2026-06-26' as PlainDate;
const EARLIER = '2026-06-25' as PlainDate;
const CHANGES: ReplayAnswer = {
  isDone: true,
  document: {
    generation: 2,
    changed: true,
    actions_opened: 0,
    diff: {
      former_generation: 1,
      inputs: { files: [], parent: false, configuration: true, rules: false, decisions: false },
      totals: [],
      discrepancies: [],
    },
    rerun: [],
    stale: [],
  },
};

/** A run that ends when the test says so; what was asked of it. */
let held: { readonly wish: ReplayWish; readonly end: (answer: ReplayAnswer) => void } | null = null;
let isHeld = false;
let shop: DemoDesk;
beforeAll(async () => {
  shop = await openDemoDesk(LAST, (folder) => {
    const real = replaysBy(join(folder, 'cuadre.yaml'));
    return {
      replay: (wish, stop) =>
        isHeld
          ? new Promise((end) => {
              held = { wish, end };
              stop.addEventListener('abort', () =>
                end({ isDone: false, code: 'unexpected', message: '', holder: null }),
              );
            })
          : real(wish, stop),
    };
  });
}, 120_000);
afterAll(() => shop.close());

const page = (date: string): string => `/dates/${date}/replay`;
const sendTo = (date: string, fields: Record<string, string>, person: Somebody = 'clerk') =>
  shop.post(page(date), fields, { page: page(date), person });
const ticketIn = (text: string): string => /name="ticket" value="([0-9a-f]+)"/.exec(text)?.[1] ?? '';
const generationOf = async (date: PlainDate) => (await shop.context.store.runs.newest(date))?.generation;

/** Waits, as a browser does that looks again, until nothing is under way. */
async function told(date: string, person: Somebody = 'clerk'): Promise<string> {
  for (;;) {
    const { text, headers } = await shop.get(page(date), person);
    if (headers.get('refresh') === null) return text;
    await sleep(200);
  }
}

describe('a date again', { timeout: 120_000 }, () => {
  it('that nothing changes says so, and there is nothing to confirm', async () => {
    expect((await shop.get(`/dates/${LAST}`)).text).toContain(`href="${page(LAST)}"`);
    expect((await sendTo(LAST, { step: 'look' })).status).toBe(303);
    const text = await told(LAST);
    expect(text).toContain('nothing to compare');
    expect(ticketIn(text)).toBe('');
    expect(await generationOf(LAST)).toBe(1);
  });

  it('is told first and changes nothing, then is recorded once with its reason and who gave it', async () => {
    const file = join(shop.folder, 'input', 'orders_2026-06-26.csv');
    const orders = readFileSync(file, 'utf8');
    const lines = orders.trimEnd().split('\n');
    writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n`);
    expect((await sendTo(LAST, { step: 'look', refetch: 'yes' })).status).toBe(303);
    const looked = await told(LAST);
    expect(looked).toContain('What would change');
    expect(looked).toContain('other bytes of');
    expect(await generationOf(LAST)).toBe(1);
    const ticket = ticketIn(looked);
    expect((await sendTo(LAST, { step: 'confirm', ticket, reason: ' ' })).status).toBe(422);
    const reason = '--cascade $(touch ran) "quoted"';
    expect((await sendTo(LAST, { step: 'confirm', ticket, reason })).status).toBe(303);
    expect(await told(LAST)).toContain('Done: what changed');
    const newest = await shop.context.store.runs.newest(LAST);
    expect([newest?.generation, newest?.reason]).toEqual([2, `${reason} (Ana Ruiz)`]);
    expect((await shop.get(`/dates/${LAST}`)).text).toContain('(Ana Ruiz)');
    // The same form again: what it was told is used up.
    expect((await sendTo(LAST, { step: 'confirm', ticket, reason })).status).toBe(412);
    expect(await generationOf(LAST)).toBe(2);
  });

  it('that another process holds is refused with who holds it', async () => {
    const file = join(shop.folder, 'cuadre.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace("low: '5000.00'", "low: '6000.00'"));
    await sendTo(LAST, { step: 'look' });
    const ticket = ticketIn(await told(LAST));
    expect(ticket).not.toBe('');
    const { leases } = shop.context.store;
    const lease = await leases.take(LAST, 'other-host:7 id=x', shop.context.clock.nowMs());
    const generation = await generationOf(LAST);
    try {
      const { status, text } = await sendTo(LAST, { step: 'confirm', ticket, reason: 'kept' });
      expect(status).toBe(409);
      expect(text).toContain('other-host:7');
      expect(text).toMatch(/<textarea[^>]*>\s*kept<\/textarea/);
      // It waits: what was told is still there to be confirmed.
      expect(ticketIn(text)).toBe(ticket);
      expect(await generationOf(LAST)).toBe(generation);
    } finally {
      await leases.release(lease);
    }
  });
});

describe('one at a time', () => {
  it('a second one is refused with who has the first, of whatever date, and begins nothing', async () => {
    isHeld = true;
    const asked = sendTo(EARLIER, { step: 'look' }, 'approver');
    while (held === null) await sleep(20);
    const first = held;
    held = null;
    for (const date of [EARLIER, LAST]) {
      const { status, text } = await sendTo(date, { step: 'look' });
      expect(status).toBe(409);
      expect(text).toContain('Leo');
    }
    expect(held).toBeNull();
    // Others are answered meanwhile.
    expect((await shop.get('/queue')).status).toBe(200);
    first.end(CHANGES);
    expect((await asked).status).toBe(303);
    isHeld = false;
  });

  it('what one was told is not another one’s to confirm', async () => {
    const ticket = ticketIn((await shop.get(page(EARLIER), 'approver')).text);
    expect(ticket).toMatch(/^[0-9a-f]{32}$/);
    expect((await sendTo(EARLIER, { step: 'confirm', ticket, reason: 'x' }, 'clerk')).status).toBe(412);
    expect((await sendTo(LAST, { step: 'confirm', ticket, reason: 'x' }, 'approver')).status).toBe(412);
    expect(await generationOf(EARLIER)).toBe(1);
  });

  it('two that confirm the same at once do it once', async () => {
    isHeld = true;
    const shown = await shop.get(page(EARLIER), 'approver');
    const ticket = ticketIn(shown.text);
    const both = [0, 1].map(() => sendTo(EARLIER, { step: 'confirm', ticket, reason: 'twice' }, 'approver'));
    while (held === null) await sleep(20);
    const first = held;
    held = null;
    expect(first.wish).toMatchObject({ date: EARLIER, isDry: false, reason: 'twice (Leo)' });
    await sleep(500);
    first.end(CHANGES);
    const statuses = (await Promise.all(both)).map(({ status }) => status).sort();
    expect(statuses[0]).toBe(303);
    expect([409, 412]).toContain(statuses[1]);
    expect(held).toBeNull();
    isHeld = false;
  });

  it('what was told of another generation than stands now is not done', async () => {
    isHeld = true;
    const look = sendTo(LAST, { step: 'look' });
    while (held === null) await sleep(20);
    held.end(CHANGES);
    held = null;
    await look;
    const { status, text } = await sendTo(LAST, { step: 'confirm', ticket: ticketIn(await told(LAST)), reason: 'x' });
    expect([status, held]).toEqual([412, null]);
    expect(text).toContain('was run since you looked');
    isHeld = false;
  });

  it('that somebody takes in the last moment is refused with who has it, as the run says', async () => {
    isHeld = true;
    const look = sendTo(EARLIER, { step: 'look' });
    while (held === null) await sleep(20);
    held.end({ isDone: false, code: 'run_held_elsewhere', message: 'it is held', holder: 'late-host:9' });
    held = null;
    const { status, text } = await look;
    expect(status).toBe(409);
    expect(text).toContain('late-host:9');
    isHeld = false;
  });

  it('what was told half an hour ago is no ground any more, and a desk that stops begins nothing', async () => {
    let nowMs = 0;
    const replays = keepReplays(() => Promise.resolve(CHANGES), { nowMs: () => nowMs });
    const wish = { date: LAST, isDry: true, refetch: false, cascade: false, reason: null };
    const by = { id: 'p', name: 'P' };
    await replays.begin(wish, by);
    const ticket = replays.last(LAST, by)?.ticket ?? '';
    nowMs = 30 * 60_000 + 1;
    expect(replays.take(LAST, by, ticket)).toBeNull();
    nowMs = 30 * 60_000;
    expect(replays.take(LAST, by, ticket)?.wish).toEqual(wish);
    await replays.stop();
    expect(await replays.begin(wish, by)).toBe(false);
  });
});

describe('who may', () => {
  it.each<readonly [Somebody, number]>([
    ['viewer', 403],
    ['auditor', 403],
    ['admin', 403],
    ['store', 403],
  ])('%s is refused with %i, and begins nothing', async (person, status) => {
    expect((await shop.get(page(LAST), person)).status).toBe(status);
    const sent = await shop.post(page(LAST), { step: 'look' }, { person });
    expect(sent.status).toBe(status);
    if (person !== 'store') expect((await shop.get(`/dates/${LAST}`, person)).text).not.toContain(page(LAST));
  });

  it('a form that is not ours, of no step or of no date begins nothing', async () => {
    expect((await shop.post(page(LAST), { step: 'look' }, { page: page(LAST), isOurs: false })).status).toBe(403);
    expect((await sendTo(LAST, { step: 'jump' })).status).toBe(400);
    for (const date of ['2026-01-01', 'yesterday', '..%2f..', '--help'])
      expect([date, (await shop.post(page(date), { step: 'look' })).status]).toEqual([date, 404]);
  });
});
