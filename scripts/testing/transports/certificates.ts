import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Certificates for servers that a test starts: an authority of its own, and what it signs. Needs the `openssl` program.
 */

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

export interface Certificates {
  /** The authority's certificate, as a client is given it. */
  readonly caFile: string;
  readonly good: Certificate;
  /** Out of date since yesterday. */
  readonly expired: Certificate;
  /** For another host name. */
  readonly otherHost: Certificate;
  /** Signed by itself. */
  readonly selfSigned: Certificate;
}

/** The name that good certificates are for; it resolves nowhere but in tests. */
export const HOST = 'files.provider.test';

/** Makes them in `folder`, for one host. */
export function makeCertificates(folder: string, host = HOST): Certificates {
  const at = (name: string): string => join(folder, name);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(folder, [
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Test authority',
    '-days',
    '2',
  ]);
  const issue = (name: string, subject: string, days: number): Certificate => {
    writeFileSync(at(`${name}.ext`), `subjectAltName=DNS:${subject},DNS:other.test,IP:127.0.0.1\n`);
    openssl(folder, [
      'req',
      '-new',
      ...newKey,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
    ]);
    const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl(folder, [
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...signer,
      '-days',
      String(days),
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    ]);
    return read(name);
  };
  const read = (name: string): Certificate => ({
    key: readFileSync(at(`${name}.key`)),
    cert: readFileSync(at(`${name}.pem`)),
  });
  const own = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  openssl(folder, ['req', '-x509', ...newKey, '-keyout', 'self.key', '-out', 'self.pem', ...own, '-days', '2']);
  return {
    caFile: at('ca.pem'),
    good: issue('good', host, 2),
    expired: issue('expired', host, -1),
    otherHost: issue('elsewhere', 'elsewhere.test', 2),
    selfSigned: read('self'),
  };
}

function openssl(folder: string, args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error('the program openssl is not installed; scripts/setup.sh installs it', { cause: error });
    }
    throw error;
  }
}
