import type { MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from './refusals.ts';

/** Forms that bring a file. */

/**
 * The file of the form, of which nothing was read yet. The token stands before it, and is looked at first: a form that
 * is not ours writes nothing.
 */
export async function formFile(
  scope: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<MultipartFile | null> {
  if (!request.isMultipart()) throw new Refused('unreadable');
  const file = (await request.file()) ?? null;
  const token = file === null ? '' : fieldIn(file, '_csrf');
  request.body = { _csrf: token };
  await new Promise<void>((resolve, reject) => {
    scope.csrfProtection(request, reply, (error?: Error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
  return file;
}

/** A field that stands before the file; '' where it is not. */
export function fieldIn({ fields }: MultipartFile, name: string): string {
  const field = fields[name];
  const one = Array.isArray(field) ? field[0] : field;
  return one?.type === 'field' && typeof one.value === 'string' ? one.value : '';
}

/** What the browser calls the file; '' where nobody chose one, whatever its type says of that. */
export function nameIn(file: { readonly filename?: string }): string {
  return file.filename ?? '';
}
