import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import type { Config } from '../../../schemas/config/config.ts';
import { addDays, dateRange, type PlainDate } from '../../../schemas/values/dates.ts';
import { lineFileId, type FileRevision, type SourceFile } from '../../../schemas/lines/files.ts';
import { parseConfig } from '../../../schemas/config/parse-config.ts';
import { CANONICAL_COLUMNS } from '../../../schemas/lines/profile.ts';
import type { Line, LineAddress, Reject } from '../../../schemas/lines/records.ts';
import type { RunOutcome } from '../../../schemas/outcome/run.ts';
import { decisionsFor } from '../../../workers/3-match/decisions.ts';
import { compareVersions } from '../../../workers/2-normalise/revision.ts';
import { matchDate, type Matched } from '../../../workers/3-match/stage.ts';
import { referenceExtractor } from '../../../workers/3-match/references.ts';
import { decide, inputHashOf, record } from '../../../workers/4-classify/stage.ts';
import { renderReports } from '../../../workers/5-publish/stage.ts';
import type { Context } from '../../../workers/pipeline/context.ts';
import { memoryLines, memoryStore } from '../memory-store.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

/** What a property may turn; everything else is fixed. */
export interface Rules {
  readonly refunds?: 'debited' | 'netted';
  readonly orderTolerance?: string;
  readonly bankTolerance?: string;
  /** Of the provider that pays by the day. */
  readonly cutOff?: string | null;
}

/** One provider of each way to pay, one shop, one account. */
export const PROVIDERS = {
  gate: { settles: 'per_transaction', compares: 'gross', method: 'BOTON', bankText: 'GATE PAY' },
  agg: { settles: 'per_payout', compares: 'net', method: 'PSE', bankText: 'AGREGA SAS' },
  day: { settles: 'per_day', compares: 'gross', method: 'NEQUI', bankText: 'DIARIO' },
} as const;
export type ProviderId = keyof typeof PROVIDERS;
export type SourceId = ProviderId | 'erp' | 'bank';

/** A row of a file before it has its place. */
type Bare<T> = T extends unknown ? Omit<T, keyof LineAddress | 'line'> : never;
export type Row = Bare<Line> | Bare<Reject>;

/** One file of one date. Another version of it has another hash, whatever its rows; equal rows may stand in both. */
export interface Filing {
  readonly date: PlainDate;
  readonly source: SourceId;
  readonly version: number;
  readonly rows: readonly Row[];
  readonly state?: 'in' | 'missing' | 'rejected';
  /** The version that a run read before this one came. */
  readonly replaces?: Filing;
}

/**
 * A small chain's files, and the dates that are run over them. A source without a file on a date was not expected
 * there.
 */
export interface World {
  readonly goLive: PlainDate;
  /** The first date that is run; go-live unless given. Nothing is carried into it. */
  readonly first?: PlainDate;
  readonly last: PlainDate;
  readonly filings: readonly Filing[];
  readonly rules?: Rules;
}

const calendar = colombianCalendar();
const configs = new Map<string, Config>();

export function configOf(rules: Rules = {}): Config {
  const key = JSON.stringify([rules.refunds, rules.orderTolerance, rules.bankTolerance, rules.cutOff]);
  const known = configs.get(key);
  if (known) return known;
  const parsed = parseConfig(configYaml(rules), { baseDirectory: '/nowhere', env: {} });
  if (!parsed.ok) throw new TypeError(parsed.problems.map((one) => `${one.path}: ${one.message}`).join('\n'));
  configs.set(key, parsed.config);
  return parsed.config;
}

function configYaml({
  refunds = 'debited',
  orderTolerance = '0.00',
  bankTolerance = '0.00',
  cutOff = null,
}: Rules): string {
  const providers = Object.entries(PROVIDERS).map(
    ([id, { settles, compares, method, bankText }]) => `
  - id: ${id}
    leg: settlement
    profile: wompi-disbursement
    from: { directory: ./inbox, file: '${id}_{date:yyyyMMdd}.csv' }
    settles: ${settles}
    compares: ${compares}
    refunds: ${refunds}${id === 'day' && cutOff !== null ? `\n    cutOff: '${cutOff}'` : ''}
    methods: [${method}]
    bankText: ['${bankText}']`,
  );
  return `version: 1
tenant: properties
stores:
  fromReference: '^(?<store>[A-Z]{3}\\d{2})-'
  list: { BOG01: { name: Chapinero }, MED01: { name: Laureles } }
reference: { extract: '^(?<ref>.+?)(-r\\d+)?$' }
matching: { orderTolerance: '${orderTolerance}', bankTolerance: '${bankTolerance}' }
sources:${providers.join('')}
  - { id: erp, leg: order, profile: shopify-orders, from: { directory: ./inbox, file: 'orders_{date:yyyyMMdd}.csv' } }
  - { id: bank, leg: bank, profile: bancolombia-16, from: { directory: ./inbox, file: 'bank_{date:yyyyMMdd}.csv' } }
`;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A context over the store in memory; `ports` puts the real ones in its place. */
export function contextOf(rules: Rules = {}, ports: Partial<Pick<Context, 'store' | 'lines'>> = {}): Context {
  const config = configOf(rules);
  const archive = {
    put: () => ({ sha256: '', size: 0 }),
    path: () => '',
    has: () => false,
    withFolder: () => Promise.reject(new Error('nothing is fetched here')),
    appendRequest: () => undefined,
    requests: () => [],
    storedFiles: () => [],
    storedLogs: () => [],
    drop: () => undefined,
  };
  return {
    config,
    configHash: 'properties',
    programVersion: '0',
    calendar,
    store: ports.store ?? memoryStore(),
    lines: ports.lines ?? memoryLines(referenceExtractor(config.referenceExtract)),
    archive,
    clock: { nowMs: () => 0 },
    log: silent,
    holder: 'properties',
    host: 'properties',
  };
}

const LEG_OF = { gate: 'settlement', agg: 'settlement', day: 'settlement', erp: 'order', bank: 'bank' } as const;
export const SOURCES = Object.keys(LEG_OF) as SourceId[];

const shaOf = ({ date, source, version }: Filing): string => sha256(`${date} ${source} ${String(version)}`);

/** The rows of a file in their places. The header is line 1. */
export function placed(filing: Filing): (Line | Reject)[] {
  const { date, source } = filing;
  const file = shaOf(filing).slice(0, 12);
  return filing.rows.map((row, index) => ({ ...row, date, source, file, row: index, line: index + 2 }));
}

function fileOf(source: SourceId, date: PlainDate, filing: Filing | undefined): SourceFile {
  const leg = LEG_OF[source];
  const state = filing === undefined ? 'not_expected' : (filing.state ?? 'in');
  const rows = filing?.rows ?? [];
  const rejects = rows.filter((row) => 'code' in row).length;
  const { required, optional } = CANONICAL_COLUMNS[leg];
  return {
    date,
    source,
    leg,
    state,
    name: filing === undefined ? null : `${source}_${date}`,
    sha256: filing === undefined || state !== 'in' ? null : shaOf(filing),
    profileHash: state === 'in' ? '0f0f0f' : null,
    size: rows.length,
    lines: rows.length - rejects,
    rejects,
    problem: state === 'rejected' ? { code: 'truncated', detail: '', line: null, byte: null } : null,
    footing: null,
    balances: [],
    columns: [...required, ...optional],
    refused: null,
    revisions: filing === undefined ? [] : revisionsOf(filing),
  };
}

function revisionsOf(filing: Filing): FileRevision[] {
  const { replaces } = filing;
  const isIn = (one: Filing): boolean => (one.state ?? 'in') === 'in';
  if (replaces === undefined || !isIn(replaces) || !isIn(filing)) return [];
  return [
    { formerSha256: shaOf(replaces), sha256: shaOf(filing), ...compareVersions(placed(replaces), placed(filing)) },
  ];
}

/** The files of one date, with their lines in the line store. */
export function fileAll(world: World, date: PlainDate, context: Context): SourceFile[] {
  return [...SOURCES].sort().map((source) => {
    const filing = world.filings.find((one) => one.date === date && one.source === source);
    const file = fileOf(source, date, filing);
    if (filing !== undefined && file.state === 'in' && !context.lines.has(lineFileId(file)))
      context.lines.write(lineFileId(file), placed(filing));
    return file;
  });
}

/** What became of one date. */
export interface Ran {
  readonly date: PlainDate;
  readonly files: readonly SourceFile[];
  readonly matched: Matched;
  readonly outcome: RunOutcome;
}

/** Runs one date as the program does, from the files to the commit. The date before must have been run. */
export function runDate(world: World, date: PlainDate, context: Context): Ran {
  const { store } = context;
  const files = fileAll(world, date, context);
  const parent = date > world.goLive ? store.newestRun(addDays(date, -1)) : null;
  const decisions = decisionsFor(date, parent, store);
  const matched = matchDate(date, world.goLive, files, parent, decisions, context);
  const generation = (store.newestRun(date)?.generation ?? 0) + 1;
  const inputHash = inputHashOf(date, world.goLive, files, parent, decisions, context);
  const lease = store.takeLease(date, context.holder, context.clock.nowMs());
  const outcome = decide({ date, generation }, matched, context);
  record({ outcome, parent, inputHash, lastEvent: decisions.lastEvent, files }, lease, context);
  store.releaseLease(lease);
  return { date, files, matched, outcome };
}

/** Runs every date of a world, oldest first. */
export function runAll(world: World, context: Context = contextOf(world.rules)): Ran[] {
  return dateRange(world.first ?? world.goLive, world.last).map((date) => runDate(world, date, context));
}

/** The last of the dates run. */
export function runToEnd(world: World, context: Context = contextOf(world.rules)): Ran {
  const ran = runAll(world, context).at(-1);
  if (ran) return ran;
  throw new RangeError('a world of no dates');
}

/** Every report of a run as one text. */
export function rendered({ outcome, files, date }: Pick<Ran, 'outcome' | 'files' | 'date'>): string {
  return [...renderReports(outcome, files, date, { calendar })].map(([name, text]) => `== ${name}\n${text}`).join('');
}
