import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { CuadreError } from '../../../schemas/errors.ts';
import type { HttpsFrom } from '../../../schemas/config/from.ts';
import type { Exchange, RequestRecord } from '../../../schemas/ports/requests.ts';
import type { Resolve } from '../../../workers/1-download/address.ts';
import { httpsTransport } from '../../../workers/1-download/https.ts';
import type { Answer } from '../../../workers/1-download/source.ts';
import { D } from '../kit.ts';
import { HOST, makeCertificates, type Certificate, type Certificates } from './certificates.ts';
import { startHttps, type Handler, type TestServer } from './https-server.ts';

/** What the tests of the HTTPS transport share: servers, and one request to them. */

export const CANARY = 'canary-5e0c77';
export const BODY = 'date;amount\n2026-07-01;10.00\n';
export const FOUND = `found gate_20260701.csv ${BODY}`;
const NOW_MS = Date.UTC(2026, 6, 2, 10, 30, 30);
const clock = { nowMs: () => NOW_MS };
const LOOPBACK: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
/** Limits that a test does not wait for. */
export const FAST = { attempts: 3, firstDelayMs: 5, attemptMs: 1500, totalMs: 4000, bytesMax: 100_000 };

export interface Change extends Partial<HttpsFrom> {
  readonly resolve?: Resolve;
  readonly last?: RequestRecord;
  readonly host?: string;
}

export interface Outcome {
  /** The state, `found` with the bytes, or the code of the error. */
  readonly result: string;
  readonly error: CuadreError | null;
  readonly exchanges: readonly Exchange[];
}

interface Fetching {
  readonly start: (handler: Handler, certificate?: Certificate) => Promise<TestServer>;
  readonly fetchFrom: (server: TestServer, change?: Change) => Promise<Outcome>;
  readonly certificates: () => Certificates;
}

/** Servers that end with their test, and requests that leave nothing behind. */
export function httpsFetching(): Fetching {
  const root = mkdtempSync(join(tmpdir(), 'cuadre-https-'));
  let certificates: Certificates;
  const servers: TestServer[] = [];
  let folders = 0;
  beforeAll(() => {
    certificates = makeCertificates(root);
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  return {
    certificates: () => certificates,
    start: async (handler, certificate = certificates.good) => {
      const server = await startHttps(certificate, handler);
      servers.push(server);
      return server;
    },
    fetchFrom: async (server, { resolve = LOOPBACK, last, host = HOST, ...change } = {}) => {
      const from: HttpsFrom = {
        https: `https://${host}:${String(server.port)}/reports/{date:yyyy-MM-dd}.csv`,
        file: 'gate_{date:yyyyMMdd}.csv',
        auth: { kind: 'none' },
        caFile: certificates.caFile,
        allowHosts: [],
        allowPrivateNetwork: true,
        limits: FAST,
        askAgainDays: 10,
        ...change,
      };
      const folder = join(root, `ask-${String((folders += 1))}`);
      mkdirSync(folder);
      const exchanges: Exchange[] = [];
      const record = (exchange: Exchange): Promise<void> => {
        exchanges.push(exchange);
        return Promise.resolve();
      };
      try {
        const answer = await httpsTransport('gate', from, { clock, resolve }).fetch({
          date: D,
          folder,
          last: last ?? null,
          record,
        });
        if (answer.exchange !== null) exchanges.push(answer.exchange);
        return { result: textOf(answer), error: null, exchanges };
      } catch (error) {
        if (!(error instanceof CuadreError)) throw error;
        return { result: error.code, error, exchanges };
      }
    },
  };
}

function textOf(answer: Answer): string {
  return answer.state === 'found' ? `found ${answer.name} ${readFileSync(answer.path, 'utf8')}` : answer.state;
}

export const send =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
/** One handler for each request in turn; the last one stays. */
export const inTurn =
  (...handlers: readonly Handler[]): Handler =>
  (request, response, count) =>
    (handlers[count - 1] ?? handlers.at(-1))?.(request, response, count);
/** Written past the HTTP server, byte for byte, and then the connection ends. */
export const raw =
  (text: string): Handler =>
  (_request, response) => {
    response.socket?.end(text);
  };
