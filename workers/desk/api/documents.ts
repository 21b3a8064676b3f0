import { decisionsPossible } from '../../../schemas/outcome/decision.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import type { DecisionVerdict } from '../../../schemas/ports/queue.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { discrepancyFields } from '../../5-publish/discrepancies-csv.ts';
import { byOf, eventDocument } from '../../queries/event-document.ts';
import { evidenceOf } from '../../queries/evidence.ts';
import { stepDocuments, workDocument } from '../../queries/work-documents.ts';
import type { QueueRow } from '../../queries/queue-rows.ts';
import type { Asked } from '../desk.ts';

/** Rows, events and verdicts as programs read them. */

export function rowDocument(row: Discrepancy, asOf: PlainDate | null, { context }: Pick<Asked, 'context'>): object {
  return discrepancyFields(row, asOf ?? row.firstSeen, context.calendar);
}

export async function oneDocument({ discrepancy, asOf, seq, work, task }: QueueRow, asked: Asked): Promise<object> {
  const evidence = await evidenceOf(discrepancy, asked.context);
  const { queue, work: worked } = asked.context.store;
  const events = await queue.events({ discrepancyId: discrepancy.id });
  const people = await queue.eventPeople(discrepancy.id);
  return {
    discrepancy: rowDocument(discrepancy, asOf, asked),
    seq,
    evidence: evidence.map(({ named, fileName, raw, header }) => ({
      leg: named.leg,
      date: named.date,
      source: named.source,
      file: fileName,
      sha12: named.file,
      line: named.line,
      broken: named.broken,
      header,
      raw,
    })),
    events: events.map((event) => eventDocument(event, byOf(event, people))),
    decisions_possible: decisionsPossible(discrepancy.state),
    work: workDocument(work, task),
    work_steps: stepDocuments(await worked.steps(discrepancy.id), events),
  };
}

export function decidedDocument({ decision, code, entry, event }: DecisionVerdict): object {
  return {
    id: decision.discrepancyId,
    code,
    state: entry?.discrepancy.state ?? null,
    seq: entry?.seq ?? null,
    event_id: event?.eventId ?? null,
  };
}
