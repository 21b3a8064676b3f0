import { z } from 'zod';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { Seal } from '../../schemas/ports/chain.ts';
import { piecesOf, type ReportContent, type ReportFile } from '../../schemas/ports/reports.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { RunKey } from '../../schemas/outcome/run.ts';
import { sha256 } from '../../schemas/values/hash.ts';

export interface ManifestInput {
  readonly run: RunKey;
  readonly asOf: PlainDate;
  /** The run that this one took over from; null on the first date. */
  readonly parent: RunKey | null;
  readonly configHash: string;
  readonly programVersion: string;
  readonly rulesVersion: string;
  /** The number of the last event read. */
  readonly lastEvent: number;
  /** The number of the last decision by hand read; 0 where none was: the manifest says nothing of it then. */
  readonly lastPairing: number;
  /** Why a person asked for the generation; null where nobody gave a reason. */
  readonly reason: string | null;
  readonly sources: readonly SourceFile[];
  /** The other files of the set, by `describeFiles`. */
  readonly outputs: readonly ReportFile[];
  /** When and where the set was written: two runs with equal inputs differ here and nowhere else. */
  readonly written: Written;
}

/** The only part that a clock or a host is in; of the seal, that of events and of the store. */
export interface Written {
  readonly clock: string;
  readonly host: string;
  /** How far the chain of the record had come: `verify` holds the record to it. */
  readonly seal: Seal;
}

/**
 * manifest.json: what the set was made from and what it holds, by sha256. The only file with a clock,
 * a host and a seal.
 */
export function renderManifest(input: ManifestInput): string {
  const manifest = {
    settlement_date: input.run.date,
    as_of: input.asOf,
    generation: input.run.generation,
    parent: input.parent === null ? null : { settlement_date: input.parent.date, generation: input.parent.generation },
    configuration: input.configHash,
    program_version: input.programVersion,
    rules_version: input.rulesVersion,
    last_event: input.lastEvent,
    ...(input.lastPairing === 0 ? {} : { last_decision_by_hand: input.lastPairing }),
    reason: input.reason,
    inputs: [...input.sources]
      .sort((a, b) => compareText(a.source, b.source))
      .map(({ source, date, state, name, sha256, size }) => ({ source, date, state, file: name, sha256, size })),
    outputs: [...input.outputs]
      .sort((a, b) => compareText(a.name, b.name))
      .map(({ name, sha256, size }) => ({ file: name, sha256, size })),
    written: {
      clock: input.written.clock,
      host: input.written.host,
      seal: { count: input.written.seal.count, hash: input.written.seal.hash },
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const SEALED = z.object({
  written: z.object({ seal: z.object({ count: z.int().nonnegative(), hash: z.string() }) }),
});

/** The seal that a manifest was written with; null in one of before there were seals. */
export function sealOfManifest(manifest: string): Seal | null {
  const parsed = SEALED.safeParse(JSON.parse(manifest));
  return parsed.success ? parsed.data.written.seal : null;
}

/** Name, sha256 and size in bytes of each file, a text as UTF-8, sorted by name. */
export function describeFiles(files: ReadonlyMap<string, ReportContent>): ReportFile[] {
  return [...files]
    .map(([name, content]) => ({
      name,
      sha256: sha256(content),
      size: piecesOf(content).reduce((size, piece) => size + piece.byteLength, 0),
    }))
    .sort((a, b) => compareText(a.name, b.name));
}
