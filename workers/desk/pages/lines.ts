import type { Discrepancy, NamedLine } from '../../../schemas/outcome/run.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import { sortEvidence } from '../../5-publish/discrepancies-csv.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { pageCount } from '../../5-publish/html/numbers.ts';
import { evidenceOf, EVIDENCE_LINES_MAX, type Evidence } from '../../queries/evidence.ts';
import { filedCells, writesAmount } from '../../queries/filed-cells.ts';
import { PAGE_TEXTS } from '../../wording/page-texts.ts';
import type { Asked } from '../desk.ts';
import { differs } from './rows.ts';

/** The lines of the files, cell by cell under their own headers. */

/** A row of an export of a shop has eighty columns. */
const RAW_LENGTH_MAX = 6_000;

/** The lines that a discrepancy names, grouped by file. */
export async function linesOf(asked: Asked, one: Discrepancy): Promise<Html> {
  const { texts, language } = asked;
  const lines = sortEvidence(one.lines);
  if (lines.length === 0) return html`<p class="empty">${texts.one.noLines}</p>`;
  const evidence = await evidenceOf({ lines }, asked.context, RAW_LENGTH_MAX);
  const left = lines.length - evidence.length;
  return html`${filesOf(asked, evidence, comparedAmounts(one))}
  ${left === 0 ? NOTHING : html`<p class="note">${texts.one.moreLines(pageCount(language, left))}</p>`}`;
}

/** What was looked for and may stand elsewhere. */
export async function seenOf(asked: Asked, one: Discrepancy): Promise<Html> {
  const { texts } = asked;
  if (one.seenElsewhere.length === 0) return NOTHING;
  const lines: readonly NamedLine[] = one.seenElsewhere.slice(0, EVIDENCE_LINES_MAX);
  const evidence = await evidenceOf({ lines }, asked.context, RAW_LENGTH_MAX);
  return html`<section aria-labelledby="seen-title">
    <h2 id="seen-title">${texts.one.seen}</h2>
    <p class="note">${texts.one.seenNote}</p>
    ${filesOf(asked, evidence, [])}
  </section>`;
}

/** The amounts that are compared and differ. */
function comparedAmounts(one: Discrepancy): Minor[] {
  const settled = one.bankAmount !== null && one.settlementNet !== null ? one.settlementNet : one.settlementGross;
  const pairs = [
    [one.orderAmount, one.settlementGross],
    [settled, one.bankAmount],
  ] as const;
  return pairs.flatMap(([a, b]) => (differs(a, b) ? [a, b] : [])).filter((amount) => amount !== null);
}

function filesOf(asked: Asked, evidence: readonly Evidence[], compared: readonly Minor[]): Html {
  const files = new Map<string, Evidence[]>();
  for (const one of evidence) {
    const key = `${one.named.date} ${one.named.source} ${one.named.file}`;
    files.set(key, [...(files.get(key) ?? []), one]);
  }
  return html`${[...files.values()].map((ofFile) => fileOf(asked, ofFile, compared))}`;
}

function fileOf(asked: Asked, lines: readonly Evidence[], compared: readonly Minor[]): Html {
  const [first] = lines;
  if (first === undefined) return NOTHING;
  const { named, fileName } = first;
  return html`<section class="file">
    <h3>
      <span class="badge">${PAGE_TEXTS[asked.language].legs[named.leg]}</span> ${isolated(fileName)}
      <span class="sub">${named.date} · <code>${named.file}</code></span>
    </h3>
    ${lines.map((line) => lineOf(asked, line, compared))}
  </section>`;
}

function lineOf({ texts }: Asked, { named, raw, header, pruned }: Evidence, compared: readonly Minor[]): Html {
  const place = html`<p class="place">${texts.one.line(String(named.line))}</p>`;
  if (raw === null)
    return html`${place}
      <p class="empty">${pruned === null ? texts.one.rawGone : texts.one.pruned}</p>`;
  const cells = filedCells(header, raw);
  if (cells === null)
    return html`${place}
      <pre class="raw"><bdi>${raw}</bdi></pre>`;
  const isMarked = (value: string): boolean => compared.some((amount) => writesAmount(value, amount));
  return html`${place}
    <dl class="cells">
      ${cells.map(
        ({ column, value }) =>
          html`<div>
            <dt>${isolated(column)}</dt>
            <dd>
              ${isMarked(value) ? html`<mark title="${texts.one.compared}">${isolated(value)}</mark>` : isolated(value)}
            </dd>
          </div> `,
      )}
    </dl>`;
}
