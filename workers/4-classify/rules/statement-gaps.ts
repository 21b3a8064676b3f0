import { absolute, subtract, ZERO } from '../../../schemas/values/money.ts';
import { sourcesOfLeg } from '../../../schemas/config/config.ts';
import { addressKey, compareText } from '../../../schemas/lines/records.ts';
import type { Finding } from '../../../schemas/outcome/run.ts';
import { amountFact, textFact } from '../../../schemas/outcome/facts.ts';
import { fileKey, keyOfFile, provedSegments, sumOf, type Segment } from '../../3-match/bank-coverage.ts';
import { accountReader } from '../../3-match/bank-ids.ts';
import type { BankVersions } from '../../3-match/bank-versions.ts';
import { bankLineKey, type Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';

/**
 * statement_gap: where statements of an account do not follow each other, where two that foot tell a day differently,
 * and what another file tells of a day that the balances of a statement leave no room for.
 */
export function statementFindings(c: Case): DraftOf<'statement_gap'>[] {
  return [...gaps(c), ...c.match.bank.disagreements.map((one) => disagreement(one, c)), ...withoutRoom(c)];
}

/**
 * A statement opens where the account's covered dates before it closed, whichever files told them. One that begins
 * within what another tells is an overlap and no gap. Where a statement in between is missing or refused, the gap is
 * that file's.
 */
function gaps(c: Case): DraftOf<'statement_gap'>[] {
  const accountOf = accountReader(c.workingSet.config);
  // An unreadable row keeps a file from proving its rows; its balances follow the ones before all the same.
  const bankFiles = c.workingSet.files.map((file) =>
    file.footing?.state === 'open' ? { ...file, footing: null } : file,
  );
  const segments = provedSegments(bankFiles, accountOf).sort(compareSegments);
  return segments.flatMap((segment, at) => {
    if (segment.file.date !== c.workingSet.date || segment.file.state !== 'in') return [];
    const own = segments.filter(
      (other, place) => place !== at && other.account === segment.account && other.currency === segment.currency,
    );
    const before = closingBefore(segment, own);
    if (before === null || before.closing === segment.opening || isHole(before, segment, c)) return [];
    if (own.some((other) => isLastDayAgain(other, segment, c))) return [];
    return [gap(before, segment, c)];
  });
}

function compareSegments(a: Segment, b: Segment): number {
  return (
    compareText(a.to, b.to) ||
    compareText(a.file.date, b.file.date) ||
    compareText(a.file.source, b.file.source) ||
    compareText(a.from, b.from)
  );
}

/**
 * The segment that closes last before another opens, the one that opens there where several close on the day; null
 * where there is none, or the other overlaps.
 */
function closingBefore(segment: Segment, others: readonly Segment[]): Segment | null {
  const isWithin = (other: Segment): boolean =>
    other.from <= segment.from && segment.from < other.to && !isFollowing(other, segment);
  if (others.some(isWithin)) return null;
  const closed = others.filter(
    (other) => other.to <= segment.from && !opensAlike(other, segment) && !isFollowing(segment, other),
  );
  const last = closed.reduce((latest, other) => (other.to > latest ? other.to : latest), '');
  const candidates = closed.filter((other) => other.to === last);
  const ends = candidates.filter(
    (one) => !candidates.some((next) => next !== one && next.from === last && next.opening === one.closing),
  );
  const ones = ends.length > 0 ? ends : candidates;
  return ones.find((one) => one.closing === segment.opening) ?? ones.at(-1) ?? null;
}

/** Two that open with one balance tell the same day, or one begins the other: some banks date it by the day before. */
function opensAlike(a: Segment, b: Segment): boolean {
  return a.opening === b.opening && (a.from === b.from || a.to === b.from);
}

/** Of two of one day, whether the second goes on where the first closed. */
function isFollowing(first: Segment, second: Segment): boolean {
  return (
    first.from === second.from &&
    first.to === second.from &&
    first.closing === second.opening &&
    first.opening !== second.opening
  );
}

/**
 * Whether a statement begins with the day on which another ends and tells it again: it opens with what the other had
 * before that day.
 */
function isLastDayAgain(other: Segment, segment: Segment, c: Case): boolean {
  if (other.to !== segment.from || other.from === other.to) return false;
  const accountOf = accountReader(c.workingSet.config);
  const open = [...c.workingSet.reportedBefore, ...c.workingSet.lines].flatMap(({ line }) =>
    line.leg === 'bank' ? [line] : [],
  );
  const rows = new Map(
    [...open, ...c.workingSet.plain.credits()]
      .filter((line) => fileKey(line) === keyOfFile(other.file))
      .map((line) => [addressKey(line), line]),
  );
  const own = [...rows.values()].filter(
    (line) =>
      line.bookedOn === other.to &&
      line.currency === other.currency &&
      accountOf(line.source, line.account) === other.account,
  );
  return own.length > 0 && subtract(other.closing, sumOf(own)) === segment.opening;
}

function isHole(before: Segment, { file }: Segment, c: Case): boolean {
  return c.workingSet.files.some(
    (other) =>
      other.source === file.source &&
      other.date > before.file.date &&
      other.date < file.date &&
      (other.state === 'missing' || other.state === 'rejected'),
  );
}

function gap(before: Segment, { file, ...segment }: Segment, c: Case): DraftOf<'statement_gap'> {
  const difference = subtract(segment.opening, before.closing);
  const account = nameOf(file, segment.account, segment.currency, c);
  const opened = file.balances.length > 1 ? [segment.from] : [];
  return {
    kind: 'statement_gap',
    key: [account, file.date, ...opened],
    lines: [],
    provider: file.source,
    currency: segment.currency,
    difference,
    moneyAtRisk: absolute(difference),
    direction: 'unknown',
    facts: {
      account,
      previousClosingMinor: before.closing,
      openingMinor: segment.opening,
      previousDate: before.to,
      openingDate: segment.from,
      fileName: file.name,
    },
  };
}

/** The account as the statement writes it, else as its source declares it. */
function nameOf(file: Segment['file'], account: string, currency: string, c: Case): string {
  const accountOf = accountReader(c.workingSet.config);
  const written = file.balances.find(
    (one) => accountOf(file.source, one.account) === account && one.currency === currency,
  )?.account;
  if (written !== undefined && written !== '') return written;
  return sourcesOfLeg(c.workingSet.config, 'bank').find((source) => source.id === file.source)?.account ?? account;
}

function disagreement(one: BankVersions['disagreements'][number], c: Case): DraftOf<'statement_gap'> {
  const [newer, older] = [one.newer.rows, one.older.rows].map((rows) => sumOf(rows.map((row) => row.line)));
  const taken = one.rows.map((row) => row.line);
  const difference = subtract(newer ?? sumOf([]), older ?? sumOf([]));
  return {
    kind: 'statement_gap',
    key: [one.account, c.workingSet.date, 'differ', one.day],
    lines: taken.map((line) => named(line, false)),
    provider: one.newer.file?.source ?? null,
    currency: one.currency,
    difference,
    moneyAtRisk: absolute(difference === ZERO ? sumOf(taken) : difference),
    direction: 'unknown',
    facts: {
      told: 'differently',
      account: taken[0]?.account ?? one.account,
      bookedOn: one.day,
      fileName: one.newer.file?.name ?? null,
      otherFileName: one.older.file?.name ?? null,
      dayMinor: newer ?? null,
      otherDayMinor: older ?? null,
    },
  };
}

/**
 * A row that another file tells of a day that a statement proves, and that the statement has not. It counts for
 * nothing.
 */
function withoutRoom(c: Case): DraftOf<'statement_gap'>[] {
  return c.match.bank.superseded.flatMap(({ held, by, silent }): DraftOf<'statement_gap'>[] => {
    if (silent) return [];
    const { line } = held;
    return [
      {
        kind: 'statement_gap',
        key: ['row', ...bankLineKey(line)],
        lines: [named(line, false)],
        provider: line.source,
        currency: line.currency,
        bankAmount: line.amount,
        arrivedOn: line.bookedOn,
        difference: line.amount,
        moneyAtRisk: absolute(line.amount),
        direction: 'unknown',
        facts: {
          told: 'without_room',
          account: line.account,
          bookedOn: line.bookedOn,
          fileName: c.fileOf(line)?.name ?? null,
          otherFileName: by?.name ?? null,
        },
      },
    ];
  });
}

/**
 * Whether a statement of this run tells what was missing between two others: the whole of it, or just the part between
 * them.
 */
export function isFilled(finding: Finding, c: Case): boolean {
  const [previousDate, openingDate] = [textFact(finding, 'previousDate'), textFact(finding, 'openingDate')];
  if (previousDate === null || openingDate === null) return false;
  const accountOf = accountReader(c.workingSet.config);
  const named = textFact(finding, 'account') ?? finding.key[0] ?? '';
  const today = c.workingSet.files.filter((file) => file.date === c.workingSet.date && file.state === 'in');
  return provedSegments(today, accountOf).some(
    (segment) =>
      [named, accountOf('', named)].includes(segment.account) &&
      segment.currency === finding.currency &&
      ((segment.from <= previousDate && segment.to >= openingDate) ||
        (segment.opening === amountFact(finding, 'previousClosingMinor') &&
          segment.closing === amountFact(finding, 'openingMinor'))),
  );
}
