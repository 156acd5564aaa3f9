import { readFileSync } from 'node:fs';
import { optional } from '../model/optional.ts';
import type { TlsSpec } from '../target-kinds/fields/addressed.ts';
import type { Destination, RunningTarget } from './running-target.ts';

interface Address {
  readonly url: string;
  readonly unix?: string | undefined;
  readonly warmPath?: string | undefined;
  readonly tls?: TlsSpec | undefined;
}

export async function addressUrl({ url, unix, warmPath, tls }: Address): Promise<RunningTarget> {
  const stop = async () => {};
  const options = { ...optional('unix', unix), ...optional('warmPath', warmPath) };
  const destination = { url, ...options, ...optional('tls', tls && tlsOf(tls)) };
  return { where: 'addressed', destination, stop, [Symbol.asyncDispose]: stop };
}

/** With the authority's certificate itself, in place of its file. */
export const tlsOf = ({ ca, serverName, verify }: TlsSpec): NonNullable<Destination['tls']> => ({
  rejectUnauthorized: verify,
  ...optional('serverName', serverName),
  ...optional('ca', ca === undefined ? undefined : readFileSync(ca, 'utf8')),
});
