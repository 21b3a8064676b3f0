import * as z from 'zod';
import {
  choice,
  cron,
  expression,
  flag,
  integer,
  issuerUrl,
  keyPrefix,
  linkUrl,
  listOf,
  mailAddress,
  money,
  ownNumber,
  percent,
  plainDate,
  redisUrl,
  secret,
  section,
  sourceId,
  text,
  timeOfDay,
  umask,
  zone,
} from './config-leaves.ts';
import { completeSchema, fromSchema } from './from-schema.ts';
import { profileSchema } from './profile-schema.ts';
import { OWNERS } from '../kinds/kind.ts';
import { LANGUAGES } from './config.ts';
import { notifySchema } from './notify-schema.ts';
import { LEGS, type Leg } from '../lines/records.ts';

/** The shape of cuadre.yaml and every default. Checks across keys are in config-checks.ts. */

/** In pesos: below, a discrepancy is a step less severe; above, it is severe. */
export const MATERIALITY = { low: '5000.00', high: '1000000.00' } as const;

/** Where the desk is, where nobody says otherwise: on this machine alone. */
export const DESK = { host: '127.0.0.1', port: 8080 } as const;

/**
 * In business days: how soon somebody looks at a discrepancy, by its severity, and how long a provider has for an
 * answer. None is of a law: each chain has its own with its providers.
 */
const WORK_DAYS = { high: 1, medium: 3, low: 10, claimAnswer: 15 } as const;

const DAYS_MAX = 3660;

/**
 * A date of a million lines takes a few minutes on a small machine. A stage that takes longer than this stands still.
 */
const STAGE_MINUTES = 30;
const STAGE_MINUTES_MAX = 1_440;
const days = (byDefault: number) => integer(0, DAYS_MAX).prefault(String(byDefault));

function sourceShape<L extends Leg>(leg: L) {
  return {
    id: sourceId,
    leg: z.literal(leg),
    profile: profileSchema(leg),
    from: fromSchema,
    complete: completeSchema.optional(),
    expected: section('expected', {
      days: choice(['all', 'business']).default('all'),
      by: timeOfDay.prefault('04:00'),
      empty: choice(['refused', 'allowed']).default('refused'),
      from: plainDate.optional(),
    }).prefault({}),
  };
}

const tariffEntry = section('tariff', {
  method: text,
  from: plainDate,
  to: plainDate.optional(),
  percent: percent.prefault('0'),
  fixed: money.prefault('0.00'),
  vatPercent: percent.optional(),
  withheldIncomePercent: percent.optional(),
  withheldVatPercent: percent.optional(),
  withheldIcaPercent: percent.optional(),
  rounding: choice(['truncate', 'half_up', 'half_even']).default('truncate'),
  tolerance: money.prefault('0.01'),
});

const settlementSource = section('settlement source', {
  ...sourceShape('settlement'),
  settles: choice(['per_transaction', 'per_payout', 'per_day']),
  compares: choice(['net', 'gross']).default('net'),
  refunds: choice(['debited', 'netted']).default('debited'),
  signs: section('signs', { fee: choice(['positive', 'negative']).default('positive') }).optional(),
  lateAfterBusinessDays: days(2),
  cutOff: timeOfDay.optional(),
  methods: listOf(text).min(1, { error: 'a list with at least one method' }).optional(),
  bankText: listOf(text).default([]),
  tariff: listOf(tariffEntry).default([]),
  knownAdjustments: listOf(text).default([]),
  chargebackEvidenceDays: integer(1, DAYS_MAX).optional(),
});

const orderSource = section('order source', {
  ...sourceShape('order'),
  rolling: integer(1, DAYS_MAX).optional(),
});

const bankSource = section('bank source', {
  ...sourceShape('bank'),
  referencePattern: expression(null).optional(),
  account: text.optional(),
  noIds: listOf(text).default([]),
});

const source = z.discriminatedUnion('leg', [settlementSource, orderSource, bankSource], {
  error: `a source with leg: ${LEGS.join(', ')}`,
});

const storeEntry = section('store', {
  name: text.optional(),
  entity: text.optional(),
  city: text.optional(),
  costCentre: text.optional(),
  opened: plainDate.optional(),
  closed: plainDate.optional(),
});

const matching = section('matching', {
  orderTolerance: money.prefault('0.00'),
  bankTolerance: money.prefault('0.00'),
  reportedWithinBusinessDays: days(2),
  orderGraceDays: days(1),
  graceBusinessDays: days(3),
  refundWithinBusinessDays: days(15),
  carryBusinessDays: days(10),
  duplicateLookbackDays: days(30),
  lookbackDays: days(400),
  stalePendingHours: integer(0, DAYS_MAX * 24).prefault('48'),
});

export const configurationSchema = section('configuration', {
  version: z
    .enum(['1'], { error: '1' })
    .default('1')
    .meta({ type: 'integer', enum: [1] }),
  tenant: text,
  timezone: zone.prefault('America/Bogota'),
  environment: text.prefault('live'),
  goLive: plainDate.optional(),
  calendar: section('calendar', {
    country: choice(['CO']).default('CO'),
    closedDays: listOf(plainDate).default([]),
  }).prefault({}),
  storage: section('storage', {
    path: text.prefault('./data/cuadre.db'),
    archive: text.prefault('./data/archive'),
    lines: text.prefault('./data/lines'),
    retentionYears: integer(1, 100).prefault('10'),
    umask: umask.prefault('077'),
  }).prefault({}),
  reports: section('reports', {
    directory: text.prefault('./reports'),
    url: linkUrl.optional(),
    languages: listOf(choice(LANGUAGES))
      .min(1, { error: 'a list with at least one language' })
      .default([...LANGUAGES]),
  }).prefault({}),
  queue: section('queue', {
    url: redisUrl.optional(),
    prefix: keyPrefix.prefault('bull'),
    backlogMax: integer(1, 10_000_000).prefault('100000'),
    allowEviction: flag.prefault('false'),
  }).prefault({}),
  worker: section('worker', {
    http: section('http', { host: text.prefault('127.0.0.1'), port: integer(1, 65_535) }).optional(),
  }).prefault({}),
  desk: section('desk', {
    host: text.prefault(DESK.host),
    port: integer(1, 65_535).prefault(String(DESK.port)),
    url: linkUrl.optional(),
    oidc: section('oidc', { issuer: issuerUrl, clientId: text, secret }).optional(),
    work: section('work', {
      reactionDays: section('reactionDays', {
        high: days(WORK_DAYS.high),
        medium: days(WORK_DAYS.medium),
        low: days(WORK_DAYS.low),
      }).prefault({}),
      claimAnswerDays: days(WORK_DAYS.claimAnswer),
      remindAt: timeOfDay.prefault('07:00'),
      assign: listOf(
        section('assign', {
          owner: choice(OWNERS).optional(),
          provider: text.optional(),
          store: text.optional(),
          to: mailAddress,
        }),
      ).default([]),
    }).prefault({}),
  }).prefault({}),
  limits: section('limits', {
    stageMinutes: integer(1, STAGE_MINUTES_MAX).prefault(String(STAGE_MINUTES)),
  }).prefault({}),
  schedule: section('schedule', {
    cron: cron.prefault('30 5 * * *'),
    recheckDays: integer(0, DAYS_MAX).optional(),
    // Its name until it was told from `matching.lookbackDays` by a capital alone.
    lookBackDays: integer(0, DAYS_MAX).meta({ deprecated: true }).optional(),
  }).prefault({}),
  backup: section('backup', { to: text, cron: cron.prefault('30 6 * * *') }).optional(),
  notify: listOf(notifySchema).default([]),
  stores: section('stores', {
    fromReference: expression('store').optional(),
    list: z.record(z.string(), storeEntry, { error: 'a map from store code to store' }).optional(),
  }).prefault({}),
  reference: section('reference', { extract: expression('ref', 'iu').optional() }).prefault({}),
  cardNumbers: choice(['mask', 'refuse']).default('mask'),
  ownNumbers: listOf(ownNumber).default([]),
  keys: listOf(choice(['merchant_reference', 'cus', 'provider_id']))
    .min(1, { error: 'a list with at least one key' })
    .default(['merchant_reference', 'cus', 'provider_id']),
  sources: listOf(source).min(1, { error: 'a list with at least one source' }),
  matching: matching.prefault({}),
  materiality: section('materiality', {
    low: money.prefault(MATERIALITY.low),
    high: money.prefault(MATERIALITY.high),
  }).prefault({}),
  approval: z
    .record(
      z.string().regex(/^[A-Z]{3}$/),
      section('limits', { writeOff: money.optional(), resolve: money.optional() }),
      {
        error: 'a map from currency (COP) to limits',
      },
    )
    .optional(),
});

export type ParsedConfiguration = z.output<typeof configurationSchema>;
export type ParsedSource = ParsedConfiguration['sources'][number];

/** The JSON Schema (draft 7) of cuadre.yaml, for editors. It knows shapes; `config check` knows the rest. */
export function configSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configurationSchema, {
    io: 'input',
    target: 'draft-7',
    // Defaults are written as text like every other value; an editor expects numbers and booleans.
    override: ({ jsonSchema }) => {
      if (typeof jsonSchema.default !== 'string') return;
      if (jsonSchema.type === 'integer') jsonSchema.default = Number(jsonSchema.default);
      if (jsonSchema.type === 'boolean') jsonSchema.default = jsonSchema.default === 'true';
    },
  });
  return { ...schema, title: 'Cuadre configuration' };
}
