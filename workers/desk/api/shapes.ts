import * as z from 'zod';
import { DISCREPANCY_STATES, OPEN_STATES } from '../../../schemas/kinds/discrepancy.ts';
import { OWNERS, SEVERITIES } from '../../../schemas/kinds/kind.ts';
import { DISCREPANCY_KINDS } from '../../../schemas/kinds/kinds.ts';
import { LEGS } from '../../../schemas/lines/records.ts';
import { DECISION_CODES, DECISION_EVENTS, NOTE_LENGTH_MAX } from '../../../schemas/outcome/decision.ts';
import { PAIRING_ACTS } from '../../../schemas/outcome/pairing.ts';
import { DUE_WHATS } from '../../../schemas/outcome/due-by.ts';
import { CHARGEBACK_STATES, CLAIM_NUMBER_LENGTH_MAX, WORK_FIELDS } from '../../../schemas/outcome/work.ts';
import { PROOFS } from '../../../schemas/people/person.ts';
import { CANDIDATE_HOWS } from '../../queries/candidate-sets.ts';
import { AGES } from '../../queries/open-list.ts';
import { OPEN_SORTS } from '../../queries/open-order.ts';

/** What programs ask and are told: the requests are checked by these shapes, and the document is made of them. */

const text = z.string();
const maybe = z.string().nullable();
const amount = z.string().nullable().describe('in major units, such as 1234.56');
const date = z.string().nullable().describe('YYYY-MM-DD');
const count = z.number().int();

/** A filter may be given once or several times. */
const several = <Schema extends z.ZodType>(one: Schema) => z.union([one, z.array(one).max(50)]).optional();

export const LIMIT_MAX = 200;

export const listQuery = z.object({
  kind: several(z.enum(DISCREPANCY_KINDS)),
  class: several(z.enum(['action', 'notice'])),
  severity: several(z.enum(SEVERITIES)),
  state: several(z.enum(OPEN_STATES)),
  owner: several(z.enum(OWNERS)),
  age: several(z.enum(AGES)).describe('how long it has been open, in business days'),
  direction: several(z.enum(['owed_to_us', 'owed_by_us', 'unknown', 'none'])),
  provider: several(text.max(200)),
  store: several(text.max(200)).describe('"-" stands for no store'),
  currency: several(text.max(10)),
  assignee: several(text.max(40)).describe('the id of a person; "-" stands for nobody'),
  overdue: z.enum(['yes', 'no']).optional(),
  q: text.max(200).optional().describe('words that all stand somewhere in the row'),
  sort: z.enum(OPEN_SORTS).optional().describe('default: urgent, what is overdue first'),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).optional().describe('default: 50'),
  after: text.max(4_000).optional().describe('"next" of the page before'),
});

/** The fields of discrepancies.csv under their names. */
const discrepancy = z
  .object({
    id: text,
    kind: z.enum(DISCREPANCY_KINDS),
    class: z.enum(['action', 'notice']),
    severity: z.enum(SEVERITIES),
    state: z.enum(DISCREPANCY_STATES),
    owner: z.enum(OWNERS),
    settlement_date: text,
    first_seen: text,
    merchant_reference: maybe,
    payout_id: maybe,
    provider_id: maybe,
    provider: maybe,
    method: maybe,
    store: maybe,
    currency: maybe,
    order_amount: amount,
    settlement_gross: amount,
    settlement_net: amount,
    bank_amount: amount,
    difference: amount,
    money_at_risk: amount,
    direction: z.enum(['owed_to_us', 'owed_by_us', 'unknown', 'none']).nullable(),
    paid_on: date,
    settled_on: date,
    due_on: date,
    arrived_on: date,
    business_days_late: count.nullable(),
    age_business_days: count.nullable(),
    line_count: count.nullable(),
    parent_id: maybe,
    explanation: maybe,
    reason_en: maybe,
    reason_es: maybe,
    action_en: maybe,
    action_es: maybe,
    note: maybe,
    evidence: maybe,
    paid_at: maybe,
    cus: maybe,
    seen_elsewhere: maybe,
    claimable: z.enum(['yes', 'no']).nullable(),
  })
  .describe('the fields of discrepancies.csv');

const work = z
  .object({
    assignee: maybe.describe('the e-mail of who has it'),
    assignee_named: z.boolean().describe('false: nobody was named, it falls to them'),
    follow_up_on: date,
    due_by: date,
    due_what: z.enum(DUE_WHATS).nullable(),
    overdue: z.boolean(),
    claim_number: maybe,
    chargeback: z.enum(CHARGEBACK_STATES).nullable(),
    comments: count,
    files: count,
  })
  .describe('whose it is, until when, and what was said of it');

const listed = discrepancy.extend({
  work,
  seq: count.describe('the number of its last event: send it with a decision'),
});

export const listAnswer = z.object({
  discrepancies: z.array(listed),
  total: count.describe('how many rows pass the filter'),
  next: maybe.describe('where the next page begins; null on the last'),
});

export const idParams = z.object({ id: text.regex(/^dsc_[0-9a-f]{32}$/) });

const evidence = z.object({
  leg: z.enum(LEGS),
  date: text,
  source: text,
  file: text,
  sha12: text,
  line: count,
  broken: z.boolean(),
  header: maybe.describe('the line that heads the columns of the file'),
  raw: maybe.describe('the line as the source sent it, numbers of cards masked'),
});

const eventShape = z.object({
  seq: count,
  event_id: text,
  event: text,
  from: maybe,
  to: text,
  settlement_date: text,
  generation: count,
  at: maybe.describe('UTC'),
  by: text,
  person: maybe.describe('the id of the person, where that was proved'),
  proof: z.enum(PROOFS),
  for_person: maybe.describe('the id of the person whose proposal it answers'),
  for_name: maybe,
  note: text,
});

export const oneAnswer = z.object({
  discrepancy,
  seq: count.nullable(),
  evidence: z.array(evidence),
  events: z.array(eventShape),
  decisions_possible: z.array(z.enum(DECISION_EVENTS)),
  work,
  work_steps: z.array(
    z.object({
      seq: count.describe('the number of its event'),
      field: z.enum(WORK_FIELDS),
      value: maybe.describe('what it was set to; of a comment null: its event has the text'),
      day: text,
      file: z.object({ name: text, type: text, bytes: count, sha256: text }).nullable(),
    }),
  ),
});

export const workBody = z.object({
  seq: count.min(0).optional().describe('the last event that was seen: 412 where somebody set the same thing since'),
  assignee: text.max(254).nullable().optional().describe('the e-mail or id of a person; null: whoever it falls to'),
  follow_up_on: text.max(10).nullable().optional().describe('YYYY-MM-DD, not before today'),
  claim_number: text.max(CLAIM_NUMBER_LENGTH_MAX).nullable().optional(),
  chargeback: z.enum(CHARGEBACK_STATES).optional(),
  comment: text.max(NOTE_LENGTH_MAX).optional(),
});

export const workAnswer = z.object({
  id: text,
  seq: count.nullable(),
  work,
  events: z.array(z.object({ event: text, seq: count, event_id: text })),
});

export const decisionsBody = z.object({
  decisions: z
    .array(
      z.object({
        id: text.regex(/^dsc_[0-9a-f]{32}$/),
        event: z.enum(DECISION_EVENTS),
        note: text.min(1).max(NOTE_LENGTH_MAX),
        seq: count.min(0).describe('the number of the last event that was seen: another one since refuses it'),
      }),
    )
    .min(1)
    .max(500),
});

export const keyHeaders = z.object({
  'idempotency-key': text
    .min(8)
    .max(200)
    .optional()
    .describe('the same key again within a day gets the same answer, and decides nothing'),
});

export const decisionsAnswer = z.object({
  decided: z.array(
    z.object({
      id: text,
      code: z.enum(DECISION_CODES),
      state: z.enum(DISCREPANCY_STATES).nullable(),
      seq: count.nullable(),
      event_id: maybe,
    }),
  ),
});

export const errorAnswer = z.object({ error: text, message: text });

/** What every operation says in the document: how it is proved who asks, and how anything may be refused. */
export const BEARER = [{ token: [] }];
export const REFUSALS = { 400: errorAnswer, 401: errorAnswer, 403: errorAnswer, 503: errorAnswer } as const;

export const refusedAnswer = errorAnswer.extend({ refused: decisionsAnswer.shape.decided.optional() });

const party = z.object({
  leg: z.enum(LEGS),
  lines: z.array(text).describe('SHA12:LINE, as a decision by hand names them'),
  reference: maybe,
  payout_id: maybe,
  currency: text,
  amount: text,
  date: text,
  source: text,
});

export const candidatesAnswer = z.object({
  id: text,
  about: z.array(party).describe('what the discrepancy is about'),
  candidates: z
    .array(
      z.object({
        how: z.enum(CANDIDATE_HOWS),
        parties: z.array(party),
        difference: text,
        days_apart: count,
        lines: z.array(text).describe('what a match of it names'),
      }),
    )
    .describe('the surest first'),
});

const handDecision = z.object({
  number: count,
  act: z.enum(PAIRING_ACTS),
  undoes: count.nullable(),
  stands: z.boolean(),
  lines: z.array(z.object({ date: text, source: text, leg: z.enum(LEGS), file: text, line: count })),
  order_difference: amount,
  bank_difference: amount,
  note: text,
  by: text,
  at: text.describe('UTC'),
});

export const handList = z.object({ decisions: z.array(handDecision) });

export const handBody = z.object({
  act: z.enum(PAIRING_ACTS),
  lines: z.array(text.min(3).max(400)).max(100).optional().describe('FILE:LINE, or SHA12:LINE; not of undo'),
  undoes: count.min(1).optional().describe('of undo: the number of the decision that ends'),
  difference: text
    .max(30)
    .optional()
    .describe('what the lines differ by beyond the tolerance: without it such a match is refused'),
  note: text.min(1).max(NOTE_LENGTH_MAX),
});

export const handAnswer = z.object({ decision: handDecision });
export const handRefused = errorAnswer.extend({
  differs: z.array(z.object({ currency: text, amount: text })).optional(),
});
