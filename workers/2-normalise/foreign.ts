import type { Bytes } from '../../schemas/ports/archive.ts';
import type { BuiltInProfileName } from '../../schemas/lines/profile.ts';

/** What a file turns out to be that its profile cannot read. */
interface Foreign {
  readonly is: (head: string) => boolean;
  /** As the refusal goes on: what it is, and what to do. */
  readonly words: string;
  /** The profile that reads it, which then has its own word on what is wrong. */
  readonly profile?: BuiltInProfileName;
  /** It is no text at all: what stands in its bytes says nothing of an encoding. */
  readonly isBinary?: true;
  /** A reader of workbooks has its own word on it. */
  readonly isWorkbook?: true;
}

/** Marks of formats stand in their first lines. */
const HEAD_BYTES = 64 * 1024;

/** The first that fits: reports that no profile reads before those that one does. */
const FORMATS: readonly Foreign[] = [
  {
    is: (head) => /^\s*!(Type|Account|Option)\b/i.test(head),
    words:
      'this is QIF (Quicken), which states no currency and no balance: have the bank export OFX, MT940 or camt.053 instead',
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
    words:
      'this is MT942 or MT941, a report during the day without opening and closing balance: export MT940, the statement, instead',
  },
  {
    is: (head) => head.startsWith('%PDF'),
    words: 'this is a PDF: export the table as CSV or a workbook instead',
    isBinary: true,
  },
  {
    is: (head) => head.startsWith('\xd0\xcf\x11\xe0'),
    words: 'this is a workbook of the old kind (.xls): save it as .xlsx or CSV instead',
    isBinary: true,
  },
  {
    is: (head) => head.startsWith('PK\x03\x04') && /\[Content_Types\]\.xml|xl\/workbook/.test(head),
    words: 'this is a workbook (.xlsx): declare format: xlsx, or save it as CSV',
    isBinary: true,
    isWorkbook: true,
  },
  {
    is: (head) => head.startsWith('PK\x03\x04'),
    words: 'this is a zip archive: declare unpack: zip under from',
    isBinary: true,
    isWorkbook: true,
  },
  {
    is: (head) => head.startsWith('\x1f\x8b'),
    words: 'this is a gzip archive: declare unpack: gz under from',
    isBinary: true,
  },
  {
    is: (head) =>
      /^\s*(<!doctype html|<html[\s>]|<table[\s>])/i.test(head) &&
      /<td[\s>]/i.test(head) &&
      !/<(form|input)[\s>]/i.test(head),
    words:
      'this is a table in a web page, as some banks name .xls: open it in a spreadsheet and save it as CSV or .xlsx instead',
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
  {
    is: (head) => /^:20:/m.test(head) && /^:60[FM]:/m.test(head),
    words: 'this is MT940: its profile is mt940',
    profile: 'mt940',
  },
  { is: (head) => /<OFX>/i.test(head), words: 'this is OFX: its profile is ofx', profile: 'ofx' },
  { is: (head) => /^01,[^\n]*\r?\n02,/.test(head), words: 'this is BAI2: its profile is bai2', profile: 'bai2' },
];

/** What a refused file turns out to be. */
export interface ForeignWords {
  /** The words that its refusal ends with. */
  readonly words: string;
  readonly isBinary: boolean;
}

/**
 * What a refused file is; null where nothing is known of it.
 *
 * @param asked the built-in that was to read it
 * @param asWorkbook it was to be read as a workbook
 */
export async function foreignFormat(
  bytes: Bytes,
  asked: BuiltInProfileName | null,
  asWorkbook: boolean,
): Promise<ForeignWords | null> {
  const head = await headOf(bytes);
  const found = FORMATS.find(({ is }) => is(head));
  if (found === undefined || (asked !== null && found.profile === asked) || (asWorkbook && found.isWorkbook === true))
    return null;
  return { words: found.words, isBinary: found.isBinary === true };
}

/** The first bytes as text: marks are ASCII, also in UTF-16 once its zeros are gone. */
async function headOf(bytes: Bytes): Promise<string> {
  const head = await bytes.read(0, HEAD_BYTES);
  return head
    .toString('latin1')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '');
}
