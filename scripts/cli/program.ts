import { Command, CommanderError } from 'commander';
import { CuadreError } from '../../schemas/errors.ts';
import { examples } from './command.ts';
import { reportFailure } from './errors.ts';
import { PROGRAM_VERSION } from './version.ts';

const EXIT_CODES = `
Exit codes:
  0  clean, or only older open items
  1  failed; nothing is half-written
  2  usage or configuration
  3  finished, and this run opened or reopened an action
  4  finished, and a source is missing or rejected`;

const FORMER_STORES = `
A store of a former version is converted by the first command that opens it, whichever it is: all of it or nothing.
As it was it stays beside it, as <storage.path>.before-conversion. Stop every process of the former version first.`;

/** The program with its global options; commands register themselves on it. */
export function createProgram(): Command {
  return new Command('cuadre')
    .description('Reconciles what was sold, what the provider settled and what the bank received, to the centavo.')
    .version(PROGRAM_VERSION)
    .option('--config <file>', 'the configuration', 'cuadre.yaml')
    .option('--json', 'print one JSON document on stdout')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .configureOutput({
      // Errors are printed once, by runProgram: as a sentence, or as JSON.
      outputError: () => undefined,
    })
    .exitOverride()
    .addHelpText(
      'after',
      [
        examples([
          ['cuadre init', 'write a commented cuadre.yaml to start from'],
          ['cuadre config check', 'every problem of the configuration at once'],
          ['cuadre run', 'reconcile every date that is due, up to yesterday'],
          ['cuadre trace BOG01-20260701-000197', 'everything known of one reference'],
        ]),
        EXIT_CODES,
        FORMER_STORES,
      ].join('\n'),
    );
}

/** Parses the arguments, runs the command, reports what it throws, and leaves the exit code in the process. */
export async function runProgram(program: Command, args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = reportFailure(asUsage(error), args.includes('--json'));
  }
}

function asUsage(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  // Without a command commander has already shown the help.
  const message = error.code === 'commander.help' ? 'a command is missing' : error.message.replace(/^error: /, '');
  return new CuadreError('usage_invalid', message, {}, { cause: error });
}
