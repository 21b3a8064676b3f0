import type { Command } from 'commander';
import type { ByHandOptions } from '../cli/by-hand.ts';
import { action, examples, type Cli } from '../cli/command.ts';

/** `cuadre match`, `unmatch`, `exclude` and `propose`: what people decide on lines by hand. */
export function register(program: Command): void {
  registerMatch(program);
  withDecision(program.command('unmatch'))
    .description(
      'takes a payment from its order, or a movement of the bank from its match, until it is matched by hand; or (--decision) ends a decision by hand',
    )
    .option('--decision <number>', 'undo this decision by hand')
    .addHelpText(
      'after',
      examples([
        ['cuadre unmatch --lines bank.csv:12 --note "the credit is of another payout"', 'no pass matches it any more'],
        ['cuadre unmatch --decision 3 --note "the wrong order"', 'ends decision 3'],
      ]),
    )
    .action(
      action(async (cli: Cli, options: ByHandOptions) => {
        const { decideByHand, undoByHand } = await import('../cli/by-hand.ts');
        return options.decision === undefined ? decideByHand(cli, 'unmatch', options) : undoByHand(cli, options);
      }),
    );
  withDecision(program.command('exclude'))
    .description('leaves lines out: an order, a payment that is paid by itself, a movement of the bank')
    .addHelpText(
      'after',
      examples([['cuadre exclude --lines bank.csv:40 --note "a transfer between our own accounts"', 'one movement']]),
    )
    .action(
      action(async (cli: Cli, options: ByHandOptions) => {
        const { decideByHand } = await import('../cli/by-hand.ts');
        return decideByHand(cli, 'exclude', options);
      }),
    );
  program
    .command('propose')
    .argument('<id>', 'a discrepancy: its id, or at least its first 8 characters')
    .description('what may belong to the lines of a discrepancy, the surest first, with the command that matches it')
    .addHelpText(
      'after',
      examples([['cuadre propose dsc_1f0c2a9b', 'payouts that come to a credit, credits of a payout']]),
    )
    .action(
      action(async (cli: Cli, _options: object, [id = '']: readonly string[]) => {
        const { propose } = await import('../cli/proposing.ts');
        return propose(cli, id);
      }),
    );
}

function registerMatch(program: Command): void {
  withDecision(program.command('match'))
    .description(
      'matches lines by hand: payments with their orders, with movements of the bank, or with both; every later run applies it while the lines say the same',
    )
    .option('--difference <amount>', 'what the lines differ by, where that is beyond the tolerance: said, it passes')
    .option('--list', 'show every decision by hand')
    .addHelpText(
      'after',
      examples([
        ['cuadre match --lines orders.csv:7 psp.csv:9 --note "the PSP cut the reference"', 'an order and its payment'],
        [
          'cuadre match --lines gate.csv:2 bank.csv:5 --note "named by the bank on the phone"',
          'a payout and its credit',
        ],
        [
          'cuadre match --lines 1f0c2a9b77de:2 bank.csv:5 --difference 500.00 --note "fee of the transfer"',
          'a file by its hash; the difference passes',
        ],
        ['cuadre match --list', 'what was decided by hand, and what of it stands'],
      ]),
    )
    .action(
      action(async (cli: Cli, options: ByHandOptions & { readonly list?: true }) => {
        const { decideByHand, listByHand } = await import('../cli/by-hand.ts');
        return options.list === true ? listByHand(cli) : decideByHand(cli, 'match', options);
      }),
    );
}

function withDecision(command: Command): Command {
  return command
    .option('--lines <line...>', 'FILE:LINE: the name of a file, or the beginning of its hash, and the line in it')
    .option('--note <text>', 'why; required')
    .option('--by <name>', 'who; default: CUADRE_USER, USER, LOGNAME or USERNAME of the environment');
}
