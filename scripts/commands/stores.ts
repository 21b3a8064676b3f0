import type { Command } from 'commander';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { formatMajor } from '../../schemas/values/money.ts';
import { STORE_AMOUNTS, type StoreRow } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { PlaceColumn } from '../../workers/5-publish/stores-csv.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { dateOption, monthOption } from '../cli/dates.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withLookedAtContext } from '../cli/open.ts';
import { table } from '../cli/output.ts';

interface StoresOptions {
  readonly date?: string;
  readonly month?: string;
  readonly asOf?: string;
}

/** `cuadre stores`: the money of a date or a month, by store. */
export function register(program: Command): void {
  program
    .command('stores')
    .description('the store split of a date, or of a month with every line once, as it stood last')
    .option('--date <date>', 'the settlement date; default: the newest that was run')
    .option('--month <month>', 'every settlement date of a month, as 2026-07')
    .option('--as-of <date>', 'as it stood at the close of this date; default for a month: the newest that was run')
    .addHelpText(
      'after',
      examples([
        ['cuadre stores --date 2026-07-01', 'as stores.csv of that date'],
        ['cuadre stores --month 2026-06 --as-of 2026-07-03', 'June as it stood at the close of 3 July'],
      ]),
    )
    .action(action(stores));
}

/** What is split, and how it is called. */
interface Split {
  readonly title: string;
  readonly dates: readonly PlainDate[];
  readonly asOf: PlainDate;
  readonly rows: readonly StoreRow[];
}

async function stores(cli: Cli, options: StoresOptions): Promise<ExitCode> {
  const date = dateOption('date', options.date);
  const month = monthOption('month', options.month);
  const asOf = dateOption('as-of', options.asOf);
  if (date !== null && month !== null)
    throw new CuadreError('usage_invalid', '--date and --month exclude each other', { date, month });
  return withLookedAtContext(cli, async (context) => {
    // The split is paid out by: no doubtful one is shown.
    await context.store.chain.assertRecorded();
    const [split, { compareStores, placesOf, storeTotals }, { storeJson }] = await Promise.all([
      month === null ? splitOfDate(date, asOf, context) : splitOfMonth(month, asOf, context),
      import('../../workers/5-publish/stores-csv.ts'),
      import('../../workers/5-publish/summary.ts'),
    ]);
    const rows = [...split.rows].sort(compareStores);
    const totals = storeTotals(rows);
    cli.print(
      { dates: split.dates, as_of: split.asOf, stores: rows.map(storeJson), totals: totals.map(storeJson) },
      () => `${split.title}\n\n${storesTable([...rows, ...totals], placesOf(rows))}`,
    );
    return EXIT.clean;
  });
}

async function splitOfDate(asked: PlainDate | null, asOf: PlainDate | null, context: Context): Promise<Split> {
  const { store } = context;
  const date = asked ?? (await newestDate(context));
  const run = await store.runs.newest(date);
  if (run === null) throw new CuadreError('run_unknown', `${date} was not run`, { date });
  if (asOf === null)
    return { title: `${date} at its close`, dates: [date], asOf: date, rows: await store.outcomes.stores(run) };
  assertNotBefore(asOf, date);
  const { storesAsOf } = await import('../../workers/pipeline/as-of.ts');
  return {
    title: `${date} at the close of ${asOf}`,
    dates: [date],
    asOf,
    rows: await storesAsOf([date], asOf, context),
  };
}

async function splitOfMonth(month: string, asked: PlainDate | null, context: Context): Promise<Split> {
  const asOf = asked ?? (await newestDate(context));
  const dates = (await context.store.runs.newestOfEach())
    .map((run) => run.date)
    .filter((date) => date.startsWith(`${month}-`) && date <= asOf);
  const [first] = dates;
  if (first === undefined)
    throw new CuadreError('run_unknown', `no date of ${month} was run up to ${asOf}`, { month, asOf });
  const { storesAsOf } = await import('../../workers/pipeline/as-of.ts');
  const rows = await storesAsOf(dates, asOf, context);
  return {
    title: `${month}, ${String(dates.length)} dates from ${first} to ${dates.at(-1) ?? first}, at the close of ${asOf}`,
    dates,
    asOf,
    rows,
  };
}

async function newestDate({ store }: Context): Promise<PlainDate> {
  const newest = (await store.runs.newestOfEach()).at(-1);
  if (newest === undefined) throw new CuadreError('run_unknown', 'no date was run yet');
  return newest.date;
}

function assertNotBefore(asOf: PlainDate, date: PlainDate): void {
  if (asOf < date) throw new CuadreError('usage_invalid', `--as-of ${asOf} is before ${date}`, { date, asOf });
}

/** What arrived on a single day says nothing of a month. */
const AMOUNTS = STORE_AMOUNTS.filter((column) => column !== 'confirmedOnDay');
const PLACE_TITLES = { entity: 'entity', city: 'city', costCentre: 'cost centre' } as const satisfies Record<
  PlaceColumn,
  string
>;
const HEADER = [
  'currency',
  'orders',
  ...AMOUNTS.map((column) => column.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`)),
];

function storesTable(rows: readonly StoreRow[], places: readonly PlaceColumn[]): string {
  const words = ['store', 'name', ...places.map((place) => PLACE_TITLES[place])];
  const header = [...words, ...HEADER];
  const cells = rows.map((row) => [
    row.store,
    row.listed ? row.name : 'not on the list',
    ...places.map((place) => row[place] ?? ''),
    row.currency,
    String(row.orders),
    ...AMOUNTS.map((column) => formatMajor(row[column])),
  ]);
  // The currency is the last column of words.
  return table(header, cells, { right: header.map((_, column) => column).slice(words.length + 1) });
}
