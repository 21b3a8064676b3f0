import type { StageRecord } from '../../../../schemas/ports/progress.ts';
import { datesUnderWay } from '../../../../schemas/tables/tables.ts';
import { insertRows, type Connection } from '../database.ts';
import type { FormerTables } from './copied-tables.ts';

type Row = typeof datesUnderWay.$inferInsert;

/** How far a date had come, as `journeys` recorded it. */
interface Journey extends Pick<Row, 'date' | 'generation'> {
  readonly look: number;
  readonly matched: number;
  readonly open: number;
  readonly files_from: Row['filesFrom'];
}

/** A stage that was started and had no good end. */
interface StageStart extends Pick<StageRecord, 'stage' | 'source' | 'starts' | 'code' | 'detail'> {
  readonly date: string;
  readonly state: 'open' | 'failed' | 'parked';
}

/**
 * Dates that workers had under way. They go on under the same rounds and generations; a stage that waited for a person
 * waits for one, any other is done again from the start, as after a process that was killed: what it had done so far is
 * in the archive and in the line files.
 */
export function convertDatesUnderWay(connection: Connection, former: FormerTables): void {
  const [journeys, starts] = [former.get('journeys'), former.get('stage_starts')];
  if (journeys === undefined || starts === undefined) return;
  const { raw } = connection;
  const filesFrom = journeys.columns.includes('files_from') ? 'files_from' : "'unread' AS files_from";
  const stages = raw.prepare<[], StageStart>(
    `SELECT date, stage, source, starts, state, code, detail FROM "${starts.aside}" ORDER BY date, stage, source`,
  );
  const waiting = stages.all().filter(isWaiting);
  const rows = raw
    .prepare<[], Journey>(
      `SELECT date, look, generation, matched, open, ${filesFrom} FROM "${journeys.aside}" ORDER BY date`,
    )
    .all();
  insertRows(
    connection,
    datesUnderWay,
    rows.map((journey): Row => ({
      date: journey.date,
      round: journey.look,
      generation: journey.generation,
      matched: journey.matched === 1,
      open: journey.open === 1,
      filesFrom: journey.files_from,
      files: [],
      stages: waiting.filter(({ date }) => date === journey.date).map(stageOf),
    })),
  );
}

/** A stage that waits for a person. */
type WaitingStage = StageStart & { readonly state: 'failed' | 'parked' };

function isWaiting(stage: StageStart): stage is WaitingStage {
  return stage.state !== 'open';
}

function stageOf({ stage, source, state, starts, code, detail }: WaitingStage): StageRecord {
  return { stage, source, state, starts, retryAtMs: null, code, detail };
}
