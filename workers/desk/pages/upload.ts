import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { withoutCardNumbers } from '../../../schemas/values/card-numbers.ts';
import { parsePlainDate, type PlainDate } from '../../../schemas/values/dates.ts';
import { html } from '../../5-publish/html/markup.ts';
import { bringIn } from '../../pipeline/bring-in.ts';
import type { UploadRefusal } from '../../wording/desk-actions-wording.ts';
import { ask, assertSeesAll, type Asked, type Desk } from '../desk.ts';
import { fieldIn, formFile, nameIn } from '../form-files.ts';
import { sendPage } from '../forms.ts';
import { Refused } from '../refusals.ts';
import { datePage } from './dates.ts';

/** A missing file of a date, brought by a person: it lands in the folder of its source, and is read from there. */

/** Each is written to the disk. */
const UPLOADS_A_MINUTE = 30;
/** Between two pieces of a file, and while a packed one is opened. */
const IDLE_MS = 60_000;

const STATUS: Readonly<Record<UploadRefusal, number>> = {
  under_way: 409,
  stands: 409,
  folder_gone: 409,
  no_folder: 422,
  name_unsafe: 422,
  name_other: 422,
  no_file: 422,
  empty: 422,
  cut_off: 400,
  cannot_be_opened: 422,
  too_large: 413,
};

/** Adds the address. The forms of other pages take no files. */
export async function addUpload(app: FastifyInstance, desk: () => Desk, bytesMax: number): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(multipart, {
      // A name with a folder in it is refused, not cut.
      preservePath: true,
      throwFileSizeLimit: false,
      limits: { fileSize: bytesMax + 1, files: 1, fields: 4, parts: 5, fieldSize: 1_000, fieldNameSize: 100 },
    });
    const underWay = new Set<string>();
    const config = { rateLimit: { max: UPLOADS_A_MINUTE, timeWindow: '1 minute' } };
    scope.post('/dates/:date/file', { config }, async (request, reply) => {
      const asked = ask(desk(), request, reply, 'run');
      assertSeesAll(asked);
      const date = await dateOf(asked, (request.params as { readonly date: string }).date);
      request.raw.setTimeout(IDLE_MS);
      try {
        const file = await formFile(scope, request, reply);
        const refusal = file === null ? 'no_file' : await taken(asked, date, file, { underWay, bytesMax });
        if (refusal !== null) return await refused(asked, date, refusal);
        return await reply.redirect(asked.replays === null ? `/dates/${date}` : `/dates/${date}/replay?brought=1`, 303);
      } finally {
        // What is not wanted is let go by: a browser reads no answer before it has sent all.
        request.raw.unpipe();
        request.raw.resume();
      }
    });
  });
}

/** Throws `Refused` for what is no date, or one that was never run: its page is the one that asks for files. */
async function dateOf({ context }: Asked, text: string): Promise<PlainDate> {
  const date = parsePlainDate(text);
  if (date === null || (await context.store.runs.newest(date)) === null) throw new Refused('not_found');
  return date;
}

async function taken(
  { context, signed }: Asked,
  date: PlainDate,
  file: MultipartFile,
  { underWay, bytesMax }: { readonly underWay: Set<string>; readonly bytesMax: number },
): Promise<UploadRefusal | null> {
  const id = fieldIn(file, 'source');
  const source = context.config.sources.find((one) => one.id === id);
  if (source === undefined) throw new Refused('not_found');
  if (nameIn(file) === '') return 'no_file';
  const key = `${source.id} ${date}`;
  // Two at once of one source and date would both find that nothing stands there.
  if (underWay.has(key)) return 'under_way';
  underWay.add(key);
  try {
    const refusal = await bringIn({ source, date, name: file.filename, bytes: file.file, bytesMax });
    const facts = { source: source.id, date, person: signed.id, name: withoutCardNumbers(file.filename), refusal };
    context.log.info(facts, 'a file was brought');
    return refusal;
  } finally {
    underWay.delete(key);
  }
}

async function refused(asked: Asked, text: PlainDate, refusal: UploadRefusal): Promise<FastifyReply> {
  const { date, content } = await datePage(asked, text);
  const said = html`<p class="told refused" role="alert">${asked.texts.upload.refused[refusal]}</p>`;
  return sendPage(asked, { title: date, current: 'dates', content: html`${said} ${content}`, status: STATUS[refusal] });
}
