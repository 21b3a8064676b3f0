import { replaced, testBrokenFiles, twiceLine, withoutLine } from '../../scripts/testing/broken-files.ts';

/** The statements of banks, broken. A test of each profile holds the exact place of more of them. */

testBrokenFiles({
  profile: 'mt940',
  fixture: 'mt940/day.sta',
  totals: true,
  cases: [
    { name: 'a message without its header', change: withoutLine(2), is: 'broken_format' },
    { name: 'a movement less', change: withoutLine(6), is: 'does_not_foot' },
    { name: 'a movement twice', change: twiceLine(6), is: 'does_not_foot' },
    {
      name: 'a page less',
      change: (text) =>
        text
          .split('\n')
          .filter((_, index) => index < 17 || index > 29)
          .join('\n'),
      is: 'truncated',
    },
    {
      name: 'its pages in another order',
      change: replaced(':60M:C260701COP205157,84', ':60M:C260701COP205157,85'),
      is: 'does_not_foot',
    },
    { name: 'a reversal read as none', change: replaced('RC500,', 'C500,'), is: 'does_not_foot' },
    { name: '30 February', change: replaced(':61:260701C', ':61:260230C'), is: 'bad_date', line: 23 },
    { name: 'an amount with a point', change: replaced('P2,14', 'P2.14'), is: 'bad_amount', line: 11 },
    { name: 'the day twice', change: (text) => text + text, is: 'broken_format' },
    { name: 'an account twice in a message', change: twiceLine(3), is: 'broken_format', line: 4 },
  ],
});

testBrokenFiles({
  profile: 'bai2',
  fixture: 'bai2/day.txt',
  totals: true,
  cases: [
    { name: 'a transaction less', change: withoutLine(7), is: 'does_not_foot', line: 10 },
    { name: 'a transaction twice', change: twiceLine(7), is: 'does_not_foot', line: 12 },
    { name: 'an amount changed', change: replaced('16,142,150100', '16,142,150101'), is: 'does_not_foot', line: 11 },
    { name: 'a credit read as a debit', change: replaced('16,142,', '16,442,'), is: 'does_not_foot' },
    { name: 'without its header', change: withoutLine(1), is: 'broken_format', line: 1 },
    { name: 'its header twice', change: twiceLine(1), is: 'broken_format', line: 2 },
    { name: 'without its trailer', change: withoutLine(16), is: 'truncated' },
    { name: 'an account without its trailer', change: withoutLine(11), is: 'broken_format', line: 11 },
    { name: '30 February', change: replaced('V,260702', 'V,260230'), is: 'bad_date', line: 7 },
    { name: 'the file twice', change: (text) => `${text}${text}`, is: 'broken_format', line: 17 },
    { name: 'a text among the records', change: replaced('\n16,', '\nhello\n16,'), is: 'broken_format', line: 5 },
  ],
});

testBrokenFiles({
  profile: 'ofx',
  fixture: 'ofx/xml.ofx',
  totals: true,
  cases: [
    { name: 'a transaction without its end', change: withoutLine(22), is: 'broken_format', line: 22 },
    { name: 'a transaction without its beginning', change: withoutLine(14), is: 'broken_format', line: 21 },
    { name: 'without its beginning', change: withoutLine(3), is: 'broken_format', line: 4 },
    { name: 'without its end', change: replaced('</OFX>', ''), is: 'truncated' },
    { name: 'the document twice', change: (text) => text + text, is: 'broken_format' },
    { name: '30 February', change: replaced('20260701080000.000', '20260230'), is: 'bad_date', line: 14 },
    { name: 'an amount with thousands', change: replaced('-80830<', '-80,830.00<'), is: 'bad_amount' },
    { name: 'an amount that may be thousands', change: replaced('+201.5<', '+201.500<'), is: 'bad_amount', line: 14 },
    { name: 'a transaction without an amount', change: withoutLine(18), is: 'missing_value', line: 14 },
    { name: 'a statement without a currency', change: withoutLine(9), is: 'missing_value' },
    { name: 'an amount twice', change: twiceLine(18), is: 'broken_format', line: 19 },
    { name: 'an entity that declares itself', change: replaced('<OFX>', '<!DOCTYPE a><OFX>'), is: 'doctype_refused' },
  ],
});

testBrokenFiles({
  profile: 'asobancaria-2001',
  fixture: 'asobancaria-2001/day.txt',
  totals: true,
  cases: [
    { name: 'a payment less', change: withoutLine(4), is: 'does_not_foot', line: 5 },
    { name: 'a payment twice', change: twiceLine(4), is: 'does_not_foot', line: 7 },
    {
      name: 'a lot less',
      change: (text) =>
        text
          .split('\r\n')
          .filter((_, index) => index < 6 || index > 8)
          .join('\r\n'),
      is: 'does_not_foot',
      line: 7,
    },
    {
      name: 'a lot twice',
      change: (text) =>
        text
          .split('\r\n')
          .flatMap((line, index, all) => (index === 8 ? [line, ...all.slice(6, 9)] : [line]))
          .join('\r\n'),
      is: 'does_not_foot',
      line: 13,
    },
    { name: 'without its header', change: withoutLine(1), is: 'broken_format', line: 1 },
    { name: 'its header twice', change: twiceLine(1), is: 'broken_format', line: 2 },
    { name: 'without its control', change: withoutLine(10), is: 'truncated' },
    { name: 'a record glued to the one before', change: replaced('\r\n08', '08'), is: 'broken_format' },
    {
      name: 'a value shifted by a position',
      change: replaced('00000015000000', '0000015000000'),
      is: 'does_not_foot',
      line: 6,
    },
    { name: '30 February', change: replaced('20260701', '20260230'), is: 'broken_format', line: 1 },
    { name: 'the file twice', change: (text) => `${text}\r\n${text}`, is: 'broken_format', line: 11 },
    {
      name: 'a value in another digit',
      change: replaced('00000001234567', '00000001234568'),
      is: 'does_not_foot',
      line: 6,
    },
  ],
});

testBrokenFiles({
  profile: 'camt.053',
  fixture: 'camt.053/day.xml',
  totals: true,
  cases: [
    { name: 'an entry less', change: replaced(/<Ntry>[\s\S]*?<\/Ntry>/, ''), is: 'does_not_foot' },
    { name: 'an entry twice', change: replaced(/(<Ntry>[\s\S]*?<\/Ntry>)/, '$1$1'), is: 'does_not_foot' },
    { name: 'an amount changed', change: replaced('204659.98', '204659.97'), is: 'does_not_foot' },
    { name: 'a pending entry booked', change: replaced('PDNG', 'BOOK'), is: 'does_not_foot' },
    {
      name: 'a credit turned',
      change: replaced('CRDT</CdtDbtInd><Sts><Cd>BOOK', 'DBIT</CdtDbtInd><Sts><Cd>BOOK'),
      is: 'does_not_foot',
    },
    {
      name: 'an entry without direction',
      change: replaced('<CdtDbtInd>DBIT</CdtDbtInd><Rvsl', '<Rvsl'),
      is: 'unmapped_value',
    },
    { name: 'an entry without an amount', change: replaced('<Amt Ccy="COP">201.00</Amt>', ''), is: 'missing_value' },
    { name: 'an amount with a comma', change: replaced('>201.00<', '>201,00<'), is: 'bad_amount' },
    { name: '30 February', change: replaced('<BookgDt><Dt>2026-07-01', '<BookgDt><Dt>2026-02-30'), is: 'bad_date' },
    { name: 'a tag that nothing closes', change: replaced('</Ntry>', ''), is: 'broken_format' },
    { name: 'the document twice', change: (text) => text + text.slice(text.indexOf('<Document')), is: 'broken_format' },
    {
      name: 'types of its own',
      change: replaced('<Document', '<!DOCTYPE a [<!ENTITY b "c">]><Document'),
      is: 'doctype_refused',
    },
    { name: 'an encoding that it does not have', change: replaced('UTF-8', 'UTF-16'), is: 'wrong_encoding' },
    { name: 'an entity that nobody declares', change: replaced('&amp;', '&fee;'), is: 'bad_encoding' },
  ],
});

testBrokenFiles({
  profile: 'camt.054',
  fixture: 'camt.054/day.xml',
  totals: true,
  cases: [
    { name: 'an entry less', change: replaced(/<Ntry>[\s\S]*?<\/Ntry>/, ''), is: 'does_not_foot' },
    { name: 'an entry twice', change: replaced(/(<Ntry>[\s\S]*?<\/Ntry>)/, '$1$1'), is: 'does_not_foot' },
    { name: 'an amount changed', change: replaced('204659.98', '204659.97'), is: 'does_not_foot' },
    { name: 'a pending entry booked', change: replaced('PDNG', 'BOOK'), is: 'does_not_foot' },
    {
      name: 'a credit turned',
      change: replaced('CRDT</CdtDbtInd><Sts><Cd>BOOK', 'DBIT</CdtDbtInd><Sts><Cd>BOOK'),
      is: 'does_not_foot',
    },
    {
      name: 'an entry without direction',
      change: replaced('<CdtDbtInd>DBIT</CdtDbtInd><Rvsl', '<Rvsl'),
      is: 'unmapped_value',
    },
    { name: 'an entry without an amount', change: replaced('<Amt Ccy="COP">201.00</Amt>', ''), is: 'missing_value' },
    { name: 'an amount with a comma', change: replaced('>201.00<', '>201,00<'), is: 'bad_amount' },
    { name: '30 February', change: replaced('<BookgDt><Dt>2026-07-01', '<BookgDt><Dt>2026-02-30'), is: 'bad_date' },
    { name: 'a tag that nothing closes', change: replaced('</Ntry>', ''), is: 'broken_format' },
    { name: 'the document twice', change: (text) => text + text.slice(text.indexOf('<Document')), is: 'broken_format' },
    {
      name: 'types of its own',
      change: replaced('<Document', '<!DOCTYPE a [<!ENTITY b "c">]><Document'),
      is: 'doctype_refused',
    },
    { name: 'an encoding that it does not have', change: replaced('UTF-8', 'UTF-16'), is: 'wrong_encoding' },
    { name: 'an entity that nobody declares', change: replaced('&amp;', '&fee;'), is: 'bad_encoding' },
  ],
});
