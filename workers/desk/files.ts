import type { FastifyReply } from 'fastify';

/** A file that a browser saves and does not show. */
export interface SentFile {
  /** As it is saved. */
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array | string;
}

/** Sends a file. Nothing of it is kept on the way; what cannot stand in a header's name is left out of it. */
export function sendFile(reply: FastifyReply, { name, type, content }: SentFile): FastifyReply {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]/g, '_');
  return reply
    .type(type)
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`)
    .send(typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength));
}
