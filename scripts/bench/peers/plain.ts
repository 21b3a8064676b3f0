import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import {
  filesOf,
  questionOfProcess,
  type Answer,
  type AnswerFate,
  type AnswerLeg,
  type KindSum,
  type LegSum,
  type Question,
} from './answer.ts';

/**
 * One date as a plain script does it: every row an object of csv-parse, and a Map by reference. It keeps nothing.
 * Prints an `Answer`.
 */

type Row = Readonly<Record<string, string>>;

interface Payment {
  readonly amount: number;
  readonly settledOn: string;
  bookedOn: string | null;
}

interface Sale {
  due: number | null;
  readonly payments: Payment[];
  readonly credits: { readonly amount: number; readonly bookedOn: string; isMatched: boolean }[];
}

async function eachRow(path: string, take: (row: Row) => void): Promise<void> {
  for await (const row of createReadStream(path).pipe(parse({ columns: true }))) take(row as Row);
}

const centavos = (text = ''): number => {
  const amount = Number(text.replace('.', ''));
  if (!/^-?\d+\.\d\d$/.test(text) || !Number.isSafeInteger(amount)) throw new RangeError(`no amount: ${text}`);
  return amount;
};

async function readSales(question: Question): Promise<Map<string, Sale>> {
  const files = filesOf(question);
  const sales = new Map<string, Sale>();
  const saleOf = (reference = ''): Sale => {
    const known = sales.get(reference);
    if (known !== undefined) return known;
    const sale: Sale = { due: null, payments: [], credits: [] };
    sales.set(reference, sale);
    return sale;
  };
  await eachRow(files.order, (row) => {
    if (row['status'] === 'paid') saleOf(row['reference']).due = centavos(row['total']);
  });
  await eachRow(files.settlement, (row) => {
    if (row['status'] !== 'approved') return;
    const settledOn = (row['settled_on'] ?? '').slice(0, 10);
    saleOf(row['reference']).payments.push({ amount: centavos(row['gross']), settledOn, bookedOn: null });
  });
  await eachRow(files.bank, (row) => {
    const credit = { amount: centavos(row['amount']), bookedOn: row['booked_on'] ?? '', isMatched: false };
    saleOf(row['reference']).credits.push(credit);
  });
  return sales;
}

/** Equal payments and credits pair off one by one, the oldest first. */
function pairOff({ payments, credits }: Sale): void {
  credits.sort((a, b) => (a.bookedOn < b.bookedOn ? -1 : Number(a.bookedOn > b.bookedOn)));
  for (const payment of payments) {
    const credit = credits.find((one) => !one.isMatched && one.amount === payment.amount);
    if (credit === undefined) continue;
    credit.isMatched = true;
    payment.bookedOn = credit.bookedOn;
  }
}

type Verdict = 'no_order' | 'no_payment' | 'agrees' | 'short' | 'duplicate_payment' | 'amount_mismatch';

function verdictOf({ due, payments }: Sale, paid: number): Verdict {
  if (due === null) return 'no_order';
  if (payments.length === 0) return 'no_payment';
  if (paid === due) return 'agrees';
  if (paid < due) return 'short';
  return payments.some(({ amount }) => amount === due) ? 'duplicate_payment' : 'amount_mismatch';
}

class Tally {
  readonly kinds: Record<string, KindSum> = {};
  readonly rows: string[] = [];
  readonly legs = Object.fromEntries(
    (['order', 'settlement', 'bank'] as const).map((leg) => [
      leg,
      { matched: { lines: 0, amount: 0 }, awaiting: { lines: 0, amount: 0 }, broken: { lines: 0, amount: 0 } },
    ]),
  ) as Record<AnswerLeg, Record<AnswerFate, LegSum>>;

  line(leg: AnswerLeg, fate: AnswerFate, amount: number): void {
    const sum = this.legs[leg][fate];
    this.legs[leg][fate] = { lines: sum.lines + 1, amount: sum.amount + amount };
  }

  finding(kind: string, reference: string, difference: number, atRisk: number): void {
    const sum = this.kinds[kind] ?? { count: 0, difference: 0, atRisk: 0 };
    const { count } = sum;
    this.kinds[kind] = { count: count + 1, difference: sum.difference + difference, atRisk: sum.atRisk + atRisk };
    this.rows.push(`${kind} ${reference} ${atRisk}`);
  }
}

function judge(reference: string, sale: Sale, { date, dueOn }: Question, tally: Tally): void {
  const paid = sale.payments.reduce((sum, { amount }) => sum + amount, 0);
  const verdict = verdictOf(sale, paid);
  const isBroken = verdict === 'duplicate_payment' || verdict === 'amount_mismatch';
  const isWaiting = verdict === 'no_order' || verdict === 'no_payment' || verdict === 'short';
  if (sale.due !== null) {
    tally.line('order', isBroken ? 'broken' : isWaiting ? 'awaiting' : 'matched', sale.due);
    if (isBroken) tally.finding(verdict, reference, paid - sale.due, paid - sale.due);
  }
  for (const { amount, settledOn, bookedOn } of sale.payments) {
    const due = dueOn[settledOn];
    if (due === undefined) throw new RangeError(`no due date for ${settledOn}`);
    const isMissing = bookedOn === null && due < date;
    if (isMissing) tally.finding('missing_in_bank', reference, -amount, amount);
    if (bookedOn !== null && bookedOn > due) tally.finding('late_arrival', reference, 0, 0);
    const isOpen = isWaiting || bookedOn === null;
    tally.line('settlement', isMissing || isBroken ? 'broken' : isOpen ? 'awaiting' : 'matched', amount);
  }
  for (const { amount, isMatched } of sale.credits) tally.line('bank', isMatched ? 'matched' : 'awaiting', amount);
}

async function solve(question: Question): Promise<Answer> {
  const tally = new Tally();
  for (const [reference, sale] of await readSales(question)) {
    pairOff(sale);
    judge(reference, sale, question, tally);
  }
  return { kinds: tally.kinds, legs: tally.legs, ...(question.rows && { rows: tally.rows.sort() }) };
}

process.stdout.write(JSON.stringify(await solve(questionOfProcess())));
