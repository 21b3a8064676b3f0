import type { Random } from '../fortnight/random.ts';

/**
 * Edits of a file that is seen as latin1 text, one character a byte, so that every change goes back to bytes exactly as
 * it was made, whatever the file's encoding. A text without what an edit looks for comes back as it is.
 */
export type Edit = (text: string, random: Random) => string;

/** Something written in UTF-8, as the bytes that stand for it. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Changes one character somewhere. */
export function oneByte(change: (code: number, random: Random) => string): Edit {
  return (text, random) => {
    if (text === '') return text;
    const at = random.int(0, text.length - 1);
    return text.slice(0, at) + change(text.charCodeAt(at), random) + text.slice(at + 1);
  };
}

/** Puts one of some texts somewhere. */
export function inserting(...items: readonly string[]): Edit {
  return (text, random) => {
    const at = random.int(0, text.length);
    return text.slice(0, at) + random.pick(items) + text.slice(at);
  };
}

/** Leaves away up to so many characters somewhere. */
export function cutting(most: number): Edit {
  return (text, random) => {
    const at = random.int(0, Math.max(0, text.length - 1));
    return text.slice(0, at) + text.slice(at + random.int(1, most));
  };
}

/** Changes the list of lines; `index` is one of them. */
export function ofLines(change: (lines: string[], index: number, random: Random) => unknown): Edit {
  return (text, random) => {
    const lines = text.split('\n');
    change(lines, random.int(0, lines.length - 1), random);
    return lines.join('\n');
  };
}

/** Changes the cells of one line; `index` is one of them. */
export function ofCells(change: (cells: string[], index: number, random: Random) => unknown): Edit {
  return (text, random) => {
    const delimiter = delimiterOf(text);
    return ofLines((lines, line) => {
      const cells = (lines[line] ?? '').split(delimiter);
      change(cells, random.int(0, cells.length - 1), random);
      lines[line] = cells.join(delimiter);
    })(text, random);
  };
}

/** The mark that stands most often, of those that delimit cells. */
export function delimiterOf(text: string): string {
  const count = (mark: string): number => text.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** Changes one of the matches of a pattern, which must be global. */
export function ofMatch(pattern: RegExp, change: Edit): Edit {
  return (text, random) => {
    const matches = [...text.matchAll(pattern)];
    if (matches.length === 0) return text;
    const { index, 0: found } = random.pick(matches);
    return text.slice(0, index) + change(found, random) + text.slice(index + found.length);
  };
}

const NUMBER = /-?\d[\d.,]*/g;
const START_TAG = /<([\w:.]+)[^<>]*>/g;
const TAG = /<[^<>]*>/g;
const DATE = /\b(\d{4}([-/]?)\d\d\2\d\d|\d\d([-/])\d\d\3\d{4}|\d{6})(?!\d)/g;

export const ofNumber = (change: Edit): Edit => ofMatch(NUMBER, change);
/** An element from its tag to the next end of its name. */
export const ofElement =
  (change: Edit): Edit =>
  (text, random) => {
    const starts = [...text.matchAll(START_TAG)];
    if (starts.length === 0) return text;
    const { index, 0: tag, 1: name = '' } = random.pick(starts);
    const closing = `</${name}>`;
    const end = text.indexOf(closing, index);
    const length = end < 0 ? tag.length : end + closing.length - index;
    return text.slice(0, index) + change(text.slice(index, index + length), random) + text.slice(index + length);
  };
export const ofTag = (change: Edit): Edit => ofMatch(TAG, change);
export const ofDate = (change: Edit): Edit => ofMatch(DATE, change);

/** Two numbers change places. */
export const swapNumbers: Edit = (text, random) => {
  const matches = [...text.matchAll(NUMBER)];
  if (matches.length < 2) return text;
  const [one, other] = [random.pick(matches), random.pick(matches)].sort((a, b) => a.index - b.index);
  if (one === undefined || other === undefined || one.index === other.index) return text;
  const between = text.slice(one.index + one[0].length, other.index);
  return text.slice(0, one.index) + other[0] + between + one[0] + text.slice(other.index + other[0].length);
};

export function swap(items: string[], one: number, other: number): void {
  const kept = items[one] ?? '';
  items[one] = items[other] ?? '';
  items[other] = kept;
}
