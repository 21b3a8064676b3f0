import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Socket } from 'node:net';
import type { Certificate } from './certificates.ts';

/** Answers one request. `count` is 1 for the first request of the server. */
export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface TestServer {
  readonly port: number;
  /** The requests so far. */
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

/** A real HTTPS server on a free port of 127.0.0.1 that behaves as its handler says. */
export async function startHttps(certificate: Certificate, handler: Handler): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer({ ...certificate }, (request, response) => {
    requests.push(request);
    handler(request, response, requests.length);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
