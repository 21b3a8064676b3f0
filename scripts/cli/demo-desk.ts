import { randomBytes, randomInt } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CuadreError } from '../../schemas/errors.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import type { Actor, Role } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { RunningDesk } from '../../workers/desk/server.ts';
import { invite } from '../../workers/people/inviting.ts';
import { acceptInvitation } from '../../workers/people/sign-in.ts';
import { openContext } from '../../workers/pipeline/open.ts';
import { loadConfig } from './config-file.ts';
import { openLog } from './log.ts';
import { aborted, stopSignal } from './stop-signal.ts';
import { PROGRAM_VERSION } from './version.ts';

/** The desk over the demo's record (`npm run demo -- --desk`): people, their passwords, and a limit to run into. */

/**
 * What one person may close alone: a few of the demo's open rows are below it, most are above. It decides no outcome,
 * so the reports are those of a demo without a desk.
 */
const LIMITS = "\napproval: { COP: { writeOff: '50000.00', resolve: '500000.00' } }\n";

/** Writes the limits into the demo's own copy of its configuration. */
export function limitDecisions(configFile: string): void {
  appendFileSync(configFile, LIMITS);
}

/** Somebody of the demo, and how they sign in. */
interface Login {
  readonly name: string;
  /** What they may do, in a few words. */
  readonly may: string;
  readonly email: string;
  readonly password: string;
}

/** The admin comes first: a record lets no other invite, and who says who approves does not decide. */
const PEOPLE = [
  { name: 'Marta Ríos', role: 'admin', may: 'says who works here, and decides nothing' },
  { name: 'Ana Ruiz', role: 'clerk', may: 'decides, and proposes what is above her limits' },
  { name: 'Leo Paz', role: 'approver', may: 'decides, and confirms what others propose' },
] as const satisfies readonly { readonly name: string; readonly role: Role; readonly may: string }[];

/** Where the desk is, unless another program is there. */
const PORT = 8080;

/**
 * Serves the desk over a record that was run, until the process is told to stop.
 *
 * @param startMs the moment at which the demo's day begins; from there its clock goes as every other
 * @param tell is called once it listens
 */
export async function serveDemo(
  configFile: string,
  startMs: number,
  tell: (address: string, logins: readonly Login[]) => void,
): Promise<void> {
  const stopping = stopSignal();
  const beganMs = performance.now();
  const { config, configHash } = await loadConfig(configFile);
  const context = openContext({
    config,
    configHash,
    configFile,
    programVersion: PROGRAM_VERSION,
    clock: { nowMs: () => startMs + Math.floor(performance.now() - beganMs) },
    log: openLog(),
    asksAgainForMs: 3_000,
  });
  try {
    const logins = await inTurn(PEOPLE, (person) => join(person, context));
    const desk = await listening(context, configFile);
    tell(desk.address, logins);
    await aborted(stopping);
    await desk.stop();
  } finally {
    context.store.close();
  }
}

const DEMO: Actor = { name: 'npm run demo', personId: null, proof: 'stated' };

async function join({ name, role, may }: (typeof PEOPLE)[number], context: Context): Promise<Login> {
  const email = `${role}@yoga-andes.example`;
  const facts = { email, name, roles: [role], stores: [], owners: [], language: null };
  const { invitation } = await invite(facts, DEMO, context);
  const password = newPassword();
  await acceptInvitation(invitation, password, context);
  return { name, may, email, password };
}

/** Letters and digits that nobody takes for one another, as somebody types them off. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';

function newPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');
  return [group(), group(), group(), group()].join('-');
}

async function listening(context: Context, configFile: string): Promise<RunningDesk> {
  const [{ startDesk }, { replaysBy }] = await Promise.all([
    import('../../workers/desk/server.ts'),
    import('./replay-process.ts'),
  ]);
  const start = (port: number): Promise<RunningDesk> =>
    startDesk({
      context,
      place: { host: '127.0.0.1', port, url: null },
      secret: randomBytes(32).toString('hex'),
      replay: replaysBy(resolve(configFile)),
    });
  try {
    return await start(PORT);
  } catch (error) {
    if (!(error instanceof CuadreError) || error.code !== 'configuration_invalid') throw error;
    return start(0);
  }
}
