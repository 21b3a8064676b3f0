import type { Texts } from '../../cells.ts';
import { NO_FOOTING } from '../../footing.ts';
import type { FileFacts, Footed, FootingCheck } from '../../footing.ts';
import { beginningOf, Refused } from '../../refused.ts';
import { withSweptPayouts } from '../swept.ts';

/** What the trailers of a PayPal report count, in smallest units: credits, debits, fees credited, fees debited. */
type Totals = [bigint, bigint, bigint, bigint];

/** The rows of a section, or of the whole file. */
class Tally {
  rows = 0;
  /** Rows whose amounts could not be read. */
  missed = 0;
  private readonly sums = new Map<string, Totals>();

  add(texts: Texts): void {
    this.rows += 1;
    const parts = [
      { units: texts['#gross'] ?? '', mark: texts['#sign'] ?? '', currency: texts['currency'] ?? '', at: 0 },
      {
        units: texts['#fee'] ?? '',
        mark: texts['#fee_sign'] ?? '',
        currency: texts['#fee_currency'] || (texts['currency'] ?? ''),
        at: 2,
      },
    ];
    for (const { units, mark, currency, at } of parts) {
      if (units === '' && mark === '') continue;
      const totals = this.of(currency);
      const side = at + (mark === 'CR' ? 0 : 1);
      if (!/^\d{1,30}$/.test(units) || (mark !== 'CR' && mark !== 'DR')) this.missed += 1;
      else totals[side] = (totals[side] ?? 0n) + BigInt(units);
    }
  }

  of(currency: string): Totals {
    const known = this.sums.get(currency) ?? [0n, 0n, 0n, 0n];
    this.sums.set(currency, known);
    return known;
  }

  /** Currencies that the rows leave with something: a payment that was converted leaves nothing in its own. */
  moved(): string[] {
    return [...this.sums]
      .filter(([, [credit, debit, feeCredit, feeDebit]]) => credit - debit + feeCredit - feeDebit !== 0n)
      .map(([name]) => name);
  }
}

/**
 * Holds a report to its trailers: SF and SC to the rows since their SH, FF to the file, RF and RC to the file where the
 * report has no other. Each that is there must agree exactly; that one is missing is no fault (it is common in
 * practice).
 */
export function paypalFooting(): FootingCheck {
  const file = new Tally();
  let section = new Tally();
  let firstFile = true;
  const proved = new Set<string>();
  const words: string[] = [];
  let counted: number | null = null;

  const count = (kind: string, cells: readonly string[], tally: Tally, line: number): void => {
    const text = (cells[1] ?? '').trim();
    if (!/^\d{1,15}$/.test(text) || Number(text) !== tally.rows)
      throw new Refused(
        'does_not_foot',
        `${kind} counts ${beginningOf(text, 20)} rows, there are ${String(tally.rows)}`,
        {
          line,
        },
      );
    counted = Math.max(counted ?? 0, tally.rows);
    words.push(`${kind} ${text} rows`);
  };
  const compare = (kind: string, cells: readonly string[], tally: Tally, line: number): void => {
    const currency = (cells[1] ?? '').trim();
    const stated = cells.slice(2, 6).map((cell) => cell.trim());
    const totals = tally.of(currency);
    const same =
      stated.length === 4 &&
      totals.every((sum, at) => /^\d{1,30}$/.test(stated[at] ?? '') && BigInt(stated[at] ?? '') === sum);
    if (!same && tally.missed === 0)
      throw new Refused(
        'does_not_foot',
        `${kind} ${currency}: ${beginningOf(stated.join(' '), 80)}, rows ${totals.join(' ')}`,
        { line },
      );
    proved.add(currency);
    words.push(`${kind} ${currency} ${totals.join(' ')}`);
  };

  return {
    row(texts) {
      file.add(texts);
      section.add(texts);
    },
    unreadable() {
      for (const tally of [file, section]) {
        tally.rows += 1;
        tally.missed += 1;
      }
    },
    aside(cells, line) {
      const kind = (cells[0] ?? '').trim();
      if (kind === 'SH') section = new Tally();
      else if (kind === 'FH') firstFile = /^0*1?$/.test((cells[1] ?? '').trim());
      else if (kind === 'SF') compare(kind, cells, section, line);
      else if (kind === 'SC') count(kind, cells, section, line);
      else if (kind === 'FF') count(kind, cells, file, line);
      else if (kind === 'RF' && firstFile) compare(kind, cells, file, line);
      else if (kind === 'RC' && firstFile) count(kind, cells, file, line);
    },
    finish: (facts) => finish(facts, file, proved, words, counted),
  };
}

function finish(
  facts: FileFacts,
  file: Tally,
  proved: ReadonlySet<string>,
  words: readonly string[],
  counted: number | null,
): Footed {
  const rows = withSweptPayouts(facts.rows);
  if (words.length === 0) return { ...NO_FOOTING, footing: { state: 'none', detail: 'no trailer records' }, rows };
  const detail = `PayPal trailers: ${words.join('; ')}`;
  if (file.missed > 0)
    return {
      ...NO_FOOTING,
      footing: { state: 'open', detail: `${detail}; ${String(file.missed)} unreadable amounts` },
      rows,
    };
  const open = file.moved().filter((currency) => !proved.has(currency));
  const state = open.length === 0 ? 'proved' : 'none';
  return {
    ...NO_FOOTING,
    footing: { state, detail: open.length === 0 ? detail : `${detail}; no totals of ${open.join(', ')}` },
    rows,
    provesEmpty: file.rows === 0 && counted === 0,
  };
}
