import { UserError } from '../../model/errors.ts';

/** What a target's URL says, before any name is resolved. */
export interface Origin {
  readonly tls: boolean;
  /** A name or an IP address; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Value of the `host` header: with the port only if it is not the protocol's own. */
  readonly hostHeader: string;
  /** The URL's own path, as it is. */
  readonly path: string;
  /** The URL's own query, added to that of every request. Without `?`. */
  readonly query: string;
}

/** @throws {UserError} `url-invalid` */
export function originOf(url: string): Origin {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol)) {
    throw new UserError('url-invalid', `expected a URL that starts with http:// or https://, got ${url}`);
  }
  const tls = parsed.protocol === 'https:';
  return {
    tls,
    hostname: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? (tls ? 443 : 80) : Number(parsed.port),
    hostHeader: parsed.host,
    path: parsed.pathname,
    query: parsed.search.slice(1),
  };
}
