import { sourcesOfLeg } from '../../schemas/config/config.ts';
import { certain } from '../../schemas/errors.ts';
import { tableOfRows } from '../../schemas/lines/table.ts';
import { groupBy } from '../../schemas/values/groups.ts';
import { dueDates } from '../../workers/3-match/due-dates.ts';
import { findPlainSales } from '../../workers/3-match/plain/find-plain-sales.ts';
import { linesInOrder } from '../../workers/3-match/plain/in-address-order.ts';
import { noPlainSales } from '../../workers/3-match/plain/plain-sales.ts';
import type { ScreenOptions } from '../../workers/3-match/plain/screens.ts';
import { Tables } from '../../workers/3-match/plain/tables.ts';
import { referenceComparer } from '../../workers/3-match/references.ts';
import type { Held, WorkingSet } from '../../workers/3-match/working-set.ts';

/** The working set with its plain sales closed in bulk, as a run has it: what it brings in is of its date. */
export function withPlainSales(workingSet: WorkingSet, options?: ScreenOptions): WorkingSet {
  const { config, files, lines, rejects, reportedBefore } = workingSet;
  const isFresh = ({ entered, line }: Held): boolean => entered === 'new' && line.date === workingSet.date;
  const byFile = groupBy(
    lines.filter(isFresh).map(({ line }) => line),
    ({ date, source, file }) => `${date}|${source}|${file}`,
  );
  const tables = [...byFile.values()].map((rows) => tableOfRows(certain(rows[0], 'a row of a file').leg, rows));
  const plain = findPlainSales(
    {
      fresh: new Tables(tables),
      others: lines.filter((held) => !isFresh(held)).map(({ line }) => line),
      rejects: rejects.map(({ reject }) => reject),
      reportedBefore: reportedBefore.map(({ line }) => line),
    },
    {
      config,
      files,
      due: dueDates(config, workingSet.calendar, files),
      fold: referenceComparer(config),
      sources: new Map(sourcesOfLeg(config, 'settlement').map((source) => [source.id, source])),
    },
    options,
  );
  const left = lines.filter(({ line }) => plain.find(line) === undefined).map((held, ix) => ({ ...held, ix }));
  return { ...workingSet, plain, lines: left };
}

/** The working set with every line before the passes, as if no sale were plain. */
export function withoutPlainSales(workingSet: WorkingSet): WorkingSet {
  const lines = Array.from(linesInOrder(workingSet), (held, ix): Held => ({ ...held, ix }));
  return { ...workingSet, plain: noPlainSales(), lines };
}
