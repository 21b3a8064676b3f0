import { describe, expect, it } from 'vitest';
import { accepted, BASE, problemsOf } from '../../scripts/testing/config-text.ts';
import { configHash, parseConfig } from './parse-config.ts';

const ENV = { OIDC_SECRET: 'hunter2' };
const desk = (text: string): string => `${BASE}desk: { ${text} }\n`;
const oidc = (issuer: string, secret = '${OIDC_SECRET}'): string =>
  `oidc: { issuer: '${issuer}', clientId: cuadre, secret: '${secret}' }`;
const problems = (text: string) => {
  const parsed = parseConfig(text, { baseDirectory: '/srv/cuadre', env: ENV });
  return parsed.ok ? [] : parsed.problems;
};

describe('a provider of identities', () => {
  it('has an issuer, a name for the desk, and a secret that is never shown', () => {
    const config = accepted(desk(`url: 'https://desk.chain.co', ${oidc('https://login.chain.co/chain/')}`), ENV);
    expect(config.desk.oidc).toMatchObject({ issuer: 'https://login.chain.co/chain/', clientId: 'cuadre' });
    expect(config.desk.oidc?.secret.reveal()).toBe('hunter2');
    expect(JSON.stringify(config)).not.toContain('hunter2');
    expect(accepted(BASE).desk.oidc).toBeNull();
    expect(configHash(config)).toBe(configHash(accepted(BASE)));
  });

  it.each(['http://login.chain.co', 'https://u:p@login.chain.co', 'https://login.chain.co/?a=1', 'login.chain.co', ''])(
    'is no provider at %j',
    (issuer) => {
      expect(problems(desk(oidc(issuer))).map(({ path }) => path)).toEqual(['desk.oidc.issuer']);
    },
  );

  it.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])(
    'may be on this machine: %s',
    (url) => {
      expect(problems(desk(oidc(url)))).toEqual([]);
    },
  );

  it('takes its secret from the environment alone', () => {
    const [found, ...rest] = problemsOf(desk(oidc('https://login.chain.co', 'hunter2')));
    expect([found?.path, rest]).toEqual(['desk.oidc.secret', []]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
    expect(problemsOf(desk(oidc('https://login.chain.co'))).map(({ message }) => message)).toEqual([
      'the environment variable OIDC_SECRET is not set',
    ]);
  });

  it('sends people back to an address that is stated, unless the desk is for this machine alone', () => {
    const provider = oidc('https://login.chain.co');
    expect(problems(desk(`host: 0.0.0.0, ${provider}`)).map(({ path }) => path)).toEqual(['desk.url']);
    expect(problems(desk(`host: 0.0.0.0, url: 'https://desk.chain.co', ${provider}`))).toEqual([]);
    expect(problems(desk(`host: '::1', ${provider}`))).toEqual([]);
  });
});
