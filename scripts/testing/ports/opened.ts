import { afterEach, beforeEach } from 'vitest';
import type { CuadreError } from '../../../schemas/errors.ts';

/** A port over a place of its own, empty at first. */
export interface Opened<Port> {
  readonly port: Port;
  /** Ends, and opens the same place again, as the next process does. */
  readonly again: () => Port | Promise<Port>;
  readonly remove: () => void | Promise<void>;
}

/** What an implementation gives a suite: as many places as it has tests. */
export type Open<Port> = () => Opened<Port> | Promise<Opened<Port>>;

/**
 * Gives every test of the block around it a port of its own, and removes its place afterwards.
 *
 * @returns opens the place of the test that runs again; the former port is closed
 */
export function eachTest<Port>(open: Open<Port>, use: (port: Port) => void | Promise<void>): () => Promise<void> {
  let opened: Opened<Port> | null = null;
  beforeEach(async () => {
    opened = await open();
    await use(opened.port);
  });
  afterEach(async () => {
    await opened?.remove();
    opened = null;
  });
  return async () => {
    if (opened !== null) await use(await opened.again());
  };
}

/** The code with which work is refused. */
export async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as CuadreError).code;
  }
  return 'nothing was thrown';
}
