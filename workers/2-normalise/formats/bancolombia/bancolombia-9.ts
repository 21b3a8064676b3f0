import type { CsvProfile } from '../../../../schemas/lines/profile.ts';
import type { BuiltInFeed } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';

/**
 * Bancolombia's monthly CSV: nine columns without a header, newest first, overlapping the month before; signed amounts,
 * no totals, no balance. The bank's own codes are no identity: equal rows of one day are two movements.
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  header: false,
  dates: { format: 'ddMMyyyy', zone: 'America/Bogota' },
  columns: { account: 0, booked_on: 3, amount: 5, description: 7 },
  constants: { currency: 'COP' },
};

// The encoding of real downloads is not documented: UTF-8 where the bytes are UTF-8, else windows-1252.
export const BANCOLOMBIA_9: BuiltInFeed = {
  leg: 'bank',
  version: 1,
  about: {
    versions: 'the monthly CSV of nine columns without header',
    footing: 'none, the file states no total',
    testedOn: 'shape of a public file; invented file in `fixtures/files/`',
  },
  profile,
  width: 9,
  encodings: ['utf-8', 'windows-1252'],
};
