import { createInterface } from 'node:readline/promises';
/**
 * Texts from files and from people may hold what a terminal obeys: escape sequences that recolour or overwrite what
 * stands there, marks that turn the direction of writing. They are shown as what they are, and never obeyed.
 */

/** Controls (C0, DEL, C1), line and paragraph separators, and the marks that turn or hide text. */
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text on one line of a terminal: `\n`, `\u001b` and their like stand for what is in it. */
export function onTerminal(text: string): string {
  return text.replaceAll(OBEYED, escaped);
}

/** The same of a text of several lines that the program made: its own line ends stay. */
export function linesOnTerminal(text: string): string {
  return text.split('\n').map(onTerminal).join('\n');
}

/** JSON is the same document with these escaped: no text of it reaches a terminal raw. */
export function jsonOnTerminal(json: string): string {
  return json.replaceAll(OBEYED, (character) => (character === '\n' ? character : unicodeEscape(character)));
}

function escaped(character: string): string {
  return NAMED[character] ?? unicodeEscape(character);
}

function unicodeEscape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

/** Whether somebody sits there who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** Shows what would be done on stderr and asks; anything but y or yes is a no. */
export async function isAgreed(shown: string, question: string): Promise<boolean> {
  process.stderr.write(linesOnTerminal(`${shown}\n`));
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
