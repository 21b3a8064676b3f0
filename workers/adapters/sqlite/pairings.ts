import { and, asc, eq, lte, max } from 'drizzle-orm';
import { NAME_LENGTH_MAX, NOTE_LENGTH_MAX, SYSTEM } from '../../../schemas/outcome/decision.ts';
import { isInTheWay, standingPairings, type Pairing } from '../../../schemas/outcome/pairing.ts';
import type { RunKey } from '../../../schemas/outcome/run.ts';
import { needsSecond } from '../../../schemas/people/approval.ts';
import { may, sees } from '../../../schemas/people/rights.ts';
import type { NewPairing, PairingCode, Pairings, PairingVerdict } from '../../../schemas/ports/pairings.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type { DeskAct } from '../../../schemas/ports/queue.ts';
import { addressKey } from '../../../schemas/lines/records.ts';
import { pairings, runPairings } from '../../../schemas/tables/people.ts';
import { groupBy } from '../../../schemas/values/groups.ts';
import { sum } from '../../../schemas/values/money.ts';
import { insertRows, writing, type Connection } from './database.ts';
import { closedAlone, personOf, type Acting } from './decisions.ts';

/** What people decided on lines by hand: taken in one transaction, read back by the runs. */

export function pairingsOf(connection: Connection): AtOnce<Pairings> {
  return {
    take: (pairing, { atMs, desk }) => writing(connection, () => take(connection, pairing, atMs, desk)),
    all: (upTo) => readPairings(connection, upTo),
    last: () => lastPairing(connection),
    readBy: (run) => readBy(connection, run),
  };
}

function take(connection: Connection, pairing: NewPairing, atMs: number, desk: DeskAct): PairingVerdict {
  const person = personOf(connection, desk);
  const former = readPairings(connection);
  const standing = standingOn(pairing, former);
  const code = codeOf(connection, pairing, { person, former, standing, desk });
  if (code !== 'taken') return { code, pairing: null, standing: code === 'taken_before' ? standing : null };
  const { stores: _stores, ...facts } = pairing;
  const number = (former.at(-1)?.number ?? 0) + 1;
  const by = typeof person === 'string' ? pairing.by.trim() : person.name;
  const { who, day } = desk;
  insertRows(connection, pairings, [
    {
      ...facts,
      number,
      note: pairing.note.trim(),
      by,
      person: who?.personId ?? null,
      proof: who?.proof ?? 'stated',
      day,
      atMs,
    },
  ]);
  return { code, pairing: readPairings(connection).at(-1) ?? null, standing: null };
}

/** The standing decision in the way of this one, with a line of it; null where none is. */
function standingOn(pairing: NewPairing, former: readonly Pairing[]): Pairing | null {
  if (pairing.act === 'undo') return null;
  const own = new Set(pairing.lines.map(addressKey));
  const onSame = standingPairings(former).filter((one) => one.lines.some((line) => own.has(addressKey(line))));
  return onSame.find((one) => isInTheWay(one, pairing)) ?? null;
}

interface Judging {
  readonly person: Acting;
  readonly former: readonly Pairing[];
  readonly standing: Pairing | null;
  readonly desk: DeskAct;
}

function codeOf(connection: Connection, pairing: NewPairing, { person, former, standing, desk }: Judging): PairingCode {
  const note = pairing.note.trim();
  if (note === '') return 'note_missing';
  if (note.length > NOTE_LENGTH_MAX) return 'note_too_long';
  if (person === 'nobody') return 'not_proved';
  if (person === 'stated') {
    const by = pairing.by.trim();
    if (by === '' || by.length > NAME_LENGTH_MAX || by.toLowerCase() === SYSTEM) return 'name_missing';
  } else {
    if (!pairing.stores.every((store) => sees(person, store))) return 'unknown';
    if (!may(person, 'pair')) return 'not_allowed';
  }
  if (pairing.act === 'undo') {
    const undone = former.find(({ number }) => number === pairing.undoes);
    if (undone === undefined || undone.act === 'undo') return 'unknown';
    if (former.some(({ undoes }) => undoes === undone.number)) return 'undone';
  }
  if (standing !== null) return 'taken_before';
  return isAboveLimits(connection, pairing, person, desk) ? 'needs_second' : 'taken';
}

/** What is let pass closes as a resolution does, and counts with it: all of one currency by its sum. */
function isAboveLimits(connection: Connection, { letsPass, by }: NewPairing, person: Acting, desk: DeskAct): boolean {
  return [...groupBy(letsPass, ({ currency }) => currency)].some(([currency, own]) => {
    const already = closedAlone(connection, desk, person, { event: 'resolved', by, currency });
    return needsSecond(desk.approval, 'resolved', currency, already, sum(own.map(({ amount }) => amount)));
  });
}

/** See `Pairings.all`. */
export function readPairings({ db }: Connection, upTo?: number): Pairing[] {
  const { number, act, undoes, lines, orderDifference, bankDifference, note, by, atMs } = pairings;
  return db
    .select({ number, act, undoes, lines, orderDifference, bankDifference, note, by, atMs })
    .from(pairings)
    .where(upTo === undefined ? undefined : lte(pairings.number, upTo))
    .orderBy(asc(pairings.number))
    .all();
}

function lastPairing({ db }: Connection): number {
  return (
    db
      .select({ number: max(pairings.number) })
      .from(pairings)
      .get()?.number ?? 0
  );
}

function readBy({ db }: Connection, { date, generation }: RunKey): number {
  const own = and(eq(runPairings.date, date), eq(runPairings.generation, generation));
  return db.select({ last: runPairings.last }).from(runPairings).where(own).get()?.last ?? 0;
}

/** Records with a run which decisions it read; nothing where it read none. */
export function putReadBy(connection: Connection, { date, generation }: RunKey, last: number): void {
  if (last > 0) insertRows(connection, runPairings, [{ date, generation, last }]);
}
