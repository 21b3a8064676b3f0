import type { PlainDate } from '../../../schemas/values/dates.ts';
import { plant } from './rows.ts';
import { ACCOUNT, NOCTURNO, PASARELA } from './sources.ts';
import { businessDay, type World } from './world.ts';

/** What happens to whole files. Nothing waits for what they would have held, so no due date moves. */
export interface FileFaults {
  readonly missing: readonly FileId[];
  readonly brokenHeader: readonly FileId[];
  readonly empty: readonly FileId[];
  /** The statement whose opening balance is not the closing one before it. */
  readonly gapOn: PlainDate | null;
}

interface FileId {
  readonly source: string;
  readonly date: PlainDate;
}

export const NO_FILE_FAULTS: FileFaults = { missing: [], brokenHeader: [], empty: [], gapOn: null };

/**
 * Plants the faults of files, and keeps the days' sales away from the sources concerned. Called before the clean days.
 * `balances`: the bank's statements state balances, so a gap between two of them can be seen.
 */
export function planFileFaults(world: World, balances: boolean): FileFaults {
  const faults: FileFaults = {
    missing: [{ source: PASARELA.id, date: businessDay(world, 3) }],
    brokenHeader: [
      { source: world.providers.includes(NOCTURNO) ? NOCTURNO.id : PASARELA.id, date: businessDay(world, 5) },
    ],
    empty: [{ source: PASARELA.id, date: businessDay(world, 9) }],
    gapOn: balances ? businessDay(world, 7) : null,
  };
  for (const { source, date } of [...faults.missing, ...faults.brokenHeader, ...faults.empty]) {
    world.blocked.set(source, [...(world.blocked.get(source) ?? []), date]);
  }
  for (const { date } of faults.missing) {
    plant(world, { kind: 'source_missing', key: {}, firstDate: date, because: 'expected every day, and never there' });
  }
  for (const { date } of faults.brokenHeader) {
    plant(world, {
      kind: 'source_rejected',
      key: {},
      firstDate: date,
      because: 'the header names none of the declared columns',
    });
  }
  for (const { date } of faults.empty) {
    plant(world, {
      kind: 'source_rejected',
      key: {},
      firstDate: date,
      because: 'a file without rows where empty is refused',
    });
  }
  if (faults.gapOn !== null) {
    const because = `the statement of ${ACCOUNT} opens with another balance than the last one closed with`;
    plant(world, { kind: 'statement_gap', key: {}, firstDate: faults.gapOn, because });
  }
  return faults;
}
