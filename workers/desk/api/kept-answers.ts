import { sha256 } from '../../../schemas/values/hash.ts';
import { Refused } from '../refusals.ts';

/**
 * Answers by the key that came with a request, so that who asks again because the first answer was lost gets it, and
 * decides nothing twice. They are kept in this process: after a restart the numbers of the events, which every decision
 * names, refuse a second one.
 */

const KEPT_MS = 24 * 3_600_000;
const KEPT_MAX = 10_000;

export interface Kept {
  readonly status: number;
  readonly document: unknown;
}

interface Answer {
  readonly atMs: number;
  readonly body: string;
  readonly answer: Promise<Kept>;
}

export interface KeptAnswers {
  /** The same key of the same person with another request throws `Refused` (`unreadable`). */
  readonly once: (person: string, key: string | undefined, body: unknown, work: () => Promise<Kept>) => Promise<Kept>;
}

export function keepAnswers(nowMs: () => number): KeptAnswers {
  const answers = new Map<string, Answer>();
  return {
    once: async (person, key, body, work) => {
      if (key === undefined) return work();
      const name = `${person} ${key}`;
      const hash = sha256(JSON.stringify(body));
      const known = answers.get(name);
      if (known !== undefined && nowMs() - known.atMs < KEPT_MS) {
        if (known.body !== hash) throw new Refused('unreadable');
        return known.answer;
      }
      const answer = work();
      answers.delete(name);
      answers.set(name, { atMs: nowMs(), body: hash, answer });
      const [oldest] = answers.keys();
      if (answers.size > KEPT_MAX && oldest !== undefined) answers.delete(oldest);
      try {
        return await answer;
      } catch (error) {
        // What was broken may be tried again.
        answers.delete(name);
        throw error;
      }
    },
  };
}
