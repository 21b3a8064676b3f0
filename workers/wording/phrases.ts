import type { Minor } from '../../schemas/values/money.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { amountFact, flagFact, listFact, numberFact, textFact } from '../../schemas/outcome/facts.ts';
import {
  formatAmount,
  formatCount,
  formatDecimal,
  formatList,
  given,
  inBrackets,
  printable,
  type Language,
} from './format.ts';
import { wordFor } from './kind-wording.ts';
import { readerCell, readerSentence } from './reader-words.ts';
import { comparedNet, fileNameOf, sizeOf } from './subject.ts';
import { WORDS } from './words.ts';

/** What one language puts around the values of the parts that several kinds share. Values come as they are printed. */
export interface PhraseWords {
  /** Between the parts of a list of values. */
  readonly between: string;
  /** A value within words. */
  readonly within: (text: string) => string;
  readonly quoted: (text: string) => string;
  /** An amount after what has it. */
  readonly of: (amount: string) => string;
  readonly legs: Readonly<Record<'order' | 'provider' | 'net' | 'bank' | 'difference', string>>;
  readonly refunds: Readonly<Record<'provider' | 'erp' | 'chargedBack' | 'paid', string>>;
  readonly ofDay: (date: string) => string;
  readonly bookedOn: (date: string) => string;
  /** Each file comes with the sum of its day behind it. */
  readonly daysDiffer: (account: string, day: string, file: string, other: string) => string;
  readonly withoutRoom: (file: string, amount: string, day: string, other: string) => string;
  readonly netsChanged: (nets: string) => string;
  readonly netStays: (net: string) => string;
  readonly netChanged: (former: string, newer: string) => string;
  readonly netDelta: (delta: string) => string;
  /** `column` and `text` are '' where nobody knows them. */
  readonly unreadableRow: (line: string, why: string, column: string, text: string) => string;
  readonly unreadable: (rows: string, all: string, first: readonly string[], amounts: string) => string;
  readonly readableAmounts: (amounts: string) => string;
  readonly line: (number: string) => string;
  readonly byte: (number: string) => string;
  /** In front of what the reader says, and of a sentence that is no reader's. */
  readonly dash: string;
  readonly readerSays: string;
  readonly formerStands: string;
  readonly column: string;
  readonly declare: (what: string) => string;
  /** The columns in which two versions of a line can differ; another one by its own name. */
  readonly fields: Readonly<Record<string, string>>;
  readonly thenOther: (field: string, former: string, newer: string) => string;
}

type Part = (finding: Finding) => string;

/** Refusals whose words say all that the reader's sentence says. */
const TOLD_IN_WORDS = ['mostly_unreadable', 'wrong_signs', 'card_number'];

/**
 * The parts of sentences that several kinds share, in one language: puts the values of a finding between its words.
 * Each value is told only where it is known.
 */
export class Phrases {
  constructor(
    private readonly language: Language,
    private readonly words: PhraseWords,
  ) {}

  readonly money = (f: Finding, amount: Minor): string => formatAmount(this.language, amount, f.currency);
  readonly count = (n: number): string => formatCount(this.language, n);
  readonly list = (items: readonly string[]): string => formatList(this.language, items);
  readonly of = (f: Finding, amount: Minor | null): string =>
    given(sizeOf(amount), (size) => this.words.of(this.money(f, size)));
  readonly order: Part = (f) => given(f.merchantReference, (reference) => this.words.within(printable(reference)));
  readonly file: Part = (f) => given(fileNameOf(f), this.words.within);

  /** Two statements that both foot and tell one day differently. */
  readonly daysDiffer: Part = (f) => {
    const [sum, otherSum] = [amountFact(f, 'dayMinor'), amountFact(f, 'otherDayMinor')].map((amount) =>
      given(amount, (of) => inBrackets(this.language, this.money(f, of))),
    );
    const day = given(textFact(f, 'bookedOn'), (date) => this.words.ofDay(printable(date)));
    const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
    const account = printable(textFact(f, 'account') ?? '');
    return this.words.daysDiffer(account, day, `${this.file(f)}${sum ?? ''}`, `${other}${otherSum ?? ''}`);
  };

  /** A movement that another file tells and a statement that foots does not. */
  readonly withoutRoom: Part = (f) => {
    const day = given(textFact(f, 'bookedOn'), (date) => this.words.bookedOn(printable(date)));
    const other = given(textFact(f, 'otherFileName'), (name) => this.words.within(printable(name)));
    return this.words.withoutRoom(this.file(f), this.of(f, f.bankAmount), day, other);
  };

  /** Every leg's value that is known, side by side. */
  readonly values: Part = (f) => {
    const { order, provider, net, bank, difference } = this.words.legs;
    return this.known(f, [
      [order, f.orderAmount],
      [provider, f.settlementGross],
      [net, comparedNet(f)],
      [bank, f.bankAmount],
      [difference, f.difference],
    ]);
  };

  /** What the ERP and the provider refunded, against the payment; the legs' values where the facts are not given. */
  readonly refunds: Part = (f) => {
    const { provider, erp, chargedBack, paid } = this.words.refunds;
    const sums = this.known(f, [
      [provider, amountFact(f, 'providerRefundedMinor')],
      [erp, amountFact(f, 'erpRefundedMinor')],
      [chargedBack, amountFact(f, 'chargedBackMinor')],
      [paid, amountFact(f, 'paidMinor')],
    ]);
    return sums || this.values(f);
  };

  private known(f: Finding, parts: readonly (readonly [label: string, amount: Minor | null])[]): string {
    return parts
      .flatMap(([label, amount]) => (amount === null ? [] : [`${label} ${this.money(f, amount)}`]))
      .join(this.words.between);
  }

  /** The net of both versions of a revised file. */
  readonly revisedNet: Part = (f) => {
    const several = listFact(f, 'netsChanged');
    const [former, newer] = [amountFact(f, 'formerNetMinor'), amountFact(f, 'newerNetMinor')];
    const delta = given(amountFact(f, 'netDeltaMinor'), (amount) => this.words.netDelta(this.money(f, amount)));
    const { clause } = WORDS[this.language].marks;
    if (several.length > 0) return `${clause}${this.words.netsChanged(this.list(several))}`;
    if (former === null || newer === null) return '';
    if (former === newer) return `${clause}${this.words.netStays(this.money(f, newer))}`;
    return `${clause}${this.words.netChanged(this.money(f, former), this.money(f, newer))}${delta}`;
  };

  /** Why a file is refused, and where. */
  readonly problemOf: Part = (f) => {
    const { words, language, count } = this;
    const { marks, refusals } = WORDS[language];
    const place = [
      given(numberFact(f, 'problemLine'), (line) => words.line(count(line))),
      given(numberFact(f, 'problemByte'), (byte) => words.byte(count(byte))),
    ].filter((part) => part !== '');
    const code = textFact(f, 'problemCode');
    const why = given(code, (text) => `${marks.colon}${wordFor(refusals, text)}`);
    const isReported = TOLD_IN_WORDS.includes(code ?? '');
    const detail = given(textFact(f, 'problemDetail'), (text) => {
      const said = readerSentence(language, text) ?? `${words.readerSays}${printable(text).replace(/\.$/, '')}`;
      return isReported ? '' : `${words.dash}${said}`;
    });
    return `${why}${inBrackets(language, place.join(words.between))}${detail}${this.unreadableOf(f)}`;
  };

  /** A file that is refused for its rows: how many, the first of them, and what could be read. */
  private unreadableOf(f: Finding): string {
    const { words, language } = this;
    const [rows, all] = [numberFact(f, 'unreadableRows'), numberFact(f, 'unreadableOf')];
    const first = listFact(f, 'unreadableFirst').map((one) => {
      const [line = '', code = '', column = '', text = ''] = one.split('\t');
      const why = wordFor(WORDS[language].rejects, code);
      return words.unreadableRow(line, why, printable(column), text && readerCell(language, text));
    });
    const amounts = listFact(f, 'unreadableAmounts');
    if (rows === null || all === null) return '';
    const readable = amounts.length === 0 ? '' : words.readableAmounts(this.list(amounts));
    return words.unreadable(this.count(rows), this.count(all), first, readable);
  }

  /** A refused delivery takes nothing back of what was accepted before. */
  readonly standsOf: Part = (f) =>
    flagFact(f, 'formerStands') ? `${this.words.between}${this.words.formerStands}` : '';

  /** What the file calls the column, its text, and why it is none or what to declare. */
  readonly cellOf: Part = (f) => {
    const { words, language } = this;
    const { marks, rejectHints } = WORDS[language];
    const column = given(textFact(f, 'rejectColumn'), (name) => `${words.between}${words.column} ${printable(name)}`);
    const text = given(
      textFact(f, 'rejectText'),
      (cell) => `${marks.colon}${words.quoted(readerCell(language, cell))}`,
    );
    const hint = given(
      textFact(f, 'rejectHint'),
      (why) => `${marks.clause}${why.startsWith('amounts: ') ? words.declare(why) : wordFor(rejectHints, why)}`,
    );
    return `${column}${text}${hint}`;
  };

  /** In which columns two versions of a line differ. */
  readonly conflictOf: Part = (f) => {
    const [formers, newers] = [listFact(f, 'formerValues'), listFact(f, 'newerValues')];
    const fields = listFact(f, 'conflictFields').map((field, index) => {
      const [former, newer, name] = [formers[index], newers[index], wordFor(this.words.fields, field)];
      return former === undefined || newer === undefined
        ? name
        : this.words.thenOther(name, formatDecimal(this.language, former), formatDecimal(this.language, newer));
    });
    return fields.length > 0 ? this.list(fields) : this.values(f);
  };
}
