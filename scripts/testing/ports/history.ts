import { describe, expect, it } from 'vitest';
import type { Discrepancy, DueRow } from '../../../schemas/outcome/run.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { addressKey } from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { commitRunOf, day, discrepancy, fate, payout, sha, sourceFile } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

const a = discrepancy('R-A');
const b = discrepancy('R-B');

/** What `History` promises. */
export function describeHistory(name: string, open: Open<Store>): void {
  describe(`the history of ${name}`, () => {
    let store: Store;
    eachTest(open, (port) => {
      store = port;
    });

    it('is the files of a range of dates, over the newest runs only', async () => {
      await commitRunOf(store, day(1), { files: [sourceFile(day(1), { sha256: sha('same') })] });
      await commitRunOf(store, day(2), { files: [sourceFile(day(2), { sha256: sha('same') })] });
      await commitRunOf(store, day(1), { files: [sourceFile(day(1))] });
      expect((await store.history.filesBetween(day(1), day(2))).map((file) => file.sha256)).toEqual([
        sha(`dlocal ${day(1)}`),
        sha('same'),
      ]);
    });

    it('is when a discrepancy was seen first and how it stood last', async () => {
      const known = discrepancy('R-1');
      await commitRunOf(store, day(1), { discrepancies: [known] });
      await commitRunOf(store, day(2), { discrepancies: [{ ...known, event: null, difference: minor(-11) }] });
      const former = async (before: PlainDate) => (await store.history.formerStates([known.id], before)).get(known.id);
      expect(await former(day(3))).toMatchObject({ firstSeen: day(1), last: { difference: -11 } });
      expect(await former(day(1))).toBeUndefined();
      await commitRunOf(store, day(1));
      expect((await former(day(3)))?.firstSeen).toBe(day(2));
    });

    it('of what stands is the first and the last date of the newest runs, in whatever order they were committed', async () => {
      const known = discrepancy('R-1', { event: null });
      const noted = { ...known, note: 'asked' };
      for (const n of [3, 4, 5, 6]) await commitRunOf(store, day(n), { discrepancies: [known] });
      // Older dates come after newer ones, and one is run again without it.
      await commitRunOf(store, day(2), { discrepancies: [noted] });
      await commitRunOf(store, day(1), { discrepancies: [noted] });
      await commitRunOf(store, day(6));
      const former = async (before: PlainDate) => {
        const state = (await store.history.formerStates([known.id], before)).get(known.id);
        return state && [state.firstSeen, state.last.note];
      };
      expect(await former(day(9))).toEqual([day(1), '']);
      expect(await former(day(3))).toEqual([day(1), 'asked']);
      expect(await former(day(1))).toBeUndefined();
      await commitRunOf(store, day(1));
      expect(await former(day(9))).toEqual([day(2), '']);
      expect(await former(day(2))).toBeUndefined();
      await commitRunOf(store, day(5), { discrepancies: [noted] });
      expect(await former(day(9))).toEqual([day(2), 'asked']);
      expect(await former(day(5))).toEqual([day(2), '']);
      const held = await store.history.named([known.id]);
      expect(held.map(({ run, discrepancy: { note } }) => [run.date, run.generation, note])).toEqual([
        [day(2), 1, 'asked'],
        [day(3), 1, ''],
        [day(4), 1, ''],
        [day(5), 2, 'asked'],
      ]);
    });

    it('is what was named by a reference, its id or one of its lines, as every newest run holds it', async () => {
      const [line] = [fate(day(1), 7)];
      const byLine = discrepancy('R-2', { lines: [{ ...line, broken: true }] });
      const before = discrepancy('R-1', { lines: [{ ...line, broken: true }] });
      await commitRunOf(store, day(2), { discrepancies: [discrepancy('R-3'), byLine] });
      await commitRunOf(store, day(1), { discrepancies: [before] });
      await commitRunOf(store, day(1), { discrepancies: [discrepancy('R-3'), discrepancy('R-1')] });
      const named = async (...names: string[]) =>
        (await store.history.named(names)).map((one) => [one.discrepancy.key[0], one.run.date, one.run.generation]);
      const [third, second] = [
        ['R-3', day(2), 1],
        ['R-2', day(2), 1],
      ];
      expect(await named('r-3')).toEqual([['R-3', day(1), 2], third]);
      expect(await named(byLine.id, 'none')).toEqual([second]);
      // Of a generation that was replaced the name is known, and what the newest one says of it is told.
      expect(await named(addressKey(line), byLine.id)).toEqual([['R-1', day(1), 2], second]);
      expect(await named('none')).toEqual([]);
    });

    it('is the newest row of a payout', async () => {
      await commitRunOf(store, day(1), { payouts: [payout('P-1'), payout('P-1', { currency: 'USD' })] });
      await commitRunOf(store, day(2), { payouts: [payout('P-1', { fate: 'matched' })] });
      expect(await store.history.findPayouts('dlocal', ['P-1', 'none'], day(2))).toEqual([
        payout('P-1', { fate: 'matched' }),
        payout('P-1', { currency: 'USD' }),
      ]);
      expect(await store.history.findPayouts('dlocal', ['P-1'], day(1))).toEqual([
        payout('P-1'),
        payout('P-1', { currency: 'USD' }),
      ]);
    });

    it('is what the next date carries: what waits, is broken or pending, and rejects whose row_rejected stands', async () => {
      const standing = discrepancy('bytes:4', { kind: 'row_rejected' });
      const closed = discrepancy('bytes:5', { kind: 'row_rejected', state: 'resolved' });
      const { run } = await commitRunOf(store, day(1), {
        discrepancies: [standing, closed],
        fates: [
          fate(day(1), 0),
          fate(day(1), 1, { fate: 'awaiting' }),
          fate(day(1), 2, { fate: 'out_of_scope', reason: 'declined' }),
          fate(day(1), 3, { fate: 'out_of_scope', reason: 'pending' }),
          fate(day(1), 4, { fate: 'rejected', rejectCode: 'bad_amount', discrepancyIds: [standing.id] }),
          fate(day(1), 5, { fate: 'rejected', rejectCode: 'bad_amount', discrepancyIds: [closed.id] }),
          fate(day(1), 6, { fate: 'broken' }),
          fate(day(1), 7, { fate: 'decided' }),
        ],
      });
      expect([...(await store.history.carry(run))].map((row) => row.row)).toEqual([1, 3, 4, 6]);
    });

    it('is the newest fate of each line over five dates, through carries, closings and what was brought back', async () => {
      const line = (row: number, change: Parameters<typeof fate>[2] = {}) => fate(day(1), row, change);
      const carried = { entered: 'carried', former: 'awaiting' } as const;
      await commitRunOf(store, day(1), {
        fates: [line(0), line(1, { fate: 'awaiting' }), line(2, { fate: 'awaiting' }), line(3)],
      });
      await commitRunOf(store, day(2), {
        fates: [line(1, { ...carried, fate: 'awaiting' }), line(2, carried), fate(day(2), 0)],
      });
      await commitRunOf(store, day(3), { fates: [line(1, { ...carried, fate: 'broken' })] });
      await commitRunOf(store, day(4), {
        fates: [
          line(1, { ...carried, fate: 'broken' }),
          line(3, { entered: 'brought_back', former: 'matched', fate: 'awaiting' }),
        ],
      });
      await commitRunOf(store, day(5), {
        fates: [line(1, { ...carried, former: 'broken', fate: 'decided' }), line(3, { ...carried, fate: 'broken' })],
      });
      const asked = [line(3), line(0), line(1), line(2), fate(day(2), 0), fate(day(3), 77), fate(day(9), 0), line(1)];
      const at = async (n: number) => (await store.history.presentFates(asked, day(n))).map((row) => row?.fate ?? null);
      expect(await at(5)).toEqual(['broken', 'matched', 'decided', 'matched', 'matched', null, null, 'decided']);
      expect(await at(4)).toEqual(['awaiting', 'matched', 'broken', 'matched', 'matched', null, null, 'broken']);
      expect(await at(3)).toEqual(['matched', 'matched', 'broken', 'matched', 'matched', null, null, 'broken']);
      expect(await at(1)).toEqual(['matched', 'matched', 'awaiting', 'awaiting', null, null, null, 'awaiting']);
    });

    it('is that of the last run that brought a line back, however often it was, up to the date asked', async () => {
      const back = { entered: 'brought_back', former: 'matched' } as const;
      await commitRunOf(store, day(1), { fates: [fate(day(1), 0)] });
      for (const n of [2, 3, 4, 5])
        await commitRunOf(store, day(n), n === 4 ? {} : { fates: [fate(day(1), 0, { ...back, arrivedOn: day(n) })] });
      const at = async (n: number) => (await store.history.presentFates([fate(day(1), 0)], day(n)))[0]?.arrivedOn;
      expect([await at(2), await at(3), await at(4), await at(5)]).toEqual([day(2), day(3), day(3), day(5)]);
    });

    it('forgets what a former generation brought back', async () => {
      await commitRunOf(store, day(1), { fates: [fate(day(1), 0)] });
      await commitRunOf(store, day(2), {
        fates: [fate(day(1), 0, { entered: 'brought_back', former: 'matched', fate: 'broken' })],
      });
      await commitRunOf(store, day(2));
      expect((await store.history.presentFates([fate(day(1), 0)], day(2)))[0]?.fate).toBe('matched');
    });

    it('keeps lines of equal bytes under two sources apart', async () => {
      const twin = fate(day(1), 0, { source: 'wompi', fate: 'broken' });
      await commitRunOf(store, day(1), { fates: [fate(day(1), 0), twin] });
      expect(await store.history.presentFates([twin], day(1))).toEqual([twin]);
      const { fate: left, reason, orderLeg, bankLeg, bankPass } = twin;
      const [state] = await store.history.presentStates([twin], day(1));
      expect(state).toMatchObject({ row: twin.row, fate: left, reason, orderLeg, bankLeg, bankPass });
    });

    it('is what people have closed as of a date, in its newest row', async () => {
      const closed = (row: Discrepancy, state: Discrepancy['state']): Discrepancy => ({ ...row, state, event: null });
      await commitRunOf(store, day(1), { discrepancies: [a, b] });
      await commitRunOf(store, day(2), { discrepancies: [closed(a, 'resolved'), closed(b, 'written_off')] });
      await commitRunOf(store, day(3), { discrepancies: [closed(a, 'open')] });
      const tell = async (n: number): Promise<string[]> =>
        (await store.history.decided(day(n))).map(
          (one) => `${one.run.date} ${one.discrepancy.key.join()} ${one.discrepancy.state}`,
        );
      expect(await tell(1)).toEqual([]);
      expect((await tell(2)).sort()).toEqual(['2026-07-02 R-A resolved', '2026-07-02 R-B written_off']);
      expect(await tell(3)).toEqual(['2026-07-02 R-B written_off']);
    });

    it('is what people have closed, by the newest run that still holds it so', async () => {
      const closed = { ...a, state: 'resolved', event: null, note: 'paid' } as const;
      for (const n of [1, 2, 3]) await commitRunOf(store, day(n), { discrepancies: [closed] });
      const told = async (n: number) => (await store.history.decided(day(n))).map(({ run }) => run);
      expect(await told(2)).toEqual([{ date: day(2), generation: 1 }]);
      expect(await told(9)).toEqual([{ date: day(3), generation: 1 }]);
      await commitRunOf(store, day(3), { discrepancies: [{ ...a, event: 'reopened' }] });
      expect(await told(9)).toEqual([]);
      expect(await told(2)).toEqual([{ date: day(2), generation: 1 }]);
    });

    it('is the lines that a decision closed while another comparison of theirs still waits', async () => {
      const { run } = await commitRunOf(store, day(1), {
        fates: [
          fate(day(1), 0, { fate: 'decided' }),
          fate(day(1), 1, { fate: 'decided', bankLeg: 'awaiting' }),
          fate(day(1), 2, { fate: 'decided', orderLeg: 'awaiting' }),
          fate(day(1), 3, { fate: 'awaiting', bankLeg: 'awaiting' }),
        ],
      });
      expect((await store.history.decidedWaiting(run)).map((row) => row.row)).toEqual([1, 2]);
    });

    it('of an unknown run is refused where its lines are asked for', async () => {
      const run = { date: day(1), generation: 1 };
      expect(await codeOf(() => store.history.carry(run))).toBe('run_unknown');
      expect(await codeOf(() => store.history.decidedWaiting(run))).toBe('run_unknown');
      expect(await store.history.presentFates([fate(day(1), 0)], day(1))).toEqual([null]);
    });

    it('is the newest row of every date and currency on which money falls due, by date and currency', async () => {
      const due = (n: number, change: Partial<DueRow> = {}): DueRow => ({
        dueOn: day(n),
        currency: 'COP',
        due: minor(10),
        arrived: minor(0),
        surplus: minor(0),
        rest: minor(10),
        unjudged: minor(0),
        closed: { due: minor(0), arrived: minor(0), surplus: minor(0) },
        ...change,
      });
      const [usd, newer] = [due(3, { currency: 'USD' }), due(3, { arrived: minor(10), rest: minor(0) })];
      await commitRunOf(store, day(1), { dues: [due(4), usd, due(3)] });
      await commitRunOf(store, day(2), { dues: [due(9)] });
      await commitRunOf(store, day(2), { dues: [newer] });
      expect(await store.history.duesBetween(day(1), day(2))).toEqual([newer, usd, due(4)]);
      expect(await store.history.duesBetween(day(1), day(1))).toEqual([due(3), usd, due(4)]);
      expect(await store.history.duesBetween(day(3), day(9))).toEqual([]);
    });
  });
}
