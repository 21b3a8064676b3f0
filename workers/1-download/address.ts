import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { CuadreError } from '../../schemas/errors.ts';

/** An address of a host, as the system's resolver gives it. */
export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** The addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly HostAddress[]>;

export const systemResolve: Resolve = (host) => systemLookup(host, { all: true, verbatim: true });

/** Networks of one's own. The link-local ones are never among them: there the clouds answer with credentials. */
const PRIVATE_RANGES = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

/** Whether an address may be connected to. IPv4 inside IPv6 is judged as the IPv4 address that it is. */
export function isAllowedAddress(address: string, allowPrivateNetwork: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.process(address).range();
  return range === 'unicast' || (allowPrivateNetwork && PRIVATE_RANGES.has(range));
}

/**
 * Throws `source_forbidden` where a host is written as an address that may not be connected to: no look-up would see
 * it.
 */
export function assertAllowedHost(host: string, allowPrivateNetwork: boolean): void {
  const address = host.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isAllowedAddress(address, allowPrivateNetwork)) throw forbidden(host, address);
}

/**
 * The look-up of a connection: what it checks is what is connected to, so that a name which answers differently the
 * second time (rebinding) gains nothing. One address that is not allowed refuses them all.
 */
export function guardedLookup(resolve: Resolve, allowPrivateNetwork: boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const bad = addresses.find(({ address }) => !isAllowedAddress(address, allowPrivateNetwork));
        const [first] = addresses;
        if (bad !== undefined) callback(forbidden(host, bad.address), '', 0);
        else if (first === undefined)
          callback(Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' }), '', 0);
        else if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), '', 0),
    );
  };
}

function forbidden(host: string, address: string): CuadreError {
  return new CuadreError('source_forbidden', `${host} is at ${address}, an address that may not be connected to`, {
    host,
    address,
  });
}
