import { inTurn } from '../../../schemas/in-turn.ts';
import { lineFileId, type SourceFile } from '../../../schemas/lines/files.ts';
import { sourcesPaying } from '../../../schemas/config/config.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { BankLine } from '../../../schemas/lines/records.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { bankScoper } from '../../3-match/bank-scope.ts';
import { fileKey, keyOfFile } from '../../3-match/bank-coverage.ts';
import { beginningsOf, knownReferences } from '../../3-match/cut-references.ts';
import type { PlainSales } from '../../3-match/plain/plain-sales.ts';
import type { WorkingSet } from '../../3-match/working-set.ts';
import type { Entering } from './line-reader.ts';
import { referenceComparer } from '../../3-match/references.ts';

/**
 * The whole of the earlier bank files in which an open movement stands that carries what may be the beginning of a
 * reference: whether its bank cut it is asked of all transfers of the file, whatever became of them.
 */
export async function besideCutReferences(
  entering: readonly Entering[],
  plain: PlainSales,
  files: readonly SourceFile[],
  before: PlainDate,
  context: Context,
): Promise<Pick<WorkingSet, 'besides' | 'besidesPaid'>> {
  const { config, store } = context;
  const none = { besides: [], besidesPaid: new Set<BankLine>() };
  const oneByOne = sourcesPaying(config, 'per_transaction');
  const open = entering.flatMap(({ row, entered }) =>
    entered === 'new' || 'code' in row || row.leg !== 'bank' ? [] : [row],
  );
  if (oneByOne.size === 0 || open.length === 0) return none;
  const compare = referenceComparer(config);
  const isAlone = (source: string): boolean => oneByOne.has(source);
  const known = knownReferences([
    ...entering.flatMap(({ row }) =>
      'code' in row || row.leg !== 'settlement' || !isAlone(row.source) ? [] : [compare(row.merchantReference)],
    ),
    ...Array.from(plain.references(isAlone), compare),
  ]);
  const scopeOf = bankScoper(config, compare, () => false);
  const asked = new Set(
    open.filter((line) => beginningsOf(line, scopeOf(line), known, compare).length > 0).map(fileKey),
  );
  if (asked.size === 0) return none;
  const besides = (
    await inTurn(
      files.filter((file) => asked.has(keyOfFile(file))),
      (file) => context.lines.read(lineFileId(file)),
    )
  )
    .flat()
    .filter((row): row is BankLine => !('code' in row) && row.leg === 'bank');
  const fates = await store.history.presentFates(besides, before);
  const besidesPaid = new Set(
    besides.filter((_, at) => fates[at]?.bankPass === 'reference' && fates[at].bankLeg === 'agrees'),
  );
  return { besides, besidesPaid };
}
