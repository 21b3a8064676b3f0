import type { Command } from 'commander';
import { LANGUAGES, type Language } from '../../schemas/values/language.ts';
import { OWNERS, type Owner } from '../../schemas/kinds/kind.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { actorOf, ROLES, type Actor, type Person, type Role } from '../../schemas/people/person.ts';
import { may } from '../../schemas/people/rights.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { PersonFacts } from '../../schemas/ports/people.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withContext, withLookedAtContext } from '../cli/open.ts';
import { invitedDocument, invitedText, logText, peopleText, personDocument } from '../cli/people-text.ts';

/** `cuadre people`: who works with the record, and what each may do. */
export function register(program: Command): void {
  const group = program.command('people').description('who works with the record, and what each may do');
  group
    .command('list')
    .description('everybody, with roles, stores and desks; the ended too')
    .addHelpText('after', examples([['cuadre people list', 'who there is, and what each may do']]))
    .action(action(list));
  withFacts(group.command('invite').argument('<email>', 'the address; it is what they sign in with'))
    .description('adds a person, and prints what they set their password with; the first person is an admin')
    .option('--by <name>', 'of the first one: who invites; default: CUADRE_USER, USER, LOGNAME or USERNAME')
    .addHelpText(
      'after',
      examples([
        ['cuadre people invite ana@chain.co --name "Ana Ruiz" --role admin', 'the first one'],
        ['cuadre people invite leo@chain.co --name "Leo Paz" --role clerk --role viewer', 'somebody who decides'],
        ['cuadre people invite suba@chain.co --name "Suba" --role store --store BOG03', 'a store manager'],
      ]),
    )
    .action(action(inviteOne));
  withFacts(group.command('change').argument('<person>', 'an address or id'))
    .description('changes what is stated of a person; other roles or stores end their sessions and tokens')
    .option('--email <address>', 'another address')
    .option('--invite', 'print a new invitation: for who lost the first one, or a password')
    .addHelpText(
      'after',
      examples([
        ['cuadre people change leo@chain.co --role approver', 'other roles: these and no others'],
        ['cuadre people change leo@chain.co --invite', 'a password was forgotten'],
      ]),
    )
    .action(action(change));
  group
    .command('end')
    .argument('<person>', 'an address or id')
    .description('ends a person: nothing they did goes, and they come in no more')
    .addHelpText('after', examples([['cuadre people end leo@chain.co', 'their sessions and tokens end too']]))
    .action(action(end));
  group
    .command('log')
    .description('who signed in, and who changed what of whom; for auditors and admins')
    .option('--limit <rows>', 'the last so many', '50')
    .addHelpText('after', examples([['cuadre people log --limit 20', 'the last twenty entries']]))
    .action(action(log));
}

interface FactOptions {
  readonly name?: string;
  readonly role?: readonly string[];
  readonly store?: readonly string[];
  readonly desk?: readonly string[];
  readonly lang?: string;
}

function withFacts(command: Command): Command {
  const several = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];
  return command
    .option('--name <name>', 'as it stands in events and reports')
    .option('--role <role>', `one of ${ROLES.join(', ')}; several times for several`, several)
    .option('--store <code>', 'a store that a person of the role store sees; several times for several', several)
    .option('--desk <owner>', `a desk they sit at: ${OWNERS.join(', ')}; several times for several`, several)
    .option('--lang <language>', `the language of their pages: ${LANGUAGES.join(', ')}; default: the browser's`);
}

/** What the options state, and nothing of what they do not. */
function factsOf(options: FactOptions): Partial<PersonFacts> {
  const { name, role, store, desk, lang } = options;
  return {
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { roles: role.map((one): Role => oneOf('role', one, ROLES)) }),
    ...(store === undefined ? {} : { stores: [...new Set(store)] }),
    ...(desk === undefined ? {} : { owners: desk.map((one): Owner => oneOf('desk', one, OWNERS)) }),
    ...(lang === undefined ? {} : { language: oneOf<Language>('lang', lang, LANGUAGES) }),
  };
}

function oneOf<Value extends string>(option: string, text: string, accepted: readonly Value[]): Value {
  const found = accepted.find((one) => one === text);
  if (found !== undefined) return found;
  throw new CuadreError('usage_invalid', `--${option} is "${text}"; it may be ${accepted.join(', ')}`, { accepted });
}

/**
 * Who changes people: an admin who is proved; before there is anybody, whoever may open the record. Throws
 * `sign_in_refused` and `right_missing`.
 */
async function adminWho(context: Context, by?: string): Promise<Actor> {
  const { whoTypes } = await import('../cli/logins.ts');
  const proved = await whoTypes(context);
  if (proved !== null) {
    if (may(proved.person, 'change_people')) return actorOf(proved);
    throw new CuadreError('right_missing', `${proved.person.name} may not change people: an admin may`);
  }
  if ((await context.store.people.all()).length > 0)
    throw new CuadreError('sign_in_refused', 'an admin who is signed in changes people');
  const { personOf } = await import('../cli/deciding.ts');
  return { name: personOf(by).name, personId: null, proof: 'stated' };
}

async function personNamed(text: string, { store }: Context): Promise<Person> {
  const person = await store.people.find(text.trim().toLowerCase());
  if (person !== null) return person;
  throw new CuadreError('person_unknown', `the record knows nobody under "${text}"`, { person: text });
}

async function list(cli: Cli): Promise<ExitCode> {
  return withLookedAtContext(cli, async ({ store }) => {
    const people = await store.people.all();
    cli.print({ people: people.map(personDocument) }, () => peopleText(people));
    return EXIT.clean;
  });
}

async function inviteOne(
  cli: Cli,
  options: FactOptions & { readonly by?: string },
  [email = '']: readonly string[],
): Promise<ExitCode> {
  const { name, roles, ...facts } = factsOf(options);
  if (name === undefined || roles === undefined)
    throw new CuadreError('usage_invalid', 'who is it, and what may they do? Give --name and --role');
  return withContext(cli, async (context) => {
    const { invite } = await import('../../workers/people/inviting.ts');
    const stated = { stores: [], owners: [], language: null, ...facts, email, name, roles };
    const invited = await invite(stated, await adminWho(context, options.by), context);
    cli.print(invitedDocument(invited), () => invitedText(invited, context.config.timezone));
    return EXIT.clean;
  });
}

async function change(
  cli: Cli,
  options: FactOptions & { readonly email?: string; readonly invite?: true },
  [text = '']: readonly string[],
): Promise<ExitCode> {
  const facts = { ...factsOf(options), ...(options.email === undefined ? {} : { email: options.email }) };
  if (Object.keys(facts).length === 0 && options.invite !== true)
    throw new CuadreError('usage_invalid', 'what is to change? See "cuadre people change --help"');
  return withContext(cli, async (context) => {
    const { changePerson, inviteAgain } = await import('../../workers/people/inviting.ts');
    const by = await adminWho(context);
    const before = await personNamed(text, context);
    const person = Object.keys(facts).length === 0 ? before : await changePerson(before, facts, by, context);
    if (options.invite === true) {
      const invited = await inviteAgain(person, by, context);
      cli.print(invitedDocument(invited), () => invitedText(invited, context.config.timezone));
    } else cli.print(personDocument(person), () => peopleText([person]));
    return EXIT.clean;
  });
}

async function end(cli: Cli, _options: object, [text = '']: readonly string[]): Promise<ExitCode> {
  return withContext(cli, async (context) => {
    const { endPerson } = await import('../../workers/people/inviting.ts');
    const by = await adminWho(context);
    const person = await endPerson(await personNamed(text, context), by, context);
    cli.print(personDocument(person), () => `${person.name} is ended: their sessions and tokens are too.`);
    return EXIT.clean;
  });
}

async function log(cli: Cli, options: { readonly limit: string }): Promise<ExitCode> {
  if (!/^[1-9]\d{0,5}$/.test(options.limit))
    throw new CuadreError('usage_invalid', `--limit is "${options.limit}"; it is a number of rows`);
  return withContext(cli, async (context) => {
    const { whoTypes } = await import('../cli/logins.ts');
    const proved = await whoTypes(context);
    if (proved === null) throw new CuadreError('sign_in_refused', 'the log of people is for auditors and admins');
    if (!may(proved.person, 'read_log'))
      throw new CuadreError('right_missing', `${proved.person.name} may not read the log: auditors and admins may`);
    const rows = await context.store.people.log({ limit: Number(options.limit) });
    cli.print({ log: rows }, () => logText(rows, context.config.timezone));
    return EXIT.clean;
  });
}
