import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import {
  ANSWER_FATES,
  ANSWER_LEGS,
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
 * One date in SQL, as somebody who knows DuckDB writes it: three typed reads, one join for orders and payments, one for
 * payments and credits. With a database file everything stays in it: lines, matches, discrepancies. Prints an `Answer`.
 */

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Reads the three files into tables. The row number of a table is the line of its file. */
function readFiles(question: Question): string[] {
  const files = filesOf(question);
  const csv = (leg: AnswerLeg, columns: Readonly<Record<string, string>>): string => {
    const types = Object.entries(columns).map(([name, type]) => `${quoted(name)}: ${quoted(type)}`);
    const options = `header = true, delim = ',', quote = '"', escape = '"', auto_detect = false`;
    return `read_csv(${quoted(files[leg])}, ${options}, columns = {${types.join(', ')}})`;
  };
  const text = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((n) => [n, 'VARCHAR']));
  const money = 'DECIMAL(18, 2)';
  return [
    `create table orders as select reference, store_code as store, total as amount, currency, created_at from ${csv(
      'order',
      {
        ...text('reference', 'store_code'),
        total: money,
        ...text('currency', 'status'),
        created_at: 'TIMESTAMP',
        ...text('customer', 'channel', 'items'),
      },
    )} where status = 'paid'`,
    `create table payments as select reference, transaction, gross, currency, paid_at, settled_on::date as settled_on, cus from ${csv(
      'settlement',
      {
        ...text('reference', 'transaction', 'status'),
        gross: money,
        currency: 'VARCHAR',
        paid_at: 'TIMESTAMP',
        settled_on: 'TIMESTAMP',
        ...text('cus', 'payer_bank', 'payer'),
      },
    )} where status = 'approved'`,
    `create table credits as select booked_on, amount, currency, description, bank_id, account, reference from ${csv(
      'bank',
      {
        booked_on: 'DATE',
        amount: money,
        ...text('currency', 'description', 'bank_id', 'account', 'reference', 'branch'),
      },
    )}`,
    `create table due as select * from (values ${Object.entries(question.dueOn)
      .map(([settled, due]) => `(date ${quoted(settled)}, date ${quoted(due)})`)
      .join(', ')}) as due(settled_on, due_on)`,
  ];
}

/**
 * Orders and payments meet by reference; equal payments and credits under one reference pair off one by one. A window
 * over every line would be most of the time, so only what stands twice is numbered.
 */
const MATCH = [
  `create table sales as
     select reference, o.amount as due, p.payments, p.paid, o.row as order_row,
       case when o.amount is null then 'no_order' when p.paid is null then 'no_payment'
            when p.paid = o.amount then 'agrees' when p.paid < o.amount then 'short'
            when o.amount in (p.lowest, p.highest) then 'duplicate_payment' else 'amount_mismatch' end as verdict
     from (select reference, amount, rowid as row from orders) o
     full join (select reference, count(*) as payments, sum(gross) as paid, min(gross) as lowest, max(gross) as highest
                from payments group by reference) p using (reference)`,
  `create table repeated as
     select reference from payments group by reference having count(*) > 1
     union select reference from credits group by reference having count(*) > 1`,
  `create table bank_matches as
     with p as (select rowid as row, reference, gross as amount, settled_on from payments),
          b as (select rowid as row, reference, amount, booked_on from credits),
          one_by_one as (
            select p.row as payment, b.row as credit, p.settled_on, b.booked_on, reference, amount
            from (select *, row_number() over (partition by reference, amount order by settled_on, row) as copy
                  from p semi join repeated using (reference)) p
            join (select *, row_number() over (partition by reference, amount order by booked_on, row) as copy
                  from b semi join repeated using (reference)) b using (reference, amount, copy)),
          single as (
            select p.row as payment, b.row as credit, p.settled_on, b.booked_on, reference, amount
            from p join b using (reference, amount) anti join repeated using (reference))
     select payment, credit, reference, amount, booked_on, due_on
     from (from single union all from one_by_one) join due using (settled_on)`,
];

const discrepancies = (date: string): string => `create table discrepancies as
  select verdict as kind, reference, paid - due as difference, paid - due as at_risk, null::bigint as payment
  from sales where verdict in ('duplicate_payment', 'amount_mismatch')
  union all
  select 'missing_in_bank', p.reference, -p.gross, p.gross, p.rowid
  from payments p join due using (settled_on)
  where due_on < date ${quoted(date)} and p.rowid not in (select payment from bank_matches)
  union all
  select 'late_arrival', reference, 0, 0, payment from bank_matches where booked_on > due_on`;

const KINDS = `select kind, count(*)::double as count, (sum(difference) * 100)::double as difference,
  (sum(at_risk) * 100)::double as at_risk from discrepancies group by kind order by kind`;

const LEGS = `
  with missing as (select payment from discrepancies where kind = 'missing_in_bank'),
  fates as (
    select 'order' as leg, due as amount,
      case verdict when 'agrees' then 'matched' when 'no_payment' then 'awaiting' when 'short' then 'awaiting'
      else 'broken' end as fate from sales where due is not null
    union all
    select 'settlement', p.gross,
      case when m.payment is not null or s.verdict in ('duplicate_payment', 'amount_mismatch') then 'broken'
           when s.verdict in ('no_order', 'short') or b.payment is null then 'awaiting' else 'matched' end
    from payments p join sales s using (reference) left join bank_matches b on b.payment = p.rowid
      left join missing m on m.payment = p.rowid
    union all
    select 'bank', c.amount, case when b.credit is null then 'awaiting' else 'matched' end
    from credits c left join bank_matches b on b.credit = c.rowid)
  select leg, fate, count(*)::double as lines, (sum(amount) * 100)::double as amount from fates group by leg, fate`;

const ROWS = `select kind || ' ' || reference || ' ' || (at_risk * 100)::bigint as row from discrepancies`;

async function rowsOf(sql: string, connection: DuckDBConnection): Promise<Readonly<Record<string, unknown>>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS();
}

async function solve(question: Question): Promise<Answer> {
  const instance = await DuckDBInstance.create(question.database ?? ':memory:', {
    threads: String(question.threads ?? 1),
  });
  const connection = await instance.connect();
  for (const sql of [...readFiles(question), ...MATCH, discrepancies(question.date)]) await connection.run(sql);
  const kinds = Object.fromEntries(
    (await rowsOf(KINDS, connection)).map(({ kind, count, difference, at_risk: atRisk }): [string, KindSum] => [
      String(kind),
      { count: Number(count), difference: Number(difference), atRisk: Number(atRisk) },
    ]),
  );
  const found = await rowsOf(LEGS, connection);
  const sumOf = (leg: AnswerLeg, fate: AnswerFate): LegSum => {
    const sum = found.find((row) => row['leg'] === leg && row['fate'] === fate);
    return { lines: Number(sum?.['lines'] ?? 0), amount: Number(sum?.['amount'] ?? 0) };
  };
  const byFate = (leg: AnswerLeg): Record<AnswerFate, LegSum> =>
    Object.fromEntries(ANSWER_FATES.map((fate) => [fate, sumOf(leg, fate)])) as Record<AnswerFate, LegSum>;
  const legs = Object.fromEntries(ANSWER_LEGS.map((leg) => [leg, byFate(leg)])) as Record<
    AnswerLeg,
    Record<AnswerFate, LegSum>
  >;
  const rows = question.rows ? (await rowsOf(ROWS, connection)).map(({ row }) => String(row)).sort() : undefined;
  if (question.database !== undefined) await connection.run('checkpoint');
  connection.closeSync();
  instance.closeSync();
  return { kinds, legs, ...(rows && { rows }) };
}

process.stdout.write(JSON.stringify(await solve(questionOfProcess())));
