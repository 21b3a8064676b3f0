import { describe, expect, it } from 'vitest';
import { FILE_REFUSALS } from '../../schemas/lines/files.ts';
import type { FileRefusal, ReadResult } from '../../schemas/lines/files.ts';
import { LANGUAGES } from '../../schemas/values/language.ts';
import type { BuiltInProfileName, Profile } from '../../schemas/lines/profile.ts';
import type { Line, Reject, RejectCode } from '../../schemas/lines/records.ts';
import { accepted, fixture, linesOf, read, rejectsOf } from '../../workers/2-normalise/fixture-reading.ts';
import type { ReadingOptions } from '../../workers/2-normalise/fixture-reading.ts';
import { readerSentence } from '../../workers/wording/reader-words.ts';

/**
 * What the tests of the formats share: a whole fixture, broken in every way that files break. A broken file is refused,
 * or its broken rows are rejects, each with a code and a place; it never throws, never takes long, and never comes out
 * as other money than the whole file holds.
 */

/** One way to break the fixture, and what must come of it. */
export interface BrokenCase {
  readonly name: string;
  /** The broken file. A replacement that finds nothing to replace fails the test. */
  readonly change: (text: string) => string | Buffer;
  /** The code of the refusal, or of (at least) one reject. */
  readonly is: FileRefusal | RejectCode;
  /** The line of the refusal or of the reject; without it, any. */
  readonly line?: number;
}

export interface BrokenFiles {
  readonly profile: BuiltInProfileName | Profile;
  /** A file that is whole, in `fixtures/files/`. */
  readonly fixture: string;
  readonly options?: ReadingOptions;
  /** The file states totals of its rows, so that a file that lost a row is refused. */
  readonly totals: boolean;
  readonly cases: readonly BrokenCase[];
}

/** Longer than any fixture takes; a pattern that runs away shows. */
const MILLISECONDS_MAX = 2000;
/** Offsets at which every fixture is cut, beside the ends of its lines. */
const CUTS = 60;

/** Registers the tests of one fixture. */
export function testBrokenFiles(broken: BrokenFiles): void {
  const bytes = fixture(broken.fixture);
  const text = bytes.toString('utf8');
  const attempt = async (file: string | Buffer): Promise<ReadResult> => {
    const start = performance.now();
    const result = await read(file, broken.profile, broken.options);
    expect(performance.now() - start).toBeLessThan(MILLISECONDS_MAX);
    expectTold(result.ok ? result.file.footing.detail : result.problem.detail);
    return result;
  };

  describe(`${broken.fixture}, broken`, () => {
    it.each(broken.cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
      const changed = one.change(text);
      expect(Buffer.from(changed).equals(bytes)).toBe(false);
      expectOutcome(await attempt(changed), one);
    });

    it('cut anywhere: refused, or a true part of itself', async () => {
      const whole = accepted(await attempt(bytes));
      for (const at of cutsOf(bytes)) {
        const result = await attempt(bytes.subarray(0, at));
        if (result.ok) expectPart(result.file.rows, whole.rows, broken.totals);
      }
    });

    it('empty or blank: refused', async () => {
      for (const nothing of ['', '\n', '\r\n\r\n', ' ', '\n\n\n\n']) expect((await attempt(nothing)).ok).toBe(false);
    });

    it('with a byte of no encoding, or in another encoding: refused, or the same money', async () => {
      const whole = accepted(await attempt(bytes));
      const foreign = [0.1, 0.5, 0.9].map((part) =>
        insert(bytes, Math.floor(bytes.length * part), Buffer.from([0xff])),
      );
      for (const file of [...foreign, Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from([0xff, 0xfe, 0xfd])]) {
        const result = await attempt(file);
        if (!result.ok) expect(result.problem.detail).not.toBe('');
        // A format of several encodings takes the byte for a letter, and the row that holds it is a reject.
        else if (rejectsOf(result.file).length === 0) expectPart(result.file.rows, whole.rows, true);
      }
    });

    it('with a control character anywhere: refused, a reject, or the same money', async () => {
      const whole = accepted(await attempt(bytes));
      for (let part = 1; part < 20; part += 1) {
        const at = text.length - Math.ceil((text.length * part) / 20);
        const result = await attempt(`${text.slice(0, at)}\u0001${text.slice(at)}`);
        if (result.ok && rejectsOf(result.file).length === 0) expectPart(result.file.rows, whole.rows, true);
      }
    });
  });
}

/** Replaces once; the text must be there, or the case tests nothing. */
export function replaced(from: string | RegExp, to: string): (text: string) => string {
  return (text) => {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
    return changed;
  };
}

/** Without one line, 1-based. */
export function withoutLine(line: number): (text: string) => string {
  return (text) =>
    text
      .split('\n')
      .filter((_, index) => index !== line - 1)
      .join('\n');
}

/** With one line twice, 1-based. */
export function twiceLine(line: number): (text: string) => string {
  return (text) =>
    text
      .split('\n')
      .flatMap((one, index) => (index === line - 1 ? [one, one] : [one]))
      .join('\n');
}

/** Line by line: changes one, 1-based. */
export function changedLine(line: number, change: (line: string) => string): (text: string) => string {
  return (text) =>
    text
      .split('\n')
      .map((one, index) => (index === line - 1 ? change(one) : one))
      .join('\n');
}

/** Whatever a reader says of a file, reports say in every language. */
function expectTold(sentence: string): void {
  for (const language of LANGUAGES)
    expect(readerSentence(language, sentence), `${language}: ${sentence}`).not.toBeNull();
}

function expectOutcome(result: ReadResult, one: BrokenCase): void {
  if ((FILE_REFUSALS as readonly string[]).includes(one.is)) {
    expect(result.ok ? `accepted, ${rejectsOf(result.file).map(rejectText).join(', ')}` : result.problem.code).toBe(
      one.is,
    );
    if (one.line !== undefined) expect(result.ok ? null : result.problem.line).toBe(one.line);
    return;
  }
  if (!result.ok) expect(`${result.problem.code}: ${result.problem.detail}`).toBe(one.is);
  const rejects = result.ok ? rejectsOf(result.file) : [];
  const wanted = rejects.filter(
    (reject) => reject.code === one.is && (one.line === undefined || reject.line === one.line),
  );
  expect(wanted.length > 0 ? one.is : rejects.map(rejectText)).toBe(one.is);
  for (const reject of rejects) {
    expect(reject.line).toBeGreaterThan(0);
    expect(reject.raw).not.toBe('');
  }
}

function rejectText(reject: Reject): string {
  return `${reject.code} of ${reject.field} in line ${String(reject.line)}`;
}

/** The lines that were read are those of the whole file, in its order: all of them, or a beginning. */
function expectPart(rows: readonly (Line | Reject)[], whole: readonly (Line | Reject)[], all: boolean): void {
  const [found, wanted] = [rows, whole].map((of) => substance(of));
  const read = found ?? [];
  expect(read).toEqual(all && !rows.some((row) => 'code' in row) ? wanted : (wanted ?? []).slice(0, read.length));
}

/** The money and the identity of the lines. Free text may hold the one character that a test changed. */
function substance(rows: readonly (Line | Reject)[]): string[] {
  return linesOf({ rows }).map((line) => {
    switch (line.leg) {
      case 'settlement':
        return JSON.stringify([
          line.type,
          line.status,
          line.gross,
          line.fee,
          line.tax,
          line.net,
          line.settledNet,
          line.currency,
          line.skip,
        ]);
      case 'order':
        return JSON.stringify([line.status, line.amount, line.refundedAmount, line.currency]);
      case 'bank':
        return JSON.stringify([line.bookedOn, line.amount, line.currency, line.skip]);
    }
  });
}

function cutsOf(bytes: Buffer): number[] {
  const spread = Array.from({ length: CUTS }, (_, index) => Math.floor((bytes.length * index) / CUTS));
  const lineEnds = [...bytes.keys()].filter((at) => bytes[at] === 0x0a).slice(0, 100);
  return [
    ...new Set([
      ...spread,
      ...lineEnds.flatMap((at) => [at, at + 1]),
      bytes.length - 1,
      bytes.length - 2,
      bytes.length - 3,
    ]),
  ]
    .filter((at) => at > 0 && at < bytes.length)
    .sort((a, b) => a - b);
}

function insert(bytes: Buffer, at: number, more: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}
