import { parsePlainDate } from '../../../../schemas/values/dates.ts';
import { readAmount } from '../../amounts.ts';
import { FORBIDDEN_TEXT, utf8Chunks } from '../../readers/bytes.ts';
import type { Texts } from '../../cells.ts';
import { compared, NO_FOOTING, printedSum } from '../../footing.ts';
import type { PrintedSum } from '../../footing.ts';
import { formatExact, sameAmount } from '../../amounts.ts';
import { Refused } from '../../refused.ts';
import { readLines } from '../../readers/text-lines.ts';
import type { BuiltInFeed, FeedReading, OwnFacts, OwnProfile } from '../feed.ts';
import { UNMAPPED } from '../inline.ts';

/**
 * The collections file of the Colombian banks, Asobancaria 2001: records of 162 fixed positions (blanks at the end may
 * be cut off), one file header, lots with their control records, one file control. Each payment carries the payer's
 * reference and is a credit of the account: the bank leg of a merchant that is paid per transaction.
 */
const profile: OwnProfile = {
  ...UNMAPPED,
  format: 'own',
  amounts: { decimal: '.', thousands: '', unit: 'minor' },
  dates: { format: 'yyyyMMdd', zone: 'America/Bogota' },
  columns: {},
  constants: { currency: 'COP' },
};

export const ASOBANCARIA_2001: BuiltInFeed = {
  leg: 'bank',
  version: 1,
  about: {
    versions: 'Asobancaria 2001, records 01, 05, 06, 08 and 09, one or several lots',
    footing: 'number and value of every lot and of the file, exact',
    testedOn: 'shape of two public files; invented file in `fixtures/files/`',
  },
  profile,
  encodings: ['utf-8', 'windows-1252'],
  derives: ['booked_on', 'amount', 'reference', 'description', 'account'],
  own: readAsobancaria,
  otherDate: (date, { spans }) => {
    const { from = '', to = '' } = spans[0] ?? {};
    return from === date || to === date ? null : `the file collects ${from} and is of ${to}, and ${date} is asked for`;
  },
};

const WIDTH = 162;

async function readAsobancaria(reading: FeedReading): Promise<OwnFacts> {
  const reader = new AsobancariaReader(reading);
  await readLines(utf8Chunks(reading.bytes, reading.encoding), (text, line) => {
    reader.take(text, line);
  });
  return reader.end();
}

interface Counted {
  count: number;
  readonly sum: PrintedSum;
}

interface Lot extends Counted {
  readonly number: string;
  readonly service: string;
}

class AsobancariaReader {
  private readonly reading: FeedReading;
  private header: { readonly collected: string; readonly made: string; readonly account: string } | null = null;
  private lot: Lot | null = null;
  private readonly all: Counted = counted();
  private lots = 0;
  private ended = false;

  constructor(reading: FeedReading) {
    this.reading = reading;
  }

  take(text: string, line: number): void {
    if (text.trim() === '') return;
    if (text.slice(WIDTH).trim() !== '')
      throw new Refused(
        'broken_format',
        `a record is longer than ${String(WIDTH)} characters: two records on one line?`,
        { line },
      );
    if (this.ended)
      throw new Refused('broken_format', 'records follow the file control (09): two files in one?', { line });
    const code = text.slice(0, 2);
    if (this.header === null && code !== '01')
      throw new Refused('broken_format', 'the file does not begin with its header (01)', { line });
    switch (code) {
      case '01':
        return this.startFile(text, line);
      case '05':
        return this.startLot(text, line);
      case '06':
        return this.payment(text, line);
      case '08':
        return this.endLot(text, line);
      case '09':
        return this.endFile(text, line);
      default:
        throw new Refused('broken_format', `no record of this format begins with ${code}`, { line });
    }
  }

  end(): OwnFacts {
    const { header } = this;
    if (header === null) throw new Refused('empty_file', 'the file holds no record');
    if (!this.ended) throw new Refused('truncated', 'the file ends without its file control (09)');
    const { count, sum } = this.all;
    const words = `Asobancaria: ${String(count)} payments in ${String(this.lots)} lots, value ${formatExact(sum.total())}`;
    const footing =
      sum.missed > 0
        ? { state: 'open' as const, detail: `${words}; ${String(sum.missed)} unreadable values` }
        : { state: 'proved' as const, detail: words };
    return {
      footed: { ...NO_FOOTING, footing, provesEmpty: true },
      spans: [{ from: isoDate(header.collected), to: isoDate(header.made), closing: '' }],
    };
  }

  private startFile(text: string, line: number): void {
    if (this.header !== null)
      throw new Refused('broken_format', 'a second file header (01) stands in the file', { line });
    const [collected, account, made] = [text.slice(12, 20), text.slice(23, 40).trim(), text.slice(40, 48)];
    if (parsePlainDate(isoDate(collected)) === null)
      throw new Refused('broken_format', `the collection date of the header is no date: ${collected}`, { line });
    if (FORBIDDEN_TEXT.test(text)) throw new Refused('broken_format', 'the header holds control characters', { line });
    this.header = { collected, made, account: account.replace(/^0+(?=.)/, '') };
  }

  private startLot(text: string, line: number): void {
    if (this.lot !== null)
      throw new Refused('broken_format', `lot ${this.lot.number} has no control (08) before the next lot`, { line });
    this.lot = { ...counted(), number: text.slice(15, 19), service: text.slice(2, 15).trim() };
  }

  private payment(text: string, line: number): void {
    const { lot, header } = this;
    if (lot === null || header === null)
      throw new Refused('broken_format', 'a payment (06) stands outside any lot (05)', { line });
    lot.count += 1;
    const { rows, constants } = this.reading;
    // Positions 3 to 94 hold what identifies and values the payment; only what follows may be cut off.
    if (text.length < 64 || FORBIDDEN_TEXT.test(text)) {
      lot.sum.miss();
      rows.reject({ code: text.length < 64 ? 'bad_record' : 'bad_encoding', field: '' }, line, text, [
        referenceOf(text),
      ]);
      return;
    }
    const texts = paymentTexts(text, lot.service);
    lot.sum.add(texts['amount'] ?? '');
    const row: Texts = { ...constants, ...texts, booked_on: header.collected, account: header.account };
    const cause = text.slice(94, 97).trim();
    // A cause of return says that the money may have gone back: nobody can say which way it counts.
    if (/^0*$/.test(cause)) rows.add(row, false, line, { raw: () => text });
    else rows.reject({ code: 'unmapped_value', field: 'direction' }, line, text, [referenceOf(text)]);
  }

  private endLot(text: string, line: number): void {
    const { lot } = this;
    if (lot === null) throw new Refused('broken_format', 'a lot control (08) stands outside any lot', { line });
    const number = text.slice(29, 33);
    if (number.trim() !== '' && number !== lot.number)
      throw new Refused('broken_format', `the control of lot ${number} stands at the end of lot ${lot.number}`, {
        line,
      });
    checkControl(text, `lot ${lot.number}`, lot, line);
    this.all.count += lot.count;
    this.all.sum.addAmount(lot.sum.total());
    for (let missed = 0; missed < lot.sum.missed; missed += 1) this.all.sum.miss();
    this.lots += 1;
    this.lot = null;
  }

  private endFile(text: string, line: number): void {
    if (this.lot !== null)
      throw new Refused('broken_format', `lot ${this.lot.number} has no control (08) before the file's`, { line });
    checkControl(text, 'the file', this.all, line);
    this.ended = true;
  }
}

function counted(): Counted {
  return { count: 0, sum: printedSum(profile.amounts) };
}

/** Number of payments and their value, of a lot (08) or of the file (09). */
function checkControl(text: string, name: string, own: Counted, line: number): void {
  const [count, value] = [text.slice(2, 11), text.slice(11, 29)];
  const stated = /^\d{18}$/.test(value) ? readAmount(value, profile.amounts) : null;
  if (!/^\d{9}$/.test(count) || stated === null)
    throw new Refused('does_not_foot', `the control of ${name} is no number and value`, { line });
  if (Number(count) !== own.count)
    throw new Refused(
      'does_not_foot',
      `the control of ${name} counts ${String(Number(count))} payments, it has ${String(own.count)}`,
      {
        line,
      },
    );
  if (own.sum.missed === 0 && !sameAmount(stated, own.sum.total()))
    throw new Refused('does_not_foot', `the control of ${name}: ${compared('value', stated, own.sum.total())}`, {
      line,
    });
}

/**
 * A reference of digits fills its 48 positions with zeros on the left: they cannot be told from zeros of its own and
 * are left away. The bank's sequence number joins the description: with it two equal payments are two.
 */
function paymentTexts(text: string, service: string): Texts {
  const reference = referenceOf(text);
  const value = text.slice(50, 64);
  const [means, branch, sequence] = [text.slice(66, 68), text.slice(83, 87), text.slice(87, 94)].map((part) =>
    part.trim(),
  );
  return {
    reference: /^0*$/.test(reference) ? '' : reference.replace(/^0+/, ''),
    amount: /^\d{14}$/.test(value) ? value : `not ${value}`,
    description: [
      'RECAUDO',
      `servicio-${service}`,
      `medio-${means ?? ''}`,
      `sucursal-${branch ?? ''}`,
      `secuencia-${sequence ?? ''}`,
    ].join(' '),
  };
}

function referenceOf(text: string): string {
  return text.slice(2, 50).trim();
}

function isoDate(text: string): string {
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
}
