import type { AlertLedger } from './alerts.ts';
import type { Chain } from './chain.ts';
import type { History } from './history.ts';
import type { Leases } from './leases.ts';
import type { Outbox } from './outbox.ts';
import type { Outcomes } from './outcomes.ts';
import type { Pairings } from './pairings.ts';
import type { People, Sessions, Tokens } from './people.ts';
import type { Queue } from './queue.ts';
import type { Reports } from './reports.ts';
import type { Retention } from './retention.ts';
import type { Runs } from './runs.ts';
import type { SourceRecords } from './sources.ts';
import type { Progress } from './progress.ts';
import type { Work } from './work.ts';

/** The record: every port that stands on one database, opened and closed together. */
export interface Store {
  readonly leases: Leases;
  readonly runs: Runs;
  readonly outcomes: Outcomes;
  readonly history: History;
  readonly sources: SourceRecords;
  readonly queue: Queue;
  readonly outbox: Outbox;
  readonly reports: Reports;
  readonly progress: Progress;
  readonly alerts: AlertLedger;
  readonly retention: Retention;
  readonly chain: Chain;
  readonly people: People;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly pairings: Pairings;
  readonly work: Work;
  readonly close: () => void;
}
