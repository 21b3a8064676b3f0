import { normaliseKey } from '../../schemas/line-keys.ts';
import { compareAddress, compareText, type BankLine } from '../../schemas/records.ts';
import { endToEnd } from './bank-scope.ts';
import { groupBy, type HeldBank } from './hand.ts';

/** What counts of the bank lines in hand, and what was seen before or stands twice. */
export interface BankVersions {
  readonly current: readonly HeldBank[];
  /** Seen in an earlier file: overlapping statements. */
  readonly seenBefore: readonly HeldBank[];
  /** The bank's own id again in one file, or two ids with one end-to-end reference. */
  readonly duplicates: readonly { readonly original: HeldBank; readonly copy: HeldBank }[];
}

/**
 * Bank statements overlap. A line with a bank id is (account, id, credit or debit: banks give a reversal the id of what it
 * reverses). The same id in another file is seen before only with the same money; with other money it is the bank's id again,
 * and never passed over in silence. A line without an id is (account, date, all fields,
 * running balance), and of several files covering a day the one with most occurrences counts: two legitimate equal lines stay two.
 *
 * @param held every bank line in hand
 * @param earlier closed lines of earlier files that cover the same days
 */
export function bankVersions(held: readonly HeldBank[], earlier: readonly BankLine[]): BankVersions {
  const seenBefore: HeldBank[] = [];
  const duplicates: { original: HeldBank; copy: HeldBank }[] = [];
  const kept: HeldBank[] = [];
  const earlierCounts = occurrences(earlier);
  const earlierMoney = new Set(earlier.map((line) => `${bankIdentity(line)}|${moneyOf(line)}`));
  for (const [identity, lines] of groupBy(held, (one) => bankIdentity(one.line))) {
    const sorted = [...lines].sort((a, b) => compareText(fileOf(a), fileOf(b)) || compareContent(a, b));
    const withId = (sorted[0]?.line.bankId ?? '') !== '';
    const result = withId
      ? splitById(sorted, (line) => earlierMoney.has(`${identity}|${moneyOf(line)}`))
      : splitByOccurrence(sorted, earlierCounts.get(identity));
    kept.push(...result.current);
    seenBefore.push(...result.seenBefore);
    duplicates.push(...result.duplicates);
  }
  const repeated = endToEndRepeats(kept);
  const copies = new Set(repeated.map((pair) => pair.copy));
  return { current: kept.filter((one) => !copies.has(one)), seenBefore, duplicates: [...duplicates, ...repeated] };
}

/** What makes a bank line the same line in another file. */
export function bankIdentity(line: BankLine): string {
  const account = normaliseKey(line.account ?? '');
  const id = normaliseKey(line.bankId ?? '');
  if (id !== '') return `${line.source}|${account}|id|${id}|${line.amount < 0 ? '-' : '+'}`;
  const fields = [line.bookedOn, line.valueOn, line.amount, line.currency, line.reference, line.endToEndId, line.description, line.balance];
  return `${line.source}|${account}|${fields.map((field) => String(field ?? '')).join('|')}`;
}

function moneyOf({ amount, currency }: BankLine): string {
  return `${String(amount)} ${currency}`;
}

/** What a bank line says, wherever it stands. */
export function bankContent(line: BankLine): string {
  const fields = [line.bankId, line.valueOn, line.amount, line.reference, line.endToEndId, line.description, line.balance];
  return fields.map((field) => String(field ?? '')).join('|');
}

/** How often each identity stands in the file that holds it most often. */
function occurrences(lines: readonly BankLine[]): Map<string, number> {
  const most = new Map<string, number>();
  for (const [identity, same] of groupBy(lines, bankIdentity)) {
    const perFile = groupBy(same, (line) => `${line.date}|${line.file}`);
    most.set(identity, Math.max(...[...perFile.values()].map((group) => group.length)));
  }
  return most;
}

type Split = { current: HeldBank[]; seenBefore: HeldBank[]; duplicates: { original: HeldBank; copy: HeldBank }[] };

/** A line of an earlier run stays what it was; only what this run's files bring can be seen before. */
function isOlder(one: HeldBank): boolean {
  return one.entered !== 'new';
}

function wasSeenBefore(one: HeldBank): boolean {
  return one.former?.reason === 'already_seen';
}

function splitById(sorted: readonly HeldBank[], wasClosedEarlier: (line: BankLine) => boolean): Split {
  const split: Split = { current: [], seenBefore: sorted.filter(wasSeenBefore), duplicates: [] };
  let original: HeldBank | null = null;
  for (const one of sorted) {
    if (wasSeenBefore(one)) continue;
    if (original !== null && (fileOf(original) === fileOf(one) || moneyOf(original.line) !== moneyOf(one.line))) {
      split.duplicates.push({ original, copy: one });
    } else if (!isOlder(one) && (original !== null || wasClosedEarlier(one.line))) {
      split.seenBefore.push(one);
    } else {
      original = one;
      split.current.push(one);
    }
  }
  return split;
}

/** Of one file the place decides only between lines that say the same. */
function compareContent(a: HeldBank, b: HeldBank): number {
  return compareText(bankContent(a.line), bankContent(b.line)) || compareAddress(a.line, b.line);
}

function fileOf(one: HeldBank): string {
  return `${one.line.date}|${one.line.file}`;
}

function splitByOccurrence(sorted: readonly HeldBank[], earlierCount: number | undefined): Split {
  const older = sorted.filter(isOlder);
  const fresh = sorted.filter((one) => !isOlder(one));
  const seen = earlierCount ?? 0;
  return {
    current: [...older.filter((one) => !wasSeenBefore(one)), ...fresh.slice(seen)],
    seenBefore: [...older.filter(wasSeenBefore), ...fresh.slice(0, seen)],
    duplicates: [],
  };
}

/** Credits of different bank ids that carry one end-to-end reference: the bank booked one transfer twice. */
function endToEndRepeats(lines: readonly HeldBank[]): { original: HeldBank; copy: HeldBank }[] {
  const credits = lines.filter((one) => one.line.amount > 0 && endToEnd(one.line) !== null && (one.line.bankId ?? '') !== '');
  const repeats: { original: HeldBank; copy: HeldBank }[] = [];
  for (const same of groupBy(credits, (one) => `${one.line.account ?? ''}|${one.line.currency}|${endToEnd(one.line) ?? ''}`).values()) {
    const [original, ...copies] = [...same].sort((a, b) => compareText(fileOf(a), fileOf(b)) || compareContent(a, b));
    if (!original) continue;
    for (const copy of copies) if (copy.line.amount === original.line.amount) repeats.push({ original, copy });
  }
  return repeats;
}
