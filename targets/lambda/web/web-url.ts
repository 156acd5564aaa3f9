import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AllowedSources, AllowsOrigin } from '../../../src/model/http/request-source.ts';
import { checked } from '../../checked.ts';
import { listen } from '../../listen.ts';
import type { WebDispatcher } from './dispatcher.ts';

export interface WebUrlOptions extends AllowedSources {
  /** 0: any free port. */
  readonly port: number;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  /** Asked at each request. */
  dispatcher(): WebDispatcher;
  /** Whether pages of another origin may call it. */
  readonly allowsOrigin: AllowsOrigin;
}

/** The accept queue: a burst of connections must not wait for the 1 s of a SYN that is sent again. */
const backlog = 4096;

/** The endpoint of a function of the `web` model: requests go on to its environments as they came. */
export class WebUrl {
  readonly #server: Server;
  #url = '';

  /** Ends the program with a line on stderr if the address cannot be bound. */
  static async listen({ port, tls, dispatcher, allowsOrigin, ...sources }: WebUrlOptions): Promise<WebUrl> {
    const timeouts = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
    const handle = checked(sources, (request, response) => void dispatcher().handle(request, response), allowsOrigin);
    const server =
      tls === undefined ? createServer(timeouts, handle) : createTlsServer({ ...timeouts, ...tls }, handle);
    const endpoint = new WebUrl(server);
    const url = await listen(server, { host: sources.host, port, backlog });
    endpoint.#url = tls === undefined ? url : url.replace('http:', 'https:');
    return endpoint;
  }

  private constructor(server: Server) {
    this.#server = server;
  }

  get url(): string {
    return this.#url;
  }

  /** Requests under way are answered yet. */
  close(): void {
    this.#server.close();
    this.#server.closeIdleConnections();
  }
}
