import { replaced, testBrokenFiles, twiceLine, withoutLine } from '../../scripts/testing/broken-files.ts';

testBrokenFiles({
  profile: 'dlocal-settlement',
  fixture: 'dlocal-settlement/cop.csv',
  totals: true,
  cases: [
    {
      name: 'without its first header block',
      change: (text) => text.split('\n').slice(2).join('\n'),
      is: 'wrong_header',
      line: 1,
    },
    { name: 'a row less', change: withoutLine(5), is: 'does_not_foot' },
    { name: 'a row twice', change: twiceLine(5), is: 'does_not_foot' },
    { name: 'delimited by something else', change: (text) => text.replaceAll(',', ';'), is: 'wrong_header' },
    { name: '30 February', change: replaced(/(,2026-06-\d\d [\d:]+,)2026-06-\d\d /, '$12026-02-30 '), is: 'bad_date' },
    { name: 'a quote that never closes', change: (text) => `${text}"`, is: 'broken_format' },
  ],
});

testBrokenFiles({
  profile: 'wompi-disbursement',
  fixture: 'wompi-disbursement/day.csv',
  totals: false,
  cases: [
    { name: 'a header twice', change: twiceLine(1), is: 'broken_format', line: 2 },
    { name: 'a cell too many', change: replaced('\n', '\n,'), is: 'wrong_column_count', line: 2 },
    { name: 'an amount with thousands', change: replaced('100000', '100.000.00'), is: 'bad_amount' },
  ],
});
