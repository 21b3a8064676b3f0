import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { integer, tableOf, text } from '../workers/5-publish/table.ts';
import { renderXlsx } from '../workers/5-publish/workbook/xlsx.ts';
import { recordedShop } from './testing/recorded-shop.ts';

/** The round trip through a spreadsheet: what `export` writes, filled in by a person, is what `import` takes. */

const LAST = '2025-03-05';
const shop = recordedShop();
const run = (...args: string[]) => shop.run(['discrepancies', ...args], { USER: 'ana' });
const FILE = 'open.xlsx';

type Cells = (string | number | null)[][];

/** The workbook that `export` writes, as a spreadsheet program reads it. */
async function exported(...filters: string[]): Promise<Cells> {
  const { code, stderr } = run('export', '--xlsx', FILE, ...filters);
  expect([code, stderr]).toEqual([0, '']);
  const cells = await readSheet(join(shop.folder, FILE), 'decisions');
  return cells.map((row) =>
    row.map((cell) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : (cell as string | number | null))),
  );
}

/** Saves the cells as a spreadsheet program would: numbers as numbers, everything else as text. */
function save(cells: Cells, name = FILE): void {
  const [header = [], ...rows] = cells;
  const table = tableOf<Cells[number]>(
    header.map((title, column) =>
      title === 'seq'
        ? integer('seq', (row) => (row[column] ?? null) as number | null)
        : text(String(title), (row) => ((row[column] ?? null) === null ? null : String(row[column]))),
    ),
    rows,
  );
  writeFileSync(join(shop.folder, name), renderXlsx([{ name: 'decisions', table }]));
}

/** Fills in cells of the row of a kind. */
function fill(cells: Cells, kind: string, values: Readonly<Record<string, string | number | null>>): Cells {
  const [header = []] = cells;
  return cells.map((row) =>
    row[header.indexOf('kind')] === kind ? row.map((cell, index) => values[String(header[index])] ?? cell) : row,
  );
}

interface Imported {
  readonly applied: number;
  readonly undecided: number;
  readonly rows: { row: number; id: string; decision: string; code: string; refusal: string | null }[];
}
function imported(...options: string[]): Imported & { code: number | null } {
  const { code, stdout } = run('import', FILE, '--json', ...options);
  return { ...(JSON.parse(stdout) as Imported), code };
}

const states = (): Record<string, string> => {
  const { discrepancies } = JSON.parse(run('list', '--state', 'all', '--json').stdout) as {
    discrepancies: { kind: string; state: string; note: string | null }[];
  };
  return Object.fromEntries(discrepancies.map((one) => [one.kind, `${one.state}: ${one.note ?? ''}`]));
};

describe('export', () => {
  it('has a row per open discrepancy, empty columns to decide in, and everything of discrepancies.csv', async () => {
    const [header = [], ...rows] = await exported();
    expect(header.slice(0, 5)).toEqual(['decision', 'decision_note', 'decided_by', 'seq', 'id']);
    const csv = readFileSync(join(shop.folder, 'reports', LAST, 'discrepancies.csv'), 'utf8').split('\n');
    const ofWork = 'assignee,follow_up_on,due_by,claim_number,assign_to,follow_up,new_claim_number,comment';
    expect(header.slice(4).join(',')).toBe(`${csv[0] ?? ''},${ofWork}`);
    expect(rows.map((row) => [row[0], row[header.indexOf('kind')]])).toEqual([
      [null, 'source_missing'],
      [null, 'amount_mismatch'],
    ]);
  });

  it('takes the filters of the list, and never a file that is there', async () => {
    const cells = await exported('--kind', 'amount_mismatch');
    expect(cells).toHaveLength(2);
    expect(run('export', '--xlsx', FILE).code).toBe(2);
  });
});

describe('import', () => {
  it('applies what was filled in, in the name of the person, and leaves the other rows', async () => {
    save(
      fill(await exported(), 'amount_mismatch', {
        decision: 'Write off',
        decision_note: 'immaterial, agreed with store, card 4111 1111 1111 1111',
        decided_by: 'Ana Ruiz',
      }),
    );
    const result = imported('--yes');
    expect(result).toMatchObject({ code: 0, applied: 1, undecided: 1 });
    expect(states()).toEqual({
      source_missing: 'open: ',
      amount_mismatch: 'written_off: immaterial, agreed with store, card 411111******1111',
    });
    const shown = JSON.parse(run('show', result.rows[0]?.id ?? '', '--json').stdout) as { events: { by: string }[] };
    expect(shown.events.at(-1)?.by).toBe('Ana Ruiz');
  });

  it('finds the columns by name, in whatever order a person left them', async () => {
    const cells = fill(await exported(), 'amount_mismatch', { decision: 'ack', decision_note: 'asked' });
    save(cells.map((row) => [...row].reverse()));
    expect(imported('--yes')).toMatchObject({ code: 0, applied: 1 });
  });

  it.each<[string, Record<string, string | number | null>, string]>([
    ['an id that the queue does not hold', { id: `dsc_${'0'.repeat(32)}` }, 'unknown'],
    ['a row that has moved since the export', { seq: 99 }, 'stale'],
    ['a row without the number of its event', { seq: 0.5 }, 'stale'],
    ['a word that is no decision', { decision: 'forget it' }, 'decision_unknown'],
    ['a decision that its state does not allow', { decision: 'reopen' }, 'not_possible'],
    ['a decision without a note', { decision_note: ' ' }, 'note_missing'],
    ['a note of a whole document', { decision_note: 'x'.repeat(3000) }, 'note_too_long'],
    ['a decision by the system', { decided_by: 'system' }, 'name_missing'],
  ])('names %s by its row, and applies nothing of the workbook', async (_name, values, code) => {
    const decided = fill(await exported(), 'source_missing', { decision: 'ack', decision_note: 'on it' });
    save(fill(decided, 'amount_mismatch', { decision: 'resolve', decision_note: 'settled', ...values }));
    const before = states();
    const result = imported('--yes');
    expect(result).toMatchObject({ code: 1, applied: 0 });
    expect(result.rows.map((row) => [row.row, row.code])).toEqual([
      [2, 'ready'],
      [3, code],
    ]);
    expect(states()).toEqual(before);
    expect(imported('--yes', '--partial')).toMatchObject({ code: 1, applied: 1 });
    expect(states()['source_missing']).toBe('acknowledged: on it');
  });

  it('shows what it would do, and does it only when told', async () => {
    save(fill(await exported(), 'amount_mismatch', { decision: 'ack', decision_note: 'asked' }));
    const before = states();
    const tried = run('import', FILE, '--dry-run');
    expect(tried.code).toBe(0);
    expect(tried.stdout).toContain('row 3  ack  amount_mismatch');
    expect(tried.stdout).toContain('1 decision would be applied; nothing was.');
    expect(run('import', FILE).code).toBe(2);
    expect(states()).toEqual(before);
  });

  it('refuses one row twice', async () => {
    const cells = fill(await exported(), 'amount_mismatch', { decision: 'ack', decision_note: 'asked' });
    save([...cells, cells[2] ?? []]);
    expect(imported('--yes')).toMatchObject({ code: 1, applied: 0 });
  });

  it('shows hostile texts as texts', async () => {
    save(fill(await exported(), 'amount_mismatch', { decision: '\u001b[31mred\u202e', decision_note: 'x' }));
    const { stdout } = run('import', FILE, '--yes');
    expect(stdout).toContain('\\u001b[31mred\\u202e');
    expect(stdout).not.toContain('\u001b');
  });

  it.each<[string, () => void]>([
    ['no workbook', () => writeFileSync(join(shop.folder, FILE), 'decision,id\n')],
    [
      'a workbook of something else',
      () => writeFileSync(join(shop.folder, FILE), renderXlsx([{ name: 'other', table: tableOf([], []) }])),
    ],
    ['a workbook without a column', () => save([['decision', 'id', 'seq', 'decision_note']])],
    [
      'a workbook with a column twice',
      () => save([['decision', 'decision', 'decided_by', 'id', 'seq', 'decision_note']]),
    ],
  ])('refuses %s', (_name, write) => {
    write();
    expect(run('import', FILE, '--yes').code).toBe(2);
  });

  it('says so where there is no file', () => {
    expect(run('import', 'nothing.xlsx', '--yes').code).toBe(2);
    expect(existsSync(join(shop.folder, 'nothing.xlsx'))).toBe(false);
  });
});

describe('what a workbook says beside decisions', () => {
  const work = (kind: string) => {
    const { discrepancies } = JSON.parse(run('list', '--state', 'all', '--json').stdout) as {
      discrepancies: { id: string; kind: string }[];
    };
    const id = discrepancies.find((one) => one.kind === kind)?.id ?? '';
    return JSON.parse(run('show', id, '--json').stdout) as {
      work: Readonly<Record<string, unknown>>;
      events: { event: string; note: string; by: string }[];
    };
  };

  it('is saved with the decisions, and told under the name of who said it', async () => {
    const cells = await exported();
    const said = {
      new_claim_number: 'RC-1',
      comment: 'they answer by Friday',
      decision: 'ack',
      decision_note: 'asked',
    };
    save(fill(cells, 'amount_mismatch', said));
    const { code, applied, ...rest } = imported('--yes') as ReturnType<typeof imported> & { worked: number };
    expect([code, applied, rest.worked]).toEqual([0, 1, 1]);
    const { work: stands, events } = work('amount_mismatch');
    expect(stands).toMatchObject({ claim_number: 'RC-1', comments: 1 });
    expect(events.slice(-2)).toMatchObject([
      { event: 'claim_numbered', by: 'ana' },
      { event: 'commented', note: 'they answer by Friday', by: 'ana' },
    ]);
  });

  it.each([
    [{ follow_up: 'soon' }, '"soon" is no date: write it as 2026-07-31'],
    [{ follow_up: '2001-01-01' }, 'cannot be followed up on a day that is over'],
    [{ assign_to: 'nobody@chain.co' }, '"nobody@chain.co" is nobody of the record'],
  ])('that is not right stops all of it: %j', async (said, refusal) => {
    const cells = await exported();
    const decided = fill(cells, 'source_missing', { decision: 'ack', decision_note: 'asked' });
    save(fill(decided, 'amount_mismatch', said));
    const { code, applied, ...rest } = imported('--yes') as ReturnType<typeof imported> & {
      work: { refusal: string | null }[];
    };
    expect([code, applied, rest.work.map((one) => one.refusal)]).toEqual([1, 0, [refusal]]);
    expect(states()['source_missing']).toBe('open: ');
    expect(imported('--yes', '--partial').applied).toBe(1);
  });

  it('is stale where somebody set the same thing since', async () => {
    const cells = await exported();
    const [header = [], ...rows] = cells;
    const id = String(rows.find((row) => row[header.indexOf('kind')] === 'amount_mismatch')?.[header.indexOf('id')]);
    expect(run('work', id, '--claim-number', 'RC-9').code).toBe(0);
    save(fill(cells, 'amount_mismatch', { new_claim_number: 'RC-1' }));
    expect(imported('--yes').code).toBe(1);
    expect(work('amount_mismatch').work).toMatchObject({ claim_number: 'RC-9' });
  });
});
