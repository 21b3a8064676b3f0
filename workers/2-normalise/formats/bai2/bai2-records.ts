import { beginningOf, Refused } from '../../refused.ts';

/** A logical record: a physical line and the 88 lines that continue it. */
export interface Bai2Record {
  readonly code: string;
  /** 1-based line of the first. */
  readonly line: number;
  /** Physical lines: the trailers count them. */
  lines: number;
  readonly fields: string[];
  readonly raw: string[];
}

const CODES = /^(01|02|03|16|49|88|98|99)$/;
/** From this field on a 16 record is free text, which may hold any comma. */
const TEXT_MARK = '/';

/** Puts lines together into records and hands each over when the next one begins. */
export class Bai2Lines {
  private record: Bai2Record | null = null;
  /** The line before ended with `/`: what continues it begins a field. */
  private closed = true;
  private readonly onRecord: (record: Bai2Record) => void;

  constructor(onRecord: (record: Bai2Record) => void) {
    this.onRecord = onRecord;
  }

  take(text: string, line: number): void {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const code = trimmed.slice(0, 2);
    if (!CODES.test(code) || (trimmed.length > 2 && trimmed.charAt(2) !== ','))
      throw new Refused('broken_format', `the line begins with no BAI2 record code: ${beginningOf(trimmed, 20)}`, {
        line,
      });
    const closed = trimmed.endsWith(TEXT_MARK);
    const body = closed ? trimmed.slice(3, -1) : trimmed.slice(3);
    if (code === '88') this.continue(body, line, trimmed);
    else this.start({ code, line, lines: 1, fields: body.split(','), raw: [trimmed] });
    this.closed = closed;
  }

  end(): void {
    if (this.record !== null) this.onRecord(this.record);
    this.record = null;
  }

  private start(record: Bai2Record): void {
    this.end();
    this.record = record;
    // Anything behind the `/` of a record without text is another record on its line.
    if (record.code !== '16' && record.fields.some((field) => field.includes(TEXT_MARK)))
      throw new Refused('broken_format', 'two records stand on one line', { line: record.line });
  }

  private continue(body: string, line: number, raw: string): void {
    const { record } = this;
    if (record === null) throw new Refused('broken_format', 'a continuation (88) follows no record', { line });
    record.lines += 1;
    record.raw.push(raw);
    const fields = body.split(',');
    if (!this.closed && record.code === '16') {
      // A text that no `/` ended goes on.
      const last = record.fields.pop() ?? '';
      fields[0] = `${last.trimEnd()} ${fields[0] ?? ''}`;
    }
    record.fields.push(...fields);
  }
}

/** Where a funds type ends: the index behind it and behind the fields that it brings along; null where it is none. */
export function behindFundsType(fields: readonly string[], at: number): number | null {
  switch (fields[at] ?? '') {
    case '':
    case '0':
    case '1':
    case '2':
    case 'Z':
      return at + 1;
    case 'S':
      return at + 4;
    case 'V':
      return at + 3;
    case 'D': {
      const pairs = fields[at + 1] ?? '';
      return /^\d{1,3}$/.test(pairs) ? at + 2 + 2 * Number(pairs) : null;
    }
    default:
      return null;
  }
}
