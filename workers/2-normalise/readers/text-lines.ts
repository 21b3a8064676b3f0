import { Refused } from '../refused.ts';

/** Longer than any line of a statement; a bound on what a file without line ends can cost. */
const LINE_BYTES_MAX = 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * Hands the lines of a text to `onLine`, from chunks of valid UTF-8, without their ends (LF, CRLF, and CRs before
 * them), numbered from 1. Each line is a string of its own: one that is kept pins no chunk. Returns how many lines
 * there were. Throws `Refused` (`too_large`) for a line that no statement has.
 */
export async function readLines(
  chunks: AsyncIterable<Buffer>,
  onLine: (text: string, line: number) => void,
): Promise<number> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  const give = (bytes: Buffer): void => {
    line += 1;
    onLine(bytes.toString('utf8').replace(/\r+$/, ''), line);
  };
  for await (const chunk of withLineFeeds(chunks)) {
    const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = buffer.indexOf(LINE_FEED); end >= 0; end = buffer.indexOf(LINE_FEED, from)) {
      give(buffer.subarray(from, end));
      from = end + 1;
    }
    rest = buffer.subarray(from);
    if (rest.length > LINE_BYTES_MAX)
      throw new Refused('too_large', `a line is longer than ${String(LINE_BYTES_MAX)} bytes`, { line: line + 1 });
  }
  if (rest.length > 0) give(rest);
  return line;
}

const CARRIAGE_RETURN = 0x0d;

/**
 * The same chunks; of a file whose lines end in CR alone (old programs of Apple, some cash registers) with line feeds
 * in their place. Its first chunk tells: it has a CR before its last byte and no line feed at all.
 */
export async function* withLineFeeds(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isCarriageReturn: boolean | null = null;
  for await (const chunk of chunks) {
    if (isCarriageReturn === null) {
      const first = chunk.indexOf(CARRIAGE_RETURN);
      isCarriageReturn =
        first >= 0 && !chunk.includes(LINE_FEED) && (first < chunk.length - 1 || chunk.length < LINE_BYTES_MAX / 8);
    }
    yield isCarriageReturn ? Buffer.from(chunk.map((byte) => (byte === CARRIAGE_RETURN ? LINE_FEED : byte))) : chunk;
  }
}
