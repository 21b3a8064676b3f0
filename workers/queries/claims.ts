import { inTurn } from '../../schemas/in-turn.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { sha12, lineFileId } from '../../schemas/lines/files.ts';
import type { Config } from '../../schemas/config/config.ts';
import { isClaimedKind, type ClaimedKind } from '../../schemas/kinds/kinds.ts';
import type { Discrepancy, NamedLine } from '../../schemas/outcome/run.ts';
import { providerOf } from '../4-classify/claimable.ts';
import { claimsTo, type ClaimedLine, type ProviderClaims } from '../5-publish/claims/claims.ts';
import { isOpen } from '../5-publish/counted.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { runOf } from './queue-rows.ts';

/**
 * What may be claimed from a provider, of some kinds: as it was open at the close of a date, or (null) at that of the
 * newest that was run, as people left it since. Throws `run_unknown` where the date, or nothing, was run, and
 * `integrity_broken` for a record that is not as it was written: a claim goes to others.
 */
export async function claimsAsOf(
  asked: PlainDate | null,
  provider: string,
  kinds: readonly ClaimedKind[],
  context: Pick<Context, 'store' | 'lines' | 'config'>,
): Promise<{ readonly date: PlainDate; readonly made: ProviderClaims }> {
  await context.store.chain.assertRecorded();
  const run = await runOf(asked, context);
  const found = await context.store.outcomes.discrepancies(run);
  const discrepancies = asked === null ? await asTheyStand(found, context) : found;
  const lines = await claimedLines(run.date, discrepancies, context);
  return { date: run.date, made: claimsTo(provider, discrepancies, kinds, context.config, lines) };
}

/** The provider that an open row may be claimed from; null where it is no claim, or asked first. */
export function claimedFrom(one: Discrepancy, config: Pick<Config, 'sources'>): string | null {
  const may = isOpen(one) && one.claimable && one.parentId === null && isClaimedKind(one.kind);
  return may ? providerOf(one, config) : null;
}

/** What a run found, in the states that people left it in since. */
async function asTheyStand(found: readonly Discrepancy[], { store }: Pick<Context, 'store'>): Promise<Discrepancy[]> {
  return inTurn(found, async (one) => ({
    ...one,
    state: (await store.queue.find(one.id))?.discrepancy.state ?? one.state,
  }));
}

/**
 * The lines that discrepancies name, in the order in which they name them; rows that could not be read are left out.
 */
async function claimedLines(
  last: PlainDate,
  discrepancies: readonly Discrepancy[],
  { store, lines }: Pick<Context, 'store' | 'lines'>,
): Promise<(discrepancy: Discrepancy) => readonly ClaimedLine[]> {
  const [first] = await store.runs.newestOfEach();
  const files = first === undefined ? [] : await store.history.filesBetween(first.date, last);
  const byPlace = new Map(files.map((file) => [`${file.date}/${file.source}/${sha12(file)}`, file] as const));
  const read = async (named: NamedLine): Promise<ClaimedLine[]> => {
    const file = byPlace.get(`${named.date}/${named.source}/${named.file}`);
    if (file === undefined) return [];
    return (await lines.read(lineFileId(file), [named.row])).flatMap((line) =>
      'code' in line ? [] : [{ line, fileName: file.name ?? '' }],
    );
  };
  const found = await inTurn(discrepancies, async (one) => [one.id, (await inTurn(one.lines, read)).flat()] as const);
  const byId = new Map(found);
  return ({ id }) => byId.get(id) ?? [];
}
