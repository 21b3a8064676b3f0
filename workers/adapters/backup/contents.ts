import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { compareText } from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { CARD_KEY } from '../files/card-key.ts';
import { isJoinedPath } from '../files/joined-keys.ts';
import { onDisk } from '../files/disk.ts';
import { CARD_KEY_HASH } from '../sqlite/card-key-hash.ts';
import type { StorePlaces } from '../sqlite/standing.ts';
import type { BackedUpFile } from './manifest.ts';

/** A file that a backup is to hold. */
export interface Wanted extends Pick<BackedUpFile, 'place' | 'path' | 'root'> {
  /** Its sha256, where the record or its name says it. */
  readonly sha256: string | null;
  /** It may be missing: it can always be made again, or nobody names it. */
  readonly isOptional: boolean;
}

const HASH = /^[0-9a-f]{64}$/;
const LINE_FILE = /\.arrow(?:\.keys)?$/;
const UNDER_WAY = z.array(z.object({ file: z.object({ sha256: z.string().nullable() }) }));

/**
 * Everything that belongs to the database as it was copied, in a stated order: what the record names, what the archive
 * holds beside it (what was asked, the key of card numbers, packed bytes), and what dates under way have read so far.
 * Of the reports every generation; what readers of a date see is linked to them again, and a view (`as-of`) is made
 * again on demand.
 */
export function contentsOf(raw: Database.Database, { archive, lines }: StorePlaces): Wanted[] {
  const wanted = new Map<string, Wanted>();
  const add = (one: Wanted): void => {
    const key = `${one.place}/${one.path}`;
    if (wanted.get(key)?.isOptional ?? true) wanted.set(key, one);
  };
  for (const name of namesIn(archive)) if (HASH.test(name)) add(sourceFile(name, true));
  for (const name of namesIn(join(archive, 'requests')))
    if (name.endsWith('.jsonl'))
      add({ place: 'archive', path: `requests/${name}`, root: null, sha256: null, isOptional: true });
  // Without it a card that comes again has another mark, and replays come to other lines.
  const key = raw.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck().get(CARD_KEY_HASH) ?? null;
  add({ place: 'archive', path: CARD_KEY, root: null, sha256: key, isOptional: key === null });
  for (const hash of [...namedInArchive(raw), ...attachedBy(raw)]) add(sourceFile(hash, false));
  for (const file of unregistered(raw, lines)) add(file);
  for (const { path, sha256 } of raw
    .prepare<[], { path: string; sha256: string }>('SELECT path, sha256 FROM registered_files')
    .iterate())
    add({ place: 'lines', path, root: sha256, sha256: null, isOptional: isJoinedPath(path) });
  for (const report of raw
    .prepare<[], { date: PlainDate; generation: number; name: string; sha256: string }>(
      'SELECT date, generation, name, sha256 FROM report_files',
    )
    .iterate()) {
    const path = `${report.date}/generations/${String(report.generation)}/${report.name}`;
    add({ place: 'reports', path, root: null, sha256: report.sha256, isOptional: false });
  }
  return [...wanted.values()].sort((a, b) => compareText(a.place, b.place) || compareText(a.path, b.path));
}

function sourceFile(hash: string, isOptional: boolean): Wanted {
  return { place: 'archive', path: hash, root: null, sha256: hash, isOptional };
}

/** Files that people attached to discrepancies. */
function attachedBy(raw: Database.Database): string[] {
  return raw
    .prepare<[], string>("SELECT DISTINCT value ->> 'sha256' FROM event_work WHERE field = 'file'")
    .pluck()
    .all();
}

/** Source files that runs and dates under way name, less those that retention dropped. */
function namedInArchive(raw: Database.Database): string[] {
  const all = <Row>(sql: string): Row[] => raw.prepare<[], Row>(sql).pluck().all();
  const named = new Set([
    ...all<string>('SELECT DISTINCT sha256 FROM run_files WHERE sha256 IS NOT NULL'),
    ...all<string>("SELECT DISTINCT refused ->> 'sha256' FROM run_files WHERE refused ->> 'sha256' IS NOT NULL"),
    ...all<string>('SELECT files FROM dates_under_way').flatMap((files) =>
      UNDER_WAY.parse(JSON.parse(files)).flatMap(({ file }) => file.sha256 ?? []),
    ),
  ]);
  const pruned = new Set(all<string>('SELECT path FROM pruned_files WHERE undone_at_ms IS NULL'));
  return [...named].filter((hash) => !pruned.has(hash));
}

/** What dates under way have read: the record names it once they are committed. */
function unregistered(raw: Database.Database, lines: string): Wanted[] {
  const dates = raw.prepare<[], string>('SELECT date FROM dates_under_way').pluck().all();
  return dates.flatMap((date) =>
    namesIn(join(lines, date))
      .filter((name) => LINE_FILE.test(name))
      .map((name): Wanted => {
        return { place: 'lines', path: `${date}/${name}`, root: null, sha256: null, isOptional: true };
      }),
  );
}

function namesIn(folder: string): string[] {
  return onDisk(folder, () => (existsSync(folder) ? readdirSync(folder) : []));
}
