import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { EN_WORDS } from './en-words.ts';
import { amountFact, numberFact, textFact } from './facts.ts';
import { given, inBrackets, printable } from './format.ts';
import { wordFor, type KindWording } from './kind-wording.ts';
import { fileDateOf, lineOf, sourceOf } from './subject.ts';
import {
  cellOf,
  count,
  daysDiffer,
  file,
  money,
  of,
  problemOf,
  reference,
  revisedNet,
  standsOf,
  transaction,
  values,
  withoutRoom,
} from './en-phrases.ts';

/** English for what is wrong with a file, its statement or one of its rows. */
export const EN_FILE_KINDS = {
  source_missing: {
    reason: (f) =>
      `The file${file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} was expected and is not there; what depends on it waits`,
    action: (f) =>
      `find out why ${sourceOf(f)} did not deliver, put the file in its folder and run ${fileDateOf(f)} again`,
  },
  source_rejected: {
    reason: (f) =>
      `The file${file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} is refused${problemOf(f)}; nothing of it is used${standsOf(f)}`,
    action: (f) =>
      textFact(f, 'sameAsDate') === null
        ? `have ${sourceOf(f)} send a whole and correct file for ${fileDateOf(f)} and run the date again`
        : `have ${sourceOf(f)} send its own file for ${fileDateOf(f)} and run the date again; where it may say the same as on another day, declare its \`rolling\` days`,
  },
  source_suspect: {
    reason: (f) => {
      const broken = given(numberFact(f, 'suspectLines'), count) || 'Many';
      const total = given(numberFact(f, 'suspectTotal'), (lines) => ` of ${count(lines)}`);
      const kind = wordFor(EN_WORDS.kinds, textFact(f, 'suspectKind') ?? f.key[2] ?? '');
      return `${broken}${total} lines of the file${file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} break alike${inBrackets('en', kind)}; the file itself is the likely cause`;
    },
    action: (f) => `check the file with ${sourceOf(f)} before anybody works on the rows listed under this one`,
  },
  source_revised: {
    reason: (f) => {
      const changes = [
        given(numberFact(f, 'addedLines'), (lines) => `lines added: ${count(lines)}`),
        given(numberFact(f, 'removedLines'), (lines) => `removed: ${count(lines)}`),
        given(numberFact(f, 'changedLines'), (lines) => `changed: ${count(lines)}`),
      ].filter((part) => part !== '');
      const told = changes.length > 0 ? `: ${changes.join(', ')}` : '';
      const same = textFact(f, 'sameAsDate');
      const otherwise = textFact(f, 'otherwiseOn');
      if (same !== null && otherwise !== null)
        return `The file${file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} says again what the one of ${same} said, and the one of ${otherwise} says otherwise; its rows are the newest and count`;
      if (same !== null)
        return `The file${file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} says nothing new${told}; it is the one of ${same} again, and the payments in hand name no sale that it lacks`;
      return `A new version of the file${file(f)} of ${sourceOf(f)} came for ${fileDateOf(f)}, which was already read${told}${revisedNet(f)}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? textFact(f, 'sameAsDate') === null
          ? 'nothing to do, the new version is used'
          : textFact(f, 'otherwiseOn') === null
            ? 'nothing to do, an export of several days may say nothing new'
            : 'make sure that it is the file of its date; if it is an old one, have the right one sent and run the date again'
        : `confirm with ${sourceOf(f)} why the net changed and correct what was booked for ${fileDateOf(f)}; the new version is used`,
  },
  reference_damaged: {
    reason: (f) => {
      const keys = given(numberFact(f, 'damagedKeys'), (n) => `${count(n)} ${n === 1 ? 'key' : 'keys'}`) || 'Some keys';
      const example = given(textFact(f, 'damagedExample'), (text) => `, such as ${printable(text)}`);
      const zeros = given(numberFact(f, 'lostZeros'), (n) =>
        n === 0 ? '' : `; ${count(n)} lost the zeros ${n === 1 ? 'it' : 'they'} began with`,
      );
      const alone = given(numberFact(f, 'counterpartsAlone'), (n) =>
        n === 0 ? '' : `; ${count(n)} ${n === 1 ? 'line' : 'lines'} of the other files may belong to them`,
      );
      return `${keys} of the file${file(f)} of ${sourceOf(f)} ${numberFact(f, 'damagedKeys') === 1 ? 'was' : 'were'} ruined by a spreadsheet${example}${zeros}${alone}`;
    },
    action: () => 'export the file again and do not open it in a spreadsheet before it is read',
  },
  statement_gap: {
    reason: (f) => {
      const told = textFact(f, 'told');
      const [differ, room] = [daysDiffer(f), withoutRoom(f)];
      if (told !== null) return told === 'differently' ? differ : room;
      const account = printable(textFact(f, 'account') ?? f.key[0] ?? '');
      const opening =
        given(amountFact(f, 'openingMinor'), (amount) => ` opens at ${money(f, amount)}`) ||
        ' does not open at the last balance';
      const closing = given(
        amountFact(f, 'previousClosingMinor'),
        (amount) => ` and the one before closed at ${money(f, amount)}`,
      );
      return `The statement of account ${account} for ${fileDateOf(f)}${opening}${closing}${inBrackets('en', values(f))}`;
    },
    action: (f) =>
      textFact(f, 'told') === null
        ? 'ask the bank for the statement or the movements that are missing between the two'
        : 'ask the bank which of the two is right',
  },
  row_rejected: {
    reason: (f) => {
      const field = given(textFact(f, 'rejectField'), (text) => ` in ${printable(text)}`);
      const code = given(textFact(f, 'rejectCode'), (text) => `: ${wordFor(EN_WORDS.rejects, text)}${field}`);
      return `Line ${lineOf(f)} of the file${file(f)}${reference(f)} could not be read${code}${cellOf(f)}${inBrackets('en', values(f))}`;
    },
    action: () => 'have the row corrected where the file is made and the file sent again',
  },
  test_transaction: {
    reason: (f) => {
      const environment = given(textFact(f, 'environment'), (text) => ` (${printable(text)})`);
      return `Transaction${transaction(f)}${of(f, f.settlementGross ?? f.orderAmount)} is of another environment${environment} in a live source; it counts as no revenue`;
    },
    action: () =>
      'find out who made a test payment against the live source, stop it, and make sure that nothing was delivered for it',
  },
} as const satisfies Partial<Record<DiscrepancyKind, KindWording>>;
