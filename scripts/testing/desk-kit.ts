import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { DeskOptions, RunningDesk } from '../../workers/desk/server.ts';
import { startDesk } from '../../workers/desk/server.ts';
import { invite } from '../../workers/people/inviting.ts';
import { beginSession } from '../../workers/people/sessions.ts';
import { runDemo } from './demo-record.ts';

/** The desk over the first days of the demo, with people who are signed in, as a browser speaks to it. */

/** Who is signed in, by the name that tests know them under. */
const PEOPLE = {
  admin: { name: 'Ada', roles: ['admin'] },
  clerk: { name: 'Ana Ruiz', roles: ['clerk'] },
  approver: { name: 'Leo', roles: ['approver'] },
  auditor: { name: 'Iris', roles: ['auditor'] },
  viewer: { name: 'Beto', roles: ['viewer'] },
  store: { name: 'Caro', roles: ['store'], stores: ['BOG02'] },
} as const satisfies Readonly<Record<string, { name: string; roles: readonly Role[]; stores?: readonly string[] }>>;
export type Somebody = keyof typeof PEOPLE;

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly headers: Headers;
}

export interface SentForm {
  /** Where the form stands. */
  readonly page?: string;
  readonly person?: Somebody;
  /** With the token of the form; without, as another page would send it. */
  readonly isOurs?: boolean;
}

export interface DemoDesk {
  /** Of the demo: its configuration and its input stand in it. */
  readonly folder: string;
  readonly context: Context;
  readonly desk: RunningDesk;
  /** The value of the cookie of somebody's session. */
  readonly session: (person: Somebody) => string;
  readonly get: (path: string, person?: Somebody) => Promise<Answered>;
  /** Sends a form with the token and the cookie of its page; a `FormData` goes as a form with files does. */
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>> | FormData,
    form?: SentForm,
  ) => Promise<Answered>;
  readonly close: () => Promise<void>;
}

/** Opens it. `more`: what else the desk is started with, made of the folder and the context. */
export async function openDemoDesk(
  upTo: PlainDate,
  more: (folder: string, context: Context) => Partial<DeskOptions> = () => ({}),
): Promise<DemoDesk> {
  const root = mkdtempSync(join(tmpdir(), 'cuadre-desk-'));
  return openDeskOver(root, await runDemo(join(root, 'demo'), upTo), more);
}

/** The same over a record that is there, in the folder `demo` of one that goes with it. */
export async function openDeskOver(
  root: string,
  context: Context,
  more: (folder: string, context: Context) => Partial<DeskOptions> = () => ({}),
): Promise<DemoDesk> {
  const folder = join(root, 'demo');
  const sessions = await enterAll(context);
  const place = { host: '127.0.0.1', port: 0, url: null };
  const desk = await startDesk({ context, place, secret: 'of this test', ...more(folder, context) });
  const session = (person: Somebody): string => sessions.get(person) ?? '';
  return {
    folder,
    context,
    desk,
    session,
    ...visitor(desk.address, session),
    close: async () => {
      await desk.stop();
      context.store.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function enterAll(context: Context): Promise<ReadonlyMap<Somebody, string>> {
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  const sessions = new Map<Somebody, string>();
  for (const [key, { name, roles, ...rest }] of Object.entries(PEOPLE) as [Somebody, (typeof PEOPLE)[Somebody]][]) {
    const stores: readonly string[] = 'stores' in rest ? rest.stores : [];
    const facts = { email: `${key}@chain.co`, name, roles, stores, owners: [], language: null };
    const { person } = await invite(facts, by, context);
    sessions.set(key, await beginSession({ person, proof: 'password' }, context));
  }
  return sessions;
}

function visitor(address: string, session: (person: Somebody) => string): Pick<DemoDesk, 'get' | 'post'> {
  const ask = async (path: string, options: RequestInit, cookies: readonly string[]): Promise<Answered> => {
    const answer = await fetch(`${address}${path}`, {
      redirect: 'manual',
      ...options,
      headers: { cookie: cookies.join('; ') },
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, text: new TextDecoder().decode(bytes), bytes, headers: answer.headers };
  };
  const cookieOf = (person: Somebody): string => `cuadre_session=${session(person)}`;
  const get = (path: string, person: Somebody = 'clerk'): Promise<Answered> => ask(path, {}, [cookieOf(person)]);
  return {
    get,
    post: async (path, fields, { page = '/queue', person = 'clerk', isOurs = true } = {}) => {
      const shown = await get(page, person);
      const token = isOurs ? ([...shown.text.matchAll(/name="_csrf" value="([^"]+)"/g)].at(-1)?.[1] ?? '') : '';
      const [cookie = ''] = (shown.headers.get('set-cookie') ?? '').split(';');
      return ask(path, { method: 'POST', body: bodyOf(token, fields) }, [cookieOf(person), cookie]);
    },
  };
}

function bodyOf(token: string, fields: Readonly<Record<string, string>> | FormData): URLSearchParams | FormData {
  if (!(fields instanceof FormData)) return new URLSearchParams({ _csrf: token, ...fields });
  // A browser sends the fields in the order of the page, and the token stands before the file.
  const form = new FormData();
  form.append('_csrf', token);
  for (const [name, value] of fields) form.append(name, value);
  return form;
}
