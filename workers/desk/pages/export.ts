import type { FastifyInstance, FastifyReply } from 'fastify';
import { html, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { decisionSheet, openCsv, openRowsOf } from '../../queries/open-export.ts';
import { openRowsThatPass } from '../../queries/open-list.ts';
import type { QueueRow } from '../../queries/queue-rows.ts';
import { queueAddress, readAddress, type Query, type QueueAddress } from '../address.ts';
import { ask, type Asked, type Desk } from '../desk.ts';
import { sendFile } from '../files.ts';

/** What the queue shows, as files: the filter of its address, and of other stores nothing. */

const FORMS = {
  csv: {
    type: 'text/csv; charset=utf-8',
    bytes: async (rows: readonly QueueRow[], { context }: Asked) => Buffer.concat(await openCsv(rows, context)),
  },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: (rows: readonly QueueRow[], { context }: Asked) => decisionSheet(rows, context),
  },
} as const;

/** A long list takes seconds to print: who asks again and again would keep others from their pages. */
const EXPORTS_A_MINUTE = 20;

/** Adds the addresses of the files. */
export function addExport(app: FastifyInstance, desk: () => Desk): void {
  const config = { rateLimit: { max: EXPORTS_A_MINUTE, timeWindow: '1 minute' } };
  for (const form of ['csv', 'xlsx'] as const)
    app.get(`/queue/open.${form}`, { config }, async (request, reply) =>
      exported(ask(desk(), request, reply, 'export'), request.query as Query, form),
    );
}

async function exported(asked: Asked, query: Query, form: keyof typeof FORMS): Promise<FastifyReply> {
  const { openRows, signed, context } = asked;
  const { filter, sort } = readAddress(query);
  const table = await openRows.current();
  const ids = new Set(openRowsThatPass(table, filter, signed.scope, sort).map(({ id }) => id));
  const { type, bytes } = FORMS[form];
  const content = await bytes(await openRowsOf(ids, context), asked);
  return sendFile(asked.reply, { name: `open-${table.run?.date ?? ''}.${form}`, type, content });
}

/** The links to the files of what is shown; nothing for who may not take it away. */
export function exportLinks({ signed, texts }: Asked, { filter, sort }: QueueAddress): Html {
  if (!signed.may('export')) return NOTHING;
  const query = queueAddress({ filter, sort }).slice('/queue'.length);
  return html`<p class="taking">
    <a href="/queue/open.csv${query}" download>${texts.files.csv}</a>
    <a href="/queue/open.xlsx${query}" download>${texts.files.workbook}</a>
  </p>`;
}
