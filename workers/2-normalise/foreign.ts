import { open } from 'node:fs/promises';
import type { BuiltInProfileName } from '../../schemas/profile.ts';

/** What a file turns out to be that its profile cannot read. */
interface Foreign {
  readonly is: (head: string) => boolean;
  /** As the refusal goes on: what it is, and what to do. */
  readonly words: string;
  /** The profile that reads it, which then has its own word on what is wrong. */
  readonly profile?: BuiltInProfileName;
}

/** Marks of formats stand in their first lines. */
const HEAD_BYTES = 64 * 1024;

/** The first that fits: reports that no profile reads before those that one does. */
const FORMATS: readonly Foreign[] = [
  {
    is: (head) => /^\s*!(Type|Account|Option)\b/i.test(head),
    words: 'this is QIF (Quicken), which states no currency and no balance: have the bank export OFX, MT940 or camt.053 instead',
  },
  {
    is: (head) => /<INVSTMT(MSGSRSV1|TRNRS|RS)>/i.test(head),
    words: 'this is an OFX statement of investments: export the statement of the bank account instead',
  },
  {
    is: (head) => /<(\w+:)?BkToCstmrAcctRpt[\s>]/.test(head),
    words:
      'this is camt.052, a report during the day whose entries may still change: export camt.053, the statement of the whole day, instead',
  },
  {
    is: (head) => /\{2:[IO]94[12]/.test(head) || (/^:34F:/m.test(head) && !/^:60[FM]:/m.test(head)),
    words: 'this is MT942 or MT941, a report during the day without opening and closing balance: export MT940, the statement, instead',
  },
  {
    is: (head) => head.startsWith('%PDF'),
    words: 'this is a PDF: export the table as CSV or a workbook instead',
  },
  {
    is: (head) => /^\s*(<!doctype html|<html[\s>])/i.test(head),
    words: 'this is a web page: the download came to a login or an error page instead of the file',
  },
  {
    is: (head) => /<(\w+:)?BkToCstmrDbtCdtNtfctn[\s>]/.test(head),
    words: 'this is camt.054, a notification: its profile is camt.054',
    profile: 'camt.054',
  },
  {
    is: (head) => /<(\w+:)?BkToCstmrStmt[\s>]/.test(head),
    words: 'this is camt.053, a statement: its profile is camt.053',
    profile: 'camt.053',
  },
  { is: (head) => /^:20:/m.test(head) && /^:60[FM]:/m.test(head), words: 'this is MT940: its profile is mt940', profile: 'mt940' },
  { is: (head) => /<OFX>/i.test(head), words: 'this is OFX: its profile is ofx', profile: 'ofx' },
  { is: (head) => /^01,[^\n]*\r?\n02,/.test(head), words: 'this is BAI2: its profile is bai2', profile: 'bai2' },
];

/**
 * What a refused file is, in words that its refusal ends with; null where nothing is known of it.
 *
 * @param asked the built-in that was to read it
 */
export async function foreignFormat(path: string, asked: BuiltInProfileName | null): Promise<string | null> {
  const head = await headOf(path);
  const found = FORMATS.find(({ is }) => is(head));
  return found === undefined || (asked !== null && found.profile === asked) ? null : found.words;
}

/** The first bytes as text: marks are ASCII, also in UTF-16 once its zeros are gone. */
async function headOf(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer
      .toString('latin1', 0, bytesRead)
      .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
      .replaceAll('\0', '');
  } finally {
    await handle.close();
  }
}
