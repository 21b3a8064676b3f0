import type { Absence as KindAbsence } from '../../schemas/kinds/kind.ts';
import { KINDS, type DiscrepancyKind, type FactsOf } from '../../schemas/kinds/kinds.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { negate, type Minor } from '../../schemas/values/money.ts';
import { addressKey, compareAddress, compareText } from '../../schemas/lines/records.ts';
import type { Finding, NamedLine } from '../../schemas/outcome/run.ts';
import { flagFact, listFact, textFact } from '../../schemas/outcome/facts.ts';
import { cutForms } from '../3-match/cut-references.ts';
import type { Case } from './case.ts';
import type { BankPositions } from './legs.ts';
import { groupBy, indexBy } from '../../schemas/values/groups.ts';
import {
  type Absence,
  type Books,
  type Candidate,
  isReportedTwice,
  keyKinds,
  takeClosedLines,
  takeLinesOfSet,
  takePlainCredits,
} from './candidate-lines.ts';
import { type Asking, type Search, askSightings } from './questions.ts';
import { judgeOf, places, type SameAmount, sameAmountFinder } from './same-amount.ts';

/**
 * Before a row says that something is not there, it looks at every line that the books hold, whatever became of it.
 * What it finds makes the row a question to ourselves and no claim; kind, severity and money at risk stay.
 */

/** A key that is shorter says too little when it stands in a text: `12` may be anything. */
const ID_IN_TEXT_LENGTH_MIN = 6;
/** Past so many rows a file is the cause, and only whole keys are looked for. */
const CUT_FORMS_FOR_ROWS_MAX = 500;
/** A row names so many lines by file and line number; all of them stand in `seenElsewhere`. */
const NAMED_MAX = 3;

/** What was seen of one finding. */
interface Seen {
  readonly elsewhere: readonly NamedLine[];
  /** A movement that looks like nobody's and has the amount; `alone`: the only one, for the only such row. */
  readonly sameAmount: readonly NamedLine[];
  readonly alone: boolean;
}

/**
 * Says on every finding of an absence what the books hold that could be it: also closed lines of earlier dates, which
 * it asks for. The order of findings and lines does not matter.
 */
export function* withSeenElsewhere(findings: readonly Finding[], c: Case, bank: BankPositions): Asking<Finding[]> {
  const absences = findings.flatMap((finding) => absenceOf(finding, c) ?? []);
  if (absences.length === 0) return findings.map(unseen);
  const books: Books = { candidates: [], paired: new Set() };
  const legs = new Set(absences.flatMap((one) => one.of.legs));
  const asked = new Set(absences.flatMap((one) => [...one.keys, ...one.formerKeys]));
  takeLinesOfSet(legs, asked, c, bank, books);
  takeClosedLines(yield* askSightings(searchesOf(absences)), c, books);
  takePlainCredits(c, books);
  const seen = assign(
    absences,
    books.candidates.filter((one) => !isReportedTwice(one, books.paired)),
    c,
  );
  return findings.map((finding) => {
    const found = seen.get(finding.id);
    return found === undefined ? unseen(finding) : withSeen(finding, found, c);
  });
}

function unseen(finding: Finding): Finding {
  return finding.seenElsewhere.length === 0 ? finding : { ...finding, seenElsewhere: [] };
}

function withSeen(finding: Finding, seen: Seen, c: Case): Finding {
  const asks = seen.elsewhere.length > 0 || seen.alone;
  const facts = {
    ...finding.facts,
    seenAt: placesOf(seen.elsewhere, c),
    sameAmountAt: placesOf(seen.elsewhere.length > 0 ? [] : seen.sameAmount, c),
    askFirst: asks || flagFact(finding, 'askFirst'),
  };
  return { ...finding, seenElsewhere: seen.elsewhere, facts, owner: asks ? 'treasury' : finding.owner };
}

/** The first of some lines as a row names them: `orders_2026-07-01.csv:12`. */
export function placesOf(lines: readonly NamedLine[], c: Case): string[] {
  return lines.slice(0, NAMED_MAX).map((line) => `${c.fileOf(line)?.name ?? line.source}:${String(line.line)}`);
}

/** A finding as a question to ourselves: its row names lines of the books that may be the answer. */
export function asQuestion(finding: Finding, lines: readonly NamedLine[], c: Case): Finding {
  const seenElsewhere = [...lines].sort(compareAddress);
  const asked: FactsOf<DiscrepancyKind> = { seenAt: placesOf(seenElsewhere, c), askFirst: true };
  return { ...finding, seenElsewhere, facts: { ...finding.facts, ...asked } };
}

function absenceOf(finding: Finding, c: Case): Absence | null {
  const { absence } = KINDS[finding.kind];
  if (absence === undefined) return null;
  const amount = amountOf(finding, absence);
  const keys = new Set<string>();
  const put = (text: string | null): void => {
    const key = text === null ? '' : normaliseKey(text);
    if (key !== '') keys.add(key);
  };
  if (finding.merchantReference !== null) keys.add(c.match.compare(finding.merchantReference));
  put(finding.providerId);
  put(finding.cus);
  put(textFact(finding, 'refundOf'));
  if (absence.byPayout && (finding.payoutId?.length ?? 0) >= ID_IN_TEXT_LENGTH_MIN) put(finding.payoutId);
  keys.delete('');
  const formerKeys = new Set(listFact(finding, 'formerReferences').map((one) => c.match.compare(one)));
  const sign = amount === null || amount === 0 ? 0 : amount > 0 ? 1 : -1;
  return { finding, of: absence, keys, formerKeys, amount, sign };
}

/** The amount that the missing counterpart would have, signed as it would be booked. */
function amountOf(finding: Finding, { amount }: KindAbsence): Minor | null {
  switch (amount) {
    case 'unbooked':
      return finding.difference === null ? null : negate(finding.difference);
    case 'ordered':
      return finding.orderAmount;
    case 'settled':
      return finding.settlementGross;
    case null:
      return null;
  }
}

function searchesOf(absences: readonly Absence[]): Search[] {
  const withCut = absences.length <= CUT_FORMS_FOR_ROWS_MAX;
  return absences.flatMap(({ finding, of, keys, formerKeys, amount }) =>
    of.legs.flatMap((leg): Search[] => {
      const own = leg === 'settlement' ? [...keys, ...formerKeys] : [...keys];
      const texts = own.flatMap((key) => (leg === 'bank' && withCut ? [key, ...cutForms(key)] : [key]));
      const searches = texts.flatMap((value): Search[] => keyKinds(leg).map((kind) => ({ leg, key: { kind, value } })));
      if (leg === 'bank' && amount !== null && finding.currency !== null)
        searches.push({
          leg,
          key: { kind: 'bank_amount', value: normaliseKey(`${finding.currency}${String(amount)}`) },
        });
      return searches;
    }),
  );
}

/** Who saw what: by a key first; then by the amount, each line for one row, the oldest row first. */
function assign(absences: readonly Absence[], candidates: readonly Candidate[], c: Case): Map<string, Seen> {
  const ordered = [...absences].sort(
    (a, b) => compareText(a.finding.dueOn ?? '', b.finding.dueOn ?? '') || compareText(a.finding.id, b.finding.id),
  );
  const byKey = indexBy(candidates, (one) => new Set(one.keys));
  const ofSameAmount = sameAmountFinder(candidates, judgeOf(c));
  const alike = groupBy(absences, claimOf);
  const seen = new Map<string, Seen>();
  for (const absence of ordered) {
    const own = new Set(absence.finding.lines.map(addressKey));
    const possible = ({ line }: Candidate): boolean => absence.of.legs.includes(line.leg) && !own.has(addressKey(line));
    const byOwn = keysToTry(absence).flatMap((key) => byKey.get(key) ?? []);
    const byFormer = [...absence.formerKeys]
      .flatMap((key) => byKey.get(key) ?? [])
      .filter((one) => isOfAmount(one, absence));
    const found = [...byOwn, ...byFormer].filter((one) => possible(one) && answersByKey(one, absence));
    const { spare, nobodys } = found.length > 0 ? NOTHING : ofSameAmount(absence, own);
    const elsewhere = found.length > 0 ? found : spare ? [spare] : [];
    if (elsewhere.length > 0 || nobodys.length > 0)
      seen.set(absence.finding.id, {
        elsewhere: places(elsewhere),
        sameAmount: nobodys,
        alone: nobodys.length === 1 && alike.get(claimOf(absence))?.length === 1,
      });
  }
  return seen;
}

const NOTHING: SameAmount = { spare: null, nobodys: [] };

/** Rows that miss the same, as far as an amount can tell. */
function claimOf({ finding, amount }: Absence): string {
  return JSON.stringify([finding.kind, finding.currency, amount]);
}

function keysToTry(absence: Absence): string[] {
  const whole = [...absence.keys];
  return absence.of.legs.includes('bank') ? [...whole, ...whole.flatMap(cutForms)] : whole;
}

/** Money that is paired with something else answers nothing; a movement the other way is another thing. */
function answersByKey(one: Candidate, { of, sign }: Absence): boolean {
  const { line } = one;
  switch (line.leg) {
    case 'bank':
      return sign === 0 || Math.sign(line.amount) === sign;
    case 'settlement':
      if (one.isAnothers) return of.asksOfOthers === true;
      return of.type === undefined || line.type === of.type;
    case 'order':
      return true;
  }
}

function isOfAmount({ line }: Candidate, { finding, amount }: Absence): boolean {
  return line.leg === 'settlement' && line.gross === amount && line.currency === finding.currency;
}
