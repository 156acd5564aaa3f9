import type { ClosedLoad } from '../../../load/shapes.ts';
import { optional } from '../../../model/optional.ts';
import type { Clock } from '../../clock.ts';
import { Deadlines } from '../../deadlines.ts';
import type { Exchange } from '../../exchange.ts';
import { originOf } from '../../http/origin.ts';
import { bytesOfBody, headersOf, meansBody, pathOf, type RequestSpec } from '../../http/request-bytes.ts';
import type { TlsOptions } from '../../http/wire.ts';
import { AutocannonClient, type Watched } from './client.ts';

export interface AutocannonLoadOptions {
  /** The target's; its path goes before that of the request. */
  readonly url: string;
  /** The file of a socket to connect to. */
  readonly unix?: string;
  readonly request: RequestSpec;
  /** For the connection, and again from the send to the last byte. */
  readonly timeoutMs: number;
  readonly keepBodyBytes: number;
  /** It looks at no certificate; of this only the name is used. */
  readonly tls?: TlsOptions;
  readonly clock: Clock;
  /** Aborting ends the requests in flight, as interrupted. */
  readonly signal: AbortSignal;
  /** Gets every request exactly once, when it has ended. What it throws ends the load. */
  onEnd(exchange: Exchange): void;
}

/** Loads it, which takes longer than a request: to be called before the instant at which the load is to start. */
export const loadAutocannon = async () => (await import('autocannon')).default;

/** How late it may notice that all clients are done. */
const tickMs = 50;

/**
 * A closed workload by autocannon, so that another program's sending can be laid beside ours. What it sends and when is its
 * own doing; what is recorded is ours, as its numbers are whole ms, of 2xx only, and leave out what failed:
 * - sent: its event `request`, which it emits right before it writes; on a connection that it is still opening, the instant it is open.
 * - first and last byte: the arrival of their chunks, before its parser sees them.
 * Without a rate, so that it never corrects anything, and without its own timeout, which cannot be below 1 s.
 * Requests are divided among the clients in advance, and after `durationMs` each client still waits for its answer.
 * It asks no server for its certificate, resolves the name for each connection, and opens no connection in advance.
 * Think time is not for it (a rule of scenarios). Resolves when all have ended.
 * @throws {UserError} `url-invalid`; whatever `onEnd` throws.
 */
export async function fireAutocannon(
  load: ClosedLoad,
  startedAtMs: number,
  options: AutocannonLoadOptions,
): Promise<void> {
  const autocannon = await loadAutocannon();
  const { signal, clock, timeoutMs } = options;
  if (signal.aborted) return;
  const clients: AutocannonClient[] = [];
  const deadlines = new Deadlines(timeoutMs, clock, () => {});
  const stop = new Stopping(clients, deadlines);
  const watched = (client: Watched) => {
    clients.push(
      new AutocannonClient(client, {
        ...options,
        method: options.request.method,
        deadlines,
        onEnd: stop.guard(options.onEnd),
      }),
    );
  };
  const lastSend =
    load.durationMs === undefined
      ? undefined
      : setTimeout(() => stop.afterAnswers(), Math.max(0, startedAtMs + load.durationMs - clock.nowMs()));
  signal.addEventListener('abort', stop.atOnce);
  try {
    await autocannon({
      ...target(options),
      ...amountOf(load),
      ...{ pipelining: 1, timeout: Math.ceil(timeoutMs / 1000) + 3600, sampleInt: tickMs },
      // Its types know the events of a client, not its connection.
      setupClient: (client) => watched(client as unknown as Watched),
    });
  } finally {
    signal.removeEventListener('abort', stop.atOnce);
    clearTimeout(lastSend);
    deadlines.clear();
  }
  stop.rethrow();
}

/** Without an amount it stops by itself, after more than any run takes: near the longest that a timer of Node can wait. */
const longestS = 2_000_000;

/** It wants no more clients than requests. */
const amountOf = ({ clients, requests }: ClosedLoad) =>
  requests === undefined
    ? { connections: clients, duration: longestS }
    : { connections: Math.min(clients, requests), amount: requests };

function target({ url, unix, request, tls }: AutocannonLoadOptions) {
  const origin = originOf(url);
  const { method } = request;
  const headers = headersOf(origin, request);
  const body = bytesOfBody(request);
  if (body.length === 0 && meansBody.has(method)) headers.set('content-length', '0');
  return {
    url: `${origin.tls ? 'https' : 'http'}://${origin.hostHeader}`,
    // It would rewrite a path that is a part of the URL.
    requests: [{ path: pathOf(origin, request.path) }],
    method: method as 'GET' | 'POST' | 'PUT',
    headers: Object.fromEntries(headers),
    body,
    ...optional('servername', tls?.serverName),
    ...optional('socketPath', unix),
  };
}

/** The ways in which all clients end. */
class Stopping {
  private readonly clients: readonly AutocannonClient[];
  private readonly deadlines: Deadlines;
  private thrown: { readonly error: unknown } | undefined;

  constructor(clients: readonly AutocannonClient[], deadlines: Deadlines) {
    this.clients = clients;
    this.deadlines = deadlines;
  }

  afterAnswers(): void {
    for (const client of this.clients) client.sendNoMore();
  }

  readonly atOnce = (): void => {
    for (const client of this.clients) client.interrupt();
    this.deadlines.clear();
  };

  /** What is thrown into autocannon would end the process. */
  guard(onEnd: (exchange: Exchange) => void): (exchange: Exchange) => void {
    return (exchange) => {
      if (this.thrown !== undefined) return;
      try {
        onEnd(exchange);
      } catch (error) {
        this.thrown = { error };
        this.atOnce();
      }
    };
  }

  rethrow(): void {
    if (this.thrown !== undefined) throw this.thrown.error;
  }
}
