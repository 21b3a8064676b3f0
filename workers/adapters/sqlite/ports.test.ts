import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAlerts } from '../../../scripts/testing/ports/alerts.ts';
import { describeApprovals } from '../../../scripts/testing/ports/approvals.ts';
import { describeChain } from '../../../scripts/testing/ports/chain.ts';
import { describeHistory } from '../../../scripts/testing/ports/history.ts';
import { describeLeases } from '../../../scripts/testing/ports/leases.ts';
import type { Opened } from '../../../scripts/testing/ports/opened.ts';
import { describeOutbox } from '../../../scripts/testing/ports/outbox.ts';
import { describeOutcomes } from '../../../scripts/testing/ports/outcomes.ts';
import { describeWork } from '../../../scripts/testing/ports/work.ts';
import { describePairings } from '../../../scripts/testing/ports/pairings.ts';
import { describePeople } from '../../../scripts/testing/ports/people.ts';
import { describeProgress } from '../../../scripts/testing/ports/progress.ts';
import { describeQueue } from '../../../scripts/testing/ports/queue.ts';
import { describeReports } from '../../../scripts/testing/ports/reports.ts';
import { describeRetention } from '../../../scripts/testing/ports/retention.ts';
import { describeRuns } from '../../../scripts/testing/ports/runs.ts';
import { describeSources } from '../../../scripts/testing/ports/sources.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { openArchive } from '../files/archive.ts';
import { openStore } from './sqlite.ts';

/** SQLite keeps what the ports promise. What is its own (commit steps, indexes, the file) is tested beside this. */

const NAME = 'SQLite';

function open(): Opened<Store> {
  const { port, again, remove } = openKeeping();
  return { port: port.store, again: () => again().store, remove };
}

/** With the folder of an archive beside it. */
function openKeeping() {
  const directory = mkdtempSync(join(tmpdir(), 'cuadre-ports-'));
  const archiveDirectory = join(directory, 'archive');
  const here = (): Store =>
    openStore({ path: join(directory, 'cuadre.db'), linesDirectory: join(directory, 'lines'), archiveDirectory });
  let store = here();
  const archive = openArchive(archiveDirectory);
  return {
    port: { store, archive },
    again: () => {
      store.close();
      store = here();
      return { store, archive };
    },
    remove: () => {
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

describeLeases(NAME, open);
describeRuns(NAME, open);
describeOutcomes(NAME, open);
describeHistory(NAME, open);
describeSources(NAME, open);
describeQueue(NAME, open);
describePairings(NAME, open);
describeWork(NAME, open);
describeOutbox(NAME, open);
describeReports(NAME, open);
describeProgress(NAME, open);
describeAlerts(NAME, open);
describeRetention(NAME, openKeeping);
describeChain(NAME, open);
describePeople(NAME, open);
describeApprovals(NAME, open);
