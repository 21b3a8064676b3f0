import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { writeTinyShop } from './testing/tiny-shop.ts';

/**
 * `cuadre discrepancies` as a user has it: the bundle, over a shop with one overpaid sale and a provider that sent
 * nothing.
 */

const LAST = '2025-03-05';
let cuadre: Cuadre;
let recorded = '';
let folder = '';
beforeAll(() => {
  cuadre = buildCuadre();
  recorded = writeTinyShop();
  cuadre.run(['run', '--date', LAST], recorded);
  folder = recorded;
  for (const { id, kind } of list()) ids.set(kind, id);
  folder = '';
});
afterAll(() => {
  cuadre.remove();
  rmSync(recorded, { recursive: true, force: true });
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'cuadre-queue-'));
  cpSync(recorded, folder, { recursive: true });
});

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly note: string | null;
}
const run = (args: readonly string[], env: Readonly<Record<string, string>> = { USER: 'ana' }) =>
  cuadre.runWarm(['discrepancies', ...args], folder, env);
const json = (...args: string[]): unknown => JSON.parse(run([...args, '--json']).stdout);
const list = (...args: string[]): Row[] => (json('list', ...args) as { discrepancies: Row[] }).discrepancies;
const ids = new Map<string, string>();
const idOf = (kind: string): string => ids.get(kind) ?? '';
const errorOf = (...args: string[]) => {
  const { code, stdout } = run([...args, '--json']);
  const document = JSON.parse(stdout) as { error?: { code: string; context: Readonly<Record<string, unknown>> } };
  return { code, error: document.error?.code, context: document.error?.context };
};

describe('list', () => {
  it('has the fields and rows of discrepancies.csv, in its order, and whose each is at the end', () => {
    const csv = readFileSync(join(folder, 'reports', LAST, 'discrepancies.csv'), 'utf8').split('\n');
    const rows = list();
    const ofWork = 'assignee,follow_up_on,due_by,claim_number,overdue';
    expect(Object.keys(rows[0] ?? {}).join(',')).toBe(`${csv[0] ?? ''},${ofWork}`);
    expect(rows.map((row) => row.id)).toEqual(csv.slice(1, -1).map((line) => line.split(',')[0]));
    expect(rows.map((row) => row.kind)).toEqual(['source_missing', 'amount_mismatch']);
  });

  it('is a table with totals per currency and direction', () => {
    const { code, stdout } = run(['list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^id +kind +about/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('2 discrepancies; COP 4,000.00 owed by us');
  });
});

describe('show', () => {
  it('tells everything of one, by the beginning of its id, in two languages', () => {
    const id = idOf('amount_mismatch');
    const shown = json('show', id.slice(0, 12));
    expect(shown).toMatchObject({
      discrepancy: {
        id,
        kind: 'amount_mismatch',
        order_amount: '40000.00',
        settlement_gross: '44000.00',
        difference: '4000.00',
      },
      seq: 1,
      legs: { order: { amount: '40000.00' }, settlement: { gross: '44000.00' } },
      evidence: [
        { leg: 'order', file: 'orders_2025-03-04.csv', line: 2, raw: 'A1-1003,40000.00,COP,paid,2025-03-04 10:00,A1' },
        {
          leg: 'settlement',
          file: 'psp_20250304.csv',
          line: 2,
          raw: 'A1-1003,P-3,OK,44000.00,COP,2025-03-04 10:05,003',
        },
      ],
      events: [{ seq: 1, event: 'opened', from: null, to: 'open', by: 'system', settlement_date: '2025-03-04' }],
      decisions_possible: ['ack', 'resolve', 'write-off'],
    });
    const [english, spanish] = ['en', 'es'].map((language) => run(['show', id, '--lang', language]).stdout);
    expect(english).toContain('What was paid for order A1-1003');
    expect(spanish).not.toContain('What was paid');
    expect(spanish).toContain('COP 40.000,00');
  });

  it.each<[string, number, string]>([
    ['dsc_', 2, 'usage_invalid'],
    ['dsc_00000000', 1, 'reference_unknown'],
    ['nothing-of-ours', 1, 'reference_unknown'],
  ])('refuses %s', (id, code, error) => {
    expect(errorOf('show', id)).toMatchObject({ code, error });
  });
});

describe('a decision', () => {
  it('needs a note, a name, and something to decide on', () => {
    const id = idOf('amount_mismatch');
    expect(errorOf('resolve', id)).toMatchObject({ code: 2, error: 'usage_invalid' });
    expect(errorOf('ack', id, '--note', ' ')).toMatchObject({ code: 2 });
    expect(run(['resolve', id, '--note', 'x'], {}).code).toBe(2);
    expect(errorOf('resolve', '--note', 'x')).toMatchObject({ code: 2 });
    expect(errorOf('resolve', id, '--kind', 'amount_mismatch', '--note', 'x')).toMatchObject({ code: 2 });
    expect(errorOf('resolve', id, '--note', 'x', '--by', 'System')).toMatchObject({ code: 2 });
    expect(list().map((row) => row.state)).toEqual(['open', 'open']);
  });

  it('says whose name it takes from the environment, and is in list, show and trace at once', () => {
    const id = idOf('amount_mismatch');
    const taken = json('ack', id, '--note', 'asked the customer');
    expect(taken).toMatchObject({
      by: 'ana',
      by_from: 'USER',
      count: 1,
      decided: [{ id, state: 'acknowledged', seq: 2 }],
    });
    expect(run(['resolve', id, '--note', 'refunded', '--by', 'luis']).stdout).toContain('by luis (--by)');
    expect(list('--state', 'resolved')).toMatchObject([{ id, note: 'refunded' }]);
    expect(json('show', id)).toMatchObject({
      seq: 3,
      events: [
        { event: 'opened' },
        { event: 'acknowledged', from: 'open', to: 'acknowledged', by: 'ana', note: 'asked the customer' },
        {
          event: 'resolved',
          from: 'acknowledged',
          to: 'resolved',
          by: 'luis',
          at: expect.stringMatching(/^\d{4}-.+Z$/) as string,
        },
      ],
      decisions_possible: ['reopen'],
    });
    expect(cuadre.runWarm(['trace', 'A1-1003'], folder).stdout).toMatch(
      /3\. resolved \(acknowledged -> resolved\) on 2025-03-05 at .+ by luis: refunded/,
    );
    expect(cuadre.runWarm(['verify'], folder).code).toBe(0);
  });

  it('on many asks, refuses on a pipe, and takes a count for sure', () => {
    const filters = ['resolve', '--owner', 'accounting,systems', '--note', 'x'];
    const refused = errorOf(...filters);
    expect(refused).toMatchObject({ code: 2, error: 'usage_invalid', context: { count: 2 } });
    expect(run(filters).stderr).toContain('COP 4,000.00 owed by us');
    expect(errorOf(...filters, '--yes', '--expect', '3')).toMatchObject({
      code: 2,
      context: { count: 2, expected: 3 },
    });
    expect(list().map((row) => row.state)).toEqual(['open', 'open']);
    expect(json(...filters, '--yes', '--expect', '2')).toMatchObject({
      count: 2,
      totals: [{ currency: 'COP', money_at_risk: '4000.00' }],
    });
    expect(list()).toEqual([]);
  });

  it('is taken on all or on none', () => {
    const [missing, mismatch] = [idOf('source_missing'), idOf('amount_mismatch')];
    expect(run(['resolve', missing, '--note', 'x']).code).toBe(0);
    expect(errorOf('write-off', mismatch, missing, '--note', 'x')).toMatchObject({
      code: 1,
      error: 'decision_refused',
    });
    expect(list().map((row) => row.kind)).toEqual(['amount_mismatch']);
    expect(errorOf('write-off', mismatch, 'dsc_000000000000', '--note', 'x')).toMatchObject({
      code: 1,
      error: 'reference_unknown',
    });
    expect(list('--state', 'written_off')).toEqual([]);
  });

  it('is refused where the item has moved since it was seen', () => {
    const id = idOf('amount_mismatch');
    run(['ack', id, '--note', 'x']);
    expect(errorOf('resolve', id, '--note', 'x', '--seq', '1')).toMatchObject({ code: 1, error: 'decision_refused' });
    expect(run(['resolve', id, '--note', 'x', '--seq', '2']).code).toBe(0);
    expect(run(['reopen', id, '--note', 'again', '--seq', '3']).code).toBe(0);
    expect(list('--kind', 'amount_mismatch')).toMatchObject([{ state: 'open', note: 'again' }]);
  });

  it('is read by the newest date when it is run again, and by no older one', () => {
    const id = idOf('amount_mismatch');
    run(['resolve', id, '--note', 'refunded']);
    const runOf = (date: string) =>
      JSON.parse(cuadre.runWarm(['run', '--date', date, '--json'], folder).stdout) as { dates: { changed: boolean }[] };
    expect(runOf('2025-03-04').dates).toMatchObject([{ changed: false }]);
    expect(runOf(LAST).dates).toMatchObject([{ changed: true, generation: 2 }]);
    expect(runOf(LAST).dates).toMatchObject([{ changed: false, generation: 2 }]);
    const csv = readFileSync(join(folder, 'reports', LAST, 'discrepancies.csv'), 'utf8');
    expect(csv).toMatch(new RegExp(`^${id},amount_mismatch,action,medium,resolved,.*,refunded,`, 'm'));
    expect(cuadre.runWarm(['verify'], folder).code).toBe(0);
  });
});

describe('a hostile note', () => {
  const NOTE = '=HYPERLINK("http://x")\u001b[2J\u001b]0;owned\u0007 line\nbreak \u202Etxt.exe\u202C \u009b31m';

  it('reaches no terminal raw, and no spreadsheet as a formula', () => {
    const id = idOf('amount_mismatch');
    const outputs = [
      run(['resolve', id, '--note', NOTE, '--by', '\u001b[31mana']).stdout,
      run(['show', id]).stdout,
      run(['show', id, '--json']).stdout,
      run(['list', '--state', 'all', '--json']).stdout,
      cuadre.runWarm(['trace', 'A1-1003'], folder).stdout,
      cuadre.runWarm(['trace', 'A1-1003', '--json'], folder).stdout,
    ];
    for (const output of outputs) expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(run(['show', id]).stdout).toContain('\\u001b[2J');
    expect(list('--state', 'resolved')[0]?.note).toBe(NOTE);
    cuadre.runWarm(['run', '--date', LAST], folder);
    expect(readFileSync(join(folder, 'reports', LAST, 'discrepancies.csv'), 'utf8')).toContain(
      `"'=HYPERLINK(""http://x"")`,
    );
  });

  it('is not a book', () => {
    expect(errorOf('resolve', idOf('amount_mismatch'), '--note', 'x'.repeat(2001))).toMatchObject({
      code: 2,
      error: 'usage_invalid',
    });
  });
});

describe('work', () => {
  const work = (...args: string[]) => run(['work', idOf('amount_mismatch').slice(0, 14), ...args]);
  const shown = () =>
    json('show', idOf('amount_mismatch')) as { work: Readonly<Record<string, unknown>>; work_steps: unknown[] };

  it('says who has it, until when, under which number, and what was found out; and takes it back', () => {
    const { code, stdout, stderr } = work(
      ...['--follow-up', '2099-07-10', '--claim-number', 'RC-1', '--comment', 'asked, card 4111 1111 1111 1111'],
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining('--comment holds the number of a card')]);
    expect(stdout).toContain('claim number   RC-1');
    expect(stdout).toContain('by ana (USER)');
    expect(shown()).toMatchObject({ work: { follow_up_on: '2099-07-10', claim_number: 'RC-1', comments: 1 } });
    const { stdout: text } = run(['show', idOf('amount_mismatch')]);
    expect(text).toContain('claim_numbered on');
    expect(text).toContain(': RC-1');
    expect(text).not.toContain('4111 1111');
    expect(work('--follow-up', 'none', '--claim-number', 'none').code).toBe(0);
    expect(shown()).toMatchObject({ work: { follow_up_on: null, claim_number: null } });
  });

  it.each([
    [[], 'usage_invalid'],
    [['--comment', ' '], 'usage_invalid'],
    [['--follow-up', '2001-01-01'], 'usage_invalid'],
    [['--follow-up', 'soon'], 'usage_invalid'],
    [['--assign', 'nobody@chain.co'], 'usage_invalid'],
    [['--chargeback', 'exploded'], 'usage_invalid'],
    [['--chargeback', 'submitted'], 'usage_invalid'],
    [['--seq', 'x', '--comment', 'a'], 'usage_invalid'],
  ])('of %j is refused', (args, error) => {
    expect(errorOf('work', idOf('amount_mismatch'), ...args).error).toBe(error);
    expect(shown().work_steps).toEqual([]);
  });

  it('is no fact: the date that is run again comes to the same, and makes no generation', () => {
    expect(work('--comment', 'asked', '--claim-number', 'RC-1', '--follow-up', '2099-07-10').code).toBe(0);
    const replayed = cuadre.runWarm(['replay', '--date', LAST, '--json'], folder, {});
    const manifest = JSON.parse(readFileSync(join(folder, 'reports', LAST, 'manifest.json'), 'utf8')) as object;
    // 4: the provider sent nothing for this date.
    expect([replayed.code, manifest]).toEqual([4, expect.objectContaining({ generation: 1 })]);
  });

  it('attaches a file of a kind that is taken, which stands in the archive and is proved by verify', () => {
    writeFileSync(join(folder, 'answer.txt'), 'they paid, see above\n');
    expect(work('--file', join(folder, 'answer.txt')).code).toBe(0);
    const [step] = (shown().work_steps as { file: { name: string; type: string; sha256: string } }[]).slice(-1);
    expect(step?.file).toMatchObject({ name: 'answer.txt', type: 'text/plain' });
    const kept = join(folder, 'data', 'archive', step?.file.sha256 ?? '');
    expect(readFileSync(kept, 'utf8')).toBe('they paid, see above\n');
    const verify = () => cuadre.runWarm(['verify', '--json'], folder, {});
    expect(verify().code).toBe(0);
    rmSync(kept, { force: true });
    // A backup that lacks what the record names says so.
    const backup = cuadre.runWarm(['backup', '--to', `${folder}-backups`, '--json'], folder, {});
    expect(backup.stdout).toContain(step?.file.sha256 ?? 'a hash');
    rmSync(`${folder}-backups`, { recursive: true, force: true });
    expect(verify().stdout).toContain(`(attached to ${idOf('amount_mismatch')})`);
  });

  it.each([
    ['no such file', null],
    ['empty', Buffer.alloc(0)],
    ['a program', Buffer.from('7f454c4602010100000000000000000002003e00', 'hex')],
    ['a zip', Buffer.from('504b0304140000000000000000000000000000000000', 'hex')],
    ['too large', Buffer.alloc(20 * 1024 * 1024 + 1, 'a')],
  ])('does not attach %s', (name, bytes) => {
    const file = join(folder, 'x.pdf');
    if (bytes !== null) writeFileSync(file, bytes);
    expect([name, errorOf('work', idOf('amount_mismatch'), '--file', file).error]).toEqual([name, 'usage_invalid']);
    expect(shown().work_steps).toEqual([]);
  });

  it('is stale where somebody set the same thing since, and lists what is overdue', () => {
    expect(work('--claim-number', 'RC-1', '--seq', '1').code).toBe(0);
    expect(errorOf('work', idOf('amount_mismatch'), '--claim-number', 'RC-2', '--seq', '1').error).toBe(
      'decision_refused',
    );
    expect(list('--overdue').map(({ kind }) => kind)).toEqual(['source_missing']);
    expect(list('--assignee', 'none').length).toBe(2);
    expect(list('--assignee', 'ana@chain.co')).toEqual([]);
  });
});
