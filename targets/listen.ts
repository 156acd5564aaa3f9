import type { AddressInfo, ListenOptions, Server } from 'node:net';
import { fail } from './program.ts';

export interface Address {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** A connection is closed by the client only: one that we closed could meet its next request in flight. */
export const clientCloses = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };

/** Binds a server and gives its URL. Ends the program with a line on stderr if the address cannot be bound. */
export function listen(server: Server, options: ListenOptions & Address): Promise<string> {
  return new Promise((resolve) => {
    server.once('error', (error) => refuse(error, options));
    server.listen(options, () => resolve(urlOf(server.address() as AddressInfo)));
  });
}

/** A server bound to every address of the machine is reached on loopback. */
function urlOf({ address, port }: Pick<AddressInfo, 'address' | 'port'>): string {
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function refuse(error: NodeJS.ErrnoException, { host, port }: Address): never {
  if (error.code === 'EADDRINUSE') fail(`port ${port} of ${host} is in use: choose another one, or 0 for any free one`);
  fail(`cannot listen on ${host}, port ${port}: ${error.message}`);
}
