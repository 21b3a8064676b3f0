import { integer, text } from 'drizzle-orm/sqlite-core';
import type { PlainDate } from '../values/dates.ts';
import type { Minor } from '../values/money.ts';

/** Columns that many tables have. */

export const date = (name: string) => text(name).$type<PlainDate>();
export const amount = (name: string) => integer(name).$type<Minor>();
export const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>();

/** The run that a row is of. */
export const ofRun = { date: date('date').notNull(), generation: integer('generation').notNull() };
/** And its place in the outcome, which is a stated total order. */
export const placed = { ...ofRun, place: integer('place').notNull() };
