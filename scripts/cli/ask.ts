import { createInterface } from 'node:readline/promises';
import { linesOnTerminal } from './terminal.ts';

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
