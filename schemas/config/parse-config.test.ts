import { describe, expect, it } from 'vitest';
import { accepted, BASE, changed, markedLine, parse, problemsOf } from '../../scripts/testing/config-text.ts';

describe('a complete configuration', () => {
  it('is completed with the defaults of the manual', () => {
    const config = accepted(BASE);
    expect(config).toMatchObject({
      timezone: 'America/Bogota',
      environment: 'live',
      queue: null,
      worker: { http: null },
      desk: { host: '127.0.0.1', port: 8080, url: null, oidc: null },
      schedule: { cron: '30 5 * * *', recheckDays: 35 },
      storage: {
        path: '/srv/cuadre/data/cuadre.db',
        archive: '/srv/cuadre/data/archive',
        lines: '/srv/cuadre/data/lines',
        retentionYears: 10,
        umask: 0o077,
      },
      reports: { directory: '/srv/cuadre/reports', languages: ['en', 'es', 'zh'] },
      keys: ['merchant_reference', 'cus', 'provider_id'],
      materiality: { low: 500_000, high: 100_000_000 },
    });
    expect(config.matching).toEqual({
      orderTolerance: 0,
      bankTolerance: 0,
      reportedWithinBusinessDays: 2,
      orderGraceDays: 1,
      graceBusinessDays: 3,
      refundWithinBusinessDays: 15,
      carryBusinessDays: 10,
      duplicateLookbackDays: 30,
      lookbackDays: 400,
      stalePendingHours: 48,
    });
    expect(config.sources[0]).toMatchObject({
      expected: { days: 'all', by: '04:00', empty: 'refused', from: null },
      compares: 'net',
      refunds: 'debited',
      lateAfterBusinessDays: 2,
      methods: null,
      knownAdjustments: [],
      chargebackEvidenceDays: null,
    });
  });

  it('goes on reading the name that schedule.recheckDays had before, and says so', () => {
    const parsed = parse(`${BASE}\nschedule: { lookBackDays: 7 }\n`);
    expect(parsed).toMatchObject({ ok: true, config: { schedule: { recheckDays: 7 } } });
    expect(parsed.ok && parsed.warnings).toEqual([
      'schedule.lookBackDays is called schedule.recheckDays now; the former name still works',
    ]);
    const now = parse(`${BASE}\nschedule: { recheckDays: 7 }\n`);
    expect(now.ok && now.warnings).toEqual([]);
  });

  it('keeps what YAML would read as numbers and moments exactly as written', () => {
    const config = accepted(BASE);
    expect(config.goLive).toBe('2026-06-24');
    expect(Object.keys(config.stores.list ?? {})).toEqual(['BOG01', '007']);
    const [dlocal, erp] = config.sources;
    expect(dlocal).toMatchObject({
      tariff: [
        { percent: '2.350', fixed: 40_000, vatPercent: '19', tolerance: 1, rounding: 'truncate' },
        { to: null, fixed: 0 },
      ],
    });
    expect(erp?.profile).toMatchObject({
      inline: {
        encoding: 'utf-8',
        header: true,
        amounts: { decimal: ',', thousands: '.', unit: 'major' },
        dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: 'America/Bogota' },
        status: { paid: ['paid', '200'], pending: ['waiting'] },
        type: null,
        skip: [],
        trailer: null,
      },
    });
  });

  it('reads positions, skip rules and a trailer of a file without a header', () => {
    const config = accepted(`tenant: t
sources:
  - id: b
    leg: bank
    from: { directory: /in, file: '{date:ddMMyyyy}.txt' }
    profile:
      header: false
      delimiter: "\\t"
      quote: ''
      encoding: windows-1252
      columns: { booked_on: 0, amount: 7 }
      constants: { currency: COP }
      direction: { credit: [C], debit: [D] }
      skip: [{ column: 5, equals: SALDO DIA }]
      trailer: { column: 0, equals: T, count: 1, sum: { column: 2, of: amount }, tolerance: 0.02 }
`);
    expect(config.sources[0]?.profile).toMatchObject({
      inline: {
        delimiter: '\t',
        quote: '',
        columns: { booked_on: 0, amount: 7 },
        skip: [{ column: 5, equals: ['SALDO DIA'] }],
        trailer: { column: 0, equals: 'T', count: 1, sum: { column: 2, of: 'amount' }, toleranceMinor: 2 },
      },
    });
  });

  it.each([
    ['', null],
    ['rolling: 1', 1],
    ['rolling: 31', 31],
  ])('takes how many days an export of orders tells: %j', (option, rolling) => {
    const config = accepted(BASE.replace('leg: order', `leg: order\n    ${option}`));
    expect(config.sources[1]).toMatchObject({ leg: 'order', rolling });
  });

  it('reads an XML profile', () => {
    const config = accepted(`tenant: t
sources:
  - id: x
    leg: bank
    from: { directory: /in, file: '{date:yyyyMMdd}.xml' }
    profile: { format: xml, record: report/Row, columns: { booked_on: '@date', amount: a/b, currency: a/@ccy }, dates: { format: yyyy-MM-ddTHH:mm:ssXXX, zone: UTC } }
`);
    expect(config.sources[0]?.profile).toMatchObject({
      inline: { format: 'xml', record: 'report/Row', columns: { booked_on: '@date' }, dates: { zone: 'UTC' } },
    });
  });

  it('is frozen to the last list', () => {
    const config = accepted(BASE);
    const [dlocal] = config.sources;
    expect(() => (config.calendar.closedDays as unknown[]).push('x')).toThrow(TypeError);
    expect(() => Object.assign(dlocal?.expected ?? {}, { by: '05:00' })).toThrow(TypeError);
  });

  it('takes keys from an anchor, and its own keys win', () => {
    const config = accepted(`tenant: t
sources:
  - &first
    id: a
    leg: bank
    profile: camt.053
    from: { directory: /in, file: 'a{date:yyyyMMdd}' }
  - <<: *first
    id: b
    from: { directory: /in, file: 'b{date:yyyyMMdd}' }
`);
    expect(config.sources.map((source) => [source.id, source.from.file])).toEqual([
      ['a', 'a{date:yyyyMMdd}'],
      ['b', 'b{date:yyyyMMdd}'],
    ]);
  });
});

describe('references to the environment', () => {
  it('are resolved inside values, in a flow map too', () => {
    const config = accepted(BASE.replace("./inbox, file: 'dlocal", '"${HOME_OF_FILES}/in", file: \'dlocal'), {
      REDIS_URL: 'redis://127.0.0.1:6379/1',
      HOME_OF_FILES: '/mnt/files',
    });
    expect(config.queue).toEqual({
      url: 'redis://127.0.0.1:6379/1',
      prefix: 'bull',
      backlogMax: 100_000,
      allowEviction: false,
    });
    expect(config.sources[0]?.from).toMatchObject({ directory: '/mnt/files/in' });
  });

  it('bring in text only: a value with YAML in it adds no keys', () => {
    expect(
      accepted(changed('tenant: yoga-andes', 'tenant: ${NAME}'), { NAME: 'x\nenvironment: test # {' }).tenant,
    ).toBe('x\nenvironment: test # {');
  });

  it('are a problem where the value is needed, once, and none in queue.url', () => {
    const text = changed('tenant: yoga-andes', 'tenant: ${TENANT} #!');
    expect(problemsOf(text)).toEqual([
      { path: 'tenant', line: markedLine(text), message: expect.stringContaining('TENANT') as string, accepted: [] },
    ]);
  });
});

/** [what is replaced, by what, the path of the problem, words of its message] */
type Case = readonly [from: string, to: string, path: string, words: string];

const wrongValues: readonly Case[] = [
  ['version: 1', 'version: 2 #!', 'version', '"2"'],
  ['goLive: 2026-06-24', 'goLive: 2026-02-30 #!', 'goLive', 'not a date'],
  ['goLive: 2026-06-24', 'goLive: 24/06/2026 #!', 'goLive', 'not a date'],
  ['goLive: 2026-06-24', 'timezone: America/Bogata #!', 'timezone', 'IANA'],
  ['country: CO', 'country: MX', 'calendar.country', 'unknown value "MX"'],
  ['closedDays: [2026-12-31] }', 'closedDays: [2026-12-31, 2026-13-01] } #!', 'calendar.closedDays[1]', 'not a date'],
  ['calendar: { country: CO, closedDays: [2026-12-31] }', 'calendar: [CO] #!', 'calendar', 'a list stands here'],
  ['goLive: 2026-06-24', 'schedule: { cron: "61 5 * * *" } #!', 'schedule.cron', 'five fields'],
  ['goLive: 2026-06-24', 'schedule: { cron: "30 5 * *" } #!', 'schedule.cron', 'five fields'],
  ['goLive: 2026-06-24', 'storage: { retentionYears: 0 } #!', 'storage.retentionYears', 'whole number'],
  ['goLive: 2026-06-24', 'storage: { retentionYears: 1.5 } #!', 'storage.retentionYears', 'whole number'],
  ['goLive: 2026-06-24', 'reports: { languages: [en, pt] } #!', 'reports.languages[1]', 'unknown value "pt"'],
  ['goLive: 2026-06-24', 'keys: [] #!', 'keys', 'at least one key'],
  ['goLive: 2026-06-24', 'matching: { lookbackDays: -1 } #!', 'matching.lookbackDays', 'whole number'],
  ['goLive: 2026-06-24', 'matching: { orderTolerance: 0.001 } #!', 'matching.orderTolerance', 'two decimals'],
  ['goLive: 2026-06-24', 'matching: { orderTolerance: "1,00" } #!', 'matching.orderTolerance', 'two decimals'],
  ['goLive: 2026-06-24', 'matching: { orderTolerance: -1 } #!', 'matching.orderTolerance', 'two decimals'],
  ['(?<store>', '(', 'stores.fromReference', '(?<store>...)'],
  ['(?<ref>', '(?<rest>', 'reference.extract', '(?<ref>...)'],
  ["'([A-Z]{3}\\d{2}-\\d{8})'", "'([A-Z' #!", 'sources[2].referencePattern', 'does not compile'],
  ["'([A-Z]{3}\\d{2}-\\d{8})'", "'REF (?=[A-Z])' #!", 'sources[2].referencePattern', 'looks ahead'],
  ['id: dlocal\n', 'id: DLocal #!\n', 'sources[0].id', 'a-z'],
  ['id: dlocal\n', 'id: ../x #!\n', 'sources[0].id', 'a-z'],
  ['leg: settlement', 'leg: settlements #!', 'sources[0].leg', 'did you mean "settlement"'],
  ['settles: per_payout', 'settles: per_payot #!', 'sources[0].settles', 'did you mean "per_payout"'],
  ["cutOff: '17:00'", "cutOff: '24:00' #!", 'sources[0].cutOff', 'time of day'],
  ['dlocal_{date:yyyyMMdd}.csv', 'dlocal.csv', 'sources[0].from.file', 'no date part'],
  ['percent: 2.1', 'percent: 100.1', 'sources[0].tariff[1].percent', 'percentage'],
  ['percent: 2.1', 'percent: 1e1', 'sources[0].tariff[1].percent', 'percentage'],
  ['format: csv', 'encoding: utf8 #!', 'sources[1].profile.encoding', 'did you mean "utf-8"'],
  ['format: csv', 'format: json #!', 'sources[1].profile.format', 'unknown value "json"'],
  ['format: csv', 'delimiter: ";;" #!', 'sources[1].profile.delimiter', 'one character'],
  ['format: csv', 'dates: { format: DD/MM/YYYY } #!', 'sources[1].profile.dates.format', 'yyyy MM dd'],
  ['format: csv', 'dates: { format: yyyy-MM-dd, zone: Bogota } #!', 'sources[1].profile.dates.zone', 'IANA'],
];

const clashes: readonly Case[] = [
  ['id: erp\n', 'id: dlocal #!\n', 'sources[1].id', 'already that of the source "dlocal"'],
  ['profile: camt.053', 'profile: wx-xml #!', 'sources[2].profile', 'is for the leg settlement'],
  ['profile: camt.053', 'profile: camt.059 #!', 'sources[2].profile', 'did you mean "camt.053"'],
  ['profile: dlocal-settlement', 'profile: mercadolibre-release #!', 'sources[0].profile', 'unknown built-in profile'],
  ['constants: { method: PSE }', 'constants: { store: A }', 'sources[1].profile.columns', '"method" is not covered'],
  ['        currency: currency\n', '', 'sources[1].profile.columns', '"currency" is not covered'],
  ['        status: status\n', '', 'sources[1].profile.columns', '"status" is not covered'],
  ['amount: total', 'amoumt: total #!', 'sources[1].profile.columns.amoumt', 'did you mean "amount"'],
  [
    'constants: { method: PSE }',
    'constants: { method: PSE, amount: 1 } #!',
    'sources[1].profile.constants.amount',
    'stated twice',
  ],
];

const moreClashes: readonly Case[] = [
  ['pending: waiting', 'pending: paid', 'sources[1].profile.status.pending', 'means both paid and pending'],
  ['pending: waiting', 'pendin: waiting', 'sources[1].profile.status.pendin', 'did you mean "pending"'],
  ["thousands: '.'", "thousands: ','", 'sources[1].profile.amounts.thousands', 'both ","'],
  ['format: csv', 'header: false', 'sources[1].profile.columns.amount', 'no position'],
  ['to: 2026-06-30', 'to: 2026-07-01', 'sources[0].tariff[1]', 'two tariffs of PSE hold on 2026-07-01'],
  ['to: 2026-06-30, percent', 'percent', 'sources[0].tariff[1]', 'two tariffs of PSE hold on 2026-07-01'],
  ['to: 2026-06-30', 'to: 2025-12-31', 'sources[0].tariff[0].to', 'before it begins'],
  ['opened: 2026-01-01', 'opened: 2026-07-01', 'stores.list.007.closed', 'before it opened'],
  ["low: '5000.00'", "low: '1000000.01'", 'materiality', 'is above high'],
  [
    'orders_{date:yyyy-MM-dd}.csv',
    'dlocal_{date:yyyyMMdd}.csv',
    'sources[1].from.file',
    'the source "erp" (sources[1]) and the source "dlocal" (sources[0])',
  ],
  ['orders_{date:yyyy-MM-dd}.csv', '*_{date:yyyyMMdd}.csv', 'sources[1].from.file', 'would take the same files'],
];

const unknownKeys: readonly Case[] = [
  ['goLive: 2026-06-24', 'golive: 2026-06-24 #!', 'golive', 'did you mean "goLive"'],
  ['settles: per_payout', 'settles: per_payout\n    lateAfterDays: 2 #!', 'sources[0].lateAfterDays', 'unknown key'],
  ['leg: order', 'leg: order\n    settles: per_day #!', 'sources[1].settles', 'unknown key'],
  ['leg: order', 'leg: order\n    rolling: 0 #!', 'sources[1].rolling', '1'],
  ['leg: order', 'leg: order\n    rolling: three #!', 'sources[1].rolling', 'whole number'],
  ['leg: settlement', 'leg: settlement\n    rolling: 3 #!', 'sources[0].rolling', 'unknown key'],
  ['format: csv', 'colums: {} #!', 'sources[1].profile.colums', 'did you mean "columns"'],
  ['format: csv', 'record: a/b #!', 'sources[1].profile.record', 'unknown key "record"'],
];

describe('a wrong configuration', () => {
  it.each([...wrongValues, ...clashes, ...moreClashes, ...unknownKeys])(
    '%j written as %j is a problem of %s',
    (from, to, path, words) => {
      const text = changed(from, to);
      const found = problemsOf(text).filter((problem) => problem.path === path);
      expect(found.map((problem) => problem.message)).toEqual([expect.stringContaining(words)]);
      if (text.includes('#!')) expect(found[0]?.line).toBe(markedLine(text));
      else expect(found[0]?.line).toBeGreaterThan(0);
    },
  );

  it.each([...wrongValues, ...clashes, ...unknownKeys])(
    '%j written as %j is one problem, not a cascade',
    (from, to) => {
      expect(problemsOf(changed(from, to))).toHaveLength(1);
    },
  );

  it.each(['tenant: yoga-andes\n', '    leg: settlement\n', '    settles: per_payout\n', '    profile: camt.053\n'])(
    'needs %j',
    (line) => {
      const found = problemsOf(changed(line, ''));
      expect(found).toHaveLength(1);
      expect(found[0]?.message).toContain('is missing');
      expect(found[0]?.line).not.toBeNull();
    },
  );

  it('puts a missing key at the line of its parent', () => {
    const [found] = problemsOf(changed('    settles: per_payout\n', ''));
    expect(found?.line).toBe(BASE.split('\n').findIndex((line) => line.includes('id: dlocal')) + 1);
    expect(found?.accepted).toEqual(['per_transaction', 'per_payout', 'per_day']);
  });

  it('compares bank texts without case and accents', () => {
    const other = `  - { id: w, leg: settlement, profile: wompi-disbursement, settles: per_day, bankText: [dlócal], from: { directory: /w, file: '{date:yyyyMMdd}' } } #!\n`;
    const text = changed('  - id: erp\n', `${other}  - id: erp\n`);
    expect(problemsOf(text)).toMatchObject([{ path: 'sources[1].bankText[0]', line: markedLine(text) }]);
  });

  it('lets two sources share a folder, and a name in two folders', () => {
    expect(
      problemsOf(
        changed("./inbox, file: 'orders_{date:yyyy-MM-dd}.csv'", "./other, file: 'dlocal_{date:yyyyMMdd}.csv'"),
      ),
    ).toEqual([]);
    expect(
      problemsOf(
        changed("./inbox, file: 'orders_{date:yyyy-MM-dd}.csv'", "inbox/, file: 'dlocal_{date:yyyyMMdd}.csv'"),
      ),
    ).toHaveLength(1);
  });

  it('tells everything at once, in the order of the file', () => {
    const text = BASE.replace('tenant: yoga-andes', 'tenent: x')
      .replace('leg: order', 'leg: orders')
      .replace('camt.053', 'camt')
      .replace("'17:00'", 'noon');
    const found = problemsOf(text);
    expect(found.map((problem) => problem.path)).toEqual([
      'tenant',
      'tenent',
      'sources[0].cutOff',
      'sources[1].leg',
      'sources[2].profile',
    ]);
    const lines = found.map((problem) => problem.line ?? 0);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it('never shows a wrong queue URL: it may hold a password', () => {
    const text = changed('${REDIS_URL}', "'http://u:hunter2@h'");
    const found = problemsOf(text);
    expect(found).toMatchObject([{ path: 'queue.url', line: 5 }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('text that is no configuration', () => {
  it.each([
    ['', 'empty'],
    ['# only a comment\n', 'empty'],
    ['tenant: a\ntenant: b\n', 'stands twice'],
    ['tenant: [a\n', 'not YAML'],
    ['tenant: *nobody\n', 'nobody'],
    ['a: &a { b: *a }\n', 'nested too deep'],
  ])('%j: %s', (text, words) => {
    const found = problemsOf(text);
    expect(found.some((problem) => problem.message.includes(words))).toBe(true);
  });

  it('names the line of a syntax error', () => {
    expect(problemsOf('tenant: a\nkeys: [cus\nsources: []\n')[0]?.line).toBeGreaterThanOrEqual(2);
    expect(problemsOf('tenant: a\nkeys: [cus]\ntenant: b\n')).toMatchObject([{ line: 3 }]);
  });
});
