import type { RunKey } from '../../schemas/outcome/run.ts';

/** One message as every channel brings it: plain text, no secret, no personal data. */
export interface Message {
  /** What a receiver knows a repeat by. */
  readonly key: string;
  readonly kind: 'digest' | 'action' | 'backup' | 'reminder';
  readonly tenant: string;
  readonly run: RunKey;
  readonly title: string;
  /** Each one line or a few; an empty line stands between two. */
  readonly paragraphs: readonly string[];
  /** For programs: what the message says, in fields. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

/** The text under the title. */
export function bodyOf({ paragraphs }: Pick<Message, 'paragraphs'>): string {
  return paragraphs.join('\n\n');
}

/** Cuts a text to so many bytes of UTF-8 between two characters, with a mark where something is left out. */
export function cutToBytes(text: string, bytesMax: number): string {
  const mark = '…';
  if (Buffer.byteLength(text) <= bytesMax) return text;
  let bytes = Buffer.byteLength(mark);
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    cut += character;
  }
  return `${cut}${mark}`;
}
