import type { Outbox } from '../../../schemas/ports/outbox.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type { Queue } from '../../../schemas/ports/queue.ts';
import { answerProposals } from './answers.ts';
import type { Connection } from './database.ts';
import { decide, readDecisions } from './decisions.ts';
import { messagesOf } from './messages.ts';
import { readEventPeople, readProposals } from './proposals.ts';
import { countUnsent, lastEvent, markSent, readEntries, readEntry, readEvents, readOutbox } from './queue.ts';

/** The ports of people's queue and of its messages, each method where it is done. */

export function queueOf(connection: Connection): AtOnce<Queue> {
  return {
    entries: (page) => readEntries(connection, page),
    find: (id) => readEntry(connection, id),
    decide: (decisions, options) => decide(connection, decisions, options),
    answer: (answers, options) => answerProposals(connection, answers, options),
    proposals: () => readProposals(connection),
    eventPeople: (id) => readEventPeople(connection, id),
    decisions: (after, upTo) => readDecisions(connection, after, upTo),
    events: (range) => readEvents(connection, range),
    lastEvent: () => lastEvent(connection),
  };
}

export function outboxOf(connection: Connection): AtOnce<Outbox> {
  return {
    next: (limit) => readOutbox(connection, limit),
    sent: (seqs) => {
      markSent(connection, seqs);
    },
    size: () => countUnsent(connection),
    ...messagesOf(connection),
  };
}
