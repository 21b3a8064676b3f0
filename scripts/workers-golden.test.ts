import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { COMPARED_FILES, listCases, type GoldenCase } from './golden/case-folder.ts';
import { takeDecisions } from './golden/decisions.ts';
import { CLOCK_MS, reportsOf, storyOf } from './golden/run-case.ts';
import { openWorkerCase, type WorkerCase } from './testing/worker-case.ts';
import { messagesOf } from './testing/worker-kit.ts';

/**
 * Every golden case again, by workers on a real Redis: the same bytes as embedded, and every event in the discrepancy
 * queue.
 */

/** As a chain would: workers by day, and what comes and what people decide after the run of a date. */
async function play(golden: GoldenCase, run: WorkerCase): Promise<void> {
  for (const { after, received, decisions } of storyOf(golden.folder)) {
    const worker = await run.start({}, after);
    await run.published(after);
    await worker.stop();
    if (received !== null) run.workspace.receive(received);
    await takeDecisions(decisions, run.workspace.context.store, CLOCK_MS);
  }
  await run.start();
  await run.published(golden.last);
}

it.each(listCases().map((golden) => [golden.name, golden] as const))(
  'golden case %s comes to the expected files on workers',
  async (_name, golden) => {
    const run = await openWorkerCase(golden, golden.last, inject('redisUrl'));
    try {
      await play(golden, run);
      for (const [name, text] of reportsOf(golden, run.workspace)) {
        expect(text, `${golden.name}: ${golden.sentence} (${name})`).toBe(
          readFileSync(join(golden.folder, 'expected', name), 'utf8'),
        );
      }
      expect(COMPARED_FILES.length).toBeGreaterThan(0);
      expect(run.logged.filter(({ level }) => level !== 'info')).toEqual([]);
      const events = (await run.workspace.context.store.queue.events()).map((event) => event.eventId);
      await expect.poll(async () => (await messagesOf(run.queue)).length, { timeout: 10_000 }).toBe(events.length);
      const messages = await messagesOf(run.queue);
      expect(messages.map((message) => message.eventId).sort()).toEqual(events.sort());
      expect(messages.every((message) => message.jobId === message.eventId)).toBe(true);
    } finally {
      await run.close();
    }
  },
);
