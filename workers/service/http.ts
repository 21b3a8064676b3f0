import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CuadreError } from '../../schemas/errors.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';

export interface Shown {
  readonly health: () => Health;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
}

export interface LocalServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Serves `/healthz` and `/metrics`. Port 0 takes a free one. Throws `configuration_invalid` where the address cannot be
 * had.
 */
export async function serveHealth(
  { host, port }: { readonly host: string; readonly port: number },
  shown: Shown,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    answer(request, response, shown).catch(() => {
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new CuadreError(
          'configuration_invalid',
          `worker.http: ${host}:${String(port)} cannot be listened on (${error.code ?? ''})`,
          {
            host,
            port,
          },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, { health, metrics }: Shown): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  const end = (status: number, type: string, body: string): void => {
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    end(405, 'text/plain', 'GET only\n');
  } else if (path === '/healthz') {
    const now = health();
    end(now.status === 'unhealthy' ? 503 : 200, 'application/json', `${JSON.stringify(now)}\n`);
  } else if (path === '/metrics') {
    end(200, metrics.contentType, await metrics.text());
  } else {
    end(404, 'text/plain', '/healthz or /metrics\n');
  }
}
