import { sourcesOfLeg } from '../../schemas/config/config.ts';
import { certain } from '../../schemas/errors.ts';
import { addressKey } from '../../schemas/lines/records.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import { tableOfRows, type LineTable } from '../../schemas/lines/table.ts';
import { groupBy } from '../../schemas/values/groups.ts';
import { fileKey } from '../../workers/3-match/bank-coverage.ts';
import { dueDates } from '../../workers/3-match/due-dates.ts';
import { findPlainSales } from '../../workers/3-match/plain/find-plain-sales.ts';
import { linesInOrder } from '../../workers/3-match/plain/in-address-order.ts';
import { noPlainSales } from '../../workers/3-match/plain/plain-sales.ts';
import { waitsForBankAlone, type ScreenOptions } from '../../workers/3-match/plain/screens.ts';
import { Tables } from '../../workers/3-match/plain/tables.ts';
import { referenceComparer } from '../../workers/3-match/references.ts';
import type { Held, WorkingSet } from '../../workers/3-match/working-set.ts';

/** The working set with its plain sales closed, or left waiting, in bulk, as a run has it. */
export function withPlainSales(workingSet: WorkingSet, options?: ScreenOptions): WorkingSet {
  const { config, date, files, lines, rejects, reportedBefore } = workingSet;
  const isFresh = ({ entered, line }: Held): boolean => entered === 'new' && line.date === date;
  const named = new Set(workingSet.priorDiscrepancies.flatMap((one) => one.lines.map(addressKey)));
  const mayWait = ({ entered, former, line }: Held): boolean =>
    entered === 'carried' && former !== null && waitsForBankAlone(former) && !named.has(addressKey(line));
  const filesOf = (held: readonly Held[]): Held[][] => [...groupBy(held, ({ line }) => fileKey(line)).values()];
  const tableOf = (held: readonly Held[]): LineTable =>
    tableOfRows(
      certain(held[0], 'a row of a file').line.leg,
      held.map(({ line }) => line),
    );
  const carried = filesOf(lines.filter(mayWait)).map((held) => ({
    table: tableOf(held),
    formers: fateTableOf(held.map(({ former }) => certain(former, 'the fate of a carried line'))),
  }));
  const plain = findPlainSales(
    {
      tables: new Tables(filesOf(lines.filter(isFresh)).map(tableOf), carried),
      others: lines.filter((held) => !isFresh(held) && !mayWait(held)).map(({ line }) => line),
      rejects: rejects.map(({ reject }) => reject),
      reportedBefore: reportedBefore.map(({ line }) => line),
    },
    {
      date,
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
