import { formatMajor, subtract, ZERO } from '../../../schemas/values/money.ts';
import type { FileRevision, SourceFile } from '../../../schemas/lines/files.ts';
import type { Case } from '../case.ts';
import type { DraftOf } from '../draft.ts';
import { statementFindings } from './statement-gaps.ts';

type FileKind = 'source_missing' | 'source_rejected' | 'card_numbers' | 'source_revised' | 'statement_gap';

/**
 * source_missing, source_rejected, source_revised, card_numbers and statement_gap: what is to be said of the files of
 * the date themselves.
 */
export function sourceFindings(c: Case): DraftOf<FileKind>[] {
  const today = c.workingSet.files.filter((file) => file.date === c.workingSet.date);
  return [
    ...today.flatMap((file) => [
      ...revisedVersions(file),
      ...saysNothingNew(file, c),
      ...stateFindings(file, c),
      ...cardNumbers(file),
    ]),
    ...statementFindings(c),
  ];
}

/** An export of several days that says what an earlier one said: a copy by mistake is refused before it comes here. */
function saysNothingNew(file: SourceFile, c: Case): DraftOf<'source_revised'>[] {
  if (file.leg !== 'order' || file.state !== 'in' || file.lines === 0 || file.sha256 === null) return [];
  const same = c.workingSet.files.find(
    (one) => one.source === file.source && one.sha256 === file.sha256 && one.state === 'in' && one.date < file.date,
  );
  if (same === undefined) return [];
  const last = c.workingSet.files.findLast(
    (one) => one.source === file.source && one.state === 'in' && one.lines > 0 && one.date < file.date,
  );
  const between = last === undefined || last.sha256 === file.sha256 ? {} : { otherwiseOn: last.date };
  return [
    {
      ...base(file),
      kind: 'source_revised',
      key: [file.source, file.date, file.sha256],
      class: 'notice',
      currency: null,
      difference: null,
      facts: {
        source: file.source,
        fileName: file.name,
        formerSha256: file.sha256,
        sha256: file.sha256,
        addedLines: 0,
        removedLines: 0,
        changedLines: 0,
        formerNetMinor: null,
        newerNetMinor: null,
        netDeltaMinor: null,
        netsChanged: [],
        sameAsDate: same.date,
        ...between,
      },
    },
  ];
}

function stateFindings(file: SourceFile, c: Case): DraftOf<'source_missing' | 'source_rejected'>[] {
  switch (file.state) {
    case 'missing':
      return [missing(file)];
    case 'rejected':
      return [rejected(file, file, false, c)];
    case 'in':
      return file.refused ? [rejected(file, file.refused, true, c)] : [];
    case 'not_expected':
      return [];
  }
}

/** One a version: where a file came back to bytes that it had before, the last change is told. */
function revisedVersions(file: SourceFile): DraftOf<'source_revised'>[] {
  return [...new Map(file.revisions.map((revision) => [revision.sha256, revised(file, revision)])).values()];
}

/**
 * A file that changes no money is a notice; with another net somebody must hear of it. Its lines speak for themselves.
 */
function revised(file: SourceFile, revision: FileRevision): DraftOf<'source_revised'> {
  const moved = revision.nets.filter((net) => net.former !== net.newer);
  const [first, another] = moved.length > 0 ? moved : revision.nets;
  const one = another === undefined ? first : undefined;
  return {
    ...base(file),
    kind: 'source_revised',
    key: [file.source, file.date, revision.sha256],
    class: moved.length > 0 ? 'action' : 'notice',
    currency: one?.currency ?? null,
    difference: one === undefined || moved.length === 0 ? null : subtract(one.newer, one.former),
    facts: {
      source: file.source,
      fileName: file.name,
      formerSha256: revision.formerSha256,
      sha256: revision.sha256,
      addedLines: revision.added,
      removedLines: revision.removed,
      changedLines: revision.changed,
      formerNetMinor: one?.former ?? null,
      newerNetMinor: one?.newer ?? null,
      netDeltaMinor: one === undefined ? null : subtract(one.newer, one.former),
      netsChanged:
        another === undefined
          ? []
          : moved.map((net) => `${net.currency} ${formatMajor(net.former)} / ${formatMajor(net.newer)}`),
    },
  };
}

function base(file: SourceFile): Omit<DraftOf<'source_missing'>, 'kind' | 'facts'> {
  return { key: [file.source, file.date], lines: [], moneyAtRisk: ZERO, direction: 'none', provider: file.source };
}

function missing(file: SourceFile): DraftOf<'source_missing'> {
  return { ...base(file), kind: 'source_missing', facts: { fileName: file.name, source: file.source } };
}

/** The file in force holds numbers of cards. */
function cardNumbers(file: SourceFile): DraftOf<'card_numbers'>[] {
  const cards = file.state === 'in' ? file.footing?.cards : undefined;
  if (cards === undefined) return [];
  const { rows, line, columns } = cards;
  return [
    {
      ...base(file),
      kind: 'card_numbers',
      facts: { source: file.source, fileName: file.name, cardRows: rows, cardLine: line, cardColumns: columns },
    },
  ];
}

/** A delivery that is refused. `formerStands`: the file that was accepted before stays in force. */
function rejected(
  file: SourceFile,
  delivery: Pick<SourceFile, 'name' | 'sha256' | 'problem'>,
  formerStands: boolean,
  c: Case,
): DraftOf<'source_rejected'> {
  const { problem } = delivery;
  const same =
    file.leg === 'order' && problem?.code === 'another_date'
      ? c.workingSet.files.find(
          (one) =>
            one.source === file.source && one.sha256 === delivery.sha256 && one.state === 'in' && one.date < file.date,
        )
      : undefined;
  return {
    ...base(file),
    kind: 'source_rejected',
    facts: {
      source: file.source,
      fileName: delivery.name,
      sha256: delivery.sha256,
      ...(formerStands ? { formerStands } : {}),
      ...(same === undefined ? {} : { sameAsDate: same.date }),
      problemCode: problem?.code ?? null,
      problemDetail: problem?.detail ?? null,
      problemLine: problem?.line ?? null,
      problemByte: problem?.byte ?? null,
      unreadableRows: problem?.unreadable?.rows ?? null,
      unreadableOf: problem?.unreadable?.of ?? null,
      unreadableFirst: (problem?.unreadable?.first ?? []).map(({ line, code, column, text }) =>
        [String(line), code, column, text].join('\t'),
      ),
      unreadableAmounts: (problem?.unreadable?.readable ?? []).map(
        ({ currency, amount }) => `${currency} ${formatMajor(amount)}`,
      ),
    },
  };
}
