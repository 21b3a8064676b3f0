import type { PlainDate } from '../../../../schemas/values/dates.ts';
import { formatExact, negateAmount, readAmount, sameAmount, sumExact } from '../../amounts.ts';
import type { Amount } from '../../amounts.ts';
import { NO_FOOTING } from '../../footing.ts';
import type { FileFacts, Footed } from '../../footing.ts';
import { beginningOf, Refused } from '../../refused.ts';
import { dateNotCovered, refuseCopies, STATEMENT_COLUMNS } from '../../statements.ts';
import { at, textAt } from '../../readers/xml-tree.ts';
import type { XmlNode } from '../../readers/xml-tree.ts';
import {
  accountOf,
  entryFooting,
  fingerprintOf,
  lineOf,
  periodOf,
  statedPeriods,
  statementsOf,
  withAccounts,
} from './camt-053.ts';
import type { EntryTotals, StatementEntries } from './camt-053.ts';
import { ENTRY_NAMES, entryProfile, entryTexts, entryUse } from './camt-entries.ts';
import type { BuiltInFeed } from '../feed.ts';

/**
 * The debit and credit notification of ISO 20022, camt.054.001.02 and later: entries as in a statement, and no
 * balances. A summary of net amount and number of entries (TxsSummry) is optional; where it stands, the entries are
 * held to it.
 */
const profile = entryProfile('Document/BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry');

export const CAMT_054: BuiltInFeed = {
  leg: 'bank',
  version: 2,
  about: {
    versions: 'ISO 20022 camt.054.001.02 and later',
    footing: 'sums of credits and debits where the notification summarises them, exact; it has no balances',
    testedOn: 'shape of the public camt.053 files; invented file in `fixtures/files/`',
  },
  profile,
  derives: STATEMENT_COLUMNS,
  names: ENTRY_NAMES,
  recordTexts: entryTexts,
  refiner: () => entryUse,
  footing: () => entryFooting(finish),
  otherDate,
};

function finish(facts: FileFacts, totals: EntryTotals): Footed {
  const notifications = statementsOf(facts.document, 'BkToCstmrDbtCdtNtfctn', 'Ntfctn');
  refuseCopies(
    notifications.map((notification, index) => ({
      account: accountOf(notification) ?? '',
      name: `notification ${beginningOf(textAt(notification, 'Id'), 40)}`,
      line: lineOf(index, facts, totals),
      entries: totals.of(index).entries,
      fingerprint: fingerprintOf(notification, totals.of(index)),
    })),
  );
  const missed = totals.unreadable > 0 || notifications.some((_, index) => missedOf(totals.of(index)) > 0);
  const checked = notifications.map((notification, index) => holdToSummary(notification, totals.of(index), missed));
  const summarised = checked.every((one) => one !== null);
  const state = missed ? 'open' : summarised ? 'proved' : 'none';
  const words = checked.filter((one) => one !== null).join('; ');
  const detail = `camt.054 has no balances; ${words === '' ? 'no summary of its entries' : words}`;
  return {
    ...NO_FOOTING,
    footing: { state, detail, periods: statedPeriods(notifications) },
    provesEmpty: state === 'proved',
    rows: withAccounts(facts, totals.statementOf, notifications.map(accountOf)),
  };
}

function missedOf(entries: StatementEntries): number {
  return [...entries.sums.values()].reduce((missed, sum) => missed + sum.missed, 0);
}

/** The net of all entries by the summary against their sum; null where no summary states it. */
function holdToSummary(notification: XmlNode, entries: StatementEntries, missed: boolean): string | null {
  const summary = at(notification, 'TxsSummry');
  const credits = amountAt(summary, 'TtlCdtNtries');
  const debits = amountAt(summary, 'TtlDbtNtries');
  if (credits === null && debits === null) return null;
  const stated = sumExact([credits ?? ZERO_AMOUNT, negateAmount(debits ?? ZERO_AMOUNT)]);
  const found = sumExact([...entries.sums.values()].map((sum) => sum.total()));
  const words = `summary net ${formatExact(stated)}, rows ${formatExact(found)}`;
  if (!missed && !sameAmount(stated, found))
    throw new Refused('does_not_foot', `${beginningOf(textAt(notification, 'Id'), 40)}: ${words}`);
  return words;
}

const ZERO_AMOUNT: Amount = { digits: 0n, scale: 2 };

function amountAt(summary: XmlNode | undefined, name: string): Amount | null {
  const text = textAt(summary, name, 'Sum');
  if (text === '') return null;
  const amount = readAmount(text, profile.amounts);
  if (amount === null) throw new Refused('does_not_foot', `the sum of ${name} is no amount: ${beginningOf(text, 40)}`);
  return amount;
}

/** A notification that states a period covers its dates; of others the dates of the entries decide. */
function otherDate(date: PlainDate, facts: FileFacts): string | null {
  const periods = statementsOf(facts.document, 'BkToCstmrDbtCdtNtfctn', 'Ntfctn').map((one) => ({
    ...periodOf(one),
    closing: '',
  }));
  const booked = facts.rows.flatMap((row) => ('code' in row || row.leg !== 'bank' ? [] : [row.bookedOn]));
  if (periods.some(({ from }) => from !== '') || booked.length === 0) return dateNotCovered(date, periods);
  return booked.some((day) => day <= date) ? null : `every entry is booked after ${date}`;
}
