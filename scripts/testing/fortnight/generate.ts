import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { letAge } from '../aged.ts';
import { KINDS } from '../../../schemas/kinds/kinds.ts';
import { add, minor } from '../../../schemas/values/money.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { cleanDay, unrelatedMovements } from './clean.ts';
import { configYaml, dialectOf, type Formats } from './config-yaml.ts';
import { gatewayFaults } from './gateway-faults.ts';
import { payoutFaults, quietPayouts } from './lanes.ts';
import { orderFaults } from './order-faults.ts';
import { creditDailyPayouts, unusualPayouts } from './payouts.ts';
import { renderBankCsv, renderCamt, renderOrders, renderSettlement, type Rendered } from './render.ts';
import { NO_FILE_FAULTS, planFileFaults, type FileFaults } from './source-faults.ts';
import { AGIL, PASARELA, PROVIDERS } from './sources.ts';
import { lastDate, newWorld, type Draft, type PlantedFinding, type Row, type World } from './world.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

export interface FortnightOptions {
  readonly seed: number;
  /** Calendar dates from go-live on; 20 unless given. Every fault shows within 20. */
  readonly dates?: number;
  /** Sales of the daily flow, at least 20, of two providers at least 8; 60 unless given. */
  readonly ordersPerDate?: number;
  /** 2026-06-24 unless given: the holidays of 29 June, 13 and 20 July lie ahead. */
  readonly goLive?: PlainDate;
  /** Plants every fault of lines, payouts and credits. */
  readonly faults?: boolean;
  /** Plants the faults of whole files instead; not together with `faults`, whose dates a missing file would move. */
  readonly sourceFaults?: boolean;
  /** `xml`: the gateway reports in XML and the bank in camt.053 with balances; `csv` unless given. */
  readonly formats?: Formats;
  /** Through the daily aggregator and the gateway alone: with the orders and the bank four sources. */
  readonly twoProviders?: boolean;
}

export interface FortnightFile {
  readonly source: string;
  readonly date: PlainDate;
  readonly name: string;
  readonly text: string;
}

/** A chain's files for some weeks, its configuration, and what a run of each date must find in them. */
export interface Fortnight {
  readonly configYaml: string;
  readonly files: readonly FortnightFile[];
  readonly planted: readonly PlantedFinding[];
  readonly dates: readonly PlainDate[];
}

/**
 * Makes the files of a chain of four stores that collects through seven providers, by the rule book alone: equal
 * options give equal bytes. Nothing is planted unless `faults` or `sourceFaults` asks for it.
 */
export function generateFortnight(options: FortnightOptions): Fortnight {
  const { seed, dates = 20, ordersPerDate = 60, goLive = '2026-06-24' as PlainDate, formats = 'csv' } = options;
  const { faults = false, sourceFaults = false, twoProviders = false } = options;
  const least = twoProviders ? 8 : 20;
  if (ordersPerDate < least || dates < 1)
    throw new RangeError(`a fortnight needs at least one date and ${String(least)} orders a date`);
  if (faults && sourceFaults)
    throw new RangeError('a missing file moves the dates of other faults: ask for one of the two');
  const world = newWorld(seed, goLive, dates, twoProviders ? [AGIL, PASARELA] : PROVIDERS);
  const fileFaults = sourceFaults ? planFileFaults(world, formats === 'xml') : NO_FILE_FAULTS;
  for (const date of world.dates) cleanDay(world, date, ordersPerDate);
  unusualPayouts(world);
  quietPayouts(world, faults);
  if (faults) {
    orderFaults(world);
    gatewayFaults(world, formats === 'csv');
    if (!twoProviders) payoutFaults(world);
  }
  creditDailyPayouts(world);
  unrelatedMovements(world);
  const { files, evidence } = renderAll(world, formats, fileFaults);
  return {
    configYaml: configYaml(world, formats),
    files,
    planted: world.drafts.map((draft) => finding(world, draft, evidence)),
    dates: world.dates,
  };
}

/** Writes cuadre.yaml and the inbox under `directory`. */
export function writeFortnight(fortnight: Fortnight, directory: string): void {
  mkdirSync(join(directory, 'inbox'), { recursive: true });
  writeFileSync(join(directory, 'cuadre.yaml'), fortnight.configYaml);
  for (const file of fortnight.files) writeFileSync(join(directory, 'inbox', file.name), file.text);
  letAge(join(directory, 'inbox'));
}

interface RenderedFiles {
  readonly files: readonly FortnightFile[];
  readonly evidence: ReadonlyMap<Row, string>;
}

function renderAll(world: World, formats: Formats, faults: FileFaults): RenderedFiles {
  const files: FortnightFile[] = [];
  const evidence = new Map<Row, string>();
  const put = (source: string, date: PlainDate, name: string, { text, lineOf }: Rendered): void => {
    files.push({ source, date, name, text });
    const sha12 = sha256(text).slice(0, 12);
    for (const [row, line] of lineOf) evidence.set(row, `${sha12}:${String(line)}`);
  };
  // The first opening balance: anything will do, the chain starts here.
  let balance = minor(5_000_000_000);
  for (const date of world.dates) {
    const day = date.replaceAll('-', '');
    put('erp', date, `orders_${date}.csv`, renderOrders(ofDate(world.orders, date)));
    for (const { id, quiet } of world.providers) {
      const is = (list: FileFaults['missing']): boolean =>
        list.some((file) => file.source === id && file.date === date);
      if (is(faults.missing)) continue;
      const rows = ofDate(world.settlements, date).filter((row) => row.source === id);
      // A fault may have moved the last row of a date to another one, and an empty file is refused.
      if (rows.length === 0 && !quiet && !is(faults.empty) && !is(faults.brokenHeader))
        throw new RangeError(`${id} of ${date} has no rows: more orders a date are needed`);
      const rendered = renderSettlement(id, formats, date, rows);
      put(id, date, `${id}_${day}.${dialectOf(id, formats).extension}`, is(faults.brokenHeader) ? BROKEN : rendered);
    }
    if (!world.calendar.isBusinessDay(date)) continue;
    const movements = ofDate(world.bank, date);
    if (formats === 'csv') put('bank', date, `bank_${day}.csv`, renderBankCsv(movements));
    else {
      if (faults.gapOn === date) balance = add(balance, minor(777_700));
      const statement = renderCamt(date, balance, movements);
      balance = statement.closing;
      put('bank', date, `statement_${day}.xml`, statement);
    }
  }
  return { files, evidence };
}

const BROKEN: Rendered = { text: 'error|message\n500|the report could not be made\n', lineOf: new Map() };

function ofDate<R extends { readonly date: PlainDate }>(rows: readonly R[], date: PlainDate): R[] {
  return rows.filter((row) => row.date === date);
}

function finding(world: World, draft: Draft, evidence: ReadonlyMap<Row, string>): PlantedFinding {
  const { evidenceOf, noted = false, closedDate, moneyAtRisk = null, ...rest } = draft;
  const place = evidenceOf === undefined ? undefined : evidence.get(evidenceOf);
  const closes = closedDate !== undefined && closedDate <= lastDate(world);
  return {
    ...rest,
    class: draft.class ?? (noted ? 'notice' : KINDS[draft.kind].class),
    key: place === undefined ? draft.key : { ...draft.key, evidence: place },
    closedDate: closes ? closedDate : null,
    endState: noted ? 'noted' : closes ? 'auto_resolved' : 'open',
    moneyAtRisk,
  };
}
