import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach } from 'vitest';

/** Real servers that note what they are sent and answer as they are told. */

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Hook {
  readonly url: string;
  readonly received: Received[];
  /** The answers to come, one each; then 200 with `errcode: 0`. */
  readonly answers: { status: number; body?: string; location?: string }[];
  readonly close: () => Promise<void>;
}

type Closing = (() => Promise<void>)[];

/** Servers of hooks and of mail that end with their test. */
export function channelServers() {
  const closing: Closing = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    hook: () => hook(closing),
    mailServer: (refuse: { recipient?: number; login?: boolean } = {}) => mailServer(closing, refuse),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function hook(closing: Closing): Promise<Hook> {
  const received: Received[] = [];
  const answers: Hook['answers'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      const answer = answers.shift() ?? { status: 200, body: '{"errcode":0,"errmsg":"ok"}' };
      response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location });
      response.end(answer.body ?? '');
    });
  });
  const port = await listen(server);
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  closing.push(close);
  return { url: `http://127.0.0.1:${String(port)}/robot/send?access_token=canary-token`, received, answers, close };
}

async function mailServer(closing: Closing, refuse: { recipient?: number; login?: boolean } = {}) {
  const mails: { from: string; to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (auth, _session, done) =>
      refuse.login === true || auth.password !== 'canary-pass' ? done(new Error('no')) : done(null, { user: 'cuadre' }),
    onRcptTo: (_address, _session, done) =>
      refuse.recipient === undefined
        ? done()
        : done(Object.assign(new Error('not now'), { responseCode: refuse.recipient })),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  const port = await listen(server.server as unknown as Server);
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)));
  return { url: `smtp://cuadre:canary-pass@127.0.0.1:${String(port)}`, mails };
}
