import { fileTypeFromBuffer } from 'file-type';
import { FILE_BYTES_MAX, FILE_NAME_LENGTH_MAX, type AttachedFile } from '../../schemas/outcome/work.ts';
import type { Context } from '../../schemas/ports/context.ts';

/** Files that people attach to a discrepancy: what they may be, by their bytes and not by their names. */

/** What a finance team sends and gets: letters, scans, photos, sheets, mails. Nothing that runs, no archive. */
const TYPES: ReadonlySet<string> = new Set([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/tiff',
  'image/heic',
  'image/heif',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.text',
]);
const TEXT = 'text/plain';
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/**
 * The media type that bytes have: by their signature, or text where no byte of them is one that no text has (a CSV, a
 * mail, a note, in whatever code page); null where it is none that is taken. Whatever a text says of itself, it is
 * handed out as plain text.
 */
export async function typeOfBytes(bytes: Uint8Array): Promise<string | null> {
  const known = await fileTypeFromBuffer(bytes);
  if (known !== undefined && TYPES.has(known.mime)) return known.mime;
  // Some texts have a signature of their own (XML, a mail with headers): they are texts all the same.
  return BINARY.test(Buffer.from(bytes).toString('latin1')) ? null : TEXT;
}

/** The name of a file without the folders that some browsers send along; null where nothing of a name is left. */
export function baseName(name: string): string | null {
  const last = (name.split(/[/\\]/).at(-1) ?? '').replaceAll(/\p{Cc}/gu, '').trim();
  return last === '' || last === '.' || last === '..' || last.length > FILE_NAME_LENGTH_MAX ? null : last;
}

/** What a file would be as an attachment; null where it is none that is taken. Nothing is kept by it. */
export async function describeFile(name: string, bytes: Uint8Array): Promise<Omit<AttachedFile, 'sha256'> | null> {
  const base = baseName(name);
  if (base === null || bytes.byteLength === 0 || bytes.byteLength > FILE_BYTES_MAX) return null;
  const type = await typeOfBytes(bytes);
  return type === null ? null : { name: base, type, bytes: bytes.byteLength };
}

/** Puts the bytes where the evidence stands, and says what they are. Throws `disk_failed`. */
export async function keepFile(
  described: Omit<AttachedFile, 'sha256'>,
  bytes: Uint8Array,
  { archive }: Pick<Context, 'archive'>,
): Promise<AttachedFile> {
  const once = async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(bytes);
  };
  const { sha256 } = await archive.put(once());
  return { sha256, ...described };
}
