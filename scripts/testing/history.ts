import type { PlainDate } from '../../schemas/values/dates.ts';
import { COMPARED_FILES } from '../golden/case-folder.ts';
import type { CaseWorkspace } from '../golden/run-case.ts';

interface KindCount {
  readonly kind: string;
  readonly open: number;
}

/**
 * The reports of some dates without what tells of their history: the number of the generation, and that a file came
 * again (`source_revised`), with the counts that it stands in. All the rest is a function of the files in force.
 */
export function reportsWithoutHistory(dates: readonly PlainDate[], workspace: CaseWorkspace): Map<string, string> {
  return new Map(
    dates.flatMap((date) =>
      COMPARED_FILES.map((name) => [`${date}/${name}`, withoutHistory(name, workspace.report(date, name))] as const),
    ),
  );
}

function withoutHistory(name: (typeof COMPARED_FILES)[number], text: string): string {
  switch (name) {
    case 'discrepancies.csv':
      return text
        .split('\n')
        .filter((line) => line.split(',')[1] !== 'source_revised')
        .join('\n');
    case 'summary.json':
      return JSON.stringify(summaryWithoutHistory(JSON.parse(text) as Summary), null, 2);
    default:
      return text;
  }
}

interface Summary {
  readonly generation: number;
  readonly actions_open: number;
  readonly actions_opened: number;
  readonly discrepancies: readonly KindCount[];
}

/**
 * A revised file opens on its own date and stands on every later one, so only `actions_open` of those is known exactly.
 */
function summaryWithoutHistory({ generation: _generation, actions_opened: _opened, ...summary }: Summary): object {
  const revised = summary.discrepancies
    .filter((one) => one.kind === 'source_revised')
    .reduce((open, one) => open + one.open, 0);
  return {
    ...summary,
    actions_open: summary.actions_open - revised,
    discrepancies: summary.discrepancies.filter((one) => one.kind !== 'source_revised'),
  };
}
