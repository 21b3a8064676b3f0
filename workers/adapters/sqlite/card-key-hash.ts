import { eq } from 'drizzle-orm';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type { SourceRecords } from '../../../schemas/ports/sources.ts';
import { meta } from '../../../schemas/tables/tables.ts';
import { writing, type Connection } from './database.ts';

/** The row of `meta` that says by which key card numbers are told apart. */
export const CARD_KEY_HASH = 'card_key';

/** What the record knows of the key, over the connection of a store. */
export function cardKeyHashOf(connection: Connection): Pick<AtOnce<SourceRecords>, 'cardKeyHash' | 'recordCardKey'> {
  const { db } = connection;
  return {
    cardKeyHash: () => db.select().from(meta).where(eq(meta.key, CARD_KEY_HASH)).get()?.value ?? null,
    recordCardKey: (hash) => {
      writing(connection, () => {
        db.insert(meta).values({ key: CARD_KEY_HASH, value: hash }).onConflictDoNothing().run();
      });
    },
  };
}
