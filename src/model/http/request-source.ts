/**
 * Whether a request may have been made by a page of another origin. A service on loopback is reached by every browser of the
 * machine: a page sends it requests directly, or by a name of its own that resolves to loopback (DNS rebinding). A browser
 * always names in `Host` what the page asked for, and in `Origin` and `Sec-Fetch-Site` who asks; a page can change none of them.
 * Sources: RFC 9110, section 7.2; Fetch Standard, "Origin header"; W3C, "Fetch Metadata Request Headers"
 */
export interface RequestSource {
  /** Absent: no browser sent this, as HTTP/1.0 without it. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site` */
  readonly site: string | undefined;
  /** The address of this machine at which the request has arrived. Asked only where nothing else allows the host. */
  localAddress(): string | undefined;
}

export interface AllowedSources {
  /** What the service is bound to: a name or an address. */
  readonly host: string;
  /** Other names by which it may be called, without ports. */
  readonly allowHosts?: readonly string[] | undefined;
  /** Origins whose pages may call it, such as `https://shop.example`. */
  readonly allowOrigins?: readonly string[] | undefined;
}

/** Whether pages of an origin may call: the CORS settings of a function. `undefined`: the origin of a request that names none. */
export type AllowsOrigin = (origin: string | undefined) => boolean;

/** Decides by the headers that a browser sets. One for each service. */
export class SourceCheck {
  readonly #names: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  /** Values of `Host` that were allowed: nearly all requests have one of a few. */
  readonly #known = new Set<string>();

  constructor({ host, allowHosts = [], allowOrigins = [] }: AllowedSources) {
    const bound = wildcards.includes(host) ? [] : [host];
    this.#names = new Set([...bound, ...allowHosts].map((name) => hostName(name.toLowerCase())));
    this.#origins = new Set(allowOrigins.map((origin) => origin.toLowerCase()));
  }

  /** One sentence about why the request is refused; undefined if it is not. */
  refusal(source: RequestSource, allowsOrigin: AllowsOrigin = () => false): string | undefined {
    const { host, origin, site } = source;
    if (host !== undefined && !this.#known.has(host)) {
      if (!this.#isAllowed(host, source)) return `${hostRefused} (got ${quoted(host)})`;
      if (this.#known.size >= mostKnown) this.#known.clear();
      this.#known.add(host);
    }
    if (origin === undefined && (site === undefined || site === 'none' || site === 'same-origin')) return undefined;
    if (origin !== undefined && (isOwn(origin, host) || this.#origins.has(origin.toLowerCase()))) return undefined;
    if (allowsOrigin(origin)) return undefined;
    return `${originRefused} (got ${origin === undefined ? `Sec-Fetch-Site: ${quoted(site ?? '')}` : quoted(origin)})`;
  }

  #isAllowed(host: string, source: RequestSource): boolean {
    const name = hostName(host.toLowerCase());
    return isLoopbackName(name) || this.#names.has(name) || name === plainAddress(source.localAddress() ?? '');
  }
}

/** Each environment has a port of its own, which is in its `Host`. */
const mostKnown = 4096;

/** A page can call by these, too: they are no names of a service that is bound to every address. */
const wildcards: readonly string[] = ['0.0.0.0', '::'];

const hostRefused =
  'the Host of the request is neither a loopback name nor an allowed one: allow it with --allow-host, or with allowHosts of the target';

const originRefused =
  'pages of another origin may not call this: call it by another client, or allow the origin in the CORS settings of the function URL';

/** `localhost`, names below it (RFC 6761, section 6.3), 127.0.0.0/8 and ::1. */
export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);

/** `Host` without its port, the brackets of an IPv6 address, and the dot of a name that is complete. */
export function hostName(host: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d*)?$/.exec(host) ?? [];
  if (inBrackets !== undefined) return inBrackets;
  const isAddress = host.split(':').length > 2;
  return (isAddress ? host : host.replace(/:\d*$/, '')).replace(/\.$/, '');
}

/** Of a socket that listens for IPv4 and IPv6: `::ffff:10.0.0.1`. */
const plainAddress = (address: string): string => address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');

/** A page that came from here: its origin has the same host and port. */
const isOwn = (origin: string, host: string | undefined): boolean =>
  host !== undefined && [`http://${host}`, `https://${host}`].includes(origin);

/** It goes into an answer: no more than the length of a name, and ASCII. */
const quoted = (text: string): string => JSON.stringify(text.slice(0, 253).replace(/[^ -~]/g, '?'));
