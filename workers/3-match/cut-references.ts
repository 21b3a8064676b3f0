import { descriptionTokens, isTelling } from '../../schemas/lines/line-keys.ts';
import { compareText, type BankLine } from '../../schemas/lines/records.ts';
import { fileKey } from './bank-coverage.ts';
import { DATE_LIKE } from './bank/by-payout-id.ts';
import type { BankScope } from './bank-scope.ts';
import { append, groupBy } from '../../schemas/values/groups.ts';
import { certain } from '../../schemas/errors.ts';

/** A beginning that is shorter says too little. */
export const CUT_LENGTH_MIN = 8;

/** A bank prints the beginning of a reference where its field is too short for it. */
export function cutForms(key: string): string[] {
  const forms: string[] = [];
  for (let length = CUT_LENGTH_MIN; length < key.length; length += 1) forms.push(key.slice(0, length));
  return forms;
}

/** Tells what of a bank line may be the beginning of a reference that its bank cut short, the surest first. */
export type CutReader = (line: BankLine, scope: BankScope) => readonly string[];

/** The references of lines in the working set, to be asked for what begins one of them. */
export interface KnownReferences {
  /** Whether the text is the beginning of a reference, and not the whole. */
  readonly begins: (text: string) => boolean;
  /** Whether the text is one of the references. */
  readonly isWhole: (text: string) => boolean;
}

/** References in order, so that what begins with a text stands behind it. */
export function knownReferences(references: Iterable<string>): KnownReferences {
  const all = new Set(references);
  const sorted = [...all].sort(compareText);
  return {
    isWhole: (text) => all.has(text),
    begins: (text) => {
      let [low, high] = [0, sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compareText(certain(sorted[middle], 'the middle'), text) <= 0) low = middle + 1;
        else high = middle;
      }
      return text.length >= CUT_LENGTH_MIN && sorted[low]?.startsWith(text) === true;
    },
  };
}

/** How references are compared. */
type Compare = (written: string) => string;

/**
 * What of a bank line stands where its reference would: which column or pattern said it, or that it is a word of the
 * description.
 */
interface Beginning {
  readonly place: number | 'word';
  readonly text: string;
}

/**
 * The texts of a line that begin a known reference. Of what it states by itself any; of the words of its description
 * only where it looks like a provider, no date, and no word that another word of the line goes on from.
 */
export function beginningsOf(line: BankLine, scope: BankScope, known: KnownReferences, compare: Compare): Beginning[] {
  const stated = scope.stated.map((text, place): Beginning => ({ place, text }));
  const words =
    scope.looksLike === null ? [] : wordsOf(line, compare).map((text): Beginning => ({ place: 'word', text }));
  const found = [...stated, ...words].filter(({ text }) => known.begins(text));
  if (found.length === 0) return found;
  const texts = [...scope.stated, ...wordsOf(line, compare)];
  return found.filter(
    ({ place, text }) => (place !== 'word' || !DATE_LIKE.test(text)) && !texts.some((other) => goesOn(other, text)),
  );
}

function goesOn(longer: string, text: string): boolean {
  return longer.length > text.length && longer.startsWith(text) && /[\p{L}\p{N}]/u.test(longer.slice(text.length));
}

/**
 * The words of a description as references are compared, the longest first; one may end in a sign where the bank cut it
 * there.
 */
function wordsOf({ description }: BankLine, compare: Compare): string[] {
  const words = new Set([...description.split(/\s+/u), ...descriptionTokens(description)].map(compare));
  words.delete('');
  return [...words].sort((a, b) => b.length - a.length || compareText(a, b));
}

/**
 * Makes the function that tells the cut references of a bank line: those of its beginnings that are as long as the
 * reference of every other transfer of the file. Of lines that look like a provider, all of that provider have the
 * length, but for what is the whole of a known reference and shorter: a bank that cuts leaves it whole. A line that
 * looks like nobody's may have others beside it that are shorter, but none that is longer: there the bank did not cut.
 *
 * @param lines every line of the files that are asked about; made when a line has a beginning
 * @param paid those of them that an earlier run matched by their reference: what they name is whole
 */
export function cutReader(
  lines: () => Iterable<BankLine>,
  scopeOf: (line: BankLine) => BankScope,
  known: KnownReferences,
  compare: Compare,
  paid: ReadonlySet<BankLine> = new Set(),
): CutReader {
  const isWhole = (line: BankLine, text: string): boolean => known.isWhole(text) || (paid.has(line) && isTelling(text));
  let byFile: ReadonlyMap<string, readonly BankLine[]> | null = null;
  const lengths = new Map<string, FileLengths>();
  const lengthsOf = (line: BankLine): FileLengths => {
    const key = fileKey(line);
    const ofFiles = (byFile ??= groupBy(lines(), fileKey));
    const found = lengths.get(key) ?? fileLengths(ofFiles.get(key) ?? [], scopeOf, compare, isWhole);
    lengths.set(key, found);
    return found;
  };
  return (line, scope) => {
    const found = beginningsOf(line, scope, known, compare);
    if (found.length === 0) return NONE;
    return [...new Set(found.filter((one) => isCut(one, scope, lengthsOf(line))).map(({ text }) => text))];
  };
}

const NONE: readonly string[] = [];

/** How long some texts are, and those of them that are the whole of a reference. */
interface Lengths {
  readonly whole: Set<number>;
  readonly others: Set<number>;
}

/**
 * How long the references of a file's lines are, by whom they look like and where they stand; of words, those of each
 * line.
 */
interface FileLengths {
  readonly stated: ReadonlyMap<string, Lengths>;
  readonly words: ReadonlyMap<string, readonly Lengths[]>;
}

function fileLengths(
  lines: readonly BankLine[],
  scopeOf: (line: BankLine) => BankScope,
  compare: Compare,
  isWhole: (line: BankLine, text: string) => boolean,
): FileLengths {
  const stated = new Map<string, Lengths>();
  const words = new Map<string, Lengths[]>();
  const add = ({ whole, others }: Lengths, line: BankLine, text: string): unknown =>
    (isWhole(line, text) ? whole : others).add(text.length);
  for (const line of lines) {
    if (line.skip !== null) continue;
    const scope = scopeOf(line);
    const provider = scope.looksLike?.id ?? '';
    for (const [place, text] of scope.stated.entries()) {
      if (text === '') continue;
      const key = `${String(place)} ${provider}`;
      const lengths = stated.get(key) ?? { whole: new Set(), others: new Set() };
      stated.set(key, lengths);
      add(lengths, line, text);
    }
    // A line whose words could be no reference has none that the bank could have cut.
    const own = provider === '' ? [] : wordsOf(line, compare);
    if (!own.some(isTelling)) continue;
    const lengths: Lengths = { whole: new Set(), others: new Set() };
    for (const word of own) add(lengths, line, word);
    append(words, provider, lengths);
  }
  return { stated, words };
}

function isCut({ place, text }: Beginning, { looksLike }: BankScope, lengths: FileLengths): boolean {
  const provider = looksLike?.id ?? '';
  const isShorter = (length: number): boolean => length < text.length;
  if (place === 'word')
    return (lengths.words.get(provider) ?? []).every(
      ({ whole, others }) => whole.has(text.length) || others.has(text.length) || [...whole].some(isShorter),
    );
  const stated = lengths.stated.get(`${String(place)} ${provider}`);
  if (stated === undefined) return true;
  const isAsLong = (length: number): boolean => length === text.length;
  const mayBeShorter = (length: number): boolean => isAsLong(length) || isShorter(length);
  return [...stated.whole].every(mayBeShorter) && [...stated.others].every(provider === '' ? mayBeShorter : isAsLong);
}
