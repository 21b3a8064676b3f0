import type { SourceConfig } from '../../../schemas/config/config.ts';
import { fileNameFor } from '../../../schemas/config/file-pattern.ts';
import { placeOf } from '../../../schemas/config/from.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { html, isolated, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { takesFiles } from '../../pipeline/bring-in.ts';
import type { Asked } from '../desk.ts';
import { csrfOf } from '../forms.ts';
import { hidden } from '../shell.ts';

/** The sources of which a date has no file, each with the form that brings it; nothing for who may not run. */
export function uploadForms(asked: Asked, date: PlainDate, files: readonly SourceFile[]): Html {
  const { signed, texts, context } = asked;
  const lacking = files.filter(({ state }) => state === 'missing');
  if (!signed.may('run') || lacking.length === 0) return NOTHING;
  const sources = lacking.flatMap((file) => context.config.sources.find(({ id }) => id === file.source) ?? []);
  return html`<section aria-labelledby="bring-title">
    <h2 id="bring-title">${texts.upload.title}</h2>
    ${sources.map((source) => uploadForm(asked, date, source))}
  </section>`;
}

function uploadForm(asked: Asked, date: PlainDate, source: SourceConfig): Html {
  const { texts } = asked;
  if (!takesFiles(source))
    return html`<p>${isolated(source.id)}: ${texts.upload.elsewhere} <code>${placeOf(source.from)}</code></p>`;
  const id = `file-${source.id}`;
  return html`<form method="post" action="/dates/${date}/file" enctype="multipart/form-data" class="deciding">
    ${hidden('_csrf', csrfOf(asked))} ${hidden('source', source.id)}
    <label for="${id}"
      >${isolated(source.id)}
      <span class="sub">${texts.upload.called} <code>${fileNameFor(source.from.file, date).name}</code></span></label
    >
    <input id="${id}" type="file" name="file" required />
    <div class="buttons"><button>${texts.upload.bring}</button></div>
  </form>`;
}
