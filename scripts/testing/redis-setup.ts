import { answers, startRedis } from './redis.ts';

/**
 * Once before all tests: the Redis that they share, each under a prefix of its own. Tests that break Redis start
 * another.
 */
export default async function setup({
  provide,
}: {
  provide: (key: 'redisUrl', value: string) => void;
}): Promise<() => Promise<void>> {
  const given = process.env['REDIS_URL'] ?? '';
  if (given !== '') {
    await answers(given);
    provide('redisUrl', given);
    return () => Promise.resolve();
  }
  const redis = await startRedis();
  provide('redisUrl', redis.url);
  return redis.stop;
}

declare module 'vitest' {
  export interface ProvidedContext {
    redisUrl: string;
  }
}
