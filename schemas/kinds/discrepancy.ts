import { sha256 } from '../values/hash.ts';
import type { DiscrepancyKind } from './kinds.ts';

/** Where a person's work on a discrepancy stands. Everything but open and acknowledged is closed. */
export const DISCREPANCY_STATES = [
  'open',
  'acknowledged',
  'resolved',
  'written_off',
  'auto_resolved',
  'noted',
] as const;
export type DiscrepancyState = (typeof DISCREPANCY_STATES)[number];

/** States in which somebody still has to do something. */
export const OPEN_STATES = ['open', 'acknowledged'] as const satisfies readonly DiscrepancyState[];

export function isOpenState(state: DiscrepancyState): boolean {
  return state === 'open' || state === 'acknowledged';
}

export const EVENT_KINDS = [
  'opened',
  'changed',
  'acknowledged',
  'resolved',
  'written_off',
  'auto_resolved',
  'reopened',
  'noted',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * What people do to a discrepancy that leaves its state as it is: no run reads it, and no fact comes of it. `proposed`
 * waits for a second person, who confirms it (then it is the step that was proposed) or declines it; `lapsed` is one
 * that nobody answered in time, or whose facts have moved. The others are of work on it (`schemas/outcome/work.ts`).
 */
export const DESK_EVENTS = [
  'proposed',
  'declined',
  'lapsed',
  'assigned',
  'follow_up_set',
  'claim_numbered',
  'chargeback_moved',
  'commented',
  'attached',
] as const;
export type DeskEvent = (typeof DESK_EVENTS)[number];

/** Everything that the queue tells of a discrepancy. */
export type QueueEvent = EventKind | DeskEvent;

/**
 * `dsc_` and 32 hex digits: a function of tenant, kind and key alone. The generation is no part of it, so a replay
 * finds the same discrepancy and what a person wrote on it stays. Each part is length-prefixed: no two keys collide by
 * joining.
 */
export function discrepancyId(tenant: string, name: DiscrepancyKind, key: readonly string[]): string {
  return `dsc_${hashParts([tenant, name, ...key])}`;
}

/**
 * `evt_` and 32 hex digits: of the discrepancy and the event's number within it, so a repeat after a kill is the same
 * event.
 */
export function eventId(discrepancy: string, seq: number): string {
  return `evt_${hashParts([discrepancy, String(seq)])}`;
}

function hashParts(parts: readonly string[]): string {
  return sha256(parts.map((part) => `${String(Buffer.byteLength(part))}:${part};`).join('')).slice(0, 32);
}
