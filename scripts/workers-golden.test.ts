import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { COMPARED_FILES, listCases } from './golden/case-folder.ts';
import { reportsOf } from './golden/run-case.ts';
import { openWorkerCase } from './testing/worker-case.ts';
import { messagesOf } from './testing/worker-kit.ts';

/** Every golden case again, by workers on a real Redis: the same bytes as embedded, and every event in the discrepancy queue. */

it.each(listCases().map((golden) => [golden.name, golden] as const))(
  'golden case %s comes to the expected files on workers',
  async (_name, golden) => {
    const run = await openWorkerCase(golden, golden.last, inject('redisUrl'));
    try {
      await run.start();
      await run.published(golden.last);
      for (const [name, text] of reportsOf(golden, run.workspace)) {
        expect(text, `${golden.name}: ${golden.sentence} (${name})`).toBe(readFileSync(join(golden.folder, 'expected', name), 'utf8'));
      }
      expect(COMPARED_FILES.length).toBeGreaterThan(0);
      expect(run.logged.filter(({ level }) => level !== 'info')).toEqual([]);
      const events = run.workspace.context.store.events().map((event) => event.eventId);
      await expect.poll(async () => (await messagesOf(run.queue)).length, { timeout: 10_000 }).toBe(events.length);
      const messages = await messagesOf(run.queue);
      expect(messages.map((message) => message.eventId).sort()).toEqual(events.sort());
      expect(messages.every((message) => message.jobId === message.eventId)).toBe(true);
    } finally {
      await run.close();
    }
  },
);
