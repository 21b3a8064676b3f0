import type { Command } from 'commander';
import { CuadreError } from '../../schemas/errors.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withLookedAtContext } from '../cli/open.ts';

/** `cuadre trace`: everything known of one reference. */
export function register(program: Command): void {
  program
    .command('trace')
    .argument('<reference>', 'a merchant reference, provider id, CUS, order id, bank id, payout id or discrepancy id')
    .description(
      'everything known of one reference: three legs, files and line numbers, match and pass, discrepancies, events',
    )
    .addHelpText(
      'after',
      examples([
        ['cuadre trace BOG01-20260624-000107', 'an order with its payment and what the bank has of it'],
        ['cuadre trace 642930', 'a payout'],
      ]),
    )
    .action(action(trace));
}

async function trace(cli: Cli, _options: object, [written = '']: readonly string[]): Promise<ExitCode> {
  return withLookedAtContext(cli, async (context) => {
    const [{ findTrace, likeReferences }, { comparedReference }, { traceDocument, traceText }] = await Promise.all([
      import('../../workers/queries/trace.ts'),
      import('../../workers/2-normalise/card-numbers.ts'),
      import('../cli/trace-text.ts'),
    ]);
    const reference = await comparedReference(written, context);
    const found = await findTrace(reference, context);
    if (found === null) {
      const like = await likeReferences(reference, context);
      const hint = like.length === 0 ? '' : `; the nearest are ${like.join(', ')}`;
      throw new CuadreError('reference_unknown', `nothing is known of "${reference}"${hint}`);
    }
    cli.print(traceDocument(reference, found), () => traceText(reference, found, context.config.timezone));
    return EXIT.clean;
  });
}
