import { inTurn } from '../../../schemas/in-turn.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { addressesIn, type SourceFile } from '../../../schemas/lines/files.ts';
import { descriptionTokens, normaliseKey, type LineKey, type LineKeyKind } from '../../../schemas/lines/line-keys.ts';
import { addressKey, type BankLine, type Leg, type Line, type LineAddress } from '../../../schemas/lines/records.ts';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import { sourcesOfLeg } from '../../../schemas/config/config.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import type { Entering, LineReader } from './line-reader.ts';
import type { PlainInHand } from './plain-in-hand.ts';
import { type HiddenLines, isTouched } from '../../3-match/match.ts';
import { referenceComparer } from '../../3-match/references.ts';
import { addAll, append } from '../../../schemas/values/groups.ts';

/** A key to look for, and the legs whose files may hold what it touches. */
export interface Search {
  readonly key: LineKey;
  readonly legs: readonly Leg[];
}

/**
 * Brings back the closed lines that the lines in the working set touch: the same transaction, the same reference, the
 * payment of a refund, found within the look-back by the key indexes. What comes back touches others in turn (the order
 * of a payment, the other payments of an order), until nothing new is found: a sale is compared whole or not at all.
 * `seeds` are the lines of `entering` to begin with. A plain sale that is touched comes too, with all its lines.
 */
export async function broughtBackByKeys(
  entering: readonly Entering[],
  seeds: readonly Entering[],
  files: readonly SourceFile[],
  before: PlainDate,
  plain: PlainInHand,
  context: Context,
  reader: LineReader,
): Promise<Entering[]> {
  const compare = referenceComparer(context.config);
  const readable = files.filter((file) => file.state === 'in' && file.lines + file.rejects > 0);
  const inWorkingSet = new Set(entering.map(({ row }) => addressKey(row)));
  const asked: AskedKeys = new Map();
  const found: Entering[] = [];
  // What is carried anyway touches others too, once a line of its sale leads to it. A bank line asks for its payment
  // alone.
  const carried = new Map(
    entering.flatMap((one) => (one.entered === 'new' ? [] : [[addressKey(one.row), one] as const])),
  );
  for (const { row } of seeds) carried.delete(addressKey(row));
  let touching = seeds;
  while (touching.length > 0) {
    const hitsOf = async (some: readonly Entering[]): Promise<LineAddress[]> => {
      const searches = some
        .flatMap((one) => searchesOf(one, compare, context))
        .filter((search) => isNewKey(search, asked));
      return searches.length === 0 ? [] : await hitsIn(readable, searches, context);
    };
    const hits = await hitsOf(touching.filter((one) => !isBankLine(one)));
    const all = new Map(
      [...hits, ...(await hitsOf(touching.filter(isBankLine)))].map((address) => [addressKey(address), address]),
    );
    const opened = [...all.values()].flatMap((address) => plain.open(address));
    for (const one of opened) {
      inWorkingSet.add(addressKey(one.row));
      if (one.entered !== 'new') carried.set(addressKey(one.row), one);
    }
    addAll(found, opened);
    const reached = hits.flatMap((address) => carried.get(addressKey(address)) ?? []);
    for (const { row } of reached) carried.delete(addressKey(row));
    const closed = [...all].flatMap(([key, address]) => (inWorkingSet.has(key) ? [] : [address]));
    for (const key of all.keys()) inWorkingSet.add(key);
    const fates = (await context.store.history.presentFates(closed, before)).filter(
      (fate): fate is FateRow => fate !== null,
    );
    const broughtBack = await reader.read(fates, 'brought_back');
    addAll(found, broughtBack);
    touching = [...broughtBack, ...reached, ...opened.filter(({ entered }) => entered === 'new')];
  }
  return found;
}

function isBankLine({ row }: Entering): boolean {
  return !('code' in row) && row.leg === 'bank';
}

/** New lines, and open ones that still look for their order: what asks for its closed counterparts. */
export function touches({ row, entered, former }: Entering, hidden: HiddenLines): boolean {
  if ('code' in row) return entered === 'new';
  if (row.leg === 'bank') return entered === 'new';
  return isTouched({ line: row, entered, former }, hidden);
}

/** The values of keys that were asked for, by the legs and the kind. */
type AskedKeys = Map<readonly Leg[], Map<LineKeyKind, Set<string>>>;

function isNewKey({ key: { kind, value }, legs }: Search, asked: AskedKeys): boolean {
  if (value === '') return false;
  const byKind = asked.get(legs) ?? new Map<LineKeyKind, Set<string>>();
  const values = byKind.get(kind) ?? new Set<string>();
  if (values.has(value)) return false;
  asked.set(legs, byKind.set(kind, values.add(value)));
  return true;
}

/** The legs that anything is looked for in; each once, so that what was asked of them is known by them. */
const ORDERS: readonly Leg[] = ['order'];
const PAYMENTS: readonly Leg[] = ['settlement'];
const SALES: readonly Leg[] = ['order', 'settlement'];
const EVERYWHERE: readonly Leg[] = ['order', 'settlement', 'bank'];

async function hitsIn(
  files: readonly SourceFile[],
  searches: readonly Search[],
  context: Context,
): Promise<LineAddress[]> {
  const keysByLeg = new Map<Leg, LineKey[]>();
  for (const { key, legs } of searches) for (const leg of legs) append(keysByLeg, leg, key);
  return (
    await inTurn(keysByLeg, async ([leg, keys]) => {
      const ofLeg = files.filter((file) => file.leg === leg);
      return (await filesWith(ofLeg, keys, context.lines)).flatMap(({ file, rows }) => addressesIn(file, rows));
    })
  ).flat();
}

/** What is asked of earlier files about a line. */
export function searchesOf(
  { row, entered }: Entering,
  compare: (reference: string) => string,
  context: Context,
): Search[] {
  if ('code' in row)
    return row.merchantReference === null
      ? []
      : [{ key: { kind: 'reference', value: compare(row.merchantReference) }, legs: SALES }];
  switch (row.leg) {
    case 'bank':
      return entered === 'new' ? bankSearches(row, compare, context) : [];
    case 'settlement':
    case 'order':
      return saleSearches(row, compare, context);
  }
}

function saleSearches(
  line: Exclude<Line, BankLine>,
  compare: (reference: string) => string,
  context: Context,
): Search[] {
  const bankToo = sourcesOfLeg(context.config, 'settlement').some((source) => source.settles === 'per_transaction');
  const everywhere = bankToo ? EVERYWHERE : SALES;
  const searches: Search[] = [{ key: { kind: 'reference', value: compare(line.merchantReference) }, legs: everywhere }];
  const put = (kind: LineKey['kind'], text: string | null, legs: readonly Leg[]): void => {
    if (text !== null && text !== '') searches.push({ key: { kind, value: normaliseKey(text) }, legs });
  };
  if (line.leg === 'settlement') {
    put('provider_id', line.providerId, PAYMENTS);
    put('refund_of', line.providerId, PAYMENTS);
    put('provider_id', line.refundOf, PAYMENTS);
  } else {
    put('order_id', line.orderId, ORDERS);
  }
  if (context.config.keys.includes('cus')) put('cus', line.cus, SALES);
  if (context.config.keys.includes('provider_id')) put('provider_id', line.providerId, SALES);
  return searches;
}

/**
 * A bank line touches the payment whose reference it names. What else its account shows of its day is looked at by the
 * day.
 */
function bankSearches(line: BankLine, compare: (reference: string) => string, context: Context): Search[] {
  if (!sourcesOfLeg(context.config, 'settlement').some((source) => source.settles === 'per_transaction')) return [];
  const named = [line.reference, line.endToEndId, ...descriptionTokens(line.description)].map((text) =>
    text === null ? '' : compare(text),
  );
  return [...new Set(named)].map((value) => ({ key: { kind: 'reference', value }, legs: PAYMENTS }));
}
