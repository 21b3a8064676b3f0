import { DISCREPANCY_KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { absolute, add, formatMajor, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareText, FATES, LEGS, OUT_OF_SCOPE_REASONS, type Leg } from '../../schemas/lines/records.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { columnsOf } from '../../schemas/outcome/fates.ts';
import type {
  Discrepancy,
  FateTable,
  LegConservation,
  RunOutcome,
  StoreRow,
  Tally,
  Tolerated,
} from '../../schemas/outcome/run.ts';
import { dayOfRun, dueFigures, type Headline } from './headline.ts';
import { countRun, countsAlone, isOpen, ratio, stands, sumByCurrency } from './counted.ts';
import { compareStores, storeTotals } from './stores-csv.ts';
import { unshownTenders } from './unshown-tenders.ts';

export interface SummaryInput {
  readonly outcome: RunOutcome;
  /** The date at whose close the fates stand: the settlement date, except in a view. */
  readonly asOf: PlainDate;
  readonly sources: readonly SourceFile[];
  /** The numbers of the day, where they are known already. */
  readonly day?: Headline;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** summary.json as text. */
export function renderSummary(input: SummaryInput): string {
  return `${JSON.stringify(summaryOf(input), null, 2)}\n`;
}

/**
 * The run in numbers. Keys stand in a fixed order, lists in a total one, amounts are text in major units (`"1234.56"`),
 * rates are text with four decimals, rounded down: `"1.0000"` means all.
 */
export function summaryOf(input: SummaryInput): Readonly<Record<string, Json>> {
  const { outcome, asOf, sources, day = dayOfRun(outcome, sources, asOf) } = input;
  const counters = countRun(outcome.discrepancies, sources);
  return {
    settlement_date: outcome.run.date,
    as_of: asOf,
    generation: outcome.run.generation,
    actions_opened: counters.actionsOpened,
    actions_open: counters.actionsOpen,
    sources_missing: counters.sourcesMissing,
    sources_rejected: counters.sourcesRejected,
    sources_still_out: day.sourcesStillOut,
    ...dueFigures(day),
    legs: [...outcome.conservation].sort(compareConservation).map(legJson),
    match_rate: matchRates(outcome.fates, outcome.run.date).map(rateJson),
    discrepancies: discrepanciesJson(outcome.discrepancies),
    sources: [...sources].sort((a, b) => compareText(a.source, b.source)).map(sourceJson),
    stores: [...outcome.stores].sort(compareStores).map(storeJson),
    store_totals: storeTotals(outcome.stores).map(storeJson),
    unshown_tenders: unshownTenders(outcome.discrepancies).map(({ rest, ...one }) => ({
      ...one,
      rest: formatMajor(rest),
    })),
  };
}

export function compareConservation(a: LegConservation, b: LegConservation): number {
  return LEGS.indexOf(a.leg) - LEGS.indexOf(b.leg) || compareText(a.currency, b.currency);
}

function tallyJson(tally: Tally): Json {
  return { lines: tally.lines, amount: formatMajor(tally.amount) };
}

function legJson(leg: LegConservation): Json {
  const reasons = OUT_OF_SCOPE_REASONS.flatMap((reason) => {
    const tally = leg.outOfScope[reason];
    return tally === undefined ? [] : [[reason, tallyJson(tally)] as const];
  });
  return {
    leg: leg.leg,
    currency: leg.currency,
    carried: tallyJson(leg.entered.carried),
    new: tallyJson(leg.entered.new),
    brought_back: tallyJson(leg.entered.brought_back),
    fates: Object.fromEntries(FATES.map((fate) => [fate, tallyJson(leg.fates[fate])])),
    out_of_scope_reasons: Object.fromEntries(reasons),
    ...(leg.tolerated === undefined ? {} : { tolerated: toleratedJson(leg.tolerated) }),
  };
}

/**
 * Differences that stood within a tolerance: on the leg `order` those of order and settlement, on `bank` those of
 * settlement and bank.
 */
function toleratedJson({ comparisons, difference, absolute: size }: Tolerated): Json {
  return { comparisons, difference: formatMajor(difference), absolute: formatMajor(size) };
}

/** How much of a leg's cohort agrees on every leg, in one currency. */
export interface MatchRate {
  readonly leg: Leg;
  readonly currency: string;
  readonly inScope: Tally;
  readonly matched: Tally;
}

/**
 * Of the order and the settlement lines of the cohort (the files of `settlementDate`): in scope is every fate but
 * out_of_scope, rejected rows too; matched is the fate matched alone. Amounts are added by size, so that a refund does
 * not cancel a sale.
 */
export function matchRates(fates: FateTable, settlementDate: PlainDate): MatchRate[] {
  const { date, leg, fate, currency, amount } = columnsOf(fates, 'date', 'leg', 'fate', 'currency', 'amount');
  const rates = new Map<string, CountedRate>();
  let rate: CountedRate | undefined;
  for (let place = 0; place < fates.length; place += 1) {
    const [itsLeg, itsFate] = [leg(place), fate(place)];
    if (date(place) !== settlementDate || itsLeg === 'bank' || itsFate === 'out_of_scope') continue;
    // Lines of one leg and currency stand together.
    if (rate?.leg !== itsLeg || rate.currency !== currency(place)) rate = countedRate(rates, itsLeg, currency(place));
    addLine(rate.inScope, amount(place));
    if (itsFate === 'matched') addLine(rate.matched, amount(place));
  }
  return [...rates.values()].sort((a, b) => compareText(a.leg, b.leg) || compareText(a.currency, b.currency));
}

/** A rate while it is counted. */
interface CountedRate extends MatchRate {
  readonly inScope: Counted;
  readonly matched: Counted;
}

interface Counted {
  lines: number;
  amount: Minor;
}

function countedRate(rates: Map<string, CountedRate>, leg: Leg, currency: string): CountedRate {
  const known = rates.get(`${leg}/${currency}`);
  if (known !== undefined) return known;
  const none = (): Counted => ({ lines: 0, amount: ZERO });
  const rate = { leg, currency, inScope: none(), matched: none() };
  rates.set(`${leg}/${currency}`, rate);
  return rate;
}

function addLine(tally: Counted, amount: Minor): void {
  tally.lines += 1;
  tally.amount = add(tally.amount, absolute(amount));
}

function rateJson(rate: MatchRate): Json {
  return {
    leg: rate.leg,
    currency: rate.currency,
    in_scope: tallyJson(rate.inScope),
    matched: tallyJson(rate.matched),
    by_lines: ratio(rate.matched.lines, rate.inScope.lines),
    by_amount: ratio(rate.matched.amount, rate.inScope.amount),
  };
}

function discrepanciesJson(discrepancies: readonly Discrepancy[]): Json {
  const byKind = new Map<DiscrepancyKind, Discrepancy[]>();
  for (const row of discrepancies) {
    const rows = byKind.get(row.kind);
    if (rows === undefined) byKind.set(row.kind, [row]);
    else rows.push(row);
  }
  return DISCREPANCY_KINDS.flatMap((kind) => {
    const rows = byKind.get(kind);
    return rows === undefined ? [] : [kindJson(kind, rows)];
  });
}

/**
 * `count`, `open` and `money_at_risk` leave out the rows under a suspect file, which `under_parent` counts; money at
 * risk is that of the rows that stand (open, acknowledged or noted), by currency.
 */
function kindJson(kind: DiscrepancyKind, rows: readonly Discrepancy[]): Json {
  const alone = rows.filter(countsAlone);
  return {
    kind,
    count: alone.length,
    open: alone.filter(isOpen).length,
    money_at_risk: moneyAtRisk(alone),
    under_parent: rows.length - alone.length,
    money_at_risk_under_parent: moneyAtRisk(rows.filter((row) => !countsAlone(row))),
  };
}

function moneyAtRisk(rows: readonly Discrepancy[]): Json {
  const sums = sumByCurrency(rows.filter(stands).map((row) => [row.currency, row.moneyAtRisk]));
  return Object.fromEntries(sums.map(([currency, sum]) => [currency, formatMajor(sum)]));
}

/** One source file as summary.json and the commands show it. */
export function sourceJson(file: SourceFile): Json {
  const { problem, footing, refused } = file;
  return {
    source: file.source,
    leg: file.leg,
    date: file.date,
    state: file.state,
    file: file.name,
    sha256: file.sha256,
    lines: file.lines,
    rejects: file.rejects,
    footing: footing === null ? null : { state: footing.state, detail: footing.detail },
    problem:
      problem === null ? null : { code: problem.code, detail: problem.detail, line: problem.line, byte: problem.byte },
    // A later delivery that is refused, while this file stays in force.
    ...(refused === null
      ? {}
      : {
          refused: {
            file: refused.name,
            sha256: refused.sha256,
            code: refused.problem.code,
            detail: refused.problem.detail,
          },
        }),
  };
}

/** One store as summary.json and the commands show it. */
export function storeJson(row: StoreRow): Json {
  return {
    store: row.store,
    name: row.name,
    listed: row.listed,
    currency: row.currency,
    orders: row.orders,
    gross: formatMajor(row.gross),
    refunds: formatMajor(row.refunds),
    chargebacks: formatMajor(row.chargebacks),
    fees: formatMajor(row.fees),
    taxes: formatMajor(row.taxes),
    net: formatMajor(row.net),
    bank_confirmed: formatMajor(row.bankConfirmed),
    awaiting: formatMajor(row.awaiting),
    broken: formatMajor(row.broken),
    confirmed_on_day: formatMajor(row.confirmedOnDay),
    entity: row.entity,
    city: row.city,
    cost_centre: row.costCentre,
  };
}
