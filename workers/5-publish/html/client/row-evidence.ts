import type { EvidenceData, RowData } from '../row-data.ts';
import { element, isolated, type Content } from './dom.ts';
import { ROW } from './row-fields.ts';
import type { ViewData } from './view.ts';

/** The lines that a row names, by file. */
export function evidenceOf(row: RowData, { data, texts }: ViewData): Content {
  const evidence = row[ROW.evidence].map(([file, line, name]: EvidenceData) =>
    element(
      'li',
      {},
      element('code', {}, `${file}:${String(line)}`),
      ' ',
      name < 0 ? null : isolated(data.files[name] ?? ''),
    ),
  );
  if (row[ROW.evidenceLeft] > 0) {
    evidence.push(
      element('li', {}, (texts.list['moreEvidence'] ?? '').replace('{count}', String(row[ROW.evidenceLeft]))),
    );
  }
  return evidence.length === 0 ? null : element('ul', { 'aria-label': texts.list['evidence'] ?? '' }, ...evidence);
}
