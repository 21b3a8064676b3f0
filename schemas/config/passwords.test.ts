import { describe, expect, it } from 'vitest';
import { accepted, BASE, changed, problemsOf } from '../../scripts/testing/config-text.ts';

const QUEUE = changed('${REDIS_URL}', "'redis://:hunter2@10.0.0.5:6379/0'");

describe('a password that is written out in a URL', () => {
  it.each([
    ['queue.url', QUEUE, 'write ${NAME}'],
    ['queue.url', QUEUE.replace('redis://:', 'rediss://cuadre:'), 'write ${NAME}'],
    ['queue.url', QUEUE.replace(':hunter2@10.0.0.5:6379/0', '10.0.0.5:6379/0?password=hunter2'), 'write ${NAME}'],
    // A part of it from the environment leaves the rest written out.
    ['queue.url', QUEUE.replace('hunter2', 'hunter2${REST}'), 'write ${NAME}'],
    [
      'sources[2].from.https',
      BASE.replace(
        "{ directory: ./inbox, file: 'statement_{date:yyyyMMdd}.xml' }",
        "{ https: 'https://u:hunter2@bank.example.co/{date:yyyyMMdd}.xml' }",
      ),
      'belongs into auth.basic',
    ],
    ['reports.url', `${BASE}reports: { url: 'https://u:hunter2@reports.example.co' }\n`, 'take it out'],
    ['desk.url', `${BASE}desk: { url: 'https://u:hunter2@desk.example.co' }\n`, 'take it out'],
    // Wherever else a URL stands, also where none is expected.
    ['tenant', changed('tenant: yoga-andes', "tenant: 'sftp://u:hunter2@h/x'"), 'write ${NAME}'],
  ])('is refused at %s, with what to write instead', (path, text, instead) => {
    const found = problemsOf(text).filter((one) => one.path === path);
    expect(found.map(({ message }) => message).join()).toContain('a password stands in this URL; ');
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain(instead);
    expect(JSON.stringify(problemsOf(text))).not.toContain('hunter2');
  });

  it.each([
    ['redis://:${REDIS_PASSWORD}@10.0.0.5:6379/0', 'redis://:secret@10.0.0.5:6379/0'],
    ['redis://10.0.0.5:6379/0', 'redis://10.0.0.5:6379/0'],
    ['${REDIS_URL}', 'redis://u:whole@10.0.0.5:6379/0'],
  ])('is taken from the environment: %s', (url, whole) => {
    const env = { REDIS_PASSWORD: 'secret', REDIS_URL: 'redis://u:whole@10.0.0.5:6379/0' };
    expect(accepted(changed('url: ${REDIS_URL}', `url: '${url}'`), env).queue?.url).toBe(whole);
  });
});
