import { foldReference, isDamagedKey, plainReference } from '../../../schemas/lines/line-keys.ts';
import { absolute, sum } from '../../../schemas/values/money.ts';
import { KINDS } from '../../../schemas/kinds/kinds.ts';
import { addressKey, type OrderLine, type SettlementLine, deliveryKey } from '../../../schemas/lines/records.ts';
import type { Finding } from '../../../schemas/outcome/run.ts';
import { isOrder, isSettlement, type HeldOrder, type HeldSettlement } from '../../3-match/working-set.ts';
import { looksForOrder } from '../../3-match/order-groups.ts';
import type { Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';
import { groupBy } from '../../../schemas/values/groups.ts';

export type DamagedLine = HeldOrder | HeldSettlement;

/**
 * Orders and payments whose reference a spreadsheet ruined, and that take part: shown as a power of ten, or without its
 * zeros.
 */
export function damagedLines(c: Case): DamagedLine[] {
  const lost = lostZeros(c);
  return c.workingSet.lines.flatMap((held): DamagedLine[] => {
    if (!isOrder(held) && !isSettlement(held)) return [];
    if (lost.has(held.ix)) return [held];
    return (isOrder(held) || looksForOrder(held.line)) && isDamaged(held, c) ? [held] : [];
  });
}

/**
 * By place in the working set: lines whose reference has lost its leading zeros. A number without them stands alone in
 * one leg, the same number with them stands alone in the other, and the amounts are equal. Neither is matched by it: it
 * may be another's number.
 */
function lostZeros(c: Case): ReadonlySet<number> {
  const alone = aloneLines(c);
  const whole = new Set(alone.flatMap(({ line }) => (ZEROS_AHEAD.test(numberOf(line)) ? [numberKey(line)] : [])));
  if (whole.size === 0) return new Set();
  return new Set(
    alone.flatMap(({ ix, line }) =>
      NO_ZERO_AHEAD.test(numberOf(line)) && whole.has(numberKey(line, true)) ? [ix] : [],
    ),
  );
}

const ZEROS_AHEAD = /^0+[1-9]\d*$/u;
const NO_ZERO_AHEAD = /^[1-9]\d*$/u;

function numberOf(line: OrderLine | SettlementLine): string {
  return plainReference(line.merchantReference);
}

/** Leg, amount and number without its zeros; `other`: as a line of the other leg would have it. */
function numberKey(line: OrderLine | SettlementLine, other = false): string {
  const leg = (line.leg === 'order') === other ? 'settlement' : 'order';
  return [leg, line.currency, line.leg === 'order' ? line.amount : line.gross, numberOf(line).replace(/^0+/u, '')].join(
    '|',
  );
}

function isDamaged(held: DamagedLine, c: Case): boolean {
  return isDamagedKey(held.line.merchantReference) && !c.match.outOfScope.has(held.ix);
}

/**
 * reference_damaged: one row a file for the keys that a spreadsheet ruined. It breaks their lines, which match nothing
 * and raise nothing else; the money at risk is theirs, in the currency of the first.
 */
export function damagedFindings(lines: readonly DamagedLine[], c: Case): DraftOf<'reference_damaged'>[] {
  if (lines.length === 0) return [];
  const alone = aloneLines(c);
  return [...groupBy(lines, ({ line }) => deliveryKey(line)).values()].flatMap((ofFile) =>
    damagedFile(ofFile, alone, c),
  );
}

function damagedFile(
  ofFile: readonly DamagedLine[],
  alone: readonly AloneLine[],
  c: Case,
): DraftOf<'reference_damaged'>[] {
  const line = ofFile[0]?.line;
  if (!line) return [];
  const texts = new Set(ofFile.map((held) => held.line.merchantReference));
  const counterparts = alone.filter(
    (one) => one.line.leg !== line.leg && [...texts].some((text) => couldBe(text, one.line.merchantReference)),
  );
  const money = ofFile.filter((held) => held.line.currency === line.currency).map((held) => moneyOf(held.line));
  return [
    {
      kind: 'reference_damaged',
      key: [line.source, line.date],
      lines: ofFile.map((held) => named(held.line, true)),
      provider: line.leg === 'settlement' ? line.source : null,
      currency: line.currency,
      moneyAtRisk: sum(money),
      direction: 'unknown',
      facts: {
        source: line.source,
        fileName: c.fileOf(line)?.name ?? null,
        damagedKeys: ofFile.length,
        damagedExample: plainReference(line.merchantReference),
        lostZeros: ofFile.filter((held) => !isDamagedKey(held.line.merchantReference)).length,
        counterpartsAlone: counterparts.length,
      },
    },
  ];
}

function moneyOf(line: OrderLine | SettlementLine): OrderLine['amount'] {
  return absolute(line.leg === 'order' ? line.amount : line.gross);
}

interface AloneLine {
  readonly ix: number;
  readonly line: OrderLine | SettlementLine;
}

/** Lines with a sound reference that no line of the other leg has come to. */
function aloneLines(c: Case): AloneLine[] {
  const together = new Set(
    c.match.verdicts
      .filter((verdict) => verdict.orders.length > 0 && verdict.payments.length > 0)
      .flatMap((verdict) => [...verdict.orders, ...verdict.payments].map((held) => held.ix)),
  );
  return c.workingSet.lines.flatMap(({ ix, line, former }) => {
    if (line.leg === 'bank' || c.match.outOfScope.has(ix) || together.has(ix)) return [];
    if (!c.match.compared.has(ix) && former?.orderLeg === 'agrees') return [];
    return line.leg === 'settlement' && line.type !== 'payment' ? [] : [{ ix, line }];
  });
}

/**
 * Puts the rows of counterparts that are left alone under the row of the file whose keys are ruined: no claim, and no
 * second sum.
 */
export function underDamaged(findings: readonly Finding[], lines: readonly DamagedLine[]): Finding[] {
  const damaged = findings.filter((one) => one.kind === 'reference_damaged');
  if (damaged.length === 0) return [...findings];
  const texts = new Map(lines.map(({ line }) => [addressKey(line), line.merchantReference]));
  const ruined = damaged.map((one) => ({
    id: one.id,
    leg: one.lines[0]?.leg,
    texts: new Set(one.lines.flatMap((line) => texts.get(addressKey(line)) ?? [])),
  }));
  return findings.map((one) => {
    const missing = KINDS[one.kind].aloneWithout;
    if (missing === undefined || one.parentId !== null || one.merchantReference === null) return one;
    const reference = one.merchantReference;
    const parent = ruined.find(
      (file) => file.leg === missing && [...file.texts].some((text) => couldBe(text, reference)),
    );
    return parent === undefined ? one : { ...one, parentId: parent.id };
  });
}

/** How many decimals a spreadsheet shows at most of a number that does not fit its cell. */
const SHOWN_DECIMALS = 5;

/**
 * Whether a number with all its digits is shown as the ruined text: as a power of ten, or without the zeros before it.
 */
export function couldBe(damaged: string, whole: string): boolean {
  if (NO_ZERO_AHEAD.test(plainReference(damaged)))
    return plainReference(whole).replace(/^0+/u, '') === plainReference(damaged);
  const parts = /^(\d)(?:[.,](\d+))?e\+(\d{2,})$/u.exec(foldReference(damaged));
  const digits = plainReference(whole);
  if (parts === null || !/^[1-9]\d*$/u.test(digits) || digits.length - 1 !== Number(parts[3])) return false;
  const shown = `${parts[1] ?? ''}${parts[2] ?? ''}`;
  const decimals = shown.length - 1;
  return [decimals, Math.max(decimals, SHOWN_DECIMALS)].some((count) => {
    const cut = digits.length - 1 - count;
    if (cut < 0) return false;
    const unit = 10n ** BigInt(cut);
    return (BigInt(digits) + unit / 2n) / unit === BigInt(shown.padEnd(count + 1, '0'));
  });
}
