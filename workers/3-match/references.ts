import type { Config } from '../../schemas/config.ts';
import { normaliseKey } from '../../schemas/line-keys.ts';

/**
 * How references are compared: trimmed, NFKC, case folded, then what `reference.extract` keeps of it (its group `ref`);
 * a reference that the expression does not match is compared whole.
 */
export function referenceExtractor(pattern: string | null): (normalised: string) => string {
  if (pattern === null) return (normalised) => normalised;
  const expression = new RegExp(pattern, 'iu');
  return (normalised) => expression.exec(normalised)?.groups?.['ref'] ?? normalised;
}

/** The compared form of a reference as written; '' stays ''. Memoised: a reference stands on two or three legs. */
export function referenceComparer(config: Pick<Config, 'referenceExtract'>): (written: string) => string {
  const extract = referenceExtractor(config.referenceExtract);
  const known = new Map<string, string>();
  return (written) => {
    const found = known.get(written);
    if (found !== undefined) return found;
    const normalised = normaliseKey(written);
    const compared = normalised === '' ? '' : extract(normalised);
    known.set(written, compared);
    return compared;
  };
}

/** The store code that a reference carries (`stores.fromReference`, its group `store`), or null. */
export function storeFromReference(config: Pick<Config, 'stores'>): (written: string) => string | null {
  if (config.stores.fromReference === null) return () => null;
  const expression = new RegExp(config.stores.fromReference, 'u');
  return (written) => expression.exec(written.trim())?.groups?.['store'] ?? null;
}
