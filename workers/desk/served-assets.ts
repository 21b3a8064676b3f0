import type { FastifyInstance } from 'fastify';
import { sha256 } from '../../schemas/values/hash.ts';
import { DESK_SCRIPT, DESK_STYLE } from './assets.ts';

/** Style, script and icon of the pages: served from memory, each under the hash of its bytes, for ever the same. */

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b5d59"/>' +
  '<path d="M4 5h8M4 8h8M4 11h5" stroke="#fff" stroke-width="1.6" stroke-linecap="round"/></svg>';

const pathOf = (name: string, ending: string, content: string): string =>
  `/assets/${name}-${sha256(content).slice(0, 16)}.${ending}`;

export const STYLE_PATH = pathOf('desk', 'css', DESK_STYLE);
export const SCRIPT_PATH = pathOf('desk', 'js', DESK_SCRIPT);
export const ICON_PATH = pathOf('icon', 'svg', ICON);

const ASSETS = [
  { path: STYLE_PATH, type: 'text/css; charset=utf-8', content: DESK_STYLE },
  { path: SCRIPT_PATH, type: 'text/javascript; charset=utf-8', content: DESK_SCRIPT },
  { path: ICON_PATH, type: 'image/svg+xml', content: ICON },
] as const;

export function serveAssets(app: FastifyInstance): void {
  for (const { path, type, content } of ASSETS)
    app.get(path, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(content),
    );
}
