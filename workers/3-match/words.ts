/**
 * True where the text holds the words as a whole: no letter stands next to a letter of theirs and no digit next to a
 * digit. `DLOCAL` is in `PAGO DLOCAL2026`, `BOLD` is not in `KOBOLD LTDA`. Both are given in one spelling
 * (`plainText`).
 */
export function holdsWords(text: string, words: string): boolean {
  return wordsAt(text, words) >= 0;
}

/** Where the text first holds the words as a whole, -1 where it does not; empty words stand nowhere. */
export function wordsAt(text: string, words: string): number {
  if (words === '') return -1;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const end = at + words.length;
    if (!joined(text[at - 1], words[0]) && !joined(words[words.length - 1], text[end])) return at;
  }
  return -1;
}

function joined(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return (LETTER.test(before) && LETTER.test(after)) || (DIGIT.test(before) && DIGIT.test(after));
}

const LETTER = /\p{L}/u;
const DIGIT = /\p{N}/u;
