import type { Proposal } from './proposal.ts';
import type { ValueGuess } from './values.ts';

/** What stands for a required column that the file does not name. */
function constantFor(column: string, { leg }: Proposal): string | null {
  if (column === 'currency') return 'COP';
  if (column === 'method') return 'PSE';
  return column === 'status' ? (leg === 'order' ? 'paid' : 'approved') : null;
}

/**
 * The source of a proposal as YAML to put under `sources:`; whatever is a guess ends in `# confirm: ...`, and a
 * required column that was not found is named where it is to be mapped.
 */
export function proposalYaml(proposal: Proposal, id: string, directory: string, file: string): string {
  const { leg, format, doubts } = proposal;
  const lines = [
    `- id: ${quoted(id)}`,
    confirm(`  leg: ${leg}`, doubts['leg']),
    `  from: { directory: ${quoted(directory)}, file: ${quoted(file)} }`,
    ...(leg === 'settlement'
      ? [
          '  settles: per_payout            # confirm: per_transaction | per_payout | per_day, what one bank credit pays',
        ]
      : []),
    '  profile:',
    `    format: ${format.kind}`,
    confirm(`    encoding: ${proposal.encoding}`, doubts['encoding']),
    ...(format.kind === 'csv' ? csvLines(format) : [`    record: ${quoted(format.record)}`]),
    confirm(`    amounts: ${amountsText(proposal)}`, doubts['amounts']),
    confirm(`    dates: { format: ${quoted(proposal.dates.format)}, zone: ${proposal.dates.zone} }`, doubts['dates']),
    '    columns:',
    ...proposal.columns.map(([column, name]) =>
      confirm(
        `      ${column}: ${typeof name === 'number' ? String(name) : quoted(name)}`,
        proposal.why[column] ?? (MONEY.includes(column) ? doubts['columns'] : undefined),
      ),
    ),
    ...proposal.missing
      .filter((column) => constantFor(column, proposal) === null)
      .map((column) => `      # ${column}: ...   # confirm: required; ${oneLine(askFor(column, proposal))}`),
    ...constantLines(proposal),
    ...valueLines('status', proposal.status),
    ...valueLines('type', proposal.type),
    ...valueLines('direction', proposal.direction),
    ...skipLines(proposal),
    ...(proposal.leftMoney.length === 0
      ? []
      : [
          `    # confirm: these hold money too, and nothing is taken from them: ${proposal.leftMoney.map(oneLine).join(', ')}`,
        ]),
    ...(proposal.otherDates.length === 0
      ? []
      : [
          `    # confirm: dates in another notation, which this profile cannot take as well: ${proposal.otherDates.map(oneLine).join(', ')}`,
        ]),
    ...(proposal.unused.length === 0 ? [] : [`    # not used: ${proposal.unused.map(oneLine).join(', ')}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function askFor(column: string, { format, asks }: Proposal): string {
  const nameless = format.kind === 'csv' && !format.header;
  return (
    asks[column] ??
    (nameless ? 'nothing in the rows tells which column it is' : 'no column of the file has a name that is known')
  );
}

function csvLines(format: Extract<Proposal['format'], { kind: 'csv' }>): string[] {
  return [
    `    delimiter: ${quoted(format.delimiter)}`,
    ...(format.header ? [] : ['    header: false                # confirm: columns are positions, from 0']),
    ...(format.preambleRows > 0 ? [`    preambleRows: ${String(format.preambleRows)}`] : []),
  ];
}

function constantLines(proposal: Proposal): string[] {
  const stated = proposal.missing.flatMap((column) => {
    const constant = constantFor(column, proposal);
    return constant === null ? [] : [`${column}: ${constant}`];
  });
  return stated.length === 0 ? [] : [`    constants: { ${stated.join(', ')} }   # confirm: the file does not say it`];
}

function valueLines(name: string, guess: ValueGuess | null): string[] {
  if (guess === null) return [];
  const entries = Object.entries(guess.map).map(
    ([canonical, values]) => `      ${canonical}: [${values.map(quoted).join(', ')}]`,
  );
  const unknown =
    guess.unknown.length === 0
      ? []
      : [`      # confirm: what do these mean? ${guess.unknown.slice(0, 20).map(quoted).join(', ')}`];
  return [`    ${name}:${entries.length === 0 ? ' {}' : ''}`, ...entries, ...unknown];
}

/** The columns whose meaning another column of money puts in doubt. */
const MONEY = ['amount', 'gross', 'credit', 'debit'];

function amountsText({ amounts }: Proposal): string {
  const { decimal, thousands, unit, negative, currencySign } = amounts;
  const signs = [
    ...(negative === undefined ? [] : [`negative: ${negative}`]),
    ...(currencySign === undefined ? [] : [`currencySign: ${currencySign}`]),
  ];
  return `{ ${[`decimal: ${quoted(decimal)}`, `thousands: ${quoted(thousands)}`, `unit: ${unit}`, ...signs].join(', ')} }`;
}

function skipLines({ skip }: Proposal): string[] {
  if (skip === null) return [];
  const column = typeof skip.column === 'number' ? String(skip.column) : quoted(skip.column);
  return [
    `    skip: [{ column: ${column}, equals: [${skip.equals.map(quoted).join(', ')}] }]   # confirm: rows of totals and balances, no movements`,
  ];
}

function confirm(line: string, doubt: string | undefined): string {
  if (doubt === undefined) return line;
  return `${line}   # confirm: ${oneLine(doubt)}`;
}

/** A YAML text in single quotes; a tab as an escape in double ones. */
function quoted(text: string): string {
  return /[\t\r\n\u0000-\u001f]/.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
