import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { writeTinyShop } from './testing/tiny-shop.ts';

/** People as a user of the command line has them: invited, signed in, two pairs of eyes; over a shop of one date. */

const PASSWORD = 'tres tristes tigres';
let cuadre: Cuadre;
let folder = '';
beforeAll(() => {
  cuadre = buildCuadre();
  folder = writeTinyShop();
  appendFileSync(join(folder, 'cuadre.yaml'), "\napproval: { COP: { writeOff: '0.00' } }\n");
  cuadre.runWarm(['run', '--date', '2025-03-05'], folder);
});
afterAll(() => {
  cuadre.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Each person has a home of their own, where `login` keeps what proves them. */
const home = (who: string) => ({ XDG_CONFIG_HOME: join(folder, 'homes', who), CUADRE_USER: who });
const as = (who: string, ...args: string[]) => cuadre.runWarm(args, folder, home(who));
const documentOf = (who: string, ...args: string[]): unknown => JSON.parse(as(who, ...args, '--json').stdout);
const types = (who: string, input: string, ...args: string[]) =>
  spawnSync(process.execPath, [cuadre.program, ...args, '--password-stdin'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...home(who) },
    encoding: 'utf8',
    input,
  });

interface Row {
  readonly id: string;
  readonly state: string;
  readonly money_at_risk: string;
}
const withMoney = (): Row => {
  const { discrepancies } = documentOf('root', 'discrepancies', 'list') as { discrepancies: Row[] };
  const found = discrepancies.find((one) => Number(one.money_at_risk) > 0);
  if (found === undefined) throw new Error('no money is at risk');
  return found;
};

const desk = () =>
  spawn(process.execPath, [cuadre.program, 'desk', '--port', '0'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...home('ana') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe('people', () => {
  it('are asked for by a desk: without any it does not start', () => {
    const refused = as('root', 'desk', '--port', '0');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('cuadre people invite EMAIL')]);
    const first = ['people', 'invite', 'ana@c.co', '--name', 'ana', '--role', 'clerk'];
    const nameless = (...args: string[]) => cuadre.runWarm([...first, ...args], folder, {});
    expect(nameless().stderr).toContain('Give --by');
    expect(nameless('--by', 'root').stderr).toContain('the first person is an admin');
  });

  it('are invited by an admin, set a password, and sign in; the first is invited by whoever has the record', () => {
    expect(as('root', 'people', 'list').stdout).toContain('Nobody yet');
    const invited = ['ana:admin', 'leo:clerk', 'eva:approver'].map((pair) => {
      const [name = '', role = ''] = pair.split(':');
      const args = ['people', 'invite', `${name}@c.co`, '--name', name, '--role', role];
      const { invitation } = documentOf(name === 'ana' ? 'root' : 'ana', ...args) as { invitation: string };
      const set = types(name, `${PASSWORD}\n`, 'login', '--invitation', invitation);
      expect([set.status, set.stdout]).toEqual([0, expect.stringContaining(`${name} (${role}) is signed in until`)]);
      return invitation;
    });
    expect(statSync(join(folder, 'homes', 'leo', 'cuadre', 'logins.json')).mode & 0o777).toBe(0o600);
    const again = types('leo', 'another password\n', 'login', '--invitation', invited[1] ?? '');
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('was used')]);
    const wrong = types('leo', 'wrong and wrong\n', 'login', '--email', 'leo@c.co');
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('address, password or code is wrong')]);
    expect(types('leo', `${PASSWORD}\n`, 'login', '--email', 'leo@c.co').status).toBe(0);
  });

  it('change nobody unless they may', () => {
    expect(as('leo', 'people', 'end', 'eva@c.co').stderr).toContain('leo may not change people');
    expect(as('root', 'people', 'end', 'eva@c.co').stderr).toContain('an admin who is signed in');
    expect(as('leo', 'people', 'log').stderr).toContain('may not read the log');
    expect(as('ana', 'people', 'log').stdout).toContain('root (stated)  invited');
    expect(as('ana', 'people', 'end', 'ana@c.co').stderr).toContain('the only admin');
  });

  it('decide under their own name, and never by a name that is stated', () => {
    const { id } = withMoney();
    const ack = ['discrepancies', 'ack', id, '--note', 'asked'];
    const stated = as('root', ...ack, '--by', 'quien sea');
    expect([stated.code, stated.stderr]).toEqual([
      1,
      expect.stringContaining('is decided by somebody who is signed in'),
    ]);
    expect(as('leo', ...ack, '--by', 'eva').stderr).toContain('nobody decides for another');
    expect(as('leo', ...ack).stdout).toContain('by leo (login)');
    expect(as('leo', 'discrepancies', 'show', id).stdout).toContain('by leo (token)');
  });

  it('close above the limit as two: proposed by one, confirmed by another, read by the next run', () => {
    const { id } = withMoney();
    const writeOff = ['discrepancies', 'write-off', id, '--note', 'lost for good'];
    const proposed = as('leo', ...writeOff);
    expect([proposed.code, proposed.stdout]).toEqual([
      0,
      expect.stringContaining('open until another person confirms'),
    ]);
    expect(as('leo', 'discrepancies', 'confirm', id).stderr).toContain('an approver may');
    expect(as('ana', 'discrepancies', 'confirm', id).code).toBe(1);
    expect(as('eva', 'discrepancies', 'proposals').stdout).toMatch(/write off COP .* by leo, until \d{4}-/);
    expect(as('eva', 'discrepancies', 'decline', id, '--note', 'ask first').stdout).toContain('is declined');
    as('leo', ...writeOff);
    expect(as('eva', 'discrepancies', 'confirm', id).stdout).toContain('is written off, as leo proposed');
    expect(withStates(id)).toEqual(['written_off']);
    const { events } = documentOf('root', 'discrepancies', 'show', id) as {
      events: { event: string; by: string; proof: string; for_name: string | null }[];
    };
    expect(events.at(-1)).toMatchObject({ event: 'written_off', by: 'eva', proof: 'token', for_name: 'leo' });
    as('root', 'run', '--date', '2025-03-05');
    expect(withStates(id)).toEqual(['written_off']);
    expect(as('root', 'verify').code).toBe(0);
  });

  it('come to a desk, which ends when it is told to', async () => {
    const running = desk();
    const ended = once(running, 'exit');
    const [address] = (await once(running.stdout, 'data')) as [Buffer];
    const answer = await fetch(new URL('/', address.toString('utf8').trim()), { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
    running.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('are proved by a token in the environment, until it is revoked', () => {
    const { token, number } = documentOf('leo', 'token', 'make', 'nightly') as { token: string; number: number };
    const withToken = (...args: string[]) => cuadre.runWarm(args, folder, { ...home('bot'), CUADRE_TOKEN: token });
    expect(withToken('token', 'list').stdout).toContain('machine  nightly  until');
    expect(as('leo', 'token', 'revoke', String(number)).code).toBe(0);
    expect(withToken('token', 'list').stderr).toContain('is not known, has ended, or was revoked');
    expect(as('leo', 'logout').stdout).toContain('leo is signed out');
    expect(as('leo', 'token', 'list').stderr).toContain('nobody is signed in here');
  });
});

function withStates(id: string): string[] {
  const { discrepancies } = documentOf('root', 'discrepancies', 'list', '--state', 'all') as { discrepancies: Row[] };
  return discrepancies.filter((one) => one.id === id).map(({ state }) => state);
}
