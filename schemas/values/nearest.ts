/**
 * The accepted name that a misspelled one most likely means, or null where none is near: at most two edits in five
 * characters, case, `_` and `-` not counted. Ties go to the name that stands first.
 */
export function nearestName(wrong: string, accepted: readonly string[]): string | null {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[_-]/g, '');
  const written = plain(wrong);
  let best: string | null = null;
  let fewest = Math.max(1, Math.round(written.length * 0.4)) + 1;
  for (const name of accepted) {
    const edits = editDistance(written, plain(name));
    if (edits < fewest) [best, fewest] = [name, edits];
  }
  return best;
}

/** Levenshtein: the fewest insertions, deletions and replacements that turn one text into the other. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
