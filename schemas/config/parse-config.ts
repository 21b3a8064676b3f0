import { resolve } from 'node:path';
import { checkConfiguration } from './config-checks.ts';
import { problem, problemsOfIssues, type ProblemPlace } from './config-problems.ts';
import { configurationSchema, type ParsedConfiguration, type ParsedSource } from './config-schema.ts';
import { readConfigYaml } from './config-yaml.ts';
import type { Config, ConfigProblem, SourceConfig, StoreEntry, TariffEntry, WorkConfig } from './config.ts';
import { buildFrom } from './from-schema.ts';
import { buildNotify } from './notify-schema.ts';
import type { Profile } from '../lines/profile.ts';
import { buildProfile } from './profile-schema.ts';
import { canonicalJson, sha256 } from '../values/hash.ts';

export interface ParseOptions {
  /** The folder that relative paths are taken from: that of cuadre.yaml. Absolute. */
  readonly baseDirectory: string;
  /** Where `${NAME}` is looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type ParsedConfig =
  | {
      readonly ok: true;
      readonly config: Config;
      /** What still works and is better said otherwise. */ readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly problems: ConfigProblem[] };

/**
 * cuadre.yaml as a complete, checked, deeply frozen Config, or every problem at once, in the order of the file. Reads
 * nothing but the text: no folder needs to exist. An unset variable in queue.url leaves `queue` null.
 */
export function parseConfig(text: string, options: ParseOptions): ParsedConfig {
  const { raw, lineOf, references, passwords, problems: early } = readConfigYaml(text, options.env);
  const place: ProblemPlace = { raw, lineOf, references, passwords };
  if (raw === null)
    return { ok: false, problems: early.length > 0 ? [...early] : [problem(place, [], 'the configuration is empty')] };
  const parsed = configurationSchema.safeParse(raw);
  const problems = [...early, ...checkConfiguration(place)];
  const explained = new Set(problems.map((known) => known.path));
  if (!parsed.success)
    problems.push(...problemsOfIssues(place, parsed.error.issues).filter((found) => !explained.has(found.path)));
  if (problems.length > 0 || !parsed.success) return { ok: false, problems: inOrder(problems) };
  const config = deepFreeze(build(parsed.data, options.baseDirectory));
  return { ok: true, config, warnings: formerNames(parsed.data) };
}

/** A month and a few days: what a provider restates comes within it. */
const RECHECK_DAYS = 35;

/** Names that a key had before, as they are used here: they go on working, and whoever reads it is told. */
function formerNames({ schedule }: ParsedConfiguration): string[] {
  return schedule.lookBackDays === undefined
    ? []
    : ['schedule.lookBackDays is called schedule.recheckDays now; the former name still works'];
}

function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function build(parsed: ParsedConfiguration, baseDirectory: string): Config {
  const absolute = (path: string): string => resolve(baseDirectory, path);
  return {
    tenant: parsed.tenant,
    timezone: parsed.timezone,
    environment: parsed.environment,
    goLive: parsed.goLive ?? null,
    calendar: parsed.calendar,
    storage: {
      path: absolute(parsed.storage.path),
      archive: absolute(parsed.storage.archive),
      lines: absolute(parsed.storage.lines),
      retentionYears: parsed.storage.retentionYears,
      umask: parsed.storage.umask,
    },
    reports: {
      directory: absolute(parsed.reports.directory),
      languages: parsed.reports.languages,
      ...(parsed.reports.url === undefined ? {} : { url: parsed.reports.url }),
    },
    queue: parsed.queue.url === undefined ? null : { ...parsed.queue, url: parsed.queue.url },
    worker: { http: parsed.worker.http ?? null },
    desk: {
      ...parsed.desk,
      url: parsed.desk.url ?? null,
      oidc: parsed.desk.oidc ?? null,
      work: workOf(parsed.desk.work),
    },
    limits: parsed.limits,
    schedule: {
      cron: parsed.schedule.cron,
      recheckDays: parsed.schedule.recheckDays ?? parsed.schedule.lookBackDays ?? RECHECK_DAYS,
    },
    backup: parsed.backup === undefined ? null : { ...parsed.backup, to: absolute(parsed.backup.to) },
    notify: parsed.notify.map((channel) => buildNotify(channel, parsed.reports.languages)),
    stores: { fromReference: parsed.stores.fromReference ?? null, list: buildStores(parsed.stores.list) },
    referenceExtract: parsed.reference.extract ?? null,
    keys: parsed.keys,
    cardNumbers: parsed.cardNumbers,
    ownNumbers: parsed.ownNumbers,
    sources: parsed.sources.map((source) => buildSource(source, parsed.timezone, absolute)),
    matching: parsed.matching,
    materiality: parsed.materiality,
    approval: parsed.approval === undefined ? null : limitsOf(parsed.approval),
  };
}

function workOf({ reactionDays, claimAnswerDays, remindAt, assign }: ParsedConfiguration['desk']['work']): WorkConfig {
  const rules = assign.map(({ owner = null, provider = null, store = null, to }) => {
    return { owner, provider, store, to: to.toLowerCase() };
  });
  return { days: { reaction: reactionDays, claimAnswer: claimAnswerDays }, remindAt, assign: rules };
}

function limitsOf(stated: NonNullable<ParsedConfiguration['approval']>): NonNullable<Config['approval']> {
  const limits = Object.entries(stated).map(([currency, { writeOff, resolve }]) => {
    return [currency, { written_off: writeOff ?? null, resolved: resolve ?? null }] as const;
  });
  return Object.fromEntries(limits);
}

function buildStores(list: ParsedConfiguration['stores']['list']): Readonly<Record<string, StoreEntry>> | null {
  if (list === undefined) return null;
  return Object.fromEntries(
    Object.entries(list).map(([code, store]) => [
      code,
      {
        name: store.name ?? code,
        entity: store.entity ?? null,
        city: store.city ?? null,
        costCentre: store.costCentre ?? null,
        opened: store.opened ?? null,
        closed: store.closed ?? null,
      },
    ]),
  );
}

/**
 * What the source says of the signs of its deductions goes with the profile that reads them. A built-in knows its own.
 */
function withSigns(profile: Profile, fee: 'positive' | 'negative' | null): Profile {
  return fee === null || 'builtIn' in profile ? profile : { inline: { ...profile.inline, deductions: fee } };
}

function buildSource(parsed: ParsedSource, timezone: string, absolute: (path: string) => string): SourceConfig {
  const base = {
    id: parsed.id,
    profile: withSigns(
      buildProfile(parsed.profile, timezone),
      parsed.leg === 'settlement' ? (parsed.signs?.fee ?? 'positive') : null,
    ),
    from: buildFrom(parsed.from, { sourceId: parsed.id, timezone, absolute, complete: parsed.complete }),
    expected: { ...parsed.expected, from: parsed.expected.from ?? null },
  };
  switch (parsed.leg) {
    case 'order':
      return { ...base, leg: 'order', rolling: parsed.rolling ?? null };
    case 'bank':
      return {
        ...base,
        leg: 'bank',
        referencePattern: parsed.referencePattern ?? null,
        account: parsed.account ?? null,
        noIds: parsed.noIds,
      };
    case 'settlement':
      return {
        ...base,
        leg: 'settlement',
        settles: parsed.settles,
        compares: parsed.compares,
        refunds: parsed.refunds,
        lateAfterBusinessDays: parsed.lateAfterBusinessDays,
        cutOff: parsed.cutOff ?? null,
        methods: parsed.methods ?? null,
        bankText: parsed.bankText,
        tariff: parsed.tariff.map(buildTariff),
        knownAdjustments: parsed.knownAdjustments,
        chargebackEvidenceDays: parsed.chargebackEvidenceDays ?? null,
      };
  }
}

function buildTariff(entry: Extract<ParsedSource, { leg: 'settlement' }>['tariff'][number]): TariffEntry {
  return {
    ...entry,
    to: entry.to ?? null,
    vatPercent: entry.vatPercent ?? null,
    withheldIncomePercent: entry.withheldIncomePercent ?? null,
    withheldVatPercent: entry.withheldVatPercent ?? null,
    withheldIcaPercent: entry.withheldIcaPercent ?? null,
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

/**
 * sha256 (hex) over what of a configuration decides an outcome, as canonical JSON. Where a host keeps its files
 * (storage, reports, queue, worker, desk, limits, backup, the folders of sources), when it looks at them (schedule),
 * whom it tells (notify) and what one person may close alone (approval) is left out: the same configuration in two
 * folders has one hash.
 */
export function configHash(config: Config): string {
  const {
    storage: _storage,
    reports: _reports,
    queue: _queue,
    worker: _worker,
    desk: _desk,
    limits: _limits,
    schedule: _schedule,
    notify: _notify,
    backup: _backup,
    approval: _approval,
    cardNumbers,
    ownNumbers,
    sources,
    ...deciding
  } = config;
  // Left out where they say what was done before they could be said.
  const cards = cardNumbers === 'mask' && ownNumbers.length === 0 ? {} : { cardNumbers, ownNumbers };
  const portable = {
    ...deciding,
    ...cards,
    sources: sources.map(({ from, ...source }) => ({ ...source, file: from.file })),
  };
  return sha256(canonicalJson(portable));
}
