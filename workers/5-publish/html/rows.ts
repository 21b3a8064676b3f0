import { certain } from '../../../schemas/errors.ts';
import { DISCREPANCY_STATES, EVENT_KINDS } from '../../../schemas/kinds/discrepancy.ts';
import { SEVERITIES } from '../../../schemas/kinds/kind.ts';
import { DISCREPANCY_KINDS, KIND_RANK } from '../../../schemas/kinds/kinds.ts';
import { LEGS } from '../../../schemas/lines/records.ts';
import { groupBy } from '../../../schemas/values/groups.ts';
import type { Discrepancy, NamedLine } from '../../../schemas/outcome/run.ts';
import { sortEvidence } from '../discrepancies-csv.ts';
import { countsAlone } from '../counted.ts';
import { movementOf, MOVEMENTS } from '../morning.ts';
import { isWholeCurrency, type Language } from '../../wording/format.ts';
import { textFact } from '../../../schemas/outcome/facts.ts';
import { actionOf, reasonOf, WORDS } from '../../wording/index.ts';
import { kindName } from '../../wording/kinds/index.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import { scriptJson } from './markup.ts';
import type { ReportFacts, ReportInput } from './measure.ts';
import { withMinus } from './numbers.ts';
import type { EvidenceData, RowData, RowsData, RowTexts } from './row-data.ts';

/** A page with more rows than this is slow to search on a phone; discrepancies.csv has them all. */
export const ROWS_MAX = 5_000;
/** Rows stop at this size, so that the whole page stays under ten megabytes whatever stands in the files. */
const ROWS_BYTES_MAX = 6_000_000;
/** A row of a suspect file can name thousands of lines; a payout has some dozens. */
const EVIDENCE_MAX = 60;
/** Longer cells are cut: a page is for reading, the files stand in the archive. */
const TEXT_LENGTH_MAX = 12_000;

export const OWNERS = Object.keys(WORDS.en.owners) as Discrepancy['owner'][];

/** What stands in an address for what a row is: the same in every language and version. */
const NAMES: RowsData['names'] = {
  kinds: DISCREPANCY_KINDS,
  owners: OWNERS,
  severities: SEVERITIES,
  states: DISCREPANCY_STATES,
  classes: ['action', 'notice'],
  movements: MOVEMENTS,
};

/** The data of the list as JSON in bounded pieces, and how many rows it holds. */
export function encodeRows(facts: ReportFacts): { readonly pieces: readonly Buffer[]; readonly shown: number } {
  const { input } = facts;
  const encoder = new RowEncoder(input);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for (const row of facts.rows.slice(0, ROWS_MAX)) {
    const piece = Buffer.from(`${pieces.length === 0 ? '' : ',\n'}${scriptJson(encoder.encode(row))}`, 'utf8');
    if (bytes + piece.length > ROWS_BYTES_MAX) break;
    bytes += piece.length;
    pieces.push(piece);
  }
  const head: Omit<RowsData, 'rows'> = {
    languages: input.languages,
    names: NAMES,
    whole: [...new Set(facts.rows.map((row) => row.currency ?? ''))].filter(isWholeCurrency),
    texts: input.languages.map((language) => rowTexts(language, facts)),
    files: encoder.files.items,
    actions: encoder.actions.items,
    stores: Object.fromEntries(
      facts.stores.filter((store) => store.name !== '').map((store) => [store.store, store.name]),
    ),
  };
  const start = scriptJson(head).slice(0, -1);
  return {
    pieces: [Buffer.from(`${start},"rows":[\n`, 'utf8'), ...pieces, Buffer.from('\n]}', 'utf8')],
    shown: pieces.length,
  };
}

/** Texts that repeat stand once. */
class Places {
  readonly items: string[] = [];
  readonly #places = new Map<string, number>();

  of(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.items.length);
    return this.items.push(text) - 1;
  }
}

class RowEncoder {
  readonly files = new Places();
  readonly actions = new Places();
  readonly #input: ReportInput;

  constructor(input: ReportInput) {
    this.#input = input;
  }

  encode(row: Discrepancy): RowData {
    const { languages, calendar, outcome } = this.#input;
    const evidence = sortEvidence(row.lines);
    const movement = countsAlone(row) ? movementOf(row, this.#input.former) : null;
    return [
      row.id,
      KIND_RANK[row.kind],
      row.class === 'notice' ? 1 : 0,
      SEVERITIES.indexOf(row.severity),
      DISCREPANCY_STATES.indexOf(row.state),
      OWNERS.indexOf(row.owner),
      row.event === null ? -1 : EVENT_KINDS.indexOf(row.event),
      cut(row.merchantReference),
      cut(row.payoutId),
      cut(row.providerId),
      cut(row.provider),
      cut(row.method),
      cut(row.store),
      cut(row.currency),
      currenciesOf(row),
      row.orderAmount,
      row.settlementGross,
      row.settlementNet,
      row.bankAmount,
      row.difference,
      row.moneyAtRisk,
      row.direction === 'owed_to_us' ? 1 : row.direction === 'owed_by_us' ? -1 : 0,
      [row.firstSeen, row.paidOn ?? '', row.settledOn ?? '', row.dueOn ?? '', row.arrivedOn ?? ''],
      row.businessDaysLate,
      calendar.businessDaysBetween(row.firstSeen, outcome.run.date),
      row.parentId ?? '',
      cut(row.note),
      languages.map((language) => withMinus(reasonOf(language, row))),
      languages.map((language) => this.actions.of(withMinus(actionOf(language, row)))),
      this.#evidence(evidence.slice(0, EVIDENCE_MAX)),
      Math.max(0, evidence.length - EVIDENCE_MAX),
      movement === null ? -1 : MOVEMENTS.indexOf(movement),
    ];
  }

  /** By file, in the order in which the files stand: the lines of one follow each other. */
  #evidence(lines: readonly NamedLine[]): EvidenceData[] {
    const files = groupBy(lines, ({ date, source, file }) => `${date} ${source} ${file}`);
    return [...files.values()].map((ofFile): EvidenceData => {
      const first = certain(ofFile[0], 'a line of a file');
      const name = this.#input.fileName(first);
      const place = name === null ? -1 : this.files.of(cut(name));
      return [LEGS.indexOf(first.leg), place, first.file, ...ofFile.map(({ line }) => line)];
    });
  }
}

/** In which currency each leg stands, of a row that is about two of them. */
function currenciesOf(row: Discrepancy): RowData[14] {
  const expected = textFact(row, 'expectedCurrency');
  const found = textFact(row, 'foundCurrency');
  if (expected === null || found === null) return [];
  return row.bankAmount === null ? [cut(expected), cut(found), ''] : [cut(expected), cut(expected), cut(found)];
}

function cut(text: string | null): string {
  if (text === null || text.length <= TEXT_LENGTH_MAX) return text ?? '';
  return `${text.slice(0, TEXT_LENGTH_MAX)}…`;
}

function rowTexts(language: Language, facts: ReportFacts): RowTexts {
  const page = PAGE_TEXTS[language];
  const words = WORDS[language];
  return {
    tag: page.tag,
    title: pageTitle(language, facts),
    thousands: words.marks.thousands,
    decimal: words.marks.decimal,
    kinds: DISCREPANCY_KINDS.map((kind) => kindName(language, kind)),
    owners: OWNERS.map((owner) => words.owners[owner]),
    severities: SEVERITIES.map((severity) => page.severities[severity]),
    states: DISCREPANCY_STATES.map((state) => page.states[state]),
    classes: [page.classes.action, page.classes.notice],
    events: EVENT_KINDS.map((event) => page.events[event]),
    list: page.list,
  };
}

/** The title of the window. */
export function pageTitle(language: Language, { input }: Pick<ReportFacts, 'input'>): string {
  return `${input.outcome.run.date} · ${PAGE_TEXTS[language].title} · ${input.tenant}`;
}
