import { join } from 'node:path';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { placeOf, transportOf, type TransportName } from '../../schemas/config/from.ts';
import type { RequestRecord } from '../../schemas/ports/requests.ts';
import type { Context } from '../../schemas/ports/context.ts';

/** Where a file came from: the request that brought its bytes or, where none did, the last that was made. */
export interface Origin {
  readonly transport: TransportName;
  readonly target: string;
  /** Null for a file of a folder, which is not asked. */
  readonly request: RequestRecord | null;
  /** How often the source was asked for the date. */
  readonly requests: number;
}

/** Null where the configuration has no such source any more and nothing was recorded. */
export async function originOf(
  file: SourceFile,
  { archive, config }: Pick<Context, 'archive' | 'config'>,
): Promise<Origin | null> {
  const records = (await archive.requests(file.date)).filter((record) => record.source === file.source);
  const brought = records.findLast(
    (record) => record.sha256 !== null && (record.fileSha256 ?? record.sha256) === file.sha256,
  );
  const request = brought ?? (file.sha256 === null ? (records.at(-1) ?? null) : null);
  if (request !== null)
    return { transport: request.transport, target: request.target, request, requests: records.length };
  const from = config.sources.find((source) => source.id === file.source)?.from;
  if (from === undefined) return null;
  const target = file.name === null ? placeOf(from) : join(placeOf(from), file.name);
  return {
    transport: transportOf(from),
    target: 'directory' in from ? target : placeOf(from),
    request: null,
    requests: records.length,
  };
}

export function originJson(origin: Origin | null): unknown {
  if (origin === null) return null;
  const { transport, target, request, requests } = origin;
  return {
    transport,
    target,
    requests,
    at: request?.at ?? null,
    outcome: request?.outcome ?? null,
    status: request?.status ?? null,
    facts: request?.facts ?? {},
    detail: request?.detail ?? '',
    fetched_sha256: request?.sha256 ?? null,
  };
}

/** `https GET https://... , 200 at 2026-07-02T10:30:30.000Z, packed 0123456789ab` */
export function originText(origin: Origin | null): string {
  if (origin === null) return '';
  const { transport, target, request } = origin;
  if (request === null) return `${transport} ${target}`;
  const packed =
    request.sha256 !== null && request.fileSha256 !== request.sha256 ? `, packed ${request.sha256.slice(0, 12)}` : '';
  const status = request.status === null ? '' : ` ${request.status}`;
  return `${transport} ${target}, ${request.outcome}${status} at ${request.at}${packed}`;
}
