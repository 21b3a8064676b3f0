import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pageAssets } from '../../../scripts/page-assets.ts';
import { minor, ZERO } from '../../../schemas/values/money.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { day, exampleDiscrepancy, exampleFate, exampleLine, HOSTILE_TEXTS, pesos } from '../testing.ts';
import { ROW } from './client/row-fields.ts';
import { html, scriptJson, isolated } from './markup.ts';
import { measureReport } from './measure.ts';
import { pageAmount, pageMoney, withMinus } from './numbers.ts';
import { renderReport } from './page.ts';
import type { RowData, RowsData } from './row-data.ts';
import { ROWS_MAX } from './rows.ts';
import { manyRows, sampleInput, sampleOutcome, sampleRows } from './sample-report.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { fateTableOf } from '../../../schemas/outcome/fates.ts';

const textOf = (input = sampleInput()): string => renderReport(input).toString('utf8');

function dataOf(page: string): RowsData {
  const [, json = ''] = /<script type="application\/json" id="rows">([\s\S]*?)<\/script>/.exec(page) ?? [];
  return JSON.parse(json) as RowsData;
}

describe('report.html', () => {
  it('is the same bytes for the same run, in whatever order its rows come', () => {
    const outcome = sampleOutcome();
    const reversed = {
      ...outcome,
      discrepancies: [...outcome.discrepancies].reverse(),
      payouts: [...outcome.payouts].reverse(),
      stores: [...outcome.stores].reverse(),
      fates: fateTableOf([...outcome.fates].reverse()),
      conservation: [...outcome.conservation].reverse(),
    };
    const { sources } = sampleInput();
    const again = textOf(sampleInput({ outcome: reversed, sources: [...sources].reverse() }));
    expect(sha256(again)).toBe(sha256(textOf()));
  });

  it('lets nothing load and nothing run but its own style and script, by their hash', () => {
    const page = textOf();
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$/,
    );
    for (const tag of ['style', 'script']) {
      const [, content = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page) ?? [];
      expect(policy).toContain(`sha256-${createHash('sha256').update(content).digest('base64')}`);
    }
    expect(page).not.toMatch(/ style="| on\w+="|javascript:|https?:\/\//);
  });

  it('carries the assets that stand in client/', async () => {
    expect(readFileSync(new URL('assets.ts', import.meta.url), 'utf8')).toBe(await pageAssets());
  });

  it('opens in the first language and keeps the others aside', () => {
    const page = textOf(sampleInput({ languages: ['zh', 'es', 'en'] }));
    expect(page).toContain('<html lang="zh-Hans">');
    expect([...page.matchAll(/<template data-language="([^"]+)"/g)].map(([, language]) => language)).toEqual([
      'es',
      'en',
    ]);
    expect(page.indexOf('每日对账')).toBeLessThan(page.indexOf('Conciliación diaria'));
  });

  it('says which currency stands in which leg where they differ', () => {
    const row = exampleDiscrepancy('currency_mismatch', {
      currency: 'USD',
      facts: { expectedCurrency: 'USD', foundCurrency: 'COP' },
    });
    const data = dataOf(textOf(sampleInput({ outcome: sampleOutcome([row]) })));
    expect(data.rows[0]?.[ROW.currencies]).toEqual(['USD', 'COP', '']);
  });

  it('groups the lines that a row names by file, each file and line once, with its side and at most sixty lines', () => {
    const bank = { leg: 'bank', source: 'bank', file: 'bbbbbbbbbbbb' } as const;
    const many = Array.from({ length: 70 }, (_, index) => exampleLine({ line: 100 - index }));
    const lines = [exampleLine({ ...bank, line: 9 }), ...many, exampleLine({ line: 100 })];
    const lone = [exampleLine({ ...bank, line: 4 }), exampleLine({ line: 3 }), exampleLine({ ...bank, line: 2 })];
    const rows = [lines, lone].map((own, index) =>
      exampleDiscrepancy('missing_in_bank', { id: `dsc_${String(index)}`, lines: own, moneyAtRisk: minor(9 - index) }),
    );
    const data = dataOf(textOf(sampleInput({ outcome: sampleOutcome(rows) })));
    const [first, second] = data.rows;
    expect(first?.[ROW.evidence]).toEqual([[1, 0, 'aaaaaaaaaaaa', ...Array.from({ length: 60 }, (_, at) => 31 + at)]]);
    expect(first?.[ROW.evidenceLeft]).toBe(11);
    expect(second?.[ROW.evidence]).toEqual([
      [1, 0, 'aaaaaaaaaaaa', 3],
      [2, -1, 'bbbbbbbbbbbb', 2, 4],
    ]);
    expect(data.files).toEqual(['dlocal_20260701.csv']);
  });

  it('has every field of a row where the script looks for it', () => {
    const [row] = dataOf(
      textOf(
        sampleInput({
          outcome: sampleOutcome([
            exampleDiscrepancy('late_arrival', { id: 'dsc_x', note: 'a note', moneyAtRisk: minor(7) }),
          ]),
        }),
      ),
    ).rows;
    expect(row).toHaveLength(Object.keys(ROW).length);
    expect(Object.values(ROW)).toEqual(Object.values(ROW).map((_, index) => index));
    const known = row as RowData;
    expect([known[ROW.id], known[ROW.note], known[ROW.atRisk], known[ROW.isNotice]]).toEqual(['dsc_x', 'a note', 7, 1]);
    expect(known[ROW.reasons]).toHaveLength(3);
  });

  it.each([...HOSTILE_TEXTS, '</script><script>x()</script>', '<img src=x onerror=x()>', '<!--', '\u0000\u0007\ud800'])(
    'holds %j as text and nothing else',
    (hostile) => {
      const row = exampleDiscrepancy('missing_in_bank', {
        merchantReference: hostile,
        store: hostile,
        provider: hostile,
        note: hostile,
      });
      const outcome = { ...sampleOutcome([row]), stores: [] };
      const page = textOf(sampleInput({ outcome, tenant: hostile === '' ? 'x' : hostile }));
      expect([...page.matchAll(/<script\b/g)]).toHaveLength(2);
      expect([...page.matchAll(/<\/script>/g)]).toHaveLength(2);
      expect(page).not.toMatch(/<img|<!--/);
      expect(dataOf(page).rows[0]?.[ROW.note]).toBe(hostile);
    },
  );

  it('is the reviewed text', async () => {
    const page = textOf();
    const body = page.slice(page.indexOf('<div id="page">'), page.indexOf('<script type="application/json"'));
    const text = body
      .replaceAll(/<(svg|select)\b[\s\S]*?<\/\1>/g, '')
      .replaceAll(/<\/(td|th|dt|dd|p|h1|h2|li|tr)>/g, '|')
      .replaceAll(/<template data-language="([^"]+)">/g, '|== $1|')
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll(/\s+/g, ' ');
    const lines = text.split('|').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('report.reviewed.txt');
  });
});

describe('the rows that a page holds', () => {
  const idsOf = (rows: readonly Discrepancy[]): unknown[] =>
    dataOf(textOf(sampleInput({ outcome: sampleOutcome(rows) }))).rows.map((row) => row[ROW.id]);

  it('are the largest by money at risk beyond five thousand, the largest of each currency, and none under a suspect file before others', () => {
    const rows = manyRows(ROWS_MAX + 2, (index) => {
      if (index === 0) return { currency: 'USD', moneyAtRisk: minor(1) };
      return index === ROWS_MAX + 1 ? { parentId: 'dsc_p', moneyAtRisk: minor(9_000_000) } : {};
    });
    const shown = idsOf(rows);
    expect(shown).toHaveLength(ROWS_MAX);
    expect(shown.slice(0, 3)).toEqual([rows[ROWS_MAX]?.id, rows[0]?.id, rows[ROWS_MAX - 1]?.id]);
    const left = new Set(shown);
    expect(rows.filter((row) => !left.has(row.id)).map((row) => row.id)).toEqual([rows[1]?.id, rows[ROWS_MAX + 1]?.id]);
  });

  it('stop before the page weighs ten megabytes, and say where the rest is', () => {
    const long = 'x'.repeat(12_000);
    const page = renderReport(sampleInput({ outcome: sampleOutcome(manyRows(2000, () => ({ note: long }))) }));
    expect(page.length).toBeLessThan(10_000_000);
    const { length } = dataOf(page.toString('utf8')).rows;
    expect(length).toBeGreaterThan(400);
    expect(length).toBeLessThan(2000);
    expect(page.toString('utf8')).toMatch(new RegExp(`The ${String(length)} largest by money at risk, of 2,000`));
  });
});

describe('what a report counts', () => {
  it('puts open actions under their owner, with what is owed and the most urgent of them', () => {
    const rows = [
      exampleDiscrepancy('missing_in_bank', { id: 'a', moneyAtRisk: pesos('10.00'), direction: 'owed_to_us' }),
      exampleDiscrepancy('missing_in_bank', {
        id: 'b',
        moneyAtRisk: pesos('30.00'),
        direction: 'owed_to_us',
        event: null,
      }),
      exampleDiscrepancy('duplicate_bank_credit', {
        id: 'c',
        moneyAtRisk: pesos('5.00'),
        direction: 'owed_by_us',
        severity: 'high',
      }),
      exampleDiscrepancy('missing_in_bank', { id: 'd', state: 'auto_resolved', event: 'auto_resolved' }),
      exampleDiscrepancy('missing_in_bank', { id: 'e', parentId: 'x' }),
      exampleDiscrepancy('late_arrival', { id: 'f', businessDaysLate: 2 }),
    ];
    const facts = measureReport(sampleInput({ outcome: sampleOutcome(rows) }));
    expect(facts.owners).toEqual([
      {
        owner: 'bank',
        open: 3,
        opened: 2,
        owedToUs: [['COP', pesos('40.00')]],
        owedByUs: [['COP', pesos('5.00')]],
        kinds: [
          ['missing_in_bank', 2],
          ['duplicate_bank_credit', 1],
        ],
        urgent: expect.objectContaining({ id: 'c' }) as unknown,
      },
    ]);
    expect(facts.kinds.find(({ kind }) => kind === 'missing_in_bank')).toMatchObject({ rows: 4, open: 3, opened: 2 });
    expect(facts.late.map((row) => row.id)).toEqual(['f']);
  });

  it('expects at the bank what waits for it, by due date, gross where the bank is paid gross, and what is past due first', () => {
    const wait = { bankLeg: 'awaiting', fate: 'awaiting', arrivedOn: null } as const;
    const fates = [
      exampleFate({ ...wait, row: 1, dueOn: day('2026-07-03') }),
      exampleFate({ ...wait, row: 2, dueOn: day('2026-07-03') }),
      exampleFate({ ...wait, row: 3, dueOn: day('2026-07-01'), source: 'gross' }),
      exampleFate({ row: 4, bankLeg: 'broken', fate: 'broken', arrivedOn: null, dueOn: day('2026-06-30') }),
      exampleFate({ row: 5, bankLeg: 'broken', fate: 'broken' }),
      exampleFate({ row: 6 }),
      exampleFate({ ...wait, row: 7, fate: 'out_of_scope', reason: 'declined' }),
    ];
    const { expected } = measureReport(
      sampleInput({ outcome: { ...sampleOutcome([]), fates: fateTableOf(fates) }, paidGross: new Set(['gross']) }),
    );
    expect(expected).toEqual([
      { dueOn: null, provider: 'dlocal', currency: 'COP', lines: 1, amount: pesos('964.30') },
      { dueOn: '2026-07-01', provider: 'gross', currency: 'COP', lines: 1, amount: pesos('1000.00') },
      { dueOn: '2026-07-03', provider: 'dlocal', currency: 'COP', lines: 2, amount: pesos('1928.60') },
    ]);
  });

  it('is empty and says so where nothing happened', () => {
    const outcome = { ...sampleOutcome([]), fates: fateTableOf([]), payouts: [], stores: [], conservation: [] };
    const page = textOf(sampleInput({ outcome, sources: [] }));
    for (const said of [
      'There is no discrepancy.',
      'Nothing to do.',
      'No money is on its way.',
      'No hay diferencias.',
      '没有差异。',
    ])
      expect(page).toContain(said);
    expect(dataOf(page).rows).toEqual([]);
  });
});

describe('numbers and markup of the page', () => {
  it('writes amounts as the language does, with a real minus', () => {
    expect(pageAmount('es', pesos('-1234567.89'))).toBe('\u22121.234.567,89');
    expect(pageMoney('zh', 'COP', pesos('-1234567.89'))).toBe('COP\u00a0\u22121,234,567.89');
    expect(pageAmount('en', ZERO)).toBe('0.00');
    expect(withMinus('order BOG-1, COP -1,000.00 (USD -2.00)')).toBe(
      'order BOG-1, COP \u22121,000.00 (USD \u22122.00)',
    );
  });

  it('escapes what is no markup, and folds a long text without cutting a character in two', () => {
    expect(html`<p title="${'"&\''}">${'<b>'}${html`<i>${1}</i>`}${null}${[html`a`, html`b`]}</p>`.markup).toBe(
      '<p title="&quot;&amp;&#39;">&lt;b&gt;<i>1</i>ab</p>',
    );
    expect(isolated('🧘'.repeat(500)).markup).toContain(`<bdi>${'🧘'.repeat(90)}…</bdi>`);
    expect(scriptJson({ a: '</script>\u2028' })).toBe('{"a":"\\u003c/script>\\u2028"}');
  });

  it('has a row of every kind to show', () => {
    expect(new Set(sampleRows().map((row) => row.kind)).size).toBe(sampleRows().length);
  });
});
