import type { Command } from 'commander';
import { DISCREPANCY_STATES } from '../../schemas/kinds/discrepancy.ts';
import { OWNERS, SEVERITIES } from '../../schemas/kinds/kind.ts';
import { DISCREPANCY_KINDS, KINDS } from '../../schemas/kinds/kinds.ts';
import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { nearestName } from '../../schemas/values/nearest.ts';
import type { QueueFilter } from '../../workers/queries/queue-rows.ts';
import { dateOption } from './dates.ts';

/** The filters of `cuadre discrepancies`: the same for a list and for a decision on many. */
export interface FilterOptions {
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly kind?: readonly string[];
  readonly store?: readonly string[];
  readonly state?: readonly string[];
  readonly owner?: readonly string[];
  readonly class?: readonly string[];
  readonly provider?: readonly string[];
  readonly severity?: readonly string[];
  readonly parent?: string;
  readonly olderThan?: string;
  readonly assignee?: readonly string[];
  readonly overdue?: true;
}

/** Adds the filters to a command. Several values: comma separated, or the option again. */
export function withFilters(command: Command): Command {
  const many = (value: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    ...value.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])),
  ];
  return command
    .option('--date <date>', 'what the report of this settlement date lists, as it stands now')
    .option('--from <date>', 'first seen on this date or later')
    .option('--to <date>', 'first seen on this date or before')
    .option('--kind <kinds>', 'of these kinds', many)
    .option('--store <stores>', 'of these stores', many)
    .option('--state <states>', `in these states: ${DISCREPANCY_STATES.join(', ')}, or all`, many)
    .option('--owner <owners>', 'that these owners must work on', many)
    .option('--class <class>', 'action or notice', many)
    .option('--provider <sources>', 'of these settlement sources', many)
    .option('--severity <severities>', 'high, medium, low', many)
    .option('--parent <id>', 'under this source_suspect')
    .option('--older-than <days>', 'first seen more than so many business days ago')
    .option('--assignee <emails>', 'that these people have, by e-mail; "none": that nobody has', many)
    .option('--overdue', 'that somebody should have done something about by now');
}

/** Reads the filters. Throws `usage_invalid` for a value that can never fit, and names the nearest that can. */
export function readFilter(options: FilterOptions): QueueFilter {
  const [from, to] = [dateOption('from', options.from), dateOption('to', options.to)];
  const kinds = oneOf('kind', options.kind, DISCREPANCY_KINDS);
  const states = oneOf('state', options.state, [...DISCREPANCY_STATES, 'all'] as const);
  const classes = oneOf('class', options.class, ['action', 'notice'] as const);
  const owners = oneOf('owner', options.owner, OWNERS);
  const severities = oneOf('severity', options.severity, SEVERITIES);
  const { store, provider, parent, assignee, overdue } = options;
  const olderThan = daysOption(options.olderThan);
  const fits = <T>(accepted: readonly T[] | null | undefined, value: T | null): boolean =>
    accepted === null || accepted === undefined || (value !== null && accepted.includes(value));
  return {
    date: dateOption('date', options.date),
    states:
      states === null ? null : states.includes('all') ? DISCREPANCY_STATES : states.filter((state) => state !== 'all'),
    wantsNotices: classes?.includes('notice') === true || (kinds ?? []).some((kind) => isBornClosed(kind)),
    passes: ({ discrepancy: one, age, task }) =>
      (from === null || one.firstSeen >= from) &&
      (to === null || one.firstSeen <= to) &&
      fits(kinds, one.kind) &&
      fits(store, one.store) &&
      fits(owners, one.owner) &&
      fits(classes, one.class) &&
      fits(provider, one.provider) &&
      fits(severities, one.severity) &&
      (parent === undefined || one.parentId?.startsWith(parent) === true) &&
      (olderThan === null || age > olderThan) &&
      fits(assignee, task.email ?? 'none') &&
      (overdue === undefined || task.isOverdue),
    given: Object.entries(options).flatMap(([name, value]) => (isFilter(name) && value !== undefined ? [name] : [])),
  };
}

const FILTER_NAMES: readonly string[] = [
  'date',
  'from',
  'to',
  'kind',
  'store',
  'state',
  'owner',
  'class',
  'provider',
  'severity',
  'parent',
  'olderThan',
  'assignee',
  'overdue',
] satisfies (keyof FilterOptions)[];

function isFilter(name: string): boolean {
  return FILTER_NAMES.includes(name);
}

function isBornClosed(kind: DiscrepancyKind): boolean {
  return KINDS[kind].class === 'notice';
}

function oneOf<T extends string>(
  name: string,
  values: readonly string[] | undefined,
  accepted: readonly T[],
): T[] | null {
  if (values === undefined) return null;
  return values.map((value) => {
    const known = accepted.find((one) => one === value);
    if (known !== undefined) return known;
    const nearest = nearestName(value, accepted);
    throw new CuadreError(
      'usage_invalid',
      `--${name} is "${value}"${nearest === null ? '' : `; did you mean ${nearest}?`}`,
      {
        option: name,
        value,
        accepted,
      },
    );
  });
}

function daysOption(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new CuadreError('usage_invalid', `--older-than is "${text}"; it is a number of business days`, {
    option: 'older-than',
    value: text,
  });
}
