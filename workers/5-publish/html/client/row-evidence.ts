import { SIDES, type EvidenceData, type RowData } from '../row-data.ts';
import { element, isolated, type Content } from './dom.ts';
import { ROW } from './row-fields.ts';
import type { ViewData } from './view.ts';

/** Lines that a row shows at once; the others are folded. */
const SHOWN = 10;

/** The lines that a row names, grouped by file: the first ten, the rest on demand, and how many stand in the CSV. */
export function evidenceOf(row: RowData, view: ViewData): Content {
  const { texts } = view;
  const files = row[ROW.evidence];
  if (files.length === 0) return null;
  const [shown, folded] = parted(files, SHOWN);
  const left = row[ROW.evidenceLeft];
  const inCsv = (texts.list['moreEvidence'] ?? '').replace('{count}', String(left));
  const count = folded.reduce((sum, [, , , ...lines]) => sum + lines.length, 0);
  return element(
    'div',
    { class: 'lines-of-files' },
    listOf(shown, view, texts.list['evidence'] ?? ''),
    count === 0
      ? null
      : element(
          'details',
          {},
          element('summary', {}, (texts.list['more'] ?? '').replace('{count}', String(count))),
          listOf(folded, view, texts.list['evidence'] ?? ''),
        ),
    left === 0 ? null : element('p', {}, inCsv),
  );
}

/** The first lines, and those after them; a file whose lines stand on both sides is named on both. */
function parted(files: readonly EvidenceData[], count: number): [EvidenceData[], EvidenceData[]] {
  const [first, rest]: [EvidenceData[], EvidenceData[]] = [[], []];
  let left = count;
  for (const [side, file, sha12, ...lines] of files) {
    const [now, later] = [lines.slice(0, left), lines.slice(left)];
    left -= now.length;
    if (now.length > 0) first.push([side, file, sha12, ...now]);
    if (later.length > 0) rest.push([side, file, sha12, ...later]);
  }
  return [first, rest];
}

function listOf(files: readonly EvidenceData[], view: ViewData, name: string): HTMLElement {
  return element('ul', { 'aria-label': name }, ...files.map((file) => fileOf(file, view)));
}

/** Whose file it is, its name, and its lines as the CSV beside the page cites them. */
function fileOf([side, file, sha12, ...lines]: EvidenceData, { data, texts }: ViewData): HTMLElement {
  const name = data.files[file];
  const said = texts.list[lines.length === 1 ? 'line' : 'lines'] ?? '';
  return element(
    'li',
    {},
    element('span', { class: 'badge' }, texts.list[SIDES[side] ?? 'order'] ?? ''),
    ' ',
    name === undefined ? null : isolated(name),
    ' ',
    element('code', {}, `${sha12}:`),
    ` ${said.replace('{line}', lines.join(', '))}`,
  );
}
