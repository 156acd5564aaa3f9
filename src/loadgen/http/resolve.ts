import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Clock } from '../clock.ts';
import type { Origin } from './origin.ts';

/** Where a target is. `unresolved`: its name leads nowhere, which is what became of each of its requests. */
export type Address =
  | { readonly kind: 'resolved'; readonly ip: string }
  | UnixSocket
  | { readonly kind: 'unresolved'; readonly message: string };

/** A socket of this machine, by its file. */
interface UnixSocket {
  readonly kind: 'unix';
  readonly path: string;
}

/** Where to connect to, as Node wants it. */
export const endpointOf = (
  { hostname, port }: Pick<Origin, 'hostname' | 'port'>,
  address: Address,
): { host: string; port: number } | { path: string } =>
  address.kind === 'unix'
    ? { path: address.path }
    : { host: address.kind === 'resolved' ? address.ip : hostname, port };

/** Names resolved in a run, which the run's clock stands for. */
const resolved = new WeakMap<Clock, Map<string, Promise<Address>>>();

/** Once per run and target: a resolver must not have a part in any latency. */
export function resolveOnce(origin: Origin, clock: Clock): Promise<Address> {
  const names = resolved.get(clock) ?? new Map<string, Promise<Address>>();
  resolved.set(clock, names);
  const key = `${origin.hostname}:${origin.port}`;
  const known = names.get(key) ?? resolveAddress(origin);
  names.set(key, known);
  return known;
}

async function resolveAddress({ hostname, port }: Origin): Promise<Address> {
  if (isIP(hostname) !== 0) return { kind: 'resolved', ip: hostname };
  try {
    const found = await lookup(hostname, { all: true, order: 'verbatim' });
    const [first] = found;
    if (first === undefined) return { kind: 'unresolved', message: `${hostname} has no address` };
    const bothFamilies = new Set(found.map(({ family }) => family)).size > 1;
    return { kind: 'resolved', ip: (bothFamilies ? await reachableIp(hostname, port) : undefined) ?? first.address };
  } catch (error) {
    return { kind: 'unresolved', message: error instanceof Error ? error.message : String(error) };
  }
}

/** A name with both an IPv4 and an IPv6 address, such as localhost, may be served at one of them only: Node finds out. */
function reachableIp(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, autoSelectFamily: true });
    const settle = (ip: string | undefined) => {
      socket.destroy();
      resolve(ip);
    };
    socket.setTimeout(2000, () => settle(undefined));
    socket.once('connect', () => settle(socket.remoteAddress));
    // Refused at all of them: the requests will say so.
    socket.once('error', () => settle(undefined));
  });
}
