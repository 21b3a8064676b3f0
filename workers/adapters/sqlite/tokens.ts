import { and, asc, eq, isNull, lt, max, or } from 'drizzle-orm';
import type { Sessions, Token, Tokens } from '../../../schemas/ports/people.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import { sessions, signInTries, tokens } from '../../../schemas/tables/people.ts';
import { writing } from './database.ts';
import type { Connection } from './database.ts';
import { addToLog } from './people.ts';

/** See `Tokens`. */
export function tokensOf(connection: Connection): AtOnce<Tokens> {
  const { db } = connection;
  return {
    make: (token, note) =>
      writing(connection, () => {
        const last =
          db
            .select({ seq: max(tokens.seq) })
            .from(tokens)
            .get()?.seq ?? 0;
        const row: Token = { ...token, seq: last + 1, endedMs: null };
        db.insert(tokens).values(row).run();
        addToLog(connection, note, token.person);
        return row;
      }),
    find: (hash) => db.select().from(tokens).where(eq(tokens.hash, hash)).get() ?? null,
    of: (person) => db.select().from(tokens).where(eq(tokens.person, person)).orderBy(asc(tokens.seq)).all(),
    end: (seq, note) =>
      writing(connection, () => {
        const stands = and(eq(tokens.seq, seq), isNull(tokens.endedMs));
        const [ended] = db.update(tokens).set({ endedMs: note.atMs }).where(stands).returning().all();
        if (ended !== undefined) addToLog(connection, note, ended.person);
        return ended !== undefined;
      }),
  };
}

/** See `Sessions`: no part of the chain, so that a page that is looked at writes no evidence. */
export function sessionsOf(connection: Connection): AtOnce<Sessions> {
  const { db } = connection;
  return {
    find: (hash) => db.select().from(sessions).where(eq(sessions.hash, hash)).get() ?? null,
    put: (session) => {
      writing(connection, () => {
        db.insert(sessions).values(session).onConflictDoUpdate({ target: sessions.hash, set: session }).run();
      });
    },
    end: (hash) => {
      writing(connection, () => {
        db.delete(sessions).where(eq(sessions.hash, hash)).run();
      });
    },
    endOld: (seenBeforeMs, begunBeforeMs) => {
      const isOld = or(lt(sessions.seenMs, seenBeforeMs), lt(sessions.beganMs, begunBeforeMs));
      writing(connection, () => {
        db.delete(sessions).where(isOld).run();
      });
    },
    tries: (address) => {
      const row = db.select().from(signInTries).where(eq(signInTries.address, address)).get();
      return { count: row?.count ?? 0, lastMs: row?.lastMs ?? 0 };
    },
    tried: (address, atMs) => {
      writing(connection, () => {
        const row = db.select().from(signInTries).where(eq(signInTries.address, address)).get();
        const tried = { address, count: (row?.count ?? 0) + 1, lastMs: atMs };
        db.insert(signInTries).values(tried).onConflictDoUpdate({ target: signInTries.address, set: tried }).run();
      });
    },
    forgetTries: (address) => {
      writing(connection, () => {
        db.delete(signInTries).where(eq(signInTries.address, address)).run();
      });
    },
  };
}
