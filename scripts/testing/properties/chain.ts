import { inTurn } from '../../../schemas/in-turn.ts';
import type { Archive } from '../../../schemas/ports/archive.ts';
import { promised } from '../../../schemas/ports/promised.ts';
import { decisionsFor } from '../../../workers/pipeline/gather/decisions-for.ts';
import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import type { Config } from '../../../schemas/config/config.ts';
import { addDays, dateRange, type PlainDate } from '../../../schemas/values/dates.ts';
import { lineFileId, type FileRevision, type SourceFile } from '../../../schemas/lines/files.ts';
import { parseConfig } from '../../../schemas/config/parse-config.ts';
import { CANONICAL_COLUMNS } from '../../../schemas/lines/profile.ts';
import type { Line, LineAddress, Reject } from '../../../schemas/lines/records.ts';
import type { RunOutcome } from '../../../schemas/outcome/run.ts';
import { compareVersions } from '../../../workers/2-normalise/revision.ts';
import type { Matched } from '../../../workers/3-match/match-in-bulk.ts';
import { decide, matchDate, record } from '../../../workers/pipeline/decide.ts';
import { referenceExtractor } from '../../../workers/3-match/references.ts';
import type { ScreenOptions } from '../../../workers/3-match/plain/screens.ts';
import { inputHashOf } from '../../../workers/4-classify/hashes.ts';
import { piecesOf } from '../../../schemas/ports/reports.ts';
import { renderReports } from '../../../workers/5-publish/stage.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { memoryLines, memoryStore } from '../memory-store.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

/** What a property may turn; everything else is fixed. */
export interface Rules {
  readonly refunds?: 'debited' | 'netted';
  readonly orderTolerance?: string;
  readonly bankTolerance?: string;
  /** Of the provider that pays by the day. */
  readonly cutOff?: string | null;
  readonly lookbackDays?: number;
  /** Whether both providers that name their payments charge 2 %. */
  readonly tariff?: boolean;
  /** Of the provider that pays in payouts: wompi-disbursement, whose rows need not name one, unless given. */
  readonly aggProfile?: 'stripe-payout-reconciliation' | 'mercadopago-release';
  /** How providers pay whose way changed. */
  readonly settles?: Partial<Record<ProviderId, 'per_transaction' | 'per_payout' | 'per_day'>>;
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
  const key = JSON.stringify(Object.entries(rules).sort());
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
  lookbackDays = 400,
  tariff = false,
  aggProfile,
  settles: changed = {},
}: Rules): string {
  const providers = Object.entries(PROVIDERS).map(
    ([id, { settles, compares, method, bankText }]) => `
  - id: ${id}
    leg: settlement
    profile: ${id === 'agg' && aggProfile !== undefined ? aggProfile : 'wompi-disbursement'}
    from: { directory: ./inbox, file: '${id}_{date:yyyyMMdd}.csv' }
    settles: ${changed[id as ProviderId] ?? settles}
    compares: ${compares}
    refunds: ${refunds}${id === 'day' && cutOff !== null ? `\n    cutOff: '${cutOff}'` : ''}
    methods: [${method}]
    bankText: ['${bankText}']${
      tariff && id !== 'day' ? `\n    tariff: [{ method: ${method}, from: 2026-01-01, percent: 2 }]` : ''
    }`,
  );
  return `version: 1
tenant: properties
stores:
  fromReference: '^(?<store>[A-Z]{3}\\d{2})-'
  list: { BOG01: { name: Chapinero }, MED01: { name: Laureles } }
reference: { extract: '^(?<ref>.+?)(-r\\d+)?$' }
matching: { orderTolerance: '${orderTolerance}', bankTolerance: '${bankTolerance}', lookbackDays: ${String(lookbackDays)} }
sources:${providers.join('')}
  - { id: erp, leg: order, profile: shopify-orders, from: { directory: ./inbox, file: 'orders_{date:yyyyMMdd}.csv' } }
  - { id: bank, leg: bank, profile: bancolombia-16, from: { directory: ./inbox, file: 'bank_{date:yyyyMMdd}.csv' } }
`;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A context over the store in memory; `ports` puts the real ones in its place. */
export function contextOf(rules: Rules = {}, ports: Partial<Pick<Context, 'store' | 'lines'>> = {}): Context {
  const config = configOf(rules);
  const archive: Archive = {
    ...promised<Omit<Archive, 'put' | 'open'>>({
      has: () => false,
      appendRequest: () => undefined,
      requests: () => [],
      storedFiles: () => [],
      storedLogs: () => [],
      cardKey: () => null,
      makeCardKey: () => Buffer.alloc(32),
    }),
    put: () => Promise.reject(new Error('nothing is fetched here')),
    open: () => Promise.reject(new Error('nothing is read here')),
  };
  return {
    config,
    configHash: 'properties',
    programVersion: '0',
    calendar,
    store: ports.store ?? memoryStore(),
    lines: ports.lines ?? memoryLines(referenceExtractor(config.referenceExtract)),
    archive,
    reportFiles: notPublished(),
    temporary: promised<Context['temporary']>({ removeDead: () => 0 }),
    backups: null,
    clock: { nowMs: () => 0 },
    log: silent,
    holder: 'properties',
    host: 'properties',
  };
}

/** No property publishes: whoever does all the same is told. */
function notPublished(): Context['reportFiles'] {
  const refuse = () => Promise.reject(new Error('nothing is published here'));
  return {
    put: refuse,
    mend: refuse,
    claim: refuse,
    show: refuse,
    isBehind: refuse,
    read: refuse,
    putView: refuse,
    putPage: refuse,
    page: refuse,
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
export async function fileAll(world: World, date: PlainDate, context: Context): Promise<SourceFile[]> {
  return await inTurn([...SOURCES].sort(), async (source) => {
    const filing = world.filings.find((one) => one.date === date && one.source === source);
    const file = fileOf(source, date, filing);
    if (filing !== undefined && file.state === 'in' && !(await context.lines.has(lineFileId(file))))
      await context.lines.write(lineFileId(file), placed(filing));
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
export async function runDate(world: World, date: PlainDate, context: Context, screens?: ScreenOptions): Promise<Ran> {
  const { store } = context;
  const files = await fileAll(world, date, context);
  const parent = date > world.goLive ? await store.runs.newest(addDays(date, -1)) : null;
  const decisions = await decisionsFor(date, parent, store);
  const matched = await matchDate(date, world.goLive, files, parent, decisions, context, screens);
  const generation = ((await store.runs.newest(date))?.generation ?? 0) + 1;
  const inputHash = inputHashOf(date, world.goLive, files, parent, decisions, context.configHash, null);
  const lease = await store.leases.take(date, context.holder, context.clock.nowMs());
  const outcome = await decide({ date, generation }, matched, null, context);
  const { lastEvent, byHand } = decisions;
  await record({ outcome, parent, inputHash, lastEvent, lastPairing: byHand.last, files }, lease, context);
  await store.leases.release(lease);
  return { date, files, matched, outcome };
}

/** Runs every date of a world, oldest first. */
export async function runAll(
  world: World,
  context: Context = contextOf(world.rules),
  screens?: ScreenOptions,
): Promise<Ran[]> {
  const dates = dateRange(world.first ?? world.goLive, world.last);
  return await inTurn(dates, (date) => runDate(world, date, context, screens));
}

/** The last of the dates run. */
export async function runToEnd(world: World, context: Context = contextOf(world.rules)): Promise<Ran> {
  const ran = (await runAll(world, context)).at(-1);
  if (ran) return ran;
  throw new RangeError('a world of no dates');
}

/** Every report of a run as one text. */
export function rendered({ outcome, files, date }: Pick<Ran, 'outcome' | 'files' | 'date'>): string {
  return [...renderReports(outcome, files, date, { calendar })]
    .map(([name, content]) => `== ${name}\n${Buffer.concat(piecesOf(content)).toString('utf8')}`)
    .join('');
}
