import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { certain } from '../../../schemas/errors.ts';
import { FILE_BYTES_MAX, fileOf, type AttachedFile } from '../../../schemas/outcome/work.ts';
import { describeFile, keepFile } from '../../people/attaching.ts';
import type { WorkRefusal } from '../../wording/work-texts.ts';
import { ask, type Asked, type Desk } from '../desk.ts';
import { sendFile } from '../files.ts';
import { formFile, nameIn } from '../form-files.ts';
import { sendPage } from '../forms.ts';
import { Refused } from '../refusals.ts';
import { checkWork, workOn, WORK_STATUS } from '../work.ts';
import { onePage, rowAsked } from './one.ts';

/** Files of a row: attached by who may comment, and handed out to be saved, never shown. */

/** Each is written to the disk. */
const FILES_A_MINUTE = 30;
const config = { rateLimit: { max: FILES_A_MINUTE, timeWindow: '1 minute' } };

export async function addAttaching(app: FastifyInstance, desk: () => Desk): Promise<void> {
  app.get<{ Params: { id: string; seq: string } }>('/d/:id/files/:seq', { config }, async (request, reply) =>
    handedOut(ask(desk(), request, reply, 'read'), request.params),
  );
  await app.register(async (scope) => {
    await scope.register(multipart, {
      throwFileSizeLimit: false,
      limits: { fileSize: FILE_BYTES_MAX + 1, files: 1, fields: 3, parts: 4, fieldSize: 1_000, fieldNameSize: 100 },
    });
    scope.post<{ Params: { id: string } }>('/d/:id/attach', { config }, async (request, reply) => {
      const asked = ask(desk(), request, reply, 'comment');
      const { id } = request.params;
      await rowAsked(asked, id);
      try {
        const file = await formFile(scope, request, reply);
        const refusal = file === null || nameIn(file) === '' ? 'file_missing' : await attach(asked, id, file);
        if (refusal === null) return await reply.redirect(`/d/${id}?saved=yes#work`, 303);
        return await refused(asked, id, refusal);
      } finally {
        // What is not wanted is let go by: a browser reads no answer before it has sent all.
        request.raw.unpipe();
        request.raw.resume();
      }
    });
  });
}

/** Nothing comes into the archive of what is refused. */
async function attach(asked: Asked, id: string, sent: MultipartFile): Promise<WorkRefusal | null> {
  const bytes = await sent.toBuffer();
  if (sent.file.truncated) return 'file_refused';
  const described = await describeFile(sent.filename, bytes);
  if (described === null) return 'file_refused';
  const at = { id, seq: null };
  const early = await checkWork(asked, at, { file: { sha256: '0'.repeat(64), ...described } });
  if (early.refusal !== null) return early.refusal;
  return (await workOn(asked, at, { file: await keepFile(described, bytes, asked.context) })).refusal;
}

async function refused(asked: Asked, id: string, refusal: WorkRefusal): Promise<FastifyReply> {
  const typed = { note: '', seq: null, work: { refusal, form: {} } };
  const page = await onePage(asked, id, { refusal: null, applied: 0, proposed: 0 }, typed);
  return sendPage(asked, { ...page, current: 'queue', status: WORK_STATUS[refusal] });
}

/** The bytes as they were attached, proved by their hash; another row's file is not there. */
async function handedOut(
  asked: Asked,
  { id, seq }: { readonly id: string; readonly seq: string },
): Promise<FastifyReply> {
  const { context } = asked;
  await rowAsked(asked, id);
  const step = (await context.store.work.steps(id)).find((one) => String(one.seq) === seq);
  const file: AttachedFile | null = step === undefined ? null : fileOf(step);
  if (file === null) throw new Refused('not_found');
  const bytes = await context.archive.open(file.sha256);
  const content = await bytes.read(0, certain(bytes.size, 'the size'));
  return sendFile(asked.reply, { name: file.name, type: file.type, content });
}
