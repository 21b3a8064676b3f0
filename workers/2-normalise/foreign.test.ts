import { describe, expect, it } from 'vitest';
import type { BuiltInProfileName } from '../../schemas/lines/profile.ts';
import { fixture, read, refused } from './fixture-reading.ts';
import { PLAIN_CSV } from './formats/inline.ts';

const QIF = '!Type:Bank\nD01/07/2026\nT-50,000.00\nPWOMPI\n^\n';
const INVESTMENTS =
  'OFXHEADER:100\n\n<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>USD<INVTRANLIST><INVBANKTRAN><STMTTRN><TRNAMT>1</STMTTRN></INVBANKTRAN></INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>';
const CAMT_052 =
  '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.02"><BkToCstmrAcctRpt><Rpt><Id>1</Id></Rpt></BkToCstmrAcctRpt></Document>';
const MT942 =
  ':20:X\n:25:111\n:28C:1\n:34F:COPD0,\n:13D:2607011200-0500\n:61:2607010701C300,NTRFNONREF\n:90C:1COP300,\n-\n';

const COLUMNS = { booked_on: 'date', amount: 'amount', currency: 'currency' } as const;
const CSV = {
  inline: {
    ...PLAIN_CSV,
    dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
    columns: COLUMNS,
  },
} as const;

const PROFILES = [
  'camt.053',
  'mt940',
  'ofx',
  'bai2',
  'mercadopago-release',
  'stripe-payout-reconciliation',
  'wx-xml',
] as const;

const FOREIGN = [
  ['QIF', QIF, 'MT940'],
  ['investments', INVESTMENTS, 'bank account'],
  ['camt.052', CAMT_052, 'camt.053'],
  ['MT942', MT942, 'MT940'],
  ['PDF', '%PDF-1.7\n1 0 obj\n', 'CSV'],
  ['old kind (.xls)', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600, 0xe1)]), '.xlsx or CSV'],
  ['zip', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(60, 0xe1)]), 'unpack: zip'],
  ['gzip', Buffer.from('1f8b0800000000000003', 'hex'), 'unpack: gz'],
  ['table in a web page', '<html><body><table><tr><td>1</td></tr></table></body></html>', 'save it as CSV'],
  ['web page', '<!DOCTYPE html><html><body>Log in</body></html>', 'login'],
] as const;

describe('a file of a format that nobody reads', () => {
  it.each(FOREIGN)(
    '%s is refused by its name under every profile, with what to export instead',
    async (name, text, instead) => {
      for (const profile of [...PROFILES, CSV]) {
        const { detail } = refused(await read(text, profile, typeof profile === 'string' ? {} : { leg: 'bank' }));
        expect(detail).toContain(name);
        expect(detail).toContain(instead);
        expect(detail).not.toContain('declare encoding');
      }
    },
  );

  it.each<[BuiltInProfileName, string]>([
    ['camt.053', 'camt.053/day.xml'],
    ['camt.054', 'camt.054/day.xml'],
    ['mt940', 'mt940/day.sta'],
    ['ofx', 'ofx/xml.ofx'],
    ['bai2', 'bai2/day.txt'],
  ])('%s names its own profile under another, and not under its own', async (name, file) => {
    const bytes = fixture(file);
    expect(refused(await read(bytes, CSV, { leg: 'bank' })).detail).toContain(`its profile is ${name}`);
    const cut = await read(bytes.subarray(0, bytes.length / 2), name);
    if (!cut.ok) expect(cut.problem.detail).not.toContain('its profile is');
  });

  it('that is a workbook is told so, and has the word of its own reader where one was to read it', async () => {
    const workbook = Buffer.from('PK\u0003\u0004 [Content_Types].xml', 'latin1');
    expect(refused(await read(workbook, CSV, { leg: 'bank' })).detail).toContain('declare format: xlsx');
    const inline = { ...CSV.inline, format: 'xlsx', sheet: null, decimalsMax: 2, end: null, yearFrom: null } as const;
    expect(refused(await read(workbook, { inline }, { leg: 'bank' })).detail).not.toContain('declare format');
  });

  it('is no empty day either, where the source allows one', async () => {
    expect(refused(await read(CAMT_052, 'wx-xml', { empty: 'allowed' })).detail).toContain('camt.052');
  });

  it('finds camt.052 in UTF-16 too', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(CAMT_052, 'utf16le')]);
    expect(refused(await read(bytes, 'camt.053')).detail).toContain('camt.052');
  });
});
