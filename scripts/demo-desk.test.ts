import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from './cli/config-file.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { Visitor } from './testing/visitor.ts';

/** The demo with its desk, as a visitor starts it, signs in with what is printed, and ends it. */

const root = fileURLToPath(new URL('..', import.meta.url));

let cuadre: Cuadre;
let folder = '';
let place = '';
let demo: ChildProcessByStdio<null, Readable, Readable>;
let shown = '';
let problems = '';
beforeAll(async () => {
  cuadre = buildCuadre();
  folder = mkdtempSync(join(tmpdir(), 'cuadre-demo-desk-'));
  place = join(folder, 'demo');
  demo = spawn(process.execPath, [join(dirname(cuadre.program), 'demo.js'), '--desk', place], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  demo.stderr.setEncoding('utf8').on('data', (text: string) => (problems += text));
  await new Promise<void>((resolve, reject) => {
    demo.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      if (shown.includes('Ctrl-C')) resolve();
    });
    demo.on('exit', () => {
      reject(new Error(`the demo ended: ${problems}`));
    });
  });
}, 120_000);
afterAll(() => {
  demo.kill('SIGKILL');
  cuadre.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function signedIn(role: string): Promise<Visitor> {
  const [, address = ''] = /^The desk is open: (http:\/\/127\.0\.0\.1:\d+)$/m.exec(shown) ?? [];
  const [, email = '', password = ''] = new RegExp(`^  (${role}@\\S+) +(\\S+)`, 'm').exec(shown) ?? [];
  const visitor = new Visitor(address);
  const fields = { email, password, code: '', next: '/queue' };
  expect(await visitor.send('/sign-in', '/sign-in', fields)).toMatchObject({ status: 303, location: '/queue' });
  return visitor;
}

describe('the demo with its desk', () => {
  it('is told first, and then where it is and how each of its people signs in', async () => {
    expect(shown).toMatch(/14 dates reconciled in [\d.]+ s; \d+ actions are open\./);
    for (const role of ['clerk', 'approver', 'admin']) await signedIn(role);
    expect(problems).toBe('');
  });

  it('lets a clerk propose what is above a limit, and an approver confirm it', async () => {
    const [clerk, approver] = [await signedIn('clerk'), await signedIn('approver')];
    const [, id = ''] = /href="\/d\/(dsc_[0-9a-f]+)"/.exec((await clerk.get('/queue?sort=money')).text) ?? [];
    const page = `/d/${id}`;
    const [, seq = ''] = /name="seq" value="(\d+)"/.exec((await clerk.get(page)).text) ?? [];
    const fields = { event: 'written_off', note: 'nobody will pay', seq };
    expect((await clerk.send(page, `${page}/decide`, fields)).location).toBe(`${page}?proposed=1`);
    expect((await approver.get('/')).text).toContain('Waiting for a second person');
    expect((await approver.send(page, `${page}/answer`, { answer: 'confirmed', note: '' })).status).toBe(303);
  });

  it('reports what a demo without a desk reports: its limits decide no outcome', async () => {
    const own = join(folder, 'own');
    cpSync(join(root, 'fixtures/demo/cuadre.yaml'), join(own, 'cuadre.yaml'));
    const [withLimits, without] = [
      await loadConfig(join(place, 'cuadre.yaml')),
      await loadConfig(join(own, 'cuadre.yaml')),
    ];
    expect([withLimits.config.approval, without.config.approval]).toEqual([expect.anything(), null]);
    expect(withLimits.configHash).toBe(without.configHash);
    const manifest = readFileSync(join(place, 'reports/2026-07-07/manifest.json'), 'utf8');
    expect(manifest).toContain(without.configHash);
  });

  it('ends well on Ctrl-C', async () => {
    const ended = once(demo, 'exit');
    demo.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(problems).toBe('');
  });

  it('says how it is called, where it is called otherwise', () => {
    expect(cuadre.demo('--port')).toMatchObject({ code: 2, stdout: '' });
    expect(cuadre.demo('--help').stdout).toContain('--desk');
  });
});
