import { parsePlainDate } from '../../../../schemas/values/dates.ts';
import type { StatedPeriod } from '../../../../schemas/lines/files.ts';
import { FORBIDDEN_TEXT, utf8Chunks } from '../../readers/bytes.ts';
import type { Texts } from '../../cells.ts';
import { beginningOf, Refused } from '../../refused.ts';
import { dateNotCovered } from '../../statements.ts';
import type { StatementSpan } from '../../footing.ts';
import type { BuiltInFeed, FeedReading, OwnFacts, OwnProfile } from '../feed.ts';
import { UNMAPPED } from '../inline.ts';
import { OfxTags } from './ofx-tags.ts';

/**
 * Open Financial Exchange: 1.x in SGML (values without end tags, a header of `KEY:VALUE` lines) and 2.x in XML; bank
 * and card statements, several in one file. Amounts are signed. A ledger balance is stated and no opening balance, so
 * nothing foots: that the document is whole is all that it proves. Shapes measured on public files.
 */
const profile: OwnProfile = {
  ...UNMAPPED,
  format: 'own',
  dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
  columns: {},
};

export const OFX: BuiltInFeed = {
  leg: 'bank',
  version: 1,
  about: {
    versions: 'OFX 1.x (SGML) and 2.x (XML), bank and card statements',
    footing: 'none: the file states a ledger balance and no opening one; a document that is not whole is refused',
    testedOn: 'shape of three public files; invented files in `fixtures/files/`',
  },
  profile,
  // Files that declare USASCII and CHARSET 1252 hold either.
  encodings: ['utf-8', 'windows-1252'],
  derives: ['booked_on', 'amount', 'currency', 'bank_id', 'reference', 'description', 'account', 'value_on'],
  names: { booked_on: 'DTPOSTED', amount: 'TRNAMT', currency: 'CURDEF', value_on: 'DTAVAIL' },
  own: readOfx,
  otherDate: (date, { spans }) => dateNotCovered(date, spans),
};

/**
 * Elements that hold others and mean something here. Others are passed over, their values too where they stand alone.
 */
const STATEMENTS = new Set(['STMTRS', 'CCSTMTRS']);
const AGGREGATES = new Set([
  'OFX',
  ...STATEMENTS,
  'BANKACCTFROM',
  'CCACCTFROM',
  'BANKTRANLIST',
  'STMTTRN',
  'LEDGERBAL',
  'STATUS',
  'CURRENCY',
  'ORIGCURRENCY',
  'BANKACCTTO',
  'CCACCTTO',
  'AVAILBAL',
  'BALLIST',
]);
const BEHIND_THE_LIST = new Set(['BANKTRANLIST', 'LEDGERBAL', 'AVAILBAL', 'BALLIST']);
const ACCOUNTS = new Set(['BANKACCTFROM', 'CCACCTFROM']);

interface Statement {
  account: string;
  currency: string;
  readonly line: number;
  from: string;
  to: string;
  closing: string;
}

async function readOfx(reading: FeedReading): Promise<OwnFacts> {
  const reader = new OfxReader(reading);
  const tags = new OfxTags(reader);
  for await (const chunk of utf8Chunks(reading.bytes, reading.encoding)) tags.write(chunk.toString('utf8'));
  tags.end();
  return reader.end();
}

/** Follows the elements of one document. */
class OfxReader {
  private readonly reading: FeedReading;
  private readonly stack: string[] = [];
  private whole = false;
  private header = '';
  private statement: Statement | null = null;
  private transaction: { readonly line: number; readonly values: Map<string, string>; readonly raw: string[] } | null =
    null;
  private readonly spans: StatementSpan[] = [];
  private readonly periods: StatedPeriod[] = [];
  private readonly ledgers: string[] = [];
  private statements = 0;
  private rejected = '';

  constructor(reading: FeedReading) {
    this.reading = reading;
  }

  /** What stands before the first element: the declared encoding is held to the one that reads. */
  preamble(text: string): void {
    this.header = text;
    const encoding = /ENCODING\s*[:=]\s*"?\s*([\w-]+)/i.exec(text)?.[1]?.toUpperCase() ?? '';
    if (/^(UTF-?8|UNICODE)$/.test(encoding) && this.reading.encoding !== 'utf-8')
      throw new Refused('wrong_encoding', `the header declares ${encoding}, and the bytes are in another`, { byte: 0 });
  }

  open(name: string, line: number): void {
    if (this.whole)
      throw new Refused('broken_format', 'something follows the end of the document: two files in one?', { line });
    if (name !== 'OFX' && this.stack.length === 0)
      throw new Refused('broken_format', `this is no OFX: <${beginningOf(name, 40)}> stands outside <OFX>`, { line });
    if (!AGGREGATES.has(name)) return;
    if (BEHIND_THE_LIST.has(name)) this.endList();
    if (this.stack.includes(name))
      throw new Refused('broken_format', `<${name}> stands inside another: its end is missing`, { line });
    this.stack.push(name);
    if (STATEMENTS.has(name)) this.statement = { account: '', currency: '', line, from: '', to: '', closing: '' };
    if (name === 'STMTTRN') {
      if (this.statement === null)
        throw new Refused('broken_format', 'a transaction stands outside a bank or card statement', { line });
      this.transaction = { line, values: new Map(), raw: [] };
    }
  }

  value(name: string, text: string, line: number): void {
    if (this.whole)
      throw new Refused('broken_format', 'something follows the end of the document: two files in one?', { line });
    const inside = this.stack.at(-1) ?? '';
    const { statement, transaction } = this;
    if (transaction !== null) {
      transaction.raw.push(`<${name}>${text}`);
      if (inside === 'STMTTRN') this.ofTransaction(name, text, line);
      else if (inside === 'CURRENCY' && name === 'CURSYM') transaction.values.set('CURRENCY', text);
    } else if (inside === 'STATUS' && name === 'SEVERITY' && text === 'ERROR') {
      this.rejected = 'its status is an error';
    } else if (statement === null) {
      return;
    } else if (STATEMENTS.has(inside) && name === 'CURDEF') {
      statement.currency = text;
    } else if (ACCOUNTS.has(inside) && name === 'ACCTID') {
      statement.account = readable(text, line);
    } else if (inside === 'BANKTRANLIST' && name === 'DTSTART') {
      statement.from = earlier(statement.from, dayOf(text));
    } else if (inside === 'BANKTRANLIST' && name === 'DTEND') {
      statement.to = dayOf(text) > statement.to ? dayOf(text) : statement.to;
    } else if (inside === 'LEDGERBAL') {
      if (name === 'DTASOF') statement.closing = dayOf(text);
      if (name === 'BALAMT') this.ledgers.push(`${statement.account} ${text} ${statement.currency}`);
    }
  }

  private ofTransaction(name: string, text: string, line: number): void {
    const values = this.transaction?.values;
    if (values === undefined) return;
    // Values that repeat would be chosen between.
    if (/^(TRNAMT|DTPOSTED|FITID)$/.test(name) && values.has(name))
      throw new Refused('broken_format', `a transaction has ${name} twice: its end is missing`, { line });
    values.set(name, values.has(name) ? `${values.get(name) ?? ''} ${text}` : text);
  }

  close(name: string, line: number): void {
    if (!AGGREGATES.has(name)) return;
    if (STATEMENTS.has(name)) this.endList();
    const open = this.stack.pop();
    if (open !== name) throw new Refused('broken_format', `</${name}> closes <${open ?? 'nothing'}>`, { line });
    if (name === 'STMTTRN') this.endTransaction();
    if (STATEMENTS.has(name)) this.endStatement();
    if (name === 'OFX') this.whole = true;
  }

  /** Nubank leaves out the end of the list of transactions: what follows the list ends it too. */
  private endList(): void {
    if (this.stack.at(-1) === 'BANKTRANLIST') this.stack.pop();
  }

  end(): OwnFacts {
    const open = this.stack.at(-1);
    if (!this.whole && this.header.trim() === '' && open === undefined)
      throw new Refused('empty_file', 'the file holds nothing');
    if (!this.whole && open === undefined)
      throw new Refused(
        this.header.includes('OFX') ? 'truncated' : 'broken_format',
        'the file holds no <OFX> document',
        { line: 1 },
      );
    if (!this.whole) throw new Refused('truncated', `the document ends inside <${open ?? 'OFX'}>`);
    if (this.statements === 0)
      throw new Refused(
        'broken_format',
        `the document holds no bank or card statement${this.rejected === '' ? '' : `: ${this.rejected}`}`,
        {
          line: 1,
        },
      );
    const shown = this.ledgers.slice(0, 5).join('; ');
    const detail =
      shown === ''
        ? 'OFX states no opening balance; ledger balance not stated'
        : `OFX states no opening balance; ledger ${shown}`;
    return {
      footed: { footing: { state: 'none', detail, periods: this.periods }, balances: [], provesEmpty: false },
      spans: this.spans,
    };
  }

  private endStatement(): void {
    const { statement } = this;
    this.statement = null;
    if (statement === null) return;
    this.statements += 1;
    const { account, from, to, closing } = statement;
    const [first, last] = [parsePlainDate(from), parsePlainDate(to)];
    if (first !== null && last !== null) this.periods.push({ account, from: first, to: last });
    if (from !== '' || closing !== '') this.spans.push({ from: to === '' ? '' : from, to, closing });
  }

  private endTransaction(): void {
    const { transaction, statement } = this;
    this.transaction = null;
    if (transaction === null || statement === null) return;
    const { values, line } = transaction;
    const raw = (): string => `<STMTTRN>${transaction.raw.join('')}</STMTTRN>`;
    const of = (name: string): string => values.get(name) ?? '';
    const words = [of('NAME'), of('MEMO')].filter((word) => word !== '');
    const texts: Texts = {
      ...this.reading.constants,
      booked_on: dateOf(of('DTPOSTED')),
      value_on: dateOf(of('DTAVAIL')),
      amount: amountOf(of('TRNAMT')),
      currency: of('CURRENCY') || statement.currency,
      // Some banks give every transaction the same id of zeros: it is none.
      bank_id: /^0*$/.test(of('FITID')) ? '' : of('FITID'),
      reference: of('REFNUM') || of('CHECKNUM'),
      description: [...new Set(words)].join(' ').replace(/\s+/g, ' '),
      account: statement.account,
    };
    const forbidden = Object.entries(texts).find(([, text]) => FORBIDDEN_TEXT.test(text));
    if (forbidden === undefined) this.reading.rows.add(texts, false, line, { raw });
    else this.reading.rows.reject({ code: 'bad_encoding', field: forbidden[0] }, line, raw());
  }
}

function readable(text: string, line: number): string {
  if (FORBIDDEN_TEXT.test(text)) throw new Refused('broken_format', 'the account is no text', { line });
  return text;
}

/** The day of a period, '' where it is none. */
function dayOf(text: string): string {
  return parsePlainDate(dateOf(text)) ?? '';
}

function earlier(a: string, b: string): string {
  return a === '' || (b !== '' && b < a) ? b : a;
}

/**
 * `YYYYMMDD`, with a time, a fraction and a zone where the bank gives them: the date as the bank wrote it. A zone says
 * what its clock shows, and dates are taken as they are: banks that write midnight in no zone or in GMT mean the day.
 */
function dateOf(text: string): string {
  const match =
    /^(\d{4})(\d\d)(\d\d)(\d{4}(\d\d(\.\d{1,6})?)?)?\s*(\[[+-]?\d{1,2}(\.\d{1,2})?(:[^\]]{0,40})?\])?$/.exec(text);
  if (match === null) return text === '' ? '' : `not ${text}`;
  return `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`;
}

/**
 * Signed, with a point or a comma before the decimals and without thousands (OFX 2.3, 3.2.9.1). Exactly three digits
 * behind the mark could be thousands all the same: such an amount is none.
 */
function amountOf(text: string): string {
  const match = /^([+-]?\d*)(?:[.,](\d*))?$/.exec(text);
  if (match === null || match[2]?.length === 3) return text === '' ? '' : `not ${text}`;
  const decimals = match[2] ?? '';
  return decimals === '' ? (match[1] ?? '') : `${match[1] ?? ''}.${decimals}`;
}
