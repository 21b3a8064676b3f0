import { absolute, subtract, ZERO } from '../../../schemas/money.ts';
import type { SourceFile } from '../../../schemas/files.ts';
import type { Case } from '../case.ts';
import type { Draft } from '../draft.ts';

/** source_missing, source_rejected and statement_gap: what is wrong with the files of the date themselves. */
export function sourceFindings(c: Case): Draft[] {
  const today = c.hand.files.filter((file) => file.date === c.hand.date);
  return today.flatMap((file) => {
    if (file.state === 'missing') return [missing(file)];
    if (file.state === 'rejected') return [rejected(file)];
    return file.state === 'in' ? gaps(file, c) : [];
  });
}

function base(file: SourceFile): Pick<Draft, 'key' | 'lines' | 'moneyAtRisk' | 'direction' | 'provider'> {
  return { key: [file.source, file.date], lines: [], moneyAtRisk: ZERO, direction: 'none', provider: file.source };
}

function missing(file: SourceFile): Draft {
  return { ...base(file), kind: 'source_missing', facts: { fileName: file.name, source: file.source } };
}

function rejected(file: SourceFile): Draft {
  const { problem } = file;
  return {
    ...base(file),
    kind: 'source_rejected',
    facts: {
      source: file.source,
      fileName: file.name,
      sha256: file.sha256,
      problemCode: problem?.code ?? null,
      problemDetail: problem?.detail ?? null,
      problemLine: problem?.line ?? null,
      problemByte: problem?.byte ?? null,
    },
  };
}

/**
 * A statement opens where the account's last one closed. Where a statement in between is missing or refused, the gap is
 * that file's and no row of its own.
 */
function gaps(file: SourceFile, c: Case): Draft[] {
  return file.balances.flatMap((balance) => {
    const last = c.hand.lastBalances.get(`${balance.account}|${balance.currency}`);
    if (!last || last.closing === balance.opening) return [];
    const hole = c.hand.files.some(
      (other) =>
        other.source === file.source &&
        other.date > last.date &&
        other.date < file.date &&
        (other.state === 'missing' || other.state === 'rejected'),
    );
    if (hole) return [];
    const difference = subtract(balance.opening, last.closing);
    return [
      {
        kind: 'statement_gap' as const,
        key: [balance.account, file.date],
        lines: [],
        provider: file.source,
        currency: balance.currency,
        difference,
        moneyAtRisk: absolute(difference),
        direction: 'unknown' as const,
        facts: {
          account: balance.account,
          previousClosingMinor: last.closing,
          openingMinor: balance.opening,
          previousDate: last.date,
          fileName: file.name,
        },
      },
    ];
  });
}
