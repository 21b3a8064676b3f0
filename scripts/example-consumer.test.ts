import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { clean, until, withQueue } from './testing/worker-kit.ts';

/** The example of a consumer, as `npm run example-consumer` starts it. */

const root = fileURLToPath(new URL('..', import.meta.url));

function message(
  eventId: string,
  discrepancyId: string,
  seq: number,
  event: string,
): Readonly<Record<string, unknown>> {
  const facts = {
    kind: 'fee_mismatch',
    settlementDate: '2026-07-01',
    moneyAtRiskMinor: 884_800,
    currency: 'COP',
    later: 'a field more',
  };
  return { eventId, discrepancyId, seq, event, ...facts };
}

it('prints each event once although messages come twice and out of order, and of a discrepancy nothing older than it knows', async () => {
  const queue = { url: inject('redisUrl'), prefix: `consumer-${randomUUID()}` };
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/example-consumer.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], REDIS_URL: queue.url, QUEUE_PREFIX: queue.prefix },
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines = () => printed.split('\n').filter((line) => line !== '');
  try {
    await withQueue(queue, 'discrepancies', async (messages) => {
      const outline = [
        message('e1', 'dsc_a', 1, 'opened'),
        message('e2', 'dsc_b', 1, 'opened'),
        message('e1', 'dsc_a', 1, 'opened'),
        message('e4', 'dsc_a', 3, 'closed'),
        // Late: what it says is over.
        message('e3', 'dsc_a', 2, 'changed'),
        message('e4', 'dsc_a', 3, 'closed'),
        message('e5', 'dsc_b', 2, 'closed'),
      ];
      // Under ids of their own, as after a Redis that forgot the first of a pair.
      await messages.addBulk(
        outline.map((data, index) => ({ name: 'discrepancy', data, opts: { jobId: `message-${index}` } })),
      );
      await messages.add('discrepancy', { eventId: 'e6' }, { jobId: 'strange' });
      await until(
        'every message to be taken',
        async () => (await messages.getJobCountByTypes('completed', 'failed')) === outline.length + 1,
      );
      expect(
        lines().map((line) => / (opened|changed|closed) .* (dsc_\w) (#\d)/.exec(line)?.slice(1).join(' ')),
      ).toEqual(['opened dsc_a #1', 'opened dsc_b #1', 'closed dsc_a #3', 'closed dsc_b #2']);
      // What is no message of ours is not swallowed.
      expect(await messages.getJobState('strange')).toBe('failed');
    });
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  } finally {
    child.kill('SIGKILL');
    await clean(queue);
  }
});
