import { describe, expect, it } from 'vitest';
import { configHash, parseConfig } from './parse-config.ts';

const ENV = {
  MAIL: 'smtps://user:pa%24s@mail.example.co:465',
  HOOK: 'https://hooks.example.co/T0/B0',
  KEY: 'hmac-key',
  LOCAL: 'http://127.0.0.1:8080/hook',
  PLAIN: 'http://hooks.example.co/T0',
};

const BASE = `
tenant: t
sources:
  - id: erp
    leg: order
    profile: shopify-orders
    from: { directory: ./in, file: 'o_{date:yyyy-MM-dd}.csv' }
  - id: bank
    leg: bank
    profile: camt.053
    from: { directory: ./in, file: 'b_{date:yyyy-MM-dd}.xml' }
  - id: gate
    leg: settlement
    profile: wompi-disbursement
    settles: per_payout
    from: { directory: ./in, file: 'w_{date:yyyy-MM-dd}.csv' }
`;

const parse = (notify: string) => parseConfig(`${BASE}notify:\n${notify}`, { baseDirectory: '/base', env: ENV });

function problems(notify: string): string[] {
  const parsed = parse(notify);
  return parsed.ok ? [] : parsed.problems.map(({ path, line }) => `${path}@${String(line)}`);
}

describe('notify', () => {
  it('takes every destination, with its defaults', () => {
    const parsed = parse(`
  - { id: mail, email: { smtp: '\${MAIL}', from: cuadre@example.co, to: [a@example.co, b@example.co] }, language: es }
  - { id: hook, webhook: { url: '\${HOOK}', secret: '\${KEY}' }, digest: false }
  - { id: slack, slack: { url: '\${LOCAL}' }, owners: [bank, treasury], actionsMax: 3 }
  - { id: ding, dingtalk: { url: '\${HOOK}' }, actions: false }
  - { id: wecom, wecom: { url: '\${HOOK}' } }
`);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(
      parsed.config.notify.map(({ id, to, language, digest, actions, owners, actionsMax }) => [
        id,
        to.kind,
        language,
        digest,
        actions,
        owners,
        actionsMax,
      ]),
    ).toEqual([
      ['mail', 'email', 'es', true, true, null, 20],
      ['hook', 'webhook', 'en', false, true, null, 20],
      ['slack', 'slack', 'en', true, true, ['bank', 'treasury'], 3],
      ['ding', 'dingtalk', 'en', true, false, null, 20],
      ['wecom', 'wecom', 'en', true, true, null, 20],
    ]);
    const [mail] = parsed.config.notify;
    expect(mail?.to.kind === 'email' ? mail.to.smtp.reveal() : null).toBe(ENV.MAIL);
    expect(JSON.stringify(parsed.config.notify)).not.toMatch(/pa%24s|hooks\.example|hmac-key/);
  });

  it.each([
    ['no destination', '  - { id: a }', ['notify[0]@18']],
    ['two destinations', "  - { id: a, slack: { url: '${HOOK}' }, wecom: { url: '${HOOK}' } }", ['notify[0]@18']],
    ['a URL in the file', "  - { id: a, slack: { url: 'https://hooks.example.co/T0' } }", ['notify[0].slack.url@18']],
    ['plain HTTP to another machine', "  - { id: a, slack: { url: '${PLAIN}' } }", ['notify[0].slack.url@18']],
    ['a variable that is not set', "  - { id: a, slack: { url: '${NOT_SET}' } }", ['notify[0].slack.url@18']],
    [
      'no address',
      "  - { id: a, email: { smtp: '${MAIL}', from: nobody, to: [a@example.co] } }",
      ['notify[0].email.from@18'],
    ],
    [
      'an address with a header in it',
      '  - { id: a, email: { smtp: "${MAIL}", from: "a@b.co\\nBcc: c@d.co", to: [a@example.co] } }',
      ['notify[0].email.from@18'],
    ],
    [
      'an id twice',
      "  - { id: a, slack: { url: '${HOOK}' } }\n  - { id: a, wecom: { url: '${HOOK}' } }",
      ['notify[1].id@19'],
    ],
    ['an unknown owner', "  - { id: a, slack: { url: '${HOOK}' }, owners: [cleaners] }", ['notify[0].owners[0]@18']],
  ])('refuses %s, with the line', (_name, notify, expected) => {
    expect(problems(notify)).toEqual(expected);
  });

  it('is no input of a run', () => {
    const without = parseConfig(BASE, { baseDirectory: '/base', env: ENV });
    const given = parse("  - { id: a, slack: { url: '${HOOK}' } }");
    if (!without.ok || !given.ok) throw new Error('the configurations are good');
    expect(configHash(given.config)).toBe(configHash(without.config));
  });
});
