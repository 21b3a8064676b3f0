import type { Person } from '../../schemas/people/person.ts';
import type { PersonLogRow, Token } from '../../schemas/ports/people.ts';
import { minuteShown } from '../../schemas/values/local-time.ts';
import type { Invited } from '../../workers/people/inviting.ts';
import { onTerminal } from './terminal.ts';

/** People, invitations, tokens and the log of them, as a terminal shows them. */

export function personDocument({ id, email, name, roles, stores, owners, language, isEnded }: Person): unknown {
  return { id, email, name, roles, stores, desks: owners, language, ended: isEnded };
}

export function peopleText(people: readonly Person[]): string {
  if (people.length === 0)
    return 'Nobody yet: whoever opens the record states a name. Invite an admin with "cuadre people invite".';
  return people
    .map(({ email, name, roles, stores, owners, isEnded }) => {
      const of = [
        roles.join(', '),
        ...(stores.length === 0 ? [] : [`stores ${stores.join(', ')}`]),
        ...(owners.length === 0 ? [] : [`desks ${owners.join(', ')}`]),
        ...(isEnded ? ['ended'] : []),
      ];
      return `${onTerminal(email)}  ${onTerminal(name)}  ${of.map(onTerminal).join('; ')}`;
    })
    .join('\n');
}

export function invitedDocument({ person, invitation, endsMs }: Invited): unknown {
  return { person: personDocument(person), invitation, ends_at: new Date(endsMs).toISOString() };
}

export function invitedText({ person, invitation, endsMs }: Invited, zone: string): string {
  return [
    `${onTerminal(person.name)} <${person.email}> is invited as ${person.roles.join(', ')}.`,
    `They set a password with this invitation; it is shown once and ends on ${minuteShown(endsMs, zone)}:`,
    `  cuadre login --invitation ${invitation}`,
  ].join('\n');
}

export function tokenDocument({ seq, kind, name, atMs, endsMs, endedMs }: Token): unknown {
  return {
    number: seq,
    kind,
    name,
    made_at: new Date(atMs).toISOString(),
    ends_at: new Date(endsMs).toISOString(),
    ended_at: endedMs === null ? null : new Date(endedMs).toISOString(),
  };
}

export function tokensText(tokens: readonly Token[], zone: string): string {
  if (tokens.length === 0) return 'There are none.';
  return tokens
    .map(({ seq, kind, name, endsMs, endedMs }) => {
      const until = endedMs === null ? `until ${minuteShown(endsMs, zone)}` : `ended on ${minuteShown(endedMs, zone)}`;
      return `${String(seq)}  ${kind}  ${onTerminal(name)}  ${until}`;
    })
    .join('\n');
}

export function logText(rows: readonly PersonLogRow[], zone: string): string {
  if (rows.length === 0) return 'The log is empty.';
  return rows
    .map(({ atMs, by, proof, event, person, detail }) =>
      [
        minuteShown(atMs, zone),
        `${onTerminal(by)} (${proof})`,
        event.replaceAll('_', ' '),
        person ?? '',
        onTerminal(detail),
      ]
        .filter((part) => part !== '')
        .join('  '),
    )
    .join('\n');
}
