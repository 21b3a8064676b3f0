import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../schemas/people/person.ts';
import { RIGHTS, type Action } from '../schemas/people/rights.ts';
import { endPerson, invite } from '../workers/people/inviting.ts';
import { makeToken } from '../workers/people/tokens.ts';
import { openContext } from '../workers/pipeline/open.ts';
import { loadConfig } from './cli/config-file.ts';
import { commandLine } from './command-line.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { writeTinyShop } from './testing/tiny-shop.ts';

/**
 * Every command, and the right that it asks for: those that decide are tried by every role, by nobody and by somebody
 * whose time has ended, and held to the one table of rights. A new command without a line in `COMMANDS` fails.
 */

const DATE = '2025-03-04';

interface Asks {
  readonly right: Action;
  readonly args: (id: string, who: Role | 'nobody' | 'ended') => readonly string[];
  /** Who may without the right, because it is their own. */
  readonly alsoMay?: Role;
  /** What the first who may comes to; default: it is done. */
  readonly comesTo?: string;
  /** What has to have been done before, by whom. */
  readonly before?: readonly [Role, (id: string) => readonly string[]];
}

const onRow = (right: Action, command: string, more: Partial<Asks> = {}): Asks => ({
  right,
  args: (id) => ['discrepancies', command, id, '--note', 'why'],
  ...more,
});
const work = (right: Action, ...said: readonly string[]): Asks => ({
  right,
  args: (id, who) => ['discrepancies', 'work', id, ...said.map((one) => one.replace('WHO', who))],
});
const writeOff = (id: string) => ['discrepancies', 'write-off', id, '--note', 'lost'];

/**
 * Null: no right of a person. Whoever runs these owns the files of the record: they show it, run it or keep it, and
 * what they do is no decision. `import` takes its rows through the function that the decisions are taken through.
 */
const COMMANDS: Readonly<Record<string, readonly Asks[] | null>> = {
  'discrepancies ack': [onRow('acknowledge', 'ack')],
  'discrepancies resolve': [onRow('resolve', 'resolve')],
  'discrepancies reopen': [onRow('reopen', 'reopen')],
  'discrepancies work': [
    work('assign', '--assign', 'clerk@c.co'),
    work('claim', '--claim-number', 'N-WHO'),
    { ...work('claim', '--chargeback', 'won'), comesTo: 'usage_invalid' },
    work('comment', '--comment', 'seen'),
  ],
  'discrepancies write-off': [onRow('write_off', 'write-off')],
  'discrepancies decline': [onRow('confirm', 'decline', { alsoMay: 'clerk' })],
  'discrepancies confirm': [onRow('confirm', 'confirm', { before: ['clerk', writeOff] })],
  exclude: [{ right: 'pair', args: () => ['exclude', '--lines', 'psp_20250304.csv:2', '--note', 'why'] }],
  match: [
    {
      right: 'pair',
      args: () => ['match', '--lines', 'orders_2025-03-03.csv:2', 'psp_20250303.csv:2', '--note', 'why'],
    },
  ],
  unmatch: [{ right: 'pair', args: () => ['unmatch', '--decision', '1', '--note', 'why'] }],
  'people invite': [
    {
      right: 'change_people',
      args: () => ['people', 'invite', 'new@c.co', '--name', 'New', '--role', 'viewer'],
    },
  ],
  'people change': [{ right: 'change_people', args: () => ['people', 'change', 'new@c.co', '--role', 'auditor'] }],
  'people end': [{ right: 'change_people', args: () => ['people', 'end', 'new@c.co'] }],
  'people log': [{ right: 'read_log', args: () => ['people', 'log'] }],
  'token make': [{ right: 'read', args: () => ['token', 'make', 'a program'] }],
  'token list': [{ right: 'read', args: () => ['token', 'list'] }],
  'token revoke': [{ right: 'read', args: () => ['token', 'revoke', '999'], comesTo: 'usage_invalid' }],
  'people list': null,
  login: null,
  logout: null,
  init: null,
  'config check': null,
  'config schema': null,
  'source guess': null,
  preview: null,
  run: null,
  replay: null,
  worker: null,
  enqueue: null,
  desk: null,
  status: null,
  'discrepancies list': null,
  'discrepancies show': null,
  'discrepancies proposals': null,
  'discrepancies export': null,
  'discrepancies import': null,
  propose: null,
  trace: null,
  stores: null,
  claims: null,
  verify: null,
  'archive prune': null,
  backup: null,
  'backup list': null,
  'backup verify': null,
  restore: null,
};

let cuadre: Cuadre;
let folder = '';
let id = '';
const tokens = new Map<string, string>();

beforeAll(async () => {
  cuadre = buildCuadre();
  folder = writeTinyShop();
  const path = join(folder, 'cuadre.yaml');
  appendFileSync(path, "\napproval: { COP: { writeOff: '0.00', resolve: '1000000.00' } }\n");
  cuadre.runWarm(['run', '--date', DATE], folder);
  const list = cuadre.runWarm(['discrepancies', 'list', '--json'], folder);
  id = (JSON.parse(list.stdout) as { discrepancies: { id: string }[] }).discrepancies[0]?.id ?? '';
  const silent = () => undefined;
  const clock = { nowMs: () => Date.now(), wait: () => Promise.resolve() };
  const log = { info: silent, warn: silent, error: silent };
  const context = openContext({ ...(await loadConfig(path)), programVersion: 'test', clock, log });
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  // An admin is the first person of a record.
  for (const who of ['admin', ...ROLES.filter((role) => role !== 'admin'), 'ended'] as const) {
    const role = who === 'ended' ? 'approver' : who;
    const facts = { email: `${who}@c.co`, name: who, roles: [role], stores: role === 'store' ? ['A1'] : [] };
    const { person } = await invite({ ...facts, owners: [], language: null }, by, context);
    tokens.set(who, (await makeToken({ person, kind: 'machine', name: 'test' }, by, context)).text);
    if (who === 'ended') await endPerson(person, by, context);
  }
  context.store.close();
}, 60_000);
afterAll(() => {
  cuadre.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The code of what a command was refused with; 'done' where it was not. */
function comesTo(args: readonly string[], who: string): string {
  const token = tokens.get(who);
  const env = { XDG_CONFIG_HOME: join(folder, 'none'), CUADRE_USER: 'somebody' };
  const { code, stdout, stderr } = cuadre.runWarm([...args, '--json'], folder, {
    ...env,
    ...(token === undefined ? {} : { CUADRE_TOKEN: token }),
  });
  if (code === 0) return 'done';
  return /"code": ?"([a-z_]+)"/.exec(stdout + stderr)?.[1] ?? stdout + stderr;
}

/** Every command that does something by itself, under its whole name. */
function namesOf(command: Command, before: readonly string[]): string[] {
  const own = command.commands.flatMap((one) => namesOf(one, [...before, one.name()]));
  const acts = command as unknown as { readonly _actionHandler: unknown };
  return acts._actionHandler === null || before.length === 0 ? own : [before.join(' '), ...own];
}

describe('every command', () => {
  it('is in the table of this test: say there which right a new one asks for', () => {
    expect(namesOf(commandLine(), []).sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  const asking = Object.entries(COMMANDS).flatMap(([name, all]) =>
    (all ?? []).map((one): [string, Action, Asks] => [name, one.right, one]),
  );
  it.each(asking)('%s asks for the right to %s', (name, right, one) => {
    if (one.before !== undefined) expect(comesTo(one.before[1](id), one.before[0])).toBe('done');
    const may = ROLES.filter((role) => RIGHTS[right].includes(role));
    const others = ROLES.filter((role) => !may.includes(role) && role !== one.alsoMay);
    const came = (who: Role | 'nobody' | 'ended') => [name, who, comesTo(one.args(id, who), who)];
    for (const who of ['nobody', 'ended'] as const) expect(came(who)).toEqual([name, who, 'sign_in_refused']);
    for (const who of others) {
      // Lines of no store, or of another one, do not exist for who sees some stores only.
      const isHidden = who === 'store' && right === 'pair';
      expect([name, who, isHidden ? ['right_missing', 'reference_unknown'] : ['right_missing']]).toEqual([
        name,
        who,
        expect.arrayContaining([came(who)[2]]),
      ]);
    }
    const [first, ...rest] = may;
    if (first !== undefined) expect(came(first)).toEqual([name, first, one.comesTo ?? 'done']);
    for (const who of rest) expect(['right_missing', 'sign_in_refused']).not.toContain(came(who)[2]);
  });
});
