import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor, Role } from '../../../schemas/people/person.ts';
import type { NewPairing } from '../../../schemas/ports/pairings.ts';
import type { DeskAct } from '../../../schemas/ports/queue.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { minor } from '../../../schemas/values/money.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { runCommit } from '../records.ts';
import type { Opened } from './opened.ts';

const D = '2026-07-01' as PlainDate;
const NOW = Date.UTC(2026, 6, 2, 12);
const ADMIN: Actor = { name: 'the first', personId: null, proof: 'stated' };

function line(row: number): NewPairing['lines'][number] {
  const leg = row % 2 === 0 ? 'settlement' : 'bank';
  return { date: D, source: leg, file: '0123456789ab', row, line: row + 2, leg, content: `content ${String(row)}` };
}

/** A match of two lines that differ by nothing, as somebody takes it. */
function pairing(change: Partial<NewPairing> = {}): NewPairing {
  return {
    act: 'match',
    undoes: null,
    lines: [line(0), line(1)],
    orderDifference: null,
    bankDifference: minor(0),
    letsPass: [],
    stores: [],
    note: 'the bank says so',
    by: 'Ana',
    ...change,
  };
}

const undo = (undoes: number): NewPairing => pairing({ act: 'undo', undoes, lines: [], bankDifference: null });

/** Nobody is proved, and nothing is limited. */
const NOBODY: DeskAct = { who: null, day: D, lapsesAfter: D, approval: null };

/** What every implementation of `Pairings` promises. */
export function describePairings(name: string, open: () => Opened<Store>): void {
  describe(`decisions by hand of ${name}`, () => {
    let opened: Opened<Store>;
    let store: Store;
    beforeEach(() => {
      opened = open();
      store = opened.port;
    });
    afterEach(async () => {
      await opened.remove();
    });
    const take = async (one: NewPairing, desk: DeskAct = NOBODY) => store.pairings.take(one, { atMs: NOW, desk });
    const codeOf = async (one: NewPairing, desk?: DeskAct) => (await take(one, desk)).code;

    it('are kept as they were taken, in their order, and are there again', async () => {
      expect(await store.pairings.last()).toBe(0);
      const first = await take(pairing({ note: '  the bank says so ' }));
      await take(pairing({ act: 'exclude', lines: [line(3)], letsPass: [{ currency: 'COP', amount: minor(700) }] }));
      expect(first).toMatchObject({
        code: 'taken',
        pairing: { number: 1, note: 'the bank says so', by: 'Ana', atMs: NOW },
      });
      store = await opened.again();
      expect((await store.pairings.all()).map(({ number, act, lines }) => [number, act, lines.length])).toEqual([
        [1, 'match', 2],
        [2, 'exclude', 1],
      ]);
      expect((await store.pairings.all(1)).map(({ number }) => number)).toEqual([1]);
      expect(await store.pairings.last()).toBe(2);
    });

    it.each<[Partial<NewPairing>, string]>([
      [{ note: ' ' }, 'note_missing'],
      [{ note: 'x'.repeat(2_001) }, 'note_too_long'],
      [{ by: ' ' }, 'name_missing'],
      [{ by: 'System' }, 'name_missing'],
      [{ act: 'undo', undoes: 7, lines: [] }, 'unknown'],
    ])('are refused where something lacks: %j', async (change, code) => {
      expect(await codeOf(pairing(change))).toBe(code);
      expect(await store.pairings.last()).toBe(0);
    });

    it('stand on each line once, until they are undone; and are undone once', async () => {
      await take(pairing());
      const again = await take(pairing({ lines: [line(1), line(2)] }));
      expect([again.code, again.standing?.number]).toEqual(['taken_before', 1]);
      expect(await codeOf(undo(1))).toBe('taken');
      expect(await codeOf(undo(1))).toBe('undone');
      expect(await codeOf(undo(2))).toBe('unknown');
      expect(await codeOf(pairing({ lines: [line(1), line(2)] }))).toBe('taken');
    });

    it('of a line that was unmatched are taken over that, once', async () => {
      await take(pairing({ act: 'unmatch', lines: [line(1)] }));
      expect(await codeOf(pairing({ act: 'exclude', lines: [line(1)] }))).toBe('taken_before');
      expect(await codeOf(pairing())).toBe('taken');
      expect(await codeOf(pairing())).toBe('taken_before');
    });

    it('match a payment with its order and with the bank one after the other', async () => {
      const sold = { ...line(3), leg: 'order' as const };
      await take(pairing({ lines: [sold, line(0)] }));
      expect(await codeOf(pairing({ lines: [line(0), line(1)] }))).toBe('taken');
      expect(await codeOf(pairing({ lines: [{ ...line(5), leg: 'order' }, line(0)] }))).toBe('taken_before');
      expect(await codeOf(pairing({ lines: [line(0), line(7)] }))).toBe('taken_before');
    });

    it('say which of them a run read', async () => {
      await take(pairing());
      const lease = await store.leases.take(D, 'a', NOW);
      await store.runs.commit(lease, await runCommit(store, D, { lastPairing: 1 }));
      await store.runs.commit(lease, await runCommit(store, D));
      expect(await store.pairings.readBy({ date: D, generation: 1 })).toBe(1);
      expect(await store.pairings.readBy({ date: D, generation: 2 })).toBe(0);
    });

    it('are of somebody who is proved, and may, where the record has people', async () => {
      const invite = (email: string, roles: readonly Role[], stores: readonly string[] = []) =>
        store.people.invite(
          { email, name: email, roles, stores, owners: [], language: null },
          { by: ADMIN, atMs: NOW, event: 'invited', detail: '' },
        );
      const clerk = await invite('clerk@example.co', ['clerk']);
      const viewer = await invite('viewer@example.co', ['viewer']);
      const desk = (personId: string | null, change: Partial<DeskAct> = {}): DeskAct => ({
        ...NOBODY,
        who: personId === null ? null : { personId, proof: 'password' },
        ...change,
      });
      expect(await codeOf(pairing())).toBe('not_proved');
      expect(await codeOf(pairing(), desk(null))).toBe('not_proved');
      expect(await codeOf(pairing(), desk(viewer.id))).toBe('not_allowed');
      const taken = await take(pairing(), desk(clerk.id));
      expect([taken.code, taken.pairing?.by]).toEqual(['taken', 'clerk@example.co']);
    });

    it('count what they let pass towards what one person may close alone on a day', async () => {
      const desk: DeskAct = {
        ...NOBODY,
        approval: { COP: { written_off: minor(1_000), resolved: minor(1_000) } },
      };
      const passing = (row: number, amount: number, currency = 'COP') =>
        pairing({ lines: [line(row)], letsPass: [{ currency, amount: minor(amount) }] });
      expect(await codeOf(passing(1, 1_001), desk)).toBe('needs_second');
      const both = { currency: 'COP', amount: minor(600) };
      expect(await codeOf(pairing({ letsPass: [both, both] }), desk)).toBe('needs_second');
      expect(await codeOf(passing(1, 600), desk)).toBe('taken');
      expect(await codeOf(passing(3, 401), desk)).toBe('needs_second');
      expect(await codeOf(passing(3, 400), desk)).toBe('taken');
      expect(await codeOf(passing(5, 1), { ...desk, day: '2026-07-02' as PlainDate })).toBe('taken');
      expect(await codeOf(passing(7, 1, 'USD'), desk)).toBe('needs_second');
    });
  });
}
