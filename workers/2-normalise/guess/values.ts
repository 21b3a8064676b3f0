import words from './words.json' with { type: 'json' };

/**
 * Words by which files say a status, a type or a direction, in English and Spanish. What is not among them is left to a
 * person.
 */
type ValueWords = Readonly<Record<string, readonly string[]>>;

/** Canonical value -> the values of the file, and the values that no word list knows. */
export interface ValueGuess {
  readonly map: Readonly<Record<string, readonly string[]>>;
  readonly unknown: readonly string[];
}

export function guessValues(
  column: 'status' | 'type' | 'direction',
  leg: 'settlement' | 'order' | 'bank',
  texts: readonly string[],
): ValueGuess {
  const known: ValueWords = column !== 'status' ? words[column] : leg === 'bank' ? {} : words.status[leg];
  const found = [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))].sort();
  const letters = column === 'direction' ? lettersOf(found) : null;
  const meaningOf = (text: string): string | null => {
    const letter = letters?.get(text.toLowerCase());
    return letter !== undefined
      ? letter
      : (Object.keys(known).find((name) => known[name]?.includes(text.toLowerCase())) ?? null);
  };
  const meant = new Map(found.map((text) => [text, meaningOf(text)]));
  const map = Object.fromEntries(
    Object.keys(known).flatMap((name) => {
      const own = found.filter((text) => meant.get(text) === name);
      return own.length === 0 ? [] : [[name, own] as const];
    }),
  );
  return { map, unknown: found.filter((text) => meant.get(text) === null) };
}

/**
 * What single letters say beside each other: `C` and `D` are credit and debit, `D` and `H` debe and haber. Beside any
 * other one a letter may be the first of another word (`A` and `C` abono and cargo, `D` and `R` deposit and retiro):
 * then none is known.
 */
function lettersOf(found: readonly string[]): ReadonlyMap<string, string | null> {
  const letters = new Set(found.map((text) => text.toLowerCase()).filter((text) => /^[a-z]$/.test(text)));
  const isOnly = (...known: readonly string[]): boolean => [...letters].every((letter) => known.includes(letter));
  if (letters.has('h') && isOnly('d', 'h'))
    return new Map([...letters].map((letter) => [letter, letter === 'h' ? 'credit' : 'debit']));
  return isOnly('c', 'd') ? new Map() : new Map([...letters].map((letter) => [letter, null]));
}

/** First letters and short forms of words for credit and debit. */
const MARKS: ReadonlySet<string> = new Set('a c d e h i r + - cr db dr nc nd ab ca'.split(' '));

/** Whether a column may say which way the money went, also in marks that only a person knows. */
export function mayBeDirections(texts: readonly string[]): boolean {
  if (texts.length === 0) return false;
  return (
    texts.every((text) => MARKS.has(text.toLowerCase())) || guessValues('direction', 'bank', texts).unknown.length === 0
  );
}
