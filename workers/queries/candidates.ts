import { sourcesOfLeg, type SettlementSource } from '../../schemas/config/config.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { addressesIn, lineFileId, sha12, type SourceFile } from '../../schemas/lines/files.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { addressKey, type Leg, type LineAddress } from '../../schemas/lines/records.ts';
import { fatesWhere } from '../../schemas/outcome/fates.ts';
import type { Discrepancy, FateRow, PayoutRow, RunKey } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { filesWith } from '../../schemas/ports/line-files.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { sum, type Minor } from '../../schemas/values/money.ts';
import { expectedOf } from '../3-match/payout-sums.ts';
import { settledDays } from '../3-match/settled-days.ts';
import { settledCurrencyOf } from '../3-match/settled-money.ts';
import { rank, setsOf, type Candidate, type Party } from './candidate-sets.ts';
import { runOf } from './queue-rows.ts';

export type { Candidate, Party } from './candidate-sets.ts';

/**
 * What may belong to the lines of a discrepancy, for a person to choose from: nothing is applied by itself. Of a credit
 * the payouts and payments that wait, of these the credits that nobody knows, of an order the payments without one, and
 * the other way round.
 */
export interface Candidates {
  /** What the discrepancy is about, as a match by hand would name it. */
  readonly about: readonly Party[];
  /** The best first: see `rank`. */
  readonly candidates: readonly Candidate[];
}

const SHOWN_MAX = 10;

export async function candidatesFor(discrepancy: Discrepancy, context: Context): Promise<Candidates> {
  const run = await runOf(null, context);
  const pool = await poolOf(run, context);
  const about = aboutOf(discrepancy, pool);
  const [first] = about;
  if (first === undefined) return { about, candidates: [] };
  const amount = sum(about.map((one) => one.amount));
  const open = othersOf(first, pool).filter((one) => one.currency === first.currency);
  const others = isOwed(first, pool)
    ? [...open, ...(await creditsOfNobody(amount, first.currency, run, context))]
    : open;
  const sets = setsOf({ amount, date: first.date }, others);
  return { about, candidates: rank(sets).slice(0, SHOWN_MAX) };
}

/** Everything that is open and could be matched, side by side. */
interface Pool {
  readonly orders: readonly Party[];
  readonly payments: readonly Party[];
  readonly receivables: readonly Party[];
  readonly movements: readonly Party[];
}

async function poolOf(run: RunKey, context: Context): Promise<Pool> {
  const open = await context.store.history.carry(run);
  const fateAt = open.column('fate');
  const rows = fatesWhere(open, (place) => fateAt(place) === 'awaiting' || fateAt(place) === 'broken');
  const sources = new Map(sourcesOfLeg(context.config, 'settlement').map((source) => [source.id, source]));
  const orders: Party[] = [];
  const payments: Party[] = [];
  const receivables: Party[] = [];
  const movements: Party[] = [];
  for (const row of rows) {
    if (row.leg === 'order' && row.settlementGross === null) orders.push(partyOf(row, row.amount));
    if (row.leg === 'settlement' && row.orderLeg !== 'none' && row.orderAmount === null)
      payments.push(partyOf(row, row.amount));
    if (row.leg === 'settlement' && isOpen(row.bankLeg) && sources.get(row.source)?.settles === 'per_transaction')
      receivables.push(partyOf(row, expectedOfLine(row, sources.get(row.source))));
    if (row.leg === 'bank' && isOpen(row.bankLeg)) movements.push(partyOf(row, row.amount));
  }
  return { orders, payments, receivables: [...receivables, ...(await payoutsOf(run, sources, context))], movements };
}

function isOpen(leg: FateRow['bankLeg']): boolean {
  return leg === 'awaiting' || leg === 'broken';
}

function expectedOfLine(row: FateRow, source: SettlementSource | undefined): Minor {
  return source?.compares === 'net' ? (row.settlementNet ?? row.amount) : row.amount;
}

function partyOf(row: FateRow, amount: Minor): Party {
  return {
    leg: row.leg,
    lines: [{ date: row.date, source: row.source, file: row.file, row: row.row, line: row.line }],
    reference: row.merchantReference,
    payoutId: null,
    currency: row.currency,
    amount,
    gross: row.leg === 'settlement' ? row.amount : amount,
    date: dateOf(row),
    source: row.source,
    store: row.store,
  };
}

function dateOf(row: FateRow): PlainDate {
  const said = row.leg === 'bank' ? row.arrivedOn : row.leg === 'settlement' ? row.settledOn : row.paidOn;
  return said ?? row.date;
}

/** The payouts that wait or differ, each by the first line of it. */
async function payoutsOf(
  run: RunKey,
  sources: ReadonlyMap<string, SettlementSource>,
  context: Context,
): Promise<Party[]> {
  const rows = (await context.store.outcomes.payouts(run)).filter(
    ({ fate }) => fate === 'awaiting' || fate === 'broken',
  );
  const parties = await inTurn(rows, async (row): Promise<Party[]> => {
    const source = sources.get(row.source);
    const line = source === undefined ? null : await firstLineOf(row, context);
    return source === undefined || line === null ? [] : [payoutParty(row, line, source)];
  });
  return parties.flat();
}

function payoutParty(row: PayoutRow, line: LineAddress & { readonly line: number }, source: SettlementSource): Party {
  return {
    leg: 'settlement',
    lines: [line],
    reference: '',
    payoutId: row.payoutId,
    currency: row.currency,
    amount: expectedOf(row, source),
    gross: sum([row.gross, row.refunds, row.adjustments]),
    date: row.settledOn,
    source: row.source,
    store: null,
  };
}

/** A line that stands for its payout or day: the first that is approved and of it. */
async function firstLineOf(
  row: PayoutRow,
  { store, lines, config, calendar }: Context,
): Promise<(LineAddress & { readonly line: number }) | null> {
  const [first, last] = [row.cohorts[0], row.cohorts.at(-1)];
  if (first === undefined || last === undefined) return null;
  const days = settledDays(config, calendar);
  const files = (await store.history.filesBetween(first, last)).filter(
    (file) => file.source === row.source && file.state === 'in' && row.cohorts.includes(file.date),
  );
  for (const file of files) {
    const table = await lines.table(lineFileId(file));
    for (let place = 0; place < table.length; place += 1) {
      const line = table.row(place);
      if ('code' in line || line.leg !== 'settlement' || line.status !== 'approved') continue;
      if (days.payoutId(line) === row.payoutId && settledCurrencyOf(line) === row.currency)
        return addressOf(line, file);
    }
  }
  return null;
}

function addressOf(line: LineAddress & { readonly line: number }, file: SourceFile) {
  return { date: line.date, source: line.source, file: sha12(file) ?? line.file, row: line.row, line: line.line };
}

/** The parties of the pool that a discrepancy names: of one leg, the one that it breaks. */
function aboutOf({ lines, payoutId, provider, kind }: Discrepancy, pool: Pool): Party[] {
  const named = new Set(lines.map(addressKey));
  const isNamed = (party: Party): boolean => party.lines.some((line) => named.has(addressKey(line)));
  const legs: readonly (readonly Party[])[] =
    kind === 'missing_in_erp' || kind === 'missing_in_settlement'
      ? [pool.orders, pool.payments]
      : [pool.movements, pool.receivables];
  for (const parties of legs) {
    const own = parties.filter(
      (party) => isNamed(party) || (payoutId !== null && party.payoutId === payoutId && party.source === provider),
    );
    if (own.length > 0) return kind === 'ambiguous_match' ? own.slice(0, 1) : own;
  }
  return [];
}

const OTHER_SIDE: Readonly<Record<Leg, (pool: Pool) => readonly Party[]>> = {
  order: (pool) => pool.payments,
  settlement: (pool) => pool.movements,
  bank: (pool) => pool.receivables,
};

function othersOf(about: Party, pool: Pool): readonly Party[] {
  if (pool.payments.includes(about)) return pool.orders;
  return OTHER_SIDE[about.leg](pool);
}

/** What the bank should book: of a payment that looks for its order nothing of the bank is asked. */
function isOwed(about: Party, pool: Pool): boolean {
  return pool.receivables.includes(about);
}

/** Movements of just this amount that look like nobody's: they wait for nothing, and may be what is missing. */
async function creditsOfNobody(
  amount: Minor,
  currency: string,
  { date }: RunKey,
  { store, lines, config }: Context,
): Promise<Party[]> {
  const first = addDays(date, -config.matching.lookbackDays);
  const files = (await store.history.filesBetween(first, date)).filter(
    (file) => file.leg === 'bank' && file.state === 'in' && file.lines > 0,
  );
  const key = { kind: 'bank_amount' as const, value: normaliseKey(`${currency}${String(amount)}`) };
  const hits = (await filesWith(files, [key], lines)).flatMap(({ file, rows }) => addressesIn(file, rows));
  const fates = await store.history.presentFates(hits, date);
  return fates.flatMap((fate) => (fate?.reason === 'not_ours' ? [partyOf(fate, fate.amount)] : []));
}
