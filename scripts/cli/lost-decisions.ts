import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Config } from '../../schemas/config/config.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import type { Backup } from '../../workers/adapters/backup/manifest.ts';
import { countOf } from './config-file.ts';

/** What is known to be lost with a restore, from the reports that survived beside it. */
export interface Lost {
  /** Events after those of the backup that a report had read: those of its own run come on top. */
  readonly eventsAtLeast: number;
  /** The same of decisions by hand on lines. */
  readonly byHandAtLeast: number;
  /** Generations that were published after the backup: `2026-07-01 generation 2`. */
  readonly generations: readonly string[];
  /** Decisions of people that the newest report shows and the restored record does not have. */
  readonly decisions: readonly { readonly id: string; readonly state: string; readonly note: string }[];
}

const MANIFEST = z.object({ last_event: z.int().min(0), last_decision_by_hand: z.int().min(1).default(0) });
const ROW = z.object({ id: z.string(), state: z.string(), note: z.string() });
const DECIDED: ReadonlySet<string> = new Set(['acknowledged', 'resolved', 'written_off']);

/**
 * Compares reports that were put aside with the record that was restored. A report knows what was decided before its
 * run; what was decided after the newest of them nobody can name.
 */
export async function lostSince(backup: Backup, reports: string, { storage }: Config): Promise<Lost> {
  const { openStore } = await import('../../workers/adapters/sqlite/sqlite.ts');
  const store = openStore({ path: storage.path, linesDirectory: storage.lines });
  try {
    const published = publishedIn(reports);
    const unknown: Published[] = [];
    for (const one of published)
      if ((await store.runs.get({ date: one.date, generation: one.generation })) === null) unknown.push(one);
    const decided = new Map(unknown.flatMap(({ folder }) => decidedIn(folder)).map((row) => [row.id, row]));
    const decisions: Lost['decisions'][number][] = [];
    for (const row of decided.values())
      if ((await store.queue.find(row.id))?.discrepancy.state !== row.state) decisions.push(row);
    const lastOf = (name: 'lastEvent' | 'lastByHand'): number => Math.max(0, ...published.map((one) => one[name]));
    return {
      eventsAtLeast: Math.max(0, lastOf('lastEvent') - backup.events),
      byHandAtLeast: Math.max(0, lastOf('lastByHand') - (await store.pairings.last())),
      generations: unknown.map(({ date, generation }) => `${date} generation ${String(generation)}`),
      decisions,
    };
  } finally {
    store.close();
  }
}

interface Published {
  readonly date: PlainDate;
  readonly generation: number;
  readonly folder: string;
  readonly lastEvent: number;
  readonly lastByHand: number;
}

/** Every generation that stands whole, oldest date first. */
function publishedIn(reports: string): Published[] {
  const dates = readdirSync(reports).flatMap((name) => parsePlainDate(name) ?? []);
  return dates.sort(compareText).flatMap((date) => {
    const parent = join(reports, date, 'generations');
    const generations = existsSync(parent)
      ? readdirSync(parent)
          .map(Number)
          .sort((a, b) => a - b)
      : [];
    return generations.flatMap((generation): Published[] => {
      const folder = join(parent, String(generation));
      const manifest = join(folder, 'manifest.json');
      if (!existsSync(manifest)) return [];
      const read = MANIFEST.parse(JSON.parse(readFileSync(manifest, 'utf8')));
      return [{ date, generation, folder, lastEvent: read.last_event, lastByHand: read.last_decision_by_hand }];
    });
  });
}

/** What people had decided, as a report shows it. */
function decidedIn(folder: string): Lost['decisions'][number][] {
  const path = join(folder, 'discrepancies.csv');
  if (!existsSync(path)) return [];
  const rows = z.array(ROW).parse(parse(readFileSync(path), { columns: true }));
  return rows.filter(({ state }) => DECIDED.has(state));
}

/** What is lost, by name as far as it is known. */
export function lostText({ eventsAtLeast, byHandAtLeast, generations, decisions }: Lost, { at }: Backup): string {
  return [
    `What was run and decided after ${at} is not in it. The reports that were put aside know of it:`,
    `  generations: ${generations.length === 0 ? 'none' : generations.join(', ')}`,
    `  events that their runs had read and the backup does not hold: ${String(eventsAtLeast)}`,
    `  decisions by hand on lines that their runs had read and the backup does not hold: ${String(byHandAtLeast)}`,
    `  decisions that have to be made again: ${decisions.length === 0 ? 'none is known' : countOf(decisions.length, 'decision')}`,
    ...decisions.map(({ id, state, note }) => `    ${id} ${state}: ${note}`),
    '"cuadre run" runs the dates again. What was decided after the newest of these reports nobody can name.',
  ].join('\n');
}
