import { lineFileId, type SourceFile } from '../../schemas/lines/files.ts';
import { sourcesOfLeg } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { BankLine } from '../../schemas/lines/records.ts';
import type { Context } from '../pipeline/context.ts';
import { bankScoper } from './bank-scope.ts';
import { fileKey, keyOfFile } from './bank-coverage.ts';
import { beginningsOf, knownReferences } from './cut-references.ts';
import type { WorkingSet } from './working-set.ts';
import type { Entering } from './line-reader.ts';
import { referenceComparer } from './references.ts';

/**
 * The whole of the earlier bank files in which an open movement stands that carries what may be the beginning of a
 * reference: whether its bank cut it is asked of all transfers of the file, whatever became of them.
 */
export function besideCutReferences(
  entering: readonly Entering[],
  files: readonly SourceFile[],
  before: PlainDate,
  context: Context,
): Pick<WorkingSet, 'besides' | 'besidesPaid'> {
  const { config, lines, store } = context;
  const none = { besides: [], besidesPaid: new Set<BankLine>() };
  const oneByOne = new Set(
    sourcesOfLeg(config, 'settlement').flatMap((source) => (source.settles === 'per_transaction' ? [source.id] : [])),
  );
  const open = entering.flatMap(({ row, entered }) =>
    entered === 'new' || 'code' in row || row.leg !== 'bank' ? [] : [row],
  );
  if (oneByOne.size === 0 || open.length === 0) return none;
  const compare = referenceComparer(config);
  const known = knownReferences(
    entering.flatMap(({ row }) =>
      'code' in row || row.leg !== 'settlement' || !oneByOne.has(row.source) ? [] : [compare(row.merchantReference)],
    ),
  );
  const scopeOf = bankScoper(config, compare, () => false);
  const asked = new Set(
    open.filter((line) => beginningsOf(line, scopeOf(line), known, compare).length > 0).map(fileKey),
  );
  if (asked.size === 0) return none;
  const besides = files
    .filter((file) => asked.has(keyOfFile(file)))
    .flatMap((file) => lines.read(lineFileId(file)))
    .filter((row): row is BankLine => !('code' in row) && row.leg === 'bank');
  const fates = store.presentFates(besides, before);
  const besidesPaid = new Set(
    besides.filter((_, at) => fates[at]?.bankPass === 'reference' && fates[at].bankLeg === 'agrees'),
  );
  return { besides, besidesPaid };
}
