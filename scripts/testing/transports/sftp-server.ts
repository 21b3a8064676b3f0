import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type Connection, type SFTPWrapper } from 'ssh2';

/** A real SSH server in this process, with one folder that behaves as it is told. */

const { Server, utils } = ssh2;
const { STATUS_CODE } = utils.sftp;
const REGULAR = 0o100_644;
const FOLDER = 0o040_755;
const LINK = 0o120_777;

export interface RemoteFile {
  readonly content: Buffer;
  readonly kind?: 'file' | 'link' | 'folder';
  /** Seconds. */
  readonly modified?: number;
  /** The size that the server states at each look, the last one from then on; default: that of the content. */
  readonly sizes?: readonly number[];
  /** Where reading ends although the file goes on. */
  readonly endsAt?: number;
  /** The connection breaks when this byte is asked for. */
  readonly breaksAt?: number;
  /** No answer comes to any reading. */
  readonly isSilent?: boolean;
  readonly isForbidden?: boolean;
}

export interface SftpBehaviour {
  readonly files: Readonly<Record<string, RemoteFile>>;
  readonly folder?: 'missing' | 'forbidden';
  readonly password?: string;
  /** Connections that are closed before the handshake. */
  readonly dropFirst?: number;
}

export interface SftpServer {
  readonly port: number;
  readonly hostKey: string;
  readonly connections: () => number;
  /** How many times credentials of any kind were sent. */
  readonly logins: () => number;
  close(): Promise<void>;
}

/**
 * A key pair for a server or a user, in OpenSSH form. Not ed25519: of those that ssh2 1.17.0 makes, 7 of 2000 could not
 * be read by itself again; of these, none.
 */
export function makeKey(passphrase?: string): { readonly private: string; readonly public: string } {
  return passphrase === undefined
    ? utils.generateKeyPairSync('ecdsa', { bits: 256 })
    : utils.generateKeyPairSync('ecdsa', { bits: 256, passphrase, cipher: 'aes256-ctr', rounds: 16 });
}

export async function startSftp(behaviour: SftpBehaviour, userKey?: string): Promise<SftpServer> {
  const key = makeKey();
  const parsed = utils.parseKey(key.private);
  if (parsed instanceof Error) throw parsed;
  let connections = 0;
  let logins = 0;
  const looks = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = new Server({ hostKeys: [key.private] }, (client: Connection) => {
    client.on('error', () => undefined);
    client.on('authentication', (context: AuthContext) => {
      if (context.method !== 'none') logins += 1;
      if (isWelcome(context, behaviour, userKey)) context.accept();
      else context.reject(['password', 'publickey']);
    });
    client.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => {
        serve(acceptSftp(), behaviour, client, looks);
      });
    });
  });
  const front: NetServer = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (connections <= (behaviour.dropFirst ?? 0)) socket.destroy();
    else server.injectSocket(socket);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    port: (front.address() as AddressInfo).port,
    hostKey: `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`,
    connections: () => connections,
    logins: () => logins,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => front.close(() => resolve()));
    },
  };
}

function isWelcome(context: AuthContext, { password }: SftpBehaviour, userKey: string | undefined): boolean {
  if (context.method === 'password') return password !== undefined && context.password === password;
  if (context.method !== 'publickey' || userKey === undefined) return false;
  const allowed = utils.parseKey(userKey);
  if (allowed instanceof Error || !context.key.data.equals(allowed.getPublicSSH())) return false;
  return (
    context.signature === undefined || context.blob === undefined || allowed.verify(context.blob, context.signature)
  );
}

function serve(sftp: SFTPWrapper, behaviour: SftpBehaviour, client: Connection, looks: Map<string, number>): void {
  const handles = new Map<number, RemoteFile | null>();
  let listed = false;
  const fileAt = (path: string): RemoteFile | undefined => behaviour.files[path.replace(/^\/out\//, '')];
  const open = (file: RemoteFile | null): Buffer => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(handles.size);
    handles.set(handles.size, file);
    return handle;
  };
  const attributes = (name: string, file: RemoteFile) => {
    const seen = looks.get(name) ?? 0;
    looks.set(name, seen + 1);
    const size = file.sizes?.[Math.min(seen, file.sizes.length - 1)] ?? file.content.length;
    const mode = file.kind === 'link' ? LINK : file.kind === 'folder' ? FOLDER : REGULAR;
    const time = file.modified ?? 1_782_900_000;
    return { mode, uid: 0, gid: 0, size, atime: time, mtime: time };
  };
  sftp.on('OPENDIR', (id) => {
    if (behaviour.folder === 'missing') sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    else if (behaviour.folder === 'forbidden') sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    else sftp.handle(id, open(null));
  });
  sftp.on('READDIR', (id) => {
    if (listed) return sftp.status(id, STATUS_CODE.EOF);
    listed = true;
    const entries = Object.entries(behaviour.files).map(([filename, file]) => ({
      filename,
      longname: `${file.kind === 'link' ? 'l' : file.kind === 'folder' ? 'd' : '-'}rw-r--r-- 1 0 0 1 Jan 1 00:00 ${filename}`,
      attrs: { mode: REGULAR, uid: 0, gid: 0, size: file.content.length, atime: 0, mtime: 0 },
    }));
    sftp.name(id, entries);
  });
  const stat = (id: number, path: string): void => {
    const file = fileAt(path);
    if (file === undefined) sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    else sftp.attrs(id, attributes(path, file));
  };
  sftp.on('LSTAT', stat).on('STAT', stat);
  sftp.on('OPEN', (id, path) => {
    const file = fileAt(path);
    if (file === undefined) sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    else if (file.isForbidden === true) sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    else sftp.handle(id, open(file));
  });
  sftp.on('FSTAT', (id, handle) => {
    const file = handles.get(handle.readUInt32BE()) ?? null;
    if (file === null) sftp.status(id, STATUS_CODE.FAILURE);
    else sftp.attrs(id, attributes('', { ...file, sizes: [file.content.length] }));
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const file = handles.get(handle.readUInt32BE()) ?? null;
    if (file === null || file.isSilent === true) return;
    const end = Math.min(offset + length, file.endsAt ?? file.content.length);
    if (file.breaksAt !== undefined && end > file.breaksAt) client.end();
    else if (offset >= end) sftp.status(id, STATUS_CODE.EOF);
    else sftp.data(id, file.content.subarray(offset, end));
  });
  sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('REALPATH', (id, path) =>
    sftp.name(id, [
      { filename: path, longname: path, attrs: { mode: FOLDER, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 } },
    ]),
  );
}
