import { OWNERS } from '../../schemas/kinds/kind.ts';
import { formatMajor } from '../../schemas/values/money.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import type { Language } from '../../schemas/config/config.ts';
import { headline } from '../5-publish/headline-text.ts';
import type { Headline } from '../5-publish/headline.ts';
import { countsAlone, isOpen } from '../5-publish/counted.ts';
import { formatCount, formatList, printable } from '../wording/format.ts';
import { reasonOf, WORDS } from '../wording/index.ts';
import type { Message } from './message.ts';
import { ALERT_WORDING } from './wording.ts';

/** What a digest is made of. */
export interface RunSummary {
  readonly tenant: string;
  readonly run: RunKey;
  readonly day: Headline;
  readonly discrepancies: readonly Discrepancy[];
  /** Where people open the report; null where no message may say. */
  readonly report: string | null;
  /** How many open actions somebody should have done something about by now. */
  readonly overdue: number;
}

/** More is not read in a chat. */
const NAMED_MAX = 10;

/** One message on a run: the day's answer, who has how much to do, and the largest of what is new. */
export function digestOf(
  language: Language,
  key: string,
  { tenant, run, day, discrepancies, report, overdue }: RunSummary,
): Message {
  const wording = ALERT_WORDING[language];
  const actions = discrepancies.filter((row) => row.class === 'action' && countsAlone(row));
  const open = actions.filter(isOpen);
  const opened = open.filter((row) => row.event === 'opened' || row.event === 'reopened').sort(byMoney);
  const named = opened.slice(0, NAMED_MAX).map((row) => `- ${reasonOf(language, row)}`);
  const left = opened.length - named.length;
  return {
    key,
    kind: 'digest',
    tenant,
    run,
    title: wording.digestTitle(
      printable(tenant),
      run.date,
      formatCount(language, open.length),
      formatCount(language, opened.length),
    ),
    paragraphs: [
      ...(run.generation === 1 ? [] : [wording.again(formatCount(language, run.generation))]),
      headline(language, day),
      ...(overdue === 0 ? [] : [wording.overdue(formatCount(language, overdue))]),
      ...ownersOf(language, open),
      ...(named.length === 0
        ? []
        : [
            [wording.opened, ...named, ...(left > 0 ? [`- ${wording.more(formatCount(language, left))}`] : [])].join(
              '\n',
            ),
          ]),
      ...(report === null ? [] : [wording.report(report)]),
    ],
    facts: {
      report,
      actionsOpen: open.length,
      actionsOpened: opened.length,
      overdue,
      sourcesMissing: day.sourcesMissing.length,
      sourcesRejected: day.sourcesRejected.length,
    },
  };
}

function ownersOf(language: Language, open: readonly Discrepancy[]): string[] {
  const { owners } = WORDS[language];
  const counts = OWNERS.map((owner) => [owner, open.filter((row) => row.owner === owner).length] as const).filter(
    ([, count]) => count > 0,
  );
  if (counts.length === 0) return [];
  // Each owner is named: a list that ends in "and 3 more" would leave somebody out.
  const parts = counts.map(([owner, count]) => `${owners[owner]} ${formatCount(language, count)}`);
  const { comma } = WORDS[language].marks;
  return [ALERT_WORDING[language].byOwner(parts.length <= 2 ? formatList(language, parts) : parts.join(comma))];
}

/** Pesos before other currencies would mean nothing: amounts are compared as they stand, equal ones by id. */
export function byMoney(a: Discrepancy, b: Discrepancy): number {
  return b.moneyAtRisk - a.moneyAtRisk || compareText(a.id, b.id);
}

/** The amount of a discrepancy for programs, in major units; null where nothing is at risk. */
export function amountFact(row: Discrepancy): string | null {
  return row.moneyAtRisk === 0 ? null : formatMajor(row.moneyAtRisk);
}
