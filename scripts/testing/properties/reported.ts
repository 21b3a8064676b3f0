import { order, payment, movement, reject } from './rows.ts';
import type { Filing, ProviderId, Ran, Row, World } from './chain.ts';

/** A world and its runs in a few lines each, for counterexamples. */

/** What a row says beyond the plain row of its kind. */
function rowText(row: Row, { source, date }: Filing): string {
  const shown = (plain: object, own: object): string =>
    Object.entries(own)
      .filter(([name, value]) => (plain as Record<string, unknown>)[name] !== value)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ');
  if ('code' in row) return `reject ${shown(reject(row.leg), row)}`;
  switch (row.leg) {
    case 'order':
      return `${row.merchantReference} ${String(row.amount)} ${shown(order(row.merchantReference, row.amount, date), row)}`;
    case 'settlement':
      return `${row.providerId} ${row.merchantReference} ${String(row.gross)} ${shown(
        payment(source as ProviderId, row.providerId, row.merchantReference, row.gross, date),
        row,
      )}`;
    case 'bank':
      return `${row.bankId ?? '-'} ${String(row.amount)} '${row.description}' ${shown(
        movement(row.bankId ?? '', row.amount, date, row.description),
        row,
      )}`;
  }
}

export function reported(world: World): string {
  const { goLive, first, last, rules } = world;
  const files = [...world.filings]
    .sort((a, b) => (a.date + a.source < b.date + b.source ? -1 : 1))
    .flatMap((filing) => [
      `${filing.date} ${filing.source}${filing.version === 1 ? '' : ` v${String(filing.version)}`} ${filing.state ?? ''}`,
      ...filing.rows.map((row) => `    ${rowText(row, filing)}`),
    ]);
  return [`${goLive} .. ${first ?? ''} .. ${last} ${JSON.stringify(rules ?? {})}`, ...files].join('\n  ');
}

/** What the runs made of it. */
export function reportedRuns(ran: readonly Ran[]): string {
  return ran
    .flatMap(({ date, outcome }) => [
      `== ${date}`,
      ...[...outcome.fates].map(
        (fate) =>
          `   ${fate.date} ${fate.source}:${String(fate.row)} ${fate.providerId || fate.merchantReference} ${fate.entered} ${fate.former ?? ''}-> ${fate.fate} ${fate.reason ?? ''} order=${fate.orderLeg} bank=${fate.bankLeg} ${fate.bankPass ?? ''} ${(fate.bankMatch ?? '').slice(0, 10)} ${fate.discrepancyIds.map((id) => id.slice(4, 8)).join()}`,
      ),
      ...outcome.discrepancies.map(
        (one) =>
          ` * ${one.id.slice(4, 8)} ${one.kind} ${one.key.join('|')} ${one.state} ${one.event ?? ''} diff=${String(one.difference)} ${one.lines.map((line) => `${line.date.slice(8)}${line.source}:${String(line.row)}${line.broken ? '!' : ''}`).join(' ')}`,
      ),
      ...outcome.payouts.map(
        (row) =>
          ` $ ${row.source} ${row.payoutId} ${row.currency} n=${String(row.lines)} net=${String(row.net)} ${row.fate} ${row.pass ?? ''} ${(row.bankMatch ?? '').slice(0, 10)}`,
      ),
    ])
    .join('\n');
}
