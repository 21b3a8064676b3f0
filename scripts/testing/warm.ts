import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One process that runs command after command, each with a folder and an environment of its own: what it runs is the
 * program, but most of a short command is spent on starting it. Its standard output and error are files, as
 * `cuadre run >out 2>err` has them; nobody can be asked there, as on a pipe.
 */

/** Where the process finds its requests, and where it answers: one JSON document a line. */
export const REQUESTS_FD = 3;
export const ANSWERS_FD = 4;
const TIMEOUT_MS = 60_000;

export interface WarmRequest {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface WarmAnswer {
  readonly code: number;
  /** Sockets, timers and their like that the command left open: its process would not have ended. */
  readonly leftBehind: readonly string[];
}

export interface Warm {
  /** Blocks until the command has ended, as a process of its own would be waited for. */
  readonly run: (request: WarmRequest) => { code: number; stdout: string; stderr: string };
  readonly stop: () => void;
}

/** Starts the process; `entry` is the bundled warm-entry.ts. */
export function startWarm(entry: string): Warm {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-warm-'));
  const [asked, answered, stdout, stderr] = ['requests', 'answers', 'stdout', 'stderr'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  execFileSync('mkfifo', [asked, answered]);
  // A reader that does not block may open before there is a writer; so each pair is there before the process is.
  const requestsRead = openSync(asked, constants.O_RDONLY | constants.O_NONBLOCK);
  const requests = openSync(asked, constants.O_WRONLY);
  const answers = openSync(answered, constants.O_RDONLY | constants.O_NONBLOCK);
  const answersWrite = openSync(answered, constants.O_WRONLY);
  const outputs = [stdout, stderr].map((path) => openSync(path, 'a'));
  const child = spawn(process.execPath, [entry], {
    cwd: folder,
    env: {},
    stdio: ['ignore', ...outputs, requestsRead, answersWrite],
  });
  child.unref();
  // Only the process holds its ends now: when it dies, its answers end.
  for (const fd of [requestsRead, answersWrite, ...outputs]) closeSync(fd);
  const taken = (path: string): string => {
    const text = readFileSync(path, 'utf8');
    truncateSync(path);
    return text;
  };
  const stop = (): void => {
    child.kill('SIGKILL');
    closeSync(requests);
    closeSync(answers);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    run: (request) => {
      writeSync(requests, `${JSON.stringify(request)}\n`);
      const line = nextLine(answers);
      const said = { stdout: taken(stdout), stderr: taken(stderr) };
      const what = `cuadre ${request.args.join(' ')}`;
      if (line === null) throw new Error(`${what}: its process ended or did not answer\n${said.stdout}${said.stderr}`);
      const { code, leftBehind } = JSON.parse(line) as WarmAnswer;
      if (leftBehind.length > 0) throw new Error(`${what}: left open ${leftBehind.join(', ')}`);
      return { code, ...said };
    },
    stop,
  };
}

/** The next line of a pipe that does not block; null where its writer is gone or says nothing in time. */
function nextLine(fd: number): string | null {
  const still = new Int32Array(new SharedArrayBuffer(4));
  const bytes = Buffer.alloc(4_096);
  let text = '';
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end;) {
    try {
      const count = readSync(fd, bytes);
      if (count === 0) return null;
      text += bytes.toString('utf8', 0, count);
      if (text.endsWith('\n')) return text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(still, 0, 0, 2);
    }
  }
  return null;
}
