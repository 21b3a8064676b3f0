import type { Config } from '../../schemas/config/config.ts';
import { ownNumbersOf } from '../../schemas/config/own-numbers.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import { onTerminal } from './terminal.ts';

/**
 * A text that a person typed and that is kept, the numbers of cards in it masked; says so on stderr.
 *
 * @param what what the text is, for the sentence
 */
export function keptText(text: string, what: string, config: Config): string {
  const kept = withoutCardNumbers(text, ownNumbersOf(config));
  if (kept !== text)
    process.stderr.write(`${what} holds the number of a card; kept is "${onTerminal(kept.trim())}".\n`);
  return kept;
}
