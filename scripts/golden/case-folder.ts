import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import { compareText } from '../../schemas/lines/records.ts';

/** Where the golden cases stand, one folder each, beside folders of other fixtures. */
export const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** The reports that a case compares. The manifest carries a clock and is left out. */
export const COMPARED_FILES = [
  'discrepancies.csv',
  'matches.csv',
  'payouts.csv',
  'stores.csv',
  'summary.json',
] as const;

/** One golden case as its README.md declares it. */
export interface GoldenCase {
  readonly name: string;
  readonly folder: string;
  /** What the case is for, in one sentence: the first paragraph under the title. */
  readonly sentence: string;
  /** The dates whose reports are compared, ascending; the case runs from its go-live to the last of them. */
  readonly dates: readonly PlainDate[];
  readonly last: PlainDate;
}

/** Every golden case, by name: a folder of fixtures with a README.md that says `Compared: <dates>`. */
export function listCases(fixtures: string = FIXTURES): GoldenCase[] {
  return readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => readCase(join(fixtures, entry.name)) ?? [])
    .sort((a, b) => compareText(a.name, b.name));
}

/** The case in a folder, or null where the folder is none. */
export function readCase(folder: string): GoldenCase | null {
  const text = readReadme(folder);
  const dates = /^Compared: (.+)\.$/m
    .exec(text)?.[1]
    ?.split(', ')
    .map((date) => parsePlainDate(date));
  if (dates === undefined) return null;
  const sentence = /^# .+\n\n((?:.+\n)+)/.exec(text)?.[1]?.trim().replaceAll('\n', ' ') ?? '';
  const name = basename(folder);
  const known = dates.filter((date) => date !== null).sort(compareText);
  const last = known.at(-1);
  if (sentence === '' || last === undefined || known.length !== dates.length) {
    throw new Error(
      `${name}/README.md must hold a title, one sentence, and a line such as "Compared: 2026-07-01, 2026-07-03."`,
    );
  }
  return { name, folder, sentence, dates: known, last };
}

function readReadme(folder: string): string {
  try {
    return readFileSync(join(folder, 'README.md'), 'utf8');
  } catch {
    return '';
  }
}

/** The list of cases with their sentence, as fixtures/README.md shows it. */
export function caseTable(cases: readonly GoldenCase[]): string {
  return ['| case | what it shows |', '|---|---|', ...cases.map((one) => `| \`${one.name}\` | ${one.sentence} |`)].join(
    '\n',
  );
}
