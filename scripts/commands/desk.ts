import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CuadreError } from '../../schemas/errors.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withContext } from '../cli/open.ts';
import { aborted, stopSignal } from '../cli/stop-signal.ts';

interface DeskCommandOptions {
  readonly host?: string;
  readonly port?: string;
}

/** `cuadre desk`: the record in a browser, and the interface for programs, until it is told to stop. */
export function register(program: Command): void {
  program
    .command('desk')
    .description('the web desk and the interface for programs, until SIGTERM; people sign in (cuadre people invite)')
    .option('--host <host>', 'listen on this address; default: desk.host of the configuration, or this machine alone')
    .option('--port <port>', 'default: desk.port of the configuration, or 8080')
    .addHelpText(
      'after',
      examples([
        ['cuadre desk', 'http://127.0.0.1:8080, for this machine alone'],
        ['cuadre desk --host 0.0.0.0 --port 8443', 'for others, behind a server that speaks TLS (desk.url)'],
      ]),
    )
    .action(action(desk));
}

/** No page stands still for another one's lock: it asks again for so long, and then says that the record is busy. */
const ASKS_AGAIN_FOR_MS = 3_000;

async function desk(cli: Cli, options: DeskCommandOptions): Promise<ExitCode> {
  const asked = placeOf(options);
  // Who only wants to look makes no store.
  if (!existsSync((await cli.loadConfig()).config.storage.path)) throw nobody();
  const stopping = stopSignal();
  return withContext(
    cli,
    async (context) => {
      const place = { ...context.config.desk, ...asked };
      if ((await context.store.people.all()).every((person) => person.isEnded)) throw nobody();
      const [{ startDesk }, { replaysBy }] = await Promise.all([
        import('../../workers/desk/server.ts'),
        import('../cli/replay-process.ts'),
      ]);
      const running = await startDesk({
        context,
        place,
        secret: randomBytes(32).toString('hex'),
        replay: replaysBy(resolve(cli.configPath)),
      });
      process.stdout.write(`${place.url ?? running.address}\n`);
      await aborted(stopping);
      await running.stop();
      return EXIT.clean;
    },
    { level: 'info', asksAgainForMs: ASKS_AGAIN_FOR_MS },
  );
}

function placeOf({ host, port }: DeskCommandOptions): { readonly host?: string; readonly port?: number } {
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    throw new CuadreError('usage_invalid', `--port is "${port}"; it is a number up to 65535`, {
      option: 'port',
      value: port,
    });
  return { ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port: Number(port) }) };
}

function nobody(): CuadreError {
  return new CuadreError(
    'usage_invalid',
    'nobody could sign in: the record has no people; invite the first one: cuadre people invite EMAIL --name NAME --role admin',
  );
}
