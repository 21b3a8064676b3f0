import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invite } from '../../workers/people/inviting.ts';
import { beginSession } from '../../workers/people/sessions.ts';
import { openContext } from '../../workers/pipeline/open.ts';
import { loadConfig } from '../cli/config-file.ts';
import { openLog } from '../cli/log.ts';
import { commitFortnight } from './many-rows.ts';

/**
 * `npm run desk-load`: fifty readers at the real desk, in a process of its own, over a made-up record with 5,000 and
 * with 50,000 open rows; with the pauses of people and without. `-- 5000` takes one size, `DESK_LOAD_PROFILE=folder`
 * keeps a profile of the desk's processor time there.
 */

const READERS = 50;
const PAUSE_MS = 2_000;
const PAUSED_FOR_MS = 30_000;
/** Without pauses nobody asks more often than the desk lets one person ask in a minute. */
const ASKS_UNPAUSED = 40;
const GOAL_MS = 300;
const FIXTURE = fileURLToPath(new URL('../../fixtures/demo', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../dist/cuadre.js', import.meta.url));

const KINDS = ['list', 'row', 'today'] as const;
type Kind = (typeof KINDS)[number];
const LISTS = [
  '/queue',
  '/queue?sort=money',
  '/queue?sort=age&severity=high',
  '/queue?store=S07',
  '/queue?kind=missing_in_bank&sort=reference',
  '/queue?q=S42',
  '/queue?overdue=yes&sort=dueBy',
  '/queue?provider=wompi&direction=owed_to_us',
];

interface Measured {
  readonly ms: Record<Kind, number[]>;
  errors: number;
}

async function makeRecord(folder: string, rows: number): Promise<string[]> {
  for (const name of ['cuadre.yaml', 'input']) cpSync(join(FIXTURE, name), join(folder, name), { recursive: true });
  const clock = { nowMs: () => Date.now(), wait: () => Promise.resolve() };
  const loaded = await loadConfig(join(folder, 'cuadre.yaml'));
  const context = openContext({ ...loaded, programVersion: 'test', clock, log: openLog('error') });
  try {
    await commitFortnight(context.store, rows);
    const by = { name: 'test', personId: null, proof: 'stated' } as const;
    const facts = { stores: [], owners: [], language: null };
    await invite({ ...facts, email: 'admin@chain.co', name: 'Ada', roles: ['admin'] }, by, context);
    const sessions: string[] = [];
    for (let n = 0; n < READERS; n += 1) {
      const name = `reader ${String(n)}`;
      const { person } = await invite(
        { ...facts, email: `r${String(n)}@chain.co`, name, roles: ['clerk'] },
        by,
        context,
      );
      sessions.push(await beginSession({ person, proof: 'password' }, context));
    }
    return sessions;
  } finally {
    context.store.close();
  }
}

async function startDesk(folder: string): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const profile = process.env['DESK_LOAD_PROFILE'];
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const child = spawn(process.execPath, [...flags, PROGRAM, 'desk', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (bytes: Buffer) => {
      resolve(bytes.toString().trim());
    });
    child.once('exit', () => {
      reject(new Error('the desk did not start'));
    });
  });
  return { child, address };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One reader: a list, its next page or a row of it, the first page, and again; none asks for the same in step. */
async function read(
  n: number,
  { address, session, pauseMs, untilMs, asks }: ReaderOptions,
  measured: Measured,
): Promise<void> {
  let leads: readonly string[] = [];
  if (pauseMs > 0) await wait((n / READERS) * pauseMs);
  for (let turn = 0; turn < asks && performance.now() < untilMs; turn += 1) {
    const kind: Kind = turn % 4 === 3 ? 'today' : turn % 4 === 2 && leads.length > 0 ? 'row' : 'list';
    const next = leads.find((one) => one.startsWith('/queue'));
    const list = turn % 8 === 5 && next !== undefined ? next : (LISTS[(n + turn) % LISTS.length] ?? '/queue');
    const row = leads.filter((one) => one.startsWith('/d/'))[n % 10] ?? '/queue';
    const path = kind === 'today' ? '/' : kind === 'row' ? row : list;
    const beganMs = performance.now();
    const answer = await fetch(`${address}${path}`, { headers: { cookie: `cuadre_session=${session}` } });
    const text = await answer.text();
    measured.ms[kind].push(performance.now() - beganMs);
    if (answer.status !== 200) measured.errors += 1;
    if (kind === 'list')
      leads = [...text.matchAll(/href="(\/d\/dsc_[0-9a-f]+|\/queue\?[^"]*after=[^"]*)"/g)].map((one) =>
        (one[1] ?? '').replaceAll('&amp;', '&'),
      );
    if (pauseMs > 0) await wait(pauseMs * (0.5 + ((n * 7 + turn * 3) % 10) / 10));
  }
}

interface ReaderOptions {
  readonly address: string;
  readonly session: string;
  readonly pauseMs: number;
  readonly untilMs: number;
  readonly asks: number;
}

async function measure(address: string, sessions: readonly string[], pauseMs: number): Promise<Measured> {
  const measured: Measured = { ms: { list: [], row: [], today: [] }, errors: 0 };
  const untilMs = pauseMs > 0 ? performance.now() + PAUSED_FOR_MS : Number.POSITIVE_INFINITY;
  const asks = pauseMs > 0 ? Number.POSITIVE_INFINITY : ASKS_UNPAUSED;
  await Promise.all(sessions.map((session, n) => read(n, { address, session, pauseMs, untilMs, asks }, measured)));
  return measured;
}

function say(name: string, { ms, errors }: Measured): void {
  for (const kind of KINDS) {
    const sorted = [...ms[kind]].sort((a, b) => a - b);
    const at = (part: number): string => String(Math.round(sorted[Math.floor(sorted.length * part)] ?? 0)).padStart(6);
    const goal = kind === 'list' && Number(at(0.95)) > GOAL_MS ? `  above the goal of ${String(GOAL_MS)}` : '';
    process.stdout.write(
      `${name.padEnd(30)} ${kind.padEnd(6)} ${String(sorted.length).padStart(5)} pages` +
        `  p50${at(0.5)}  p95${at(0.95)}  p99${at(0.99)} ms${goal}\n`,
    );
  }
  if (errors > 0) process.stdout.write(`${name}: ${String(errors)} ERRORS\n`);
}

/** What the process holds, in MiB; null where the system does not say it so. */
function memoryOf({ pid }: ChildProcess): string {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const kib = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
    return `${String(Math.round(kib('VmRSS') / 1024))} MiB, ${String(Math.round(kib('VmHWM') / 1024))} at most`;
  } catch {
    return 'not known';
  }
}

const wanted = process.argv.slice(2).map(Number);
for (const rows of wanted.length > 0 ? wanted : [5_000, 50_000]) {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-load-'));
  try {
    const sessions = await makeRecord(folder, rows);
    const { child, address } = await startDesk(folder);
    const first = performance.now();
    await fetch(address, { headers: { cookie: `cuadre_session=${sessions[0] ?? ''}` } });
    process.stdout.write(
      `${String(rows)} rows: the first page of all took ${String(Math.round(performance.now() - first))} ms\n`,
    );
    say(`${String(rows)} rows, with pauses`, await measure(address, sessions, PAUSE_MS));
    say(`${String(rows)} rows, without pauses`, await measure(address, sessions, 0));
    process.stdout.write(`${String(rows)} rows: the desk holds ${memoryOf(child)}\n`);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
