import { localBytes } from '../../workers/adapters/files/disk.ts';
import { statSync } from 'node:fs';
import { CuadreError, messageOf } from '../../schemas/errors.ts';
import type { DecisionEvent } from '../../schemas/outcome/decision.ts';
import { eachRow, serialMoment } from '../../workers/2-normalise/readers/xlsx-cells.ts';
import { openPackage } from '../../workers/2-normalise/readers/xlsx-package.ts';
import { readWorkbook } from '../../workers/2-normalise/readers/xlsx-workbook.ts';
import {
  decisionOfWord,
  KEY_COLUMNS,
  OWN_COLUMNS,
  SHEET_NAME,
  WORK_COLUMNS,
} from '../../workers/queries/sheet-columns.ts';

/** A row of the workbook in which somebody decided. */
export interface SheetRow {
  /** As the spreadsheet numbers it: the header is row 1. */
  readonly number: number;
  readonly id: string;
  /** The number of the last event that the export showed; null where the cell holds none. */
  readonly seq: number | null;
  readonly word: string;
  /** Null: no decision is called so. */
  readonly event: DecisionEvent | null;
  readonly note: string;
  readonly by: string;
}

/** A row of the workbook in which somebody said something beside a decision. */
export interface SheetWork extends Pick<SheetRow, 'number' | 'id' | 'seq' | 'by'> {
  /** What stands in the columns of work that are not empty. */
  readonly said: Readonly<Partial<Record<(typeof WORK_COLUMNS)[number], string>>>;
}

export interface SheetRead {
  readonly rows: readonly SheetRow[];
  readonly work: readonly SheetWork[];
  /** How many rows have no decision. */
  readonly undecided: number;
}

/** Above what any queue gives; a workbook that large is another one. */
const BYTES_MAX = 64 * 1024 * 1024;

/**
 * Reads the rows with a decision or with something said, in their order. Columns are found by name; those of work may
 * be lacking. Throws `usage_invalid` for a file that is no such workbook.
 */
export async function readDecisionRows(file: string): Promise<SheetRead> {
  const [header, ...reported] = await textsOf(file);
  const places = placesOf(header?.texts ?? [], file);
  const rows = reported.flatMap(({ texts, number }): SheetRow[] => {
    const cell = (name: keyof typeof places): string => texts[places[name]] ?? '';
    const word = cell('decision');
    if (word === '') return [];
    const seq = seqOf(cell('seq'));
    return [
      {
        number,
        id: cell('id'),
        seq,
        word,
        event: decisionOfWord(word),
        note: cell('decision_note'),
        by: cell('decided_by'),
      },
    ];
  });
  const titles = header?.texts ?? [];
  const work = reported.flatMap(({ texts, number }): SheetWork[] => {
    const said = Object.fromEntries(
      WORK_COLUMNS.flatMap((name) => {
        const value = (texts[titles.indexOf(name)] ?? '').trim();
        return value === '' ? [] : [[name, value] as const];
      }),
    );
    const cell = (name: keyof typeof places): string => texts[places[name]] ?? '';
    const key = { number, id: cell('id'), seq: seqOf(cell('seq')), by: cell('decided_by') };
    return Object.keys(said).length === 0 ? [] : [{ ...key, said }];
  });
  return { rows, work, undecided: reported.length - rows.length };
}

function seqOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

interface TextRow {
  readonly number: number;
  /** By column; nothing where a cell is empty. */
  readonly texts: readonly string[];
}

/** The rows that say something, as texts: a number as a person reads it, a date as `yyyy-MM-dd`. */
async function textsOf(file: string): Promise<TextRow[]> {
  const wrong = (why: string): CuadreError =>
    new CuadreError('usage_invalid', `${file} is not a workbook that "export" wrote: ${why}`, { file });
  if (statSync(file).size > BYTES_MAX) throw wrong('it is too large');
  const rows: TextRow[] = [];
  try {
    const parts = await openPackage(localBytes(file));
    try {
      const workbook = await readWorkbook(parts, SHEET_NAME);
      await eachRow(parts, workbook, ({ number, cells }) => {
        const texts: string[] = [];
        for (const [column, { kind, text }] of cells) {
          const day = kind === 'date' ? serialMoment(text, workbook.from1904)?.date : undefined;
          texts[column] = kind === 'number' ? String(Number(text)) : (day ?? text);
        }
        if (texts.some((text) => text !== '')) rows.push({ number, texts });
      });
    } finally {
      parts.close();
    }
  } catch (error) {
    throw wrong(messageOf(error));
  }
  return rows;
}

function placesOf(
  header: readonly string[],
  file: string,
): Record<(typeof OWN_COLUMNS)[number] | (typeof KEY_COLUMNS)[number], number> {
  const place = (name: string): number => {
    const found = header.flatMap((title, index) => (title === name ? [index] : []));
    if (found.length === 1) return found[0] ?? 0;
    throw new CuadreError(
      'usage_invalid',
      `${file}: the column "${name}" stands ${found.length === 0 ? 'nowhere' : 'twice'} in its first row`,
      {
        file,
        accepted: [...OWN_COLUMNS, ...KEY_COLUMNS],
      },
    );
  };
  return {
    decision: place('decision'),
    decision_note: place('decision_note'),
    decided_by: place('decided_by'),
    id: place('id'),
    seq: place('seq'),
  };
}
