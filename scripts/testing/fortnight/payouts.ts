import { addDays, weekday, type PlainDate } from '../../../schemas/values/dates.ts';
import { add, minor, subtract, sum, type Minor } from '../../../schemas/values/money.ts';
import { addBank, addLine, addOrder, makeOrder, makePayment, payoutLines, payoutNet } from './rows.ts';
import { AGIL, CORTE, NOCTURNO, payoutIdOf, type Provider } from './sources.ts';
import { freshAmount, midweekDay, type SettlementRow, type World } from './world.ts';
import { compareText } from '../../../schemas/lines/records.ts';

/**
 * How the money of the daily payouts reaches the bank: one or two business days later, alone, or Friday to Sunday in
 * one credit on the next business day. Called last, when every line stands in its payout.
 */
export function creditDailyPayouts(world: World): void {
  creditDays(world, AGIL, 0, (date) => payoutNet(payoutLines(world, payoutIdOf(AGIL, date))));
  creditCutDays(world, CORTE);
  creditDays(world, NOCTURNO, 1, (date) =>
    sum(
      world.settlements
        .filter((line) => line.source === NOCTURNO.id && line.date === date && line.status === 'approved')
        .map((line) => line.gross),
    ),
  );
}

/**
 * One lump for each business day, the next one: its payments until the cut-off, and those after the cut-off of the day
 * before. Now and then the provider cuts a moment earlier, and the last payment comes with the next lump; or a moment
 * later, and the first one of the next day is in this one.
 */
function creditCutDays(world: World, provider: Provider): void {
  const days = new Map<PlainDate, SettlementRow[]>();
  for (const line of world.settlements.filter((one) => one.source === provider.id && one.status === 'approved')) {
    const paidOn = line.paidAt.slice(0, 10) as PlainDate;
    const isLate = line.paidAt.slice(11) > `${provider.cutOff ?? ''}:00`;
    const day = isLate || !world.calendar.isBusinessDay(paidOn) ? world.calendar.addBusinessDays(paidOn, 1) : paidOn;
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  const inOrder = [...days]
    .sort(([a], [b]) => compareText(a, b))
    .map(([day, lines]) => ({ day, lines: inOrderOfPayment(lines) }));
  inOrder.forEach(({ lines }, place) => {
    const next = inOrder[place + 1]?.lines;
    if (next === undefined || lines.length < 3 || next.length < 3) return;
    const cut = world.random.int(0, 9);
    if (cut < 2) next.unshift(...lines.splice(-1));
    if (cut === 9) lines.push(...next.splice(0, 1));
  });
  for (const { day, lines } of inOrder)
    addBank(
      world,
      world.calendar.addBusinessDays(day, 1),
      sum(lines.map((line) => line.gross)),
      `PAGO DE ${provider.bankText}`,
    );
}

function inOrderOfPayment(lines: readonly SettlementRow[]): SettlementRow[] {
  return [...lines].sort((a, b) => (a.paidAt < b.paidAt ? -1 : 1));
}

/** `bundledWeeks`: whether the even (0) or the odd (1) weekends of the fortnight come in one credit. */
function creditDays(world: World, provider: Provider, bundledWeeks: 0 | 1, netOf: (date: PlainDate) => Minor): void {
  let weekend = 0;
  for (const date of world.dates) {
    const day = weekday(date);
    const inWeekend = day === 5 || day === 6 || day === 0;
    const bundled = inWeekend && weekend % 2 === bundledWeeks;
    if (day === 0) {
      if (bundled) creditBundle(world, provider, date, netOf);
      weekend += 1;
    }
    if (!bundled) creditAlone(world, provider, date, netOf(date));
  }
}

function creditAlone(world: World, provider: Provider, date: PlainDate, net: Minor): void {
  if (net === 0) return;
  if (net < 0) throw new RangeError(`${provider.id} of ${date} is negative: more orders a date are needed`);
  const named = provider.settles === 'per_payout' && world.random.chance(50) ? ` ${payoutIdOf(provider, date)}` : '';
  addBank(
    world,
    world.calendar.addBusinessDays(date, world.random.int(1, 2)),
    net,
    `PAGO DE ${provider.bankText}${named}`,
  );
}

/** Friday, Saturday and Sunday of the fortnight, whichever of them it has, in one credit. */
function creditBundle(world: World, provider: Provider, sunday: PlainDate, netOf: (date: PlainDate) => Minor): void {
  const days = [addDays(sunday, -2), addDays(sunday, -1), sunday].filter((date) => world.dates.includes(date));
  addBank(world, world.calendar.addBusinessDays(sunday, 1), sum(days.map(netOf)), `PAGO DE ${provider.bankText}`);
}

/** A payout of its own, apart from the daily ones: one order and line for each amount. Returns its lines. */
export function ownPayout(
  world: World,
  provider: Provider,
  date: PlainDate,
  amounts: readonly Minor[],
  suffix: string,
): SettlementRow[] {
  if (!world.dates.includes(date)) return [];
  return amounts.map((amount) => {
    const order = addOrder(world, makeOrder(world, date, provider.method, { amount }));
    return addLine(world, makePayment(world, provider, order, date, payoutIdOf(provider, date, suffix)));
  });
}

export function freshAmounts(world: World, count: number): Minor[] {
  return Array.from({ length: count }, () => freshAmount(world));
}

/** Credits a payout in full `days` business days later, with its id in the text where `named`. */
export function creditPayout(
  world: World,
  provider: Provider,
  lines: readonly SettlementRow[],
  days: number,
  named: boolean,
): void {
  const [first] = lines;
  if (first === undefined) return;
  const text = `PAGO DE ${provider.bankText}${named ? ` ${first.payoutId}` : ''}`;
  addBank(world, world.calendar.addBusinessDays(first.date, days), payoutNet(lines), text);
}

/** Two payouts of equal money paid by two equal credits, and one payout paid by two credits of one day: all clean. */
export function unusualPayouts(world: World): void {
  const settled = midweekDay(world, 4);
  const same = freshAmount(world);
  for (const suffix of ['-E1', '-E2'])
    creditPayout(world, AGIL, ownPayout(world, AGIL, settled, [same], suffix), 1, false);

  const halved = ownPayout(world, AGIL, midweekDay(world, 8), freshAmounts(world, 3), '-H');
  const [first] = halved;
  if (first === undefined) return;
  const net = payoutNet(halved);
  const part = minor(Math.floor(net / 3));
  const booked = world.calendar.addBusinessDays(first.date, 1);
  addBank(world, booked, part, `PAGO DE ${AGIL.bankText}`);
  addBank(world, booked, subtract(net, part), `PAGO DE ${AGIL.bankText}`);
}

/** The sum that a differing credit shows. */
export function differing(lines: readonly SettlementRow[], by: Minor): Minor {
  return add(payoutNet(lines), by);
}
