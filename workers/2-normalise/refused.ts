import type { FileProblem, FileRefusal } from '../../schemas/lines/files.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';

/**
 * The beginning of a text of the file, as a refusal quotes it. Card numbers are masked first: of one that is cut nobody
 * would know that it is one.
 */
export function beginningOf(text: string, length: number): string {
  return withoutCardNumbers(text).slice(0, length);
}

/**
 * Why a file is refused, on its way up from deep inside a streaming reader. It never leaves this folder:
 * `readFile` turns it into the value that its callers get.
 */
export class Refused extends Error {
  readonly problem: FileProblem;

  constructor(code: FileRefusal, detail: string, where: { readonly line?: number; readonly byte?: number } = {}) {
    // What it quotes of the file holds no number of a card.
    const shown = withoutCardNumbers(detail);
    super(shown);
    this.name = 'Refused';
    this.problem = { code, detail: shown, line: where.line ?? null, byte: where.byte ?? null };
  }
}
