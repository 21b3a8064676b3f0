import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  day,
  idsOf,
  keysOf,
  linearSearch,
  linesOnDisk,
  START,
  type Delivered,
  type Profile,
} from '../../../scripts/testing/lines-on-disk.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';

const SEED = 20_260_705;
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 25);

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cuadre-joined-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const DAYS = 32;
const reference = fc.constantFrom('R-1', 'R-2', 'R-2-r1', 'R-3', 'r-3-r2', 'R-4', 'R-5', 'R-6', 'R-7');
const references = fc.array(reference, { maxLength: 4 });
const dated = { number: fc.integer({ min: 0, max: DAYS - 1 }), source: fc.constantFrom('erp', 'pos', 'bank') };
const delivery = fc.record({ ...dated, references });
const step = fc.oneof(
  fc.record({ does: fc.constant('join' as const), last: fc.integer({ min: 4, max: DAYS - 1 }) }),
  fc.record({ does: fc.constant('replace' as const), files: fc.array(delivery, { minLength: 1, maxLength: 6 }) }),
  fc.record({ does: fc.constant('extract' as const), from: fc.integer({ min: 0, max: DAYS - 1 }) }),
);
const question = fc.record({
  first: fc.integer({ min: 0, max: DAYS - 1 }),
  days: fc.integer({ min: 1, max: DAYS }),
  asked: fc.array(reference, { maxLength: 3 }),
  isMany: fc.boolean(),
  source: fc.constantFrom(null, 'erp', 'bank'),
});

let chains = 0;
it('whatever was joined, replaced and read with another extract, the answers are those of a look at every row', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.tuple(dated.source, references), { maxLength: 2 }), { minLength: DAYS, maxLength: DAYS }),
      fc.array(fc.tuple(step, fc.array(question, { minLength: 3, maxLength: 6 })), { minLength: 3, maxLength: 8 }),
      async (days, steps) => {
        chains += 1;
        const disk = linesOnDisk(join(root, String(chains)));
        const inForce = new Map<string, Delivered & { readonly profile: Profile; readonly references: string[] }>();
        let profile: Profile = 'plain';
        let store = disk.open(profile);
        const put = async (date: PlainDate, source: string, own: string[]): Promise<void> => {
          const file = await disk.deliver(store, profile, date, source, own);
          inForce.set(JSON.stringify([date, source]), { ...file, profile, references: own });
        };
        for (const [number, files] of days.entries())
          for (const [source, own] of files) await put(day(number), source, own);
        for (const [does, questions] of [[{ does: 'join', last: DAYS - 1 }, []] as const, ...steps]) {
          if (does.does === 'join') {
            const ids = idsOf([...inForce.values()]).filter(({ date }) => date <= day(does.last));
            await store.joinKeys(ids, { first: START, last: day(does.last) });
          } else if (does.does === 'replace') {
            for (const one of does.files) await put(day(one.number), one.source, one.references);
          } else {
            profile = profile === 'plain' ? 'tries' : 'plain';
            store = disk.open(profile);
            // Every earlier date is read again, as a replay does from there on.
            for (const { id, references: own } of [...inForce.values()])
              if (id.date >= day(does.from)) await put(id.date, id.source, own);
          }
          for (const { first, days: length, asked, isMany, source } of questions) {
            const files = [...inForce.values()].filter(
              ({ id }) =>
                id.date >= day(first) && id.date < day(first + length) && (source === null || id.source === source),
            );
            const ids = idsOf(files);
            const strange = isMany ? Array.from({ length: 70 }, (_, number) => `none-${String(number)}`) : [];
            const keys = keysOf([...asked, ...strange]);
            const alone = await disk.open(profile, { readsJoined: false }).find(ids, keys);
            for (const one of [store, disk.open(profile)]) expect(await one.find(ids, keys)).toEqual(alone);
            for (const [at, file] of files.entries())
              if (file.profile === profile) expect(alone[at]).toEqual(linearSearch(file, profile, keys));
          }
        }
      },
    ),
    { seed: SEED, numRuns: RUNS },
  );
}, 300_000);
