import { describe, expect, it } from 'vitest';
import { COMMON_FACTS } from '../../schemas/kinds/fact-types.ts';
import { DISCREPANCY_KINDS, KINDS } from '../../schemas/kinds/kinds.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { day, exampleDiscrepancy, HOSTILE_TEXTS, pesos } from '../5-publish/testing.ts';
import { LANGUAGES } from './format.ts';
import { EXAMPLES, MISMATCH, PAYOUT } from './testing.ts';
import { actionOf, reasonOf } from './index.ts';

/** Swaps the marks of an amount that stands with its currency, or of a plain number, as Spanish prints it. */
function inSpanish(shown: string): string {
  if (!/^(COP |USD )?-?[\d,]+(\.\d+)?$/.test(shown) || /^\d{5,}/.test(shown)) return shown;
  return shown.replaceAll(/[.,]/g, (mark) => (mark === ',' ? '.' : ','));
}

describe('the wording', () => {
  it.each(DISCREPANCY_KINDS)('tells %s in one sentence per language with the values that the finding has', (kind) => {
    const { fields, shows } = EXAMPLES[kind];
    const finding = exampleDiscrepancy(kind, fields);
    for (const shown of shows) {
      expect(reasonOf('en', finding)).toContain(shown);
      expect(reasonOf('es', finding)).toContain(inSpanish(shown));
      expect(reasonOf('zh', finding)).toContain(shown.replace(/^: /, '').trim());
    }
  });

  it.each(DISCREPANCY_KINDS)('stays a clean sentence for %s without any optional field or fact', (kind) => {
    const bare = exampleDiscrepancy(kind, { currency: null });
    for (const language of LANGUAGES) {
      for (const text of [reasonOf(language, bare), actionOf(language, bare)]) {
        expect(text).toMatch(language === 'zh' ? /^[\p{L}\p{N}].*[^.;。；，\s]。$/u : /^\p{Lu}.*[^.;\s]\.$/u);
        expect(text).not.toMatch(/null|undefined|NaN|\(\)|（）| {2}| [,;.，；。）]|\.\.|，，|[，；：]。/);
      }
    }
  });

  it.each(DISCREPANCY_KINDS)('puts the owner in front of what to do about %s', (kind) => {
    const finding = exampleDiscrepancy(kind, EXAMPLES[kind].fields);
    for (const language of LANGUAGES) {
      expect(actionOf(language, finding)).toMatch(
        language === 'zh' ? /^\p{L}+：.+[^。]。$/u : /^\p{Lu}[\p{L} ]+: .+[^.]\.$/u,
      );
    }
  });

  it.each(DISCREPANCY_KINDS)('reads for %s exactly the facts that its list names', (kind) => {
    const read = new Set<string>();
    const facts = new Proxy<Discrepancy['facts']>(
      {},
      {
        get: (_target, name) => {
          read.add(String(name));
          return undefined;
        },
      },
    );
    const finding = exampleDiscrepancy(kind, { facts });
    for (const language of LANGUAGES) {
      reasonOf(language, finding);
      actionOf(language, finding);
    }
    expect([...read].sort()).toEqual(Object.keys({ ...COMMON_FACTS, ...KINDS[kind].facts }).sort());
  });

  it('is the reviewed text, kind by kind', async () => {
    const table = DISCREPANCY_KINDS.map((kind) => {
      const finding = exampleDiscrepancy(kind, EXAMPLES[kind].fields);
      const texts = LANGUAGES.flatMap((language) => [reasonOf(language, finding), actionOf(language, finding)]);
      return [kind, ...texts.map((text) => `  ${text}`)].join('\n');
    });
    await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('wording.reviewed.txt');
  });

  it('says of an export of several days that it is an earlier one again, and that the payments lack nothing in it', () => {
    const facts = { fileName: 'o.csv', addedLines: 0, removedLines: 0, changedLines: 0, sameAsDate: '2026-06-30' };
    const finding = exampleDiscrepancy('source_revised', { class: 'notice', key: ['erp', '2026-07-01', 'a'], facts });
    for (const language of LANGUAGES) {
      const said = reasonOf(language, finding);
      for (const part of ['o.csv', 'erp', '2026-07-01', '2026-06-30']) expect(said).toContain(part);
      expect(actionOf(language, finding)).not.toBe(actionOf(language, { ...finding, facts: {} }));
    }
  });

  it('asks whether an order file that takes back what one in between said is of its date, and says what helps where it is refused', () => {
    const facts = { fileName: 'o.csv', sameAsDate: '2026-06-29', otherwiseOn: '2026-06-30' };
    const back = exampleDiscrepancy('source_revised', { class: 'notice', key: ['erp', '2026-07-01', 'a'], facts });
    const refused = exampleDiscrepancy('source_rejected', {
      key: ['erp', '2026-07-01'],
      facts: { fileName: 'o.csv', sameAsDate: '2026-06-29' },
    });
    for (const language of LANGUAGES) {
      for (const part of ['o.csv', '2026-07-01', '2026-06-29', '2026-06-30'])
        expect(reasonOf(language, back)).toContain(part);
      expect(actionOf(language, back)).not.toBe(
        actionOf(language, { ...back, facts: { ...facts, otherwiseOn: null } }),
      );
      expect(actionOf(language, refused)).toContain('`rolling`');
    }
  });

  it('says where the bank pays what an older version said', () => {
    const finding = exampleDiscrepancy('conflicting_settlement_line', { facts: { formerShownAt: ['bank.csv:7'] } });
    for (const language of LANGUAGES) {
      expect(reasonOf(language, finding)).toContain('bank.csv:7');
      expect(reasonOf(language, { ...finding, facts: {} })).not.toContain('bank.csv');
    }
  });

  it('asks which provider took a payment where several may have, and claims it where one can be meant', () => {
    const actions = [true, false].map((claimable) =>
      actionOf('en', exampleDiscrepancy('missing_in_settlement', { provider: null, parentId: null, claimable })),
    );
    expect(actions[0]).toContain('claim the payment');
    expect(actions[1]).toContain('find out which provider took the payment');
  });

  it('says under which number an order was before', () => {
    const finding = exampleDiscrepancy('missing_in_settlement', { facts: { formerReferences: ['BOG01-5'] } });
    for (const language of LANGUAGES) expect(reasonOf(language, finding)).toContain('BOG01-5');
  });

  it.each([
    [
      'shared_reference',
      { ordersMinor: 12_000_000, paidMinor: 12_000_000, oneByOne: true },
      ['a payment of its own', 'su propio pago', '各有自己的付款'],
    ],
    [
      'split_tender',
      { restMinor: 0, leftMinor: 100_000, statedMinor: 100_000 },
      ['show the other COP 1,000.00', 'muestran los otros COP 1.000,00', '其余 COP 1,000.00 由'],
    ],
    [
      'split_tender',
      { restMinor: 50_000, leftMinor: 100_000, statedMinor: 150_000 },
      ['show COP 1,500.00 where COP 1,000.00 is left', 'COP 1.500,00 donde faltan COP 1.000,00', '合计 COP 1,500.00'],
    ],
    [
      'payout_mismatch',
      { bankItems: 2, otherPayouts: ['P2'] },
      [
        'their 2 bank lines, the last of 2026-07-03',
        'sus 2 movimientos en el banco, el último del 2026-07-03',
        '截至 2026-07-03 的 2 笔入账合计',
      ],
    ],
    [
      'reference_damaged',
      { damagedKeys: 1, counterpartsAlone: 1 },
      [
        '1 key of the file of dlocal was ruined by a spreadsheet; 1 line of the other files may belong to it',
        '1 clave del archivo de dlocal quedó dañada por una hoja de cálculo; 1 línea de los otros archivos puede corresponderle',
        '1 个编号被电子表格损坏',
      ],
    ],
    [
      'ambiguous_match',
      { receivables: 2, bankItems: 1 },
      [
        '2 payouts or lines and 1 bank line of dlocal can',
        '2 liquidaciones o líneas y 1 movimiento del banco de dlocal se',
        '1 笔银行流水',
      ],
    ],
    ['stale_pending', { hours: 1 }, ['after 1 hour.', 'después de 1 hora.', '1 小时后']],
    [
      'missing_in_bank',
      { takenBack: true },
      ['was taken back by the provider', 'volvió al saldo de la pasarela', '已被支付服务商退回余额'],
    ],
  ] as const)('says of %s what is true of one and of several (%j)', (kind, facts, said) => {
    const fields = kind === 'payout_mismatch' ? { ...PAYOUT, arrivedOn: day('2026-07-03') } : MISMATCH;
    const finding = exampleDiscrepancy(kind, { ...fields, facts });
    for (const [at, language] of (['en', 'es', 'zh'] as const).entries())
      expect(reasonOf(language, finding)).toContain(said[at]);
  });

  it('names the payout that the bank has in another currency', () => {
    const fields = { ...PAYOUT, bankAmount: pesos('412.00'), facts: { expectedCurrency: 'USD', foundCurrency: 'COP' } };
    for (const language of LANGUAGES)
      expect(reasonOf(language, exampleDiscrepancy('currency_mismatch', fields))).toContain('P1');
  });

  it('asks nothing of anybody about what is closed', () => {
    const finding = exampleDiscrepancy('missing_in_bank', { ...PAYOUT, state: 'auto_resolved' });
    expect(actionOf('en', finding)).toBe('Bank desk: nothing to do, it is closed.');
    expect(actionOf('es', finding)).toBe('Gestión bancaria: nada por hacer, está cerrado.');
    expect(actionOf('zh', finding)).toBe('银行事务：无需处理，已关闭。');
  });

  it.each(HOSTILE_TEXTS)('stays one line without invisible marks when a reference is %j', (hostile) => {
    for (const language of LANGUAGES) {
      const text = reasonOf(
        language,
        exampleDiscrepancy('amount_mismatch', { ...MISMATCH, merchantReference: hostile }),
      );
      expect(text).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(text).toMatch(/[.。]$/);
    }
  });

  it('ignores a fact of another type than the one it understands', () => {
    const wrong = exampleDiscrepancy('stale_pending', { ...MISMATCH, facts: { hours: 'many', explanation: true } });
    expect(reasonOf('en', wrong)).toBe(
      'Transaction T7 at dlocal for reference BOG01-7 of COP 119,000.00 is still pending.',
    );
  });
});
