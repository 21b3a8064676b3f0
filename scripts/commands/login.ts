import type { Command } from 'commander';
import { CuadreError } from '../../schemas/errors.ts';
import { actorOf, type Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { minuteShown } from '../../schemas/values/local-time.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withContext } from '../cli/open.ts';
import { tokenDocument, tokensText } from '../cli/people-text.ts';
import { askSecret, readSecrets } from '../cli/secret-typing.ts';

/** `cuadre login`, `logout` and `token`: who types, and what proves a program. */
export function register(program: Command): void {
  program
    .command('login')
    .description('proves who types, for twelve hours on this machine; with an invitation, sets the password first')
    .option('--email <address>', 'who')
    .option('--invitation <text>', 'what an admin handed over: the password that is asked for is the new one')
    .option('--set-up-codes', 'from the next time on ask for a one-time code too; shows what an authenticator is given')
    .option('--password-stdin', 'read the password, and on a second line a one-time code, from the standard input')
    .addHelpText(
      'after',
      examples([
        ['cuadre login --email ana@chain.co', 'asks for the password'],
        ['cuadre login --invitation cdi_...', 'the first time: sets the password'],
      ]),
    )
    .action(action(login));
  program
    .command('logout')
    .description('forgets who types, here and in the record')
    .addHelpText('after', examples([['cuadre logout', 'the next decision asks who decides']]))
    .action(action(logout));
  const group = program.command('token').description('what proves a program: it acts as the person who made it');
  group
    .command('make')
    .argument('<name>', 'what it is for')
    .option('--days <days>', 'how long it stands', '90')
    .description('prints a token, once; give it to a program in CUADRE_TOKEN')
    .addHelpText('after', examples([['cuadre token make "nightly export" --days 30', 'for thirty days']]))
    .action(action(make));
  group
    .command('list')
    .description('your tokens, also those that ended')
    .addHelpText('after', examples([['cuadre token list', 'with their numbers']]))
    .action(action(list));
  group
    .command('revoke')
    .argument('<number>', 'of the list')
    .description('ends a token')
    .addHelpText('after', examples([['cuadre token revoke 3', 'whoever has it is refused from now on']]))
    .action(action(revoke));
}

interface LoginOptions {
  readonly email?: string;
  readonly invitation?: string;
  readonly passwordStdin?: true;
  readonly setUpCodes?: true;
}

async function login(cli: Cli, options: LoginOptions): Promise<ExitCode> {
  const { email, invitation } = options;
  if ((email === undefined) === (invitation === undefined))
    throw new CuadreError('usage_invalid', 'who is it? Give --email, or the first time --invitation');
  return withContext(cli, async (context) => {
    const typed = options.passwordStdin === true ? await readSecrets() : null;
    const password = typed?.[0] ?? (await askSecret(invitation === undefined ? 'Password' : 'New password'));
    const proved =
      invitation === undefined
        ? await byPassword(email ?? '', password, typed, context)
        : await byInvitation(invitation, password, typed !== null, context);
    if (options.setUpCodes === true) await giveCodes(proved, context);
    const { makeToken } = await import('../../workers/people/tokens.ts');
    const { keepLogin } = await import('../cli/logins.ts');
    const { token, text } = await makeToken(
      { person: proved.person, kind: 'login', name: context.host },
      actorOf(proved),
      context,
    );
    const file = keepLogin(context.config, text);
    const { name, email: address, roles } = proved.person;
    cli.print({ name, email: address, roles, ends_at: new Date(token.endsMs).toISOString(), kept_in: file }, () => {
      const until = minuteShown(token.endsMs, context.config.timezone);
      return `${name} (${roles.join(', ')}) is signed in until ${until}; "cuadre logout" ends it.`;
    });
    return EXIT.clean;
  });
}

/** Throws `person_refused` where the authenticator shows another code: nothing was changed then. */
async function giveCodes(proved: Proved, context: Context): Promise<void> {
  const codes = await import('../../workers/people/one-time-codes.ts');
  const secret = codes.newCodeSecret();
  process.stderr.write(`Give this to an authenticator:\n  ${codes.addressOfCodes(secret, proved.person.email)}\n`);
  if (await codes.setUpCodes(proved, secret, await askSecret('The code that it shows'), context)) return;
  throw new CuadreError('person_refused', 'this is not the code of that secret: no codes are asked for');
}

async function byInvitation(text: string, password: string, isPiped: boolean, context: Context): Promise<Proved> {
  if (!isPiped && (await askSecret('The same again')) !== password)
    throw new CuadreError('usage_invalid', 'the two passwords are not the same: nothing was changed');
  const { acceptInvitation } = await import('../../workers/people/sign-in.ts');
  return acceptInvitation(text, password, context);
}

async function byPassword(
  email: string,
  password: string,
  typed: readonly string[] | null,
  context: Context,
): Promise<Proved> {
  const { signIn } = await import('../../workers/people/sign-in.ts');
  let result = await signIn({ email, password, code: typed?.[1] ?? null }, context);
  if (result.kind === 'code_needed' && typed === null)
    result = await signIn({ email, password, code: await askSecret('One-time code') }, context);
  switch (result.kind) {
    case 'signed':
      return result.proved;
    case 'wait': {
      const until = minuteShown(result.untilMs, context.config.timezone);
      throw new CuadreError('sign_in_refused', `too often wrong: the next try counts from ${until} on`);
    }
    case 'code_needed':
      throw new CuadreError('sign_in_refused', 'a one-time code is asked for: give it on the second line');
    case 'refused':
      throw new CuadreError('sign_in_refused', 'address, password or code is wrong');
  }
}

/** Throws `sign_in_refused` where nobody is proved. */
async function provedWho(context: Context): Promise<Proved> {
  const { whoTypes } = await import('../cli/logins.ts');
  const proved = await whoTypes(context);
  if (proved !== null) return proved;
  throw new CuadreError('sign_in_refused', 'nobody is signed in here');
}

async function logout(cli: Cli): Promise<ExitCode> {
  return withContext(cli, async (context) => {
    const { forgetLogin, keptLogin } = await import('../cli/logins.ts');
    const { endToken, standingToken } = await import('../../workers/people/tokens.ts');
    const kept = keptLogin(context.config);
    const standing = kept === null ? null : await standingToken(kept, ['login'], context);
    if (standing !== null) await endToken(standing.token.seq, { person: standing.person, proof: 'token' }, context);
    forgetLogin(context.config);
    cli.print({ signed_out: standing !== null }, () =>
      standing === null ? 'Nobody was signed in here.' : `${standing.person.name} is signed out.`,
    );
    return EXIT.clean;
  });
}

async function make(cli: Cli, options: { readonly days: string }, [name = '']: readonly string[]): Promise<ExitCode> {
  const { makeToken, MACHINE_DAYS_MAX } = await import('../../workers/people/tokens.ts');
  const days = Number(options.days);
  if (!/^\d+$/.test(options.days) || days < 1 || days > MACHINE_DAYS_MAX)
    throw new CuadreError('usage_invalid', `--days is "${options.days}"; it is 1 to ${String(MACHINE_DAYS_MAX)}`);
  if (name.trim() === '') throw new CuadreError('usage_invalid', 'a token has a name: what is it for?');
  return withContext(cli, async (context) => {
    const proved = await provedWho(context);
    const { token, text } = await makeToken(
      { person: proved.person, kind: 'machine', name: name.trim().slice(0, 200), lastsMs: days * 86_400_000 },
      actorOf(proved),
      context,
    );
    cli.print({ ...(tokenDocument(token) as object), token: text }, () =>
      [
        text,
        `It acts as ${proved.person.name}, is shown once, and ends with "cuadre token revoke ${String(token.seq)}".`,
      ].join('\n'),
    );
    return EXIT.clean;
  });
}

async function list(cli: Cli): Promise<ExitCode> {
  return withContext(cli, async (context) => {
    const { person } = await provedWho(context);
    const tokens = (await context.store.tokens.of(person.id)).filter(({ kind }) => kind !== 'invitation');
    cli.print({ tokens: tokens.map(tokenDocument) }, () => tokensText(tokens, context.config.timezone));
    return EXIT.clean;
  });
}

async function revoke(cli: Cli, _options: object, [number = '']: readonly string[]): Promise<ExitCode> {
  return withContext(cli, async (context) => {
    const proved = await provedWho(context);
    const token = (await context.store.tokens.of(proved.person.id)).find(({ seq }) => String(seq) === number);
    const { endToken } = await import('../../workers/people/tokens.ts');
    if (token === undefined || !(await endToken(token.seq, proved, context)))
      throw new CuadreError('usage_invalid', `you have no token ${number} that stands: see "cuadre token list"`);
    cli.print({ revoked: token.seq }, () => `Token ${number} is revoked.`);
    return EXIT.clean;
  });
}
