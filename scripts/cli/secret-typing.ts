import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CuadreError } from '../../schemas/errors.ts';
import { canAsk } from './terminal.ts';

/** What nobody may read over a shoulder, in a list of processes or in the history of a shell. */

/** Asks for a secret on the terminal; what is typed is not shown. Throws `usage_invalid` where nobody can be asked. */
export async function askSecret(question: string): Promise<string> {
  if (!canAsk())
    throw new CuadreError(
      'usage_invalid',
      `${question} is asked on a terminal; on a pipe give it with --password-stdin`,
    );
  process.stderr.write(`${question}: `);
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const asking = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await asking.question('');
  } finally {
    asking.close();
    process.stderr.write('\n');
  }
}

const LENGTH_MAX = 4_096;

/** The lines of the standard input: a secret each. Throws `usage_invalid` where they are too long. */
export async function readSecrets(): Promise<string[]> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const piece of process.stdin) {
    text += String(piece);
    if (text.length > LENGTH_MAX)
      throw new CuadreError('usage_invalid', 'the standard input is too long for a password');
  }
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}
