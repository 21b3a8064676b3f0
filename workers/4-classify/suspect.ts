import { absolute, sum } from '../../schemas/values/money.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { compareText, type Leg, deliveryKey } from '../../schemas/lines/records.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { finding, type DraftOf } from './draft.ts';
import type { Config } from '../../schemas/config/config.ts';
import { isHidden } from './precedence.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** More than this share of a file's lines, and at least so many of them, breaking alike: the file is the cause. */
const SHARE_MIN = { part: 1, of: 5 } as const;
const LINES_MIN = 30;

/** Where two files could be the cause of the same rows, the provider's is asked first. */
const LEG_ORDER: readonly Leg[] = ['settlement', 'bank', 'order'];

interface Suspicion {
  readonly kind: DiscrepancyKind;
  readonly file: SourceFile;
  readonly findings: readonly Finding[];
  readonly lines: number;
}

/**
 * Flood control: opens one source_suspect for a file whose lines break alike, and puts the lines' rows under it. A
 * payout's one row is no flood, however many lines it has.
 */
export function suspectSources(
  findings: readonly Finding[],
  files: readonly SourceFile[],
  config: Pick<Config, 'tenant' | 'materiality'>,
): Finding[] {
  const parents = new Map<string, string>();
  const suspects: Finding[] = [];
  const others = findings.filter((one) => one.kind !== 'source_suspect');
  for (const suspicion of suspicions(others, files)) {
    const orphans = suspicion.findings.filter((one) => !parents.has(one.id));
    if (orphans.length === 0) continue;
    const suspect = finding(draft(suspicion), config);
    suspects.push(suspect);
    for (const one of orphans) parents.set(one.id, suspect.id);
  }
  return [
    ...suspects,
    ...others.map((one) => ({ ...one, parentId: parents.get(one.id) ?? (isHidden(one) ? one.parentId : null) })),
  ];
}

function suspicions(findings: readonly Finding[], files: readonly SourceFile[]): Suspicion[] {
  const fileByKey = new Map(files.map((file) => [deliveryKey(file), file]));
  const perLine = findings.filter(
    (one) => one.class === 'action' && !isHidden(one) && KINDS[one.kind].breaks && isOfOneSale(one),
  );
  const found: Suspicion[] = [];
  for (const [kind, alike] of groupBy(perLine, (one) => one.kind)) {
    const byFile = new Map<string, { findings: Set<Finding>; lines: Set<number> }>();
    for (const one of alike) {
      for (const line of one.lines) {
        if (!line.broken) continue;
        const key = deliveryKey(line);
        const entry = byFile.get(key) ?? { findings: new Set(), lines: new Set() };
        byFile.set(key, { findings: entry.findings.add(one), lines: entry.lines.add(line.row) });
      }
    }
    for (const [key, entry] of byFile) {
      const file = fileByKey.get(key);
      if (file && isFlood(entry.lines.size, file))
        found.push({ kind, file, findings: [...entry.findings], lines: entry.lines.size });
    }
  }
  return found.sort(bySuspicion);
}

function isFlood(lines: number, file: SourceFile): boolean {
  return lines >= LINES_MIN && lines * SHARE_MIN.of > (file.lines + file.rejects) * SHARE_MIN.part;
}

function isOfOneSale(one: Finding): boolean {
  return one.payoutId === null || one.merchantReference !== null;
}

function bySuspicion(a: Suspicion, b: Suspicion): number {
  const legs = LEG_ORDER.indexOf(a.file.leg) - LEG_ORDER.indexOf(b.file.leg);
  return (
    legs ||
    compareText(a.file.date, b.file.date) ||
    compareText(a.file.source, b.file.source) ||
    compareText(a.kind, b.kind)
  );
}

function draft({ kind, file, findings, lines }: Suspicion): DraftOf<'source_suspect'> {
  return {
    kind: 'source_suspect',
    key: [file.source, file.date, kind],
    lines: [],
    provider: file.source,
    moneyAtRisk: sum(findings.map((one) => absolute(one.moneyAtRisk))),
    direction: 'unknown',
    facts: { fileName: file.name, suspectKind: kind, suspectLines: lines, suspectTotal: file.lines + file.rejects },
  };
}
