import { parsePlainDate } from '../../../../schemas/values/dates.ts';
import type { Footing } from '../../../../schemas/lines/files.ts';
import { formatExact, negateAmount, readAmount, sameAmount } from '../../amounts.ts';
import type { Amount } from '../../amounts.ts';
import { FORBIDDEN_TEXT, utf8Chunks } from '../../readers/bytes.ts';
import type { Texts } from '../../cells.ts';
import { printedSum } from '../../footing.ts';
import type { PrintedSum } from '../../footing.ts';
import { beginningOf, Refused } from '../../refused.ts';
import { dateNotCovered, footStatements, STATEMENT_COLUMNS } from '../../statements.ts';
import type { StatedBalance, StatementTotals } from '../../statements.ts';
import { readLines } from '../../readers/text-lines.ts';
import { Bai2Lines, behindFundsType } from './bai2-records.ts';
import type { Bai2Record } from './bai2-records.ts';
import type { BuiltInFeed, FeedReading, OwnFacts, OwnProfile } from '../feed.ts';
import { UNMAPPED } from '../inline.ts';
import { swiftDate } from '../mt940/mt940-movement.ts';

/**
 * The cash management report BAI2 (ANSI X9.121's ancestor): file, groups, accounts and transactions, closed by trailers
 * that state control totals and numbers of records. Amounts have no decimal point; the type code says which way money
 * goes.
 */
const profile: OwnProfile = {
  ...UNMAPPED,
  format: 'own',
  dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
  columns: {},
  direction: { credit: ['credit'], debit: ['debit'] },
};

export const BAI2: BuiltInFeed = {
  leg: 'bank',
  version: 1,
  about: {
    versions: 'BAI2 with continuations, all funds types, current and prior day',
    footing:
      'control totals and numbers of records of accounts, groups and file, exact; opening + transactions = closing ledger balance where a final report states both',
    testedOn: 'shape of two public files; invented file in `fixtures/files/`',
  },
  profile,
  encodings: ['utf-8', 'windows-1252'],
  derives: STATEMENT_COLUMNS.filter((column) => column !== 'end_to_end_id'),
  own: readBai2,
  otherDate: (date, { spans }) => dateNotCovered(date, spans),
};

const OPENING_LEDGER = '010';
const CLOSING_LEDGER = '015';
/** Says something about the transactions and moves no money. */
const NON_MONETARY = '890';
/** As-of modifiers of reports that may still lack transactions. */
const INTERIM = /^[13]$/;
/** Currencies without hundredths, and with thousandths (ISO 4217); BAI2 writes amounts in the smallest unit. */
const WHOLE_UNITS = /^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|XAF|XOF|XPF)$/;
const THOUSANDTHS = /^(BHD|IQD|JOD|KWD|LYD|OMR|TND)$/;

async function readBai2(reading: FeedReading): Promise<OwnFacts> {
  const reader = new Bai2Reader(reading);
  const lines = new Bai2Lines((record) => {
    reader.take(record);
  });
  await readLines(utf8Chunks(reading.bytes, reading.encoding), (text, line) => {
    lines.take(text, line);
  });
  lines.end();
  return reader.end();
}

/** What a trailer must repeat. */
interface Level {
  readonly line: number;
  readonly control: PrintedSum;
  records: number;
  parts: number;
}

interface Group extends Level {
  readonly on: string;
  readonly modifier: string;
  readonly currency: string;
}

interface Account extends Level {
  readonly name: string;
  readonly currency: string;
  readonly moved: PrintedSum;
  entries: number;
  opening: StatedBalance | null;
  closing: StatedBalance | null;
}

class Bai2Reader {
  private readonly reading: FeedReading;
  private file: Level | null = null;
  private group: Group | null = null;
  private account: Account | null = null;
  private ended = false;
  private readonly statements: StatementTotals[] = [];
  private readonly days = new Set<string>();
  private unreadable = 0;

  constructor(reading: FeedReading) {
    this.reading = reading;
  }

  take(record: Bai2Record): void {
    if (this.ended)
      throw new Refused('broken_format', 'records follow the file trailer (99): two files in one?', {
        line: record.line,
      });
    if (this.file !== null) this.file.records += record.lines;
    if (this.group !== null) this.group.records += record.lines;
    if (this.account !== null) this.account.records += record.lines;
    switch (record.code) {
      case '01':
        return this.startFile(record);
      case '02':
        return this.startGroup(record);
      case '03':
        return this.startAccount(record);
      case '16':
        return this.transaction(record);
      case '49':
        return this.endAccount(record);
      case '98':
        return this.endGroup(record);
      default:
        return this.endFile(record);
    }
  }

  end(): OwnFacts {
    if (this.file === null) throw new Refused('empty_file', 'the file holds no record');
    if (!this.ended) throw new Refused('truncated', 'the file ends without its trailer (99)', { line: this.file.line });
    const stated = this.statements.filter((statement) => statement.opening !== null && statement.closing !== null);
    const { balances, footing } = footStatements('BAI2', stated, this.unreadable);
    const words = `BAI2 control totals and numbers of records agree; file ${units(this.file.control.total())}`;
    const state: Footing['state'] = this.unreadable > 0 ? 'open' : 'proved';
    const detail = stated.length === 0 ? words : `${words}; ${footing.detail}`;
    return {
      footed: { footing: { state, detail }, balances, provesEmpty: state === 'proved' },
      spans: [...this.days].map((day) => ({ from: '', to: '', closing: day })),
    };
  }

  private startFile(record: Bai2Record): void {
    if (this.file !== null)
      throw new Refused('broken_format', 'a second file header (01) stands in the file', { line: record.line });
    this.file = level(record);
  }

  private startGroup(record: Bai2Record): void {
    if (this.file === null || this.group !== null)
      throw outOfPlace(
        record,
        this.file === null ? 'before the file header (01)' : 'inside another group, whose trailer (98) is missing',
      );
    const [, , , on = '', , currency = '', modifier = ''] = record.fields;
    const day = swiftDate(on);
    if (!/^\d{6}$/.test(on) || parsePlainDate(day) === null)
      throw new Refused('broken_format', `the as-of date of the group is no date: ${beginningOf(on, 20)}`, {
        line: record.line,
      });
    this.days.add(day);
    // BAI2 defines the dollar where neither group nor account names a currency.
    this.group = { ...level(record), on: day, modifier, currency: currency === '' ? 'USD' : currency };
  }

  private startAccount(record: Bai2Record): void {
    const { group } = this;
    if (group === null || this.account !== null)
      throw outOfPlace(
        record,
        group === null ? 'outside a group (02)' : 'inside another account, whose trailer (49) is missing',
      );
    const [name = '', currency = '', ...summaries] = record.fields;
    if (name.trim() === '') throw new Refused('broken_format', 'the account (03) has no number', { line: record.line });
    const account: Account = {
      ...level(record),
      name: name.trim(),
      currency: currency === '' ? group.currency : currency,
      moved: printedSum(profile.amounts),
      entries: 0,
      opening: null,
      closing: null,
    };
    this.account = account;
    readSummaries(summaries, account, group, record.line);
  }

  private transaction(record: Bai2Record): void {
    const { account, group } = this;
    if (account === null || group === null) throw outOfPlace(record, 'outside an account (03)');
    const [type = '', amount = ''] = record.fields;
    account.entries += 1;
    const raw = (): string => record.raw.join('\n');
    const behind = behindFundsType(record.fields, 2);
    if (amount !== '') account.control.add(wholeUnits(amount) ?? 'no amount');
    const { rows, constants } = this.reading;
    const direction = directionOf(type);
    const texts: Texts = {
      ...constants,
      booked_on: group.on,
      value_on: record.fields[2] === 'V' && (record.fields[3] ?? '') !== '' ? swiftDate(record.fields[3] ?? '') : '',
      amount: scaled(amount, account.currency),
      currency: account.currency,
      direction,
      account: account.name,
      ...namesOf(record.fields, behind),
    };
    const signed = readAmount(texts['amount'] ?? '', profile.amounts);
    const monetary = type !== NON_MONETARY;
    if (monetary && (signed === null || !/^(credit|debit)$/.test(direction))) account.moved.miss();
    else if (monetary && signed !== null)
      account.moved.addAmount(direction === 'debit' ? negateAmount(signed) : signed);
    const forbidden = Object.entries(texts).find(([, text]) => FORBIDDEN_TEXT.test(text));
    if (behind === null) rows.reject({ code: 'bad_record', field: '' }, record.line, raw());
    else if (forbidden !== undefined) rows.reject({ code: 'bad_encoding', field: forbidden[0] }, record.line, raw());
    else rows.add(monetary ? texts : { ...texts, direction: '' }, !monetary, record.line, { raw });
  }

  private endAccount(record: Bai2Record): void {
    const { account, group } = this;
    if (account === null || group === null) throw outOfPlace(record, 'outside an account (03)');
    checkTrailer(record, `account ${account.name}`, account, [record.fields[1]]);
    carry(account, group);
    this.unreadable += account.moved.missed;
    const interim = INTERIM.test(group.modifier);
    this.statements.push({
      account: account.name,
      name: `the account of line ${String(account.line)}`,
      line: account.line,
      opening: interim ? null : account.opening,
      closing: interim ? null : account.closing,
      sum: account.moved,
      entries: account.entries,
      fingerprint: `line ${String(account.line)}`,
    });
    this.account = null;
  }

  private endGroup(record: Bai2Record): void {
    const { group, file } = this;
    if (group === null || file === null || this.account !== null)
      throw outOfPlace(
        record,
        this.account === null ? 'outside a group (02)' : 'inside an account, whose trailer (49) is missing',
      );
    checkTrailer(record, `group of line ${String(group.line)}`, group, [record.fields[2], record.fields[1]]);
    carry(group, file);
    this.group = null;
  }

  private endFile(record: Bai2Record): void {
    const { file } = this;
    if (file === null || this.group !== null)
      throw outOfPlace(
        record,
        this.group === null ? 'before the file header (01)' : 'inside a group, whose trailer (98) is missing',
      );
    checkTrailer(record, 'file', file, [record.fields[2], record.fields[1]]);
    this.ended = true;
  }
}

function level(record: Bai2Record): Level {
  return { line: record.line, control: printedSum(profile.amounts), records: record.lines, parts: 0 };
}

/** An amount that nobody can read leaves the totals above it open too. */
function carry(part: Level, whole: { readonly control: PrintedSum; parts: number }): void {
  whole.control.addAmount(part.control.total());
  if (part.control.missed > 0) whole.control.miss();
  whole.parts += 1;
}

function outOfPlace(record: Bai2Record, where: string): Refused {
  return new Refused('broken_format', `a record ${record.code} stands ${where}`, { line: record.line });
}

/** The trailer's control total, its number of records, and (groups, file) its number of parts. */
function checkTrailer(record: Bai2Record, name: string, own: Level, counts: readonly (string | undefined)[]): void {
  const [records = '', parts] = counts;
  const where = { line: record.line };
  const total = wholeUnits(record.fields[0] ?? '');
  const control = total === null ? null : readAmount(total, profile.amounts);
  if (control === null) throw new Refused('does_not_foot', `the control total of the ${name} is no amount`, where);
  if (own.control.missed === 0 && !sameAmount(control, own.control.total())) {
    const found = units(own.control.total());
    throw new Refused(
      'does_not_foot',
      `the control total of the ${name} is ${units(control)}, its records give ${found}`,
      where,
    );
  }
  if (!/^\d+$/.test(records) || Number(records) !== own.records)
    throw new Refused(
      'does_not_foot',
      `the ${name} states ${beginningOf(records, 20)} records and has ${String(own.records)}`,
      where,
    );
  if (parts !== undefined && (!/^\d+$/.test(parts) || Number(parts) !== own.parts))
    throw new Refused(
      'does_not_foot',
      `the ${name} states ${beginningOf(parts, 20)} parts and has ${String(own.parts)}`,
      where,
    );
}

/** A control total in the smallest units, as it is printed. */
function units(amount: Amount): string {
  return formatExact(amount).replace(/\.00$/, '');
}

/** The summaries of an account: type, amount, number of items, funds type with its fields, again and again. */
function readSummaries(fields: readonly string[], account: Account, group: Group, line: number): void {
  let at = 0;
  while (at < fields.length) {
    const [type = '', amount = ''] = [fields[at], fields[at + 1]];
    const next = behindFundsType(fields, at + 3);
    if (next === null)
      throw new Refused('broken_format', `the summary ${beginningOf(type, 10)} has no known funds type`, { line });
    if (amount !== '') {
      const units = wholeUnits(amount);
      if (units === null)
        throw new Refused(
          'broken_format',
          `the summary ${beginningOf(type, 10)} is no amount: ${beginningOf(amount, 20)}`,
          {
            line,
          },
        );
      account.control.add(units);
      const balance = {
        amount: readAmount(scaled(amount, account.currency), profile.amounts),
        currency: account.currency,
        on: parsePlainDate(group.on),
      };
      if (type === OPENING_LEDGER && balance.amount !== null) account.opening = { ...balance, amount: balance.amount };
      if (type === CLOSING_LEDGER && balance.amount !== null) account.closing = { ...balance, amount: balance.amount };
    }
    at = next;
  }
}

/**
 * The digits as they stand, for control totals that add up what is printed in whatever currency; null where they are
 * none.
 */
function wholeUnits(text: string): string | null {
  const digits = /^([+-]?)0*(\d+)$/.exec(text.trim());
  return digits === null ? null : `${digits[1] === '-' ? '-' : ''}${digits[2] ?? ''}`;
}

/** An amount in the currency's smallest unit, in major units; the text itself where it is no such amount. */
function scaled(text: string, currency: string): string {
  const whole = wholeUnits(text);
  if (whole === null) return text === '' ? '' : `not ${text}`;
  const decimals = WHOLE_UNITS.test(currency) ? 0 : THOUSANDTHS.test(currency) ? 3 : 2;
  const magnitude = whole.replace('-', '').padStart(decimals + 1, '0');
  const cut = magnitude.length - decimals;
  const sign = whole.startsWith('-') ? '-' : '';
  return `${sign}${magnitude.slice(0, cut)}${decimals === 0 ? '' : `.${magnitude.slice(cut)}`}`;
}

/**
 * By ranges: 100 to 399 credits, 400 to 699 debits, 920 to 959 and 960 to 999 the bank's own. No other moves money one
 * way.
 */
function directionOf(type: string): string {
  const code = /^\d{3}$/.test(type) ? Number(type) : 0;
  if ((code >= 100 && code <= 399) || (code >= 920 && code <= 959)) return 'credit';
  if ((code >= 400 && code <= 699) || (code >= 960 && code <= 999)) return 'debit';
  return `type ${type}`;
}

/** Bank reference, customer reference and text follow the funds type. */
function namesOf(fields: readonly string[], behind: number | null): Texts {
  const [bank = '', customer = '', ...text] = behind === null ? [] : fields.slice(behind);
  const known = (reference: string): string => (/^0*$/.test(reference.trim()) ? '' : reference.trim());
  return { bank_id: known(bank), reference: known(customer), description: text.join(',').replace(/\s+/g, ' ').trim() };
}
