import { createHash, type Hash } from 'node:crypto';
import { parsePlainDate } from '../../../../schemas/values/dates.ts';
import { formatExact, negateAmount, readAmount } from '../../amounts.ts';
import { FORBIDDEN_TEXT, utf8Chunks } from '../../readers/bytes.ts';
import type { Texts } from '../../cells.ts';
import { printedSum } from '../../footing.ts';
import type { PrintedSum } from '../../footing.ts';
import { REVERSAL } from '../../interpret.ts';
import { beginningOf, Refused } from '../../refused.ts';
import { dateNotCovered, footStatements, STATEMENT_COLUMNS } from '../../statements.ts';
import type { StatedBalance, StatementTotals } from '../../statements.ts';
import { readLines } from '../../readers/text-lines.ts';
import type { BuiltInFeed, FeedReading, OwnFacts, OwnProfile } from '../feed.ts';
import { UNMAPPED } from '../inline.ts';
import { informationTexts } from './mt940-information.ts';
import { readMovement, swiftAmount, swiftDate } from './mt940-movement.ts';

/**
 * The SWIFT customer statement MT940 (and MT950, which has no :86:): messages of tagged fields, each with an opening
 * balance, movements and a closing balance, on one page or several (:62M: to :60M:). Shapes measured on public files of
 * German, Dutch, Polish and American banks: envelopes of their own, control bytes, blank lines in texts, no last line
 * end.
 */
const profile: OwnProfile = {
  ...UNMAPPED,
  format: 'own',
  amounts: { decimal: ',', thousands: '', unit: 'major' },
  dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
  columns: {},
  // RC takes a credit back: money goes out.
  direction: { credit: ['C', 'RD'], debit: ['D', 'RC'] },
};

export const MT940: BuiltInFeed = {
  leg: 'bank',
  version: 2,
  about: {
    versions: 'SWIFT MT940 and MT950, with or without envelope, on one page or several',
    footing: 'opening balance + movements = closing balance of every page, exact',
    testedOn: 'shape of public files of eight banks; invented files in `fixtures/files/`',
  },
  profile,
  // Banks outside SWIFT's own network write their national letters.
  encodings: ['utf-8', 'windows-1252'],
  derives: STATEMENT_COLUMNS,
  names: { booked_on: ':61:', amount: ':61:', value_on: ':61:', direction: ':61:' },
  own: readMt940,
  otherDate: (date, { spans }) => dateNotCovered(date, spans),
};

/** The fields of a statement message; a line that begins like any other is text. */
const TAG = /^:(20|21|25P?|28C?|13D?|60[FM]|61|62[FM]|64|65|86|34F|90[CD]|NS):/;
/** `-`, `-}{5:}`, `-XXX`: the end of a message. */
const MESSAGE_END = /^-(\}.*|XXX)?$/;
const CONTROLS_AROUND = /^[\u0001-\u0004\u001a]+|[\u0001-\u0004\u001a]+$/g;

/** One field with the lines that continue it. */
interface Field {
  readonly tag: string;
  readonly line: number;
  readonly lines: string[];
}

/** A message as far as it is read. */
interface Message {
  readonly line: number;
  account: string;
  number: string;
  opening: StatedBalance | null;
  closing: StatedBalance | null;
  /** The closing balance is of a page, not of the statement. */
  intermediate: boolean;
  entries: number;
  readonly sum: PrintedSum;
  readonly hash: Hash;
}

async function readMt940(reading: FeedReading): Promise<OwnFacts> {
  const reader = new Mt940Reader(reading);
  await readLines(utf8Chunks(reading.bytes, reading.encoding), (text, line) => {
    reader.take(text.replace(CONTROLS_AROUND, ''), line);
  });
  return reader.end();
}

class Mt940Reader {
  private readonly reading: FeedReading;
  private readonly statements: StatementTotals[] = [];
  private message: Message | null = null;
  private field: Field | null = null;
  /** A movement waits for its :86:. */
  private movement: Field | null = null;
  /** Accounts whose last page says that another follows. */
  private readonly unfinished = new Map<string, StatementTotals>();
  private unreadable = 0;

  constructor(reading: FeedReading) {
    this.reading = reading;
  }

  take(text: string, line: number): void {
    const enveloped = /^\{1:.*$/.test(text) ? this.openEnvelope(text, line) : text;
    const tag = TAG.exec(enveloped)?.[1];
    if (tag !== undefined) {
      this.endField();
      this.field = { tag, line, lines: [enveloped.slice(tag.length + 2)] };
    } else if (MESSAGE_END.test(enveloped.trimEnd()) && this.message !== null) {
      this.endMessage(line);
    } else {
      // Outside messages stand the banks' own headers; inside, a line without a tag continues its field.
      this.field?.lines.push(enveloped);
    }
  }

  end(): OwnFacts {
    this.endField();
    if (this.message !== null) this.endMessage(null);
    if (this.statements.length === 0)
      throw new Refused('broken_format', 'the file holds no MT940 message (no :20: with balances)', { line: 1 });
    const footed = footStatements('MT940', this.statements, this.unreadable);
    for (const { name, account, line } of this.unfinished.values()) {
      throw new Refused(
        'truncated',
        `${name} of ${account} ends with an intermediate balance (:62M:): its next page is missing`,
        {
          line: line ?? 1,
        },
      );
    }
    const spans = this.statements.map(({ opening, closing }) => ({
      from: opening?.on ?? '',
      to: closing?.on ?? '',
      closing: closing?.on ?? '',
    }));
    return { footed: { ...footed, provesEmpty: footed.footing.state === 'proved' }, spans };
  }

  /** The first block and the application header; what follows `{4:` is the message. */
  private openEnvelope(text: string, line: number): string {
    if (this.message !== null) this.endMessage(line);
    const type = /\{2:[IO](\d{3})/.exec(text)?.[1];
    if (type !== undefined && type !== '940' && type !== '950') {
      throw new Refused('broken_format', `the message is an MT${type}, and only MT940 and MT950 are statements`, {
        line,
      });
    }
    const start = text.indexOf('{4:');
    return start < 0 ? '' : text.slice(start + 3);
  }

  private endField(): void {
    const { field } = this;
    this.field = null;
    if (field === null) return;
    if (field.tag !== '86') this.endMovement(null);
    if (field.tag === '20') return this.startMessage(field);
    const { message } = this;
    if (message === null)
      throw new Refused('broken_format', `:${field.tag}: stands outside any message: its :20: is missing`, {
        line: field.line,
      });
    this.ofMessage(field, message);
  }

  private ofMessage(field: Field, message: Message): void {
    const text = (field.lines[0] ?? '').trim();
    switch (field.tag) {
      case '25':
      case '25P':
        if (message.account !== '')
          throw new Refused('broken_format', 'the message names two accounts', { line: field.line });
        message.account = readable(text, 'account', field.line);
        return;
      case '28':
      case '28C':
        message.number = readable(text, 'statement number', field.line);
        message.hash.update(text);
        return;
      case '60F':
      case '60M':
        if (message.opening !== null)
          throw new Refused('broken_format', 'the message has two opening balances', { line: field.line });
        message.opening = balanceOf(text, field);
        return;
      case '62F':
      case '62M':
        if (message.closing !== null)
          throw new Refused('broken_format', 'the message has two closing balances', { line: field.line });
        message.closing = balanceOf(text, field);
        message.intermediate = field.tag === '62M';
        return;
      case '61':
        if (message.opening === null || message.closing !== null)
          throw new Refused('broken_format', 'a movement stands before the opening or after the closing balance', {
            line: field.line,
          });
        this.movement = field;
        return;
      case '86':
        // Behind the closing balance it speaks of the statement.
        if (this.movement !== null) this.endMovement(field);
    }
  }

  private startMessage(field: Field): void {
    if (this.message !== null) this.endMessage(field.line);
    this.message = {
      line: field.line,
      account: '',
      number: '',
      opening: null,
      closing: null,
      intermediate: false,
      entries: 0,
      sum: printedSum(profile.amounts),
      hash: createHash('sha256'),
    };
  }

  private endMessage(line: number | null): void {
    this.endField();
    const { message } = this;
    this.message = null;
    if (message === null) return;
    const where = { line: line ?? message.line };
    const name =
      message.number === '' ? `the statement of line ${String(message.line)}` : `statement ${message.number}`;
    if (message.account === '' || message.opening === null) {
      const code = message.closing === null && line === null ? 'truncated' : 'broken_format';
      throw new Refused(
        code,
        `${name} has no ${message.account === '' ? 'account (:25:)' : 'opening balance (:60F:)'}`,
        where,
      );
    }
    if (message.closing === null)
      throw new Refused('truncated', `${name} of ${message.account} has no closing balance (:62F:)`, where);
    const { account, opening, closing, sum, entries } = message;
    const fingerprint = message.hash
      .update([formatExact(opening.amount), opening.on, closing.on].join('|'))
      .digest('hex');
    const statement: StatementTotals = {
      account,
      name,
      line: message.line,
      opening,
      closing,
      sum,
      entries,
      fingerprint,
    };
    this.statements.push(statement);
    if (message.intermediate) this.unfinished.set(account, statement);
    else this.unfinished.delete(account);
  }

  private endMovement(information: Field | null): void {
    const { movement, message } = this;
    this.movement = null;
    if (movement === null || message === null) return;
    message.entries += 1;
    const raw = (): string =>
      [
        `:61:${movement.lines.join('\n')}`,
        ...(information === null ? [] : [`:86:${information.lines.join('\n')}`]),
      ].join('\n');
    message.hash.update(raw());
    const { rows, constants } = this.reading;
    const read = readMovement(movement.lines);
    if (read === null) {
      this.unreadable += 1;
      rows.reject({ code: 'bad_record', field: '' }, movement.line, raw(), [(information?.lines ?? []).join('')]);
      return;
    }
    const texts: Texts = {
      ...constants,
      ...read,
      ...informationTexts(information?.lines ?? [], movement.lines.slice(1)),
      account: message.account,
      currency: message.opening?.currency ?? '',
      [REVERSAL]: (read['direction'] ?? '').startsWith('R') ? 'true' : '',
    };
    const forbidden = Object.entries(texts).find(([, text]) => FORBIDDEN_TEXT.test(text));
    addSigned(message.sum, texts);
    if (forbidden === undefined) rows.add(texts, false, movement.line, { raw });
    else rows.reject({ code: 'bad_encoding', field: forbidden[0] }, movement.line, raw());
  }
}

function addSigned(sum: PrintedSum, texts: Texts): void {
  const amount = readAmount(texts['amount'] ?? '', profile.amounts);
  const direction = texts['direction'] ?? '';
  if (amount === null || !/^R?[CD]$/.test(direction)) sum.miss();
  else sum.addAmount(direction === 'C' || direction === 'RD' ? amount : negateAmount(amount));
}

function readable(text: string, what: string, line: number): string {
  if (text === '' || FORBIDDEN_TEXT.test(text))
    throw new Refused('broken_format', `the ${what} of the message is no text`, { line });
  return text;
}

/** `C160229EUR1200,00`: credit or debit, date, currency, amount. */
function balanceOf(text: string, field: Field): StatedBalance {
  const match = /^([CD])(\d{6})([A-Z]{3})([\d,]+)$/.exec(text);
  const amount = match === null ? null : readAmount(swiftAmount(match[4] ?? ''), profile.amounts);
  const on = parsePlainDate(swiftDate(match?.[2] ?? ''));
  if (match === null || amount === null || on === null) {
    throw new Refused(
      'broken_format',
      `the balance :${field.tag}: is not mark, date, currency and amount: ${beginningOf(text, 40)}`,
      {
        line: field.line,
      },
    );
  }
  return { amount: match[1] === 'D' ? negateAmount(amount) : amount, currency: match[3] ?? '', on };
}
