import { inTurn } from '../../../schemas/in-turn.ts';
import { sourcesOfLeg } from '../../../schemas/config/config.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { lineFileId, type SourceFile } from '../../../schemas/lines/files.ts';
import { normaliseKey, type LineKey } from '../../../schemas/lines/line-keys.ts';
import { localClock } from '../../../schemas/values/local-time.ts';
import type { Line, OrderLine, Reject, SettlementLine } from '../../../schemas/lines/records.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import { contentOfOrder } from '../../3-match/order-versions.ts';
import { referenceComparer } from '../../3-match/references.ts';
import { isElsewhere } from '../../3-match/scope.ts';
import { collectsMethod } from '../../3-match/tenders.ts';

/** Of so many files, from the newest back, a source shows whether its exports tell several days. */
const FILES_LOOKED_AT = 4;

/**
 * Whether an order file that has the bytes of an earlier one may stand: an export of the last days says nothing new
 * where nothing was sold, and a job that hangs writes yesterday's export again. It stands where the source is declared
 * `rolling`, or shows by its former files that it is, and no payment of those days names a sale that no order file
 * holds. It stands too where each of its rows says something else than the newest of its order: what was called off in
 * between is back.
 *
 * @param others the other files of its date
 */
export async function maySayNothingNew(
  file: SourceFile,
  others: readonly SourceFile[],
  context: Context,
): Promise<boolean> {
  const { store, config } = context;
  if (file.leg !== 'order' || file.state !== 'in' || file.sha256 === null || file.lines === 0) return false;
  const [first] = (await store.sources.datesWithBytes(file.source, file.sha256, file.date)).filter(
    (date) => date < file.date,
  );
  if (first === undefined) return false;
  const former = (
    await store.history.filesBetween(addDays(file.date, -config.matching.lookbackDays), addDays(file.date, -1))
  ).filter(isRead);
  const source = config.sources.find((one) => one.id === file.source);
  const declared = source?.leg === 'order' ? source.rolling : null;
  if (declared === null && !(await tellsSeveralDays(file.source, former, context)))
    return (
      (await takesItsWordBack(file, former, context)) &&
      !(await lacksSaleOfItsDay(file, [...former, ...others.filter(isRead)], context))
    );
  const since = declared === null ? first : later(first, addDays(file.date, 1 - declared));
  const files = [...former, ...others.filter(isRead), file];
  const sales = await salesPaidSince(
    first,
    files.filter((one) => one.leg === 'settlement' && one.date >= since),
    context,
  );
  return (
    sales.length === 0 ||
    (await isHeldByOrders(
      sales,
      files.filter((one) => one.leg === 'order'),
      context,
    ))
  );
}

function isRead(file: SourceFile): boolean {
  return file.state === 'in' && file.lines > 0;
}

function later(a: PlainDate, b: PlainDate): PlainDate {
  return a > b ? a : b;
}

/** A former file that repeats rows of the one before it, as they were, beside rows of its own. */
async function tellsSeveralDays(source: string, former: readonly SourceFile[], { lines }: Context): Promise<boolean> {
  const newestFirst = former.filter((one) => one.source === source).reverse();
  const distinct = newestFirst.filter((one, at) => newestFirst.findIndex(({ sha256 }) => sha256 === one.sha256) === at);
  let newer: string[] | null = null;
  for (const file of distinct.slice(0, FILES_LOOKED_AT)) {
    const older = new Set(
      (await lines.read(lineFileId(file))).flatMap((row) => (isOrder(row) ? [contentOfOrder(row)] : [])),
    );
    if (newer !== null && newer.some((one) => older.has(one)) && newer.some((one) => !older.has(one))) return true;
    newer = [...older];
  }
  return false;
}

/** Another file came in between, and no row of this one says what that, or one since, says of its order. */
async function takesItsWordBack(file: SourceFile, former: readonly SourceFile[], { lines }: Context): Promise<boolean> {
  const own = former.filter((one) => one.source === file.source);
  if (own.at(-1)?.sha256 === file.sha256) return false;
  const rowsOf = async (one: SourceFile): Promise<OrderLine[]> => (await lines.read(lineFileId(one))).filter(isOrder);
  const reported = new Map((await rowsOf(file)).map((row) => [tenderOf(row), contentOfOrder(row)]));
  const newest = new Map<string, string>();
  for (const one of own)
    for (const row of await rowsOf(one))
      if (reported.has(tenderOf(row))) newest.set(tenderOf(row), contentOfOrder(row));
  return reported.size > 0 && [...reported].every(([tender, content]) => newest.get(tender) !== content);
}

function tenderOf({ orderId, merchantReference, method }: OrderLine): string {
  return JSON.stringify([normaliseKey(orderId ?? merchantReference), normaliseKey(method)]);
}

/** The export of a day names the sales of the day: one that a hanging job left names none. */
async function lacksSaleOfItsDay(file: SourceFile, others: readonly SourceFile[], context: Context): Promise<boolean> {
  const sales = await salesPaidSince(
    file.date,
    others.filter((one) => one.leg === 'settlement' && one.date === file.date),
    context,
  );
  const orders = [...others.filter((one) => one.leg === 'order'), file];
  return !(await isHeldByOrders(sales, orders, context));
}

function isOrder(row: Line | Reject): row is OrderLine {
  return !('code' in row) && row.leg === 'order';
}

/** The payments that look for an order and were made on a date or after it. */
async function salesPaidSince(
  date: PlainDate,
  files: readonly SourceFile[],
  { lines, config }: Context,
): Promise<SettlementLine[]> {
  const clock = localClock(config.timezone);
  const methods = new Map(sourcesOfLeg(config, 'settlement').map((source) => [source.id, source.methods]));
  const collectsIts = (line: SettlementLine): boolean =>
    line.method === null || collectsMethod(methods.get(line.source) ?? null, line.method);
  return (await inTurn(files, (file) => lines.read(lineFileId(file))))
    .flat()
    .filter((row): row is SettlementLine => !('code' in row) && row.leg === 'settlement')
    .filter((line) => line.type === 'payment' && line.status === 'approved' && line.skip === null)
    .filter((line) => !isElsewhere(line.environment, config) && collectsIts(line))
    .filter((line) => line.paidAt === null || clock(line.paidAt).date >= date);
}

/** Whether an order row names each of the sales: by its reference, or by what else ties orders to payments. */
async function isHeldByOrders(
  sales: readonly SettlementLine[],
  orders: readonly SourceFile[],
  context: Context,
): Promise<boolean> {
  const { lines, config } = context;
  const compare = referenceComparer(config);
  const keysOf = (row: OrderLine | SettlementLine): LineKey[] => {
    const keys: LineKey[] = [{ kind: 'reference', value: compare(row.merchantReference) }];
    if (config.keys.includes('cus')) keys.push({ kind: 'cus', value: normaliseKey(row.cus ?? '') });
    if (config.keys.includes('provider_id'))
      keys.push({ kind: 'provider_id', value: normaliseKey(row.providerId ?? '') });
    return keys.filter((key) => key.value !== '');
  };
  const asked = sales.map((line) => keysOf(line)).filter((keys) => keys.length > 0);
  const held = new Set<string>();
  for (const { file, rows } of await filesWith(orders, asked.flat(), lines)) {
    for (const row of await lines.read(lineFileId(file), rows)) {
      const keys: LineKey[] = isOrder(row)
        ? keysOf(row)
        : [{ kind: 'reference', value: compare('code' in row ? (row.merchantReference ?? '') : '') }];
      for (const { kind, value } of keys) held.add(`${kind}|${value}`);
    }
  }
  return asked.every((keys) => keys.some(({ kind, value }) => held.has(`${kind}|${value}`)));
}
