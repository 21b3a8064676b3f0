import type * as z from 'zod';
import { problem, rawAt, type ProblemPlace } from './config-problems.ts';
import {
  choice,
  flag,
  hookUrl,
  integer,
  listOf,
  mailAddress,
  secret,
  section,
  smtpUrl,
  sourceId,
} from './config-leaves.ts';
import { LANGUAGES, type ConfigProblem } from './config.ts';
import { isRawMap, pathText, type ConfigPath, type Raw } from './config-yaml.ts';
import { OWNERS } from '../kinds/kind.ts';
import { DESTINATIONS, type Destination, type NotifyConfig } from './notify.ts';

/** The shape of `notify` in cuadre.yaml, and what goes with what in it. */

export const notifySchema = section('notify', {
  id: sourceId,
  email: section('email', {
    smtp: smtpUrl,
    from: mailAddress,
    to: listOf(mailAddress).min(1, { error: 'a list with at least one address' }),
  }).optional(),
  webhook: section('webhook', { url: hookUrl, secret }).optional(),
  slack: section('slack', { url: hookUrl }).optional(),
  dingtalk: section('dingtalk', { url: hookUrl, secret: secret.optional() }).optional(),
  wecom: section('wecom', { url: hookUrl }).optional(),
  language: choice(LANGUAGES).optional(),
  digest: flag.prefault('true'),
  actions: flag.prefault('true'),
  reminders: flag.prefault('false'),
  owners: listOf(choice(OWNERS)).min(1, { error: 'a list with at least one owner' }).optional(),
  actionsMax: integer(1, 1000).prefault('20'),
});

type ParsedNotify = z.output<typeof notifySchema>;

export function buildNotify(parsed: ParsedNotify, languages: readonly NotifyConfig['language'][]): NotifyConfig {
  return {
    id: parsed.id,
    to: destinationOf(parsed),
    language: parsed.language ?? languages[0] ?? 'en',
    digest: parsed.digest,
    actions: parsed.actions,
    reminders: parsed.reminders,
    owners: parsed.owners ?? null,
    actionsMax: parsed.actionsMax,
  };
}

/** The one destination that is stated; `checkNotify` has refused none and several. */
function destinationOf({ email, webhook, slack, dingtalk, wecom }: ParsedNotify): Destination {
  if (email) return { kind: 'email', smtp: email.smtp, from: email.from, recipients: email.to };
  if (webhook) return { kind: 'webhook', ...webhook };
  if (slack) return { kind: 'slack', ...slack };
  if (dingtalk) return { kind: 'dingtalk', url: dingtalk.url, secret: dingtalk.secret ?? null };
  if (wecom) return { kind: 'wecom', ...wecom };
  throw new RangeError('a channel without a destination passed the checks');
}

const SECRETS = ['smtp', 'url', 'secret'] as const;

/** One destination per channel, ids that differ, and secrets that come from the environment. */
export function checkNotify(place: ProblemPlace): ConfigProblem[] {
  const channels = rawAt(place.raw, ['notify']);
  if (!Array.isArray(channels)) return [];
  const seen = new Map<string, number>();
  return (channels as readonly Raw[]).flatMap((channel, index): ConfigProblem[] => {
    const path: ConfigPath = ['notify', index];
    if (!isRawMap(channel)) return [];
    const stated = DESTINATIONS.filter((kind) => Object.hasOwn(channel, kind));
    const problems = stated.flatMap((kind) => checkSecrets(place, [...path, kind]));
    if (stated.length !== 1) {
      const found = stated.length === 0 ? 'no destination' : stated.join(' and ');
      problems.push(problem(place, path, `a channel of notify states ${found}; one is needed`, DESTINATIONS));
    }
    const id = typeof channel['id'] === 'string' ? channel['id'] : null;
    const first = id === null ? undefined : seen.get(id);
    if (id !== null && first === undefined) seen.set(id, index);
    if (id !== null && first !== undefined) {
      problems.push(problem(place, [...path, 'id'], `the id "${id}" stands at notify[${String(first)}] already`));
    }
    return problems;
  });
}

/** Whoever knows the address of a chat can write to it: it is a secret like a password, and stands in no file. */
function checkSecrets(place: ProblemPlace, path: ConfigPath): ConfigProblem[] {
  return SECRETS.map((name) => [...path, name])
    .filter((at) => typeof rawAt(place.raw, at) === 'string' && place.references.get(pathText(at)) !== 'whole')
    .map((at) =>
      problem(place, at, 'a secret stands in the configuration; write ${NAME} and set the environment variable NAME'),
    );
}
