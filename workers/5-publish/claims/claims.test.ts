import { describe, expect, it } from 'vitest';
import { CLAIMED_KINDS, KINDS, type DiscrepancyKind } from '../../../schemas/kinds/kinds.ts';
import type { SettlementSource } from '../../../schemas/config/config.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { csvText, DAY, exampleDiscrepancy, exampleLine, pesos } from '../testing.ts';
import { claimTable } from './claim-table.ts';
import { CLAIM_LANGUAGES } from '../../../schemas/values/language.ts';
import { claimText } from './claim-text.ts';
import { claimsTo, type Claim } from './claims.ts';

const SOURCES = [
  { id: 'dlocal', leg: 'settlement', methods: ['PSE'] },
  { id: 'worldline', leg: 'settlement', methods: ['CARD'] },
] as unknown as SettlementSource[];

function claimed(provider: string, rows: readonly Discrepancy[]): Record<string, string[]> {
  const { claims } = claimsTo(provider, rows, CLAIMED_KINDS, { sources: SOURCES }, () => []);
  return Object.fromEntries(
    claims.map(({ kind, items }) => [kind, items.map(({ discrepancy }) => discrepancy.merchantReference ?? '')]),
  );
}

const open = (kind: DiscrepancyKind, fields: Partial<Discrepancy>): Discrepancy =>
  exampleDiscrepancy(kind, { provider: 'dlocal', state: 'open', class: 'action', claimable: true, ...fields });

describe('claims to a provider', () => {
  it.each<[name: string, kind: DiscrepancyKind, fields: Partial<Discrepancy>, expected: boolean]>([
    ['open and its own', 'missing_in_bank', {}, true],
    ['acknowledged', 'missing_in_bank', { state: 'acknowledged' }, true],
    ['resolved by a person', 'missing_in_bank', { state: 'resolved' }, false],
    ['closed by the facts', 'missing_in_bank', { state: 'auto_resolved' }, false],
    ['of another provider', 'missing_in_bank', { provider: 'worldline' }, false],
    ['a notice', 'negative_payout', { class: 'notice', state: 'noted' }, false],
    ['under a suspect file', 'missing_in_bank', { parentId: 'dsc_1' }, false],
    ['a kind that no provider answers', 'store_unknown', {}, false],
    ['of no provider, by a method that it collects', 'missing_in_settlement', { provider: null, method: 'pse' }, true],
    ['that may not be claimed', 'missing_in_bank', { claimable: false }, false],
    ['of no provider, by another method', 'missing_in_settlement', { provider: null, method: 'CARD' }, false],
  ])('%s', (_name, kind, fields, expected) => {
    expect(claimed('dlocal', [open(kind, { ...fields, merchantReference: 'R1' })])).toEqual(
      expected ? { [kind]: ['R1'] } : {},
    );
  });

  it('stand by kind in the order of the kinds, rows as in discrepancies.csv, each once', () => {
    const rows = [
      open('fee_mismatch', { id: 'c' }),
      open('missing_in_bank', { id: 'b', merchantReference: 'R2' }),
      open('missing_in_bank', { id: 'a', merchantReference: 'R1' }),
    ];
    expect(Object.entries(claimed('dlocal', rows))).toEqual([
      ['missing_in_bank', ['R1', 'R2']],
      ['fee_mismatch', ['']],
    ]);
  });

  it('list what may not be claimed beside them, with what is to be found out', () => {
    const several = [...SOURCES, { ...SOURCES[0], id: 'wompi' }] as SettlementSource[];
    const line = exampleLine({ line: 4, leg: 'bank' });
    const rows = [
      open('missing_in_bank', { id: 'a', claimable: false, seenElsewhere: [line] }),
      open('missing_in_bank', { id: 'b', claimable: false, parentId: 'dsc_1' }),
      open('chargeback', { id: 'c', claimable: false }),
      open('missing_in_settlement', { id: 'd', claimable: false, provider: null, method: 'PSE' }),
    ];
    const { claims, askFirst } = claimsTo('dlocal', rows, CLAIMED_KINDS, { sources: several }, () => []);
    expect(claims).toEqual([]);
    expect(Object.fromEntries(askFirst.map(({ discrepancy, why }) => [discrepancy.id, why]))).toEqual({
      a: 'seen_elsewhere',
      b: 'file_suspect',
      c: 'not_owed_to_us',
      d: 'several_providers',
    });
    expect(
      claimsTo('wompi', rows, CLAIMED_KINDS, { sources: several }, () => []).askFirst.map(({ why }) => why),
    ).toEqual(['several_providers']);
  });

  it.each<[name: string, kind: DiscrepancyKind, fields: Partial<Discrepancy>, why: string | null]>([
    ['a payment in process', 'payment_in_process', { direction: 'unknown' }, 'not_owed_to_us'],
    [
      'a payment in process of another provider',
      'payment_in_process',
      { direction: 'unknown', provider: 'worldline' },
      null,
    ],
    [
      'a payment in process that is a notice yet',
      'payment_in_process',
      { direction: 'unknown', class: 'notice', state: 'noted' },
      null,
    ],
    ['too little paid', 'amount_mismatch', { direction: 'owed_to_us' }, 'ours_first'],
    ['too much paid', 'amount_mismatch', { direction: 'owed_by_us' }, null],
    ['too little paid at nobody known', 'amount_mismatch', { direction: 'owed_to_us', provider: null }, null],
    [
      'an order of two tenders, one of them its own',
      'missing_in_settlement',
      { provider: null, method: 'gift_card + PSE' },
      'not_owed_to_us',
    ],
    [
      'an order of two tenders of two providers',
      'missing_in_settlement',
      { provider: null, method: 'CARD + PSE' },
      'several_providers',
    ],
    [
      'an order of two tenders of others',
      'missing_in_settlement',
      { provider: null, method: 'gift_card + CARD' },
      null,
    ],
  ])('ask first what is no claim: %s', (_name, kind, fields, why) => {
    const row = open(kind, { claimable: false, direction: 'unknown', ...fields });
    const { claims, askFirst } = claimsTo('dlocal', [row], CLAIMED_KINDS, { sources: SOURCES }, () => []);
    expect(claims).toEqual([]);
    expect(askFirst.map((one) => one.why)).toEqual(why === null ? [] : [why]);
  });

  it('ask of no other kind where some kinds are asked for', () => {
    const rows = [
      open('payment_in_process', { claimable: false }),
      open('missing_in_bank', { id: 'a', claimable: false }),
    ];
    const { askFirst } = claimsTo('dlocal', rows, ['missing_in_bank'], { sources: SOURCES }, () => []);
    expect(askFirst.map(({ discrepancy }) => discrepancy.kind)).toEqual(['missing_in_bank']);
  });

  it('name no line twice, of one kind or of two: the kind that stands higher has it', () => {
    const line = exampleLine({ line: 4 });
    const rows = [
      open('net_mismatch', { id: 'b', lines: [line] }),
      open('missing_in_bank', { id: 'a', lines: [line] }),
    ];
    const { claims, askFirst } = claimsTo('dlocal', rows, CLAIMED_KINDS, { sources: SOURCES }, () => []);
    expect(claims.map(({ kind }) => kind)).toEqual(['missing_in_bank']);
    expect(askFirst.map(({ discrepancy, why }) => `${discrepancy.id} ${why}`)).toEqual(['b in_another_letter']);
  });

  it('are made of kinds that exist, once each', () => {
    expect(new Set(CLAIMED_KINDS).size).toBe(CLAIMED_KINDS.length);
    for (const kind of CLAIMED_KINDS) expect(KINDS).toHaveProperty(kind);
  });
});

describe('a letter', () => {
  const claim = (count: number): Claim => ({
    kind: 'missing_in_bank',
    provider: 'dlocal',
    items: Array.from({ length: count }, (_, index) => ({
      discrepancy: open('missing_in_bank', {
        merchantReference: `R${String(index)}`,
        moneyAtRisk: pesos('1500.50'),
        paidOn: DAY,
      }),
      lines: [],
    })),
  });

  it('says what is claimed, of what, how much, and what to do', () => {
    expect(claimText('en', claim(2), 'yoga-andes', DAY, 'missing_in_bank.csv')).toBe(
      [
        'Subject: yoga-andes: money that did not arrive (2, as of 2026-07-01)',
        '',
        'To the settlement team of dlocal:',
        '',
        'Your reports show this money as paid out, and our bank account did not receive it by the due date.',
        '',
        '- reference R0, paid on 2026-07-01: COP 1,500.50',
        '- reference R1, paid on 2026-07-01: COP 1,500.50',
        '',
        'Total: COP 3,001.00',
        '',
        'Please send the proof of each transfer (date, account, amount, bank reference), or pay it.',
        '',
        'References, amounts, dates, CUS and the lines of your files are in missing_in_bank.csv.',
        '',
        'Kind regards,',
        'yoga-andes',
        '',
      ].join('\n'),
    );
  });

  it('writes amounts as the language does, and names twenty items at most while the total is of all', () => {
    const text = claimText('es', claim(23), 'yoga-andes', DAY, 'missing_in_bank.csv');
    expect(text.match(/^- referencia/gm)).toHaveLength(20);
    expect(text).toContain('- y 3 más en missing_in_bank.csv');
    expect(text).toContain('Total: COP 34.511,50');
  });

  it.each(CLAIM_LANGUAGES.flatMap((language) => CLAIMED_KINDS.map((kind) => [language, kind] as const)))(
    'in %s has its sentences for %s',
    (language, kind) => {
      const text = claimText(language, { ...claim(1), kind }, 't', DAY, `${kind}.csv`);
      expect(text).not.toContain('undefined');
      expect(text.split('\n').filter((line) => line.endsWith('.')).length).toBeGreaterThanOrEqual(3);
    },
  );

  it('shows a hostile reference as one line of text', () => {
    const one = open('missing_in_bank', { merchantReference: 'A\nB\u202eC', moneyAtRisk: pesos('1.00') });
    const text = claimText('en', { ...claim(0), items: [{ discrepancy: one, lines: [] }] }, 't', DAY, 'f.csv');
    expect(text).toContain('- reference A B C: COP 1.00');
  });
});

describe('the file of a claim', () => {
  it('disarms what a spreadsheet would run', () => {
    const one = open('missing_in_bank', { merchantReference: '=1+1' });
    expect(
      csvText(claimTable({ kind: 'missing_in_bank', provider: 'dlocal', items: [{ discrepancy: one, lines: [] }] })),
    ).toContain("\n'=1+1,");
  });
});
