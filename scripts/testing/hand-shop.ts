import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { actOf } from '../../workers/people/acting.ts';
import { draftByHand, draftUndo, type HandAct } from '../../workers/queries/by-hand.ts';
import { linesNamed } from '../../workers/queries/named-lines.ts';
import { runDates } from '../../workers/pipeline/run-dates.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { PairingVerdict } from '../../schemas/ports/pairings.ts';
import { certain } from '../../schemas/errors.ts';
import type { Discrepancy, FateRow } from '../../schemas/outcome/run.ts';
import { dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import { letAge } from './aged.ts';
import { decidedOtherwise } from './decided-otherwise.ts';
import { openShop } from './shop.ts';

/**
 * A shop in which people match by hand: a provider that is paid line by line, one that pays in payouts, a bank that
 * says little. Its dates are long past.
 */

const CONFIG = `version: 1
tenant: hands
goLive: 2025-03-03
sources:
  - id: shop
    leg: order
    from: { directory: ./input, file: 'orders_{date:yyyy-MM-dd}.csv' }
    expected: { empty: allowed }
    profile:
      format: csv
      columns: { merchant_reference: ref, amount: total, currency: currency, status: status, created_at: at, store: store }
      dates: { format: 'yyyy-MM-dd HH:mm', zone: America/Bogota }
      constants: { method: PSE }
      status: { paid: [paid], refunded: [refunded] }
  - id: psp
    leg: settlement
    settles: per_transaction
    compares: gross
    expected: { empty: allowed }
    from: { directory: ./input, file: 'psp_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      columns: { merchant_reference: ref, provider_id: id, gross: gross, currency: currency, paid_at: at }
      dates: { format: 'yyyy-MM-dd HH:mm', zone: America/Bogota }
      constants: { method: PSE, type: payment, status: approved }
  - id: gate
    leg: settlement
    settles: per_payout
    compares: net
    expected: { empty: allowed }
    bankText: [GATEWAY]
    from: { directory: ./input, file: 'gate_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      columns: { merchant_reference: ref, provider_id: id, payout_id: payout, gross: gross, fee: fee, net: net, currency: currency, paid_at: at }
      dates: { format: 'yyyy-MM-dd HH:mm', zone: America/Bogota }
      constants: { method: PSE, type: payment, status: approved }
  - id: acq
    leg: settlement
    settles: per_transaction
    compares: gross
    expected: { empty: allowed }
    from: { directory: ./input, file: 'acq_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      columns: { merchant_reference: ref, provider_id: id, type: type, gross: gross, currency: currency, paid_at: at, refund_of: of }
      dates: { format: 'yyyy-MM-dd HH:mm', zone: America/Bogota }
      constants: { method: PSE, status: approved }
      type: { payment: [sale], refund: [refund], chargeback: [dispute], fee: [fee] }
  - id: daily
    leg: settlement
    settles: per_day
    compares: net
    expected: { empty: allowed }
    bankText: [LUMP]
    from: { directory: ./input, file: 'daily_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      columns: { merchant_reference: ref, provider_id: id, gross: gross, net: net, currency: currency, paid_at: at }
      dates: { format: 'yyyy-MM-dd HH:mm', zone: America/Bogota }
      constants: { method: PSE, type: payment, status: approved }
  - id: bank
    leg: bank
    expected: { empty: allowed }
    from: { directory: ./input, file: 'bank_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      columns: { booked_on: date, amount: amount, currency: currency, reference: ref, description: text, bank_id: id }
      dates: { format: 'yyyy-MM-dd', zone: America/Bogota }
`;

const HEADERS = {
  orders: 'ref,total,currency,status,at,store',
  psp: 'ref,id,gross,currency,at',
  gate: 'ref,id,payout,gross,fee,net,currency,at',
  acq: 'ref,id,type,gross,currency,at,of',
  daily: 'ref,id,gross,net,currency,at',
  bank: 'date,amount,currency,ref,text,id',
} as const;
export type Feed = keyof typeof HEADERS;

/** The rows of the files by date and feed, without what every row says. */
export type Days = Readonly<Record<string, Partial<Readonly<Record<Feed, readonly string[]>>>>>;

export interface HandShop {
  readonly context: Context;
  readonly folder: string;
  readonly put: (date: string, feed: Feed, rows: readonly string[]) => void;
  /** Runs up to a date. */
  readonly run: (date: string) => Promise<void>;
  /** Takes a decision on `feed_date.csv:line` texts; the difference that it lets pass comes with it. */
  readonly decide: (act: HandAct, texts: readonly string[], note?: string) => Promise<PairingVerdict>;
  readonly undo: (number: number) => Promise<PairingVerdict>;
  /** The open rows of the newest run of a date, as `kind reference`. */
  readonly open: (date: string) => Promise<string[]>;
  readonly found: (date: string, kind: string) => Promise<Discrepancy>;
  /** What became of a line in the newest run of a date. */
  readonly fate: (date: string, text: string) => Promise<FateRow>;
  /** The dates that come to something else when they are decided again over what they read. */
  readonly decidedOtherwise: () => Promise<PlainDate[]>;
  readonly close: () => void;
}

/** Rows as files have them: `orders` and `psp` get currency and moment, `bank` the date. */
function fileOf(date: string, feed: Feed, rows: readonly string[]): string {
  return [HEADERS[feed], ...rows.map((row) => row.replaceAll('@', `${date} 10:00`).replaceAll('#', date)), ''].join(
    '\n',
  );
}

/** Two weeks from a Monday on; a date without anything has empty files. */
const FIRST = '2025-03-03' as PlainDate;
const LAST = '2025-03-14' as PlainDate;

/** Opens a shop with these days. Close it when done. */
export async function openHandShop(days: Days): Promise<HandShop> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-hands-'));
  mkdirSync(join(folder, 'input'));
  writeFileSync(join(folder, 'cuadre.yaml'), CONFIG);
  const put: HandShop['put'] = (date, feed, rows) => {
    writeFileSync(join(folder, 'input', `${feed}_${date}.csv`), fileOf(date, feed, rows));
    letAge(join(folder, 'input'));
  };
  for (const date of dateRange(FIRST, LAST))
    for (const feed of Object.keys(HEADERS) as Feed[]) put(date, feed, days[date]?.[feed] ?? []);
  const context = await openShop(folder, Date.UTC(2025, 2, 20, 12));
  const { store } = context;
  const newest = async (date: string) => certain(await store.runs.newest(date as PlainDate), `a run of ${date}`);
  const rows = async (date: string): Promise<Discrepancy[]> => store.outcomes.discrepancies(await newest(date));
  return {
    context,
    folder,
    put,
    run: async (date) => {
      await runDates(context, { date: date as PlainDate });
    },
    decide: async (act, texts, note = 'looked at by Ana') => {
      const drafted = await draftByHand(act, await linesNamed(texts, context), context);
      return store.pairings.take(
        { ...drafted, note, by: 'Ana Ruiz' },
        { atMs: context.clock.nowMs(), desk: actOf(null, context) },
      );
    },
    undo: (undoes) =>
      store.pairings.take(
        { ...draftUndo(undoes), note: 'a mistake', by: 'Ana Ruiz' },
        { atMs: context.clock.nowMs(), desk: actOf(null, context) },
      ),
    open: async (date) =>
      (await rows(date))
        .filter(({ state, class: kind }) => (state === 'open' || state === 'acknowledged') && kind === 'action')
        .map((one) => `${one.kind} ${one.merchantReference ?? one.payoutId ?? ''}`.trim())
        .sort(),
    found: async (date, kind) =>
      certain(
        (await rows(date)).find((one) => one.kind === kind),
        `a ${kind} of ${date}`,
      ),
    fate: async (date, text) => {
      const [named] = await linesNamed([text], context);
      const line = certain(named, text).line;
      const [fate] = await store.history.presentFates([line], date as PlainDate);
      return certain(fate ?? undefined, `the fate of ${text}`);
    },
    decidedOtherwise: () => decidedOtherwise(context, FIRST),
    close: () => {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens shops for the tests of a file: each is closed when its test is over. */
export function handShops(): (days: Days) => Promise<HandShop> {
  let shop: HandShop | null = null;
  afterEach(() => {
    shop?.close();
    shop = null;
  });
  return async (days) => {
    shop = await openHandShop(days);
    return shop;
  };
}
